package projections_test

import (
	"slices"
	"testing"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
)

// told folds a story in which the n-th thing is said by the person of the same place in by; 0 is nobody.
func told(t *testing.T, project string, by []int, bodies ...domain.Body) projections.View {
	t.Helper()
	var events []domain.Event
	for i, b := range bodies {
		e := domain.Event{ID: ID(i + 1), Project: project, Position: uint64(i + 1), Recorded: Now(), Command: ID(i + 1), Knowing: domain.Lived, Body: b}
		if i < len(by) && by[i] > 0 {
			e.Actor = Person(by[i])
		}
		events = append(events, e)
	}
	view, err := projections.ReplayEvents(project, events, projections.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	return view
}

func reveal(i domain.Identity) string {
	text, erased := i.Reveal(nil)
	if erased {
		return "removed"
	}
	return text
}

func TestPeopleAsTheyAre(t *testing.T) {
	v := told(t, Project, nil,
		&domain.PersonJoined{Person: Person(2), Name: domain.Name("Red")},
		&domain.PersonJoined{Person: Person(1), Name: domain.Name("Blue"), Role: "facilitator"},
		&domain.PersonRenamed{Person: Person(2), Name: domain.Name("Green")},
		&domain.PersonRoleGiven{Person: Person(2), Role: "facilitator"},
		&domain.PersonLeft{Person: Person(1)},
		&domain.PersonJoined{Person: Person(3), Name: domain.Name("Grey")},
		&domain.PersonForgotten{Person: Person(3), Classes: []string{"confidential", "identity"}, Reason: "asked"},
		&domain.PersonForgotten{Person: Person(4), Reason: "law"},
		&domain.PersonJoined{Person: Person(5), Name: domain.Name("White")},
		&domain.EntryRedacted{Entry: ID(9)},
		&domain.PersonJoined{Person: Person(6), Name: domain.Name("Pink")},
		&domain.PersonForgotten{Person: Person(6), Classes: []string{"voice"}, Reason: "asked"},
		&domain.PersonForgotten{Person: Person(6), Reason: "asked"},
		&domain.PersonLeft{Person: Person(9)}, // who never came
	)
	want := []struct {
		person, name, role string
		here               bool
		forgotten          []string
	}{
		{Person(2), "Green", "facilitator", true, nil},
		{Person(1), "Blue", "facilitator", false, nil},
		{Person(3), "removed", "member", true, []string{"identity", "confidential"}},
		{Person(4), "", "", false, []string{"identity", "voice", "confidential"}},
		{Person(5), "removed", "member", true, nil},
		{Person(6), "removed", "member", false, []string{"identity", "voice", "confidential"}},
	}
	people := v.People()
	if len(people) != len(want) {
		t.Fatalf("%d people, want %d", len(people), len(want))
	}
	for i, w := range want {
		p := people[i]
		if p.Person != w.person || reveal(p.Name) != w.name || p.Role != w.role || p.Here() != w.here || !slices.Equal(p.Forgotten, w.forgotten) {
			t.Errorf("got %+v (%s), want %+v", p, reveal(p.Name), w)
		}
	}
	if p := people[0]; p.Knowing != domain.Lived || p.First.Position != 1 {
		t.Errorf("%+v", p)
	}
}

// A row holds no name: only the entry does, so that what is taken out there is gone.
func TestRowsOfPeopleHoldNoNames(t *testing.T) {
	v := told(t, Project, nil, &domain.PersonJoined{Person: Person(1), Name: domain.Name("Red")})
	row, ok := v.Row(projections.RowKey{Table: "person", Project: Project, ID: Person(1)})
	if !ok || !row.(*projections.PersonRow).Name.IsZero() {
		t.Errorf("%+v", row)
	}
}

func TestConsentsAndTheirEnds(t *testing.T) {
	yes := func(audience, class string, items ...string) domain.Body {
		return &domain.ConsentGiven{Person: Person(1), Audience: audience, Class: class, Items: items, Wording: "outside-2", How: "spoken", Purpose: domain.Write("the letter")}
	}
	no := func(audience, class string, items ...string) domain.Body {
		return &domain.ConsentWithdrawn{Person: Person(1), Audience: audience, Class: class, Items: items}
	}
	noticed := func() domain.Body { return &domain.SurpriseNoticed{What: domain.Write("One.")} }
	v := told(t, Project, []int{1, 2},
		noticed(), noticed(), // 1, 2
		yes("funders", "", ID(1), ID(7)),      // 3: in part only
		yes("funders", "words"),               // 4: by 9
		yes("public", "", ID(1)),              // 5: by 8, which everybody is too
		yes("board", "", ID(1)),               // 6: lapsed at 7
		&domain.ConsentLapsed{Consent: ID(6)}, // 7
		no("funders", "", ID(1)),              // 8
		no("", "words"),                       // 9
		yes("funders", "", ID(1)),             // 10: stands
		no("evaluators", "", ID(1)),           // 11
		&domain.ConsentGiven{Person: Person(2), Audience: "funders", Class: "words"}, // 12
		no("board", "", ID(1)),                 // 13: later than the lapse
		&domain.ConsentLapsed{Consent: ID(99)}, // 14: of nothing
	)
	ends := map[uint64]uint64{}
	for _, c := range v.Consents() {
		if c.Ended != nil {
			ends[c.Position] = c.Ended.Position
		}
	}
	for position, end := range map[uint64]uint64{3: 0, 4: 9, 5: 8, 6: 7, 10: 0, 12: 0} {
		if ends[position] != end {
			t.Errorf("consent %d ended at %d, want %d", position, ends[position], end)
		}
	}
	var of []uint64
	for _, c := range v.ConsentsOf(ID(1)) {
		of = append(of, c.Position)
	}
	if want := []uint64{3, 4, 5, 6, 8, 9, 10, 11, 13}; !slices.Equal(of, want) {
		t.Errorf("of the entry: %v, want %v", of, want)
	}
	if first := v.Consents()[0]; first.How != "spoken" || first.Wording != "outside-2" || !first.Given {
		t.Errorf("%+v", first)
	}
	got := domain.Effective(nil, Person(1), ID(1), domain.ConsentWords, projections.Told(v.ConsentsOf(ID(1))), domain.DateOf(Now()))
	if !slices.Equal(got, []string{"only-me"}) { // taken back from all at 9; a later yes to funders alone brings the group not back
		t.Errorf("it is shared with %v", got)
	}
}

func TestRecordingsAreKeptWhereAllAgree(t *testing.T) {
	asked := func() domain.Body {
		return &domain.RecordingAsked{What: domain.Write("Faces"), People: []string{Person(1), Person(2)}}
	}
	yes := func(recording, n int) domain.Body {
		return &domain.RecordingAgreed{Recording: ID(recording), Person: Person(n)}
	}
	v := told(t, Project, nil, asked(), asked(), asked(),
		yes(1, 1), yes(1, 2), yes(2, 1), yes(3, 1), yes(3, 2), yes(3, 2), &domain.RecordingRefused{Recording: ID(3), Person: Person(1)}, yes(99, 1))
	for i, want := range []bool{true, false, false} {
		if r := v.Recordings()[i]; r.Kept() != want {
			t.Errorf("%+v: kept is %v", r, !want)
		}
	}
	if r := v.Recordings()[2]; len(r.Agreed) != 2 || len(r.Refused) != 1 {
		t.Errorf("%+v", r)
	}
}

func TestStaff(t *testing.T) {
	v := told(t, domain.Installation, nil,
		&domain.StaffAppointed{Person: Person(1), Role: "evaluator", Name: domain.Name("Red")},
		&domain.StaffAppointed{Person: Person(2), Role: "funder", Name: domain.Name("Blue"), Projects: []string{Project}},
		&domain.StaffAppointed{Person: Person(1), Role: "operator"},
		&domain.StaffDismissed{Person: Person(2)},
		&domain.EntryRedacted{Entry: ID(2)},
		&domain.StaffDismissed{Person: Person(9)},
	)
	staff := projections.Staff(v)
	if len(staff) != 2 {
		t.Fatalf("%+v", staff)
	}
	if s := staff[0]; s.Person != Person(2) || s.Dismissed == nil || reveal(s.Name) != "removed" || !slices.Equal(s.Projects, []string{Project}) {
		t.Errorf("%+v", s)
	}
	if s := staff[1]; s.Person != Person(1) || s.Role != "operator" || s.Dismissed != nil || reveal(s.Name) != "Red" || s.Appointed.Position != 3 {
		t.Errorf("%+v", s)
	}
	if list := projections.Summaries(v); len(list) != 0 {
		t.Errorf("the installation is listed as a project: %+v", list)
	}
	if v.Known.Position != 6 {
		t.Errorf("it is known up to %d", v.Known.Position)
	}
}

func TestAudiencesReleasesAndExports(t *testing.T) {
	d := func(name string, people ...string) domain.AudienceDefinition {
		return domain.AudienceDefinition{Name: name, Who: "seven people", People: people, Smallest: 8}
	}
	v := told(t, Project, []int{0, 0, 0, 0, 0, 0, 1},
		&domain.AudienceNamed{Audience: "board", AudienceDefinition: d("The board")},
		&domain.AudienceChanged{Audience: "funders", AudienceDefinition: d("Who pays")},
		&domain.AudienceChanged{Audience: "board", AudienceDefinition: domain.AudienceDefinition{Name: "The new board"}},
		&domain.AudienceTold{Audience: "board", Report: "comparison", Position: 2},
		&domain.AudienceTold{Audience: "funders", Report: "headline", Position: 4},
		&domain.AudienceNamed{Audience: "c", AudienceDefinition: d("Three of us", Person(1))},
		&domain.ExportMade{Audience: "funders", Format: "csv", What: "all", Position: 6, People: []string{Person(1)}, To: "the city"},
		&domain.AudienceRetired{Audience: "board"},
		&domain.AudienceRetired{Audience: "nobody"},
	)
	rows := v.AudiencesNamed()
	if len(rows) != 3 {
		t.Fatalf("%+v", rows)
	}
	if a := rows[0]; a.Audience != "board" || a.Name != "The new board" || a.Smallest != 0 || a.Who != "" || a.Changes != 1 || !a.Retired || a.Circle() || a.First.Position != 1 || a.Last.Position != 8 {
		t.Errorf("%+v", a)
	}
	if a := rows[1]; a.Audience != "funders" || a.Name != "Who pays" || a.Changes != 1 || a.Smallest != 8 || a.Retired {
		t.Errorf("%+v", a)
	}
	if a := rows[2]; !a.Circle() || a.Changes != 0 {
		t.Errorf("%+v", a)
	}
	if all, funders := v.Releases(""), v.Releases("funders"); len(all) != 2 || len(funders) != 1 || funders[0].Position != 4 || funders[0].Report != "headline" || funders[0].Told.Position != 5 {
		t.Errorf("%+v %+v", all, funders)
	}
	if e := v.Exports(); len(e) != 1 || e[0].Position != 6 || e[0].Actor != Person(1) || e[0].To != "the city" || !slices.Equal(e[0].People, []string{Person(1)}) {
		t.Errorf("%+v", e)
	}
	if moments := v.Moments(); len(moments) != 0 {
		t.Errorf("the journey tells of bookkeeping: %+v", moments)
	}
}

// Who may see something is never replayed: what people said of consent stays, whenever it is said to have happened.
func TestConsentIsLeftOutOfNoReplay(t *testing.T) {
	late := domain.DateOf(Now().AddDate(0, 0, 9))
	var events []domain.Event
	for i, b := range []domain.Body{
		&domain.PersonJoined{Person: Person(1)},
		&domain.SurpriseNoticed{What: domain.Write("One.")},
		&domain.ConsentGiven{Person: Person(1), Class: "words", Audience: "funders"},
		&domain.RecordingAsked{What: domain.Write("Faces"), People: []string{Person(1)}},
		&domain.AudienceNamed{Audience: "board", AudienceDefinition: domain.AudienceDefinition{Name: "The board"}},
		&domain.PersonForgotten{Person: Person(1), Reason: "asked"},
	} {
		events = append(events, domain.Event{ID: ID(i + 1), Project: Project, Position: uint64(i + 1), Recorded: Now(), Happened: late, Command: ID(i + 1), Body: b})
	}
	v, err := projections.ReplayEvents(Project, events, projections.Cut{HappenedBy: domain.DateOf(Now())})
	if err != nil {
		t.Fatal(err)
	}
	if _, there := v.Entry(ID(2)); there {
		t.Error("what happened later is not left out")
	}
	if people := v.People(); len(people) != 1 || len(people[0].Forgotten) != 3 || len(v.Consents()) != 1 || len(v.Recordings()) != 1 || len(v.AudiencesNamed()) != 1 {
		t.Errorf("%+v %+v %+v %+v", people, v.Consents(), v.Recordings(), v.AudiencesNamed())
	}
}
