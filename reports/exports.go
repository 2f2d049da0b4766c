package reports

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// A file that was given away cannot be called back. The register says which were made, for whom, and whose words are in them, so that
// whoever holds one can be asked to delete it.

// Made is a file that was made for an audience.
type Made struct {
	ID       string     `json:"id"` // of the entry that notes it
	Entry    uint64     `json:"entry"`
	On       Day        `json:"on"`
	By       SeenText   `json:"by"` // empty: the operator, or nobody named
	Audience Told       `json:"audience"`
	Format   string     `json:"format"`
	What     string     `json:"what"`
	Position uint64     `json:"position"` // of the last entry that it knows
	To       string     `json:"to"`
	People   []InExport `json:"people"` // whose words are in it
}

// InExport is somebody whose words are in a file.
type InExport struct {
	Person string   `json:"person"`
	Name   SeenText `json:"name"`
	Recall bool     `json:"recall"` // they took something back, or were forgotten, after it was made
}

// Recall says whether whoever has the file should be asked to delete it.
func (m Made) Recall() bool {
	return slices.ContainsFunc(m.People, func(p InExport) bool { return p.Recall })
}

// OnDay is the day in words.
func (m Made) OnDay() string { return sayDay(domain.Date(m.On)) }

// Mades is the register of files, newest first.
type Mades struct {
	Project string `json:"project"`
	Files   []Made `json:"files"`
}

// ExportsOf returns the files that were made, newest first; of a person only those that hold their words. It is for who looks after the
// group: anybody else is Refused.
func ExportsOf(seen Seen, person string) (Mades, error) {
	s := seen.look()
	if err := May(s.lens.Viewer, Facilitate, s.base.Project); err != nil || s.lens.Audience.ID != groupID {
		return Mades{}, refusedUnless(Denied, forFacilitators)
	}
	m := Mades{Project: s.base.Project, Files: []Made{}}
	people, audiences, back := map[string]SeenText{}, map[string]string{}, s.lastTakenBack()
	for _, p := range PeopleOf(seen) {
		people[p.ID] = p.Name
	}
	for _, a := range AudiencesOf(s.base) {
		audiences[a.ID] = a.Name
	}
	for _, r := range slices.Backward(s.base.Exports()) {
		if person != "" && !slices.Contains(r.People, person) || !s.isThere(r.Made.ID) {
			continue
		}
		made := Made{
			ID: r.Made.ID, Entry: r.Made.Position, On: Day(r.Day(s.zone)), By: people[r.Actor], Audience: Told{r.Audience, audiences[r.Audience]},
			Format: r.Format, What: r.What, Position: r.Position, To: r.To, People: []InExport{},
		}
		if made.Audience.Name == "" {
			made.Audience.Name = r.Audience
		}
		for _, id := range r.People {
			made.People = append(made.People, InExport{id, people[id], back[id] > r.Position})
		}
		m.Files = append(m.Files, made)
	}
	return m, nil
}

// lastTakenBack is, by person, the number of the last entry that took back something of theirs.
func (s *sight) lastTakenBack() map[string]uint64 {
	last := map[string]uint64{}
	entries := s.base.Entries()
	for i := range entries {
		e := &entries[i]
		switch b := e.Body.(type) {
		case *domain.ConsentWithdrawn:
			last[b.Person] = e.Position
			for _, id := range b.Items {
				s.noteWriter(last, id, e.Position)
			}
		case *domain.PersonForgotten:
			last[b.Person] = e.Position
		case *domain.EntryWithdrawn:
			s.noteWriter(last, b.Entry, e.Position)
		case *domain.EntryRedacted:
			s.noteWriter(last, b.Entry, e.Position)
		}
	}
	return last
}

func (s *sight) noteWriter(last map[string]uint64, entry string, position uint64) {
	if row := s.raw(entry); row != nil && row.Actor != "" {
		last[row.Actor] = position
	}
}

// Quoting builds something and says whose words were read for it: the ids of those people of the project, in order.
func Quoting[T any](seen Seen, build func(Seen) (T, error)) (built T, people []string, err error) {
	s := seen.look()
	s.quoted = map[string]bool{}
	defer func() { s.quoted = nil }()
	built, err = build(Seen{s})
	known := map[string]bool{}
	for _, p := range s.base.People() {
		known[p.Person] = true
	}
	for _, id := range slices.Sorted(maps.Keys(s.quoted)) {
		if known[id] {
			people = append(people, id)
		}
	}
	return built, people, err
}

// quotes notes whose words are read, where somebody asks.
func (s *sight) quotes(row *projections.EntryRow, body domain.Body, r rights) {
	if s.quoted == nil || row.Actor == "" || !r.words && !r.names && !r.secrets {
		return
	}
	eachField(body, func(_ string, v reflect.Value) {
		switch f := v.Interface().(type) {
		case domain.Words:
			s.quoted[row.Actor] = s.quoted[row.Actor] || r.words && !f.IsZero()
		case domain.Identity:
			s.quoted[row.Actor] = s.quoted[row.Actor] || r.names && !f.IsZero()
		case domain.Confidential:
			s.quoted[row.Actor] = s.quoted[row.Actor] || r.secrets && !f.IsZero()
		case domain.Value:
			s.quoted[row.Actor] = s.quoted[row.Actor] || r.words && !f.Text.IsZero()
		case domain.Body:
			s.quotes(row, f, r)
		}
	})
	if !s.quoted[row.Actor] {
		delete(s.quoted, row.Actor)
	}
}

// MustNote says whether a file for an audience belongs in the register: it leaves the group, or holds words of its people.
func MustNote(audience Audience, people []string) bool {
	return !audience.inside() || len(people) > 0
}

// TookBack says whether an entry between two others, by number, took something back, so that a file which knows the first and was noted with
// the second may hold what is no longer for anybody to read.
func TookBack(ctx context.Context, source projections.Source, project string, after, before uint64) (bool, error) {
	for c, err := range source.ReadProject(ctx, project, 1) {
		if err != nil {
			return false, err
		}
		for i := range c.Events {
			if e := &c.Events[i]; e.Position > after && e.Position < before && takesBack(e.Body) {
				return true, nil
			}
		}
	}
	return false, nil
}

func takesBack(body domain.Body) bool {
	switch body.(type) {
	case *domain.ConsentWithdrawn, *domain.ConsentLapsed, *domain.EntryWithdrawn, *domain.EntryRedacted, *domain.PersonForgotten,
		*domain.AudienceChanged, *domain.AudienceRetired:
		return true
	}
	return false
}

// ErrTookBack is why a file is not given out.
func ErrTookBack() error {
	return &domain.Error{
		Kind: domain.Conflict, Message: "words were taken back while this file was made, so it is not given out", Want: "make it again",
	}
}
