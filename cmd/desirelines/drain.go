package main

import (
	"net/http"
	"sync"
	"time"
)

// endTime is how long requests under way may take once nothing new is taken.
const endTime = 15 * time.Second

// drain is the time between the wish to stop and the end of taking requests: whoever sends them here learns from /readyz that others should get
// them, and until that was noticed all are still answered. The zero value does not drain; a nil one neither.
type drain struct {
	lasts time.Duration
	once  sync.Once
	began chan struct{}
}

func newDrain(lasts time.Duration) *drain { return &drain{lasts: lasts, began: make(chan struct{})} }

// around answers /readyz with 503 from the beginning of the drain on, and asks clients to come by a new connection for their next request.
func (d *drain) around(next http.Handler) http.Handler {
	if d == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-d.began:
			w.Header().Set("Connection", "close")
			if r.URL.Path == "/readyz" {
				w.Header().Set("Cache-Control", "no-store")
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
		default:
		}
		next.ServeHTTP(w, r)
	})
}

// wait begins the drain and returns at its end, or when broken is closed or sends before.
func (d *drain) wait(broken <-chan error) error {
	if d == nil || d.lasts <= 0 {
		return nil
	}
	d.once.Do(func() { close(d.began) })
	t := time.NewTimer(d.lasts)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case err := <-broken:
		return err
	}
}
