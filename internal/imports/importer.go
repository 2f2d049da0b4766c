package imports

import (
	"context"
	"iter"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

// Recorder records one command. streams.Log is one.
type Recorder interface {
	Do(ctx context.Context, c domain.Command) (streams.Receipt, error)
}

// Source reads what was recorded, of one project or of all, from a sequence on up to the present end. streams.Log is one.
type Source interface {
	ReadProject(ctx context.Context, project string, from uint64) iter.Seq2[domain.Commit, error]
	Read(ctx context.Context, from uint64) iter.Seq2[domain.Commit, error]
}

// Importer imports files, one after another. It is not safe for concurrent use.
type Importer struct {
	Recorder Recorder
	Source   Source
	Opener   domain.Opener // opens what the log holds sealed; nil where nothing is
	NewID    func() string // a new UUID, best version 7
	Today    domain.Date   // the day of the import
	Actor    string        // random id of the person who imports, or empty

	File    string             // name of the file without folder and extension; names activities that have no id
	Project string             // IATI: the project of an activity without an id; jsonl: the project to record in, whatever the lines say
	Decimal domain.DecimalMark // how a number with one comma or dot is meant; Ask: such a number stays words

	Progress  func(done int) // called after each activity or line; nil: nobody looks
	OnProblem func(Problem)  // called for each problem, also for those that the answer has no room for; nil: nobody looks
}

// Answer says what an import, or taking one back, did.
type Answer struct {
	ID        string    `json:"id"`             // of the import
	Read      int       `json:"read"`           // statements read in the file: project, aim, measure, baseline, target (or a period without one), outcome, evidence; of a table: its rows
	Appended  int       `json:"appended"`       // events recorded, without import.made and import.undone
	Unchanged int       `json:"unchanged"`      // statements that stand already; of a table: rows of which nothing had to be recorded
	Gone      int       `json:"gone,omitempty"` // rows of a table that stand and are not in the file any more; they are left as they are
	Problems  []Problem `json:"problems"`       // never nil; at most MaxProblems and one that says how many more there are
	Refused   int       `json:"-"`              // how many problems say that something was not taken
}

// MaxProblems is how many problems an answer holds, so that a bad file costs no more memory than a good one.
const MaxProblems = 10_000

// Problem is a place in a file, or in the record, where something is not as it should be.
type Problem struct {
	Where   string `json:"where"`
	What    string `json:"what"`  // a sentence
	Value   string `json:"value"` // the value in question, empty where there is none
	Refused bool   `json:"-"`     // something was not taken because of it; otherwise a warning
}

// run is one import under way.
type run struct {
	*Importer
	answer Answer
	more   int // problems beyond MaxProblems
}

// made is what a project keeps of the import: the file it came from, and how much came of it.
func (r *run) made(format string, published time.Time, appended int) *domain.ImportMade {
	return &domain.ImportMade{Import: r.answer.ID, Format: format, Published: published, Appended: appended, File: domain.Write(domain.Short(r.File, 100))}
}

func (i *Importer) begin(id string) *run {
	return &run{Importer: i, answer: Answer{ID: id, Problems: []Problem{}}}
}

func (r *run) problem(p Problem) {
	if p.Refused {
		r.answer.Refused++
	}
	if r.OnProblem != nil {
		r.OnProblem(p)
	}
	if len(r.answer.Problems) == MaxProblems {
		r.more++
		return
	}
	r.answer.Problems = append(r.answer.Problems, p)
}

func (r *run) progress(done int) {
	if r.Progress != nil {
		r.Progress(done)
	}
}

func (r *run) end() Answer {
	if r.more > 0 {
		r.answer.Problems = append(r.answer.Problems, Problem{What: "there are more problems than this list has room for", Value: number(r.more)})
	}
	return r.answer
}

// events returns everything recorded in a project, in order, with its words open: they are compared with those of a file, and
// may be recorded anew.
func (r *run) events(ctx context.Context, project string) ([]domain.Event, error) {
	var all []domain.Event
	for c, err := range r.Source.ReadProject(ctx, project, 1) {
		if err != nil {
			return nil, err
		}
		for n := range c.Events {
			c.Events[n].Body = domain.OpenBody(c.Events[n].Body, r.Opener)
		}
		all = append(all, c.Events...)
	}
	return all, nil
}
