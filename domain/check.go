package domain

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxName is the largest number of characters of a plain name or statement.
const MaxName = 2000

// MaxID is the largest number of characters of an id that people or publishers choose.
const MaxID = 200

// CheckID checks an id that a person or a publisher chose: any text of 1 to 200 characters without
// control characters, matched exactly as given; "." and ".." are refused because an address could not hold them, and "=" because it
// stands for the installation.
func CheckID(field, id string) error {
	switch {
	case id == "":
		return invalid("", fmt.Sprintf("the %s is missing", field), "give its id")
	case !utf8.ValidString(id):
		return invalid(id, fmt.Sprintf("the id of the %s holds bytes that are not text", field), "send UTF-8 text")
	case utf8.RuneCountInString(id) > MaxID:
		return invalid(id, fmt.Sprintf("the id of the %s is too long: %d characters", field, utf8.RuneCountInString(id)), "use at most 200")
	case id == "." || id == ".." || id == Installation:
		return invalid(id, fmt.Sprintf("this cannot be the id of a %s", field), "use another name")
	case strings.ContainsFunc(id, unicode.IsControl):
		return invalid(id, fmt.Sprintf("the id of the %s holds a control character", field), "leave it out")
	}
	return nil
}

// oneOf checks a word from a fixed list; a list that ends with "" may be left out.
func oneOf(field, got string, list ...string) error {
	for _, w := range list {
		if got == w {
			return nil
		}
	}
	if list[len(list)-1] == "" {
		list = list[:len(list)-1]
	}
	if got == "" {
		return invalid("", fmt.Sprintf("%s is missing", field), "choose "+joinOr(list))
	}
	return invalid(got, fmt.Sprintf("this is no choice for %s", field), "choose "+joinOr(list))
}

func joinOr(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " or " + list[len(list)-1]
}

// field is a text to be checked: words, or a plain name where most is MaxName.
type field struct {
	name string
	text interface{ check(field string) error }
	must bool
}

// plain is a name or statement that is not personal.
type plain string

func (s plain) check(field string) error { return checkText(field, string(s), MaxName) }

// IsZero is true for the empty name.
func (s plain) IsZero() bool { return strings.TrimSpace(string(s)) == "" }

func must(name string, text interface{ check(string) error }) field { return field{name, text, true} }
func may(name string, text interface{ check(string) error }) field  { return field{name, text, false} }

func checkFields(fields ...field) error {
	for _, f := range fields {
		if f.must && saysNothing(f.text) {
			return invalid("", fmt.Sprintf("%s is missing", f.name), "write it in your own words")
		}
		if err := f.text.check(f.name); err != nil {
			return err
		}
	}
	return nil
}

// saysNothing is true for a text that was not written and for open words of white space only.
func saysNothing(text any) bool {
	if w, ok := text.(Words); ok && w.sealed == nil {
		return strings.TrimSpace(w.written()) == ""
	}
	return text.(interface{ IsZero() bool }).IsZero()
}

// a puts the article before the name of a thing; things have spaces in sentences.
func a(thing string) string {
	thing = strings.ReplaceAll(thing, "_", " ")
	if strings.ContainsRune("aeiou", rune(thing[0])) {
		return "an " + thing
	}
	return "a " + thing
}

func parseUUID(s string) (id [16]byte, ok bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return id, false
	}
	n := 0
	for i := 0; i < 36; i++ {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			continue
		}
		h, good := hexDigit(s[i])
		if !good {
			return id, false
		}
		id[n/2] = id[n/2]<<4 | h
		n++
	}
	return id, true
}

// hexDigit takes lower-case letters only, so that one id has one form.
func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	}
	return 0, false
}
