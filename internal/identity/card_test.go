package identity

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
)

func TestACardLetsOnePersonIn(t *testing.T) {
	everywhere(t, func(t *testing.T, p, _ *place) {
		by := p.person()
		card := must(p.Cards.Issue("walk", "member", by))(t)
		joined := Joined{}
		j := must(p.Cards.Redeem(t.Context(), card.Code, "", func(_ context.Context, j Joined) error {
			joined = j
			return nil
		}))(t)
		if j != joined || j.Project != "walk" || j.Role != "member" || j.By != by || j.Recovery {
			t.Errorf("joined as %+v, told %+v", j, joined)
		}
		if id, err := uuid.Parse(j.Person); err != nil || id.Version() != 4 || j.Person == by {
			t.Errorf("the person is %q", j.Person)
		}
		if !must(p.Accounts.Exists(j.Person))(t) {
			t.Error("there is no account")
		}
	})
}

func TestACardThatIsNotGoodIsRefusedInOneSentence(t *testing.T) {
	everywhere(t, func(t *testing.T, p, _ *place) {
		by := p.person()
		redeem := func(code string) error {
			_, err := p.Cards.Redeem(t.Context(), code, "", nil)
			return err
		}
		issue := func() Issued { return must(p.Cards.Issue("walk", "member", by))(t) }
		used, withdrawn, old := issue(), issue(), issue()
		if err := redeem(used.Code); err != nil {
			t.Fatal(err)
		}
		if err := p.Cards.Withdraw("walk", withdrawn.ID); err != nil {
			t.Fatal(err)
		}
		p.clock.move(cardLife - time.Second)
		if len(must(p.Cards.List("walk"))(t)) != 1 {
			t.Error("a card is not listed until its end")
		}
		p.clock.move(time.Second)
		if len(must(p.Cards.List("walk"))(t)) != 0 {
			t.Error("a card is listed after its end")
		}
		fresh := issue()
		wantSame(t, map[string]error{
			"used": redeem(used.Code), "withdrawn": redeem(withdrawn.Code), "expired": redeem(old.Code), "empty": redeem(""),
			"unknown": redeem(strings.Repeat("2345-", 6) + "2345"), "short": redeem(fresh.Code[:20]), "long": redeem(fresh.Code + "A"),
			"huge": redeem(strings.Repeat("A", 1<<20)), "strange": redeem(strings.Repeat("0", 28)),
		})
		wantKind(t, p.Cards.Withdraw("other", fresh.ID), domain.NotFound)
		if err := redeem(fresh.Code); err != nil {
			t.Error(err)
		}
	})
}

func TestACodeIsForgivenHowItIsTyped(t *testing.T) {
	p := open(t)
	by := p.person()
	for name, typed := range map[string]func(Issued) string{
		"small":   func(c Issued) string { return strings.ToLower(c.Code) },
		"spaces":  func(c Issued) string { return "  " + strings.ReplaceAll(c.Code, "-", " ") + "\n" },
		"address": func(c Issued) string { return c.URL },
	} {
		c := must(p.Cards.Issue("walk", "member", by))(t)
		if _, err := p.Cards.Redeem(t.Context(), typed(c), "", nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestACodeHas128BitsAndIsNotKept(t *testing.T) {
	p := open(t)
	c := must(p.Cards.Issue("walk", "member", p.person()))(t)
	if len(symbols) != 32 || strings.ContainsAny(symbols, "01OI") {
		t.Errorf("the alphabet is %s", symbols)
	}
	if secret := (codeLength - prefixLength) * 5; secret < 128 {
		t.Errorf("a code has %d secret bits", secret)
	}
	if c.URL != "https://lines.example/join#"+c.Code {
		t.Errorf("the address is %s; the code stands in the fragment, which is not sent", c.URL)
	}
	plain := readCode(c.Code)
	if p.fileHolds(c.Code) || p.fileHolds(plain) || p.fileHolds(plain[prefixLength:]) {
		t.Error("the file holds the code")
	}
	if !p.fileHolds(fastHash(plain)) {
		t.Error("the file does not hold the hash either; this test sees nothing")
	}
}

func TestACardIsUsedOnceByManyAtOnce(t *testing.T) {
	p := open(t)
	c := must(p.Cards.Issue("walk", "member", p.person()))(t)
	var in, joins atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			_, err := p.Cards.Redeem(t.Context(), c.Code, "", func(context.Context, Joined) error {
				joins.Add(1)
				return nil
			})
			if err == nil {
				in.Add(1)
			}
		})
	}
	all.Wait()
	if in.Load() != 1 || joins.Load() != 1 {
		t.Errorf("%d came in, %d joined", in.Load(), joins.Load())
	}
}

func TestACardStaysGoodWhereJoiningFailed(t *testing.T) {
	everywhere(t, func(t *testing.T, p, _ *place) {
		c := must(p.Cards.Issue("walk", "member", p.person()))(t)
		full := errors.New("storage full")
		first := ""
		_, err := p.Cards.Redeem(t.Context(), c.Code, "", func(_ context.Context, j Joined) error {
			first = j.Person
			return full
		})
		if !errors.Is(err, full) {
			t.Fatal(err)
		}
		if must(p.Accounts.Exists(first))(t) {
			t.Error("somebody who did not join has an account")
		}
		j := must(p.Cards.Redeem(t.Context(), c.Code, "", nil))(t)
		if j.Person != first {
			t.Error("trying again makes another person; joining could not be repeated safely")
		}
	})
}

func TestACardWithdrawnWhileJoiningOpensNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, p, _ *place) {
		c := must(p.Cards.Issue("walk", "member", p.person()))(t)
		j, err := p.Cards.Redeem(t.Context(), c.Code, "", func(context.Context, Joined) error { return p.Cards.Withdraw("walk", c.ID) })
		wantKind(t, err, domain.Refused)
		if j.Person != "" {
			t.Error("a person is named beside the refusal")
		}
	})
}

func TestSomebodySignedInJoinsAFurtherProjectAsThemself(t *testing.T) {
	p := open(t)
	by, me := p.person(), p.person()
	c := must(p.Cards.Issue("walk", "member", by))(t)
	_, err := p.Cards.Redeem(t.Context(), c.Code, uuid.NewString(), nil)
	wantKind(t, err, domain.NotFound)
	if j := must(p.Cards.Redeem(t.Context(), c.Code, me, nil))(t); j.Person != me {
		t.Errorf("joined as %s", j.Person)
	}
}

func TestWhoGivesACardHasAnAccount(t *testing.T) {
	p := open(t)
	_, err := p.Cards.Issue("walk", "member", uuid.NewString())
	wantKind(t, err, domain.NotFound)
	_, err = p.Cards.Issue("walk", "", p.person())
	wantKind(t, err, domain.Invalid)
}

// Staff are appointed first: the card lets in the person who was, and leaves the card of the first operator as it is.
func TestACardForSomebodyAppointed(t *testing.T) {
	p := open(t)
	first, appointed := must(p.Cards.Operator())(t), uuid.NewString()
	c := must(p.Cards.Appoint(appointed, "funder", ""))(t)
	again := must(p.Cards.Operator())(t)
	if j := must(p.Cards.Redeem(t.Context(), c.Code, "", nil))(t); j.Person != appointed || j.Project != "=" || j.Role != "funder" {
		t.Errorf("joined as %+v", j)
	}
	_, err := p.Cards.Redeem(t.Context(), first.Code, "", nil)
	wantKind(t, err, domain.Refused)
	must(p.Cards.Redeem(t.Context(), again.Code, "", nil))(t)
	_, err = p.Cards.Appoint("somebody", "funder", "")
	wantKind(t, err, domain.Invalid)
	_, err = p.Cards.Appoint(uuid.NewString(), "funder", uuid.NewString())
	wantKind(t, err, domain.NotFound)
}

func TestTheFirstOperatorHasOneCard(t *testing.T) {
	everywhere(t, func(t *testing.T, p, _ *place) {
		first, second := must(p.Cards.Operator())(t), must(p.Cards.Operator())(t)
		_, err := p.Cards.Redeem(t.Context(), first.Code, "", nil)
		wantKind(t, err, domain.Refused)
		if j := must(p.Cards.Redeem(t.Context(), second.Code, "", nil))(t); j.Project != "=" || j.Role != "operator" || j.By != "" {
			t.Errorf("the operator joined as %+v", j)
		}
		third := must(p.Cards.Operator())(t)
		p.clock.move(operatorLife)
		_, err = p.Cards.Redeem(t.Context(), third.Code, "", nil)
		wantKind(t, err, domain.Refused)
	})
}

func TestSomebodyForgottenWhileJoiningStaysForgotten(t *testing.T) {
	everywhere(t, func(t *testing.T, p, _ *place) {
		by, me := p.person(), p.person()
		c := must(p.Cards.Issue("walk", "member", by))(t)
		_, err := p.Cards.Redeem(t.Context(), c.Code, me, func(context.Context, Joined) error { return p.Accounts.Forget(me) })
		wantKind(t, err, domain.NotFound)
		if must(p.Accounts.Exists(me))(t) {
			t.Error("a forgotten person has an account again")
		}
	})
}
