package identity

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
)

func TestATokenActsForItsPerson(t *testing.T) {
	p := open(t)
	me, other := p.person(), p.person()
	secret, made, err := p.Tokens.Make(TokenSpec{Person: me, Name: " the wall screen ", Records: true, Projects: []string{"walk"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(secret) != 46 || !strings.HasPrefix(secret, "dl_") || p.fileHolds(secret) || !p.fileHolds(fastHash(secret)) {
		t.Error("the token is short, or kept, or its hash is not")
	}
	if !made.Until.Equal(p.clock.now().Add(90*24*time.Hour)) || made.Name != "the wall screen" || !made.For("walk") || made.For("run") {
		t.Errorf("made %+v", made)
	}
	used := must(p.Tokens.Use(t.Context(), secret))(t)
	if used.Person != me || !used.Records || used.ID != made.ID || !used.Seen.Equal(p.clock.now()) {
		t.Errorf("used %+v", used)
	}
	if list := must(p.Tokens.List(me))(t); len(list) != 1 || !list[0].Seen.Equal(p.clock.now()) {
		t.Errorf("the list is %+v", list)
	}
	if len(must(p.Tokens.List(other))(t)) != 0 {
		t.Error("another person sees the token")
	}
	wantKind(t, p.Tokens.Revoke(other, made.ID), domain.NotFound)
	if err := p.Tokens.Revoke(me, made.ID); err != nil {
		t.Fatal(err)
	}
	_, ended := p.Tokens.Use(t.Context(), secret)
	_, unknown := p.Tokens.Use(t.Context(), "dl_nothing")
	_, long := p.Tokens.Use(t.Context(), strings.Repeat("x", 5000))
	wantSame(t, map[string]error{"ended": ended, "unknown": unknown, "long": long})
}

func TestATokenEnds(t *testing.T) {
	p := open(t)
	make := func(person string) string {
		secret, _, err := p.Tokens.Make(TokenSpec{Person: person, Name: "a script", Until: p.clock.now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	works := func(secret string) bool {
		_, err := p.Tokens.Use(t.Context(), secret)
		return err == nil
	}
	me, friend := p.person(), p.person()
	mine, theirs := make(me), make(friend)
	if err := p.Accounts.Forget(me); err != nil {
		t.Fatal(err)
	}
	if works(mine) || !works(theirs) || p.fileHolds(fastHash(mine)) {
		t.Error("a person was forgotten, and their token stays; or another's went")
	}
	ada, ben := p.person(), p.person()
	must(p.Recoveries.Confirm(friend, ada))(t)
	must(p.Recoveries.Confirm(friend, ben))(t)
	if works(theirs) {
		t.Error("whoever lost everything is let in anew, and the lost token works")
	}
	late := make(ada)
	p.clock.move(time.Hour)
	if works(late) || len(must(p.Tokens.List(ada))(t)) != 0 {
		t.Error("a token works after its time")
	}
	if err := p.Sweep(); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsNoTokenIsNotMade(t *testing.T) {
	p := open(t)
	me := p.person()
	for name, s := range map[string]TokenSpec{
		"no name": {Person: me}, "a long name": {Person: me, Name: strings.Repeat("x", 101)}, "a past day": {Person: me, Name: "x", Until: p.clock.now()},
		"too long": {Person: me, Name: "x", Until: p.clock.now().Add(367 * 24 * time.Hour)},
	} {
		_, _, err := p.Tokens.Make(s)
		if domain.KindOf(err) != domain.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, _, err := p.Tokens.Make(TokenSpec{Person: "nobody", Name: "x"})
	wantKind(t, err, domain.NotFound)
	for range tokensEach {
		makeOne(t, p, me)
	}
	_, _, err = p.Tokens.Make(TokenSpec{Person: me, Name: "one more"})
	wantKind(t, err, domain.Refused)
}

func makeOne(t *testing.T, p *place, person string) {
	t.Helper()
	if _, _, err := p.Tokens.Make(TokenSpec{Person: person, Name: "x"}); err != nil {
		t.Fatal(err)
	}
}

// What opens nothing is slowed by itself: a token that works, and people who sign in, do not wait for it.
func TestUnknownTokensSlowNobodyElse(t *testing.T) {
	p := open(t, func(o *Options) {
		o.Limits = unhurried()
		o.Limits.Token, o.Limits.Wait = Rate{time.Hour, 3}, time.Nanosecond
	})
	secret, _, err := p.Tokens.Make(TokenSpec{Person: p.person(), Name: "x"})
	if err != nil {
		t.Fatal(err)
	}
	var busy *Busy
	for n := 0; ; n++ {
		if _, err = p.Tokens.Use(t.Context(), "dl_guess"); errors.As(err, &busy) {
			break
		}
		if n > 3 {
			t.Fatal("nothing slows guesses")
		}
	}
	if _, err := p.Tokens.Use(t.Context(), secret); err != nil {
		t.Errorf("a token that works waits for guesses: %v", err)
	}
}
