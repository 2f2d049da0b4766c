package reports

import (
	"fmt"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// This file looks words up in the tables of words.go.

// in returns the words for a code; a code without words stands for itself.
func in(table []plainWords, code string) string {
	for _, w := range table {
		if w.code == code {
			return w.words
		}
	}
	return code
}

// StatusWords returns a status in plain words, as they suit a measure of this kind: for one that should go down, better
// than aimed is less of it.
func StatusWords(kind domain.MeasureKind, s aimed.Status) string {
	if kind == domain.Decrease {
		if words := in(lessIsBetterWords[:], string(s)); words != string(s) {
			return words
		}
	}
	return in(statusWords[:], string(s))
}

// judgedWordsOf returns a judgement in plain words, as they suit a measure of this kind.
func judgedWordsOf(kind domain.MeasureKind, judged domain.Judged) string {
	if kind == domain.Decrease && judged == domain.JudgedMore {
		return StatusWords(kind, aimed.Exceeded)
	}
	return in(judgedWords[:], string(judged))
}

// JudgedWords returns a judgement in plain words, as they suit a measure of this kind; no kind is an aim as a whole.
func JudgedWords(kind domain.MeasureKind, judged domain.Judged) string {
	return judgedWordsOf(kind, judged)
}

// JudgedChoices are what may be judged, from most to least.
func JudgedChoices() []domain.Judged {
	return []domain.Judged{domain.JudgedMore, domain.JudgedAll, domain.JudgedMost, domain.JudgedSome, domain.JudgedNone, domain.JudgedWorse}
}

// KindWords returns a kind of entry in plain words.
func KindWords(kind string) string { return in(kindWords[:], kind) }

// kindWordsOn returns a kind of entry that is about another one in plain words; about is the number of that, 0: not known.
func kindWordsOn(kind string, about uint64) string {
	if words := in(aboutWords[:], kind); about > 0 && words != kind {
		return fmt.Sprintf(words, about)
	}
	return KindWords(kind)
}

// CountedWords returns how an aim counts in plain words.
func CountedWords(c aimed.Counted) string { return in(countedWords[:], string(c)) }

// LabelWords returns the words for a label; one that is not in the table stands for itself.
func LabelWords(code string) string { return in(labelWords[:], code) }

// AnswerWords returns how a test, a check or a surprise came out in plain words.
func AnswerWords(answer string) string { return in(answerWords[:], answer) }

// WaitingWords returns what an open loop waits for, as a question.
func WaitingWords(waitsFor string) string { return in(waitingWords[:], waitsFor) }

// SeenAs says through whose eyes a page is looked at: "as funders see it".
func SeenAs(a Audience) string {
	if words := in(seenAsWords[:], a.ID); words != a.ID {
		return words
	}
	return "as " + a.Name + " see it"
}

// SheetWords returns what a table of an export is called in plain words.
func SheetWords(sheet string) string { return in(sheetWords[:], sheet) }

// SectionWords returns the title of a section.
func SectionWords(section string) string { return in(sectionWords[:], section) }
