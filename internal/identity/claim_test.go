package identity

import (
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

func TestACodeShowsWhoseAnEntryIs(t *testing.T) {
	p := open(t)
	one, two := must(p.Claims.Issue("entry-1", ""))(t), must(p.Claims.Issue("entry-2", ""))(t)
	for range 2 {
		if got := must(p.Claims.Claim(t.Context(), strings.ToLower(one)))(t); got != "entry-1" {
			t.Errorf("claimed %q", got)
		}
	}
	if p.fileHolds(readCode(one)) || p.fileHolds(one) {
		t.Error("the file holds the code")
	}
	if err := p.Claims.Drop("entry-1"); err != nil {
		t.Fatal(err)
	}
	errs := map[string]error{}
	_, errs["dropped"] = p.Claims.Claim(t.Context(), one)
	_, errs["unknown"] = p.Claims.Claim(t.Context(), strings.Repeat("A", codeLength))
	_, errs["empty"] = p.Claims.Claim(t.Context(), "")
	wantSame(t, errs)
	for _, entry := range []string{"entry-1", "entry-2"} {
		if code, err := p.Claims.Issue(entry, ""); domain.KindOf(err) != domain.Conflict || code != "" {
			t.Errorf("%s has a second code: %v", entry, err)
		}
	}
	_, err := p.Claims.Issue("", "")
	wantKind(t, err, domain.Invalid)
	if must(p.Claims.Claim(t.Context(), two))(t) != "entry-2" {
		t.Error("the other code was dropped too")
	}
	_, err = p.Cards.Redeem(t.Context(), two, "", nil)
	wantKind(t, err, domain.Refused)
}

// Who could not know whether the answer came asks again with the same proof; nobody else can.
func TestACodeIsGivenAgainToWhoHasTheProof(t *testing.T) {
	everywhere(t, func(t *testing.T, p, _ *place) {
		const proof = "a secret of the phone it was written on"
		lost := must(p.Claims.Issue("entry-1", proof))(t)
		for _, other := range []string{"", "another secret of another phone", "short"} {
			if _, err := p.Claims.Issue("entry-1", other); domain.KindOf(err) != domain.Conflict {
				t.Errorf("%q gets a code: %v", other, err)
			}
		}
		got := must(p.Claims.Issue("entry-1", proof))(t)
		if _, err := p.Claims.Claim(t.Context(), lost); domain.KindOf(err) != domain.Refused {
			t.Errorf("the code before opens it still: %v", err)
		}
		if must(p.Claims.Claim(t.Context(), got))(t) != "entry-1" || p.fileHolds(proof) {
			t.Error("the new code opens nothing, or the file holds the proof")
		}
		must(p.Claims.Issue("entry-2", "short"))(t)
		if _, err := p.Claims.Issue("entry-2", "short"); domain.KindOf(err) != domain.Conflict {
			t.Errorf("a proof that can be guessed: %v", err)
		}
	})
}

func TestSomebodyHoldsAnEntry(t *testing.T) {
	everywhere(t, func(t *testing.T, p, _ *place) {
		one, two := p.person(), p.person()
		for _, entry := range []string{"p/entry-1", "p/entry-2"} {
			if err := p.Claims.Hold(one, entry, true); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.Claims.Hold(one, "p/entry-2", false); err != nil {
			t.Fatal(err)
		}
		for person, want := range map[string]int{one: 1, two: 0, "": 0} {
			if held := must(p.Claims.HeldBy(person))(t); len(held) != want || want == 1 && held[0] != "p/entry-1" {
				t.Errorf("%q holds %v", person, held)
			}
		}
		wantKind(t, p.Claims.Hold("nobody", "p/entry-1", true), domain.NotFound)
		if err := p.Accounts.Forget(one); err != nil {
			t.Fatal(err)
		}
		if held := must(p.Claims.HeldBy(one))(t); len(held) != 0 {
			t.Errorf("who was forgotten holds %v", held)
		}
	})
}
