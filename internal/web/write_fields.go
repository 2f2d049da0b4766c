package web

import (
	"net/url"

	"github.com/desirelines/desirelines/domain"
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
)

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
	}}
}

func whatField() field {
	return field{Name: "what", Label: "Write it in your own words", Hint: "A few words are fine. Small things count. Do not use people’s names.", Rows: 6}
}

// moreFields are what can be added, or later, or never.
func moreFields(c choices) []field {
	fields := []field{
		{Name: "learnt", Label: "What did we learn?", Hint: "You can leave this empty and add it later.", Rows: 3},
		{Name: "happened", Label: "When did it happen?", Type: "date"},
		{Name: "how", Label: "How do we know?", Hint: "You saw it, someone told you, or you counted.", Rows: 2},
		{Name: "hoped", Label: "What did we hope for?", Hint: "There is no failure. This helps other people.", Rows: 2},
		{Name: "why", Label: "Why do we think it came this way?", Rows: 2},
	}
	if len(c.aims) > 0 {
		fields = append(fields, field{Name: "about", Label: "Which aim is it about?", Hint: "It does not need to fit an aim.", Options: append([]pair{{"", "No aim"}}, c.aims...)},
			field{Name: "value", Label: "Is there a number?", Hint: "Choose above what the number is about."})
	}
	if len(c.entries) > 0 {
		fields = append(fields, field{Name: "from", Label: "Does it follow from something?", Options: append([]pair{{"", "No, or we do not know"}}, c.entries...)})
	}
	return append(fields,
		field{Name: "welcome", Label: "Was the surprise good or bad?", Radios: true, Options: []pair{{"", "Leave this out"}, {"wanted", "Good"}, {"unwanted", "Bad"}, {"both", "Good and bad"}}},
		field{Name: "sure", Label: "How sure are we?", Radios: true, Options: []pair{{"", "Leave this out"}, {"very", "Very"}, {"quite", "Quite"}, {"not_sure", "Not sure"}}},
		field{Name: "knowing", Label: "How do you know this?", Radios: true, Options: []pair{{"", "Leave this out"}, {string(domain.Lived), "From living it"},
			{string(domain.Professional), "From working with it"}, {string(domain.BothWays), "Both"}}},
	)
}

// choices are what the form offers of the project: aims with their measures, and the latest entries.
type choices struct {
	place         reports.Place
	aims, entries []pair
	from          *reports.Line // the entry the form was opened from
}

// mostChoices is how many entries the form offers.
const mostChoices = 15

func choicesOf(seen reports.Seen, from string) (choices, error) {
	c := choices{place: reports.PlaceOf(seen)}
	for _, a := range reports.ComparisonOf(seen).Aims {
		if !a.State.InForce() {
			continue
		}
		c.aims = append(c.aims, pair{aboutValue(a.ID, ""), a.Statement})
		for _, m := range a.Measures {
			if !m.Retired {
				c.aims = append(c.aims, pair{aboutValue(a.ID, m.ID), "– " + m.Name})
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
		c.entries = append(c.entries, pair{l.ID, "Entry " + number(l.Position) + ": " + domain.Short(said(l), 60)})
	}
	return c, nil
}

func said(l reports.Line) string {
	if t := l.Text.String(); t != "" {
		return t
	}
	return l.Says
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
