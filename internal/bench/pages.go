package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/demo"
	"github.com/desirelines/desirelines/internal/imports"
	"github.com/desirelines/desirelines/internal/web"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports/charts"
	"github.com/desirelines/desirelines/streams"
)

// The load on a page: so many requests a second, each at its own time whether or not the one before was answered.
const (
	pageRate     = 200
	pageRequests = 50 // in one round
)

// benchPages measures the page of what was aimed for and achieved, of the example with every kind of result, against a
// handler that does nothing on the same server. The first look at the page, which draws its charts, does not count.
func benchPages(ctx context.Context, o Options, dir string, answer Answer) error {
	log, err := streams.Open(ctx, streams.Options{Dir: filepath.Join(dir, "log"), Keys: keysIn(dir), UnsafeNoSync: true})
	if err != nil {
		return err
	}
	defer log.Close()
	examples := demo.Journeys()
	example := examples[len(examples)-1]
	in := &imports.Importer{Recorder: log, Source: log, Opener: log.Opener(), NewID: uuid.NewString, Today: domain.DateOf(time.Now())}
	if _, err := in.JSONL(ctx, bytes.NewReader(example.File)); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	return inEachStore(ctx, o, func(store projections.Store, name string) error {
		key := "page"
		if name != inMemory {
			key += "_" + name
		}
		return measureStore(ctx, o, log, store, example.ID, key, answer)
	})
}

// measureStore measures the page of a project whose rows are folded into this store first.
func measureStore(ctx context.Context, o Options, log *streams.Log, store projections.Store, project, key string, answer Answer) error {
	last, err := log.Last(ctx)
	if err != nil {
		return err
	}
	if _, err := rebuild(ctx, log, store, last); err != nil {
		return err
	}
	pages, err := web.Site{
		Views: current{store}, Source: log, Opener: log.Opener(), Recorder: nobody{}, Charts: charts.NewEngine(0, 0), Now: time.Now, NewID: uuid.NewString,
		Logger: slog.New(slog.DiscardHandler),
	}.Handler()
	if err != nil {
		return err
	}
	address, stop, err := serve(pages)
	if err != nil {
		return err
	}
	defer stop()
	return measurePages(ctx, o, address, "/p/"+project+"/aims", key, answer)
}

func measurePages(ctx context.Context, o Options, address, page, key string, answer Answer) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	for range 5 { // charts are drawn, connections made
		if err := fetch(ctx, client, address+page); err != nil {
			return err
		}
	}
	ask := func(page string) ([]time.Duration, error) {
		return openLoop(pageRequests, pageRate, func(int) error { return fetch(ctx, client, address+page) })
	}
	var figures, floors []float64
	for round := range Rounds {
		o.Note("%s: round %d of %d", key, round+1, Rounds)
		floor, err := ask("/null")
		if err != nil {
			return err
		}
		figure, err := ask(page)
		if err != nil {
			return err
		}
		figures, floors = append(figures, p99(figure)), append(floors, p99(floor))
	}
	answer[key+"_p99_ms"], answer[key+"_null_p99_ms"] = median(figures), median(floors)
	return nil
}

// serve answers with pages, and at /null with nothing.
func serve(pages http.Handler) (address string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("bench: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /null", func(http.ResponseWriter, *http.Request) {})
	mux.Handle("/", pages)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }()
	return "http://" + listener.Addr().String(), func() { _ = server.Close() }, nil
}

// openLoop sends as many requests as are asked for, rate in a second, whether or not those before were answered, and returns how long each
// took from the time it was due.
func openLoop(requests, rate int, send func(n int) error) ([]time.Duration, error) {
	took, failed := make([]time.Duration, requests), make([]error, requests)
	var wait sync.WaitGroup
	every := time.Second / time.Duration(rate)
	begun := time.Now()
	for n := range requests {
		due := begun.Add(time.Duration(n+1) * every)
		time.Sleep(time.Until(due)) // one that was late does not make the next ones late
		wait.Go(func() {
			failed[n] = send(n)
			took[n] = time.Since(due)
		})
	}
	wait.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return took, nil
}

func fetch(ctx context.Context, client *http.Client, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	return answered(client, r, http.StatusOK)
}

// answered sends a request and reads the whole answer; another status than want is an error.
func answered(client *http.Client, r *http.Request, want int) error {
	answer, err := client.Do(r)
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	if answer.StatusCode != want {
		return fmt.Errorf("bench: %s answers %s", r.URL, answer.Status)
	}
	return nil
}

// p99 is the time in milliseconds that 99 of 100 keep to.
func p99(times []time.Duration) float64 {
	sorted := slices.Sorted(slices.Values(times))
	return float64(sorted[(len(sorted)*99-1)/100].Microseconds()) / 1000
}

// current are read models that nothing is added to any more.
type current struct{ projections.Store }

// Wait implements web.Views.
func (current) Wait(context.Context, uint64) error { return nil }

// Moved implements web.Views.
func (current) Moved() (<-chan struct{}, bool) { return nil, false }

// Ready implements web.Views.
func (current) Ready(context.Context) error { return nil }

// nobody records nothing.
type nobody struct{}

// Record implements web.Recorder.
func (nobody) Record(context.Context, domain.Command) (web.Receipt, error) {
	return web.Receipt{}, &domain.Error{Kind: domain.Refused, Message: "a benchmark of pages records nothing"}
}
