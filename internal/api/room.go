package api

import (
	"context"
	"time"

	"github.com/desirelines/desirelines/internal/identity"
)

// What takes long has little room, so that it never takes the machine from what is short: reports, files and replays, and streams of events.
const (
	heavyAtOnce   = 2
	streamsAtOnce = 16
)

// room is how many requests may do something at a time.
type room chan struct{}

// enter waits for a place and returns how to leave it. Where none is free within the time of ctx it is *identity.Busy.
func (r room) enter(ctx context.Context) (leave func(), err error) {
	select {
	case r <- struct{}{}:
		return func() { <-r }, nil
	case <-ctx.Done():
		return nil, &identity.Busy{After: 2 * time.Second}
	}
}
