package charts

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
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

func TestErrorsAreNotKept(t *testing.T) {
	c, n := NewCache(0, 0), 0
	broken := errors.New("broken")
	if _, err := c.Get(t.Context(), keyOf(1), func(context.Context) ([]byte, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = c.Get(t.Context(), keyOf(1), func(context.Context) ([]byte, error) { panic("broken") })
	}()
	if svg, err := c.Get(t.Context(), keyOf(1), draws(&n, "whole")); err != nil || string(svg) != "whole" {
		t.Errorf("%q, %v", svg, err)
	}
}

func TestWhoWaitsGoesOnWhereTheOneWhoDrawsLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, n := NewCache(0, 0), 0
		first, leave := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			_, err := c.Get(first, keyOf(1), func(ctx context.Context) ([]byte, error) { <-ctx.Done(); return nil, ctx.Err() })
			done <- err
		}()
		synctest.Wait()
		second := make(chan string)
		go func() {
			svg, err := c.Get(t.Context(), keyOf(1), draws(&n, "mine"))
			second <- fmt.Sprint(string(svg), err)
		}()
		impatient, cancel := context.WithCancel(t.Context())
		third := make(chan error)
		go func() { _, err := c.Get(impatient, keyOf(1), draws(&n, "no")); third <- err }()
		synctest.Wait()
		cancel()
		if err := <-third; !errors.Is(err, context.Canceled) {
			t.Errorf("who waits does not leave with its context: %v", err)
		}
		leave()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if got := <-second; got != "mine<nil>" || n != 1 {
			t.Error(got, n)
		}
	})
}
