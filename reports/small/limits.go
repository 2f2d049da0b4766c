package small

import (
	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// limits are what the status of a comparison says of its actual: between which two whole numbers, both included, it lies.
func (b *book) limits(c *aimed.Comparison) (least, most *domain.Number) {
	l := &limits{}
	if c.Readings != nil {
		b.limit(l, domain.Increase, c.Readings.Increase, c)
		b.limit(l, domain.Decrease, c.Readings.Decrease, c)
	} else {
		b.limit(l, b.d.MeasureKind, c.Status, c)
	}
	return l.least, l.most
}

type limits struct{ least, most *domain.Number }

func (l *limits) atLeast(n int64) {
	if v := domain.Int(n); l.least == nil || l.least.Cmp(v) < 0 {
		l.least = &v
	}
}

func (l *limits) atMost(n int64) {
	if v := domain.Int(n); l.most == nil || l.most.Cmp(v) > 0 {
		l.most = &v
	}
}

func (b *book) tolerance() domain.Number {
	if b.d.Tolerance == nil || b.d.Tolerance.Sign() < 0 {
		return domain.Number{}
	}
	return *b.d.Tolerance
}

func (b *book) limit(l *limits, kind domain.MeasureKind, status aimed.Status, c *aimed.Comparison) {
	if c.Target.Form != domain.Numeric && c.Target.Form != domain.Range {
		return
	}
	low, high := c.Target.Number, c.Target.Number
	if c.Target.Form == domain.Range {
		high = c.Target.High
	}
	if b.aimIsStart(c) { // shown as rounded as the start is
		low, high = domain.Int(b.from(low)), domain.Int(b.to(high))
	}
	low, high = low.Sub(b.tolerance()), high.Add(b.tolerance())
	upwards := kind != domain.Decrease
	beyond, short := l.atLeast, l.atMost // past the aim, and not yet there
	if !upwards {
		beyond, short = l.atMost, l.atLeast
	}
	past := func(n domain.Number, up bool) int64 { // the next whole number past n
		if up {
			return floor(n) + 1
		}
		return ceiling(n) - 1
	}
	end, start := high, low // of what counts as met, the way it goes
	if !upwards {
		end, start = low, high
	}
	switch status {
	case aimed.Exceeded:
		beyond(past(end, upwards))
	case aimed.Met, aimed.Kept:
		l.atLeast(ceiling(low))
		l.atMost(floor(high))
	case aimed.Partly, aimed.Short, aimed.NoChange, aimed.MovedAway:
		short(past(start, !upwards))
		b.limitByStart(status, c, beyond, short, upwards)
	case aimed.NotKept: // whoever sees the rounded figure nearly always sees on which side
		if c.Actual.Form == domain.Numeric && c.Actual.Number.Cmp(high) > 0 {
			l.atLeast(past(high, true))
		} else if c.Actual.Form == domain.Numeric {
			l.atMost(past(low, false))
		}
	}
}

// limitByStart adds what is known from the start, which is rounded as well or not shown at all.
func (b *book) limitByStart(status aimed.Status, c *aimed.Comparison, beyond, short func(int64), upwards bool) {
	if c.Baseline.Form != domain.Numeric { // counts start from 0
		if status == aimed.Partly {
			beyond(1)
		}
		return
	}
	n := c.Baseline.Number
	if b.isSmall(n, false) {
		return
	}
	first, last, next := b.from(n), b.to(n), int64(1)
	if !upwards {
		first, last, next = last, first, -1
	}
	switch status {
	case aimed.Partly:
		beyond(first + next)
	case aimed.MovedAway:
		short(last - next)
	}
}

// from and to are between which counts the true one lies where n is shown rounded.
func (b *book) from(n domain.Number) int64 { return floor(b.round(n)) - slop }
func (b *book) to(n domain.Number) int64   { return ceiling(b.round(n)) + slop }

// aimIsStart says whether nothing was aimed for but that it stays as it was: then the aim is an observation too.
func (b *book) aimIsStart(c *aimed.Comparison) bool {
	return b.d.MeasureKind == domain.Keep && c.FirstTarget.Form == domain.Nothing && c.Target.Form == c.Baseline.Form &&
		c.Target.Number.Cmp(c.Baseline.Number) == 0 && c.Target.High.Cmp(c.Baseline.High) == 0
}

// countShare adds the counts of a share: those who count, all who were asked, and the others, who are shown nowhere. None and all are
// small, because they say it of everybody.
func (b *book) countShare(key string, c *aimed.Comparison) {
	n, d := *c.Numerator, *c.Denominator
	counted, asked := Cell{ID: key + numerator, True: n, Sensitive: true}, Cell{ID: key + denominator, True: d, Sensitive: true}
	if !b.isSmall(n, true) && !b.isSmall(d, true) && b.shareGivesAway(c, n, d) {
		counted.Least, counted.Most = &n, &n
	}
	b.table.Cells = append(b.table.Cells, counted, asked)
	if rest := d.Sub(n); rest.Sign() >= 0 {
		b.table.Cells = append(b.table.Cells, Cell{ID: key + others, True: rest, Sensitive: true, Hidden: true})
		b.table.Sums = append(b.table.Sums, Sum{Whole: key + denominator, Parts: []string{key + numerator, key + others}, Breakdown: true})
	}
}

// shareGivesAway says whether the status of a share leaves one pair of counts only, or too few numbers for the others, of all pairs
// that the rounded counts can stand for.
func (b *book) shareGivesAway(c *aimed.Comparison, n, d domain.Number) bool {
	if c.Target.Form != domain.Numeric || count(n) == notCount || count(d) == notCount {
		return false
	}
	side := func(n, d domain.Number) [2]int { // against both ends of what counts as met
		hundred, low, high := n.Mul(domain.Int(100)), c.Target.Number.Sub(b.tolerance()), c.Target.Number.Add(b.tolerance())
		return [2]int{hundred.Cmp(low.Mul(d)), hundred.Cmp(high.Mul(d))}
	}
	class := func(s [2]int) int { // short, met, exceeded
		switch {
		case s[0] < 0:
			return -1
		case s[1] > 0:
			return 1
		}
		return 0
	}
	was, pairs := class(side(n, d)), 0
	least, most := far, int64(0)
	for i := b.from(n); i <= b.to(n); i++ {
		for j := max(b.from(d), i); j <= b.to(d); j++ {
			if i >= b.smallest && j >= b.smallest && class(side(domain.Int(i), domain.Int(j))) == was {
				pairs++
				least, most = min(least, j-i), max(most, j-i)
			}
		}
	}
	return pairs <= 1 || b.isSmall(d.Sub(n), true) && most-least <= b.close()
}
