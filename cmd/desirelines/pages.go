package main

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/api"
	"github.com/desirelines/desirelines/internal/imports"
	"github.com/desirelines/desirelines/internal/observe"
	"github.com/desirelines/desirelines/internal/web"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports/charts"
	"github.com/desirelines/desirelines/streams"
)

// drawingLimit is how long one chart may take on a slow machine; most take a twentieth of a second.
const drawingLimit = 10 * time.Second

// pages returns the server of the pages of an open log. url is the address that people come by.
func (c *cli) pages(a *app, how serving, url string) (*http.Server, error) {
	log, draws, stopping := c.logger(slog.LevelWarn), charts.NewEngine(0, drawingLimit), make(chan struct{})
	handler, err := web.Site{
		Views: views{a.store, a}, Source: a.log, Recorder: recorder{a.log}, Opener: a.log.Opener(), Identity: a.people, Files: a.log.Evidence(), Sheets: imports.Desk{Recorder: a.log, Source: a.log, Opener: a.log.Opener(), NewID: newID, Now: now},
		Charts: draws, Readings: readingsOf(a.log),
		Now: now, NewID: newID, Logger: log, Stopping: stopping, Runs: operating{a}, Watch: observe.Requests(a.watch.metrics, a.watch.tracer), Mails: how.post != nil, Demo: how.examples, Replicas: a.nats != "",
	}.Handler()
	if err != nil {
		return nil, err
	}
	programs, err := c.programs(a, uncached{draws})
	if err != nil {
		return nil, err
	}
	all := http.NewServeMux()
	all.Handle("/", handler)
	all.Handle(api.Base+"/", programs)
	server := &http.Server{
		Handler: how.draining.around(onlyOurs(a.watch.at(all), url)), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(sync.OnceFunc(func() { close(stopping) }))
	return server, nil
}

// recorder is the log as the pages know it.
type recorder struct{ log *streams.Log }

// Record implements web.Recorder.
func (r recorder) Record(ctx context.Context, c domain.Command) (web.Receipt, error) {
	receipt, err := r.log.Do(ctx, c)
	return web.Receipt{ID: receipt.ID, Position: receipt.Position, Sequence: receipt.Sequence}, err
}

// views are the read models as the pages know them.
type views struct {
	projections.Store
	app *app
}

// Wait implements web.Views.
func (v views) Wait(ctx context.Context, sequence uint64) error {
	if err := v.app.startOnce(); err != nil {
		return err
	}
	return v.app.runner.Wait(ctx, sequence)
}

// Moved implements web.Views.
func (v views) Moved() (<-chan struct{}, bool) {
	if v.app.startOnce() != nil {
		return nil, true
	}
	return v.app.runner.Moved()
}

// Ready implements web.Views.
func (v views) Ready(ctx context.Context) error { return v.app.ready(ctx) }

// operating is the running program as the operator's page knows it.
type operating struct{ app *app }

// Standing implements web.Operating. What doctor looks at besides, but for reading the whole log, is there too.
func (o operating) Standing(ctx context.Context) (observe.Standing, error) {
	s, err := o.app.standingWithin(ctx, patience)
	if err == nil {
		s.Findings = append(s.Findings, o.app.examineTimers(ctx))
	}
	return s, err
}

// Ready implements web.Operating.
func (o operating) Ready(ctx context.Context) error { return o.app.isReady(ctx) }

// mostSkip is how long the page waits for a view that goes on; its answer must still be sent in time.
const mostSkip = 15 * time.Second

// Skip implements web.Operating.
func (o operating) Skip(ctx context.Context, c domain.Command, view string, at uint64, why string) error {
	ctx, cancel := context.WithTimeout(ctx, mostSkip)
	defer cancel()
	_, err := o.app.skip(ctx, c, view, at, why)
	return err
}
