package streamstest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

func testOneProject(t *testing.T, place Place) {
	l := open(t, place)
	Do(t, l, Start("p"))
	var all sync.WaitGroup
	var mu sync.Mutex
	got := map[uint64]string{}
	for w := range 50 {
		all.Go(func() {
			for i := range 10 {
				c := Surprise("p", fmt.Sprintf("writer %d, %d", w, i))
				r, err := l.Do(context.Background(), c)
				mu.Lock()
				if other, ok := got[r.Position]; err != nil || ok {
					t.Errorf("position %d given twice (%s), or %v", r.Position, other, err)
				}
				got[r.Position] = c.ID
				mu.Unlock()
			}
		})
	}
	all.Wait()
	commits := All(t, l)
	for _, c := range commits[1:] {
		for _, e := range c.Events {
			if got[e.Position] != e.Command {
				t.Fatalf("entry %d is of command %s; its receipt went to %s", e.Position, e.Command, got[e.Position])
			}
		}
	}
	if len(got) != 500 {
		t.Fatalf("%d positions; want 500", len(got))
	}
}

func testManyProjects(t *testing.T, place Place) {
	l := open(t, place)
	var all sync.WaitGroup
	for w := range 40 {
		all.Go(func() {
			for p := w; p < 100; p += 40 {
				name := fmt.Sprintf("project %d", p)
				for _, c := range []domain.Command{Start(name), Surprise(name, "a"), Surprise(name, "b")} {
					if _, err := l.Do(context.Background(), c); err != nil {
						t.Errorf("project %d: %v", p, err)
					}
				}
			}
		})
	}
	all.Wait()
	n := 0
	for _, c := range All(t, l) {
		n += len(c.Events)
	}
	if n != 300 {
		t.Fatalf("%d events; want 300", n)
	}
}

// much is a command of n texts of 10,000 characters.
func much(project string, n int) domain.Command {
	c := Surprise(project, "much")
	c.Drafts = nil
	for range n {
		c.Drafts = append(c.Drafts, Surprise(project, strings.Repeat("0123456789", 1000)).Drafts...)
	}
	return c
}

func testTooMuch(t *testing.T, place Place) {
	f := NewFaulty(place())
	l := on(t, f)
	Do(t, l, Start("p"))
	_, err := l.Do(context.Background(), much("p", 120))
	wantKind(t, err, domain.Invalid)
	_, release := f.Hold()
	var all sync.WaitGroup
	for i := range 9 {
		all.Go(func() {
			n := 30
			if i == 4 {
				n = 120
			}
			_, err := l.Do(context.Background(), much("p", n))
			if (n == 30) != (err == nil) {
				t.Errorf("a command of %d texts: %v", n, err)
			}
		})
	}
	release()
	all.Wait()
	events := 0
	for _, c := range All(t, l) {
		events += len(c.Events)
	}
	if events != 1+8*30 {
		t.Fatalf("%d events; want %d", events, 1+8*30)
	}
}
