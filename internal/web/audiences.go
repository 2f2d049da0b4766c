package web

import (
	"net/http"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// audiencesName is the page of who is told what.
const audiencesName = "audiences"

// audiencesPage lists whom the group tells, what and when.
type audiencesPage struct {
	shell
	May     bool // who asks may change them
	List    []audienceCard
	Circles []audienceCard
	Untold  []string // those outside who were not told anything yet
	New     string
	Circle  string
	Sent    string // address of the files that went out; empty: it is not for who asks
}

// audienceCard is one audience with what may be done about it.
type audienceCard struct {
	reports.Audience
	Titles                        []string // of its sections, in order
	Releases                      []reports.Release
	Outside                       bool // it sees what was told, and nothing else
	Preview, Tell, Change, Retire string
	Go                            string // of a circle: its page
	Link                          string // where a link to what they were told is made; empty: there is nothing to show by one
}

func (s *site) audiences(w http.ResponseWriter, r *http.Request) error {
	at := ourPlace(r)
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p audiencesPage, err error) {
		p.shell = s.shellOf(at, reports.PlaceOf(seen), audiencesName, "Who is told what")
		p.May, p.New, p.Circle = at.role.facilitates(), at.url(audiencesName+"/new"), at.url(audiencesName+"/new", "circle", "yes")
		if s.notes(at) {
			p.Sent = at.url(exportsName)
		}
		told := reports.ReleasesOf(seen)
		for _, a := range reports.AudiencesHere(seen) {
			card := audienceCardOf(at, a, told)
			if s.Identity != nil && p.May && card.Outside && len(card.Releases) > 0 {
				card.Link = at.url(linksName)
			}
			if a.Circle() {
				p.Circles = append(p.Circles, card)
				continue
			}
			p.List = append(p.List, card)
			if card.Outside && len(card.Releases) == 0 {
				p.Untold = append(p.Untold, named(a.ID, a.Name))
			}
		}
		return p, nil
	})
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "audiences", p)
}

func audienceCardOf(at where, a reports.Audience, told []reports.Release) audienceCard {
	own := at.url(audiencesName + "/" + escape(a.ID))
	card := audienceCard{Audience: a, Outside: isOutside(a), Preview: at.url("for/" + escape(a.ID))}
	for _, id := range a.Sections {
		if section, err := reports.SectionNamed(id); err == nil {
			card.Titles = append(card.Titles, section.Title)
		}
	}
	for _, release := range told {
		if release.Audience.ID == a.ID {
			card.Releases = append(card.Releases, release)
		}
	}
	if a.Circle() {
		card.Go, card.Preview = at.url("circles/"+escape(a.ID)), ""
	}
	if at.role.facilitates() {
		card.Change = own + "/change"
		if a.Named {
			card.Retire = own + "/retire"
		}
		if card.Outside {
			card.Tell = own + "/tell"
		}
	}
	return card
}

// isOutside says whether an audience sees what it was told, and nothing else.
func isOutside(a reports.Audience) bool {
	return a.ID != domain.SharedGroup && a.ID != domain.SharedEvaluators && !a.Circle()
}

// retireAudience ends an audience that the project named. What was shared with it stays recorded, and reaches nobody.
func (s *site) retireAudience(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	err = s.recordSaid(r, a, &domain.AudienceRetired{Audience: r.PathValue("audience")})
	if err != nil && domain.KindOf(err) != domain.Conflict { // a second tap finds it done
		return err
	}
	http.Redirect(w, r, ourPlace(r).url(audiencesName), http.StatusSeeOther)
	return nil
}

// circlePage is what was said in a circle, for the people of it.
type circlePage struct {
	shell
	Problems []problem
	Unsaved  string
	Command  string
	Circle   reports.Circle
	In       []string // the names of its people
	Entries  []circleEntry
	Write    string
	Action   string // where a theme goes
	Theme    field
}

type circleEntry struct {
	line
	Mine   bool
	Out    string // address of the page that lets it leave; empty: it is not theirs to say
	Chosen bool
}

func (s *site) circle(w http.ResponseWriter, r *http.Request) error {
	return s.showCircle(w, r, http.StatusOK, &answers{values: map[string]string{"command": s.NewID()}})
}

func (s *site) showCircle(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at, id := ourPlace(r), r.PathValue("audience")
	chosen := r.PostForm["from"]
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p circlePage, err error) {
		if p.Circle, err = reports.CircleOf(seen, id); err != nil {
			return p, err
		}
		p.shell = s.shellOf(at, reports.PlaceOf(seen), "circles/"+escape(id), p.Circle.Name)
		for _, person := range p.Circle.People {
			p.In = append(p.In, nameOr(person))
		}
		for _, e := range p.Circle.Entries {
			one := circleEntry{line: lineOf(e.Line, at), Mine: e.Mine, Chosen: slices.Contains(chosen, e.ID)}
			if e.Mine {
				one.Out = shareURL(at, e.ID, domain.SharedGroup, false)
			}
			p.Entries = append(p.Entries, one)
		}
		return p, nil
	})
	if err != nil {
		return err
	}
	a.inOrder([]string{wholeForm, "what"})
	p.Problems, p.Unsaved, p.Wrong, p.Command = a.problems, a.problem(wholeForm), len(a.problems) > 0, a.values["command"]
	p.Write, p.Action = at.url("write", "share", id), at.url("circles/"+escape(id)+"/theme")
	p.Theme = a.fill(field{Name: "what", Label: "What do several of you say?", Hint: "In words of its own, so that nobody can be known by them.", Rows: 4})
	return s.show(w, r, status, "circle", p)
}

// formTheme writes down what several people of a circle have in common; the log refuses it where it would give somebody away.
func (s *site) formTheme(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	at, id := ourPlace(r), r.PathValue("audience")
	chosen := slices.Compact(slices.Sorted(slices.Values(r.PostForm["from"])))
	c, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (reports.Circle, error) { return reports.CircleOf(seen, id) })
	if err != nil {
		return err
	}
	a.tooMuch(domain.MaxWords)
	a.mustHaveID(s.NewID)
	a.most("what", domain.MaxWords)
	if a.text("what") == "" {
		a.wrong("what", "Write what several of you say.")
	}
	for _, from := range chosen {
		if !slices.ContainsFunc(c.Entries, func(e reports.CircleEntry) bool { return e.ID == from }) {
			a.wrong(wholeForm, "One of these is not in the circle any more. Choose again.")
		}
	}
	if len(chosen) == 0 {
		a.wrong(wholeForm, "Choose what it is made of: the words of at least three people.")
	}
	if len(a.problems) > 0 {
		return s.showCircle(w, r, a.status(), a)
	}
	if err := s.recordSaid(r, a, &domain.ThemeFormed{What: domain.Write(a.text("what")), From: chosen}); err != nil {
		return s.notSaid(w, r, a, err, s.showCircle)
	}
	http.Redirect(w, r, at.url("saved", "entry", a.values["command"]), http.StatusSeeOther)
	return nil
}
