package reports

import (
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// Audience is somebody a report is for. It is data: what it may see follows from its fields and from what each
// entry was shared with.
type Audience struct {
	ID       string
	Name     string   // in plain words
	Sections []string // ids of the sections it is told, in order
	Words    bool     // is of the group: it reads what was shared with the group, and may look back in time
	Names    bool     // sees the names of people in what was shared with the group
}

// Ids that mean something to the lens; every other id in a sharing names just the audience of that id.
const (
	groupID  = "group"
	publicID = "public" // the only one that implies all others
)

// Audiences returns the ones that are always there. Each is told what went as hoped, what did not and what surprised,
// one after the other.
func Audiences() []Audience {
	return []Audience{
		{ID: groupID, Name: "the group", Words: true, Names: true, Sections: []string{
			SectionHeadline, SectionJourney, SectionWorked, SectionDidNotWork, SectionSurprises, SectionTests, SectionLearning, SectionAims}},
		{ID: "evaluators", Name: "the evaluators", Words: true, Sections: []string{
			SectionHeadline, SectionAims, SectionWorked, SectionDidNotWork, SectionSurprises, SectionTests, SectionLearning, SectionJourney, SectionEntries}},
		{ID: "funders", Name: "the funders", Sections: []string{
			SectionHeadline, SectionAims, SectionWorked, SectionDidNotWork, SectionSurprises, SectionLearning, SectionJourney}},
		{ID: "decision-makers", Name: "people who decide", Sections: []string{
			SectionHeadline, SectionWorked, SectionDidNotWork, SectionSurprises, SectionAims, SectionLearning}},
		{ID: publicID, Name: "everybody", Sections: []string{
			SectionHeadline, SectionStory, SectionWorked, SectionDidNotWork, SectionSurprises, SectionAims, SectionJourney}},
	}
}

// AudienceNamed returns the audience with this id; empty means the group. An id that is not there is Invalid.
func AudienceNamed(id string) (Audience, error) {
	if id == "" {
		id = groupID
	}
	all := Audiences()
	if i := slices.IndexFunc(all, func(a Audience) bool { return a.ID == id }); i >= 0 {
		return all[i], nil
	}
	ids := make([]string, len(all))
	for i, a := range all {
		ids[i] = a.ID
	}
	last := len(ids) - 1
	return Audience{}, &domain.Error{
		Kind: domain.Invalid, Message: "there is no such audience", Value: id,
		Want: "choose " + strings.Join(ids[:last], ", ") + " or " + ids[last],
	}
}
