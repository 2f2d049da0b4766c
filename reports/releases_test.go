package reports

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
)

// circleOf is a project with Ada, Cas and two others, a circle of the first two and an audience of its own.
func circleOf(t *testing.T) *plot {
	p := &plot{t: t, project: domain.NewProject("garden")}
	p.add(0, nil, &domain.ProjectStarted{Name: "The garden on the roof"})
	for _, n := range []int{ada, cas, mo, ned} {
		b := &domain.PersonJoined{Person: domaintest.Person(n), Name: domain.Name("Person " + sayNumber(uint64(n)))}
		if n == mo {
			b.Role = domain.RoleFacilitator
		}
		p.add(0, nil, b)
	}
	p.add(mo, nil, &domain.AudienceNamed{Audience: "board", AudienceDefinition: domain.AudienceDefinition{Name: "the board"}})
	p.add(cas, nil, &domain.AudienceNamed{Audience: "circle", AudienceDefinition: domain.AudienceDefinition{
		Name: "the circle", People: []string{domaintest.Person(ada), domaintest.Person(cas)}}})
	return p
}

func (p *plot) draft(by int, d domain.Draft) string {
	p.t.Helper()
	id := domaintest.ID(len(p.events) + 1)
	events, err := domain.Decide(p.project, domain.Command{ID: id, Project: "garden", Actor: domaintest.Person(by), Drafts: []domain.Draft{d}}, p.now())
	if err != nil {
		p.t.Fatal(err)
	}
	p.events = append(p.events, events...)
	return id
}

func (p *plot) tell(audience string) (id string, at uint64) {
	at = uint64(len(p.events))
	return p.add(mo, nil, &domain.AudienceTold{Audience: audience, Report: "all", Position: at}), at
}

// now is an hour after the last event.
func (p *plot) now() time.Time {
	return time.Date(2024, 1, 1, 9, 0, 0, 0, time.UTC).Add(time.Duration(len(p.events)) * time.Hour)
}

func (p *plot) view() projections.View { return p.at(Asked{}) }

func (p *plot) at(a Asked) projections.View {
	p.t.Helper()
	cut, _ := a.Cut()
	events := p.events
	if cut.Position > 0 {
		events = events[:cut.Position]
	}
	view, err := projections.ReplayEvents("garden", events, cut)
	if err != nil {
		p.t.Fatal(err)
	}
	return view
}

// lens is that of a person of the project.
func (p *plot) lens(who int, through string) Lens {
	p.t.Helper()
	audience, err := AudienceIn(p.view(), through)
	if err != nil {
		p.t.Fatal(err)
	}
	return Lens{Viewer: ViewerOf(p.view(), "garden", domaintest.Person(who)), Audience: audience}
}

func (p *plot) see(who int, through string) Seen {
	p.t.Helper()
	seen, err := p.look(p.lens(who, through), "")
	if err != nil {
		p.t.Fatal(err)
	}
	return seen
}

// look does what a page does.
func (p *plot) look(l Lens, at string) (Seen, error) {
	asked, err := l.Resolve(p.view(), Ask{At: at, Now: p.now()})
	if err != nil {
		return Seen{}, err
	}
	return l.See(p.at(asked), asked)
}

// Whoever looks from outside sees what was told, whatever came since; less what was taken back.
func TestOutsideSeesWhatWasTold(t *testing.T) {
	p := circleOf(t)
	audience, _ := AudienceIn(p.view(), "funders")
	funder := Lens{Viewer: Viewer{Role: RoleFunder, Projects: []string{"garden"}}, Audience: audience}
	rain := p.add(ada, []string{"group", "funders"}, &domain.SurpriseNoticed{What: words("It rained")})
	sun := p.add(ada, []string{"group", "funders"}, &domain.SurpriseNoticed{What: words("The sun came")})
	if _, err := p.look(funder, ""); !IsNotTold(err) || domain.KindOf(err) != domain.NotFound {
		t.Errorf("before anything was told: %v", err)
	}
	p.tell("public")
	if _, err := p.look(funder, ""); !IsNotTold(err) {
		t.Errorf("others were told: %v", err)
	}
	first, at := p.tell("funders")
	told := p.now()
	p.add(ada, []string{"group", "funders"}, &domain.SurpriseNoticed{What: words("Then it snowed")})
	says := func(at string) string {
		t.Helper()
		seen, err := p.look(funder, at)
		if err != nil {
			t.Fatal(err)
		}
		if a := seen.AsTold(); a.State != WasTold || !strings.HasPrefix(a.Says(), "This was told to the funders on ") {
			t.Errorf("it says %+v: %s", a, a.Says())
		}
		var words []string
		for _, l := range EntriesOf(seen).Entries {
			if l.Kind == "surprise.noticed" {
				words = append(words, l.Text.String())
			}
		}
		return strings.Join(words, ", ")
	}
	check := func(at, want string) {
		t.Helper()
		if got := says(at); got != want {
			t.Errorf("at %q: %q, want %q", at, got, want)
		}
	}
	check("", "It rained, The sun came")
	p.no(ada, rain, "funders")
	check("", "kept private, The sun came")
	p.add(ada, nil, &domain.EntryWithdrawn{Entry: sun})
	check("", "kept private, kept private")
	p.no(ada, rain, "group")
	check("", "kept private")
	second, later := p.tell("funders")
	check("", "kept private, Then it snowed")
	check(sayNumber(at), "kept private")
	check(sayNumber(later-1), "kept private")
	check(sayNumber(later+5), "kept private, Then it snowed")
	check(told.Format(time.RFC3339), "kept private")
	for _, ask := range []Ask{{At: "3"}, {At: "2020-01"}} {
		if _, err := p.look(funder, ask.At); !IsNotTold(err) {
			t.Errorf("at %q: %v", ask.At, err)
		}
	}
	if _, err := funder.Resolve(p.view(), Ask{HappenedBy: day("2024-02"), Now: p.now()}); domain.KindOf(err) != domain.Refused {
		t.Errorf("what had happened by a day: %v", err)
	}
	asked, _ := Resolve(p.view(), Ask{At: sayNumber(at - 1), Now: p.now()})
	if _, err := funder.See(p.at(asked), asked); domain.KindOf(err) != domain.Refused {
		t.Errorf("a moment that was not told: %v", err)
	}
	if _, err := ReplayOf(funder, "garden", p.events, asked, 1, 0); domain.KindOf(err) != domain.Refused {
		t.Errorf("step by step: %v", err)
	}
	// A link shows its own release.
	link := Lens{Viewer: Viewer{Role: RoleLink, Projects: []string{"garden"}, Audience: "funders", Release: first}, Audience: audience}
	if r, ok := link.Release(p.view()); !ok || r.ID != first || r.Position != at {
		t.Errorf("the link shows %+v", r)
	}
	if r, ok := funder.Release(p.view()); !ok || r.ID != second {
		t.Errorf("the newest is %+v", r)
	}
	asked, err := funder.Resolve(p.view(), Ask{Now: p.now()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := link.See(p.at(asked), asked); domain.KindOf(err) != domain.Refused {
		t.Errorf("a link shows another release: %v", err)
	}
}

// The group sees what would be told today, or what was.
func TestAPreviewSaysWhatItIs(t *testing.T) {
	p := circleOf(t)
	p.add(ada, []string{"public"}, &domain.SurpriseNoticed{What: words("It rained")})
	seen := p.see(ned, "funders")
	if a := seen.AsTold(); a.State != Preview || !a.Never || !strings.Contains(a.Says(), "would be told today") || len(ReleasesOf(seen)) != 0 {
		t.Errorf("%+v: %s", a, a.Says())
	}
	id, at := p.tell("funders")
	p.add(ada, []string{"public"}, &domain.SurpriseNoticed{What: words("Then it snowed")})
	seen = p.see(ned, "funders")
	if a := seen.AsTold(); a.State != Preview || a.Never || a.Release != id || !strings.Contains(asJSON(t, EntriesOf(seen)), "snowed") {
		t.Errorf("%+v: %s", a, a.Says())
	}
	was, err := p.look(p.lens(ned, "funders"), sayNumber(at))
	if err != nil {
		t.Fatal(err)
	}
	if a := was.AsTold(); a.State != WasTold || strings.Contains(asJSON(t, EntriesOf(was)), "snowed") {
		t.Errorf("what was told: %+v", a)
	}
	for _, through := range []string{"board", "public"} {
		if _, err := p.look(p.lens(ned, through), "3"); domain.KindOf(err) != domain.Refused {
			t.Errorf("%s at a moment of which they were not told: %v", through, err)
		}
	}
	ours := p.see(ned, "group")
	if list := ReleasesOf(ours); ours.AsTold().Says() != "" || len(list) != 1 || list[0].ID != id || list[0].Audience.Name != "the funders" || list[0].Position != at {
		t.Errorf("%+v", list)
	}
	telling, err := TellingOf(seen, p.lens(ned, "funders").Audience)
	if err != nil || !strings.Contains(telling.Moment(), "would be told today") {
		t.Errorf("%v: %s", err, telling.Moment())
	}
}

// Audiences come from the record: changed, named, retired; what a newer program knows is left out and said.
func TestAudiencesComeFromTheRecord(t *testing.T) {
	p := circleOf(t)
	p.add(mo, nil, &domain.AudienceChanged{Audience: "funders", AudienceDefinition: domain.AudienceDefinition{
		Name: "the fund", Who: "two people in town", Sections: []string{"aims", "weather", "headline"}, Words: "full", Smallest: 5}})
	p.add(mo, nil, &domain.AudienceNamed{Audience: "old", AudienceDefinition: domain.AudienceDefinition{Name: "the old board"}})
	p.add(mo, nil, &domain.AudienceRetired{Audience: "old"})
	p.add(mo, nil, &domain.AudienceChanged{Audience: "board", AudienceDefinition: domain.AudienceDefinition{Name: "the new board", Sections: []string{"weather"}}})
	var ids []string
	for _, a := range AudiencesOf(p.view()) {
		ids = append(ids, a.ID)
	}
	if want := []string{"group", "evaluators", "funders", "decision-makers", "public", "board", "circle"}; !slices.Equal(ids, want) {
		t.Errorf("%v, want %v", ids, want)
	}
	fund, err := AudienceIn(p.view(), "funders")
	if err != nil || fund.Name != "the fund" || fund.Who != "two people in town" || fund.Level != "full" || fund.Smallest != 5 || fund.Named ||
		!slices.Equal(fund.Sections, []string{"aims", "headline"}) || len(fund.Notes) != 1 || !strings.Contains(fund.Notes[0], "weather") {
		t.Errorf("%v: %+v", err, fund)
	}
	board, _ := AudienceIn(p.view(), "board")
	if telling, err := TellingOf(p.see(mo, "board"), board); err != nil || len(telling.Parts) == 0 || board.Level != "plain" || !board.Named || board.Words || len(board.Notes) != 1 {
		t.Errorf("%v: %+v", err, board)
	}
	_, err = AudienceIn(p.view(), "old")
	domaintest.CheckError(t, err, domain.Invalid, `"old"`, "public or board")
	if a, err := AudienceIn(p.view(), ""); err != nil || a.ID != "group" {
		t.Errorf("%v: %+v", err, a)
	}
	for viewer, want := range map[string][]string{"ada": ids, "ned": ids[:6]} {
		var may []string
		for _, a := range AudiencesFor(ViewerOf(p.view(), "garden", domaintest.Person(map[string]int{"ada": ada, "ned": ned}[viewer])), p.view()) {
			may = append(may, a.ID)
		}
		if !slices.Equal(may, want) {
			t.Errorf("%s may look through %v, want %v", viewer, may, want)
		}
	}
}
