package domain_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

const secret = "said in confidence"

// printed is everything that fmt and slog's text handler make of v.
func printed(v any) string {
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%10.3s"} {
		fmt.Fprintf(&out, verb+"\n", v)
	}
	fmt.Fprintln(&out, v, fmt.Sprint(v), fmt.Errorf("it failed: %v", v), errors.Join(fmt.Errorf("%+v", v)))
	log := slog.New(slog.NewTextHandler(&out, nil))
	log.With("with", v).WithGroup("group").Info("saying", "v", v, slog.Any("any", v), slog.Group("inner", "v", v))
	return out.String()
}

func TestPersonalFieldsAreNeverPrinted(t *testing.T) {
	words, name, confided := domain.Write(secret), domain.Name(secret), domain.Confide(secret)
	event := domain.Event{Body: &domain.SurpriseNoticed{What: words}}
	for _, v := range []any{
		words, &words, name, &name, confided, &confided, []domain.Words{words}, map[string]domain.Identity{"a": name},
		struct{ W domain.Words }{words}, &struct{ C *domain.Confidential }{&confided}, domain.Say(secret),
		domain.SurpriseNoticed{What: words}, *event.Body.(*domain.SurpriseNoticed), event.Body,
		domain.EntryCorrected{With: event.Body, Why: words}, domain.OutcomeRecorded{Value: domain.Say(secret)},
		domain.Draft{Body: event.Body}, domain.Command{Drafts: []domain.Draft{{Body: event.Body}}}, event, &event,
		domain.Commit{Events: []domain.Event{event}}, struct{ hidden domain.Words }{words}, struct{ row *domain.TestNoted }{&domain.TestNoted{What: words}},
	} {
		out := printed(v)
		if strings.Contains(out, secret) || strings.Contains(out, fmt.Sprintf("%x", secret)) || strings.Contains(out, "said") {
			t.Errorf("%T was printed with its words:\n%s", v, out)
		}
	}
	for _, c := range []struct{ got, want string }{
		{fmt.Sprint(words), "[open]"}, {fmt.Sprintf("%q", name), "[open]"}, {confided.String(), "[open]"},
		{fmt.Sprint(domain.Words{}), "[empty]"}, {fmt.Sprintf("%#v", sealed(t)), "[sealed]"},
	} {
		if c.got != c.want {
			t.Errorf("it is printed as %s, want %s", c.got, c.want)
		}
	}
}

func TestErrorsHoldNoWords(t *testing.T) {
	for _, bad := range []string{secret + "\x00", secret + "\xff", secret + strings.Repeat("!", domain.MaxWords)} {
		for _, body := range []domain.Body{
			&domain.SurpriseNoticed{What: domain.Write(bad)},
			&domain.FailureShared{What: domain.Write("a"), Why: domain.Write(bad)},
			&domain.PersonJoined{Person: "5ca1ab1e-0000-4000-8000-000000000001", Name: domain.Name(bad)},
		} {
			p := domain.NewProject("garden")
			_, err := domain.Decide(p, domain.Command{ID: "01900000-0000-7000-8000-000000000001", Project: "garden",
				Drafts: []domain.Draft{{Body: started()}, {Body: body}}}, Now())
			if domain.KindOf(err) != domain.Invalid {
				t.Fatalf("the error is %v", err)
			}
			if out := printed(err); strings.Contains(out, "said") {
				t.Errorf("the error shows the words:\n%s", out)
			}
			var e *domain.Error
			if errors.As(err, &e) && e.Value != "" {
				t.Errorf("the error carries the words %q", e.Value)
			}
		}
	}
	for _, kind := range []string{"surprise.noticed", "entry.corrected"} {
		for _, raw := range []string{`{"what":["` + secret + `"]}`, `{"what":{"key":"` + secret + `","box":7}}`, `{"with":{"kind":"surprise.noticed","body":{"what":["` + secret + `"]}}}`} {
			if _, err := domain.DecodeBody(kind, []byte(raw)); err != nil && strings.Contains(err.Error(), "said") {
				t.Errorf("the error shows the words: %v", err)
			}
		}
	}
}

func TestPersonalFieldsComeBackFromJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		open := domain.Write(text)
		raw, err := json.Marshal(open)
		if err != nil {
			t.Fatal(err)
		}
		var again domain.Words
		if err := json.Unmarshal(raw, &again); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		if got, erased := again.Reveal(nil); got != text || erased || again.Sealed() != nil || again.IsZero() != (text == "") {
			t.Fatalf("%q comes back as %q", text, got)
		}
		box := domain.Sealed{Key: rapid.String().Draw(t, "key"), Box: rapid.SliceOf(rapid.Byte()).Draw(t, "box")}
		raw, err = json.Marshal(box)
		if err != nil {
			t.Fatal(err)
		}
		var name domain.Identity
		if err := json.Unmarshal(raw, &name); err != nil {
			t.Fatal(err)
		}
		if s := name.Sealed(); s == nil || s.Key != box.Key || !bytes.Equal(s.Box, box.Box) || name.IsZero() {
			t.Fatalf("the sealed field comes back as %v", s)
		}
		if twice, err := json.Marshal(name); err != nil || string(twice) != string(raw) {
			t.Fatalf("%s comes back as %s, %v", raw, twice, err)
		}
	})
}

// key opens what was sealed with it.
type key map[string]string

func (k key) Open(s domain.Sealed) (string, bool) {
	text, ok := k[s.Key]
	return text, ok
}

func TestRevealTellsErasedFromNothing(t *testing.T) {
	w := sealed(t)
	if text, erased := w.Reveal(key{"k1": secret}); text != secret || erased {
		t.Errorf("with its key it says %q, erased %v", text, erased)
	}
	for name, opener := range map[string]domain.Opener{"no opener": nil, "another key": key{"k2": "other"}} {
		if text, erased := w.Reveal(opener); text != "" || !erased {
			t.Errorf("with %s it says %q, erased %v; want nothing, erased", name, text, erased)
		}
	}
	if text, erased := (domain.Words{}).Reveal(nil); text != "" || erased {
		t.Errorf("nothing written says %q, erased %v", text, erased)
	}
	if domain.Write("") != (domain.Words{}) || !domain.Say("").IsZero() {
		t.Error("an empty text is not nothing")
	}
}

// A sealed field counts as written: nobody can look whether it is blank.
func TestSealedWordsAreTaken(t *testing.T) {
	p := domain.NewProject("garden")
	_, err := domain.Decide(p, domain.Command{ID: "01900000-0000-7000-8000-000000000001", Project: "garden",
		Drafts: []domain.Draft{{Body: started()}, {Body: &domain.SurpriseNoticed{What: sealed(t)}}}}, Now())
	if err != nil {
		t.Error(err)
	}
}

func sealed(t testing.TB) domain.Words {
	t.Helper()
	var w domain.Words
	if err := json.Unmarshal([]byte(`{"key":"k1","box":"AAEC"}`), &w); err != nil {
		t.Fatal(err)
	}
	return w
}
