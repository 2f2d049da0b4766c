package reports

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
)

// What the page says about an entry is what the matrix of the gate shows: each audience, what it sees, and what may be changed.
func TestWhoSeesWhatAndWhy(t *testing.T) {
	now, _, ids := plotted(t)
	p := &plot{t: t}
	lines := 0
	for _, s := range states() {
		for _, sort := range sorts {
			id := ids[[2]string{s.name, sort}]
			lens := Lens{Viewer: ViewerOf(now, "garden", domaintest.Person(s.writer)), Audience: Audiences()[0]}
			if s.writer == nobody {
				lens.Viewer = Viewer{Person: domaintest.Person(ned), Role: RoleMember, Projects: []string{"garden"}, Holds: held(ids)}
			}
			if s.gone { // whoever was forgotten does not look any more
				lens.Viewer = Operator()
			}
			asked, err := lens.Resolve(now, Ask{Now: p.now().AddDate(0, 6, 0)})
			if err != nil {
				t.Fatal(err)
			}
			seen, err := lens.See(now, asked)
			if err != nil {
				t.Fatal(err)
			}
			w, err := WhoSeesOf(seen, id)
			if err != nil {
				t.Fatalf("%s, %s: %v", s.name, sort, err)
			}
			role := map[string]string{"group": "member", "evaluators": "evaluator", "funders": "funder", "decision-makers": "decision maker", "board": "link for the board", "public": "stranger"}
			for _, line := range w.Lines {
				if role[line.Audience.ID] == "" {
					continue
				}
				lines++
				want := map[string]string{"-": SeesNothing, "there": SeesFigures, "words": SeesWords}[sortOf(rules(role[line.Audience.ID], line.Audience.ID, s, sort))]
				if line.Sees != want || line.Why == "" || line.Says == "" || s.late == line.Told && line.Audience.ID != "group" && line.Audience.ID != "evaluators" {
					t.Errorf("%s, %s: %+v, want %s", s.name, sort, line, want)
				}
			}
			if !s.gone && !slices.ContainsFunc(w.Options, func(o ShareOption) bool { return o.Act == TakeBack }) && s.private == "" {
				t.Errorf("%s, %s: the writer cannot take it back: %+v", s.name, sort, w.Options)
			}
		}
	}
	if lines < 400 {
		t.Errorf("only %d lines were looked at", lines)
	}
}

func sortOf(g glimpse) string {
	switch {
	case g == "-":
		return "-"
	case strings.Contains(string(g), "words") || strings.Contains(string(g), "removed"):
		return "words"
	}
	return "there"
}

func TestWhoSeesWhatIsForTheGroup(t *testing.T) {
	p := circleOf(t)
	id := p.add(ada, nil, &domain.SurpriseNoticed{What: words("It rained")})
	hidden := p.add(ada, []string{"only-me"}, &domain.SurpriseNoticed{What: words("I was afraid")})
	if _, err := WhoSeesOf(p.see(mo, "funders"), id); domain.KindOf(err) != domain.Refused {
		t.Error(err)
	}
	if _, err := WhoSeesOf(p.see(mo, "group"), hidden); domain.KindOf(err) != domain.NotFound {
		t.Error(err)
	}
	for who, want := range map[int]string{
		ada: "take back group, take back evaluators, share funders, share decision-makers, share public, share board",
		mo:  "take back group*, take back evaluators*, share funders*, share decision-makers*, share public*, share board*",
		ned: "",
	} {
		w, err := WhoSeesOf(p.see(who, "group"), id)
		if err != nil {
			t.Fatal(err)
		}
		var options []string
		for _, o := range w.Options {
			options = append(options, fmt.Sprintf("%s %s%s", o.Act, o.Audience.ID, map[bool]string{true: "*"}[o.Assisted]))
		}
		if got := strings.Join(options, ", "); got != want || w.Mine != (who == ada) {
			t.Errorf("%d: %s, want %s", who, got, want)
		}
	}
	w, err := WhoSeesOf(p.see(ada, "group"), hidden)
	if err != nil || w.Lines[0].Audience.ID != "only-me" || w.Lines[0].Sees != SeesWords || w.Lines[1].Sees != SeesNothing {
		t.Errorf("%v: %+v", err, w)
	}
}

func TestWhatMayGoOut(t *testing.T) {
	p := circleOf(t)
	open := p.add(ada, nil, &domain.SurpriseNoticed{What: words("It rained")})
	p.add(ada, []string{"only-me"}, &domain.SurpriseNoticed{What: words("I was afraid")})
	p.add(ada, []string{"circle"}, &domain.SurpriseNoticed{What: words("Between us")})
	p.add(ada, []string{"public"}, &domain.SurpriseNoticed{What: words("For all")})
	part := p.add(ada, []string{"group", "funders"}, &domain.SurpriseNoticed{What: words("For some")})
	p.no(ada, part, "public")
	theirs := p.add(cas, nil, &domain.SurpriseNoticed{What: words("It snowed")})
	p.add(ada, nil, &domain.AimAgreed{Aim: "a", Statement: "No words of anybody"})
	says := func(who int) string {
		var list []string
		for _, u := range WhatMayGoOut(p.see(who, "group")).Entries {
			var to []string
			for _, a := range u.Audiences {
				to = append(to, a.ID)
			}
			list = append(list, map[string]string{open: "open", part: "part", theirs: "theirs"}[u.ID]+" "+strings.Join(to, "+"))
		}
		return strings.Join(list, ", ")
	}
	all := "funders+decision-makers+public+board"
	for who, want := range map[int]string{
		ada: "part decision-makers+board, open " + all, cas: "theirs " + all, ned: "", mo: "theirs " + all + ", part decision-makers+board, open " + all,
	} {
		if got := says(who); got != want {
			t.Errorf("%d: %s, want %s", who, got, want)
		}
	}
	p.yes(ada, open, "public", func(b *domain.ConsentGiven) { b.ReviewBy = day("2023-12-31") }) // it has come to its end: the question is open again
	if got, want := says(ada), "part decision-makers+board, open "+all; got != want {
		t.Errorf("after a yes that ended: %s, want %s", got, want)
	}
	p.yes(ada, open, "public", nil)
	if got, want := says(ada), "part decision-makers+board"; got != want {
		t.Errorf("after a yes for everybody: %s, want %s", got, want)
	}
	for range mostUndecided {
		p.add(cas, nil, &domain.SurpriseNoticed{What: words("Again")})
	}
	if out := WhatMayGoOut(p.see(cas, "group")); len(out.Entries) != mostUndecided || out.More != 1 {
		t.Errorf("%d and %d more", len(out.Entries), out.More)
	}
	if out := WhatMayGoOut(p.see(mo, "funders")); len(out.Entries) != 0 {
		t.Errorf("%+v", out)
	}
}

// Every section says how much the group keeps to itself, and no number of it.
func TestASectionSaysHowMuchIsKept(t *testing.T) {
	p := circleOf(t)
	says := func(audience, section string) string {
		t.Helper()
		telling, err := TellingOf(p.see(ned, audience), p.lens(ned, audience).Audience)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range telling.Parts {
			if part.ID == section {
				return part.Keeps
			}
		}
		t.Fatalf("%s has no section %s", audience, section)
		return ""
	}
	const nothing, some, most = "nothing of this", "some of the words", "most of the words"
	check := func(audience, section, want string) {
		t.Helper()
		if got := says(audience, section); !strings.Contains(got, want) || strings.ContainsAny(got, "0123456789") || want == "" && got != "" {
			t.Errorf("%s of %s: %q, want %q", section, audience, got, want)
		}
	}
	p.add(ada, []string{"public"}, &domain.SurpriseNoticed{What: words("It rained")})
	check("public", SectionSurprises, nothing)
	p.add(ada, nil, &domain.SurpriseNoticed{What: words("It snowed")})
	check("public", SectionSurprises, some)
	check("public", SectionDidNotWork, nothing)
	p.add(ada, nil, &domain.SurpriseNoticed{What: words("It hailed")})
	check("public", SectionSurprises, most)
	check("public", SectionJourney, most)
	check("evaluators", SectionSurprises, nothing)
	check("group", SectionSurprises, "")
	for range 9 { // what is private among the group is nobody's to count
		p.add(ada, []string{"only-me"}, &domain.FailureShared{What: words("I failed")})
	}
	check("public", SectionDidNotWork, nothing)
}
