package reports

import (
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Seen is what one audience may see of one project at one moment. Only a lens makes one; the zero value shows an
// empty project. It is used by one goroutine, and no longer than the rows of its view live.
type Seen struct{ s *sight }

// sight holds the rows behind a Seen and reads them for the audience: as a projections.Reader it leaves out what is
// not there. Rows of a type it does not know are left out too.
type sight struct {
	lens  Lens
	asked Asked
	base  projections.View
	zone  *time.Location
	aims  projections.Reader // folded without what is hidden; nil: nothing about aims is
	now   *agreements        // who may see what
	today domain.Date
	told  bool // the audience was told what the view holds, or it is a preview

	looked   map[string]*sighting // by entry id
	opened   int                  // how many texts were asked for
	hearings []*hearing           // of what others said in confidence
	quoted   map[string]bool      // people whose words were read; nil: nobody asks
	begun    map[string]bool      // by aim, whether something that began it is there; nil until somebody asked
	shelf    *noteShelf           // the notes by what they are on; nil until somebody asked

	keeping     kept                         // what keeps found; nil until somebody asked
	achieved    []projections.AimFigures     // what compare found; nil until somebody asked
	checked     map[string][]string          // by entry id, the entries that say what people outside think of it; nil until somebody asked
	outcomes    map[string]bool              // by entry id, what isOutcome found; nil until somebody asked
	definitions map[string]domain.Definition // by projections.MeasureID, once somebody asked
}

// look returns what is behind s, for the zero value an empty project.
func (s Seen) look() *sight {
	if s.s != nil {
		return s.s
	}
	empty, _ := projections.ReplayEvents("", nil, projections.Cut{}) // nothing to fold, nothing to fail
	return &sight{base: empty, zone: time.UTC, now: &agreements{}, looked: map[string]*sighting{}}
}

// view returns the rows that the audience may know of.
func (s *sight) view() projections.View {
	return projections.View{Reader: s, Project: s.base.Project, Known: s.base.Known}
}

// isThere says whether the audience may know of an entry: it was shared with it, and so was the thing it is about.
// An id that is no entry's is not there.
func (s *sight) isThere(id string) bool {
	l := s.look(id)
	if !l.asked {
		l.asked = true // a ring of references ends here
		row := s.raw(id)
		l.there = row != nil && l.permit(s, row, domain.FromPublisher(row.Body)).see && s.aboutIsThere(row)
	}
	return l.there
}

// aboutIsThere: what is about another entry or an aim (a note on a test, a correction, an answer on a wall, a measure) is
// seen by nobody who may not see that one.
func (s *sight) aboutIsThere(row *projections.EntryRow) bool {
	about := (&domain.Event{ID: row.ID, Body: row.Body}).About()
	if about.Thing == "aim" {
		return beginsAim(row.Body) || !s.hidesAim(about.ID)
	}
	if about.ID != row.ID {
		return !s.hides(about.ID)
	}
	return !s.hides(onEntry(row.Body)) && !s.hidesAim(onAim(row.Body))
}

// onEntry is the entry that a body is a note on, or empty.
func onEntry(body domain.Body) string {
	switch b := body.(type) {
	case *domain.ResponseGiven:
		return b.Entry
	case *domain.EvidenceAttached:
		return b.Entry
	case *domain.TurningPointChosen:
		return b.Entry
	case *domain.WordAsked:
		return b.Entry
	case *domain.MendingPromised:
		return b.Entry
	case *domain.ReminderDue:
		return b.Entry
	}
	return ""
}

// onAim is the aim that a body is a note on, or empty.
func onAim(body domain.Body) string {
	switch b := body.(type) {
	case *domain.ResponseGiven:
		return b.Aim
	case *domain.LookBackPlanned:
		return b.Aim
	case *domain.ReminderDue:
		return b.Aim
	}
	return ""
}

func beginsAim(body domain.Body) bool {
	switch body.(type) {
	case *domain.AimRaised, *domain.AimAgreed:
		return true
	}
	return false
}

// hidesAim says whether there is such an aim and nothing that raised it or agreed on it may be known.
func (s *sight) hidesAim(aim string) bool {
	if s.begun == nil {
		s.begun = map[string]bool{}
		for _, w := range s.base.Wordings() {
			if row := s.raw(w.ID); row != nil && beginsAim(row.Body) {
				s.begun[w.Aim] = s.begun[w.Aim] || s.permit(row, domain.FromPublisher(row.Body)).see
			}
		}
	}
	open, begun := s.begun[aim]
	return begun && !open
}

// raw returns the row of an entry whoever asks, without copying it; nil where there is none.
func (s *sight) raw(id string) *projections.EntryRow {
	row, _ := s.base.Row(projections.RowKey{Table: "entry", Project: s.base.Project, ID: id})
	entry, _ := row.(*projections.EntryRow)
	return entry
}

// hides says whether id is an entry that the audience may not know of.
func (s *sight) hides(id string) bool {
	return s.raw(id) != nil && !s.isThere(id)
}

// rights says what of an entry may be read.
func (s *sight) rights(row *projections.EntryRow) rights { return s.rightsTo(row, row.Body) }

// rightsTo is rights for another body of the same entry: what it said first, or what a correction says instead. Who
// may see it stays as it was.
func (s *sight) rightsTo(row *projections.EntryRow, body domain.Body) rights {
	r := s.permit(row, domain.FromPublisher(body)).rights
	s.quotes(row, body, r)
	return r
}

func (s *sight) open(p personal, r rights) SeenText {
	s.opened++
	return s.lens.open(p, r)
}

// entry returns an entry that is there, less what was redacted until now.
func (s *sight) entry(id string) (projections.EntryRow, bool) { return s.view().Entry(id) }

// Row implements projections.Reader.
func (s *sight) Row(key projections.RowKey) (any, bool) {
	row, ok := s.source(key.Table).Row(key)
	if !ok {
		return nil, false
	}
	return s.filter(row)
}

// Scan implements projections.Reader.
func (s *sight) Scan(table, project string) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for id, row := range s.source(table).Scan(table, project) {
			if seen, ok := s.filter(row); ok && !yield(id, seen) {
				return
			}
		}
	}
}

// Projects implements projections.Reader.
func (s *sight) Projects(table string) []string { return s.base.Projects(table) }

// filter returns a row as the audience may know it.
func (s *sight) filter(row any) (any, bool) {
	switch r := row.(type) {
	case *projections.SummaryRow, *projections.AimRow, *projections.MeasureRow:
		return row, true
	case *projections.EntryRow:
		return s.protected(s.redactedSince(r)), s.isThere(r.ID)
	case *projections.WordingRow:
		return row, s.isThere(r.ID)
	case *projections.PeriodRow:
		return row, s.isThere(r.ID)
	case *projections.MomentRow:
		return row, s.isThere(r.ID)
	case *projections.LoopRow:
		c := *r
		c.Done = s.those(c.Done)
		return &c, s.isThere(r.ID)
	case *projections.TestRow:
		return s.test(r), s.isThere(r.ID)
	case *projections.BaselineRow:
		if there := s.isThere(r.Entry); !there || !s.cut() {
			return r, there
		}
		c := *r
		c.Value = s.valueSince(r.Entry, r.Value)
		return &c, true
	case *projections.TargetRow:
		if there := s.isThere(r.Entry); !there || !s.cut() {
			return r, there
		}
		c := *r
		c.Value = s.valueSince(r.Entry, r.Value)
		return &c, true
	case *projections.OutcomeRow:
		if there := s.isThere(r.Entry); !there || !s.cut() {
			return r, there
		}
		c := *r
		c.Value = s.valueSince(r.Entry, r.Value)
		c.Said = s.saidSince(r.Entry, r.Said)
		return &c, true
	case *projections.JudgementRow:
		return row, s.isThere(r.Entry)
	}
	return s.filterWaiting(row)
}

// test returns a test without notes and an end that are hidden.
func (s *sight) test(r *projections.TestRow) *projections.TestRow {
	c := *r
	if c.Conclusion != "" && !s.isThere(c.Conclusion) {
		c.Conclusion, c.Supported, c.Next, c.Abandoned, c.Ended = "", "", "", false, projections.When{}
	}
	c.Notes = s.those(c.Notes)
	return c.Less(s.isThere)
}

// cut says whether anything was redacted after the moment that is shown.
func (s *sight) cut() bool { return len(s.asked.redactedSince(s.base.Known.Position)) > 0 }

// redactedSince returns the row less what was redacted after the moment that is shown.
func (s *sight) redactedSince(r *projections.EntryRow) *projections.EntryRow {
	cuts := s.asked.redactedSince(s.base.Known.Position)
	if len(cuts) == 0 {
		return r
	}
	c := *r
	for _, cut := range cuts {
		if corrected, ok := c.Body.(*domain.EntryCorrected); ok && corrected.Entry == cut.body.Entry {
			again := *corrected
			again.With = redact(again.With, cut.body.Fields)
			c.Body = &again
		}
		if r.ID != cut.body.Entry {
			continue
		}
		c.Body, c.First, c.Redacted = redact(c.Body, cut.body.Fields), redact(c.First, cut.body.Fields), &cut.stated
	}
	return &c
}

func (s *sight) valueSince(entry string, v domain.Value) domain.Value {
	for _, cut := range s.asked.redactedSince(s.base.Known.Position) {
		if cut.body.Entry == entry && domain.Redacts(cut.body, "value") {
			v = v.Redacted()
		}
	}
	return v
}

// saidSince is what an outcome says in words less what was redacted after the moment that is shown.
func (s *sight) saidSince(entry string, said domain.Words) domain.Words {
	for _, cut := range s.asked.redactedSince(s.base.Known.Position) {
		if cut.body.Entry == entry && domain.Redacts(cut.body, "what") {
			said = said.Redacted()
		}
	}
	return said
}

// redact fails closed: a body that cannot be redacted is as good as one nobody can read.
func redact(body domain.Body, fields []string) domain.Body {
	if body == nil {
		return nil
	}
	less, err := domain.Redact(body, fields)
	if err != nil {
		return &domain.Unreadable{KindName: body.Kind(), Ver: body.Version(), Raw: []byte("null"), Why: err.Error()}
	}
	return less
}

// source returns where a table is read: the aims come from a fold of their own where part of them is hidden.
func (s *sight) source(table string) projections.Reader {
	switch table {
	case "aim", "measure", "wording":
		if s.aims != nil {
			return s.aims
		}
	}
	return s.base.Reader
}

// foldAims folds aims and measures once more without the events that are hidden, because a row shows no single
// event of those that made it. It returns nil where none is hidden, as nearly always.
func (s *sight) foldAims() projections.Reader {
	if !s.hidesAims() {
		return nil
	}
	var events []domain.Event
	for _, r := range s.base.Entries() {
		if !strings.HasPrefix(r.Kind, "aim.") && r.Kind != "project.started" || !s.isThere(r.ID) {
			continue
		}
		events = append(events, domain.Event{
			ID: r.ID, Project: s.base.Project, Position: r.Position, Recorded: time.Unix(0, r.RecordedHere),
			Original: time.Unix(0, r.Recorded), Happened: r.Happened, Correlation: r.Correlation, Sharing: r.Sharing, Body: r.Body,
		})
	}
	view, err := projections.ReplayEvents(s.base.Project, events, projections.Cut{})
	if err != nil {
		view, _ = projections.ReplayEvents(s.base.Project, nil, projections.Cut{}) // closed rather than open
	}
	return view.Reader
}

func (s *sight) hidesAims() bool {
	hidden := func(at ...projections.Stated) bool {
		return slices.ContainsFunc(at, func(st projections.Stated) bool { return !s.isThere(st.ID) })
	}
	for _, a := range s.base.Aims() {
		if hidden(a.First, a.Last) {
			return true
		}
	}
	for _, w := range s.base.Wordings() {
		if hidden(w.Stated) {
			return true
		}
	}
	for _, m := range s.base.Measures() {
		if hidden(m.First, m.Last) {
			return true
		}
	}
	return false
}
