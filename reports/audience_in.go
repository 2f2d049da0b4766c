package reports

import (
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// How plain the words of an audience are.
const (
	wordsPlain = "plain"
	wordsFull  = "full"
)

// AudiencesOf returns the audiences of a project as it stands now: those that are always there, as the project changed them,
// then those it named, in that order. Retired ones are gone. Circles are among them, so show these to nobody before AudiencesFor.
func AudiencesOf(now projections.View) []Audience {
	all := Audiences()
	for _, row := range now.AudiencesNamed() {
		i := slices.IndexFunc(all, func(a Audience) bool { return a.ID == row.Audience })
		switch {
		case row.Retired:
		case i >= 0:
			all[i] = all[i].defined(row)
		default:
			all = append(all, Audience{ID: row.Audience, Named: true, Sections: outsideSections()}.defined(row))
		}
	}
	return all
}

// AudiencesFor returns those that a viewer may look through.
func AudiencesFor(who Viewer, now projections.View) []Audience {
	return slices.DeleteFunc(AudiencesOf(now), func(a Audience) bool {
		may, _ := Decide(who, Look, Resource{Project: now.Project}, a, Consent{})
		return !bool(may)
	})
}

// AudienceIn returns the audience of a project with this id; empty means the group. One that is not there or was retired is Invalid.
func AudienceIn(now projections.View, id string) (Audience, error) {
	if id == "" {
		id = groupID
	}
	all := AudiencesOf(now)
	if i := slices.IndexFunc(all, func(a Audience) bool { return a.ID == id }); i >= 0 {
		return all[i], nil
	}
	return Audience{}, noAudience(id, slices.DeleteFunc(all, Audience.Circle))
}

// defined is an audience as the project last defined it.
func (a Audience) defined(row projections.AudienceRow) Audience {
	a.Name, a.Who, a.Level, a.Smallest, a.People = row.Name, row.Who, row.Words, row.Smallest, row.People
	if a.Level == "" {
		a.Level = wordsPlain
	}
	if a.Circle() {
		a.Words, a.Names, a.Sections = true, true, Audiences()[0].Sections
	}
	var known []string
	for _, id := range row.Sections {
		if _, err := SectionNamed(id); err != nil {
			a.Notes = append(a.Notes, "This program has no section "+id+", so it is left out.")
			continue
		}
		known = append(known, id)
	}
	if len(known) > 0 {
		a.Sections = known
	}
	return a
}

// outsideSections is what an audience is told where the project does not say.
func outsideSections() []string {
	for _, a := range Audiences() {
		if a.ID == domain.SharedFunders {
			return a.Sections
		}
	}
	return nil
}

func noAudience(id string, choices []Audience) error {
	ids := make([]string, len(choices))
	for i, a := range choices {
		ids[i] = a.ID
	}
	last := len(ids) - 1
	return &domain.Error{
		Kind: domain.Invalid, Message: "there is no such audience", Value: id,
		Want: "choose " + strings.Join(ids[:last], ", ") + " or " + ids[last],
	}
}
