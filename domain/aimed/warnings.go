package aimed

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// Warning is a code that goes with a figure. Warnings never change a figure.
type Warning string

// The codes, in the order of their names.
const (
	WarnAmbiguous         Warning = domain.NoteAmbiguous
	WarnNoCounts          Warning = "counts_missing"
	WarnDecimalComma      Warning = domain.NoteDecimalComma
	WarnDirectionAssumed  Warning = "direction_assumed"
	WarnConflict          Warning = "direction_conflict"
	WarnDirectionInferred Warning = "direction_inferred"
	WarnDuplicate         Warning = "duplicate_period"
	WarnFuture            Warning = "future_date"
	WarnJudgementsDiffer  Warning = "judgements_differ"
	WarnLooksSoFar        Warning = "looks_cumulative"
	WarnModeUnknown       Warning = "mode_unknown"
	WarnNotALevel         Warning = "not_a_level"
	WarnNotANumber        Warning = "not_a_number"
	WarnNotYesOrNo        Warning = "not_yes_or_no"
	WarnOverlapping       Warning = "overlapping_periods"
	WarnPartial           Warning = "partial_sum"
	WarnPartsDiffer       Warning = "parts_differ"
	WarnPastDue           Warning = "past_due"
	WarnRetired           Warning = "retired_period"
	WarnSawTooth          Warning = "saw_tooth"
	WarnSitesNotAdded     Warning = "sites_not_added"
	WarnNothingToChange   Warning = "target_equals_baseline"
	WarnZeroDenominator   Warning = "zero_denominator"
)

// suggestions holds one sentence for each code: what it means and what helps, for a reader of 9 to 11.
var suggestions = []struct {
	code     Warning
	sentence string
}{
	{WarnAmbiguous, "This number can be read in two ways. Tell us if the comma is for thousands or for decimals."},
	{WarnNoCounts, "A share tells more with its two numbers. Can you write how many, out of how many?"},
	{WarnDecimalComma, "We read the comma as a decimal mark. Please check the number."},
	{WarnDirectionAssumed, "Nobody said if this should go up or down. We took it that it should go up."},
	{WarnConflict, "The aim lies on the other side of the start. Check if this should go up or down."},
	{WarnDirectionInferred, "Nobody said if this should go up or down. We worked it out from the start and the aim."},
	{WarnDuplicate, "This period was written down twice. The later aim counts."},
	{WarnFuture, "A number has a date that is still to come. Please check the date."},
	{WarnJudgementsDiffer, "People see this in different ways. Talk about it together."},
	{WarnLooksSoFar, "Each number is higher than the one before, and so is each aim. Are they totals so far? Then they are added up twice."},
	{WarnModeUnknown, "We do not know if these numbers can be added. We show the latest one. You can tell us how they were counted."},
	{WarnNotALevel, "This answer is not one of the levels. Please choose a level."},
	{WarnNotANumber, "Something here is in words. Can you add a number?"},
	{WarnNotYesOrNo, "This answer is not a yes or a no. Please choose one."},
	{WarnOverlapping, "Some periods share days. Adding them would count things twice. You can give one total."},
	{WarnPartial, "Not every period has a number yet. We compare only the ones that do."},
	{WarnPartsDiffer, "The parts do not add up to the whole. We changed nothing. Please check them."},
	{WarnPastDue, "This time is over and nothing is written down. Write down what happened, or say why there is nothing."},
	{WarnRetired, "This period is no longer in use. It is shown but not counted."},
	{WarnSawTooth, "These numbers climb, fall and start again. Does each one count its own time, or everything so far? You can change how they are counted."},
	{WarnSitesNotAdded, "Each place has its own number. They cannot be added, so there is no whole."},
	{WarnNothingToChange, "The aim is the same as the start. Is that what you meant?"},
	{WarnZeroDenominator, "A share of nothing has no value. Please check how many there were in all."},
}

// Codes returns all codes there are, by name.
func Codes() []Warning {
	codes := make([]Warning, len(suggestions))
	for i, s := range suggestions {
		codes[i] = s.code
	}
	return codes
}

// Sentence returns the plain sentence that goes with a code; empty for a code that does not exist.
func (w Warning) Sentence() string {
	for _, s := range suggestions {
		if s.code == w {
			return s.sentence
		}
	}
	return ""
}

// byName sorts warnings by name, each once, and passes over what is no warning.
func byName(list []Warning) []Warning {
	list = slices.DeleteFunc(slices.Clone(list), func(w Warning) bool { return w.Sentence() == "" })
	slices.Sort(list)
	return slices.Compact(list)
}
