package reports

import (
	lists "container/list"
	"context"
	"sync"
)

// shelf keeps what was made for a key, up to a weight in all; what nobody asked for longest goes first. Who asks for what is being made
// waits for it, and it is made to its end even where nobody waits any more. It is safe for concurrent use.
type shelf[V any] struct {
	most int // weight of all that is kept; one that is heavier is not kept

	mu     sync.Mutex
	byKey  map[string]*lists.Element // of *shelved[V]
	order  lists.List                // the one used last in front
	weight int
	making map[string]*making[V]
}

type shelved[V any] struct {
	key    string
	value  V
	weight int
}

type making[V any] struct {
	done  chan struct{}
	value V
	err   error
}

func newShelf[V any](most int) *shelf[V] {
	return &shelf[V]{most: most, byKey: map[string]*lists.Element{}, making: map[string]*making[V]{}}
}

// get returns what is kept for a key, else makes it. What failed is not kept.
func (s *shelf[V]) get(ctx context.Context, key string, fresh func(context.Context) (V, int, error)) (V, error) {
	if value, ok := s.kept(key); ok {
		return value, nil
	}
	s.mu.Lock()
	m, under := s.making[key]
	if !under {
		m = &making[V]{done: make(chan struct{})}
		s.making[key] = m
		go s.make(context.WithoutCancel(ctx), key, m, fresh)
	}
	s.mu.Unlock()
	select {
	case <-m.done:
		return m.value, m.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

// kept returns what is kept for a key.
func (s *shelf[V]) kept(key string) (value V, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.byKey[key]
	if !ok {
		return value, false
	}
	s.order.MoveToFront(e)
	return e.Value.(*shelved[V]).value, true
}

func (s *shelf[V]) make(ctx context.Context, key string, m *making[V], fresh func(context.Context) (V, int, error)) {
	defer close(m.done)
	weight := 0
	m.value, weight, m.err = fresh(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.making, key)
	if _, there := s.byKey[key]; m.err != nil || there || weight > s.most {
		return
	}
	s.shelve(key, m.value, weight)
}

// put keeps what was made for a key elsewhere.
func (s *shelf[V]) put(key string, value V, weight int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.byKey[key]; !there && weight <= s.most {
		s.shelve(key, value, weight)
	}
}

func (s *shelf[V]) shelve(key string, value V, weight int) {
	s.byKey[key] = s.order.PushFront(&shelved[V]{key, value, weight})
	s.weight += weight
	for s.weight > s.most {
		last := s.order.Remove(s.order.Back()).(*shelved[V])
		delete(s.byKey, last.key)
		s.weight -= last.weight
	}
}
