package reports

import (
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// This file has the words for how something is measured, why it was changed and where an aim came from.

var becauseWords = [...]plainWords{
	{string(domain.BecauseLearnt), "we learnt something"}, {string(domain.BecauseAround), "things around us changed"},
	{string(domain.BecauseMoney), "there was more money, or less"}, {string(domain.BecauseFunder), "the funder asked"},
	{string(domain.BecauseAMistake), "it was a mistake"},
}

var bornWords = [...]plainWords{
	{string(domain.BornFunder), "A funder set this aim."}, {string(domain.BornStart), "We began with this aim."},
	{string(domain.BornOnTheWay), "We found this aim on the way."}, {"unknown", "Nobody said where this aim came from."},
}

var measureKindWords = [...]plainWords{
	{string(domain.Increase), "it should go up"}, {string(domain.Decrease), "it should go down"}, {string(domain.Keep), "it should stay as it is"},
	{string(domain.InRange), "it should stay between two numbers"}, {string(domain.Reach), "it should happen"},
	{string(domain.Rubric), "it should climb steps in words"}, {string(domain.Story), "we tell it in words"},
}

var modeWords = [...]plainWords{
	{string(domain.PerPeriod), "how many in each time"}, {string(domain.ToDate), "how many so far"}, {string(domain.Snapshot), "how it is on the day we look"},
	{string(domain.Percentage), "a part of a whole"}, {string(domain.Distinct), "how many different people"}, {string(domain.ModeUnknown), "how it is counted is not known"},
}

const saysNothingAimed = "no number is aimed for any more"

// BornWords says where an aim came from; the code is that of the JSON.
func BornWords(born string) string { return in(bornWords[:], born) }

// BecauseWords is a reason of the short list in words; empty where it was not said.
func BecauseWords(b domain.Because) string {
	if b == "" {
		return ""
	}
	return in(becauseWords[:], string(b))
}

// sayDefinition says how something is measured, a thing at a time; its name is left out.
func sayDefinition(d domain.Definition) []Phrase {
	says := []Phrase{{Ours: in(measureKindWords[:], string(d.MeasureKind))}}
	add := func(ours, theirs string) {
		if theirs != "" {
			says = append(says, Phrase{ours, theirs})
		}
	}
	if d.MeasureKind != domain.Reach && d.MeasureKind != domain.Rubric && d.MeasureKind != domain.Story {
		says = append(says, Phrase{Ours: in(modeWords[:], string(d.Mode))})
	}
	add("we count: ", d.Unit)
	if d.Tolerance != nil {
		says = append(says, Phrase{Ours: "still fine: off by " + d.Tolerance.String()})
	}
	add("steps: ", strings.Join(d.Levels, ", "))
	for _, b := range d.Breakdowns {
		add("by ", b)
	}
	if !d.CountsPeople() {
		says = append(says, Phrase{Ours: "it counts no people"})
	}
	if d.PartsAddUp {
		says = append(says, Phrase{Ours: "places are added up"})
	}
	return says
}
