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
	ask, err := at.ask(s)
	if err != nil {
		return built, err
	}
	var heard []reports.Heard
	built, err = reports.SeenIn(ctx, reports.Reading{
		Past: s.past, Ask: ask,
		Live: func(ctx context.Context, fn func(projections.View) error) error { return s.live(ctx, at.Project, fn) },
		Lens: func(v projections.View) (reports.Lens, error) { return s.lens(ctx, v, at) },
	}, func(seen reports.Seen) (T, error) {
		built, err := build(seen)
		heard = reports.HeardIn(seen)
		return built, err
	})
	if err != nil {
		return built, err
	}
	return built, s.note(ctx, at, heard)
}

// lens is how who sent a request looks at a project: through the eyes of the audience that the address names, else through their own.
// now is the project as it stands.
func (s *site) lens(ctx context.Context, now projections.View, at where) (reports.Lens, error) {
	v := viewerOf(ctx)
	if !v.reaches(now.Project) {
		return reports.Lens{}, noProject(now.Project)
	}
	named := at.Audience
	if named == "" {
		named = v.Role.eyes()
	}
	audience, err := reports.AudienceIn(now, named)
	return reports.Lens{Viewer: v.reads(), Audience: audience, Opener: s.Opener}, err
}

// live calls fn with the view of a project as it stands. A project that nobody started, or that who asks may not know of, is NotFound.
func (s *site) live(ctx context.Context, project string, fn func(projections.View) error) error {
	if !viewerOf(ctx).reaches(project) {
		return noProject(project)
	}
	return s.Views.Read(ctx, func(r projections.Reader) error {
		v := projections.Live(r, project)
		if row, ok := v.Summary(); !ok || !row.Started {
			return noProject(project)
		}
		return fn(v)
	})
}

// events reads all events of a project that who looks may reach.
func (s *site) events(ctx context.Context, project string) ([]domain.Event, error) {
	if !viewerOf(ctx).reaches(project) {
		return nil, noProject(project)
	}
	return projections.AllEvents(ctx, s.Source, project)
}

// contextFor is the context of a request that ends after d.
func contextFor(r *http.Request, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), d)
}
