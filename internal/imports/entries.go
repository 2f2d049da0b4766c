package imports

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/intake"
	"github.com/desirelines/desirelines/internal/table"
)

// Entries imports an old journal, one entry a row, into a project that is there. An entry is known by the id that its writer gave it, else by
// what it says: the same row again changes nothing, and a row with an id that says something else now corrects its entry. A row that is gone
// changes nothing. What the entries of one tag have in common is recorded as a theme under its name, behind them. How the sheet was read is kept, as
// that of a results table is.
func (i *Importer) Entries(ctx context.Context, in table.Reader, sheet Sheet) (Answer, error) {
	j := &journal{run: i.begin(i.NewID()), in: in, sheet: sheet, tagged: map[string][]string{}, seen: map[string]int{}}
	if err := domain.CheckID("project", i.Project); err != nil {
		return j.end(), err
	}
	if err := j.fold(ctx); err != nil {
		return j.end(), err
	}
	var err error
	if j.how, err = readingOf(in, sheet, j.Decimal, j.maps, table.Entries[:], table.NeededEntries[:]); err != nil {
		return j.end(), err
	}
	j.layout, j.reads = j.how.layout, j.how.reads
	j.unused(j.layout)
	if err = errors.Join(j.rows(ctx), j.finish(ctx)); err == nil {
		err = j.keep(ctx, j.how)
	}
	return j.end(), err
}

// journal is the import of one journal.
type journal struct {
	*run
	in     table.Reader
	sheet  Sheet
	how    *sheetReading
	layout *table.Layout
	reads  valueReader
	maps   map[string]*domain.SheetMap // that the project keeps, by what headings are known by
	stands map[string]*journalEntry    // by the id of the event
	tags   []string                    // in the order they came up
	tagged map[string][]string         // the ids of the entries with a tag
	seen   map[string]int              // rows of this file by what their entries are known by
}

// journalEntry is an entry as an import left it.
type journalEntry struct {
	body     domain.Body
	happened domain.Date
	gone     bool // an import, or taking one back, withdrew it
}

// fold reads what imports recorded in the project.
func (j *journal) fold(ctx context.Context) error {
	events, err := j.events(ctx, j.Project)
	if err != nil {
		return err
	}
	if len(events) == 0 {
		return &domain.Error{Kind: domain.NotFound, Message: "there is no such project", Value: j.Project, Want: "start it first"}
	}
	j.stands, j.maps = map[string]*journalEntry{}, map[string]*domain.SheetMap{}
	for n := range events {
		e := &events[n]
		if b, is := e.Body.(*domain.ImportMapped); is {
			j.maps[b.Headings] = &b.SheetMap
		}
		if e.Correlation == "" {
			continue
		}
		switch b := e.Body.(type) {
		case *domain.EntryCorrected:
			if was := j.stands[b.Entry]; was != nil {
				was.body = b.With
				if b.Happened != nil {
					was.happened = *b.Happened
				}
			}
		case *domain.EntryWithdrawn:
			if was := j.stands[b.Entry]; was != nil {
				was.gone = true
			}
		default:
			j.stands[e.ID] = &journalEntry{body: e.Body, happened: e.Happened}
		}
	}
	return nil
}

func (j *journal) rows(ctx context.Context) error {
	for {
		row, err := j.in.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		j.answer.Read++
		if err := j.take(ctx, row); err != nil {
			if !isRefusal(err) {
				return err
			}
			j.refuse(row, err)
		}
		j.progress(j.answer.Read)
	}
}

func (j *journal) refuse(row table.Row, err error) {
	refused(j.run, j.in, j.layout, j.sheet, row.Number, err)
}

// take records the entry of a row, or what changed of it.
func (j *journal) take(ctx context.Context, row table.Row) error {
	if row.Wrong != nil {
		return row.Wrong
	}
	draft, err := j.draft(row)
	if err != nil {
		return err
	}
	known := j.layout.Cell(row, table.EntryID).Text
	byContent := known == ""
	if byContent {
		known = strings.Join([]string{asJSON(draft.Body), draft.Happened.String(), string(draft.Knowing), strings.Join(draft.Sharing, ",")}, "\x00")
	}
	if first, twice := j.seen[known]; twice {
		if byContent {
			j.answer.Unchanged++
			return nil
		}
		return invalid(known, "row "+number(first)+" has this id already", "give every entry an id of its own")
	}
	j.seen[known] = row.Number
	id := j.idOf(known, byContent)
	was := j.stands[id]
	j.tag(row, id)
	switch {
	case was == nil:
	case sameAs(was.body, draft.Body) && was.happened == draft.Happened:
		j.answer.Unchanged++
		return nil
	default:
		happened := draft.Happened
		draft = domain.Draft{Body: &domain.EntryCorrected{Entry: id, With: draft.Body, Happened: &happened, Why: domain.Write("journal " + domain.Short(j.File, 100) + " of " + j.Today.String())}}
		id = j.NewID()
	}
	return j.record(ctx, id, draft)
}

func (j *journal) record(ctx context.Context, id string, d domain.Draft) error {
	receipt, err := j.Recorder.Do(ctx, domain.Command{ID: id, Project: j.Project, Actor: j.Actor, Correlation: j.answer.ID, Drafts: []domain.Draft{d}})
	switch {
	case err != nil:
		return err
	case receipt.Repeated:
		j.answer.Unchanged++
	default:
		j.answer.Appended++
	}
	return nil
}

// idOf is the id of the entry of a row. Where the one it had was taken back, it gets the next.
func (j *journal) idOf(known string, byContent bool) string {
	how := "id"
	if byContent {
		how = "content"
	}
	for n := 0; ; n++ {
		id := derivedID("journal", j.Project, how, known, number(n))
		if was := j.stands[id]; was == nil || !was.gone {
			return id
		}
	}
}

func (j *journal) tag(row table.Row, id string) {
	for _, tag := range listed(j.layout.Cell(row, table.Tags).Text) {
		if j.tagged[tag] == nil {
			j.tags = append(j.tags, tag)
		}
		if !slices.Contains(j.tagged[tag], id) {
			j.tagged[tag] = append(j.tagged[tag], id)
		}
	}
}

func listed(text string) (list []string) {
	for one := range strings.SplitSeq(text, ",") {
		if one = strings.TrimSpace(one); one != "" && !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	return list
}

// plainNote is what journals call something that happened and that nobody sorted.
const plainNote = "note"

// draft reads the cells of a row as the fields of an entry, which are named as they are on the command line.
func (j *journal) draft(row table.Row) (domain.Draft, error) {
	fields := map[string]any{}
	for _, c := range table.Entries {
		cell := j.layout.Cell(row, c)
		switch {
		case cell.Form == table.Fault:
			return domain.Draft{}, &cellError{c, faulty(cell)}
		case cell.Text == "" || c == table.EntryID || c == table.Tags:
		case c == table.Kind:
			if fields["kind"] = strings.ToLower(cell.Text); strings.EqualFold(cell.Text, plainNote) {
				fields["kind"] = "outcome"
			}
		case c == table.Sharing:
			fields[string(c)] = listed(cell.Text)
		case c == table.Happened || c == table.ReviewOn:
			d, err := j.reads.date(cell)
			if err != nil {
				return domain.Draft{}, &cellError{c, err}
			}
			fields[string(c)] = d.String()
		case c == table.What || c == table.Helped || c == table.Hoped || c == table.Why || c == table.Think || c == table.Because || c == table.KnowBy || c == table.Aim:
			fields[string(c)] = cell.Text
		default:
			fields[string(c)] = strings.ToLower(cell.Text)
		}
	}
	line, err := json.Marshal(fields)
	if err != nil {
		return domain.Draft{}, err
	}
	c, err := intake.Line(line)
	if err != nil {
		return domain.Draft{}, err
	}
	return c.Drafts[0], nil
}

// finish records the tags as themes, and the import itself where anything came of it.
func (j *journal) finish(ctx context.Context) error {
	before := j.answer.Unchanged
	for _, tag := range j.tags {
		from := j.tagged[tag]
		id := derivedID(append([]string{"journal theme", j.Project, tag}, from...)...)
		if was := j.stands[id]; was != nil && !was.gone {
			continue
		} else if was != nil {
			id = j.NewID()
		}
		err := j.record(ctx, id, domain.Draft{Body: &domain.ThemeFormed{What: domain.Write(tag), From: from}})
		if err != nil && !isRefusal(err) {
			return err
		}
		if err != nil {
			j.problem(Problem{Where: "tag " + domain.Short(tag, 60), What: err.Error(), Value: valueOf(err), Refused: true})
		}
	}
	j.answer.Unchanged = before
	if j.answer.Appended == 0 {
		return nil
	}
	_, err := j.Recorder.Do(ctx, domain.Command{
		ID: j.NewID(), Project: j.Project, Actor: j.Actor, Correlation: j.answer.ID,
		Drafts: []domain.Draft{{Body: j.made(j.in.Format(), time.Time{}, j.answer.Appended), Happened: j.Today}},
	})
	return err
}
