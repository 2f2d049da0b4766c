//go:build unix

package bench

import (
	"bytes"
	"context"
	"io"
	"syscall"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/streams"
)

// A project of 500 measures, each with 40 periods and a result in each, step by step from its log to the JSON of the comparison. Each step
// says the time of all cores besides, because others may load the machine.
func BenchmarkComparison(b *testing.B) {
	ctx := b.Context()
	at := streams.Options{Dir: b.TempDir(), Keys: keysIn(b.TempDir())}
	if _, err := fillResults(ctx, at, 500); err != nil {
		b.Fatal(err)
	}
	log, err := streams.Open(ctx, at)
	if err != nil {
		b.Fatal(err)
	}
	defer log.Close()
	var events []domain.Event
	read := func() {
		events = events[:0]
		for c, err := range log.ReadProject(ctx, project(0), 1) {
			if err != nil {
				b.Fatal(err)
			}
			events = append(events, c.Events...)
		}
	}
	read()
	view, err := projections.ReplayEvents(project(0), events, projections.Cut{})
	if err != nil {
		b.Fatal(err)
	}
	last, err := log.Last(ctx)
	if err != nil {
		b.Fatal(err)
	}
	store := projections.NewMemory()
	if _, err := rebuild(ctx, log, store, last); err != nil {
		b.Fatal(err)
	}
	live := func(ctx context.Context, fn func(projections.View) error) error {
		return store.Read(ctx, func(r projections.Reader) error { return fn(projections.Live(r, project(0))) })
	}
	ask := func(r reports.Reading) reports.Comparison {
		c, err := reports.SeenIn(ctx, r, func(seen reports.Seen) (reports.Comparison, error) { return reports.ComparisonOf(seen), nil })
		if err != nil {
			b.Fatal(err)
		}
		return c
	}
	write := func(c reports.Comparison) {
		if err := reports.WriteJSON(io.Discard, c); err != nil {
			b.Fatal(err)
		}
	}
	question := aimed.Question{AskedOn: domain.DateOf(time.Now())}
	statements := projections.Statements(view, nil)
	var kept bytes.Buffer
	model := ask(asking(log, reports.NewPast(log), live))
	if err := reports.WriteJSON(&kept, model); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d events, %d bytes of JSON", len(events), kept.Len())
	past := reports.NewPast(log)
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"a-read", read},
		{"b-fold", func() {
			if _, err := projections.ReplayEvents(project(0), events, projections.Cut{}); err != nil {
				b.Fatal(err)
			}
		}},
		{"c-gather", func() { projections.Statements(view, nil) }},
		{"c-arithmetic", func() {
			for _, a := range statements {
				for _, m := range a.Measures {
					aimed.Compare(m.Statements, question)
				}
			}
		}},
		{"c-both", func() { projections.Compare(view, question, nil) }},
		{"d-through-lens", func() { ask(asking(log, reports.NewPast(log), live)) }},
		{"e-json", func() { write(model) }},
		{"first", func() { write(ask(asking(log, reports.NewPast(log), live))) }},
		{"again", func() { write(ask(asking(log, past, live))) }},
		{"cold", func() {
			write(ask(asking(log, reports.NewPast(log), func(ctx context.Context, fn func(projections.View) error) error {
				v, err := projections.Replay(ctx, log, project(0), projections.Cut{})
				if err != nil {
					return err
				}
				return fn(v)
			})))
		}},
	} {
		b.Run(step.name, func(b *testing.B) {
			b.ReportAllocs()
			step.do()
			before := cpu()
			for b.Loop() {
				step.do()
			}
			b.ReportMetric(float64((cpu()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
		})
	}
}

// cpu is the time that all cores have worked for this process.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
