package domain_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

// box is the plainest sealer there is: what it sealed, by key and place. The real one is in internal/keys.
type box struct {
	texts  map[string]string
	erased map[string]bool // owners
	owners []string
}

func newBox() *box { return &box{texts: map[string]string{}, erased: map[string]bool{}} }

func (b *box) Seal(owner string, class domain.Class, at domain.Place, text string) (domain.Sealed, error) {
	b.owners = append(b.owners, fmt.Sprintf("%s %s %s", owner, class, at.Field))
	key := owner + "/" + string(class)
	b.texts[fmt.Sprint(key, at)] = text
	return domain.SealedAt(at, key, []byte{1}), nil
}

func (b *box) Open(s domain.Sealed) (string, bool) {
	owner, _, _ := strings.Cut(s.Key, "/")
	text, ok := b.texts[fmt.Sprint(s.Key, s.At())]
	return text, ok && !b.erased[owner]
}

// sealedBy seals an event and reads it back from the log.
func sealedBy(t testing.TB, b *box, e domain.Event) domain.Event {
	t.Helper()
	s, err := domain.SealEvent(e, b)
	if err != nil {
		t.Fatal(err)
	}
	if s.Body, err = domain.DecodeBody(s.Body.Kind(), JSON(t, s.Body)); err != nil {
		t.Fatal(err)
	}
	domain.BindEvent(&s)
	return s
}

// A text of a person anywhere in a body that sealing does not reach would lie open in the log for ever.
func TestEveryPersonalFieldOfEveryKindIsSealed(t *testing.T) {
	for _, k := range domain.Kinds() {
		found := 0
		countPersonal(reflect.TypeOf(k.New()).Elem(), &found)
		if planned := domain.PersonalFields(k.New()); planned != found {
			t.Errorf("%s has %d personal fields, and %d of them are sealed: put them at the top of the body", k.Name, found, planned)
		}
	}
}

func countPersonal(t reflect.Type, n *int) {
	switch t {
	case reflect.TypeFor[domain.Words](), reflect.TypeFor[domain.Identity](), reflect.TypeFor[domain.Confidential](), reflect.TypeFor[domain.Value]():
		*n++
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			countPersonal(t.Field(i).Type, n)
		}
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		if t.Kind() == reflect.Map {
			countPersonal(t.Key(), n)
		}
		countPersonal(t.Elem(), n)
	}
}

// Whatever a story says, no word of it is in what goes to the log, and all of it comes back.
func TestSealingBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := newBox()
		for _, e := range Histories(t) {
			before := string(JSON(t, e.Body))
			s, err := domain.SealEvent(e, b)
			if err != nil {
				t.Fatal(err)
			}
			if now := string(JSON(t, e.Body)); now != before {
				t.Fatalf("sealing changed the body given: %s, it was %s", now, before)
			}
			want := string(JSON(t, domain.OpenBody(e.Body, nil))) // what came sealed from elsewhere is out of sight
			if err := domain.CheckSealed(&s); err != nil {
				t.Fatal(err)
			}
			raw := JSON(t, s.Body)
			if s.Body, err = domain.DecodeBody(s.Body.Kind(), raw); err != nil {
				t.Fatal(err)
			}
			domain.BindEvent(&s)
			if again := JSON(t, s.Body); string(again) != string(raw) {
				t.Fatalf("%s comes back as %s", raw, again)
			}
			if open := string(JSON(t, domain.OpenBody(s.Body, b))); open != want {
				t.Fatalf("%s opens as %s; want %s", raw, open, want)
			}
		}
	})
}

func TestWhoseKeyItIs(t *testing.T) {
	joined := &domain.PersonJoined{Person: Person(2), Name: domain.Name("Bea")}
	surprised := &domain.SurpriseNoticed{What: domain.Write("a")}
	for _, c := range []struct {
		name string
		e    domain.Event
		want string
	}{
		{"somebody who joins", domain.Event{Actor: Person(1), Body: joined}, "p:" + Person(2) + "/ identity name"},
		{"somebody who writes", domain.Event{Actor: Person(1), Correlation: "i", Body: surprised}, "p:" + Person(1) + "/ voice what"},
		{"an import", domain.Event{Correlation: "i", Body: surprised}, "i:i voice what"},
		{"nobody", domain.Event{Body: surprised}, "e:7 voice what"},
		{"a name put right", domain.Event{Actor: Person(1), Body: &domain.EntryCorrected{Entry: "3", With: joined}}, "p:" + Person(2) + "/ identity with.name"},
	} {
		b := newBox()
		c.e.ID = "7"
		if _, err := domain.SealEvent(c.e, b); err != nil || len(b.owners) != 1 || b.owners[0] != c.want {
			t.Errorf("%s: sealed as %q, %v; want %q", c.name, b.owners, err, c.want)
		}
	}
}

// Whoever corrects somebody's entry writes their words once more; they go with whoever said them first.
func TestACorrectionIsSealedForWhoWroteTheEntry(t *testing.T) {
	s := Given(t, surprise("One."))
	s.WhenCommand(domain.Command{ID: ID(50), Actor: Person(1), Drafts: []domain.Draft{{Body: surprise("Two.")}}}).Taken()
	events, err := domain.Decide(s.State(), domain.Command{ID: ID(51), Project: Project, Actor: Person(2), Drafts: []domain.Draft{{
		Body: &domain.EntryCorrected{Entry: ID(50), With: surprise("Two!"), Why: domain.Write("It was loud.")},
	}}}, Now())
	if err != nil {
		t.Fatal(err)
	}
	b := newBox()
	sealedBy(t, b, events[len(events)-1])
	if want := []string{"p:" + Person(2) + "/garden voice why", "p:" + Person(1) + "/garden voice with.what"}; !reflect.DeepEqual(b.owners, want) {
		t.Errorf("sealed for %q; want %q", b.owners, want)
	}
}

// What comes sealed from elsewhere can never be opened here, so it must not look as if it could.
func TestAStrangeBoxIsTakenOutOfSight(t *testing.T) {
	b := newBox()
	s := sealedBy(t, b, domain.Event{ID: "1", Body: &domain.SurpriseNoticed{What: sealed(t), Helped: domain.Write("b").Redacted()}})
	body := s.Body.(*domain.SurpriseNoticed)
	for _, w := range []domain.Words{body.What, body.Helped} {
		if f := w.Sealed(); f == nil || f.Key != "" || f.Box != nil {
			t.Errorf("it is kept as %+v", f)
		}
	}
	again, err := domain.SealEvent(s, b)
	if err != nil || string(JSON(t, again.Body)) != string(JSON(t, s.Body)) || len(b.owners) != 0 {
		t.Errorf("sealed again it is %s, %v", JSON(t, again.Body), err)
	}
}

func TestTheSameCommandAgainWhereItIsSealed(t *testing.T) {
	for name, send := range map[string]sent{
		"words":            once(func() domain.Body { return surprise("Nobody expected it.") }),
		"a decimal comma":  once(value("visits", "30,6")),
		"words as a value": once(value("visits", "about a dozen")),
		"yes":              once(value("open", "Yes")),
	} {
		t.Run(name, func(t *testing.T) {
			b, s := newBox(), measured(t)
			stored := taken(t, s, send())
			for i := range stored {
				stored[i] = sealedBy(t, b, stored[i])
			}
			if err := domain.SameCommand(s.State(), send(), stored, b); err != nil {
				t.Errorf("the same again: %v", err)
			}
			other := once(value("visits", "31,5"), value("open", "no"))
			if name == "words" {
				other = once(func() domain.Body { return surprise("Everybody expected it.") })
			}
			different := other()
			different.Drafts = different.Drafts[:1]
			CheckError(t, domain.SameCommand(s.State(), different, stored, b), domain.Conflict, "other content")
			b.erased["p:"+Person(1)+"/"] = true
			if err := domain.SameCommand(s.State(), send(), stored, b); err != nil {
				t.Errorf("the same again after it was erased: %v", err)
			}
		})
	}
}

// What is taken out of sight for everybody leaves the other fields where they can be opened.
func TestARedactionKeepsThePlaceOfTheRest(t *testing.T) {
	b := newBox()
	s := sealedBy(t, b, domain.Event{ID: "1", Actor: Person(1), Body: &domain.FailureShared{What: domain.Write("a"), Why: domain.Write("b")}})
	less, err := domain.Redact(s.Body, []string{"why"})
	if err != nil {
		t.Fatal(err)
	}
	body := less.(*domain.FailureShared)
	if text, erased := body.What.Reveal(b); text != "a" || erased {
		t.Errorf("the rest is %q, erased %v", text, erased)
	}
	if _, erased := body.Why.Reveal(b); !erased {
		t.Error("what was redacted opens")
	}
	if _, err := domain.Redact(&domain.Unreadable{KindName: "a.b"}, nil); err == nil {
		t.Error("a body that nobody can read was redacted")
	}
}

// The fast way of reading and writing a sealed field says what encoding/json says.
func TestSealedFieldsAsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := domain.Sealed{Key: rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zA-Z0-9_-]{23}`)).Draw(t, "key"), Box: rapid.SliceOf(rapid.Byte()).Draw(t, "box")}
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		raw := want
		if rapid.Bool().Draw(t, "spaced") {
			raw = []byte(strings.ReplaceAll(string(want), `,"box":`, `, "box" : `))
		}
		var w domain.Words
		if err := json.Unmarshal(raw, &w); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		got, err := w.MarshalJSON()
		if err != nil || string(got) != string(want) {
			t.Fatalf("%s comes back as %s, %v", want, got, err)
		}
	})
	for _, bad := range []string{`{"key":"k","box":"AA`, `{"key":"k"`, `{"key":7,"box":"AA=="}`, `{"key":"k","box":"AA==","box":"?"}`} {
		if err := new(domain.Words).UnmarshalJSON([]byte(bad)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
	// What is no box at all is kept as it stands, so that it stops no reader, and opens nothing.
	var w domain.Words
	if err := json.Unmarshal([]byte(`{"key":"k","box":"!"}`), &w); err != nil || len(w.Sealed().Box) != 0 {
		t.Errorf("a box that is none is %+v, %v", w.Sealed(), err)
	}
}

func TestForgottenIn(t *testing.T) {
	if _, ok := domain.ForgottenIn(&domain.Event{Body: surprise("a")}); ok {
		t.Error("a surprise makes nobody forgotten")
	}
	f, ok := domain.ForgottenIn(&domain.Event{ID: "9", Body: &domain.PersonForgotten{Person: Person(1), Classes: []string{"voice"}}})
	if !ok || f.Event != "9" || f.Owner != "p:"+Person(1)+"/" || len(f.Classes) != 1 || f.Classes[0] != domain.ClassVoice {
		t.Errorf("it says %+v, %v", f, ok)
	}
}

// What was said in confidence has a key of its own: it can be destroyed while the rest of a person's words is kept.
func TestWhatWasSaidInConfidenceHasItsOwnKey(t *testing.T) {
	for want, sharings := range map[domain.Class][][]string{
		domain.ClassVoice:        {nil, {domain.SharedGroup}, {domain.SharedGroup, domain.SharedFunders}, {domain.SharedPublic}, {domain.SharedOnlyMe}},
		domain.ClassConfidential: {{domain.SharedListener}, {"a-circle"}},
	} {
		for _, sharing := range sharings {
			b := newBox()
			e := domain.Event{ID: "1", Project: "p", Actor: "a", Sharing: sharing, Body: &domain.SurpriseNoticed{What: domain.Write("So it was")}}
			sealedBy(t, b, e)
			if one := "p:a/p " + string(want) + " what"; !slices.Equal(b.owners, []string{one}) {
				t.Errorf("shared with %q it is sealed as %q, want %q", sharing, b.owners, one)
			}
		}
	}
}

// What a correction of it says instead is as confident as the entry, whatever the correction itself is shared with.
func TestACorrectionIsSealedAsTheEntryIs(t *testing.T) {
	s := Given(t)
	s.WhenCommand(domain.Command{ID: ID(50), Actor: Person(1), Drafts: []domain.Draft{{Body: surprise("One."), Sharing: []string{domain.SharedListener}}}}).Taken()
	events, err := domain.Decide(s.State(), domain.Command{ID: ID(51), Project: Project, Actor: Person(1), Drafts: []domain.Draft{{
		Body: &domain.EntryCorrected{Entry: ID(50), With: surprise("Two.")},
	}}}, Now())
	if err != nil {
		t.Fatal(err)
	}
	b := newBox()
	sealedBy(t, b, events[0])
	if want := []string{"p:" + Person(1) + "/garden confidential with.what"}; !slices.Equal(b.owners, want) {
		t.Errorf("sealed as %q; want %q", b.owners, want)
	}
}
