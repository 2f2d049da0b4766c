package reports

import (
	"fmt"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
)

// People of the matrix.
const (
	nobody = 0 // writes without a name
	ada    = 1 // writes nearly everything
	bea    = 2 // says yes to all her words for funders
	dan    = 3 // is forgotten
	cas    = 4 // is in the circle
	mo     = 8 // looks after the group
	ned    = 9 // is a member like others
	funded = 20
)

// state is what was agreed about an entry, and what follows.
type state struct {
	name    string
	writer  int
	sharing []string
	then    func(p *plot, entry string) // what was said afterwards

	// What follows, as the rules say it in words.
	private string   // me: the writer alone; circle: the circle alone; empty: the group
	reads   []string // audiences outside that may read the words
	blind   bool     // evaluators may not read the words
	gone    bool     // nobody can read the words any more
	named   []string // audiences that see the name of its writer beside it, besides the group
	late    bool     // it was written after the last telling
	back    bool     // it no longer counts
}

func everybody() []string { return []string{"funders", "decision-makers", "public", "board"} }

func states() []state {
	yes := func(audience string) func(*plot, string) {
		return func(p *plot, id string) { p.yes(ada, id, audience, nil) }
	}
	return []state{
		{name: "nothing said", writer: ada},
		{name: "only me", writer: ada, sharing: []string{"only-me"}, private: "me"},
		{name: "with a listener", writer: ada, sharing: []string{"listener"}, private: "me"},
		{name: "with a circle", writer: ada, sharing: []string{"circle"}, private: "circle"},
		{name: "with funders at once", writer: ada, sharing: []string{"group", "funders"}, reads: []string{"funders"}},
		{name: "with the board at once", writer: ada, sharing: []string{"group", "board"}, reads: []string{"board"}},
		{name: "with everybody at once", writer: ada, sharing: []string{"public"}, reads: everybody()},
		{name: "a yes for funders", writer: ada, then: yes("funders"), reads: []string{"funders"}},
		{name: "a yes for the board", writer: ada, then: yes("board"), reads: []string{"board"}},
		{name: "a yes for everybody", writer: ada, then: yes("public"), reads: everybody()},
		{name: "a yes with her name", writer: ada, reads: []string{"funders"}, named: []string{"funders"}, then: func(p *plot, id string) {
			p.yes(ada, id, "funders", func(b *domain.ConsentGiven) { b.Named = true })
		}},
		{name: "a yes, taken back", writer: ada, then: func(p *plot, id string) {
			p.yes(ada, id, "funders", nil)
			p.no(ada, id, "funders")
		}},
		{name: "first answer taken back", writer: ada, sharing: []string{"group", "funders", "board"}, reads: []string{"board"}, then: func(p *plot, id string) {
			p.no(ada, id, "funders")
		}},
		{name: "taken back, then a yes again", writer: ada, reads: []string{"funders"}, then: func(p *plot, id string) {
			p.no(ada, id, "funders")
			p.yes(ada, id, "funders", nil)
		}},
		{name: "taken back from all", writer: ada, sharing: []string{"public"}, private: "me", then: func(p *plot, id string) { p.no(ada, id, "") }},
		{name: "taken back from the group", writer: ada, private: "me", then: func(p *plot, id string) {
			p.yes(ada, id, "funders", nil)
			p.no(ada, id, "group")
		}},
		{name: "taken back from evaluators", writer: ada, blind: true, then: func(p *plot, id string) { p.no(ada, id, "evaluators") }},
		{name: "a yes until yesterday", writer: ada, then: func(p *plot, id string) {
			p.yes(ada, id, "funders", func(b *domain.ConsentGiven) { b.ReviewBy = day("2024-06-30") })
		}},
		{name: "a yes until today", writer: ada, reads: []string{"funders"}, then: func(p *plot, id string) {
			p.yes(ada, id, "funders", func(b *domain.ConsentGiven) { b.ReviewBy = day("2024-07-01") })
		}},
		{name: "a yes that lapsed", writer: ada, then: func(p *plot, id string) {
			p.add(mo, nil, &domain.ConsentLapsed{Consent: p.yes(ada, id, "public", nil)})
		}},
		{name: "a yes to all her words", writer: bea, reads: []string{"funders"}},
		{name: "all her words, not this one", writer: bea, then: func(p *plot, id string) { p.no(bea, id, "funders") }},
		{name: "withdrawn after a yes", writer: ada, reads: everybody(), back: true, then: func(p *plot, id string) {
			p.yes(ada, id, "public", nil)
			p.add(ada, nil, &domain.EntryWithdrawn{Entry: id})
		}},
		{name: "by who was forgotten", writer: dan, sharing: []string{"public"}, reads: everybody(), gone: true},
		{name: "nobody's, nothing said", writer: nobody},
		{name: "nobody's, only me", writer: nobody, sharing: []string{"only-me"}, private: "me"},
		{name: "nobody's, taken back", writer: nobody, private: "me", then: func(p *plot, id string) {
			p.add(nobody, nil, &domain.ConsentWithdrawn{Items: []string{id}})
		}},
		{name: "nobody's, only me, then for the group", writer: nobody, sharing: []string{"only-me"}, then: func(p *plot, id string) {
			p.add(nobody, nil, &domain.ConsentGiven{Items: []string{id}, Audience: "group", Purpose: words("words of why"), Wording: "1", Language: "en", How: "written"})
		}},
		{name: "written since, a yes", writer: ada, then: yes("public"), reads: everybody(), late: true},
	}
}

// plot makes the project of the matrix.
type plot struct {
	t       *testing.T
	project *domain.Project
	events  []domain.Event
}

func (p *plot) add(by int, sharing []string, body domain.Body) string {
	p.t.Helper()
	id := domaintest.ID(len(p.events) + 1)
	c := domain.Command{ID: id, Project: "garden", Drafts: []domain.Draft{{Body: body, Sharing: sharing}}}
	if by != 0 {
		c.Actor = domaintest.Person(by)
	}
	events, err := domain.Decide(p.project, c, p.now())
	if err != nil {
		p.t.Fatalf("%T: %v", body, err)
	}
	p.events = append(p.events, events...)
	return id
}

func (p *plot) yes(by int, entry, audience string, with func(*domain.ConsentGiven)) string {
	b := &domain.ConsentGiven{Person: domaintest.Person(by), Audience: audience, Purpose: words("words of why"), Wording: "1", Language: "en", How: "written"}
	if entry != "" {
		b.Items = []string{entry}
	}
	if with != nil {
		with(b)
	}
	return p.add(by, nil, b)
}

func (p *plot) no(by int, entry, audience string) {
	p.add(by, nil, &domain.ConsentWithdrawn{Person: domaintest.Person(by), Items: []string{entry}, Audience: audience})
}

// sorts of entries that go through every state; the group's own affairs go through none.
var sorts = []string{"figure", "published figure", "judgement", "what changed", "check from outside"}

var affairs = []string{"somebody joined", "a consent", "an audience", "a circle", "a telling"}

// plotted is the project, with the id of each entry by state and sort.
func plotted(t *testing.T) (view projections.View, events []domain.Event, ids map[[2]string]string) {
	p := &plot{t: t, project: domain.NewProject("garden")}
	ids = map[[2]string]string{}
	p.add(0, nil, &domain.ProjectStarted{Name: "The garden on the roof"})
	p.add(0, nil, &domain.AimAgreed{Aim: "a", Statement: "More happens"})
	for _, who := range []int{ada, bea, dan, cas, mo, ned} {
		id := p.add(0, nil, &domain.PersonJoined{Person: domaintest.Person(who), Name: domain.Name(fmt.Sprintf("Person %d", who))})
		if who == ada {
			ids[[2]string{"affairs", "somebody joined"}] = id
		}
	}
	p.add(mo, nil, &domain.PersonRoleGiven{Person: domaintest.Person(mo), Role: domain.RoleFacilitator})
	ids[[2]string{"affairs", "an audience"}] = p.add(mo, nil, &domain.AudienceNamed{Audience: "board", AudienceDefinition: domain.AudienceDefinition{Name: "the board"}})
	ids[[2]string{"affairs", "a circle"}] = p.add(cas, nil, &domain.AudienceNamed{Audience: "circle", AudienceDefinition: domain.AudienceDefinition{
		Name: "the circle", People: []string{domaintest.Person(ada), domaintest.Person(cas)}}})
	ids[[2]string{"affairs", "a consent"}] = p.yes(bea, "", "funders", func(b *domain.ConsentGiven) { b.Class = domain.ConsentWords })
	write := func(late bool) {
		for i, s := range states() {
			if s.late != late {
				continue
			}
			for _, sort := range sorts {
				measure := fmt.Sprintf("%s %d", sort, i)
				p.add(0, nil, &domain.MeasureAdded{Aim: "a", Measure: measure, Definition: domain.Definition{Name: measure, MeasureKind: domain.Increase, Mode: domain.PerPeriod, Unit: "meetings", People: new(bool)}})
				var body domain.Body = &domain.OutcomeRecorded{Aim: "a", Measure: measure, Value: domain.Of(domain.Int(7)), What: words("words of " + s.name)}
				switch sort {
				case "published figure":
					body.(*domain.OutcomeRecorded).Published = &domain.Published{}
				case "what changed":
					body = &domain.OutcomeRecorded{Aim: "a", Measure: measure, Value: domain.Of(domain.Int(7)),
						WhatChanged: domain.WhatChanged{Changed: "together", Between: words("words of " + s.name), Level: "area"}}
				case "check from outside":
					checked := p.add(0, nil, &domain.OutcomeRecorded{What: words("Somebody was asked.")})
					ids[[2]string{s.name, "checked"}] = checked
					body = &domain.CheckedOutside{Entry: checked, Answer: "agrees", Role: words("words of " + s.name)}
				case "judgement":
					body = &domain.AimJudged{Aim: "a", Measure: measure, Judged: domain.JudgedMost, Why: words("words of " + s.name)}
				}
				id := p.add(s.writer, s.sharing, body)
				if s.then != nil {
					s.then(p, id)
				}
				ids[[2]string{s.name, sort}] = id
			}
		}
	}
	write(false)
	p.add(mo, nil, &domain.PersonForgotten{Person: domaintest.Person(dan), Reason: "asked"})
	at := uint64(len(p.events))
	for _, a := range everybody() {
		ids[[2]string{"affairs", "a telling"}] = p.add(mo, nil, &domain.AudienceTold{Audience: a, Report: "all", Position: at})
	}
	write(true)
	view, err := projections.ReplayEvents("garden", p.events, projections.Cut{})
	if err != nil {
		t.Fatal(err)
	}
	return view, p.events, ids
}
