package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
)

// fill reads one JSON value into a field; name stands in errors. null leaves the field as it is.
func fill(name string, raw json.RawMessage, into reflect.Value) error {
	raw = bytes.TrimSpace(raw)
	if string(raw) == "null" {
		return nil
	}
	if into.Kind() == reflect.Pointer {
		v := reflect.New(into.Type().Elem())
		if err := fill(name, raw, v.Elem()); err != nil {
			return err
		}
		into.Set(v)
		return nil
	}
	switch p := into.Addr().Interface().(type) {
	case *domain.Words:
		return read(name, raw, p, func(s string) (domain.Words, error) { return domain.Write(s), nil })
	case *domain.Identity:
		return read(name, raw, p, func(s string) (domain.Identity, error) { return domain.Name(s), nil })
	case *domain.Confidential:
		return read(name, raw, p, func(s string) (domain.Confidential, error) { return domain.Confide(s), nil })
	case *domain.Date:
		return read(name, raw, p, domain.ParseDate)
	case *time.Time:
		return read(name, raw, p, moment)
	case *domain.Number:
		return fillNumber(name, raw, p)
	case *domain.Value:
		return fillValue(name, raw, p)
	case *domain.Body:
		if raw[0] != '{' {
			return wrongType(name, "an object", raw, `write {"kind":"…","what":"…"}`)
		}
		b, err := correctionWith(name, raw)
		*p = b
		return err
	}
	switch into.Kind() {
	case reflect.String:
		s, err := text(name, raw)
		into.SetString(s)
		return err
	case reflect.Bool:
		return fillBool(name, raw, into)
	case reflect.Int, reflect.Uint64:
		return fillInt(name, raw, into)
	case reflect.Slice:
		return fillList(name, raw, into)
	case reflect.Map:
		return fillMap(name, raw, into)
	case reflect.Struct:
		if raw[0] != '{' {
			return wrongType(name, "an object", raw, "write it in braces: {…}")
		}
		o, err := members(name, raw)
		if err != nil {
			return err
		}
		return o.fill(name, into)
	}
	return fmt.Errorf("intake cannot read a %s into %s", into.Type(), name)
}

// read reads JSON text and makes a value of it.
func read[T any](name string, raw []byte, into *T, parse func(string) (T, error)) error {
	s, err := text(name, raw)
	if err != nil {
		return err
	}
	v, err := parse(s)
	if err != nil {
		return named(name, err)
	}
	*into = v
	return nil
}

// text reads a JSON text. One that no UTF-8 can hold (half a surrogate pair) is refused, where
// encoding/json would put another character in its place.
func text(name string, raw []byte) (string, error) {
	var s string
	if raw[0] != '"' {
		want := "put it in quotes"
		if raw[0] == '[' || raw[0] == '{' {
			want = `write one text in quotes, such as "…"`
		}
		return "", wrongType(name, "text", raw, want)
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		return "", err
	}
	given := bytes.Count(raw, []byte("\uFFFD")) + bytes.Count(bytes.ToLower(raw), []byte(`\ufffd`))
	if strings.Count(s, "\uFFFD") > given {
		return "", invalid(string(raw), name+" holds half a character", `write whole pairs, such as \ud83d\ude00`)
	}
	return s, nil
}

func moment(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, invalid(s, "this is not a time", "write it as 2019-03-06T12:00:00Z")
	}
	return t, nil
}

// fillNumber reads a JSON number or the same as text.
func fillNumber(name string, raw []byte, into *domain.Number) error {
	s := string(raw)
	if raw[0] == '"' {
		var err error
		if s, err = text(name, raw); err != nil {
			return err
		}
	} else if !numeric(raw) {
		return wrongType(name, "a number", raw, "write it as 12 or 30.6")
	}
	n, err := domain.ParseNumber(s)
	if err != nil {
		return named(name, err)
	}
	*into = n
	return nil
}

func fillInt(name string, raw []byte, into reflect.Value) error {
	s := string(raw)
	if raw[0] == '"' {
		var err error
		if s, err = text(name, raw); err != nil {
			return err
		}
	}
	n, err := strconv.Atoi(s)
	unsigned := into.Kind() == reflect.Uint64
	switch {
	case errors.Is(err, strconv.ErrRange):
		return invalid(s, name+" is too large", "write a smaller number")
	case err != nil && raw[0] != '"' && !numeric(raw):
		return wrongType(name, "a whole number", raw, "write it as 3")
	case err != nil:
		return invalid(s, name+" should be a whole number", "write it as 3")
	case unsigned && n < 0:
		return invalid(s, name+" should not be less than 0", "write it as 3")
	case unsigned:
		into.SetUint(uint64(n))
	default:
		into.SetInt(int64(n))
	}
	return nil
}

func fillBool(name string, raw []byte, into reflect.Value) error {
	switch string(raw) {
	case "true", `"yes"`, `"true"`:
		into.SetBool(true)
	case "false", `"no"`, `"false"`:
		into.SetBool(false)
	default:
		return invalid(shown(raw), name+" should be yes or no", "write true or false")
	}
	return nil
}

// fillList reads a list; one text stands for a list of that text.
func fillList(name string, raw []byte, into reflect.Value) error {
	var items []json.RawMessage
	switch elem := into.Type().Elem(); {
	case raw[0] == '[':
		if err := json.Unmarshal(raw, &items); err != nil {
			return err
		}
	case elem.Kind() == reflect.String && raw[0] == '"':
		items = []json.RawMessage{raw}
	case elem.Kind() == reflect.String:
		return wrongType(name, "a list of texts", raw, `write ["…","…"]`)
	default:
		return wrongType(name, "a list", raw, "write [{…},{…}]")
	}
	list := reflect.MakeSlice(into.Type(), len(items), len(items))
	for i, item := range items {
		place := fmt.Sprintf("%s %d", name, i+1)
		if string(item) == "null" {
			return invalid("", place+" is null", "leave it out of the list")
		}
		if err := fill(place, item, list.Index(i)); err != nil {
			return err
		}
	}
	into.Set(list)
	return nil
}

// fillMap reads an object of texts. The names are the publisher's own and stay as they are.
func fillMap(name string, raw []byte, into reflect.Value) error {
	if raw[0] != '{' {
		return wrongType(name, "an object", raw, `write {"name":"…"}`)
	}
	o, err := membersNamed(name, raw, func(key string) string { return key })
	if err != nil {
		return err
	}
	all := reflect.MakeMap(into.Type())
	for _, m := range o {
		one := reflect.New(into.Type().Elem()).Elem()
		if err := fill(joinName(name, m.name), m.raw, one); err != nil {
			return err
		}
		all.SetMapIndex(reflect.ValueOf(m.name), one)
	}
	into.Set(all)
	return nil
}

// stated are the members of a value that is written as an object; see domain.Value.
type stated struct {
	Number   *domain.Number `json:"number"`
	Low      *domain.Number `json:"low"`
	High     *domain.Number `json:"high"`
	Yes      *bool          `json:"yes"`
	Level    string         `json:"level"`
	Withheld bool           `json:"withheld"`
	Text     domain.Words   `json:"text"`
	Note     string         `json:"note"`
}

// forms counts the forms that are given; a value has exactly one, words alone being one too.
func (s stated) forms() int {
	n := 0
	for _, given := range []bool{s.Number != nil, s.Low != nil && s.High != nil, s.Yes != nil, s.Level != "", s.Withheld} {
		if given {
			n++
		}
	}
	if n == 0 && !s.Text.IsZero() && s.Low == nil && s.High == nil {
		return 1
	}
	return n
}

// fillValue reads a value: a number, a text (12, 1..5, yes, a level, or words), true or false, or the
// object that domain.Value names. Decide reads a text with the measure's kind.
func fillValue(name string, raw []byte, into *domain.Value) error {
	switch {
	case raw[0] == '[':
		return wrongType(name, "one value", raw, `write 12, "1..5", "yes" or a text in quotes`)
	case raw[0] == '"':
		s, err := text(name, raw)
		*into = domain.Say(s)
		return err
	case raw[0] == '{':
		var s stated
		if err := fill(name, raw, reflect.ValueOf(&s).Elem()); err != nil {
			return err
		}
		if s.forms() != 1 {
			return invalid(string(raw), name+" should state one thing", "give number, or low and high, or yes, level, withheld or text")
		}
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return named(name, err)
	}
	return nil
}

func numeric(raw []byte) bool { return raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9' }

// named puts the name of the field before an error of the domain.
func named(name string, err error) error {
	var e *domain.Error
	if !errors.As(err, &e) {
		return invalid("", fmt.Sprintf("%s: %v", name, err), "")
	}
	return &domain.Error{Kind: e.Kind, Message: name + ": " + e.Message, Value: e.Value, Want: e.Want}
}

func wrongType(name, right string, raw []byte, want string) error {
	return invalid(shown(raw), fmt.Sprintf("%s should be %s, not %s", name, right, typeName(raw)), want)
}

// shown is a JSON value as an error shows it: a text without its quotes.
func shown(raw []byte) string {
	var s string
	if json.Unmarshal(raw, &s) == nil && utf8.ValidString(s) {
		return s
	}
	return string(raw)
}

func typeName(raw []byte) string {
	switch raw[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "text"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "a number"
}
