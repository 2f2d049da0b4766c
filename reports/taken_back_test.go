package reports

import (
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
)

func (p *plot) noClass(by int, class string) {
	p.t.Helper()
	p.add(by, nil, &domain.ConsentWithdrawn{Person: domaintest.Person(by), Class: class})
}

// What somebody said in a circle, and what they took back from it, is theirs again: the circle reads it no more than others do.
func TestWhatIsTakenBackFromACircleIsTheWritersOwn(t *testing.T) {
	for _, from := range []string{"", "group", "circle"} {
		p := circleOf(t)
		id := p.add(ada, []string{"circle"}, &domain.SurpriseNoticed{What: words("I was afraid")})
		if e, err := EntryOf(p.see(cas, "group"), id); err != nil || e.Text.Text != "I was afraid" {
			t.Fatalf("the circle reads %+v, %v", e.Text, err)
		}
		p.no(ada, id, from)
		for _, through := range []string{"group", "circle"} {
			if _, err := EntryOf(p.see(cas, through), id); domain.KindOf(err) != domain.NotFound {
				t.Errorf("taken back from %q, through %s: %v; want NotFound", from, through, err)
			}
		}
		if e, err := EntryOf(p.see(ada, "group"), id); err != nil || e.Text.Text != "I was afraid" {
			t.Errorf("taken back from %q, its writer reads %+v, %v", from, e.Text, err)
		}
	}
}

// Taking back all of one's words reaches those told to a listener or in a circle.
func TestAllWordsTakenBackReachCirclesAndListeners(t *testing.T) {
	p := circleOf(t)
	p.add(mo, nil, &domain.PersonRoleGiven{Person: domaintest.Person(cas), Role: domain.RoleListener})
	ids := []string{
		p.add(ada, []string{"circle"}, &domain.SurpriseNoticed{What: words("I was afraid")}),
		p.add(ada, []string{"listener"}, &domain.SurpriseNoticed{What: words("I was afraid")}),
	}
	reads := func() (states []TextState) {
		for _, id := range ids {
			e, err := EntryOf(p.see(cas, "group"), id)
			if err != nil {
				t.Fatal(err)
			}
			states = append(states, e.TextState)
		}
		return states
	}
	if got := reads(); !slices.Equal(got, []TextState{TextShown, TextShown}) {
		t.Fatalf("before: %v", got)
	}
	p.noClass(ada, domain.ConsentWords)
	if got := reads(); !slices.Equal(got, []TextState{TextPrivate, TextPrivate}) {
		t.Errorf("after she took back all her words: %v", got)
	}
}

// A name that was taken back stands nowhere: not in the list of people, whoever wrote it down there, and beside no entry.
func TestANameThatWasTakenBack(t *testing.T) {
	p := circleOf(t)
	id := p.add(ada, nil, &domain.SurpriseNoticed{What: words("It rained")})
	if w := WriterOf(p.see(ned, "group"), id); w.Text != "Person 1" {
		t.Fatalf("before: %+v", w)
	}
	p.noClass(ada, domain.ConsentName)
	for _, who := range []int{ned, mo} {
		seen := p.see(who, "group")
		if w := WriterOf(seen, id); w.State != TextPrivate {
			t.Errorf("person %d sees beside it %+v", who, w)
		}
		for _, one := range PeopleOf(seen) {
			if shown := one.Name.State == TextShown; shown == (one.ID == domaintest.Person(ada)) {
				t.Errorf("person %d sees %+v", who, one)
			}
		}
	}
	const rob = 7
	p.add(mo, nil, &domain.PersonJoined{Person: domaintest.Person(rob), Name: domain.Name("Rob")})
	p.noClass(rob, domain.ConsentName)
	if people := PeopleOf(p.see(mo, "group")); people[len(people)-1].Name.State != TextPrivate {
		t.Errorf("whoever wrote the name down still sees %+v", people[len(people)-1])
	}
	if w := WriterOf(p.see(ada, "group"), id); w.Text != "Person 1" {
		t.Errorf("she sees beside it %+v", w)
	}
}

// A no to a recording that comes after it was made takes it out of sight, whatever moment is shown.
func TestARecordingThatSomebodySaysNoToLater(t *testing.T) {
	p := circleOf(t)
	entry := p.add(ada, nil, &domain.SurpriseNoticed{What: words("We sang")})
	asked := p.add(ada, nil, &domain.RecordingAsked{What: words("the song"), People: []string{domaintest.Person(ada), domaintest.Person(ned)}})
	for _, n := range []int{ada, ned} {
		p.add(n, nil, &domain.RecordingAgreed{Recording: asked, Person: domaintest.Person(n)})
	}
	file := domain.File{ID: strings.Repeat("0a", 16), MediaType: "audio/ogg", Size: 4096, SHA256: strings.Repeat("f0", 32), Key: words("the key")}
	evidence := p.add(ada, nil, &domain.EvidenceAttached{Entry: entry, Recording: asked, What: words("We sing"), File: file})
	made := len(p.events)
	if f, err := FileOf(p.see(ada, "group"), evidence); err != nil || f.Key() != "the key" {
		t.Fatalf("before: %+v, %v", f, err)
	}
	p.add(ned, nil, &domain.RecordingRefused{Recording: asked, Person: domaintest.Person(ned)})
	if st, err := standingIn("garden", p.events); err != nil || !st.refused[asked] {
		t.Errorf("a replay does not know of the no: %v", err)
	}
	for _, at := range []string{"", sayNumber(uint64(made))} {
		seen, err := p.look(p.lens(ada, "group"), at)
		if err != nil {
			t.Fatal(err)
		}
		if f, err := FileOf(seen, evidence); err != nil || f.State != TextRemoved || f.Key() != "" || f.ID != "" {
			t.Errorf("at %q: %+v, %v", at, f, err)
		}
		line, ok := Export(seen, p.events[made-1])
		if !ok || strings.Contains(asJSON(t, line.Event.Body), "the key") {
			t.Errorf("at %q it is exported as %s", at, asJSON(t, line.Event.Body))
		}
	}
}

// What was taken out of sight later is gone from the pages of an earlier moment, also where rows are read as they lie.
func TestRedactedLaterIsGoneFromEarlierPagesOfTheGroup(t *testing.T) {
	p := circleOf(t)
	id := p.add(ada, nil, &domain.SurpriseNoticed{What: words("It rained")})
	asked := p.add(ada, nil, &domain.RecordingAsked{What: words("a secret song"), People: []string{domaintest.Person(ada)}})
	yes := p.yes(ada, id, "funders", func(b *domain.ConsentGiven) { b.Purpose = words("a secret purpose") })
	named := p.add(ada, nil, &domain.PersonRenamed{Person: domaintest.Person(ada), Name: domain.Name("A secret name")})
	told := p.add(mo, nil, &domain.AudienceTold{Audience: "funders", Report: "all", Position: 3, Why: words("a secret reason")})
	then := sayNumber(uint64(len(p.events)))
	all := func() string {
		seen, err := p.look(p.lens(ada, "group"), then)
		if err != nil {
			t.Fatal(err)
		}
		return asJSON(t, RecordingsOf(seen)) + asJSON(t, AgreementsOf(seen)) + asJSON(t, PeopleOf(seen)) + asJSON(t, ReleasesOf(seen)) + asJSON(t, WriterOf(seen, id))
	}
	if n := strings.Count(all(), "secret"); n != 6 {
		t.Fatalf("before: %d of 6 in %s", n, all())
	}
	for _, entry := range []string{asked, yes, named, told} {
		p.add(ada, nil, &domain.EntryRedacted{Entry: entry})
	}
	if got := all(); strings.Contains(got, "secret") {
		t.Errorf("the earlier moment still tells it: %s", got)
	}
}

// That something private was withdrawn is nothing to those who were told: they never knew of it.
func TestWhatWasNeverTheirsIsNotTakenBackFromThem(t *testing.T) {
	p := circleOf(t)
	hidden := p.add(ada, []string{"circle"}, &domain.SurpriseNoticed{What: words("I was afraid")})
	open := p.add(ada, nil, &domain.SurpriseNoticed{What: words("It rained")})
	p.tell("public")
	says := func() string {
		seen, err := p.look(Lens{Audience: p.lens(ada, "public").Audience}, "")
		if err != nil {
			t.Fatal(err)
		}
		return seen.AsTold().Since
	}
	p.add(ada, nil, &domain.EntryWithdrawn{Entry: hidden})
	if got := says(); got != "" {
		t.Errorf("of what is private it says %q", got)
	}
	p.add(ada, nil, &domain.EntryWithdrawn{Entry: open})
	if got := says(); got == "" {
		t.Error("of what they were told it says nothing")
	}
}

// For whoever is not in it a circle is as an audience that does not exist: that there is one is not theirs to know.
func TestACircleIsNotThereForOthers(t *testing.T) {
	p := circleOf(t)
	_, none := AudienceIn(p.view(), "nothing")
	circle := p.lens(ada, "circle").Audience
	for name, v := range map[string]Viewer{"a member": p.lens(ned, "group").Viewer, "a stranger": {}, "the operator": Operator()} {
		_, err := p.look(Lens{Viewer: v, Audience: circle}, "")
		if domain.KindOf(err) != domain.Invalid || err.Error() != strings.Replace(none.Error(), "nothing", "circle", 1) {
			t.Errorf("%s is told %v; want what is said of one that is not there: %v", name, err, none)
		}
	}
}

// A listener reads what is confided in an entry that was told to them, until its writer takes back what they confided.
func TestConfidencesAreTakenBackFromTheListener(t *testing.T) {
	p := circleOf(t)
	p.add(mo, nil, &domain.PersonRoleGiven{Person: domaintest.Person(cas), Role: domain.RoleListener})
	id := p.add(ada, []string{"listener"}, &domain.SurpriseNoticed{What: words("I was afraid")})
	secrets := func() bool {
		s := p.see(cas, "group").look()
		return s.rights(s.raw(id)).secrets
	}
	if !secrets() {
		t.Error("the listener reads no confidences")
	}
	if p.noClass(ada, domain.ConsentConfidential); secrets() {
		t.Error("the listener reads what was taken back")
	}
}
