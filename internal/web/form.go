package web

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
)

// field is one question of a form, with what was answered and what is wrong with it.
type field struct {
	Name, Label, Hint, Value string
	Wrong                    string // a sentence; empty: nothing
	Type                     string // of an input; fill makes it text where it is empty
	Rows                     int    // of a text area; 0: one line
	Options                  []pair // value and words; none: a free answer
	Radios                   bool   // the options stand all to be seen
	Odd, Sure                bool   // it is asked whether the answer is right; somebody said so
	Complete                 string // what a browser may fill in by itself, as autocomplete says it; empty: as it likes
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

// wholeForm is the field of a problem that is about the whole form: it is the id of its button.
const wholeForm = "save"

// answers are what a form sent, and what is wrong with it.
type answers struct {
	values   map[string]string
	problems []problem
	cut      bool        // more was sent than may be: only the beginning is here
	odd      []string    // fields that are asked about once more
	written  domain.Date // the day on which the phone kept it; unknown: the day on which it is sent
}

// readForm reads a form that was sent. What no entry can hold is a problem; the value stays, so that nothing is typed again.
// Of a form over the limit it keeps the beginning. A request has the same answers however often they are read.
func readForm(r *http.Request) (*answers, error) {
	a := &answers{values: map[string]string{}}
	if r.PostForm == nil {
		var err error
		if r.PostForm, a.cut, err = postedForm(r); err != nil {
			return nil, err
		}
	}
	for name := range r.PostForm {
		value := strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n")
		if a.cut {
			value = withoutHalf(value)
		}
		a.take(name, value)
	}
	return a, nil
}

// sentForm reads a form that is to be saved, with at most so many characters in a box: it notes what was cut, and a missing id.
func (s *site) sentForm(r *http.Request, most int) (*answers, error) {
	a, err := readForm(r)
	if err == nil {
		a.tooMuch(most)
		a.mustHaveID(s.NewID)
	}
	return a, err
}

// take keeps an answer as text that can be shown.
func (a *answers) take(name, value string) {
	if !utf8.ValidString(value) {
		value = strings.ToValidUTF8(value, "\uFFFD")
		a.wrong(name, "Some letters did not arrive. Please write them again.")
	}
	if strings.ContainsFunc(value, isControl) {
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

// postedForm reads the body of a form; cut says that it is over the limit, so that the end is missing.
func postedForm(r *http.Request) (form url.Values, cut bool, err error) {
	if kind := r.Header.Get("Content-Type"); kind != "" {
		if isUpload(r) {
			return multipartForm(r)
		}
		if kind, _, err = mime.ParseMediaType(kind); err != nil || kind != "application/x-www-form-urlencoded" {
			return nil, false, unreadable()
		}
	}
	body, err := io.ReadAll(r.Body)
	var tooBig *http.MaxBytesError
	if cut = errors.As(err, &tooBig); err != nil && !cut {
		return nil, false, unreadable()
	}
	text := string(body)
	if i := strings.LastIndexByte(text, '%'); cut && i > len(text)-3 {
		text = text[:i] // half of a sign in the writing of forms, such as %E2
	}
	if form, err = url.ParseQuery(text); err != nil {
		return nil, false, unreadable()
	}
	return form, cut, nil
}

// withoutHalf takes the beginning of a letter off the end of a text that was cut.
func withoutHalf(text string) string {
	for range utf8.UTFMax {
		if r, size := utf8.DecodeLastRuneInString(text); r != utf8.RuneError || size != 1 {
			break
		}
		text = text[:len(text)-1]
	}
	return text
}

func isControl(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }

// unreadable is the error for what is no form of ours.
func unreadable() error {
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

// inOrder puts the problems in the order of the page, what is about the whole form first. A problem of a field that the page
// does not show is one of the whole form.
func (a *answers) inOrder(names []string) {
	for i, p := range a.problems {
		if !slices.Contains(names, p.Field) {
			a.problems[i].Field = wholeForm
		}
	}
	slices.SortStableFunc(a.problems, func(p, q problem) int { return slices.Index(names, p.Field) - slices.Index(names, q.Field) })
}

// fill puts the answer and the problem into a field.
func (a *answers) fill(f field) field {
	if f.Type == "" {
		f.Type = "text"
	}
	f.Value, f.Wrong = a.values[f.Name], a.problem(f.Name)
	f.Sure = f.Value != "" && a.values[sureOf(f.Name)] == a.text(f.Name)
	f.Odd = f.Sure || slices.Contains(a.odd, f.Name)
	return f
}

// tooMuch says of a form that was cut how much fits.
func (a *answers) tooMuch(characters int) {
	if a.cut {
		a.wrong(wholeForm, fmt.Sprintf("This was too long to arrive whole. Write at most %s characters in one box. We kept the beginning. Go back in your browser to find the rest.", thousands(characters)))
	}
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
