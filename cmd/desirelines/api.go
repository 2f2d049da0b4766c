package main

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/api"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/internal/web"
	"github.com/desirelines/desirelines/reports/html"
	"github.com/desirelines/desirelines/streams"
)

// programs returns the handler of what programs ask; draws draws the charts of a report.
func (c *cli) programs(a *app, draws html.Drawer) (http.Handler, error) {
	to := api.API{
		Views: views{a.store, a}, Source: a.log, Recorder: apiRecorder{a.log}, Opener: a.log.Opener(), Now: now, NewID: newID, Logger: c.logger(slog.LevelWarn),
		Encode: encodeLine, Charts: draws,
	}
	if a.people != nil {
		to.People = apiPeople{a.people}
	}
	if audit := a.log.Audit(); audit != nil {
		to.Hear = func(ctx context.Context, list []api.Heard) error {
			for _, h := range list {
				if err := audit.Append(ctx, h.Project, streams.Reading{Of: h.Of, Entry: h.Entry, By: h.By, As: h.As, At: now()}); err != nil {
					return err
				}
			}
			return nil
		}
	}
	return to.Handler()
}

// apiRecorder is the log as programs know it.
type apiRecorder struct{ log *streams.Log }

// Record implements api.Recorder.
func (r apiRecorder) Record(ctx context.Context, c domain.Command) (api.Receipt, error) {
	receipt, err := r.log.Do(ctx, c)
	return api.Receipt{ID: receipt.ID, Position: receipt.Position, Sequence: receipt.Sequence}, err
}

// apiPeople are those that programs act for.
type apiPeople struct{ people *identity.Identity }

// Use implements api.People.
func (p apiPeople) Use(ctx context.Context, secret string) (identity.Token, error) {
	return p.people.Tokens.Use(ctx, secret)
}

// Holds implements api.People.
func (p apiPeople) Holds(project, person string) ([]string, error) {
	return web.HeldIn(p.people, project, person)
}
