package reports

import (
	"io"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Telling is a whole report: the sections of one audience in its order, all made from the same view.
type Telling struct {
	Audience   Told          `json:"audience"`
	Project    string        `json:"project"`
	Name       string        `json:"name"`
	KnownAt    KnownAt       `json:"known_at"`
	HappenedBy Day           `json:"happened_by"`
	AskedOn    Day           `json:"asked_on"`
	Against    aimed.Against `json:"against"`
	State      string        `json:"state"`   // told or preview: how it stands to what the audience was told; empty: of the group and its evaluators
	ToldOn     Day           `json:"told_on"` // when that audience was last told; null: never
	Release    string        `json:"release"` // id of that release; empty: none
	Parts      []Part        `json:"parts"`
	Sources    []Source      `json:"sources"` // where its figures come from; none where it tells none

	zone *time.Location
	rule string // what was done to numbers of people; empty: nothing
	told string // whether this was told or would be; empty: nothing to say
}

// Told is who a report is for.
type Told struct {
	ID   string `json:"id"`
	Name string `json:"name"` // in plain words
}

// Part is one section of a telling. ID is unique in it.
type Part struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Model Model  `json:"model"`
	Keeps string `json:"keeps"` // a sentence: how much of it the group keeps to itself; empty for the group
}

// TellingOf builds the sections of an audience. seen must be what that audience may see; a section that the audience
// names and nobody built is NotFound. A story, what people think and what changed are left out where there is nothing to tell. The words that the group explained, and that the audience
// may read, end every telling.
func TellingOf(seen Seen, audience Audience) (Telling, error) {
	s := seen.look()
	if seen.s != nil && s.lens.Audience.ID != audience.ID {
		return Telling{}, &domain.Error{
			Kind: domain.Refused, Message: "this view is for another audience", Value: audience.ID, Want: "look through the lens of " + s.lens.Audience.ID,
		}
	}
	summary, _ := s.view().Summary()
	told := seen.AsTold()
	t := Telling{
		State: told.State, ToldOn: told.On, Release: told.Release,
		Audience: Told{audience.ID, audience.Name}, Project: s.base.Project, Name: summary.Name, KnownAt: knownAt(s.base.Known),
		HappenedBy: Day(s.asked.happenedBy), AskedOn: Day(s.asked.askedOn), Against: s.asked.against, Parts: []Part{}, zone: s.zone, rule: s.saysRule(), told: told.Says(),
	}
	keeps := s.keeps()
	for _, id := range audience.Sections {
		section, err := SectionNamed(id)
		if err != nil {
			return Telling{}, err
		}
		model, err := section.Build(seen)
		if err != nil {
			return Telling{}, err
		}
		if may, ok := model.(optional); ok && may.tellsNothing() {
			continue
		}
		t.Parts = append(t.Parts, Part{section.ID, section.Title, model, keeps.says(section.ID)})
	}
	t.Sources = t.sourcesIn(seen)
	if words := OurWordsOf(seen); len(words.Words) > 0 {
		t.Parts = append(t.Parts, Part{ID: SectionWordsList, Title: SectionWords(SectionWordsList), Model: words})
	}
	return t, nil
}

// sourcesIn are the sources of the figures that the parts tell; each of these figures then knows its own.
func (t Telling) sourcesIn(seen Seen) []Source {
	var c *Comparison
	tells := false
	for _, part := range t.Parts {
		switch m := part.Model.(type) {
		case Comparison:
			c = &m
		case Headline, Judged:
			tells = true
		}
	}
	switch {
	case c == nil && !tells:
		return []Source{}
	case c == nil: // its figures are told in other words
		all := ComparisonOf(seen)
		c = &all
	}
	sources := seen.look().sourcesOf(*c)
	for _, part := range t.Parts {
		if j, ok := part.Model.(Judged); ok {
			j.nameSources(c)
		}
	}
	return sources
}

// Title is what the report is called: its project and who it is for.
func (t Telling) Title() string { return t.NameOrID() + ": " + saysReport + " " + t.Audience.Name }

// For says who the report is for.
func (t Telling) For() string { return capital(saysReport) + " " + t.Audience.Name }

// NameOrID is the name of the project, else its id.
func (t Telling) NameOrID() string {
	if t.Name != "" {
		return t.Name
	}
	return t.Project
}

// Moment says in words which moment is shown.
func (t Telling) Moment() string {
	return strings.TrimSpace(sayMoment(t.KnownAt, t.HappenedBy, t.AskedOn, t.Against, t.zone) + " " + strings.TrimSpace(t.told+" "+t.rule))
}

// WriteText writes the report as text for lines of width characters (0: 80).
func (t Telling) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	p.heading(t.Title(), "=")
	p.para(t.Moment())
	if err := p.writeTo(w); err != nil {
		return err
	}
	for _, part := range t.Parts {
		if _, err := io.WriteString(w, "\n"); err != nil {
			return err
		}
		if err := part.Model.WriteText(w, width); err != nil {
			return err
		}
		if err := part.writeKeeps(w, width); err != nil {
			return err
		}
	}
	if len(t.Sources) == 0 {
		return nil
	}
	p = newPage(width)
	p.b.WriteString("\n")
	p.heading(saysSources, "=")
	p.writeSources(t.Sources)
	if _, err := io.WriteString(w, "\n"); err != nil {
		return err
	}
	return p.writeTo(w)
}
