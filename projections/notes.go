package projections

import (
	"github.com/desirelines/desirelines/domain"
)

// NoteRow is a sticky note, or several alike, on an entry, an aim or under a heading; its words are in the entry it names.
type NoteRow struct {
	Stated
	When
	Entry     string // what it is on, or
	Aim       string
	Heading   string // the words of the heading it stood under
	Mark      string // tick, heart, bubble, square; empty: none
	Blank     bool
	Illegible bool
	Gaps      bool
	Untyped   bool
	Count     int // at least 1
	Sharing   []string
	Answers   []string // ids of the answers that stand, oldest first
	Withdrawn bool
}

// Open says whether the note is a challenge that nobody has answered.
func (r NoteRow) Open() bool { return r.Mark == "square" && len(r.Answers) == 0 && !r.Withdrawn }

// HeadingRow is what was said of a heading on a wall; what was said last of the same words counts.
type HeadingRow struct {
	Stated
	When
	Heading   string
	Wall      string
	Count     int // how many notes the heading itself says it has; 0: it does not say
	Sharing   []string
	Withdrawn bool
}

var (
	noteTable       = Table[NoteRow]{"note"}
	noteAnswerTable = Table[replyRow]{"note_answer"}
	headingTable    = Table[HeadingRow]{"heading"}
)

var notesProjection = Projection{Name: "notes", Version: 2, tables: []rowTable{noteTable, noteAnswerTable, headingTable}, Apply: applyNotes}

func applyNotes(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.ResponseGiven:
		row := noteOf(b)
		row.Stated, row.When, row.Sharing = stated(e), when(e), e.Sharing
		noteTable.put(rows, e.ID, row)
	case *domain.HeadingStated:
		row := headingOf(b)
		row.Stated, row.When, row.Sharing = stated(e), when(e), e.Sharing
		headingTable.put(rows, e.ID, row)
	case *domain.ResponseAnswered:
		noteAnswerTable.put(rows, e.ID, replyRow{b.Response})
		noteTable.edit(rows, b.Response, func(r *NoteRow) { r.Answers = with(r.Answers, e.ID) })
	case *domain.EntryCorrected:
		correctNote(rows, b)
	case *domain.EntryWithdrawn:
		noteTable.edit(rows, b.Entry, func(r *NoteRow) { r.Withdrawn = true })
		headingTable.edit(rows, b.Entry, func(r *HeadingRow) { r.Withdrawn = true })
		if answer, ok := noteAnswerTable.get(rows, b.Entry); ok {
			noteTable.edit(rows, answer.To, func(r *NoteRow) { r.Answers = without(r.Answers, b.Entry) })
		}
	}
	return nil
}

func correctNote(rows *Rows, b *domain.EntryCorrected) {
	switch said := b.With.(type) {
	case *domain.ResponseGiven:
		noteTable.edit(rows, b.Entry, func(r *NoteRow) {
			fresh := noteOf(said)
			fresh.Stated, fresh.When, fresh.Sharing = r.Stated, r.When.corrected(b), r.Sharing
			fresh.Answers, fresh.Withdrawn = r.Answers, r.Withdrawn
			*r = fresh
		})
	case *domain.HeadingStated:
		headingTable.edit(rows, b.Entry, func(r *HeadingRow) {
			fresh := headingOf(said)
			fresh.Stated, fresh.When, fresh.Sharing, fresh.Withdrawn = r.Stated, r.When.corrected(b), r.Sharing, r.Withdrawn
			*r = fresh
		})
	}
}

func noteOf(b *domain.ResponseGiven) NoteRow {
	return NoteRow{
		Entry: b.Entry, Aim: b.Aim, Heading: b.Heading, Mark: b.Mark, Blank: b.Blank, Illegible: b.Illegible, Gaps: b.Gaps, Untyped: b.Untyped, Count: max(1, b.Count),
	}
}

func headingOf(b *domain.HeadingStated) HeadingRow {
	return HeadingRow{Heading: b.Heading, Wall: b.Wall, Count: b.Stated}
}

// Notes returns every note, the withdrawn ones too.
func (v View) Notes() []NoteRow {
	return noteTable.all(v, v.Project, nil, func(r *NoteRow) uint64 { return r.Position })
}

// Headings returns all that was said of headings, the withdrawn ones too.
func (v View) Headings() []HeadingRow {
	return headingTable.all(v, v.Project, nil, func(r *HeadingRow) uint64 { return r.Position })
}
