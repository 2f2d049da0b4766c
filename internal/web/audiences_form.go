package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// audienceForm is the form for an audience or a circle, a new one or one that is there.
type audienceForm struct {
	shell
	Problems      []problem
	Unsaved       string
	Action        string
	Command       string
	IsNew, Circle bool
	ID            field
	Called, Who   field
	Level, Least  field
	Sections      []numberBox
	People        []tick
	Back          string
}

// numberBox is a section with its place in the order; 0 or empty leaves it out.
type numberBox struct{ Name, Label, Value string }

// tick is a person who may be of a circle.
type tick struct {
	ID, Name string
	On       bool
}

func (s *site) newAudience(w http.ResponseWriter, r *http.Request) error {
	a := &answers{values: map[string]string{"command": s.NewID(), "level": "plain", "circle": r.URL.Query().Get("circle")}}
	for i, id := range reports.Audiences()[2].Sections {
		a.values[sectionBox+id] = strconv.Itoa(i + 1)
	}
	return s.showAudience(w, r, http.StatusOK, a)
}

const sectionBox = "section-"

func (s *site) changeAudience(w http.ResponseWriter, r *http.Request) error {
	is, err := s.audienceOf(r)
	if err != nil {
		return err
	}
	a := &answers{values: map[string]string{"command": s.NewID(), "name": is.Name, "describe": is.Who, "level": is.Level}}
	if is.Smallest > 0 {
		a.values["least"] = strconv.Itoa(is.Smallest)
	}
	for i, id := range is.Sections {
		a.values[sectionBox+id] = strconv.Itoa(i + 1)
	}
	if r.PostForm == nil {
		r.PostForm = map[string][]string{"people": is.People}
	}
	return s.showAudience(w, r, http.StatusOK, a)
}

// audienceOf is the audience that an address names.
func (s *site) audienceOf(r *http.Request) (reports.Audience, error) {
	a, err := seeAt(s, r.Context(), ourPlace(r), func(seen reports.Seen) (reports.Audience, error) {
		return reports.AudienceHere(seen, r.PathValue("audience"))
	})
	if domain.KindOf(err) == domain.Invalid {
		return a, &domain.Error{Kind: domain.NotFound, Message: "there is no such audience", Value: r.PathValue("audience"), Want: "look at who is told what"}
	}
	return a, err
}

func (s *site) showAudience(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at, id := ourPlace(r), r.PathValue("audience")
	chosen := r.PostForm["people"]
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p audienceForm, err error) {
		p.IsNew, p.Circle = id == "", a.text("circle") == "yes"
		title := "Somebody new to tell"
		if !p.IsNew {
			is, err := reports.AudienceHere(seen, id)
			if err != nil {
				return p, err
			}
			p.Circle, title = is.Circle(), "Change: "+is.Name
		} else if p.Circle {
			title = "A new circle"
		}
		p.shell = s.shellOf(at, reports.PlaceOf(seen), audiencesName, title)
		for _, person := range reports.PeopleOf(seen) {
			if person.Here {
				p.People = append(p.People, tick{person.ID, nameOr(person), slices.Contains(chosen, person.ID)})
			}
		}
		return p, nil
	})
	if err != nil {
		return err
	}
	a.inOrder([]string{wholeForm, "name", "id", "describe", "least", "level"})
	p.Problems, p.Unsaved, p.Wrong, p.Command = a.problems, a.problem(wholeForm), len(a.problems) > 0, a.values["command"]
	p.Action, p.Back = at.url(audiencesName), at.url(audiencesName)
	if !p.IsNew {
		p.Action += "/" + escape(id) + "/change"
	}
	p.Called = a.fill(field{Name: "name", Label: "What do we call them?", Hint: "Such as “the housing team”. Everybody of the project can see this."})
	p.ID = a.fill(field{Name: "id", Label: "Short name for its address", Hint: "Leave this empty and we make one."})
	p.Who = a.fill(field{Name: "describe", Label: "Who are they?", Hint: "In a sentence. People read this before they say yes.", Rows: 3})
	p.Level = a.fill(field{Name: "level", Label: "How should it be told?", Radios: true, Options: []pair{{"plain", "In plain words"}, {"full", "With all the details"}}})
	p.Least = a.fill(field{Name: "least", Label: "Smallest number of people that is shown", Hint: "Leave this empty and our rule counts. At least 5, and 10 for everybody.", Type: "number"})
	for _, section := range reports.Sections() {
		p.Sections = append(p.Sections, numberBox{sectionBox + section.ID, section.Title, a.values[sectionBox+section.ID]})
	}
	return s.show(w, r, status, "audience", p)
}

// definition reads the form, or notes what is wrong with it.
func (a *answers) definition(people []string, circle bool) domain.AudienceDefinition {
	d := domain.AudienceDefinition{Name: a.text("name"), Who: a.text("describe")}
	a.most("name", domain.MaxName)
	a.most("describe", domain.MaxName)
	if d.Name == "" {
		a.wrong("name", "Tell us what we call them.")
	}
	if circle {
		d.People = slices.Compact(slices.Sorted(slices.Values(people)))
		if len(d.People) == 0 {
			a.wrong(wholeForm, "Choose the people of the circle.")
		}
		return d
	}
	a.mustChoose("level", "plain", "full")
	d.Words = a.text("level")
	if text := a.text("least"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			a.wrong("least", "Write a number, such as 10.")
		}
		d.Smallest = n
	}
	d.Sections = a.sectionOrder()
	return d
}

// sectionOrder is the sections that have a number, by their numbers; those with the same one stay as they are listed.
func (a *answers) sectionOrder() []string {
	type placed struct {
		id string
		at int
	}
	var list []placed
	for _, section := range reports.Sections() {
		text := a.text(sectionBox + section.ID)
		n, err := strconv.Atoi(text)
		switch {
		case text == "":
		case err != nil || n < 0:
			a.wrong(wholeForm, "The boxes beside the parts take numbers, such as 1, 2 and 3.")
		case n > 0:
			list = append(list, placed{section.ID, n})
		}
	}
	slices.SortStableFunc(list, func(x, y placed) int { return cmp.Compare(x.at, y.at) })
	var ids []string
	for _, p := range list {
		ids = append(ids, p.id)
	}
	if len(ids) == 0 {
		a.wrong(wholeForm, "Choose at least one part that they are told. Give it a number.")
	}
	return ids
}

// saveAudience names a new audience or circle, or defines one anew.
func (s *site) saveAudience(w http.ResponseWriter, r *http.Request) error {
	a, err := s.sentForm(r, domain.MaxName)
	if err != nil {
		return err
	}
	id, circle := r.PathValue("audience"), a.text("circle") == "yes"
	isNew := id == ""
	if !isNew {
		is, err := s.audienceOf(r)
		if err != nil {
			return err
		}
		circle = is.Circle()
	}
	d := a.definition(r.PostForm["people"], circle)
	var body domain.Body = &domain.AudienceChanged{Audience: id, AudienceDefinition: d}
	if isNew {
		if id = a.text("id"); id == "" {
			id = slug(d.Name, a.values["command"])
		}
		if domain.CheckID("audience", id) != nil {
			a.wrong("id", "This cannot be a short name. Use up to 200 letters, digits and dashes.")
		}
		body = &domain.AudienceNamed{Audience: id, AudienceDefinition: d}
	}
	if len(a.problems) > 0 {
		return s.showAudience(w, r, a.status(), a)
	}
	err = s.recordSaid(r, a, body)
	if said, ok := asSaid(err); ok && said.Kind == domain.Conflict && said.Value == id {
		a.wrong("id", "There is one with this short name. Choose another.")
		return s.showAudience(w, r, http.StatusConflict, a)
	}
	if err != nil {
		return s.notSaid(w, r, a, err, s.showAudience)
	}
	http.Redirect(w, r, ourPlace(r).url(audiencesName), http.StatusSeeOther)
	return nil
}
