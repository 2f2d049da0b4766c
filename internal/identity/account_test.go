package identity

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/records"
)

func TestWaysAreListedAndRemoved(t *testing.T) {
	c := newCompany(t)
	p := openWith(t, c)
	me, other := p.person(), p.person()
	p.equip(c, me)
	kinds := []string{}
	ways := must(p.Accounts.Ways(me))(t)
	for _, w := range ways {
		kinds = append(kinds, w.Kind)
	}
	slices.Sort(kinds)
	if !slices.Equal(kinds, []string{"kept card", "organisation", "passkey", "words"}) {
		t.Fatalf("the ways are %v", kinds)
	}
	wantKind(t, p.Accounts.Remove(other, ways[0].ID), domain.NotFound)
	for i, w := range ways {
		if err := p.Accounts.Remove(me, w.ID); err != nil {
			t.Error(err)
		}
		if left := must(p.Accounts.Ways(me))(t); len(left) != len(ways)-i-1 {
			t.Errorf("%d ways are left", len(left))
		}
	}
}

// equip gives a person every way to come back.
func (p *place) equip(c *company, person string) {
	p.t.Helper()
	must(p.Words.Offer(p.t.Context(), person))(p.t)
	must(p.KeptCards.Issue(p.t.Context(), person, "493817"))(p.t)
	if err := p.register(person, newDevice(p.t)); err != nil {
		p.t.Fatal(err)
	}
	g := p.leave(person)
	must(g.back(c.signIn(g.address)))(p.t)
}

func TestForgettingLeavesNothingInTheFile(t *testing.T) {
	c := newCompany(t)
	p := openWith(t, c)
	me, ada, ben := p.person(), p.person(), p.person()
	p.equip(c, me)
	b := newBrowser(p)
	b.signIn(me, OwnPhone)
	given := must(p.Cards.Issue("walk", "member", me))(t)
	must(p.Recoveries.Confirm(ben, me))(t)
	must(p.Recoveries.Confirm(ben, ada))(t)
	must(p.Recoveries.Confirm(me, ada))(t)
	own := must(p.Recoveries.Confirm(me, ben))(t)
	must(p.Recoveries.Confirm(me, ada))(t)
	must(p.Recoveries.Confirm(ada, me))(t)
	b.signIn(me, OwnPhone)
	key := must(p.Sessions.List(me))(t)[0].ID
	if _, _, err := p.Questions.Make(QuestionSpec{Project: "walk", About: "x", Maker: me}); err != nil {
		t.Fatal(err)
	}
	if err := p.Claims.Hold(me, "p/x", true); err != nil {
		t.Fatal(err)
	}
	subject := "worker-7"
	for _, text := range []string{me, key, subject} {
		if !p.fileHolds(text) {
			t.Fatalf("%q is not in the file before; this test sees nothing", text)
		}
	}
	if err := p.Accounts.Forget(me); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{me, key, subject} {
		if p.fileHolds(text) {
			t.Errorf("%q is still in the file", text)
		}
	}
	if b.who() != "" || must(p.Accounts.Exists(me))(t) {
		t.Error("a forgotten person is signed in or has an account")
	}
	for _, code := range []string{given.Code, own.Card.Code} {
		_, err := p.Cards.Redeem(t.Context(), code, "", nil)
		wantKind(t, err, domain.Refused)
	}
	if list := must(p.Recoveries.List(ben))(t); len(list) != 1 || !slices.Equal(list[0].By, []string{"", ada}) {
		t.Errorf("another's recovery says %+v", list)
	}
	if !must(p.Accounts.Exists(ada))(t) || must(p.Words.Offer(t.Context(), ben))(t) == "" {
		t.Error("somebody else was forgotten too, or the new file cannot be written")
	}
	if err := p.Accounts.Forget(me); err != nil {
		t.Errorf("forgetting twice: %v", err)
	}
	wantKind(t, p.Accounts.Forget(""), domain.Invalid)
}

func TestTheFileWrittenAnewIsStillHeldAndStillThere(t *testing.T) {
	p := open(t)
	me, other := p.person(), p.person()
	words := must(p.Words.Offer(t.Context(), other))(t)
	if err := p.Accounts.Forget(me); err != nil {
		t.Fatal(err)
	}
	_, err := records.OpenFile(filepath.Join(p.dir, fileName))
	wantKind(t, err, domain.Unavailable)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, func(o *Options) { o.Dir = p.dir })
	if must(again.Words.SignIn(t.Context(), words))(t) != other {
		t.Error("what was left did not survive")
	}
}
