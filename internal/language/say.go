package language

import (
	"strconv"
	"strings"

	"golang.org/x/text/feature/plural"
)

// say writes a message in the language; ok is false where it is not known.
func (l *Language) say(m message) (said string, ok bool) {
	if m.key == "" {
		return "", false
	}
	t, ok := l.messages[m.key]
	if !ok {
		if len(m.days) == 0 || m.hasWords() {
			return "", false
		}
		t = translation{forms: map[plural.Form]string{plural.Other: m.key}} // days alone are the same message everywhere
	}
	return l.fill(t.form(l, m), m), true
}

// form is the text for a number.
func (t translation) form(l *Language, m message) string {
	by := t.by
	if by == "" {
		by = "n"
	}
	if text, ok := t.forms[l.formOf(m.values[by])]; ok {
		return text
	}
	return t.forms[plural.Other]
}

// formOf is the form that a number takes in the language; that of many things where it is none.
func (l *Language) formOf(number string) plural.Form {
	whole, part, _ := strings.Cut(strings.NewReplacer(",", "", "\u202f", "").Replace(number), ".")
	i, err := strconv.Atoi(whole)
	if err != nil || len(part) > 6 {
		return plural.Other
	}
	f, _ := strconv.Atoi("0" + part)
	short := strings.TrimRight(part, "0")
	t, _ := strconv.Atoi("0" + short)
	return plural.Cardinal.MatchPlural(l.tag, i, len(part), len(short), f, t)
}

// fill puts what stands for the marks into a text. What was put in is not read again.
func (l *Language) fill(text string, m message) string {
	var b strings.Builder
	from := 0
	for _, at := range marks.FindAllStringIndex(text, -1) {
		b.WriteString(escape(text[from:at[0]]))
		from = at[1]
		b.WriteString(l.valueOf(text[at[0]:at[1]], m))
	}
	b.WriteString(escape(text[from:]))
	return b.String()
}

// valueOf is what stands for a mark.
func (l *Language) valueOf(mark string, m message) string {
	name := mark[1 : len(mark)-1]
	if mark[0] == '<' && name[0] != '/' {
		name = "<" + name
	}
	if d, is := m.days[name]; is {
		return escape(l.day(d))
	}
	return m.values[name]
}

// day writes a day as people do.
func (l *Language) day(d day) string {
	if d.d == "" {
		return l.months[d.month] + " " + d.y
	}
	return d.d + " " + l.monthsOfDay[d.month] + " " + d.y
}
