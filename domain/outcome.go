package domain

// Rules: an outcome is about a measure, about an aim alone, or about neither; the last is the
// "outcome that fits no aim". Only one that is about a measure carries a value. A later outcome never
// overwrites an earlier one: it is another observation.

// OutcomeRecorded is what was found.
type OutcomeRecorded struct {
	v1
	Aim         string  `json:"aim,omitempty"`
	Measure     string  `json:"measure,omitempty"`
	Value       Value   `json:"value,omitzero"`
	Numerator   *Number `json:"numerator,omitempty"`
	Denominator *Number `json:"denominator,omitempty"`
	PeriodStart Date    `json:"period_start,omitzero"` // stated for this period alone; empty: by the day it happened
	PeriodEnd   Date    `json:"period_end,omitzero"`
	Ordinal     int     `json:"ordinal,omitempty"` // of periods with the same dates, from 0
	Site        string  `json:"site,omitempty"`    // the part that reports apart
	Parts       []Part  `json:"parts,omitempty"`   // a cell of a breakdown, never the whole
	What        Words   `json:"what,omitzero"`     // what happened, in words
	How         Words   `json:"how,omitzero"`      // how do we know
	Source      Words   `json:"source,omitzero"`   // where the figure comes from
	WhatChanged
	Published *Published `json:"published,omitempty"`
}

// Kind is outcome.recorded.
func (*OutcomeRecorded) Kind() string { return "outcome.recorded" }

func (*OutcomeRecorded) about(self string) Ref { return Ref{"outcome", self} }

func (b *OutcomeRecorded) value() *Value { return &b.Value }

func (b *OutcomeRecorded) read(p *Project) { b.Value = p.readValue(b.Aim, b.Measure, b.Value) }

func (b *OutcomeRecorded) check(p *Project, _ string) error {
	if b.Measure == "" {
		if err := p.maybeAim(b.Aim); err != nil {
			return err
		}
		if !b.Value.IsZero() || b.Numerator != nil || b.Denominator != nil {
			return invalid(b.Value.Plain(), "a value needs the measure it is about", "name the aim and the measure, or say it in words")
		}
		if saysNothing(b.What) {
			return invalid("", "what is missing", "write what happened in your own words")
		}
	} else {
		m, err := p.needMeasure(b.Aim, b.Measure)
		if err != nil {
			return err
		}
		b.read(p)
		if err := b.checkCounts(m); err != nil {
			return err
		}
	}
	if err := checkPeriod(b.PeriodStart, b.PeriodEnd); err != nil {
		return err
	}
	if err := checkStated(b.Value, b.Site, b.Parts, b.Published, b.Ordinal); err != nil {
		return err
	}
	if err := b.WhatChanged.check(); err != nil {
		return err
	}
	return checkFields(may("what", b.What), may("how", b.How), may("source", b.Source), may("between", b.Between))
}

// checkCounts asks for a value, or for both counts of a percentage.
func (b *OutcomeRecorded) checkCounts(m measureState) error {
	counts := b.Numerator != nil || b.Denominator != nil
	switch {
	case counts && (b.Numerator == nil || b.Denominator == nil):
		return invalid("", "one of the two counts is missing", "give numerator and denominator")
	case counts && m.mode != Percentage:
		return invalid(b.Numerator.String(), "only a percentage has numerator and denominator", "give one value")
	case counts && b.Denominator.Sign() < 0:
		return invalid(b.Denominator.String(), "a denominator cannot be below zero", "give the count of the whole")
	case !counts && b.Value.IsZero() && saysNothing(b.What) && b.Published == nil:
		return invalid("", "value is missing", "give a value, or say it in words")
	}
	return nil
}

func (b *OutcomeRecorded) evolve(p *Project, self string) { p.add("outcome", b.Kind(), self) }
