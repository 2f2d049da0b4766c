package small

import (
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// This file writes down every sum that somebody could think of between the figures of a measure. Which of them hold is seen from the
// true counts when the table is put in order; one that holds by chance protects a little more than it must.

// sumPeriods adds the sums between periods, what has ended so far, and all together.
func (b *book) sumPeriods(f aimed.Figures) {
	add := func(whole string, parts ...string) {
		if len(parts) > 0 && !slices.Contains(parts, whole) {
			b.table.Sums = append(b.table.Sums, Sum{Whole: whole, Parts: parts})
		}
	}
	if b.d.Mode == domain.PerPeriod {
		all := make([]int, len(f.Periods))
		var ended []int
		for i := range f.Periods {
			all[i] = i
			if f.Periods[i].Ended {
				ended = append(ended, i)
			}
			var inside []int
			for j := range f.Periods {
				if i != j && within(&f.Periods[j], &f.Periods[i]) {
					inside = append(inside, j)
				}
			}
			add(b.keys[i], b.outermost(f, inside)...)
			add(b.keys[i], b.innermost(f, inside)...)
		}
		for _, whole := range []string{keyOverall, keySoFar} {
			for _, set := range [][]int{all, ended} {
				add(whole, b.outermost(f, set)...)
				add(whole, b.innermost(f, set)...)
			}
		}
		add(keyOverall, keySoFar)
		return
	}
	for i, key := range b.keys { // the latest of all is that of a period; a total never gets smaller
		b.same(keyOverall, &f.Overall, key, &f.Periods[i])
		if f.SoFar != nil {
			b.same(keySoFar, f.SoFar, key, &f.Periods[i])
		}
		if b.d.Mode == domain.ToDate || b.d.Mode == domain.Distinct {
			add(keyOverall, key, "")
			if i > 0 && b.d.Mode == domain.ToDate {
				add(key, b.keys[i-1], "")
			}
		}
	}
	if f.SoFar != nil {
		b.same(keyOverall, &f.Overall, keySoFar, f.SoFar)
	}
}

// same says that two comparisons show the same counts, where they do.
func (b *book) same(one string, c *aimed.Comparison, other string, d *aimed.Comparison) {
	equal := func(v, w domain.Value) bool {
		return v.Form == domain.Numeric && w.Form == domain.Numeric && v.Number.Cmp(w.Number) == 0
	}
	if !equal(c.Actual, d.Actual) {
		return
	}
	for _, more := range []string{"", numerator, denominator, others} {
		b.table.Sums = append(b.table.Sums, Sum{Whole: one + more, Parts: []string{other + more}})
	}
	for _, p := range c.Parts {
		for _, q := range d.Parts {
			if p.Dimension == q.Dimension && p.Value == q.Value && p.Site == q.Site && equal(p.Actual, q.Actual) {
				b.table.Sums = append(b.table.Sums, Sum{Whole: partKey(one, p), Parts: []string{partKey(other, q)}})
			}
		}
	}
}

// within says whether p lies inside q and is another.
func within(p, q *aimed.Comparison) bool {
	if p.Start == q.Start && p.End == q.End || p.Start.Before(q.Start) {
		return false
	}
	return !q.End.Known() || p.End.Known() && !p.End.After(q.End)
}

// outermost are the keys of the periods of a set that lie inside no other of it; innermost those that hold none.
func (b *book) outermost(f aimed.Figures, set []int) []string {
	return b.those(set, func(i, j int) bool { return within(&f.Periods[i], &f.Periods[j]) })
}

func (b *book) innermost(f aimed.Figures, set []int) []string {
	return b.those(set, func(i, j int) bool { return within(&f.Periods[j], &f.Periods[i]) })
}

func (b *book) those(set []int, out func(i, j int) bool) (keys []string) {
	for _, i := range set {
		if !slices.ContainsFunc(set, func(j int) bool { return i != j && out(i, j) }) && b.counted[b.keys[i]] {
			keys = append(keys, b.keys[i])
		}
	}
	return keys
}

// sumParts adds the sums between the parts of a comparison: those of one dimension make the whole; cells of several dimensions make
// the part of any of them; and so do places.
func (b *book) sumParts(key string, parts []aimed.PartFigure) {
	ids := map[string]string{"": key} // by what a part is a part of
	for _, p := range parts {
		ids[name(coordinates(p))] = partKey(key, p)
	}
	sums := map[string]*Sum{}
	var order []string
	for _, p := range parts {
		at := coordinates(p)
		if len(at) > 4 {
			continue // nobody shows tables of five ways
		}
		for kept := range 1<<len(at) - 1 {
			var rest []coordinate
			dropped, people := "", false
			for i, c := range at {
				if kept>>i&1 == 1 {
					rest = append(rest, c)
					continue
				}
				dropped += c.dimension + "\x00"
				people = people || c.dimension != place
			}
			whole, ok := ids[name(rest)]
			if !ok {
				continue
			}
			sum := sums[whole+"\x00"+dropped]
			if sum == nil {
				sum = &Sum{Whole: whole, Breakdown: people}
				sums[whole+"\x00"+dropped] = sum
				order = append(order, whole+"\x00"+dropped)
			}
			sum.Parts = append(sum.Parts, partKey(key, p))
		}
	}
	for _, k := range order {
		b.table.Sums = append(b.table.Sums, *sums[k])
	}
}

// coordinate is one thing that a part is a part by: women, by sex; the north, by place.
type coordinate struct{ dimension, value string }

const place = "\x01place"

func coordinates(p aimed.PartFigure) (at []coordinate) {
	dimensions, values := strings.Split(p.Dimension, "; "), strings.Split(p.Value, "; ")
	switch {
	case p.Dimension == "":
	case len(dimensions) != len(values):
		at = append(at, coordinate{p.Dimension, p.Value})
	default:
		for i := range dimensions {
			at = append(at, coordinate{dimensions[i], values[i]})
		}
	}
	if p.Site != "" {
		at = append(at, coordinate{place, p.Site})
	}
	slices.SortFunc(at, func(a, b coordinate) int { return strings.Compare(a.dimension, b.dimension) })
	return at
}

func name(at []coordinate) string {
	s := ""
	for _, c := range at {
		s += c.dimension + "\x00" + c.value + "\x00"
	}
	return s
}
