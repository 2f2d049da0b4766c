package identity

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
)

var board = LinkSpec{Release: "release-1", Audience: "funder", Project: "walk"}

func TestALinkOpensWhatItIsBoundTo(t *testing.T) {
	p := open(t)
	token, made, err := p.Links.Make(t.Context(), board)
	if err != nil {
		t.Fatal(err)
	}
	if len(token) != 43 || p.fileHolds(token) || !p.fileHolds(fastHash(token)) {
		t.Error("the token is short, or kept, or its hash is not")
	}
	if !made.Until.Equal(p.clock.now().Add(30 * 24 * time.Hour)) {
		t.Errorf("it opens until %v", made.Until)
	}
	first := p.clock.now()
	for i := range 2 {
		got := must(p.Links.Use(t.Context(), token, "given though none is asked for"))(t)
		if got.Release != "release-1" || got.Audience != "funder" || got.Project != "walk" || got.Seen != i+1 {
			t.Errorf("opened %+v", got)
		}
		p.clock.move(time.Minute)
	}
	views := must(p.Links.Views("walk", made.ID))(t)
	if len(views) != 2 || !views[0].Equal(first) || !views[1].Equal(first.Add(time.Minute)) {
		t.Errorf("seen at %v", views)
	}
	if len(must(p.Links.Views("other", made.ID))(t)) != 0 || len(must(p.Links.List("other"))(t)) != 0 {
		t.Error("another project sees the link")
	}
}

func TestALinkThatDoesNotOpenIsRefusedInOneSentence(t *testing.T) {
	p := open(t)
	link := func(change func(*LinkSpec)) (string, Link) {
		s := board
		change(&s)
		token, made, err := p.Links.Make(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		return token, made
	}
	use := func(token, passphrase string) error {
		_, err := p.Links.Use(t.Context(), token, passphrase)
		return err
	}
	old, _ := link(func(s *LinkSpec) { s.Until = p.clock.now().Add(time.Hour) })
	standing, _ := link(func(*LinkSpec) {})
	capped, _ := link(func(s *LinkSpec) { s.Views = 1 })
	revoked, r := link(func(*LinkSpec) {})
	secret, _ := link(func(s *LinkSpec) { s.Passphrase = "Träume am Fluss" })
	wantKind(t, p.Links.Revoke("other", r.ID), domain.NotFound)
	if err := p.Links.Revoke("walk", r.ID); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"once": use(capped, ""), "in time": use(old, ""), "decomposed": use(secret, " Tra\u0308ume am Fluss\n"), "standing": use(standing, ""),
	} {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	p.clock.move(time.Hour)
	errs := map[string]error{
		"expired": use(old, ""), "seen": use(capped, ""), "revoked": use(revoked, ""), "unknown": use(strings.Repeat("A", 43), ""),
		"empty": use("", ""), "huge": use(strings.Repeat("A", 1<<20), ""),
		"no passphrase": use(secret, ""), "another passphrase": use(secret, "träume am fluss"), "huge passphrase": use(secret, strings.Repeat("x", 1<<20)),
	}
	p.clock.move(linkLife - time.Hour)
	errs["a month old"] = use(standing, "")
	wantSame(t, errs)
	for _, l := range must(p.Links.List("walk"))(t) {
		if l.Seen > 1 {
			t.Errorf("a refusal was counted: %+v", l)
		}
	}
	if p.fileHolds("Fluss") {
		t.Error("the file holds the passphrase")
	}
}

func TestTheLastViewIsHadOnce(t *testing.T) {
	p := open(t)
	s := board
	s.Views = 3
	token, made, err := p.Links.Make(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	var opened atomic.Int32
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if _, err := p.Links.Use(t.Context(), token, ""); err == nil {
				opened.Add(1)
			}
		})
	}
	all.Wait()
	if opened.Load() != 3 || len(must(p.Links.Views("walk", made.ID))(t)) != 3 {
		t.Errorf("opened %d times", opened.Load())
	}
}

func TestALinkThatMakesNoSenseIsNotMade(t *testing.T) {
	p := open(t)
	for name, change := range map[string]func(*LinkSpec){
		"no release": func(s *LinkSpec) { s.Release = "" }, "no audience": func(s *LinkSpec) { s.Audience = "" },
		"no project": func(s *LinkSpec) { s.Project = "" }, "past": func(s *LinkSpec) { s.Until = p.clock.now() },
		"views": func(s *LinkSpec) { s.Views = -1 }, "short": func(s *LinkSpec) { s.Passphrase = "  seven77  " },
		"long": func(s *LinkSpec) { s.Passphrase = strings.Repeat("x", 129) },
	} {
		s := board
		change(&s)
		if token, _, err := p.Links.Make(t.Context(), s); domain.KindOf(err) != domain.Invalid || token != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
