package streams_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

// The benchmarks measure against raw JetStream on the same machine: run them together and divide.
//
//	go test ./streams -run - -bench . -benchtime 2s

// words make an event of about 512 bytes on the wire.
var words = strings.Repeat("we tried it again ", 7)

func rawStream(b *testing.B) (*nats.Conn, jetstream.JetStream) {
	b.Helper()
	s, err := server.NewServer(&server.Options{DontListen: true, NoSigs: true, NoLog: true, JetStream: true, StoreDir: b.TempDir(), SyncAlways: true})
	must(b, err)
	s.Start()
	b.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(10 * time.Second) {
		b.Fatal("the raw server did not start")
	}
	nc, err := nats.Connect("", nats.InProcessServer(s))
	must(b, err)
	b.Cleanup(nc.Close)
	js, err := jetstream.New(nc)
	must(b, err)
	_, err = js.CreateStream(context.Background(), jetstream.StreamConfig{Name: "RAW", Subjects: []string{"raw.*"}, Storage: jetstream.FileStorage, AllowDirect: true})
	must(b, err)
	return nc, js
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// inParallel lets n goroutines do b.N pieces of work and reports the rate and the p50.
func inParallel(b *testing.B, n int, work func(worker, i int)) {
	b.Helper()
	var next atomic.Int64
	var all sync.WaitGroup
	took := make([][]time.Duration, n)
	b.ResetTimer()
	begin := time.Now()
	for w := range n {
		all.Go(func() {
			for i := int(next.Add(1)); i <= b.N; i = int(next.Add(1)) {
				t := time.Now()
				work(w, i)
				took[w] = append(took[w], time.Since(t))
			}
		})
	}
	all.Wait()
	elapsed := time.Since(begin)
	b.StopTimer()
	flat := slices.Concat(took...)
	slices.Sort(flat)
	b.ReportMetric(float64(b.N)/elapsed.Seconds(), "events/s")
	b.ReportMetric(float64(flat[len(flat)/2].Microseconds()), "p50-µs")
}

func openBench(b *testing.B) *streams.Log {
	b.Helper()
	l, err := streams.Open(context.Background(), streams.Options{Dir: b.TempDir()})
	must(b, err)
	b.Cleanup(func() { must(b, l.Close()) })
	return l
}

func surprise(project string) domain.Command {
	id, _ := uuid.NewV7()
	return domain.Command{ID: id.String(), Project: project, Drafts: []domain.Draft{{Body: &domain.SurpriseNoticed{What: domain.Write(words)}}}}
}

func start(project string) domain.Command {
	return domain.Command{ID: uuid.NewString(), Project: project, Drafts: []domain.Draft{{Body: &domain.ProjectStarted{Name: project}}}}
}

func BenchmarkRawPublish(b *testing.B) {
	for _, n := range []int{1, 64} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			_, js := rawStream(b)
			data := make([]byte, 512)
			inParallel(b, n, func(w, _ int) {
				if _, err := js.Publish(context.Background(), "raw.x", data); err != nil {
					b.Error(err)
				}
			})
		})
	}
}

func BenchmarkDo(b *testing.B) {
	for _, c := range []struct{ writers, projects int }{{1, 1}, {8, 1}, {64, 1}, {256, 1}, {8, 2000}, {64, 2000}, {4, 2000}} {
		b.Run(fmt.Sprintf("%dwriters/%dprojects", c.writers, c.projects), func(b *testing.B) {
			l := openBench(b)
			ctx := context.Background()
			names := make([]string, c.projects)
			for i := range names {
				names[i] = fmt.Sprintf("project-%d", i)
			}
			var all sync.WaitGroup
			for w := range 64 {
				all.Go(func() {
					for i := w; i < len(names); i += 64 {
						_, err := l.Do(ctx, start(names[i]))
						must(b, err)
					}
				})
			}
			all.Wait()
			inParallel(b, c.writers, func(_, i int) {
				if _, err := l.Do(ctx, surprise(names[i%len(names)])); err != nil {
					b.Error(err)
				}
			})
		})
	}
}

// BenchmarkRead measures what a rebuild reads: single-event commits of 50 projects.
func BenchmarkRead(b *testing.B) {
	ctx := context.Background()
	dir := b.TempDir()
	const n = 100_000
	l, err := streams.Open(ctx, streams.Options{Dir: dir, UnsafeNoSync: true})
	must(b, err)
	defer func() { must(b, l.Close()) }()
	fill(b, l, n)
	last, err := l.Last(ctx)
	must(b, err)
	rate := func(b *testing.B) {
		b.ReportMetric(float64(last)*float64(b.N)/b.Elapsed().Seconds(), "commits/s")
	}
	b.Run("pages", func(b *testing.B) {
		for range b.N {
			s := streams.NewSubscriber(l, 1)
			pages, err := s.Subscribe(ctx, "")
			must(b, err)
			for m := range pages {
				commits, err := streams.DecodePage(m)
				must(b, err)
				m.Ack()
				if commits[len(commits)-1].Sequence == last {
					break
				}
			}
			must(b, s.Close())
		}
		rate(b)
	})
	b.Run("pagesNotDecoded", func(b *testing.B) {
		for range b.N {
			s := streams.NewSubscriber(l, 1)
			pages, err := s.Subscribe(ctx, "")
			must(b, err)
			for m := range pages {
				m.Ack()
				if m.Metadata.Get(streams.MetaLast) == fmt.Sprint(last) {
					break
				}
			}
			must(b, s.Close())
		}
		rate(b)
	})
	b.Run("commits", func(b *testing.B) {
		for range b.N {
			for _, err := range l.Read(ctx, 1) {
				must(b, err)
			}
		}
		rate(b)
	})
	b.Run("raw", func(b *testing.B) {
		js := streams.RawJetStream(l)
		for range b.N {
			c, err := js.OrderedConsumer(ctx, "EVENTS", jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: 1})
			must(b, err)
			it, err := c.Messages(jetstream.PullMaxMessages(2000))
			must(b, err)
			for {
				m, err := it.Next()
				must(b, err)
				meta, err := m.Metadata()
				must(b, err)
				if meta.Sequence.Stream == last {
					break
				}
			}
			it.Stop()
		}
		rate(b)
	})
	b.Run("decode", func(b *testing.B) {
		payload, err := streams.EncodeCommit(sample(b, l))
		must(b, err)
		b.SetBytes(int64(len(payload)))
		b.ReportAllocs()
		for range b.N {
			streams.DecodeCommit(streams.RawCommit{Sequence: 1, Subject: "ev.p1", Data: payload})
		}
	})
	b.Run("encode", func(b *testing.B) {
		events := sample(b, l)
		b.ReportAllocs()
		for range b.N {
			_, err := streams.EncodeCommit(events)
			must(b, err)
		}
	})
}

// sample returns the events of one commit.
func sample(b *testing.B, l *streams.Log) []domain.Event {
	for c, err := range l.Read(context.Background(), 100) {
		must(b, err)
		return c.Events
	}
	return nil
}

func fill(b *testing.B, l *streams.Log, n int) {
	b.Helper()
	var all sync.WaitGroup
	for p := range 50 {
		all.Go(func() {
			project := fmt.Sprintf("p%d", p)
			_, err := l.Do(context.Background(), start(project))
			must(b, err)
			for range n / 50 {
				_, err := l.Do(context.Background(), surprise(project))
				must(b, err)
			}
		})
	}
	all.Wait()
}
