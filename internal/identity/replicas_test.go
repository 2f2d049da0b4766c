package identity

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/postgrestest"
)

// Two who are signed in hold the same card, each at another replica: one joins, and the other never did.
func TestACardIsUsedOnceByManyReplicas(t *testing.T) {
	a, b := replicas(t)
	me, other := a.person(), b.person()
	for range 10 {
		c := must(a.Cards.Issue("walk", "member", me))(t)
		var in, joins atomic.Int32
		var all sync.WaitGroup
		for i, p := range []*place{a, b, a, b} {
			as := []string{me, other, "", ""}[i]
			all.Go(func() {
				_, err := p.Cards.Redeem(t.Context(), c.Code, as, func(context.Context, Joined) error {
					joins.Add(1)
					return nil
				})
				if err == nil {
					in.Add(1)
				} else if domain.KindOf(err) != domain.Refused {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if in.Load() != 1 || joins.Load() != 1 {
			t.Fatalf("%d came in, %d joined", in.Load(), joins.Load())
		}
	}
}

// The program that used a card ended in the middle: the card is held for a minute, and then opens for the same person.
func TestACardThatWasHeldIsFreeAgain(t *testing.T) {
	everywhere(t, func(t *testing.T, p, other *place) {
		c := must(p.Cards.Issue("walk", "member", p.person()))(t)
		k := must(p.Cards.hold(fastHash(readCode(c.Code)), ""))(t)
		_, err := other.Cards.Redeem(t.Context(), c.Code, "", nil)
		wantKind(t, err, domain.Refused)
		p.clock.move(holdTime)
		if j := must(other.Cards.Redeem(t.Context(), c.Code, "", nil))(t); j.Person != k.Person {
			t.Error("it opens for another person")
		}
		wantKind(t, p.Cards.use(fastHash(readCode(c.Code)), k.Held.By, Joined{Person: k.Person}, true), domain.Refused)
	})
}

func TestASessionEndedOnOneReplicaIsEndedOnAll(t *testing.T) {
	a, b := replicas(t)
	me := a.person()
	onA, onB := newBrowser(a), newBrowser(b)
	onA.signIn(me, OwnPhone)
	onB.cookie = onA.cookie
	if onB.who() != me {
		t.Fatal("the other replica does not know the session")
	}
	if err := b.Sessions.EndAll(me); err != nil {
		t.Fatal(err)
	}
	if onA.who() != "" || onB.who() != "" {
		t.Error("a session that was ended is open")
	}
	onA.signIn(me, OwnPhone)
	if err := b.Accounts.Forget(me); err != nil {
		t.Fatal(err)
	}
	if onA.who() != "" {
		t.Error("a forgotten person is signed in")
	}
}

// Each half of a ceremony may come to another replica.
func TestACeremonyGoesOverReplicas(t *testing.T) {
	a, b := replicas(t)
	me := a.person()
	d := newDevice(t)
	c := must(a.Passkeys.BeginRegister(me, "x"))(t)
	if err := b.Passkeys.FinishRegister(me, c.Handle, d.create(c.Options)); err != nil {
		t.Fatal(err)
	}
	l := must(b.Passkeys.BeginLogin(t.Context()))(t)
	if got := must(a.Passkeys.FinishLogin(t.Context(), l.Handle, d.get(l.Options)))(t); got.Person != me {
		t.Errorf("arrived as %+v", got)
	}
	_, err := b.Passkeys.FinishLogin(t.Context(), l.Handle, d.get(l.Options))
	wantKind(t, err, domain.Refused)
}

func TestALinkIsCountedOnceOverReplicas(t *testing.T) {
	a, b := replicas(t)
	token, made, err := a.Links.Make(t.Context(), LinkSpec{Release: "r", Audience: "public", Project: "walk", Views: 3, Passphrase: "Träume am Fluss"})
	if err != nil {
		t.Fatal(err)
	}
	var opened atomic.Int32
	var all sync.WaitGroup
	for i := range 6 {
		p := []*place{a, b}[i%2]
		all.Go(func() {
			if _, err := p.Links.Use(t.Context(), token, "Träume am Fluss"); err == nil {
				opened.Add(1)
			} else if domain.KindOf(err) != domain.Refused {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if views := must(b.Links.Views("walk", made.ID))(t); opened.Load() != 3 || len(views) != 3 {
		t.Errorf("opened %d times, counted %d", opened.Load(), len(views))
	}
	another, _, err := a.Links.Make(t.Context(), LinkSpec{Release: "r", Audience: "public", Project: "walk", Passphrase: "Träume am Fluss"})
	if err != nil {
		t.Fatal(err)
	}
	pass, _ := a.Links.Pass(another)
	if _, err := b.Links.Passed(t.Context(), another, pass); err != nil {
		t.Errorf("a pass of one replica is nothing to the other: %v", err)
	}
}

func TestWordsOpenOnAllReplicas(t *testing.T) {
	a, b := replicas(t)
	me := a.person()
	words := must(a.Words.Offer(t.Context(), me))(t)
	if got := must(b.Words.SignIn(t.Context(), words))(t); got != me {
		t.Errorf("the words are %q's", got)
	}
}

func TestADatabaseThatIsAwayIsSaidInWords(t *testing.T) {
	_, err := Open(Options{Dir: "postgres://somebody:secret@127.0.0.1:1/none", PublicURL: "https://lines.example", Staff: func(string) (bool, error) { return false, nil }})
	wantKind(t, err, domain.Unavailable)
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the password is said: %v", err)
	}
	a, b := replicas(t)
	me := a.person()
	br := newBrowser(a)
	br.signIn(me, OwnPhone)
	postgrestest.Restart(t)
	if br.who() != me || !must(b.Accounts.Exists(me))(t) {
		t.Errorf("it does not go on after the database was away: %v", br.failure)
	}
}
