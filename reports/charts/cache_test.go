package charts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func keyOf(n int) Key { return Key{Project: "p", Cut: uint64(n), Chart: "aimed", Width: Wide} }

func draws(n *int, svg string) func(context.Context) ([]byte, error) {
	return func(context.Context) ([]byte, error) { *n++; return []byte(svg), nil }
}

func TestAPictureIsDrawnOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, n := NewCache(0, 0), 0
		hold, done := make(chan bool), make(chan string)
		ask := func(key Key) {
			svg, err := c.Get(t.Context(), key, func(context.Context) ([]byte, error) { n++; <-hold; return []byte("one"), nil })
			done <- fmt.Sprint(string(svg), err)
		}
		for range 3 {
			go ask(keyOf(1))
		}
		synctest.Wait() // one draws, two wait
		other := 0
		if svg, err := c.Get(t.Context(), keyOf(2), draws(&other, "two")); string(svg) != "two" || err != nil {
			t.Error("another picture had to wait")
		}
		close(hold)
		for range 3 {
			if got := <-done; got != "one<nil>" {
				t.Error(got)
			}
		}
		if _, err := c.Get(t.Context(), keyOf(1), draws(&n, "again")); n != 1 || err != nil {
			t.Errorf("drawn %d times, %v", n, err)
		}
	})
}

func TestEveryFieldOfTheKeyCounts(t *testing.T) {
	base := Key{Project: "p", Cut: 1, Newest: 2, Today: day("2025-01-01"), AskedOn: day("2025-01-01"), HappenedBy: day("2025-01-01"),
		Against: "now", Audience: "group", Chart: "aimed", Width: Wide, Form: Page, Language: "en"}
	keys := []Key{base}
	for _, change := range []func(*Key){
		func(k *Key) { k.Project = "q" }, func(k *Key) { k.Cut = 9 }, func(k *Key) { k.Newest = 9 }, func(k *Key) { k.Today = day("2026-01-01") },
		func(k *Key) { k.AskedOn = day("2026-01-01") }, func(k *Key) { k.HappenedBy = day("2026-01-01") }, func(k *Key) { k.Against = "first" },
		func(k *Key) { k.Audience = "public" }, func(k *Key) { k.Chart = "path" }, func(k *Key) { k.Width = Phone }, func(k *Key) { k.Form = File },
		func(k *Key) { k.Language = "de" },
	} {
		k := base
		change(&k)
		keys = append(keys, k)
	}
	c, n := NewCache(0, 0), 0
	for _, k := range keys {
		if _, err := c.Get(t.Context(), k, draws(&n, "x")); err != nil {
			t.Fatal(err)
		}
	}
	if n != len(keys) {
		t.Errorf("%d keys, %d pictures", len(keys), n)
	}
}

func TestTheCacheHasBounds(t *testing.T) {
	get := func(c *Cache, key, size int) (drawn bool) {
		n := 0
		if svg, err := c.Get(t.Context(), keyOf(key), draws(&n, string(make([]byte, size)))); err != nil || len(svg) != size {
			t.Fatal(len(svg), err)
		}
		return n == 1
	}
	few := NewCache(2, 1000)
	get(few, 1, 10)
	get(few, 2, 10)
	get(few, 1, 10)
	get(few, 3, 10) // 2 was used longest ago
	if get(few, 1, 10) || !get(few, 2, 10) {
		t.Error("not the one used longest ago was dropped")
	}
	light := NewCache(100, 1000)
	for i := range 10 {
		get(light, i, 300)
	}
	if n, bytes := light.Len(); n != 3 || bytes != 900 {
		t.Errorf("%d pictures, %d bytes", n, bytes)
	}
	get(light, 50, 1001)
	if n, bytes := light.Len(); n != 3 || bytes != 900 {
		t.Errorf("after one that is too large: %d pictures, %d bytes", n, bytes)
	}
}

// A drawing that fails is left alone for a pause, however many ask, and then tried again.
func TestAnErrorStandsForAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, n := NewCache(0, 0), 0
		broken := errors.New("broken")
		fails := func(context.Context) ([]byte, error) { n++; return nil, broken }
		for range 5 {
			if _, err := c.Get(t.Context(), keyOf(1), fails); !errors.Is(err, broken) {
				t.Fatal(err)
			}
		}
		<-time.After(Pause - 1)
		if _, err := c.Get(t.Context(), keyOf(1), fails); !errors.Is(err, broken) || n != 1 {
			t.Errorf("drawn %d times before the pause was over, %v", n, err)
		}
		<-time.After(1)
		if svg, err := c.Get(t.Context(), keyOf(1), draws(&n, "whole")); err != nil || string(svg) != "whole" || n != 2 {
			t.Errorf("after the pause: %q, %v", svg, err)
		}
		if kept, bytes := c.Len(); kept != 1 || bytes != len("whole") {
			t.Errorf("%d pictures of %d bytes are kept", kept, bytes)
		}
	})
}

func TestAPanicIsAnError(t *testing.T) {
	c := NewCache(0, 0)
	_, err := c.Get(t.Context(), keyOf(1), func(context.Context) ([]byte, error) { panic("a broken pencil") })
	if err == nil || !strings.Contains(err.Error(), "a broken pencil") {
		t.Error(err)
	}
	if svg, err := c.Get(t.Context(), keyOf(2), draws(new(int), "whole")); err != nil || string(svg) != "whole" {
		t.Errorf("%q, %v", svg, err)
	}
}

// Who asks leaves when its time is over; the picture is drawn to its end and there for who asks next.
func TestADrawingGoesOnWithoutWhoAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, n := NewCache(0, 0), 0
		hold := make(chan bool)
		impatient, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			_, err := c.Get(impatient, keyOf(1), func(ctx context.Context) ([]byte, error) {
				n++
				<-hold
				return []byte("drawn"), ctx.Err()
			})
			done <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("who waits does not leave with its context: %v", err)
		}
		close(hold)
		if svg, err := c.Get(t.Context(), keyOf(1), draws(&n, "again")); string(svg) != "drawn" || err != nil || n != 1 {
			t.Errorf("%q, %v, drawn %d times", svg, err, n)
		}
	})
}

func TestDrawingsAtATimeHaveABound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := NewCache(0, 0)
		hold, done := make(chan bool), make(chan error)
		leaving, leave := context.WithCancel(t.Context())
		for i := range mostFlights {
			go func() {
				_, err := c.Get(leaving, keyOf(i), func(context.Context) ([]byte, error) { <-hold; return nil, nil })
				done <- err
			}()
		}
		synctest.Wait()
		leave()
		for range mostFlights {
			if err := <-done; !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
		}
		if _, err := c.Get(t.Context(), keyOf(mostFlights), draws(new(int), "one more")); !errors.Is(err, ErrBusy) {
			t.Errorf("one more: %v", err)
		}
		close(hold)
		synctest.Wait()
		if svg, err := c.Get(t.Context(), keyOf(mostFlights), draws(new(int), "one more")); string(svg) != "one more" || err != nil {
			t.Errorf("%q, %v", svg, err)
		}
	})
}

// Whose time is over gets what there is, and makes nobody else wait for pictures that it will not show.
func TestNothingIsBegunForWhoHasLeft(t *testing.T) {
	c, n := NewCache(0, 0), 0
	gone, cancel := context.WithCancel(t.Context())
	if _, err := c.Get(gone, keyOf(1), draws(&n, "one")); err != nil {
		t.Fatal(err)
	}
	cancel()
	if svg, err := c.Get(gone, keyOf(1), draws(&n, "again")); string(svg) != "one" || err != nil {
		t.Errorf("what is there: %q, %v", svg, err)
	}
	if _, err := c.Get(gone, keyOf(2), draws(&n, "two")); !errors.Is(err, context.Canceled) || n != 1 {
		t.Errorf("drawn %d times, %v", n, err)
	}
}
