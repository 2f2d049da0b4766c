package api

import (
	"context"
	"slices"
	"sync"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// heardToday are the readings that are kept already: the same person reading the same entry on one day is one reading. The zero value is ready.
type heardToday struct {
	mu  sync.Mutex
	day domain.Date
	of  map[Heard]bool
}

// hearAs keeps what a viewer reads of a project that others said in confidence.
func (q *question) hearAs(who reports.Viewer, project string, list []reports.Heard) error {
	heard := make([]Heard, len(list))
	for i, h := range list {
		heard[i] = Heard{project, h.Of, h.Entry, who.Person, string(who.Role)}
	}
	return q.hear(q.r.Context(), heard)
}

// hear keeps who reads what was said in confidence, before it is sent. Where that cannot be kept nothing is sent.
func (q *question) hear(ctx context.Context, list []Heard) error {
	if len(list) == 0 || q.Hear == nil {
		return nil
	}
	h, day := &q.heard, domain.DateOf(q.Now())
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.day != day || h.of == nil {
		h.day, h.of = day, map[Heard]bool{}
	}
	fresh := slices.DeleteFunc(list, func(one Heard) bool { return h.of[one] })
	if len(fresh) == 0 {
		return nil
	}
	if err := q.Hear(ctx, fresh); err != nil {
		return err
	}
	for _, one := range fresh {
		h.of[one] = true
	}
	return nil
}
