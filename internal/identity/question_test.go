package identity

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
)

var lasted = QuestionSpec{Project: "walk", About: "look-back-1", Maker: "blue"}

func TestALinkToAQuestionOpensThatQuestionAlone(t *testing.T) {
	p := open(t)
	token, made, err := p.Questions.Make(lasted)
	if err != nil {
		t.Fatal(err)
	}
	if len(token) != 43 || p.fileHolds(token) || !p.fileHolds(fastHash(token)) {
		t.Error("the token is short, or kept, or its hash is not")
	}
	got := must(p.Questions.Find(t.Context(), token))(t)
	if got.About != "look-back-1" || got.Project != "walk" || got.Maker != "blue" || got.Answered != 0 {
		t.Errorf("found %+v", got)
	}
	for range 2 { // as often as people answer
		if err := p.Questions.Answer(t.Context(), token, ""); err != nil {
			t.Fatal(err)
		}
	}
	if list := must(p.Questions.List("walk", "look-back-1"))(t); len(list) != 1 || list[0].Answered != 2 || list[0].ID != made.ID {
		t.Errorf("the list is %+v", list)
	}
	if len(must(p.Questions.List("other", "look-back-1"))(t)) != 0 || len(must(p.Questions.List("walk", "look-back-2"))(t)) != 0 {
		t.Error("the link is listed elsewhere")
	}
	if p.Questions.Address(token) != p.core.site.url("/q/"+token) {
		t.Error("its address is elsewhere")
	}
}

func TestALinkToAQuestionEnds(t *testing.T) {
	p := open(t)
	old, _, err := p.Questions.Make(QuestionSpec{Project: "walk", About: "x", Maker: "blue", Until: p.clock.now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	revoked, r, err := p.Questions.Make(lasted)
	if err != nil {
		t.Fatal(err)
	}
	wantKind(t, p.Questions.Revoke("other", r.ID), domain.NotFound)
	if err := p.Questions.Revoke("walk", r.ID); err != nil {
		t.Fatal(err)
	}
	p.clock.move(time.Hour)
	for what, token := range map[string]string{"over": old, "revoked": revoked, "unknown": strings.Repeat("A", 43), "empty": "", "huge": strings.Repeat("A", 1<<20)} {
		if _, err := p.Questions.Find(t.Context(), token); !p.Questions.Refused(err) {
			t.Errorf("%s: found (%v)", what, err)
		}
		if err := p.Questions.Answer(t.Context(), token, ""); !p.Questions.Refused(err) {
			t.Errorf("%s: answered (%v)", what, err)
		}
		p.clock.move(time.Minute)
	}
}

func TestALinkToAQuestionTakesSoManyAnswers(t *testing.T) {
	p := open(t)
	token, _, err := p.Questions.Make(lasted)
	if err != nil {
		t.Fatal(err)
	}
	for range mostAnswers {
		p.clock.move(time.Minute)
		if err := p.Questions.Answer(t.Context(), token, ""); err != nil {
			t.Fatal(err)
		}
	}
	p.clock.move(time.Minute)
	if err := p.Questions.Answer(t.Context(), token, ""); !p.Questions.Refused(err) {
		t.Errorf("one more: %v", err)
	}
	if _, err := p.Questions.Find(t.Context(), token); !p.Questions.Refused(err) {
		t.Errorf("it still opens: %v", err)
	}
}

// Whoever sends answers without end is asked to wait.
func TestAnswersAreSlow(t *testing.T) {
	p := open(t, func(o *Options) { o.Limits.Account, o.Limits.Wait = Rate{time.Minute, 3}, time.Nanosecond })
	token, _, err := p.Questions.Make(lasted)
	if err != nil {
		t.Fatal(err)
	}
	var busy *Busy
	for n := range 4 {
		if err = p.Questions.Answer(t.Context(), token, ""); errors.As(err, &busy) != (n == 3) {
			t.Fatalf("answer %d: %v", n+1, err)
		}
	}
	if found := must(p.Questions.Find(t.Context(), token))(t); found.Answered != 3 {
		t.Errorf("%d answers were counted", found.Answered)
	}
}

func TestALinkToAQuestionNeedsWhatItIsFor(t *testing.T) {
	p := open(t)
	for _, s := range []QuestionSpec{
		{About: "x", Maker: "b"}, {Project: "p", Maker: "b"}, {Project: "p", About: "x"},
		{Project: "p", About: "x", Maker: "b", Until: p.clock.now()}, {Project: "p", About: "x", Maker: "b", Until: p.clock.now().Add(401 * 24 * time.Hour)},
	} {
		_, _, err := p.Questions.Make(s)
		wantKind(t, err, domain.Invalid)
	}
}

// A link that takes one answer takes one; the same command may come again, because its receipt may be lost, and no other.
func TestALinkThatTakesOneAnswer(t *testing.T) {
	p := open(t)
	spec := QuestionSpec{Project: "walk", About: "heron", Maker: "blue", Through: "public", Once: true}
	token, made, err := p.Questions.Make(spec)
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := p.Questions.Make(QuestionSpec{Project: "walk", About: "owl", Maker: "blue", Through: "funders", Once: true})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := p.Questions.Answer(t.Context(), token, "command-1"); err != nil {
			t.Fatal(err)
		}
		p.clock.move(time.Minute)
	}
	got := must(p.Questions.FindFor(t.Context(), token, "command-1"))(t)
	if got.Answered != 1 || got.Through != "public" || !got.Once || got.About != "heron" {
		t.Errorf("found %+v", got)
	}
	for _, command := range []string{"", "command-2"} {
		if _, err := p.Questions.FindFor(t.Context(), token, command); !p.Questions.Refused(err) {
			t.Errorf("%q: opened again (%v)", command, err)
		}
		if err := p.Questions.Answer(t.Context(), token, command); !p.Questions.Refused(err) {
			t.Errorf("%q: answered again (%v)", command, err)
		}
		p.clock.move(time.Minute)
	}
	if got := must(p.Questions.Find(t.Context(), other))(t); got.About != "owl" || got.Through != "funders" || got.Answered != 0 {
		t.Errorf("the other link opens %+v", got)
	}
	if p.fileHolds("command-1") {
		t.Error("the command is kept as it is")
	}
	if err := p.Questions.Revoke("walk", made.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Questions.FindFor(t.Context(), token, "command-1"); !p.Questions.Refused(err) {
		t.Error("a link that was ended opens for its answer")
	}
}
