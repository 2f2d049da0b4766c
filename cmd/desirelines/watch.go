package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/observe"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// watching is what is measured while serve runs, and where it goes. The zero value measures nothing.
type watching struct {
	token   string           // that a scrape brings; empty: there are no figures
	metrics *observe.Metrics // nil: none
	tracer  trace.Tracer     // nil: nothing is traced
	end     func(context.Context) error
}

// openWatching reads the token from a file (empty: no figures), and from the environment whether traces are sent.
func (c *cli) openWatching(ctx context.Context, tokenFile string) (w watching, err error) {
	if w.token, err = c.metricsToken(tokenFile); err != nil {
		return w, err
	}
	if w.token != "" {
		w.metrics = observe.NewMetrics(streams.Outcomes())
	}
	w.tracer, w.end, err = observe.OpenTracing(ctx, os.Getenv, c.logger(slog.LevelWarn))
	return w, err
}

// shortestToken keeps out what can be guessed.
const shortestToken = 16

func (c *cli) metricsToken(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	raw, err := os.ReadFile(c.path(file))
	if err != nil {
		message := "the file with the token for /metrics cannot be read"
		if errors.Is(err, fs.ErrNotExist) {
			message = "the file with the token for /metrics is not there"
		}
		return "", &domain.Error{Kind: domain.Usage, Message: message, Value: file, Want: "name a file that holds the token alone"}
	}
	token := strings.TrimSpace(string(raw))
	if len(token) < shortestToken || strings.ContainsAny(token, " \t\r\n") {
		return "", &domain.Error{Kind: domain.Usage, Message: "the token for /metrics is too short, or not one word", Value: file,
			Want: "put at least 16 letters and digits of chance in it, such as: openssl rand -hex 32"}
	}
	return token, nil
}

// close sends what waits.
func (w watching) close() {
	if w.end == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = w.end(ctx) // whoever takes traces in may be gone; the handler of errors has said so
}

// log is what the log tells.
func (w watching) log() streams.Watch {
	told := streams.Watch{Tracer: w.tracer}
	if w.metrics != nil {
		told.Appended, told.Sent = w.metrics.Appended, w.metrics.Sent
	}
	return told
}

// views is what the read models tell.
func (w watching) views() projections.Watch {
	told := projections.Watch{Tracer: w.tracer, Links: streams.LinksOf}
	if w.metrics != nil {
		told.Folded = w.metrics.Folded
	}
	return told
}

// at puts the figures beside the pages, where there are any.
func (w watching) at(pages http.Handler) http.Handler {
	if w.metrics == nil {
		return pages
	}
	return w.metrics.Handler(w.token, pages)
}

// ask lets each scrape look at how everything stands.
func (w watching) ask(a *app) {
	if w.metrics == nil {
		return
	}
	s := observe.Sources{Log: a.logFacts, Skips: func() int { return len(a.runner.Skips().List()) }, Reminders: a.timerFacts}
	s.Views = func() []observe.View {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		last, err := a.log.Last(ctx)
		if err != nil {
			last = 0 // the log says so itself; where the views stand is known
		}
		return viewsAt(a.runner.States(), last)
	}
	if store, ok := a.store.(*projections.Postgres); ok {
		s.Pool = func() observe.Pool { return observe.Pool(store.Pool()) }
	}
	w.metrics.Ask(s)
}
