package intake

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
)

// Form says what a flag takes.
type Form uint8

// The forms of a flag.
const (
	Text      Form = iota // one text, date, number or value; Flag.Takes says which
	YesNo                 // yes or no; the flag alone means yes
	Texts                 // one text; may be given again
	Breakdown             // dimension=value; may be given again
)

// Repeatable says whether the flag may be given more than once.
func (f Form) Repeatable() bool { return f == Texts || f == Breakdown }

// Flag is one field of a kind as a flag.
type Flag struct {
	Name  string // with dashes: period-start
	Usage string // one line in plain words
	Form  Form
	Takes string // what stands for the value in help: text, number, date, yes|no, dimension=value …

	field string // the JSON name
}

// Flags returns the flags of a kind by its whole or short name: those of its body, in the body's order, then
// those every kind has but project and as, which belong to the whole program. Fields that only a file or
// JSON can say well (what a publisher said, the whole of a corrected entry) have no flag.
func Flags(kind string) ([]Flag, error) {
	body, ok := domain.NewBody(kind)
	if !ok {
		return nil, UnknownKind(kind)
	}
	var flags []Flag
	for _, t := range []reflect.Type{reflect.TypeOf(body).Elem(), reflect.TypeFor[common]()} {
		for _, f := range fieldsOf(t) {
			flag, ok := flagOf(f)
			if !ok || t == reflect.TypeFor[common]() && programFlag(f.name) ||
				slices.ContainsFunc(flags, func(other Flag) bool { return other.Name == flag.Name }) {
				continue
			}
			flag.Usage = usage(body.Kind(), f.name)
			flags = append(flags, flag)
		}
	}
	return flags, nil
}

func programFlag(name string) bool {
	return name == "kind" || name == "project" || name == "as" || name == "actor"
}

func flagOf(f structField) (Flag, bool) {
	t := f.typ
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	flag := Flag{Name: strings.ReplaceAll(f.name, "_", "-"), field: f.name}
	switch t {
	case reflect.TypeFor[domain.Date]():
		flag.Takes = "date"
		return flag, true
	case reflect.TypeFor[time.Time]():
		flag.Takes = "time"
		return flag, true
	case reflect.TypeFor[domain.Number]():
		flag.Takes = "number"
		return flag, true
	case reflect.TypeFor[domain.Value]():
		flag.Takes = "value"
		return flag, true
	case reflect.TypeFor[domain.Words](), reflect.TypeFor[domain.Identity](), reflect.TypeFor[domain.Confidential]():
		flag.Takes = "text"
		return flag, true
	case reflect.TypeFor[[]domain.Part]():
		flag.Takes, flag.Form = "dimension=value", Breakdown
		return flag, true
	case reflect.TypeFor[[]string]():
		flag.Takes, flag.Form = "text", Texts
		return flag, true
	}
	switch t.Kind() {
	case reflect.String:
		flag.Takes = "text"
	case reflect.Int, reflect.Uint64:
		flag.Takes = "number"
	case reflect.Bool:
		flag.Takes, flag.Form = "yes|no", YesNo
	default:
		return flag, false
	}
	return flag, true
}

// FromFlags makes the command of what flags said: by flag name, every value that was given, in order. project
// and as may be among them. It goes through Line, so what Line refuses is refused; a flag that the
// kind does not have, or a single one given twice, is a Usage error.
func FromFlags(kind string, given map[string][]string) (domain.Command, error) {
	flags, err := Flags(kind)
	if err != nil {
		return domain.Command{}, err
	}
	flags = append(flags, Flag{Name: "project", field: "project"}, Flag{Name: "as", field: "as"})
	line := map[string]any{"kind": kind}
	for name, values := range given {
		i := slices.IndexFunc(flags, func(f Flag) bool { return f.Name == name })
		if i < 0 {
			return domain.Command{}, &domain.Error{Kind: domain.Usage, Message: "there is no flag --" + name + " for " + kind,
				Want: "see record " + kind + " --help"}
		}
		if len(values) == 0 {
			continue
		}
		if line[flags[i].field], err = flags[i].json(values); err != nil {
			return domain.Command{}, err
		}
	}
	raw, err := json.Marshal(line)
	if err != nil {
		return domain.Command{}, fmt.Errorf("flags of %s: %w", kind, err)
	}
	return Line(raw)
}

// json returns what stands for the values in the line.
func (f Flag) json(values []string) (any, error) {
	for _, v := range values {
		if !utf8.ValidString(v) {
			return nil, invalid("", "--"+f.Name+" holds bytes that are not text", "send UTF-8 text")
		}
	}
	if !f.Form.Repeatable() && len(values) > 1 {
		return nil, &domain.Error{Kind: domain.Usage, Message: "--" + f.Name + " is given twice", Value: values[1], Want: "give it once"}
	}
	switch f.Form {
	case Texts:
		return values, nil
	case Breakdown:
		var parts []domain.Part
		for _, v := range values {
			dimension, value, ok := strings.Cut(v, "=")
			if !ok || dimension == "" || value == "" {
				return nil, invalid(v, "--"+f.Name+" is not a part of a breakdown", "write dimension=value, such as sex=women")
			}
			parts = append(parts, domain.Part{Dimension: dimension, Value: value})
		}
		return parts, nil
	}
	return values[0], nil
}
