package web

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
)

// field is one question of a form, with what was answered and what is wrong with it.
type field struct {
	Name, Label, Hint, Value string
	Wrong                    string // a sentence; empty: nothing
	Type                     string // of an input; empty: text
	Rows                     int    // of a text area; 0: one line
	Options                  []pair // value and words; none: a free answer
	Radios                   bool   // the options stand all to be seen
}

// Says are the ids of what describes the field, for aria-describedby.
func (f field) Says() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.Name+"-hint")
	}
	if f.Wrong != "" {
		ids = append(ids, f.Name+"-error")
	}
	return strings.Join(ids, " ")
}

// problem is one line of the list of what is wrong.
type problem struct{ Field, Says string }

// answers are what a form sent, and what is wrong with it.
type answers struct {
	values   map[string]string
	problems []problem
}

// readForm reads a form that was sent. A text that no entry can hold is a problem; the value stays, so that nothing is
// typed again. More than the limit is *http.MaxBytesError.
func readForm(r *http.Request) (*answers, error) {
	if err := r.ParseForm(); err != nil {
		return nil, formError(err)
	}
	a := &answers{values: map[string]string{}}
	for name := range r.PostForm {
		value := strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n")
		if !utf8.ValidString(value) {
			value = strings.ToValidUTF8(value, "\uFFFD")
			a.wrong(name, "Some letters did not arrive. Please write them again.")
		}
		if i := strings.IndexFunc(value, isControl); i >= 0 {
			value = strings.Map(func(r rune) rune {
				if isControl(r) {
					return -1
				}
				return r
			}, value)
			a.wrong(name, "A sign that cannot be shown was taken out. Please check it and save again.")
		}
		a.values[name] = value
	}
	return a, nil
}

func isControl(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }

// formError keeps the sentence for too much; what cannot be read at all is Invalid.
func formError(err error) error {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return err
	}
	return &domain.Error{Kind: domain.Invalid, Message: "this form cannot be read", Want: "open the page again and send it from there"}
}

// text is an answer without the blanks around it.
func (a *answers) text(name string) string { return strings.TrimSpace(a.values[name]) }

// wrong notes a problem with a field; the first one of each field counts.
func (a *answers) wrong(name, says string) {
	if a.problem(name) == "" {
		a.problems = append(a.problems, problem{name, says})
	}
}

func (a *answers) problem(name string) string {
	for _, p := range a.problems {
		if p.Field == name {
			return p.Says
		}
	}
	return ""
}

// fill puts the answer and the problem into a field.
func (a *answers) fill(f field) field {
	f.Value, f.Wrong = a.values[f.Name], a.problem(f.Name)
	return f
}

// most checks how long an answer is.
func (a *answers) most(name string, characters int) {
	if n := utf8.RuneCountInString(a.values[name]); n > characters {
		a.wrong(name, fmt.Sprintf("You wrote %s characters. Write at most %s here. The rest can be another entry.", thousands(n), thousands(characters)))
	}
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
