package identity

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
)

func TestTheListOfWords(t *testing.T) {
	list := strings.Fields(wordList)
	seen := map[string]bool{}
	plain := regexp.MustCompile(`^[a-z]{3,9}$`)
	for _, w := range list {
		if seen[w] || !plain.MatchString(w) {
			t.Errorf("%q is there twice or is not plain", w)
		}
		seen[w] = true
	}
	if len(list) < 2048 {
		t.Errorf("%d words; six of 2,048 are 66 bits", len(list))
	}
}

func TestSixWordsBringSomebodyBack(t *testing.T) {
	p := open(t)
	me, other := p.person(), p.person()
	words := must(p.Words.Offer(t.Context(), me))(t)
	others := must(p.Words.Offer(t.Context(), other))(t)
	if len(strings.Fields(words)) != 6 || words == others {
		t.Fatalf("offered %q and %q", words, others)
	}
	typed := "  " + strings.ToUpper(strings.ReplaceAll(words, " ", " - ")) + ".\n"
	if got := must(p.Words.SignIn(t.Context(), typed))(t); got != me {
		t.Errorf("%q brings back %q", typed, got)
	}
	if ways := must(p.Accounts.Ways(me))(t); len(ways) != 1 || ways[0].Kind != "words" || ways[0].Seen.IsZero() {
		t.Errorf("the ways are %+v", ways)
	}
	for _, part := range strings.Fields(words)[:2] {
		if p.fileHolds(`"` + part) {
			t.Errorf("the file holds %q", part)
		}
	}
}

func TestWordsThatAreNotRightAreRefused(t *testing.T) {
	p := open(t)
	me := p.person()
	words := must(p.Words.Offer(t.Context(), me))(t)
	five := words[:strings.LastIndex(words, " ")]
	must(p.Words.Offer(t.Context(), me))(t) // takes the place of the first
	errs := map[string]error{}
	for name, typed := range map[string]string{"old": words, "five": five, "none": " 12 ", "huge": strings.Repeat("a", 1<<20)} {
		_, errs[name] = p.Words.SignIn(t.Context(), typed)
	}
	wantSame(t, errs)
}

func TestWordsAreNotForStaff(t *testing.T) {
	p := open(t)
	me := p.person()
	words := must(p.Words.Offer(t.Context(), me))(t)
	p.staff[me] = true
	if got, err := p.Words.SignIn(t.Context(), words); err == nil || got != "" {
		t.Errorf("appointed since, and in by words as %q", got)
	}
	_, err := p.Words.Offer(t.Context(), me)
	wantKind(t, err, domain.Refused)
	_, err = p.Words.Offer(t.Context(), uuid.NewString())
	wantKind(t, err, domain.NotFound)
}
