package small

import "github.com/desirelines/desirelines/domain"

// Entry returns what an entry says without its numbers of people: touches says whether the rule touches a measure of an aim. One
// entry is one part of a figure, so no rounding would do: whoever has the figure and all parts but one has the last. The figure
// stands in the comparison. Nor does it say which person keeps a look-back. Words stay, they are for consent; what a publisher's open file says stays. The body given is not changed.
func (r Rule) Entry(body domain.Body, touches func(aim, measure string) bool) domain.Body {
	if !r.Hides() || domain.FromPublisher(body) {
		return body
	}
	switch b := body.(type) {
	case *domain.OutcomeRecorded:
		if b.Measure == "" || !touches(b.Aim, b.Measure) {
			return body
		}
		less := *b
		less.Value = keep(b.Value)
		if b.Numerator != nil || b.Denominator != nil {
			less.Value, less.Numerator, less.Denominator = withheld(), nil, nil
		}
		return &less
	case *domain.BaselineSet:
		if !touches(b.Aim, b.Measure) {
			return body
		}
		less := *b
		less.Value = keep(b.Value)
		return &less
	case *domain.AimJudged:
		less := *b
		less.Disagree, _ = r.disagree(b.Disagree)
		return &less
	case *domain.MeetingHeld: // how many were there names somebody where few know a thing by living it
		less := *b
		less.Lived, less.Professional, less.Both, less.NotSaid = 0, 0, 0, 0
		return &less
	case *domain.HeadingStated: // how many notes there were says how many people spoke
		less := *b
		less.Stated = 0
		return &less
	case *domain.ResponseGiven: // so do notes alike
		less := *b
		less.Count = 0
		return &less
	case *domain.LookBackPlanned: // who keeps it is a person
		less := *b
		less.Keeper = ""
		return &less
	case *domain.EntryCorrected:
		if b.With == nil {
			return body
		}
		less := *b
		less.With = r.Entry(b.With, touches)
		return &less
	}
	return body
}

// keep withholds a number; its text says the same number, so it goes as well.
func keep(v domain.Value) domain.Value {
	switch v.Form {
	case domain.Numeric, domain.Range:
		return withheld()
	}
	return v
}
