package small

import (
	"fmt"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Touches says whether the rule has a say in the figures of a measure: it counts people, and in numbers.
func (r Rule) Touches(d domain.Definition) bool {
	switch d.MeasureKind {
	case domain.Reach, domain.Rubric, domain.Story:
		return false
	}
	return r.Hides() && d.CountsPeople()
}

// Figures returns the figures of a measure as the rule shows them. An actual that is kept back is Withheld, with the status that goes
// with it and without anything made from it; else it is rounded, and shares and ways are made from what is shown. A share of people is
// shown where its counts are, and never without them: a mean or a per cent of nobody knows how many is Withheld. Targets are what
// somebody wished and stay. What was given is not changed.
func (r Rule) Figures(d domain.Definition, f aimed.Figures) aimed.Figures {
	return r.Tell(nil, d, f).Figures
}

// Told is the figures of one measure as an audience was told them. Only Figures may leave.
type Told struct {
	Figures  aimed.Figures
	released Released
	by       map[string]aimed.Comparison
}

// Tell is Figures for a release after earlier ones, oldest first: see Release. A comparison whose actual stays is told with the aim
// and the status that it was told with.
func (r Rule) Tell(previous []Told, d domain.Definition, f aimed.Figures) Told {
	if !r.Touches(d) {
		return Told{Figures: r.opinions(f)}
	}
	b := newBook(r, d, f)
	var releases []Released
	for _, p := range previous {
		releases = append(releases, p.released)
	}
	b.told = Told{released: r.Release(releases, b.table), by: map[string]aimed.Comparison{}}
	b.figures = b.told.released.Figures()
	b.write(f, previous)
	return b.told
}

// book holds the counts behind the figures of a measure.
type book struct {
	Rule
	d       domain.Definition
	table   Table
	keys    []string        // of the periods
	counted map[string]bool // the cells there are
	figures map[string]Figure
	told    Told
}

// Keys of what is of no single period. A period's key is its dates.
const (
	keyOverall  = "overall"
	keySoFar    = "so_far"
	keyBaseline = "baseline"
)

func newBook(r Rule, d domain.Definition, f aimed.Figures) *book {
	b := &book{Rule: r, d: d}
	seen := map[string]int{}
	for i := range f.Periods {
		key := f.Periods[i].Start.String() + "/" + f.Periods[i].End.String()
		if seen[key]++; seen[key] > 1 {
			key += fmt.Sprintf("#%d", seen[key])
		}
		b.keys = append(b.keys, key)
		b.count(key, &f.Periods[i])
	}
	b.count(keyOverall, &f.Overall)
	if f.SoFar != nil {
		b.count(keySoFar, f.SoFar)
	}
	if f.Baseline.Form == domain.Numeric && !b.isShare() {
		b.table.Cells = append(b.table.Cells, Cell{ID: keyBaseline, True: f.Baseline.Number})
	}
	b.counted = map[string]bool{}
	for _, c := range b.table.Cells {
		b.counted[c.ID] = true
	}
	b.sumPeriods(f)
	return b
}

// isShare says whether the figures are shares of people, which are not counts themselves.
func (b *book) isShare() bool {
	unit := strings.ToLower(b.d.Unit)
	return b.d.Mode == domain.Percentage || strings.Contains(unit, "%") || strings.Contains(unit, "percent") || strings.Contains(unit, "per cent")
}

// count adds the counts of one comparison and of its parts.
func (b *book) count(key string, c *aimed.Comparison) {
	least, most := b.limits(c)
	add := func(cell Cell) { b.table.Cells = append(b.table.Cells, cell) }
	switch {
	case c.Numerator != nil && c.Denominator != nil:
		b.countShare(key, c)
	case b.isShare():
	case c.Actual.Form == domain.Numeric:
		add(Cell{ID: key, True: c.Actual.Number, Least: least, Most: most})
	case c.Actual.Form == domain.Range:
		add(Cell{ID: key + low, True: c.Actual.Number})
		add(Cell{ID: key + high, True: c.Actual.High})
	}
	if b.isShare() {
		return
	}
	for _, p := range c.Parts {
		if p.Actual.Form == domain.Numeric {
			add(Cell{ID: partKey(key, p), True: p.Actual.Number, Sensitive: p.Dimension != ""})
		}
	}
	b.sumParts(key, c.Parts)
}

// What is added to a key for the ends of a range, the counts of a share, and those who are not in it.
const (
	low         = "/low"
	high        = "/high"
	numerator   = "/counted"
	denominator = "/asked"
	others      = "/others"
)

func partKey(key string, p aimed.PartFigure) string {
	return strings.Join([]string{key, p.Dimension, p.Value, p.Site}, "|")
}

// write puts what is shown in the place of what is true.
func (b *book) write(f aimed.Figures, previous []Told) {
	g := f
	g.Baseline = b.baseline(f.Baseline)
	g.Periods = make([]aimed.Comparison, 0, len(f.Periods))
	for i, key := range b.keys {
		g.Periods = append(g.Periods, b.show(key, f.Periods[i], previous))
	}
	g.Overall = b.show(keyOverall, f.Overall, previous)
	if f.SoFar != nil {
		c := b.show(keySoFar, *f.SoFar, previous)
		g.SoFar = &c
	}
	b.told.Figures = g
}

func (b *book) show(key string, c aimed.Comparison, previous []Told) aimed.Comparison {
	shown := b.protect(key, c)
	if b.stays(key) {
		for _, p := range slices.Backward(previous) {
			if old, ok := p.by[key]; ok {
				old.Parts, old.Judgement, old.Ended, old.InProgress = shown.Parts, shown.Judgement, shown.Ended, shown.InProgress
				shown = old
				break
			}
		}
	}
	b.told.by[key] = shown
	return shown
}

func (b *book) stays(key string) bool {
	return b.told.released.Stays(key) || b.told.released.Stays(key+low) ||
		b.told.released.Stays(key+numerator) && b.told.released.Stays(key+denominator)
}

// baseline is a start as it is shown: an observation like any other.
func (b *book) baseline(v domain.Value) domain.Value {
	f, told := b.figures[keyBaseline]
	switch {
	case v.Form != domain.Numeric && v.Form != domain.Range:
		return v
	case b.isShare(), v.Form == domain.Range && (b.isSmall(v.Number, false) || b.isSmall(v.High, false)):
		return withheld()
	case v.Form == domain.Range:
		return domain.Value{Form: domain.Range, Number: b.round(v.Number), High: b.round(v.High)}
	case !told:
		f = b.alone(Cell{True: v.Number})
	}
	return f.value()
}

func (f Figure) value() domain.Value {
	if f.Withheld() {
		return withheld()
	}
	return domain.Of(f.Number)
}

func withheld() domain.Value { return domain.Value{Form: domain.Withheld} }
