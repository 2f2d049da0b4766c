package bench

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// raw is a bare JetStream server in this process: the floor.
type raw struct {
	server *server.Server
	conn   *nats.Conn
	js     jetstream.JetStream
}

// openRaw starts a server on dir, with an fsync for every message.
func openRaw(dir string) (*raw, error) {
	s, err := server.NewServer(&server.Options{
		ServerName: "bench", DontListen: true, NoSigs: true, NoLog: true, JetStream: true, StoreDir: dir, SyncAlways: true,
	})
	if err != nil {
		return nil, fmt.Errorf("bench: %w", err)
	}
	s.Start()
	r := &raw{server: s}
	if !s.ReadyForConnections(time.Minute) {
		r.close()
		return nil, fmt.Errorf("bench: the bare server did not start")
	}
	if r.conn, err = nats.Connect("", nats.InProcessServer(s)); err == nil {
		r.js, err = jetstream.New(r.conn)
	}
	if err != nil {
		r.close()
		return nil, fmt.Errorf("bench: %w", err)
	}
	return r, nil
}

func (r *raw) close() {
	if r.conn != nil {
		r.conn.Close()
	}
	r.server.Shutdown()
	r.server.WaitForShutdown()
}

// stream makes a stream for the publishing floors.
func (r *raw) stream(ctx context.Context) error {
	_, err := r.js.CreateStream(ctx, jetstream.StreamConfig{Name: "RAW", Subjects: []string{"raw.>"}, Storage: jetstream.FileStorage})
	return err
}

// publish sends payload one by one from writers for about d and returns messages a second and the median time of one.
func (r *raw) publish(ctx context.Context, writers int, payload []byte, d time.Duration) (perSecond float64, p50 time.Duration, err error) {
	return load(writers, d, func(writer, _ int) error {
		_, err := r.js.Publish(ctx, fmt.Sprintf("raw.%d", writer), payload)
		return err
	})
}

// read consumes count messages of EVENTS with an ordered consumer that does nothing with them, and returns messages a second.
func (r *raw) read(ctx context.Context, filter string, count int) (float64, error) {
	config := jetstream.OrderedConsumerConfig{}
	if filter != "" {
		config.FilterSubjects = []string{filter}
	}
	consumer, err := r.js.OrderedConsumer(ctx, "EVENTS", config)
	if err != nil {
		return 0, err
	}
	started := time.Now()
	done := make(chan struct{})
	seen := 0
	consuming, err := consumer.Consume(func(jetstream.Msg) {
		if seen++; seen == count {
			close(done)
		}
	})
	if err != nil {
		return 0, err
	}
	defer consuming.Stop()
	select {
	case <-done:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	return float64(count) / time.Since(started).Seconds(), nil
}

// load calls do from several writers for about d.
func load(writers int, d time.Duration, do func(writer, n int) error) (perSecond float64, p50 time.Duration, err error) {
	var failed atomic.Pointer[error]
	times := make([][]time.Duration, writers)
	started := time.Now()
	deadline := started.Add(d)
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for n := 0; failed.Load() == nil; n++ {
				before := time.Now()
				if before.After(deadline) {
					return
				}
				if err := do(w, n); err != nil {
					failed.Store(&err)
					return
				}
				times[w] = append(times[w], time.Since(before))
			}
		})
	}
	wait.Wait()
	took := time.Since(started)
	if e := failed.Load(); e != nil {
		return 0, 0, *e
	}
	var all []time.Duration
	for _, t := range times {
		all = append(all, t...)
	}
	return float64(len(all)) / took.Seconds(), medianTime(all), nil
}
