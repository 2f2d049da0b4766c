package imports

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/table"
)

// sheetReading is how one sheet is read: which heading is which column, and how its days and numbers are meant.
type sheetReading struct {
	layout *table.Layout
	reads  valueReader
	print  string           // what its headings are known by
	kept   *domain.SheetMap // what the project keeps for such headings; nil: nothing that these columns could use
	now    domain.SheetMap  // how this sheet is read
}

// readingOf finds how a sheet is to be read. What was given with it comes first, then what the project keeps for such headings; a map that
// was given stands alone, and what it leaves open about days and numbers is as it was kept.
func readingOf(in table.Reader, given Sheet, decimal domain.DecimalMark, kept map[string]*domain.SheetMap, columns, needed []table.Column) (*sheetReading, error) {
	r := &sheetReading{print: table.Fingerprint(in.Headings())}
	if m := kept[r.print]; m != nil && fits(m, columns) {
		r.kept, r.now = m, *m
	}
	if given.Map != nil {
		before := r.now
		r.now = *given.Map
		r.now.Dates, r.now.Decimal = cmp.Or(r.now.Dates, before.Dates), cmp.Or(r.now.Decimal, before.Decimal)
	}
	r.now.Dates, r.now.Decimal = cmp.Or(given.Dates, r.now.Dates), cmp.Or(decimal, r.now.Decimal)
	r.reads = valueReader{dates: r.now.Dates, decimal: r.now.Decimal, seen: &marksSeen{}}
	if parted, ok := in.(interface{ Comma() rune }); ok {
		r.reads.seen.parted = parted.Comma() == ';'
	}
	var err error
	r.layout, err = table.NewLayout(in.Headings(), columns, needed, &r.now)
	return r, err
}

// fits says whether a map speaks of these columns alone: the same headings may be those of a results table here and of a journal there.
func fits(m *domain.SheetMap, columns []table.Column) bool {
	known := func(name string) bool { return slices.Contains(columns, table.Column(name)) }
	for _, names := range [][]string{slices.Collect(maps.Keys(m.Columns)), slices.Collect(maps.Keys(m.Constants)), slices.Collect(maps.Keys(m.Values))} {
		if slices.ContainsFunc(names, func(name string) bool { return !known(name) }) {
			return false
		}
	}
	return true
}

// keep records how a sheet was read, where anybody said it and the project does not have it like that yet: the next sheet with these headings
// is read in the same way, by whoever brings it in. Nothing is kept of a sheet of which no row could be read.
func (r *run) keep(ctx context.Context, how *sheetReading) error {
	now, said := &domain.ImportMapped{Headings: how.print, SheetMap: how.now}, asJSON(&domain.ImportMapped{Headings: how.print})
	if how.kept != nil {
		said = asJSON(&domain.ImportMapped{Headings: how.print, SheetMap: *how.kept})
	}
	if said == asJSON(now) || r.answer.Appended+r.answer.Unchanged == 0 {
		return nil
	}
	_, err := r.Recorder.Do(ctx, domain.Command{ID: r.NewID(), Project: r.Project, Actor: r.Actor, Drafts: []domain.Draft{{Body: now, Happened: r.Today}}})
	if isRefusal(err) {
		r.problem(Problem{Where: "map", What: err.Error(), Value: valueOf(err), Refused: true})
		return nil
	}
	return err
}
