package aimed

import (
	"encoding/json"

	"github.com/desirelines/desirelines/domain"
)

// MarshalJSON writes the keys of section 9 in their order. Nothing is null, lists are never null,
// numbers are exact, and texts are written as they are in the event (a lens opens them first).
func (c Comparison) MarshalJSON() ([]byte, error) {
	suggestions := make(map[Warning]string, len(c.Warnings)) // encoding/json sorts keys by name
	for _, w := range c.Warnings {
		suggestions[w] = w.Sentence()
	}
	return json.Marshal(struct {
		Start       *domain.Date       `json:"start"`
		End         *domain.Date       `json:"end"`
		Target      Plain              `json:"target"`
		First       Plain              `json:"first_target"`
		TargetText  *domain.Words      `json:"target_text"`
		Actual      Plain              `json:"actual"`
		ActualText  *domain.Words      `json:"actual_text"`
		Numerator   *domain.Number     `json:"numerator"`
		Denominator *domain.Number     `json:"denominator"`
		Carried     bool               `json:"carried"`
		InProgress  bool               `json:"in_progress"`
		Status      Status             `json:"status"`
		Reached     *bool              `json:"reached"`
		Share       *domain.Number     `json:"share_of_aim"`
		Distance    *domain.Number     `json:"distance_travelled"`
		Judgement   *Judgements        `json:"judgement"`
		Parts       []PartFigure       `json:"parts"`
		Warnings    []Warning          `json:"warnings"`
		Suggestions map[Warning]string `json:"suggestions"`
		Readings    *Readings          `json:"readings"`
		Rule        string             `json:"rule"`
		Entries     []Ref              `json:"entries"`
		LeftOut     []LeftOut          `json:"left_out"`
	}{
		known(c.Start), known(c.End), Plain(c.Target), Plain(c.FirstTarget), written(c.TargetText), Plain(c.Actual), written(c.ActualText),
		c.Numerator, c.Denominator, c.Carried, c.InProgress, c.Status, c.Reached, c.ShareOfAim, c.DistanceTravelled,
		c.Judgement, list(c.Parts), list(c.Warnings), suggestions, c.Readings, c.Rule, list(c.Entries), list(c.LeftOut),
	})
}

// Plain is a value as section 9 writes it: number, "lo..hi", "yes", "no" or level name; null for
// nothing, for words (they stand in the text beside it) and for what was kept back.
type Plain domain.Value

// MarshalJSON writes the value.
func (p Plain) MarshalJSON() ([]byte, error) {
	v := domain.Value(p)
	switch v.Form {
	case domain.Numeric:
		return v.Number.MarshalJSON()
	case domain.Range, domain.YesNo, domain.Level:
		return json.Marshal(v.Plain())
	}
	return []byte("null"), nil
}

// MarshalJSON writes the keys of section 9 in their order.
func (p PartFigure) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Dimension string `json:"dimension"`
		Value     string `json:"value"`
		Site      string `json:"site"`
		Target    Plain  `json:"target"`
		Actual    Plain  `json:"actual"`
		Mark      Mark   `json:"mark"`
	}{p.Dimension, p.Value, p.Site, Plain(p.Target), Plain(p.Actual), p.Mark})
}

// MarshalJSON writes lived and professional, null where nobody of that way said anything, and
// not_said only where somebody judged (or disagreed) without saying how they know.
func (j Judgements) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Lived        *Voice `json:"lived"`
		Professional *Voice `json:"professional"`
		NotSaid      *Voice `json:"not_said,omitempty"`
	}{j.Lived, j.Professional, j.NotSaid})
}

// MarshalJSON writes judged as null where nobody of that way judged, and disagree where how many is kept back.
func (v Voice) MarshalJSON() ([]byte, error) {
	var judged *domain.Judged
	if v.Judged != "" {
		judged = &v.Judged
	}
	disagree := &v.Disagree
	if v.Some {
		disagree = nil
	}
	return json.Marshal(struct {
		Judged   *domain.Judged `json:"judged"`
		Disagree *int           `json:"disagree"`
	}{judged, disagree})
}

// MarshalJSON writes the three keys that section 9 has for the figures of a measure.
func (f Figures) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Periods []Comparison `json:"periods"`
		Overall Comparison   `json:"overall"`
		SoFar   *Comparison  `json:"so_far"`
	}{list(f.Periods), f.Overall, f.SoFar})
}

func known(d domain.Date) *domain.Date {
	if !d.Known() {
		return nil
	}
	return &d
}

func written(w domain.Words) *domain.Words {
	if w.IsZero() {
		return nil
	}
	return &w
}

// list makes an empty list of a nil one, so that JSON never says null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
