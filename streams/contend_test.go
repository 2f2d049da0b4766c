package streams_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// BenchmarkHotProject has writers record in one project: one alone, 32 through one replica, and half of them through each of two. It says how
// many commands a second were saved, which part of them the slower replica saved (1: half), and how many were told to send again.
func BenchmarkHotProject(b *testing.B) {
	for _, servers := range []int{1, 3} {
		url := cluster(b, servers)
		initialise(b, url, servers)
		for _, c := range []struct{ writers, replicas int }{{1, 1}, {32, 1}, {32, 2}} {
			b.Run(fmt.Sprintf("%d servers, %d writers, %d replicas", servers, c.writers, c.replicas), func(b *testing.B) {
				hotProject(b, url, c.writers, c.replicas)
			})
		}
	}
}

func hotProject(b *testing.B, url string, writers, replicas int) {
	var logs []*streams.Log
	for range replicas {
		logs = append(logs, openURL(b, url))
	}
	project := b.Name() + time.Now().Format(time.RFC3339Nano)
	streamstest.Do(b, logs[0], streamstest.Start(project))
	var left, refused atomic.Int64
	left.Store(int64(b.N))
	saved := make([]atomic.Int64, replicas)
	var all sync.WaitGroup
	b.ResetTimer()
	for i := range writers {
		all.Go(func() {
			which := i % replicas
			for left.Add(-1) >= 0 {
				c := streamstest.Surprise(project, words)
				_, err := logs[which].Do(context.Background(), c)
				for ; domain.KindOf(err) == domain.Conflict; _, err = logs[which].Do(context.Background(), c) {
					refused.Add(1)
					b.Log(err)
				}
				if err != nil {
					b.Error(err)
				}
				saved[which].Add(1)
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "saved/s")
	b.ReportMetric(float64(refused.Load()), "refused")
	if replicas == 2 {
		b.ReportMetric(2*float64(min(saved[0].Load(), saved[1].Load()))/float64(b.N), "fair")
	}
}
