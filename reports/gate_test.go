package reports

import (
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
)

// What the gate has no rule for it denies: an act, a role, a sort of entry or an audience that nobody named.
func TestTheGateDeniesWhatItHasNoRuleFor(t *testing.T) {
	everything := Resource{Project: "garden", Kind: KindEntry, Mine: true, Concerns: true, Claimed: true, InCircle: true, Published: true, Told: true}
	agreed := Consent{Sharing: append(everybody(), groupID), Field: append(everybody(), groupID), Named: true}
	for name, c := range map[string]struct {
		who     Viewer
		act     Action
		what    Resource
		through Audience
	}{
		"an act":       {Operator(), "open", everything, Audience{ID: groupID, Words: true}},
		"no act":       {Operator(), "", everything, Audience{ID: groupID, Words: true}},
		"no audience":  {Operator(), See, everything, Audience{}},
		"a role":       {Viewer{Person: domaintest.Person(1), Role: "admin", Projects: []string{"garden"}}, See, everything, Audience{ID: groupID, Words: true}},
		"no project":   {Viewer{Person: domaintest.Person(1), Role: RoleMember}, See, everything, Audience{ID: groupID, Words: true}},
		"a kind":       {Operator(), See, Resource{Project: "garden", Mine: true, Told: true}, Audience{ID: groupID, Words: true}},
		"a link to us": {Viewer{Role: RoleLink, Projects: []string{"garden"}, Audience: groupID}, See, everything, Audience{ID: groupID, Words: true}},
	} {
		if may, why := Decide(c.who, c.act, c.what, c.through, agreed); bool(may) {
			t.Errorf("%s: allowed, because %s", name, why)
		}
	}
	funder, funders := Viewer{Role: RoleFunder, Projects: []string{"garden"}}, Audience{ID: "funders"}
	if may, why := Decide(funder, See, Resource{Project: "garden", Kind: KindEntry}, funders, agreed); bool(may) || why != notTold {
		t.Errorf("what nobody told them: %v, because %s", may, why)
	}
	funders.Words = true // says that it reads what the group reads, and is none of those who do
	told, inside := Resource{Project: "garden", Kind: KindEntry, Told: true}, Consent{Sharing: onlyGroup[:], Field: onlyGroup[:]}
	if may, why := Decide(funder, ReadWords, told, funders, inside); bool(may) {
		t.Errorf("an audience that claims to be of the group reads words, because %s", why)
	}
}

// Who may act: an act by who asks.
func TestWhoMayAct(t *testing.T) {
	in := []string{"garden"}
	viewers := map[string]Viewer{
		"writer": {Person: domaintest.Person(1), Role: RoleMember, Projects: in}, "member": {Person: domaintest.Person(2), Role: RoleMember, Projects: in},
		"facilitator": {Person: domaintest.Person(3), Role: RoleFacilitator, Projects: in}, "operator": Operator(),
		"evaluator": {Person: domaintest.Person(4), Role: RoleEvaluator}, "funder": {Person: domaintest.Person(5), Role: RoleFunder, Projects: in}, "stranger": {},
	}
	for act, want := range map[Action][]string{
		Write: {"writer", "member", "facilitator", "operator"}, Correct: {"writer", "facilitator", "operator"}, Share: {"writer", "facilitator"},
		TakeBack: {"writer", "facilitator"}, Facilitate: {"facilitator", "operator"}, Forget: {"facilitator", "operator"}, Administer: {"operator"},
	} {
		var may []string
		for name, v := range viewers {
			what := Resource{Project: "garden", Kind: KindEntry, Mine: v.wrote(domaintest.Person(1))}
			if ok, why := Decide(v, act, what, Audience{}, Consent{}); bool(ok) {
				may = append(may, name)
			} else if err := refusedUnless(ok, why); domain.KindOf(err) != domain.Refused || err.Error() == string(why) {
				t.Errorf("%s, %s: %v", act, name, err)
			}
		}
		slices.Sort(may)
		slices.Sort(want)
		if !slices.Equal(may, want) {
			t.Errorf("%s: %v, want %v", act, may, want)
		}
	}
	// Taking back is never refused to whoever wrote it, whatever became of the entry and of them.
	gone := Resource{Project: "garden", Mine: true, Withdrawn: true, Published: true}
	if may, _ := Decide(Viewer{Person: domaintest.Person(1)}, TakeBack, gone, Audience{}, Consent{}); !bool(may) {
		t.Error("the writer cannot take back")
	}
	nobodys := Resource{Project: "garden", Nobodys: true}
	claimed := Resource{Project: "garden", Kind: KindEntry, Nobodys: true, Claimed: true}
	for _, act := range []Action{Correct, Share, TakeBack} {
		if may, _ := Decide(viewers["member"], act, claimed, Audience{}, Consent{}); !bool(may) {
			t.Errorf("who holds its claim code may not %s", act)
		}
	}
	if may, _ := Decide(viewers["facilitator"], Share, nobodys, Audience{}, Consent{}); bool(may) {
		t.Error("what nobody known wrote goes out without its claim code")
	}
}

func TestEveryReasonHasPlainWords(t *testing.T) {
	for _, w := range reasonWords {
		if words := Reason(w.code).Words(); words == w.code || !strings.HasSuffix(words, ".") {
			t.Errorf("%q says %q", w.code, words)
		}
	}
}

// A key of a page tells apart whoever may see different things.
func TestAKeyTellsViewersApart(t *testing.T) {
	keys := map[string]string{}
	for _, a := range askers() {
		for _, through := range []string{"group", "public"} {
			for _, writer := range []int{1, 2} {
				v := a.viewer(writer)
				key := Lens{Viewer: v, Audience: Audience{ID: through}}.Key()
				says := asJSON(t, []any{v.Role, v.Person, v.Projects, v.Audience, through})
				if before, taken := keys[key]; taken && before != says {
					t.Errorf("one key for %s and %s", before, says)
				}
				keys[key] = says
			}
		}
	}
}

func TestViewerOf(t *testing.T) {
	p := &plot{t: t, project: domain.NewProject("garden")}
	p.add(0, nil, &domain.ProjectStarted{Name: "The garden"})
	p.add(0, nil, &domain.PersonJoined{Person: domaintest.Person(1), Role: domain.RoleFacilitator})
	p.add(0, nil, &domain.PersonJoined{Person: domaintest.Person(2)})
	p.add(0, nil, &domain.PersonLeft{Person: domaintest.Person(2)})
	for n, want := range map[int]Role{1: RoleFacilitator, 2: RoleStranger, 3: RoleStranger} {
		v := ViewerOf(p.view(), "garden", domaintest.Person(n))
		if v.Role != want || v.Person != domaintest.Person(n) || v.In("garden") != (want != RoleStranger) || v.In("shed") {
			t.Errorf("person %d: %+v", n, v)
		}
	}
	if v := ViewerOf(p.view(), "garden", ""); v.Role != RoleStranger || v.Person != "" {
		t.Errorf("nobody: %+v", v)
	}
}

// What somebody agreed to is theirs to see, and theirs to take back.
func TestAgreements(t *testing.T) {
	p := circleOf(t)
	id := p.add(ada, nil, &domain.SurpriseNoticed{What: words("It rained")})
	p.yes(ada, id, "funders", func(b *domain.ConsentGiven) { b.ReviewBy = day("2024-06-30") })
	p.no(ada, id, "funders")
	for who, want := range map[int][]string{
		ada: {"Taken back from the funders.", "A yes for the funders, taken back since."}, mo: {"Taken back from the funders.", "A yes for the funders, taken back since."}, ned: nil,
	} {
		var says []string
		for _, a := range AgreementsOf(p.see(who, "group")) {
			says = append(says, a.Says)
			if len(a.Entries) != 1 || a.Entries[0].ID != id || a.Stands || a.Given && a.Purpose.Text != "words of why" {
				t.Errorf("%d: %+v", who, a)
			}
		}
		if !slices.Equal(says, want) {
			t.Errorf("%d: %q, want %q", who, says, want)
		}
		if err := MayWith(p.see(who, "group"), TakeBack, id); (err == nil) != (want != nil) {
			t.Errorf("%d takes it back: %v", who, err)
		}
	}
	if err := MayWith(p.see(ned, "group"), Share, domaintest.ID(999)); domain.KindOf(err) != domain.NotFound {
		t.Error(err)
	}
}

func TestPeopleAreForTheGroup(t *testing.T) {
	p := circleOf(t)
	id := p.add(ada, []string{"public"}, &domain.SurpriseNoticed{What: words("It rained")})
	if people := PeopleOf(p.see(ned, "group")); len(people) != 4 || people[0].Name.Text != "Person 1" || !people[3].You || people[2].Role != domain.RoleFacilitator {
		t.Errorf("%+v", people)
	}
	for _, audience := range []string{"evaluators", "funders", "public"} {
		seen := p.see(mo, audience)
		if people := PeopleOf(seen); len(people) != 0 || WriterOf(seen, id).State == TextShown || len(AgreementsOf(seen)) != 0 {
			t.Errorf("%s sees %+v", audience, people)
		}
	}
	if name := WriterOf(p.see(ned, "group"), id); name.Text != "Person 1" {
		t.Errorf("%+v", name)
	}
	p.add(mo, nil, &domain.PersonForgotten{Person: domaintest.Person(ada), Reason: "asked", Classes: []string{"identity"}})
	seen := p.see(ned, "group")
	if name := WriterOf(seen, id); name.State != TextRemoved || name.String() != saysRemoved {
		t.Errorf("%+v", name)
	}
	if e, _ := EntryOf(seen, id); e.Text.Text != "It rained" {
		t.Errorf("the words of who gave up their name: %+v", e.Text)
	}
}

// The others of the group know that a circle met, and when; nothing else.
func TestACircleIsForItsPeople(t *testing.T) {
	p := circleOf(t)
	for _, d := range []string{"2024-03-02", "2024-03-01", "2024-03-02"} {
		p.draft(ada, domain.Draft{Body: &domain.SurpriseNoticed{What: words("Between us")}, Sharing: []string{"circle"}, Happened: day(d)})
	}
	for who, want := range map[int]string{ada: "", cas: "", ned: "A smaller circle met on 2 days: 1 March 2024 and 2 March 2024.", mo: "A smaller circle met on 2 days: 1 March 2024 and 2 March 2024."} {
		seen := p.see(who, "group")
		j := JourneyOf(seen)
		if j.SaysApart() != want || strings.Contains(asJSON(t, j)+asJSON(t, EntriesOf(seen)), "Between us") != (want == "") {
			t.Errorf("%d: %q, %s", who, j.SaysApart(), asJSON(t, j))
		}
		if !strings.Contains(text(t, j, 200), want) {
			t.Errorf("%d does not read %q", who, want)
		}
		if all := asJSON(t, EntriesOf(seen)) + asJSON(t, AudiencesFor(seen.Viewer(), p.view())); strings.Contains(all, "the circle") != (want == "") {
			t.Errorf("%d knows of the circle's name: %s", who, all)
		}
	}
	for _, audience := range []string{"evaluators", "funders", "public"} {
		if j := JourneyOf(p.see(mo, audience)); len(j.Apart) != 0 {
			t.Errorf("%s knows that a circle met", audience)
		}
	}
}

// What was told in confidence is for its writer and for who listens; not for another of the group, nor for who
// listens only since. Taken back, it is the writer's alone.
func TestWhatIsToldInConfidence(t *testing.T) {
	p := circleOf(t)
	p.draft(ned, domain.Draft{Body: &domain.PersonRoleGiven{Person: domaintest.Person(ned), Role: domain.RoleListener}})
	entry := p.draft(mo, domain.Draft{Body: &domain.SurpriseNoticed{What: words("In confidence")}, Sharing: []string{domain.SharedListener}})
	p.draft(mo, domain.Draft{Body: &domain.PersonRoleGiven{Person: domaintest.Person(cas), Role: domain.RoleListener}}) // listens from now on only
	hears := func(who int) bool {
		return strings.Contains(asJSON(t, EntriesOf(p.see(who, "group"))), "In confidence")
	}
	if !hears(mo) || !hears(ned) || hears(ada) || hears(cas) {
		t.Errorf("heard by the writer %v, who listens %v, two others %v %v", hears(mo), hears(ned), hears(ada), hears(cas))
	}
	if heard := HeardIn(p.see(ned, "group")); len(heard) != 0 {
		t.Errorf("nothing was read yet, and %v is noted", heard)
	}
	p.draft(mo, domain.Draft{Body: &domain.ConsentWithdrawn{Person: domaintest.Person(mo), Items: []string{entry}}})
	if hears(ned) || !hears(mo) {
		t.Errorf("taken back: who listens hears it %v, the writer %v", hears(ned), hears(mo))
	}
}

// What was agreed counts as of now, whatever moment is shown.
func TestWhatWasAgreedIsNotReplayed(t *testing.T) {
	p := circleOf(t)
	id := p.add(ada, nil, &domain.SurpriseNoticed{What: words("It rained")})
	at := uint64(len(p.events))
	p.no(ada, id, "group")
	for who, there := range map[int]bool{ada: true, ned: false} {
		asked, err := p.lens(who, "group").Resolve(p.view(), Ask{At: sayNumber(at), Now: p.now()})
		if err != nil {
			t.Fatal(err)
		}
		seen, err := p.lens(who, "group").See(p.at(asked), asked)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := EntryOf(seen, id); (err == nil) != there {
			t.Errorf("%d, before it was taken back: %v", who, err)
		}
		replay, err := ReplayOf(p.lens(who, "group"), "garden", p.events, asked, at, at)
		if err != nil || (len(replay.Steps) == 1) != there {
			t.Errorf("%d steps through it: %v, %+v", who, err, replay.Steps)
		}
	}
}
