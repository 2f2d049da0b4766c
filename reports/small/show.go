package small

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// keptBack is the rule of a comparison whose actual is kept back.
const keptBack = "A number of people was kept private, so nothing was compared. "

// protect is a comparison as it is shown.
func (b *book) protect(key string, c aimed.Comparison) aimed.Comparison {
	start := b.aimIsStart(&c)
	c.Judgement = b.judgements(c.Judgement)
	c.Parts = b.parts(key, c.Parts)
	if c.Baseline.Form == domain.Numeric || c.Baseline.Form == domain.Range {
		c.Baseline = b.baseline(c.Baseline)
	}
	if start {
		c.Target = c.Baseline
	}
	actual, touched := b.actual(key, &c)
	c.Warnings = slices.DeleteFunc(slices.Clone(c.Warnings), func(w aimed.Warning) bool { return tells(w, &c, touched) })
	switch {
	case !touched && !start:
		return c
	case actual.Form == domain.Withheld || start && c.Target.Form == domain.Withheld:
		return b.keepBack(c)
	case c.Readings != nil && c.Baseline.Form == domain.Withheld: // that the aim lies on the wrong side of the start bounds the start
		return b.keepBack(c)
	}
	c.Actual, c.ActualText = actual, domain.Words{}
	c.ShareOfAim, c.DistanceTravelled = b.share(&c), b.distance(&c)
	if !Agrees(b.d, c) {
		c.ShareOfAim, c.DistanceTravelled = nil, nil
		if c.Numerator != nil && c.Denominator != nil { // its counts are told, a per cent of them would deny the status
			c.Actual = withheld()
		}
	}
	c.Rule += " " + b.Says()
	return c
}

// actual is the actual as it is shown; touched is false where it is no number of people: nothing, or words.
func (b *book) actual(key string, c *aimed.Comparison) (v domain.Value, touched bool) {
	switch {
	case c.Numerator != nil && c.Denominator != nil:
		n, d := b.figures[key+numerator], b.figures[key+denominator]
		if n.Withheld() || d.Withheld() {
			return withheld(), true
		}
		c.Numerator, c.Denominator = &n.Number, &d.Number
		percent, ok := n.Number.Mul(domain.Int(100)).Ratio(d.Number)
		if !ok {
			return withheld(), true
		}
		return domain.Of(domain.FromDecimal(percent.Decimal().Round(0))), true
	case c.Actual.Form != domain.Numeric && c.Actual.Form != domain.Range:
		return c.Actual, false
	case b.isShare():
		return withheld(), true
	case c.Actual.Form == domain.Range:
		from, to := b.figures[key+low], b.figures[key+high]
		if from.Withheld() || to.Withheld() {
			return withheld(), true
		}
		return domain.Value{Form: domain.Range, Number: from.Number, High: to.Number}, true
	}
	return b.figures[key].value(), true
}

// keepBack takes out of a comparison what tells the actual: its status and whatever is made from it.
func (b *book) keepBack(c aimed.Comparison) aimed.Comparison {
	c.Actual, c.ActualText, c.Numerator, c.Denominator = withheld(), domain.Words{}, nil, nil
	c.Status, c.Reached, c.Readings = aimed.IsWithheld, nil, nil
	c.ShareOfAim, c.DistanceTravelled = nil, nil
	c.Rule = keptBack + b.Says()
	return c
}

// tells is true for warnings that would say more of a true number than what is shown beside them: which of several is the larger, that
// nobody at all was asked, that the start is the aim, or on which side of the aim it lies. c has the start as it is shown; touched is whether
// its actual is a number of people.
func tells(w aimed.Warning, c *aimed.Comparison, touched bool) bool {
	switch w {
	case aimed.WarnSawTooth, aimed.WarnLooksSoFar, aimed.WarnZeroDenominator:
		return touched
	case aimed.WarnConflict:
		return c.Baseline.Form == domain.Withheld
	case aimed.WarnNothingToChange:
		return c.Baseline.Form != domain.Numeric || c.Target.Form != domain.Numeric || c.Baseline.Number.Cmp(c.Target.Number) != 0
	}
	return false
}

// share is the share of the aim, made from what is shown; nil where it was not defined.
func (b *book) share(c *aimed.Comparison) *domain.Number {
	if c.ShareOfAim == nil || c.Target.Form != domain.Numeric || c.Actual.Form != domain.Numeric {
		return nil
	}
	a, whole := c.Actual.Number, c.Target.Number
	if c.Numerator != nil && c.Denominator != nil { // not from the rounded per cent
		a, whole = c.Numerator.Mul(domain.Int(100)), c.Denominator.Mul(whole)
	}
	return ratio(a, whole)
}

// distance is the way travelled, made from what is shown; nil where it was not defined, or is not any more.
func (b *book) distance(c *aimed.Comparison) *domain.Number {
	if c.DistanceTravelled == nil || c.Target.Form != domain.Numeric || c.Actual.Form != domain.Numeric || c.Baseline.Form != domain.Numeric {
		return nil
	}
	return ratio(c.Actual.Number.Sub(c.Baseline.Number), c.Target.Number.Sub(c.Baseline.Number))
}

// ratio is a ratio of rounded counts, to a whole per cent: more would claim to know. It is nil where that would say all or nothing
// of what is neither.
func ratio(n, d domain.Number) *domain.Number {
	r, ok := n.Ratio(d)
	if !ok {
		return nil
	}
	rough := domain.FromDecimal(r.Decimal().Round(2))
	for _, end := range []domain.Number{{}, domain.Int(1)} {
		if rough.Cmp(end) != r.Cmp(end) {
			return nil
		}
	}
	return &rough
}

// parts are the parts as they are shown, each rounded on its own.
func (b *book) parts(key string, parts []aimed.PartFigure) []aimed.PartFigure {
	shown := make([]aimed.PartFigure, len(parts))
	for i, p := range parts {
		f, counted := b.figures[partKey(key, p)]
		switch form := p.Actual.Form; {
		case form == domain.Numeric && counted:
			p.Actual = f.value()
		case form == domain.Numeric || form == domain.Range:
			p.Actual = withheld() // a share of nobody knows how many
		}
		if p.Actual.Form == domain.Withheld {
			p.Mark = aimed.MarkWithheld
		}
		shown[i] = p
	}
	return shown
}

// opinions returns figures that count no people: only how many saw it differently is a number of people.
func (r Rule) opinions(f aimed.Figures) aimed.Figures {
	if !r.Hides() {
		return f
	}
	f.Periods = slices.Clone(f.Periods)
	for i := range f.Periods {
		f.Periods[i].Judgement = r.judgements(f.Periods[i].Judgement)
	}
	f.Overall.Judgement = r.judgements(f.Overall.Judgement)
	if f.SoFar != nil {
		c := *f.SoFar
		c.Judgement = r.judgements(c.Judgement)
		f.SoFar = &c
	}
	return f
}

// Judgements are what people think of what has no figure, as they are shown: how many of them disagree is a count of people.
func (r Rule) Judgements(j *aimed.Judgements) *aimed.Judgements {
	if !r.Hides() {
		return j
	}
	return r.judgements(j)
}

// judgements are what people think; how many of them disagree is a count of people.
func (r Rule) judgements(j *aimed.Judgements) *aimed.Judgements {
	if j == nil {
		return nil
	}
	voice := func(v *aimed.Voice) *aimed.Voice {
		if v == nil || v.Disagree == 0 {
			return v
		}
		w := *v
		w.Disagree, w.Some = r.disagree(v.Disagree)
		return &w
	}
	return &aimed.Judgements{Lived: voice(j.Lived), Professional: voice(j.Professional), NotSaid: voice(j.NotSaid)}
}

// disagree is how many disagree as it is shown; some where only that they do is.
func (r Rule) disagree(n int) (shown int, some bool) {
	f := r.alone(Cell{True: domain.Int(int64(n))})
	return int(f.Number.Decimal().IntPart()), f.Withheld()
}
