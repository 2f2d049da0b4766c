package main

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/api"
	"github.com/desirelines/desirelines/internal/web"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports/charts"
	"github.com/desirelines/desirelines/streams"
)

// drawingLimit is how long one chart may take on a slow machine; most take a twentieth of a second.
const drawingLimit = 10 * time.Second

// pages returns the server of the pages of an open log. url is the address that people come by.
func (c *cli) pages(a *app, how serving, url string) (*http.Server, error) {
	log, stopping := c.logger(slog.LevelWarn), make(chan struct{})
	handler, err := web.Site{
		Views: views{a.store, a}, Source: a.log, Recorder: recorder{a.log}, Opener: a.log.Opener(), Identity: a.people, Files: a.log.Evidence(), Charts: charts.NewEngine(0, drawingLimit), Readings: readingsOf(a.log),
		Now: now, NewID: newID, Logger: log, Stopping: stopping, Mails: how.post != nil, Demo: how.examples,
	}.Handler()
	if err != nil {
		return nil, err
	}
	programs, err := c.programs(a)
	if err != nil {
		return nil, err
	}
	all := http.NewServeMux()
	all.Handle("/", handler)
	all.Handle(api.Base+"/", programs)
	server := &http.Server{
		Handler: onlyOurs(all, url), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second,
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
