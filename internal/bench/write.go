package bench

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/web"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports/charts"
	"github.com/desirelines/desirelines/streams"
)

// People who write at once: each sends one entry in a round, at their own time, whether or not the others were answered.
const (
	writers   = 200
	writeRate = 100 // entries a second, all people together
	groups    = 20  // projects they write in
)

// benchWrite measures how long the form for an entry takes to answer "saved", with fsync, sealed words and the read models that the next
// page waits for, against a handler on the same server that takes the same form and does nothing.
func benchWrite(ctx context.Context, o Options, dir string, answer Answer) error {
	log, err := streams.Open(ctx, streams.Options{Dir: filepath.Join(dir, "log"), Keys: keysIn(dir)})
	if err != nil {
		return err
	}
	defer log.Close()
	if err := startProjects(ctx, log, groups); err != nil {
		return err
	}
	store := projections.NewMemory()
	runner, stop, err := follow(ctx, log, store)
	if err != nil {
		return err
	}
	defer func() { _ = stop() }()
	pages, err := web.Site{
		Views: live{current{store}, runner, log}, Source: log, Opener: log.Opener(), Recorder: &people{log: log}, Charts: charts.NewEngine(0, 0),
		Now: time.Now, NewID: uuid.NewString, Logger: slog.New(slog.DiscardHandler),
	}.Handler()
	if err != nil {
		return err
	}
	address, closeServer, err := serve(takesForms(pages))
	if err != nil {
		return err
	}
	defer closeServer()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: writers}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	write := func(address func(n int) string) ([]time.Duration, error) {
		return openLoop(writers, writeRate, func(n int) error { return sendEntry(ctx, client, address(n)) })
	}
	var figures, floors []float64
	for round := range Rounds + 1 {
		o.Note("write: round %d of %d", round, Rounds)
		floor, err := write(func(int) string { return address + "/nothing" })
		if err != nil {
			return err
		}
		figure, err := write(func(n int) string { return address + "/p/" + project(n%groups) + "/write" })
		if err != nil {
			return err
		}
		if round > 0 { // in the first everybody gets a connection and a key
			figures, floors = append(figures, p99(figure)), append(floors, p99(floor))
		}
	}
	answer["write_p99_ms"], answer["write_null_p99_ms"] = median(figures), median(floors)
	return nil
}

// live are read models that follow the log.
type live struct {
	current
	runner *projections.Runner
	log    *streams.Log
}

// Wait implements web.Views.
func (v live) Wait(ctx context.Context, sequence uint64) error { return v.runner.Wait(ctx, sequence) }

// Ready implements web.Views.
func (v live) Ready(ctx context.Context) error {
	last, err := v.log.Last(ctx)
	if err != nil {
		return err
	}
	return v.runner.Wait(ctx, last)
}

// people record as somebody else each time, so that each has a key.
type people struct {
	log  *streams.Log
	next atomic.Int64
}

// Record implements web.Recorder.
func (p *people) Record(ctx context.Context, c domain.Command) (web.Receipt, error) {
	c.Actor = person(int(p.next.Add(1) % writers))
	r, err := p.log.Do(ctx, c)
	return web.Receipt{ID: r.ID, Position: r.Position, Sequence: r.Sequence}, err
}

// takesForms answers a form at /nothing once it has arrived.
func takesForms(pages http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /nothing", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusSeeOther)
	})
	mux.Handle("/", pages)
	return mux
}

func sendEntry(ctx context.Context, client *http.Client, address string) error {
	form := url.Values{"command": {uuid.Must(uuid.NewV7()).String()}, "kind": {"surprise"}, "what": {words}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return answered(client, r, http.StatusSeeOther)
}
