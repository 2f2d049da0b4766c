package language

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

//go:embed messages/*.json
var files embed.FS

// Source is the language that pages are made in.
const Source = "en"

// Language is one language of the screens. It is not changed once it is made.
type Language struct {
	Tag       string // as pages and cookies name it: "pl"
	Name      string // as its own people call it
	Direction string // "ltr" or "rtl"
	ReadBy    string // who read all of it; empty: a machine made it, and nobody has read it yet

	tag                 language.Tag
	months, monthsOfDay []string // as they stand alone, and behind the number of a day
	messages            map[string]translation
}

// IsSource says whether pages are made in the language.
func (l *Language) IsSource() bool { return l == nil || l.Tag == Source }

// Unread says whether a machine made the language and nobody has read it yet.
func (l *Language) Unread() bool { return !l.IsSource() && l.ReadBy == "" }

// Knows says whether the language has words for a message.
func (l *Language) Knows(key string) bool {
	_, ok := l.messages[key]
	return ok
}

// Keys are the messages the language has words for, in order.
func (l *Language) Keys() (keys []string) {
	for key := range l.messages {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// translation is what a message says in a language: one text for each form that numbers take there.
type translation struct {
	by    string // the mark of the number that decides; empty: the first
	forms map[plural.Form]string
}

// file is a list of messages as it is kept. A message is a text, or an object of texts by the CLDR names of forms; "by" in it names the
// mark of the number that decides, where that is not {n}.
type file struct {
	Language    string                     `json:"language"`
	Name        string                     `json:"name"`
	Direction   string                     `json:"direction"`
	ReadBy      string                     `json:"read_by"`
	Months      []string                   `json:"months"`
	MonthsOfDay []string                   `json:"months_of_day"`
	Messages    map[string]json.RawMessage `json:"messages"`
}

// Languages are all languages of the screens, that of the pages first.
type Languages struct {
	All     []*Language
	matcher language.Matcher
}

// Open reads the languages that the program has.
func Open() (*Languages, error) {
	s, err := Sources()
	if err != nil {
		return nil, err
	}
	all := &Languages{All: []*Language{source(s)}}
	entries, err := files.ReadDir("messages")
	if err != nil {
		return nil, err
	}
	tags := []language.Tag{language.English}
	for _, e := range entries {
		if e.Name() == Source+".json" {
			continue
		}
		text, err := files.ReadFile("messages/" + e.Name())
		if err != nil {
			return nil, err
		}
		l, err := New(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name(), err)
		}
		all.All = append(all.All, l)
		tags = append(tags, l.tag)
	}
	all.matcher = language.NewMatcher(tags)
	return all, nil
}

// Named is the language that a reader asked for by a tag, such as "pl" or "pl-PL"; that of the pages where there is none like it.
func (ls *Languages) Named(name string) *Language {
	tag, err := language.Parse(name)
	if err != nil || name == "" {
		return ls.All[0]
	}
	_, i, sure := ls.matcher.Match(tag)
	if sure < language.High {
		return ls.All[0]
	}
	return ls.All[i]
}

// New reads a language. A text that has not the marks of its message is an error: the message would lose words.
func New(text []byte) (*Language, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, err
	}
	tag, err := language.Parse(f.Language)
	if err != nil {
		return nil, fmt.Errorf("language %q: %w", f.Language, err)
	}
	if len(f.Months) != 12 || len(f.MonthsOfDay) != 12 || f.Name == "" || f.Direction != "ltr" && f.Direction != "rtl" {
		return nil, fmt.Errorf("language %q: it needs a name, a direction (ltr or rtl), and twelve months, alone and behind the number of a day", f.Language)
	}
	l := &Language{
		Tag: f.Language, Name: f.Name, Direction: f.Direction, ReadBy: f.ReadBy, tag: tag, months: f.Months, monthsOfDay: f.MonthsOfDay,
		messages: map[string]translation{},
	}
	for key, value := range f.Messages {
		t, err := readTranslation(key, value)
		if err != nil {
			return nil, err
		}
		l.messages[key] = t
	}
	return l, nil
}

func readTranslation(key string, value json.RawMessage) (translation, error) {
	var one string
	byName := map[string]string{}
	if err := json.Unmarshal(value, &one); err == nil {
		byName["other"] = one
	} else if err := json.Unmarshal(value, &byName); err != nil {
		return translation{}, fmt.Errorf("message %q: %w", key, err)
	}
	t := translation{by: byName["by"], forms: map[plural.Form]string{}}
	delete(byName, "by")
	for name, text := range byName {
		form, ok := formNamed(name)
		if !ok {
			return t, fmt.Errorf("message %q: there is no form %q; use zero, one, two, few, many, other", key, name)
		}
		if got, want := marksOf(text), marksOf(key); !slices.Equal(got, want) {
			return t, fmt.Errorf("message %q: %q has the marks %s, and must have %s", key, text, strings.Join(got, " "), strings.Join(want, " "))
		}
		if !nested(text) {
			return t, fmt.Errorf("message %q: the tags of %q do not close in the order they open", key, text)
		}
		t.forms[form] = text
	}
	if _, ok := t.forms[plural.Other]; !ok {
		return t, fmt.Errorf("message %q: the form \"other\" is missing", key)
	}
	return t, nil
}

func formNamed(name string) (plural.Form, bool) {
	form, ok := map[string]plural.Form{
		"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other,
	}[name]
	return form, ok
}

// nested says whether the tags of a text close in the right order.
func nested(text string) bool {
	var open []string
	for _, mark := range marks.FindAllString(text, -1) {
		switch {
		case strings.HasPrefix(mark, "</"):
			if len(open) == 0 || open[len(open)-1] != mark[2:] {
				return false
			}
			open = open[:len(open)-1]
		case mark[0] == '<':
			open = append(open, mark[1:])
		}
	}
	return len(open) == 0
}

// marksOf are the marks of a text, sorted.
func marksOf(text string) []string {
	found := marks.FindAllString(text, -1)
	slices.Sort(found)
	return found
}
