package reports

import (
	"slices"

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
	Who      string   // who they are, in plain words; empty: nobody said
	Level    string   // how plain the words are: plain or full
	Smallest int      // the smallest number of people that is shown; 0: the rule's own
	People   []string // ids of the people of a circle; none: it is no circle
	Named    bool     // the project named it; false: one of those that are always there
	Notes    []string // what the project asked for and this program does not know
}

// Circle says whether it is a circle of people, who read what is shared with it alone.
func (a Audience) Circle() bool { return len(a.People) > 0 }

// inside says whether it reads what was shared with the group.
func (a Audience) inside() bool {
	return a.Words && (a.ID == groupID || a.ID == domain.SharedEvaluators || a.Circle())
}

// Ids that mean something to the lens; every other id in a sharing names just the audience of that id.
const (
	groupID  = "group"
	publicID = "public" // the only one that implies all others
)

// Audiences returns the ones that are always there. Each is told what went as hoped, what did not and what surprised,
// one after the other. Who is not of the group reads that and what was learnt before anything else: a minute is enough to say it.
// What people think stands behind the figures it is about, and what changed behind what it came from; a section of these two that would be
// empty is left out. The public finds judgements beside the figures and nowhere else: its report is a story, and short.
func Audiences() []Audience {
	return []Audience{
		{ID: groupID, Name: "the group", Level: wordsFull, Words: true, Names: true, Sections: []string{
			SectionHeadline, SectionJourney, SectionWorked, SectionDidNotWork, SectionSurprises, SectionWhatChanged, SectionTests, SectionLearning, SectionAims,
			SectionJudged}},
		{ID: "evaluators", Name: "the evaluators", Level: wordsFull, Words: true, Sections: []string{
			SectionHeadline, SectionAims, SectionJudged, SectionWorked, SectionDidNotWork, SectionSurprises, SectionWhatChanged, SectionTests, SectionLearning,
			SectionJourney, SectionEntries}},
		{ID: "funders", Name: "the funders", Level: wordsPlain, Sections: []string{
			SectionHeadline, SectionWorked, SectionDidNotWork, SectionSurprises, SectionLearning, SectionWhatChanged, SectionAims, SectionJudged, SectionJourney}},
		{ID: "decision-makers", Name: "people who decide", Level: wordsPlain, Sections: []string{
			SectionHeadline, SectionWorked, SectionDidNotWork, SectionSurprises, SectionLearning, SectionWhatChanged, SectionAims, SectionJudged}},
		{ID: publicID, Name: "everybody", Level: wordsPlain, Sections: []string{
			SectionHeadline, SectionWorked, SectionDidNotWork, SectionSurprises, SectionLearning, SectionStory, SectionWhatChanged, SectionAims, SectionJourney}},
	}
}

// AudienceNamed returns the audience with this id of those that are always there; empty means the group. An id that is not there is Invalid.
// It is for what belongs to no project, see AudienceIn.
func AudienceNamed(id string) (Audience, error) {
	if id == "" {
		id = groupID
	}
	all := Audiences()
	if i := slices.IndexFunc(all, func(a Audience) bool { return a.ID == id }); i >= 0 {
		return all[i], nil
	}
	return Audience{}, noAudience(id, all)
}
