package web

import (
	"context"
	"net/http"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// see builds something from what the audience of a request may see of its project at its moment. build runs while
// the rows are held, so it only builds: drawing and writing come after.
func see[T any](s *site, r *http.Request, build func(reports.Seen) (T, error)) (T, error) {
	return seeAt(s, r.Context(), whereOf(r), build)
}

func seeAt[T any](s *site, ctx context.Context, at where, build func(reports.Seen) (T, error)) (built T, err error) {
	audience, err := reports.AudienceNamed(at.Audience)
	if err != nil {
		return built, err
	}
	ask, err := at.ask(s)
	if err != nil {
		return built, err
	}
	lens := reports.Lens{Audience: audience}
	var asked reports.Asked
	err = s.live(ctx, at.Project, func(v projections.View) error {
		if asked, err = reports.Resolve(v, ask); err != nil || !asked.Now() {
			return err
		}
		seen, err := lens.See(v, asked)
		if err != nil {
			return err
		}
		built, err = build(seen)
		return err
	})
	if err != nil || asked.Now() {
		return built, err
	}
	v, err := asked.Replay(ctx, s.Source, at.Project)
	if err != nil {
		return built, err
	}
	seen, err := lens.See(v, asked)
	if err != nil {
		return built, err
	}
	return build(seen)
}

// live calls fn with the view of a project as it stands. A project that nobody started is NotFound.
func (s *site) live(ctx context.Context, project string, fn func(projections.View) error) error {
	return s.Views.Read(ctx, func(r projections.Reader) error {
		v := projections.Live(r, project)
		if row, ok := v.Summary(); !ok || !row.Started {
			return &domain.Error{Kind: domain.NotFound, Message: "there is no such project", Value: project, Want: "look at the list of projects"}
		}
		return fn(v)
	})
}

// events reads all events of a project, for stepping through it.
func (s *site) events(ctx context.Context, project string) ([]domain.Event, error) {
	var events []domain.Event
	for c, err := range s.Source.ReadProject(ctx, project, 1) {
		if err != nil {
			return nil, err
		}
		events = append(events, c.Events...)
	}
	return events, nil
}

// contextFor is the context of a request that ends after d.
func contextFor(r *http.Request, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), d)
}
