package identity

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/desirelines/desirelines/domain"
)

func slowly() Limits {
	return Limits{
		Account: Rate{2 * time.Second, 3}, Card: Rate{10 * time.Second, 2}, Link: Rate{time.Second, 2},
		All: Rate{time.Millisecond, 1000}, Wait: 4 * time.Second, Keys: 4,
	}
}

func TestTriesAreSlowedThenAskedToWaitAndNeverLockedOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, start := NewPace(slowly(), time.Now), time.Now()
		for i, want := range []time.Duration{0, 0, 0, 2 * time.Second, 4 * time.Second} {
			if err := p.account(t.Context(), "me"); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(start); took != want {
				t.Errorf("try %d came through after %v, want %v", i, took, want)
			}
		}
		for range 3 { // three at once wait 2 s, 4 s, and the last is asked to come again
			go func() { _ = p.account(t.Context(), "me") }()
		}
		synctest.Wait()
		err := p.account(t.Context(), "me")
		var busy *Busy
		if !errors.As(err, &busy) || busy.Seconds() < 1 || domain.KindOf(err) != domain.Unavailable {
			t.Fatalf("a try beyond the bound: %v", err)
		}
		for range 1000 {
			_ = p.account(cancelled(t), "me") // somebody else keeps guessing and does not wait
		}
		<-time.After(busy.After + time.Second) // the bubble's time
		if err := p.account(t.Context(), "me"); err != nil {
			t.Errorf("locked out: %v", err)
		}
	})
}

func cancelled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func TestKeysAreSlowedApartAndAllTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := slowly()
		l.All = Rate{time.Minute, 6}
		p := NewPace(l, time.Now)
		start := time.Now()
		for _, f := range []func() error{
			func() error { return p.card(t.Context(), "AB") }, func() error { return p.card(t.Context(), "AB") },
			func() error { return p.card(t.Context(), "CD") }, func() error { return p.link(t.Context(), "AB") },
			func() error { return p.account(t.Context(), "AB") }, func() error { return p.account(t.Context(), "") },
		} {
			if err := f(); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("others' tries took %v", took)
		}
		if err := p.link(t.Context(), "new"); err == nil {
			t.Error("all together are not limited")
		}
	})
}

func TestAPrefixIsSlowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPace(slowly(), time.Now)
		for range 2 {
			if err := p.card(t.Context(), "AB"); err != nil {
				t.Fatal(err)
			}
		}
		var busy *Busy
		if err := p.card(t.Context(), "AB"); !errors.As(err, &busy) || busy.After != 6*time.Second {
			t.Errorf("the third try: %v", err)
		}
	})
}

func TestWhoLeavesGivesTheirTurnBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := slowly()
		l.Account.Burst = 1
		p, start := NewPace(l, time.Now), time.Now()
		for range 3 {
			_ = p.account(cancelled(t), "me") // the first takes the turn, the others leave while they wait
		}
		if err := p.account(t.Context(), "me"); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != 2*time.Second {
			t.Errorf("the next waited %v, want 2s", took)
		}
	})
}

func TestTheMemoryOfThePaceIsBounded(t *testing.T) {
	l := slowly()
	l.Link = Rate{time.Nanosecond, 1000}
	p := NewPace(l, time.Now)
	use := func(key string) {
		if err := p.link(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 100 {
		use(fmt.Sprint(i))
	}
	for _, key := range []string{"often", "a", "b", "c", "often", "d"} {
		use(key)
	}
	if len(p.byKey) != 4 || p.order.Len() != 4 {
		t.Errorf("%d keys are remembered, want 4", len(p.byKey))
	}
	if _, kept := p.byKey["link/often"]; !kept {
		t.Error("what is used often was dropped before what is not")
	}
}

// TestEverySecretIsPaced fails where a way in forgets to ask the pace.
func TestEverySecretIsPaced(t *testing.T) {
	p := open(t, func(o *Options) {
		one := Rate{time.Hour, 1}
		o.Limits = Limits{Account: one, Card: one, Link: one, All: Rate{time.Nanosecond, 1 << 20}}
	})
	ctx := t.Context()
	for name, try := range map[string]func() error{
		"join card": func() error {
			_, err := p.Cards.Redeem(ctx, "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ", "", nil)
			return err
		},
		"claim": func() error {
			_, err := p.Claims.Claim(ctx, "YYYY-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ")
			return err
		},
		"words": func() error {
			_, err := p.Words.SignIn(ctx, "one two three")
			return err
		},
		"kept card": func() error {
			_, err := p.KeptCards.SignIn(ctx, "1234567812345678", "493817")
			return err
		},
		"link": func() error {
			_, err := p.Links.Use(ctx, "token", "")
			return err
		},
	} {
		wantKind(t, try(), domain.Refused)
		var busy *Busy
		if err := try(); !errors.As(err, &busy) {
			t.Errorf("%s: the second try is not slowed: %v", name, err)
		}
	}
}
