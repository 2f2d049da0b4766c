package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/iati"
)

// IATI imports an IATI activity file from the position where in stands; it is read twice. The answer is whole even with
// an error: it says what was done before. A file that is not well-formed is Invalid and nothing of it was taken.
func (i *Importer) IATI(ctx context.Context, in io.ReadSeeker) (Answer, error) {
	r := &activities{run: i.begin(i.NewID()), seen: map[string]int{}}
	done := 0
	file, err := iati.Read(ctx, in, func(file *iati.File, a *iati.Activity) error {
		if done == 0 {
			r.ofFile(file.Problems, len(file.Problems))
		}
		if err := r.activity(ctx, file, a); err != nil {
			return err
		}
		done++
		r.progress(done)
		return nil
	})
	if done == 0 {
		r.ofFile(file.Problems, len(file.Problems))
	}
	var refused *iati.RefusedError
	if errors.As(err, &refused) {
		err = &domain.Error{Kind: domain.Invalid, Message: "nothing was imported: " + refused.Error(), Want: "give a well-formed IATI activity file"}
	}
	return r.end(), err
}

// activities is the import of the activities of one file.
type activities struct {
	*run
	seen map[string]int // the line of the activity, by project
}

// ofFile passes the reader's problems on; count is how many there were.
func (r *activities) ofFile(list []iati.Problem, count int) {
	for _, p := range list {
		r.problem(Problem{Where: where(p.Line, p.Element), What: p.What, Value: domain.Short(p.Value, 200)})
	}
	if n := count - len(list); n > 0 {
		r.problem(Problem{What: "there are more problems of this kind in the activity", Value: number(n)})
	}
}

func (r *activities) activity(ctx context.Context, file *iati.File, a *iati.Activity) error {
	r.ofFile(a.Problems, a.ProblemCount)
	project := r.projectID(a)
	at := where(a.Line, activityStep(a))
	now := r.statements(a, project)
	r.answer.Read += len(now.list)
	if line, twice := r.seen[project]; twice {
		r.problem(Problem{Where: at, Value: project, Refused: true,
			What: fmt.Sprintf("the file has this activity already, on line %d; that one was taken and this one was not", line)})
		return nil
	}
	r.seen[project] = a.Line
	for _, p := range now.problems {
		r.problem(p)
	}
	events, err := r.events(ctx, project)
	if err != nil {
		return err
	}
	stands := fold(events)
	date := a.LastUpdated.UTC()
	if date.IsZero() {
		date = file.Generated.UTC()
	}
	if !date.IsZero() && date.Before(stands.date) {
		r.problem(Problem{Where: at, Value: stamp(date),
			What: fmt.Sprintf("this activity is older (%s) than what stands (%s); nothing of it was changed", stamp(date), stamp(stands.date))})
		return nil
	}
	todo := stands.plan(now, domain.Write("publisher's file of "+dayOf(date).Or(r.Today).String()))
	r.answer.Unchanged += todo.unchanged
	return r.record(ctx, project, date, todo.steps)
}

func (r *activities) record(ctx context.Context, project string, date time.Time, steps []*step) error {
	s := sender{run: r.run, project: project, correlation: r.answer.ID, commandID: r.NewID}
	s.last = func(appended int) *domain.Draft {
		if appended == 0 {
			return nil
		}
		return &domain.Draft{
			Body:     r.made(formatIATI, date, appended),
			Happened: r.Today,
		}
	}
	return s.send(ctx, steps)
}

// stamp writes a time as short as it can be told apart.
func stamp(t time.Time) string {
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339)
}
