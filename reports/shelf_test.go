package reports

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// What is asked for by many at once is made once; what failed is made again; what nobody asked for longest goes first.
func TestShelf(t *testing.T) {
	s, made := newShelf[string](3), map[string]int{}
	var mu sync.Mutex
	get := func(key string, weight int, fails error) error {
		_, err := s.get(t.Context(), key, func(context.Context) (string, int, error) {
			mu.Lock()
			defer mu.Unlock()
			made[key]++
			return key, weight, fails
		})
		return err
	}
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { _ = get("a", 1, nil) })
	}
	all.Wait()
	failed := errors.New("no")
	for range 2 {
		if err := get("b", 1, failed); !errors.Is(err, failed) {
			t.Errorf("what failed gives %v", err)
		}
	}
	for _, key := range []string{"c", "d", "a", "e", "c", "heavy", "heavy"} { // e pushes c out, c pushes d out
		weight := 1
		if key == "heavy" {
			weight = 4
		}
		if err := get(key, weight, nil); err != nil {
			t.Fatal(err)
		}
	}
	for key, want := range map[string]int{"a": 1, "b": 2, "c": 2, "d": 1, "e": 1, "heavy": 2} {
		if made[key] != want {
			t.Errorf("%s was made %d times, want %d", key, made[key], want)
		}
	}
	if s.weight != 3 || s.order.Len() != 3 || len(s.making) != 0 {
		t.Errorf("%d things of weight %d are kept, %d are being made", s.order.Len(), s.weight, len(s.making))
	}
}

// Who cannot wait goes, and what they asked for is made to its end for the next.
func TestShelfGoesOn(t *testing.T) {
	s, begun, goOn := newShelf[int](1), make(chan struct{}), make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	fresh := func(context.Context) (int, int, error) {
		close(begun)
		<-goOn
		return 7, 1, nil
	}
	go func() {
		_, err := s.get(ctx, "k", fresh)
		gone <- err
	}()
	<-begun
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Errorf("who went got %v", err)
	}
	close(goOn)
	if v, err := s.get(t.Context(), "k", func(context.Context) (int, int, error) { return 0, 1, nil }); v != 7 || err != nil {
		t.Errorf("the next got %d, %v", v, err)
	}
}
