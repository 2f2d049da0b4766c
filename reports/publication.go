package reports

import (
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Publication is a project as a file for publishing has it: what came from a publisher's file as it was read there, and what was recorded
// here in the same form. Aims and measures that are no longer in force are not in it.
type Publication struct {
	Project   string
	Name      string
	KnownAt   KnownAt
	AskedOn   domain.Date
	Moment    string            // which moment and audience it is for, in words
	Published *domain.Published // what a publisher, or the group itself, said of the project beside the figures; nil: nothing
	About     string            // what the project is about, in the group's words; else its question
	Documents []domain.Document
	Aims      []PublishedAim
}

// PublishedAim is one aim; Published is nil where it was not taken from a file.
type PublishedAim struct {
	ID, Statement string
	Published     *domain.Published
	Documents     []domain.Document
	Measures      []PublishedMeasure
}

// PublishedMeasure is one measure with its numbers.
type PublishedMeasure struct {
	ID         string
	Definition domain.Definition
	Published  *domain.Published
	Documents  []domain.Document
	Baselines  []StatedNumber
	Periods    []PublishedPeriod // by the day they start as they were read, then those that were made here
	WholeRun   *PublishedPeriod  // all together, where no period has both its days; nil: a period has, or there is nothing to say
}

// PublishedPeriod is what was aimed for and what came of it in one period. Published is that of the first target or actual that was read.
type PublishedPeriod struct {
	Start, End domain.Date
	Published  *domain.Published
	Targets    []StatedNumber
	Actuals    []StatedNumber
}

// StatedNumber is one number, of a whole or of a part of it.
type StatedNumber struct {
	Value     domain.Value
	Said      string      // the value in words: as written where that may be read, else its plain form; empty: nothing is stated
	Note      string      // why there is no number, or what was done to it; empty: nothing was
	On        domain.Date // of a baseline
	Parts     []domain.Part
	Published *domain.Published
	Documents []domain.Document
}

// Sentences beside a number that is not what was stated.
const (
	saysKeptBack   = "The number is kept back."
	saysTextKept   = "What was said is kept private."
	saysTextGone   = "What was said was taken out of sight."
	saysRounded    = "Of people, to the nearest 5."
	categoryResult = "A08" // of a document: results, outcomes and outputs
)

// PublicationOf returns what the audience may see of a project, ready to be published. Numbers of people are as its rule has them.
func PublicationOf(seen Seen) Publication {
	s := seen.look()
	view := s.view()
	summary, _ := view.Summary()
	place := PlaceOf(seen)
	p := Publication{
		Project: view.Project, Name: summary.Name, KnownAt: knownAt(view.Known), AskedOn: s.asked.askedOn, Published: summary.Published,
		Moment: momentOf(s, seen), About: s.aboutProject(view), Aims: []PublishedAim{},
	}
	if p.About == "" {
		p.About = place.Question
	}
	stated := s.statedRows(view)
	p.Documents = stated.documents[ownerKey{}]
	for _, a := range s.compare() {
		if !a.Aim.State.InForce() {
			continue
		}
		aim := PublishedAim{ID: a.Aim.Aim, Statement: a.Aim.Statement, Published: a.Aim.Published, Documents: stated.documents[ownerKey{aim: a.Aim.Aim}]}
		for _, m := range a.Measures {
			if !m.Measure.Retired {
				aim.Measures = append(aim.Measures, stated.measure(m))
			}
		}
		p.Aims = append(p.Aims, aim)
	}
	return p
}

// momentOf says which moment is shown, to whom, and by which rule.
func momentOf(s *sight, seen Seen) string {
	says := sayMoment(knownAt(s.base.Known), Day(s.asked.happenedBy), Day(s.asked.askedOn), s.asked.against, s.zone)
	for _, more := range []string{"It is what " + s.lens.Audience.Name + " may see.", seen.AsTold().Says(), s.saysRule()} {
		if more != "" {
			says += " " + more
		}
	}
	return says
}

// aboutProject is what the project was last described as.
func (s *sight) aboutProject(view projections.View) (about string) {
	for _, row := range view.Entries() {
		if b, ok := row.Body.(*domain.ProjectDescribed); ok && !b.What.IsZero() && row.Withdrawn == nil {
			if seen := s.open(b.What, s.rights(&row)); seen.State == TextShown {
				about = seen.Text
			}
		}
	}
	return about
}

// Generated is when the last entry that it knows was recorded: the same question gives the same file.
func (p Publication) Generated() time.Time { return time.Time(p.KnownAt.Time) }
