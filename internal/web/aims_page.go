package web

import (
	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// ourAims is what stands around the aims of a group: what it cannot decide freely, and how each aim came to its words.
type ourAims struct {
	Limits string // in a line; empty: there are none
	Edges  string // address of them; empty: who looks comes by a link and has no such page
	Aims   []aimLine
	Judged string // address of what people think, by how they know; empty as Edges is
	See    []link // the figures against the aim now, at first, and at that time; none for who may not compare them
	New    []link // forms for an aim more; none for who does not write

	Changed string // address of what changed, and where; empty as Edges is
}

// aimLine is an aim with its words so far, and what can be done with it.
type aimLine struct {
	reports.AimVersions
	History string // address of its page; empty: who looks has no such page
	Do      []link
}

// ourAims is made for the page of the aims.
func (s *site) ourAims(seen reports.Seen, at where) *ourAims {
	o := &ourAims{}
	if !at.stays() {
		o.Edges = at.url(edgesName)
	}
	switch n := len(reports.EdgesOf(seen)); {
	case n == 1:
		o.Limits = "There is 1 thing that we cannot decide freely."
	case n > 1:
		o.Limits = "There are " + number(uint64(n)) + " things that we cannot decide freely."
	}
	o.See = againstLinks(at, reports.PlaceOf(seen))
	writes := s.mayWrite(at)
	for _, a := range reports.AimVersionsOf(seen) {
		line := aimLine{AimVersions: a}
		if !at.stays() && reports.PlaceOf(seen).Audience.Words {
			line.History = at.aim(a.ID)
		}
		if writes {
			line.Do = at.aimLinks(a.ID, a.State)
			if len(a.Versions) > 0 {
				line.Do = append(line.Do, link{URL: at.url(lookBacksName, "about", aboutValue(a.ID, "")), Words: "Plan to ask whether it lasts"},
					link{URL: at.url(wordsName+"/ask", "from", a.Versions[len(a.Versions)-1].Entry), Words: "I do not know this word"})
			}
		}
		if writes || line.History != "" || len(a.Versions) > 1 || a.Question() {
			o.Aims = append(o.Aims, line)
		}
	}
	if !at.stays() {
		o.Judged, o.Changed = at.url(reports.SectionJudged), at.url(reports.SectionWhatChanged)
	}
	if writes {
		o.New = []link{{URL: at.url("aim/new"), Words: "Add an aim"}, {URL: at.url("aim/new", "as", asQuestion), Words: "Ask what might be different"}}
		if at.role.facilitates() && s.Sheets != nil {
			o.New = append(o.New, link{URL: at.url(sheetName), Words: "Bring in a sheet of results"})
		}
	}
	return o
}

// aimLinks are the forms about an aim in a state.
func (p where) aimLinks(aim string, state domain.AimState) []link {
	form := func(name, words string) link {
		return link{URL: p.url("aim/" + escape(aim) + "/" + name), Words: words}
	}
	judge := link{URL: p.url(judgeName, "about", aboutValue(aim, "")), Words: "Say how much of it we achieved"}
	switch {
	case !state.InForce():
		return []link{form("change", "We want this again"), judge}
	case state == domain.AimIsRaised:
		return []link{form("change", "Make it clearer, or agree on it"), judge, form("measure/new", "Say how we will know"), form("drop", "We no longer want this")}
	}
	return []link{form("change", "Say it in other words"), judge, form("measure/new", "Say how we will know"), form("drop", "We no longer want this")}
}
