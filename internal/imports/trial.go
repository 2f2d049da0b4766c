package imports

import (
	"context"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/table"
	"github.com/desirelines/desirelines/streams"
)

// Desk takes in the results tables that people send to the pages. It may be used by many requests at once.
type Desk struct {
	Recorder Recorder
	Source   Source
	Opener   domain.Opener
	NewID    func() string
	Now      func() time.Time
}

// Take imports a sheet into a project as a person does; a trial records nothing and says what that would do.
func (d Desk) Take(ctx context.Context, project, person, name string, in table.Reader, how Sheet, trial bool) (Answer, error) {
	i := Importer{
		Recorder: d.Recorder, Source: d.Source, Opener: d.Opener, NewID: d.NewID, Today: domain.DateOf(d.Now().UTC()), Project: project, Actor: person, File: name,
	}
	if trial {
		t, err := NewTrial(ctx, d.Source, project, d.Now())
		if err != nil {
			return Answer{}, err
		}
		i.Recorder = t
	}
	return i.Table(ctx, in, how)
}

// Trial decides the commands of one project as the log would and records none of them, so that an import can say what it would do. It takes as
// much memory as the project's state, and is not safe for concurrent use.
type Trial struct {
	state *domain.Project
	now   time.Time
}

// NewTrial reads what stands in a project; one that is not there yet begins with nothing.
func NewTrial(ctx context.Context, source Source, project string, now time.Time) (*Trial, error) {
	t := &Trial{state: domain.NewProject(project), now: now}
	for c, err := range source.ReadProject(ctx, project, 1) {
		if err != nil {
			return nil, err
		}
		for n := range c.Events {
			t.state.Evolve(&c.Events[n])
		}
	}
	return t, nil
}

// Do is Recorder's: a refusal is what the log would answer.
func (t *Trial) Do(ctx context.Context, c domain.Command) (streams.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return streams.Receipt{}, err
	}
	events, err := domain.Decide(t.state, c, t.now)
	if err != nil {
		return streams.Receipt{}, err
	}
	return streams.Receipt{ID: events[0].ID, Position: events[len(events)-1].Position, Events: events}, nil
}
