package identity

import (
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

func TestACodeShowsWhoseAnEntryIs(t *testing.T) {
	p := open(t)
	one, two := must(p.Claims.Issue("entry-1"))(t), must(p.Claims.Issue("entry-2"))(t)
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
		if code, err := p.Claims.Issue(entry); domain.KindOf(err) != domain.Conflict || code != "" {
			t.Errorf("%s has a second code: %v", entry, err)
		}
	}
	_, err := p.Claims.Issue("")
	wantKind(t, err, domain.Invalid)
	if must(p.Claims.Claim(t.Context(), two))(t) != "entry-2" {
		t.Error("the other code was dropped too")
	}
	_, err = p.Cards.Redeem(t.Context(), two, "", nil)
	wantKind(t, err, domain.Refused)
}
