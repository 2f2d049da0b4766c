package projections_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/desirelines/desirelines/internal/postgrestest"
)

// Of two programs one does the work. Where its connection is lost it stops, and one of them goes on; where it ends, the other does.
func TestOneLeadsAndAnotherTakesOver(t *testing.T) {
	url := postgrestest.Database(t)
	ctx, end := context.WithCancel(t.Context())
	begun := make(chan int)
	var wait sync.WaitGroup
	var stops [2]context.CancelFunc
	var working sync.Mutex
	var killed atomic.Bool
	for i := range stops {
		s := openPostgres(t, url)
		mine, stop := context.WithCancel(ctx)
		stops[i] = stop
		wait.Go(func() {
			if err := s.Lead(mine, "work", func(leading context.Context) error {
				if killed.Load() {
					working.Lock() // who lost its connection needs a moment to know
				} else if !working.TryLock() {
					t.Error("both lead")
					return nil
				}
				defer working.Unlock()
				select {
				case begun <- i:
				case <-leading.Done():
				}
				<-leading.Done()
				return nil
			}); err != nil {
				t.Error(err)
			}
		})
	}
	<-begun
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	killed.Store(true)
	if _, err := c.Exec(ctx, `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted`); err != nil {
		t.Fatal(err)
	}
	leader := <-begun
	stops[leader]()
	if next := <-begun; next == leader {
		t.Error("who ended leads again")
	}
	end()
	wait.Wait()
}
