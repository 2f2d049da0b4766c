package domain_test

import (
	"encoding/json"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// A rating of "4" of a qualitative measure is no figure, however often it is stored and read.
func TestWordsThatLookLikeANumberStayWords(t *testing.T) {
	v := domain.Value{Form: domain.InWords, Text: domain.Write("4"), Note: domain.NoteWords}
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var stored domain.Value
	if err := json.Unmarshal(raw, &stored); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []domain.MeasureKind{domain.Increase, domain.Reach, domain.Rubric} {
		if got := stored.Read(kind, []string{"4", "5"}, domain.Dot); got.Form != domain.InWords || got.Note != domain.NoteWords {
			t.Errorf("read as %s: form %d, note %q; want words", kind, got.Form, got.Note)
		}
	}
}
