package identity

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
)

func TestTwoFacilitatorsLetSomebodyInAgain(t *testing.T) {
	everywhere(t, func(t *testing.T, p, _ *place) {
		me, ada, ben := p.person(), p.person(), p.person()
		b := newBrowser(p)
		words := must(p.Words.Offer(t.Context(), me))(t)
		b.signIn(me, OwnPhone)
		first := must(p.Recoveries.Confirm(me, ada))(t)
		if first.Card != nil || !first.Until.Equal(p.clock.now().Add(24*time.Hour)) {
			t.Errorf("after the first: %+v", first)
		}
		if b.who() != me || len(must(p.Recoveries.List(me))(t)) != 0 {
			t.Error("one facilitator alone ends sessions or recovers")
		}
		_, err := p.Recoveries.Confirm(me, ada)
		wantKind(t, err, domain.Refused)
		_, err = p.Recoveries.Confirm(me, me)
		wantKind(t, err, domain.Refused)
		p.clock.move(24*time.Hour - time.Second)
		b.signIn(me, OwnPhone)
		second := must(p.Recoveries.Confirm(me, ben))(t)
		if second.Card == nil {
			t.Fatal("two facilitators, and no card")
		}
		if b.who() != "" {
			t.Error("a session goes on after a recovery")
		}
		if ways := must(p.Accounts.Ways(me))(t); len(ways) != 0 {
			t.Errorf("whoever found the lost words %q can come in by them: %+v", words, ways)
		}
		list := must(p.Recoveries.List(me))(t)
		if len(list) != 1 || !slices.Equal(list[0].By, []string{ada, ben}) || !list[0].At.Equal(p.clock.now()) {
			t.Errorf("written down as %+v", list)
		}
		if len(must(p.Recoveries.List(ada))(t)) != 0 {
			t.Error("somebody else's recovery is shown")
		}
		_, err = p.Cards.Redeem(t.Context(), second.Card.Code, ada, nil)
		wantKind(t, err, domain.Refused)
		j := must(p.Cards.Redeem(t.Context(), second.Card.Code, "", nil))(t)
		if j.Person != me || !j.Recovery || j.Project != "" {
			t.Errorf("back as %+v", j)
		}
	})
}

func TestAFirstWordThatIsTooOldDoesNotCount(t *testing.T) {
	p := open(t)
	me, ada, ben := p.person(), p.person(), p.person()
	must(p.Recoveries.Confirm(me, ada))(t)
	p.clock.move(24 * time.Hour)
	if got := must(p.Recoveries.Confirm(me, ben))(t); got.Card != nil {
		t.Error("recovered with a word of yesterday")
	}
	if got := must(p.Recoveries.Confirm(me, ada))(t); got.Card == nil {
		t.Error("the later word did not count as the first")
	}
}

func TestALaterRecoveryEndsTheCardOfAnEarlierOne(t *testing.T) {
	p := open(t)
	me, ada, ben := p.person(), p.person(), p.person()
	recover := func() string {
		must(p.Recoveries.Confirm(me, ada))(t)
		return must(p.Recoveries.Confirm(me, ben))(t).Card.Code
	}
	earlier := recover()
	p.clock.move(time.Minute)
	recover()
	_, err := p.Cards.Redeem(t.Context(), earlier, "", nil)
	wantKind(t, err, domain.Refused)
	if list := must(p.Recoveries.List(me))(t); len(list) != 2 || !list[0].At.After(list[1].At) {
		t.Errorf("written down as %+v", list)
	}
}

func TestOnlyPeopleWithAccountsRecover(t *testing.T) {
	p := open(t)
	me := p.person()
	_, err := p.Recoveries.Confirm(uuid.NewString(), me)
	wantKind(t, err, domain.NotFound)
	_, err = p.Recoveries.Confirm(me, uuid.NewString())
	wantKind(t, err, domain.NotFound)
	_, err = p.Recoveries.Confirm(me, "")
	wantKind(t, err, domain.Refused)
}
