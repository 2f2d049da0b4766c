package identity

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/desirelines/desirelines/domain"
)

func TestPINs(t *testing.T) {
	for pin, good := range map[string]bool{
		"493817": true, "82 91 04": true, "1357924680": true, "493817493818": true,
		"49381": false, "4938174938174": false, "49a817": false, "": false, "４９３８１７": false,
		"111111": false, "121212": false, "112211": false, "123456": false, "654321": false, "890123": false, "246802": false,
		"123123": false, "112111": false, "493493": false, "112233": false, "123321": false, "4938394": false,
	} {
		if err := checkPIN(pin); good != (err == nil) {
			t.Errorf("%q: %v; want good %v", pin, err, good)
		}
		if err := checkPIN(pin); err != nil && pin != "" && strings.Contains(err.Error(), pin) {
			t.Errorf("the refusal says the PIN: %v", err)
		}
	}
}

func TestACardAndAPINBringSomebodyBack(t *testing.T) {
	p := open(t)
	me := p.person()
	digits := must(p.KeptCards.Issue(t.Context(), me, "493817"))(t)
	if len(readDigits(digits)) != 16 || strings.Count(digits, "-") != 3 {
		t.Fatalf("the card says %q", digits)
	}
	if got := must(p.KeptCards.SignIn(t.Context(), " "+strings.ReplaceAll(digits, "-", " "), "4938 17"))(t); got != me {
		t.Errorf("back as %q", got)
	}
	wrong := strings.Map(func(r rune) rune {
		if r == '-' {
			return r
		}
		return '0' + (r-'0'+1)%10
	}, digits)
	errs := map[string]error{}
	_, errs["PIN"] = p.KeptCards.SignIn(t.Context(), digits, "493818")
	_, errs["card"] = p.KeptCards.SignIn(t.Context(), wrong, "493817")
	_, errs["short"] = p.KeptCards.SignIn(t.Context(), digits[:10], "493817")
	_, errs["no PIN"] = p.KeptCards.SignIn(t.Context(), digits, "")
	must(p.KeptCards.Issue(t.Context(), me, "493817"))(t)
	_, errs["replaced"] = p.KeptCards.SignIn(t.Context(), digits, "493817")
	wantSame(t, errs)
	if p.fileHolds(readDigits(digits)) || p.fileHolds("493817") {
		t.Error("the file holds digits or PIN")
	}
	_, err := p.KeptCards.Issue(t.Context(), me, "123456")
	wantKind(t, err, domain.Invalid)
}

func TestAKeptCardIsNotForStaff(t *testing.T) {
	p := open(t)
	me := p.person()
	digits := must(p.KeptCards.Issue(t.Context(), me, "493817"))(t)
	p.staff[me] = true
	if got, err := p.KeptCards.SignIn(t.Context(), digits, "493817"); err == nil || got != "" {
		t.Errorf("in as %q", got)
	}
	_, err := p.KeptCards.Issue(t.Context(), me, "493817")
	wantKind(t, err, domain.Refused)
}

func TestTwoHashAtATimeAndTheThirdMayLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHasher([]byte("salt of sixteen."))
		for range 2 {
			select {
			case h.turns <- struct{}{}: // two who take their time
			default:
				t.Fatal("there are fewer than two turns")
			}
		}
		ctx, leave := context.WithCancel(t.Context())
		left := make(chan error, 1)
		stayed := make(chan error, 1)
		go func() {
			_, err := h.hash(ctx, "a", h.salt)
			left <- err
		}()
		go func() {
			_, err := h.hash(t.Context(), "b", h.salt)
			stayed <- err
		}()
		synctest.Wait()
		if len(left)+len(stayed) != 0 {
			t.Fatal("a third was let in")
		}
		leave()
		wantKind(t, <-left, domain.Unavailable)
		<-h.turns
		if err := <-stayed; err != nil {
			t.Error(err)
		}
		done, end := context.WithCancel(t.Context())
		end()
		<-h.turns
		if _, err := h.hash(done, "c", h.salt); err == nil {
			t.Error("hashed for somebody who had left")
		}
	})
}
