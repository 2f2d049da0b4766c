package reports

import (
	"cmp"
	"iter"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// journeyTable is the table of a journey, made from one part of a project after another: the moments of each part in their order, and all of them
// brought together only when they are read. Its rows are those of Journey.
type journeyTable struct {
	s     *sight
	parts []*spool
	later []placed // moments of the parts, slim: what is told by what was written before it asks where that stands
	moves bool     // something that every part holds is told by what was written before it
}

func newJourneyTable(s *sight) *journeyTable {
	j := &journeyTable{s: s}
	for _, r := range s.view().Moments() {
		j.moves = j.moves || r.Elsewhere && !r.Happened.Known()
	}
	return j
}

// take takes in the moments of a part. None of them is told by what was written before it; see projections.ReplayInParts.
func (j *journeyTable) take(p *sight, own projections.View) {
	var rows []projections.MomentRow
	for _, r := range own.Moments() {
		if p.isThere(r.ID) {
			rows = append(rows, r)
		}
	}
	moments := inOrder(rows, p.zone)
	if j.moves {
		for _, m := range moments {
			j.later = append(j.later, placed{MomentRow: projections.MomentRow{Stated: projections.Stated{Position: m.Position}, When: m.When}})
		}
	}
	j.parts = append(j.parts, p.journeyRows(moments))
}

// Columns that stand before those of the table, to bring the parts together.
const (
	atPlace = iota
	atPosition
	atImported
	journeyKeys
)

// journeyRows are rows for moments, each with what it is put in order by.
func (s *sight) journeyRows(moments []placed) *spool {
	rows := &spool{}
	for _, r := range moments {
		key := []any{r.place, int(r.Position), r.Imported && isFigure(r.Kind)} //nolint:gosec // the number of an entry
		if r.Imported && isFigure(r.Kind) {
			rows.add(key)
			continue
		}
		entry, ok := s.entry(r.ID)
		if !ok {
			continue
		}
		month := domain.Date{Year: r.place.Year, Month: r.place.Month}
		cells := (&JourneyMoment{s.line(&entry), Day(r.day)}).cells(month.String())
		for _, c := range cells {
			key = append(key, sheetCell(c))
		}
		rows.add(key)
	}
	return rows
}

// whole are the moments that every part holds, in their order among all.
func (j *journeyTable) whole() []placed {
	rows := j.s.view().Moments()
	if len(j.later) == 0 {
		return inOrder(rows, j.s.zone)
	}
	own := map[uint64]bool{}
	for _, r := range rows {
		own[r.Position] = true
	}
	for _, m := range j.later {
		rows = append(rows, m.MomentRow)
	}
	slices.SortFunc(rows, func(a, b projections.MomentRow) int { return cmp.Compare(a.Position, b.Position) })
	return slices.DeleteFunc(inOrder(rows, j.s.zone), func(m placed) bool { return !own[m.Position] })
}

// rows brings the parts together: month after month, and behind the moments of each how many figures came from a file.
func (j *journeyTable) rows() iter.Seq[[]any] {
	all := append([]*spool{j.s.journeyRows(j.whole())}, j.parts...)
	j.s, j.later = nil, nil
	return func(yield func([]any) bool) {
		var now domain.Date
		imported := 0
		told := func() bool {
			n := imported
			imported = 0
			return n == 0 || yield(cameFromFileCells(now.String(), n))
		}
		for cells := range merged(all) {
			place := cells[atPlace].(domain.Date)
			if month := (domain.Date{Year: place.Year, Month: place.Month}); month != now {
				if !told() {
					return
				}
				now = month
			}
			if cells[atImported].(bool) {
				imported++
			} else if !yield(cells[journeyKeys:]) {
				return
			}
		}
		told()
	}
}

// merged yields the rows of several spools, each of which is in order, in order.
func merged(spools []*spool) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		type run struct {
			cells []any
			next  func() ([]any, bool)
		}
		var runs []*run
		for _, s := range spools {
			next, stop := iter.Pull(s.rows())
			defer stop()
			if cells, ok := next(); ok {
				runs = append(runs, &run{cells, next})
			}
		}
		for len(runs) > 0 {
			first := slices.MinFunc(runs, func(a, b *run) int { return inJourney(a.cells, b.cells) })
			if !yield(first.cells) {
				return
			}
			var more bool
			if first.cells, more = first.next(); !more {
				runs = slices.DeleteFunc(runs, func(r *run) bool { return r == first })
			}
		}
	}
}

func inJourney(a, b []any) int {
	return cmp.Or(a[atPlace].(domain.Date).Compare(b[atPlace].(domain.Date)), cmp.Compare(a[atPosition].(int), b[atPosition].(int)))
}
