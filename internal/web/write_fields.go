package web

import (
	"net/url"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

// The answers to "What do you want to write down?". Their ids are part of addresses.
const (
	writeAim      = "aim"
	writeTest     = "test"
	writeOutcome  = "outcome"
	writeFailure  = "failure"
	writeSurprise = "surprise"
	writeLearning = "learning"
	writeChange   = "change"

	writeProblem   = "problem"
	writeDecision  = "decision"
	writePrinciple = "principle"
)

// rareKinds is how many of the last questions stand behind a fold: they are asked for less often.
const rareKinds = 3

// The questions, in the words of those who answer.
func kindField() field {
	return field{Name: "kind", Label: "What do you want to write down?", Radios: true, Options: []pair{
		{writeOutcome, "What happened?"},
		{writeTest, "What did we try?"},
		{writeFailure, "What did not go as we hoped?"},
		{writeSurprise, "What surprised us? Good or bad."},
		{writeLearning, "What did we learn?"},
		{writeChange, "What will we do now?"},
		{writeAim, "What do we want to be different?"},
		{writeProblem, "What is in the way?"},
		{writeDecision, "What did we decide?"},
		{writePrinciple, "What do we want to hold to?"},
	}}
}

func whatField() field {
	return field{Name: "what", Label: "Write it in your own words", Hint: "A few words are fine. Do not use people’s names.", Rows: 4}
}

// moreFields are what can be added, or later, or never.
func moreFields(c choices) []field {
	fields := []field{
		{Name: "learnt", Label: "What did we learn?", Hint: "You can leave this empty and add it later.", Rows: 3},
		{Name: "happened", Label: "When did it happen?", Hint: "Such as 10 July 2025, or July 2025."},
		{Name: "how", Label: "How do we know?", Hint: "You saw it, someone told you, or you counted.", Rows: 2},
		{Name: "hoped", Label: "What did we hope for?", Hint: "There is no failure. This helps other people.", Rows: 2},
		{Name: "why", Label: "Why do we think it came this way?", Rows: 2},
	}
	if len(c.aims) > 0 {
		fields = append(fields, field{Name: "about", Label: aboutLabel, Hint: "It does not need to fit an aim.", Options: append([]pair{{"", "No aim"}}, c.aims...)})
	}
	if len(c.aims) > 0 || c.number {
		fields = append(fields, field{Name: "value", Label: "Is there a number?", Hint: "Say above what the number is about. For a part of a whole, write 15 of 30."})
	}
	if len(c.entries) > 0 {
		fields = append(fields, field{Name: "from", Label: "Does it follow from something?", Options: append([]pair{{"", "No, or we do not know"}}, c.entries...)})
	}
	if !c.short {
		fields = append(fields, whatChangedFields()...)
	}
	return append(fields,
		field{Name: "welcome", Label: "Was the surprise good or bad?", Radios: true, Options: []pair{{"", "Leave this out"}, {"wanted", "Good"}, {"unwanted", "Bad"}, {"both", "Good and bad"}}},
		field{Name: "sure", Label: "How sure are we?", Radios: true, Options: []pair{{"", "Leave this out"}, {"very", "Very"}, {"quite", "Quite"}, {"not_sure", "Not sure"}}},
		field{Name: "knowing", Label: "How do you know this?", Radios: true, Options: []pair{{"", "Leave this out"}, {string(domain.Lived), "From living it"},
			{string(domain.Professional), "From working with it"}, {string(domain.BothWays), "Both"}}},
	)
}

// aboutLabel is the question for an aim; what is wrong with a number names it.
const aboutLabel = "Which aim is it about?"

func names(fields []field) []string {
	var list []string
	for _, f := range fields {
		list = append(list, f.Name)
	}
	return list
}

// choices are what the form offers of the project: aims with their measures, and the latest entries.
type choices struct {
	place         reports.Place
	aims, entries []pair
	from          *reports.Line // the entry the form was opened from
	number        bool          // a number was given, whatever there is to count
	audiences     []reports.Audience
	short         bool // only what every entry may have: what the phone keeps stays small
}

// mostChoices is how many entries the form offers, the newest first.
const mostChoices = 15

func choicesOf(seen reports.Seen, from string) (choices, error) {
	c := choices{place: reports.PlaceOf(seen), audiences: reports.AudiencesHere(seen)}
	for _, a := range reports.ComparisonOf(seen).Aims {
		if !a.State.InForce() {
			continue
		}
		c.aims = append(c.aims, pair{aboutValue(a.ID, ""), language.Theirs(reports.Harmless(a.Statement))})
		for _, m := range a.Measures {
			if !m.Retired {
				c.aims = append(c.aims, pair{aboutValue(a.ID, m.ID), "– " + language.Theirs(reports.Harmless(m.Name))})
			}
		}
	}
	list := reports.EntriesOf(seen).Entries
	for i := len(list) - 1; i >= 0; i-- {
		l := list[i]
		if l.ID == from || number(l.Position) == from {
			c.from = &list[i]
		} else if len(c.entries) == mostChoices || l.Withdrawn || writeOn(where{}, l) == nil {
			continue
		}
		c.entries = append(c.entries, pair{l.ID, l.Says + ": " + language.Theirs(beginning(l))})
	}
	return c, nil
}

// keep adds choices that were made and that the form does not offer, so that sending it again means the same.
func (c *choices) keep(a *answers) {
	keep := func(list []pair, name, words string) []pair {
		value := a.values[name]
		if value == "" || a.problem(name) != "" || slices.ContainsFunc(list, func(p pair) bool { return p.Name == value }) {
			return list
		}
		return append(list, pair{value, words})
	}
	c.aims = keep(c.aims, "about", "What you chose")
	c.entries = keep(c.entries, "from", "The entry you chose")
	c.number = a.text("value") != ""
}

// beginning is the first words of an entry on one line, as the reader may see them; where it has none, what it is about.
func beginning(l reports.Line) string {
	for _, text := range []string{l.Text.String(), l.About} {
		if text = strings.Join(strings.Fields(reports.Harmless(text)), " "); text != "" {
			return domain.Short(text, 60)
		}
	}
	return "entry " + number(l.Position)
}

// aboutValue puts the ids of an aim and a measure into one answer.
func aboutValue(aim, measure string) string {
	v := url.Values{"aim": {aim}}
	if measure != "" {
		v.Set("measure", measure)
	}
	return v.Encode()
}

// readAbout takes them out again; what no form of ours sent is no aim.
func readAbout(text string) (aim, measure string) {
	v, err := url.ParseQuery(text)
	if err != nil {
		return "", ""
	}
	return v.Get("aim"), v.Get("measure")
}
