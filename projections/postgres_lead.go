package projections

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/jackc/pgx/v5"
)

// waitForLead is how long a program waits before it asks again whether another one still leads.
const waitForLead = 2 * time.Second

// Lead calls work while no other program that uses the database does the work of this name, and waits where one does. It only saves work:
// who leads is found out by a lock of one connection, so for a moment two may, and work must stay right then. The context that
// work gets ends with ctx, and when the connection is lost; then Lead waits to lead again. Lead returns when work returns while it still led, with
// its error, and nil when ctx ends.
func (s *Postgres) Lead(ctx context.Context, name string, work func(context.Context) error) error {
	for ctx.Err() == nil {
		led, err := s.lead(ctx, name, work)
		if led {
			return err
		}
		wait := time.NewTimer(waitForLead)
		select {
		case <-ctx.Done():
		case <-wait.C:
		}
		wait.Stop()
	}
	return nil
}

// lead is one attempt. done says that work came to its end by itself.
func (s *Postgres) lead(ctx context.Context, name string, work func(context.Context) error) (done bool, err error) {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return false, err
	}
	defer conn.Close(context.WithoutCancel(ctx)) // the lock goes with it
	var mine bool
	if err := conn.QueryRow(ctx, `select pg_try_advisory_lock($1)`, leadLock(name)).Scan(&mine); err != nil || !mine {
		return false, err
	}
	leading, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	watched := make(chan struct{})
	go func() { // nothing is asked of the connection: it says when it is lost
		defer close(watched)
		for {
			if _, err := conn.WaitForNotification(leading); err != nil {
				stop(fmt.Errorf("the connection that led is lost: %w", err))
				return
			}
		}
	}()
	err = work(leading)
	lost := leading.Err() != nil
	stop(nil)
	<-watched
	return !lost, err
}

// leadLock is the key of the advisory lock of a piece of work.
func leadLock(name string) int64 {
	h := fnv.New64a()
	h.Write([]byte("desirelines lead " + name))
	return int64(h.Sum64())
}
