package aimed

import "github.com/desirelines/desirelines/domain"

// share is share_of_aim = a/t: only for increase with t > 0; nil where it is not defined.
func (f *facts) share() *domain.Number {
	if f.kind != domain.Increase || f.a.form != domain.Numeric || f.t.form != domain.Numeric || f.t.low.sign() <= 0 {
		return nil
	}
	return f.a.low.over(f.t.low)
}

// distance is distance_travelled = (a−b)/(t−b): increase or decrease, b known, t ≠ b. It may be
// negative or above 1 and is never capped; nil where it is not defined.
func (f *facts) distance() *domain.Number {
	if f.kind != domain.Increase && f.kind != domain.Decrease {
		return nil
	}
	if f.b == nil || f.a.form != domain.Numeric || f.t.form != domain.Numeric {
		return nil
	}
	return f.a.low.sub(f.b.low).over(f.t.low.sub(f.b.low))
}

// nothingToChange: t = b, which adds target_equals_baseline.
func (f *facts) nothingToChange() bool {
	if f.kind != domain.Increase && f.kind != domain.Decrease {
		return false
	}
	return f.b != nil && f.t.form == domain.Numeric && f.t.low.cmp(f.b.low) == 0
}
