package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/table"
)

// Sheet is how a results table is to be read.
type Sheet struct {
	Map   *domain.SheetMap // which heading is which column; nil: the map that the project kept for these headings, else our own headings
	Dates domain.DateOrder // how 03/04/2024 is meant; Ask: the map says it or the project kept it, else such a date is refused

	Refused func(row int, what string) // called for each row that was not taken, by its number; nil: nobody looks
}

// Table imports a results table into one project, which begins with it where it is not there yet. Identity of a row is its measure, period,
// site and day of observation: what such a row said before is compared with what it says now, and only what differs is recorded. A row that
// is not in the file any more changes nothing and is counted. A row that is refused is not taken at all, and the others are.
// How the sheet was read is kept by the project, where anybody said it: its map, and how its days and numbers are meant.
//
// Memory grows with the rows by what it takes to know them again, some hundred bytes each, never with what they say.
func (i *Importer) Table(ctx context.Context, in table.Reader, sheet Sheet) (Answer, error) {
	t := &sheetImport{run: i.begin(i.NewID()), in: in, sheet: sheet, seen: map[mark]seenRow{}}
	if err := domain.CheckID("project", i.Project); err != nil {
		return t.end(), err
	}
	var err error
	if t.stands, err = t.foldTable(ctx, i.Project); err != nil {
		return t.end(), err
	}
	if err := t.lay(); err != nil {
		return t.end(), err
	}
	t.out = &rowSender{sheetImport: t, project: i.Project}
	err = t.rows(ctx)
	if err == nil {
		err = t.last(ctx)
	}
	if err = errors.Join(err, t.out.finish(ctx)); err == nil {
		err = t.keep(ctx, t.how)
	}
	return t.end(), err
}

// sheetImport is the import of one results table.
type sheetImport struct {
	*run
	in     table.Reader
	sheet  Sheet
	layout *table.Layout
	how    *sheetReading
	reads  valueReader
	stands *tableStanding
	seen   map[mark]seenRow
	bare   []bareRow // periods with nothing in them
	out    *rowSender
	row    int // the number of the one being read
}

// seenRow is a statement of this file.
type seenRow struct {
	print  uint64 // of its fingerprint
	row    int32
	stated bool // it says something; otherwise it says that nothing is stated
}

// lay finds how the sheet is read: as was said with it, or as the project kept it.
func (t *sheetImport) lay() (err error) {
	t.how, err = readingOf(t.in, t.sheet, t.Decimal, t.stands.maps, table.Results[:], table.NeededResults[:])
	if err != nil {
		return err
	}
	t.layout, t.reads = t.how.layout, t.how.reads
	t.unused(t.layout)
	return nil
}

// unused notes the columns that nothing is taken from.
func (r *run) unused(l *table.Layout) {
	if len(l.Unused) > 0 {
		r.problem(Problem{Where: "headings", Value: domain.Short(strings.Join(l.Unused, ", "), 200),
			What: "these columns are none of ours and were passed over; a map can say which of ours they are"})
	}
}

func (t *sheetImport) rows(ctx context.Context) error {
	for {
		row, err := t.in.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		t.answer.Read++
		t.row = row.Number
		if err := t.take(row); err != nil {
			t.missed(row)
			t.refuse(row.Number, err)
		}
		if t.out.full() {
			if err := t.out.flush(ctx); err != nil {
				return err
			}
		}
		t.progress(t.answer.Read)
	}
}

// cellError is what is wrong with one cell of a row.
type cellError struct {
	column table.Column
	err    error
}

func (e *cellError) Error() string { return e.err.Error() }
func (e *cellError) Unwrap() error { return e.err }

// refuse notes that a row is not taken.
func (t *sheetImport) refuse(row int, err error) { refused(t.run, t.in, t.layout, t.sheet, row, err) }

// refused notes that a row of a sheet is not taken, and names the cell that is at fault by the heading it stands under.
func refused(r *run, in table.Reader, l *table.Layout, how Sheet, row int, err error) {
	column, what := -1, err.Error()
	var cell *cellError
	if errors.As(err, &cell) {
		column, err = l.At(cell.column), cell.err
		heading := string(cell.column)
		if column >= 0 {
			heading = in.Headings()[column]
		}
		what = heading + ": " + what
	}
	r.problem(Problem{Where: in.Where(row, column), What: err.Error(), Value: valueOf(err), Refused: true})
	if how.Refused != nil {
		how.Refused(row, what)
	}
}

// warn notes something about a cell of a row that was taken all the same.
func (t *sheetImport) warn(column table.Column, what, value string) {
	t.problem(Problem{Where: t.in.Where(t.row, t.layout.At(column)), What: what, Value: domain.Short(value, 200)})
}

// take reads a row and makes what differs from what stands ready to be recorded. Nothing of it is where it returns an error.
func (t *sheetImport) take(row table.Row) error {
	if row.Wrong != nil {
		return row.Wrong
	}
	r, err := t.read(row)
	if err != nil {
		return err
	}
	defined, err := t.defined(r)
	if err != nil {
		return err
	}
	said, err := t.said(r)
	if err != nil {
		return err
	}
	t.remember(r)
	if len(defined) == 0 && len(said) == 0 {
		t.answer.Unchanged++
	}
	t.out.add(unit{row: r.number, of: r.measure, drafts: defined, defines: true})
	t.out.add(unit{row: r.number, of: r.measure, drafts: said})
	return nil
}

// said is what a row says that does not stand yet.
func (t *sheetImport) said(r *rowSaid) ([]domain.Draft, error) {
	var list []domain.Draft
	for _, s := range [...]statedNow{r.baseline, r.target, r.outcome} {
		if !s.there {
			continue
		}
		if before, twice := t.seen[s.mark]; twice {
			again, err := t.again(s, before)
			if err != nil {
				return nil, err
			}
			if !again {
				continue
			}
		}
		if s.body == nil {
			continue
		}
		if d, changed := t.stands.difference(s, t.why()); changed {
			list = append(list, d)
		}
	}
	return list, nil
}

// again says whether a statement that an earlier row of the file makes too is to be looked at: only where that row left it open.
func (t *sheetImport) again(s statedNow, before seenRow) (bool, error) {
	switch {
	case s.column == table.Actual && before.print != s.print.short():
		return false, invalid("", fmt.Sprintf("row %d has the same measure, period, site and day of observation, and says something else", before.row),
			"give every observation a day or a site of its own")
	case s.column == table.Actual || s.body == nil:
		return false, nil
	case !before.stated:
		return true, nil
	case before.print != s.print.short():
		return false, &cellError{s.column, invalid(s.value, fmt.Sprintf("row %d says another %s for the same measure and period", before.row, s.column),
			"give one of them, or leave it out in all rows but one")}
	}
	return false, nil
}

// remember notes what a row said, so that a later one cannot say otherwise.
func (t *sheetImport) remember(r *rowSaid) {
	r.define()
	for _, s := range [...]statedNow{r.baseline, r.target, r.outcome} {
		if before, twice := t.seen[s.mark]; s.there && (!twice || !before.stated && s.body != nil) {
			t.seen[s.mark] = seenRow{s.print.short(), int32(r.number), s.body != nil} //nolint:gosec // rows are fewer
		}
	}
	if r.isBare() {
		t.bare = append(t.bare, bareRow{r.number, r.measure, r.target.mark, r.start, r.end, r.site})
	}
}

// last makes ready what only the end of the file can say: what was stated before and is empty now is withdrawn, a period of which nothing was
// said is made known, and rows that are gone are counted.
func (t *sheetImport) last(ctx context.Context) error {
	for _, b := range t.bare {
		if _, stands := t.stands.said[b.target]; stands || t.seen[b.target].stated {
			continue
		}
		t.stands.said[b.target] = standing1{}
		t.out.add(unit{row: b.row, of: b.of, drafts: []domain.Draft{{Body: &domain.TargetSet{
			Aim: b.of.aim, Measure: b.of.id, PeriodStart: b.start, PeriodEnd: b.end, Site: b.site,
		}}}})
		t.answer.Unchanged--
	}
	for _, m := range t.stands.marks() {
		was := t.stands.said[m]
		now, here := t.seen[m]
		switch {
		case here && !now.stated && was.says:
			t.out.add(unit{row: int(now.row), drafts: []domain.Draft{{Body: &domain.EntryWithdrawn{Entry: was.id.String(), Why: t.why()}}}})
		case !here && (was.outcome || was.target && !was.reported):
			t.answer.Gone++
		}
		if t.out.full() {
			if err := t.out.flush(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// why is the reason of each revision.
func (t *sheetImport) why() domain.Words {
	return domain.Write("table " + domain.Short(t.File, 100) + " of " + t.Today.String())
}

func invalid(value, message, want string) error {
	return &domain.Error{Kind: domain.Invalid, Message: message, Value: value, Want: want}
}
