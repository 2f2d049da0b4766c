package streams_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// The trace of what wrote a commit goes with it, beside its bytes, alone and in a batch; a page hands on each once. What nobody samples
// has none.
func TestATraceGoesBesideTheCommit(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	tracer := sdk.NewTracerProvider(sdk.WithSpanProcessor(spans)).Tracer("test")
	var mu sync.Mutex
	together := 0
	outcomes := map[string]int{}
	l, err := streams.Open(t.Context(), streams.Options{Dir: t.TempDir(), Watch: streams.Watch{
		Tracer: tracer,
		Sent: func(commits int) {
			mu.Lock()
			defer mu.Unlock()
			together = max(together, commits)
		},
		Appended: func(_ time.Duration, outcome string, commands int) {
			mu.Lock()
			defer mu.Unlock()
			outcomes[outcome] += commands
		},
	}})
	must(t, err)
	t.Cleanup(func() { must(t, l.Close()) })
	const projects = 40
	want := map[trace.TraceID]bool{}
	for i := range projects {
		streamstest.Do(t, l, streamstest.Start(fmt.Sprintf("p%d", i))) // without a trace
	}
	for together < 16 { // until some of them left in one batch
		var all sync.WaitGroup
		for i := range projects {
			ctx, span := tracer.Start(context.Background(), "request")
			want[span.SpanContext().TraceID()] = true
			all.Go(func() {
				if _, err := l.Do(ctx, streamstest.Surprise(fmt.Sprintf("p%d", i), "canary")); err != nil {
					t.Error(err)
				}
				span.End()
			})
		}
		all.Wait()
	}
	last, err := l.Last(t.Context())
	must(t, err)
	if outcomes[streams.OutcomeSaved] != int(last) || len(outcomes) != 1 {
		t.Errorf("it was told of %v, and %d commits are there", outcomes, last)
	}
	s := streams.NewSubscriber(l, 1)
	pages, err := s.Subscribe(t.Context(), "")
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	got, commits := map[trace.TraceID]bool{}, uint64(0)
	for commits < last {
		m := <-pages
		if bytes.Contains(m.Payload, []byte("traceparent")) {
			t.Error("a trace is in the bytes of a commit")
		}
		decoded, err := streams.DecodePage(m)
		must(t, err)
		commits += uint64(len(decoded))
		links := streams.LinksOf(m)
		if len(links) > len(decoded) {
			t.Errorf("%d links of %d commits", len(links), len(decoded))
		}
		for _, one := range links {
			if !one.SpanContext.IsSampled() || !one.SpanContext.IsRemote() {
				t.Errorf("the link is %+v", one.SpanContext)
			}
			got[one.SpanContext.TraceID()] = true
		}
		m.Ack()
	}
	for id := range got {
		if !want[id] {
			t.Errorf("a trace that nobody began: %s", id)
		}
	}
	if len(got) == 0 || len(want) <= 128 && len(got) != len(want) {
		t.Errorf("%d of %d traces reach the page", len(got), len(want))
	}
	for _, span := range spans.Ended() {
		for _, a := range span.Attributes() {
			if strings.Contains(a.Value.String(), "canary") {
				t.Errorf("a span says %s", a.Value.String())
			}
		}
	}
}

// Commands that share a commit share one append, which is linked to the trace of each.
func TestCommandsOfOneCommitAreLinked(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	tracer := sdk.NewTracerProvider(sdk.WithSpanProcessor(spans)).Tracer("test")
	f := streamstest.NewFaulty(streamstest.NewMemory())
	l := streams.New(f, streams.Options{Watch: streams.Watch{Tracer: tracer}})
	streamstest.Do(t, l, streamstest.Start("p"))
	reached, release := f.Hold()
	var all sync.WaitGroup
	for i := range 4 {
		ctx, span := tracer.Start(context.Background(), "request")
		all.Go(func() {
			defer span.End()
			if _, err := l.Do(ctx, streamstest.Surprise("p", fmt.Sprint(i))); err != nil {
				t.Error(err)
			}
		})
		<-reached // the first is on its way alone; the others wait behind it
		for streams.Waiting(l, "p") < i {
			runtime.Gosched()
		}
	}
	release()
	all.Wait()
	must(t, l.Close())
	var links []int
	for _, span := range spans.Ended() {
		if span.Name() == "append" {
			links = append(links, len(span.Links()))
		}
	}
	if fmt.Sprint(links) != "[0 2]" {
		t.Errorf("the appends have so many links besides their parent: %v, want none and two", links)
	}
}

// Where nothing is written a page without commits shows that the loop turns; commits come all the same.
func TestAPageWithoutCommitsShowsThatTheLoopTurns(t *testing.T) {
	l := streams.New(streamstest.NewMemory(), streams.Options{})
	t.Cleanup(func() { must(t, l.Close()) })
	s := streams.NewSubscriber(l, 1)
	streams.SetBeat(s, 20*time.Millisecond)
	pages, err := s.Subscribe(t.Context(), "")
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	empty := func() {
		t.Helper()
		m := <-pages
		if commits, err := streams.DecodePage(m); err != nil || len(commits) > 0 {
			t.Fatalf("%d commits, %v", len(commits), err)
		}
		m.Ack()
	}
	empty()
	empty()
	streamstest.Do(t, l, streamstest.Start("p"))
	for {
		m := <-pages
		commits, err := streams.DecodePage(m)
		must(t, err)
		m.Ack()
		if len(commits) == 1 {
			break
		}
	}
	empty()
}

// Where the log has more than comes, or does not answer, no page says that all is well: the channel is closed, and says why.
func TestNothingComesThoughThereIsMore(t *testing.T) {
	for name, store := range map[string]*stuck{"it has more": {Store: streamstest.NewMemory(), last: 3}, "it does not answer": {Store: streamstest.NewMemory(), err: errors.New("nobody is there")}} {
		t.Run(name, func(t *testing.T) {
			l := streams.New(store, streams.Options{})
			t.Cleanup(func() { must(t, l.Close()) })
			s := streams.NewSubscriber(l, 3)
			streams.SetBeat(s, time.Millisecond)
			pages, err := s.Subscribe(t.Context(), "")
			must(t, err)
			t.Cleanup(func() { must(t, s.Close()) })
			if m, open := <-pages; open {
				t.Fatalf("there is a page: %s", m.Metadata)
			}
			if s.Err() == nil {
				t.Error("it says nothing")
			}
		})
	}
}

// stuck is a store of which nothing comes any more, as of a cluster whose servers are away.
type stuck struct {
	streams.Store
	last uint64
	err  error
}

func (s *stuck) Last(context.Context, string) (uint64, error) { return s.last, s.err }
