package reports

import (
	"io"
	"reflect"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Every section of a telling says how much of it the group keeps to itself: nothing, some or most. It says no number, because among
// few people a number would give away who it was.

// kept counts, by section, the entries that hold somebody's words for the group, and those of them that the audience may not read. A nil
// one says nothing.
type kept map[string]*keptCount

// whole is a section that an entry is told in or not: there, one whose words are kept is not seen at all.
type keptCount struct {
	all, kept int
	whole     bool
}

// keeps counts what is kept from the audience; nil for the group itself.
func (s *sight) keeps() kept {
	if s.lens.Audience.ID == groupID || s.lens.Audience.ID == "" {
		return nil
	}
	if s.keeping != nil {
		return s.keeping
	}
	k := kept{}
	k.add(s, s.base)
	s.keeping = k
	return k
}

// add counts the entries of a view of which s sees at least those.
func (k kept) add(s *sight, of projections.View) {
	for _, row := range of.Entries() {
		if row.Withdrawn != nil || !s.forGroup(&row) {
			continue
		}
		read := s.isThere(row.ID) && s.rights(&row).words
		for _, section := range wholeSectionsOf(row.Body) {
			k.count(section, read).whole = true
		}
		if !hasWords(row.Body) {
			continue
		}
		for _, section := range sectionsOf(&row) {
			k.count(section, read)
			k.count(SectionHeadline, read)
		}
		k.count(SectionEntries, read)
		if _, moment := s.base.Row(projections.RowKey{Table: "moment", Project: s.base.Project, ID: row.ID}); moment {
			k.count(SectionJourney, read)
		}
	}
}

func (k kept) count(section string, read bool) *keptCount {
	c := k[section]
	if c == nil {
		c = &keptCount{}
		k[section] = c
	}
	c.all++
	if !read {
		c.kept++
	}
	return c
}

// hides says whether something that belongs into a section is kept from the audience.
func (k kept) hides(section string) bool { return k[section] != nil && k[section].kept > 0 }

// says is the sentence of a section.
func (k kept) says(section string) string {
	switch c := k[section]; {
	case k == nil:
		return ""
	case c == nil || c.kept == 0:
		return "The group keeps nothing of this to itself."
	case c.whole && 2*c.kept > c.all:
		return "The group keeps most of this to itself."
	case c.whole:
		return "The group keeps some of this to itself."
	case 2*c.kept > c.all:
		return "The group keeps most of the words of this to itself."
	}
	return "The group keeps some of the words of this to itself."
}

// forGroup says whether an entry is there for all of the group.
func (s *sight) forGroup(row *projections.EntryRow) bool {
	member := Viewer{Role: RoleMember, Projects: []string{s.base.Project}}
	return s.ask(row, domain.FromPublisher(row.Body), member, Audience{ID: groupID, Words: true}, true).see
}

// wholeSectionsOf are the sections that an entry is told in as a whole, or not at all. A judgement is one even where nobody said why; outside the
// group, what an entry changed is told only where its words may be read.
func wholeSectionsOf(body domain.Body) []string {
	if _, is := body.(*domain.AimJudged); is {
		return []string{SectionJudged}
	}
	if w := whatChangedBy(body); w.Changed != "" || w.Level != "" || !w.Between.IsZero() {
		return []string{SectionWhatChanged}
	}
	return nil
}

// sectionsOf are the sections that an entry is told in, besides the journey and the list of all entries.
func sectionsOf(row *projections.EntryRow) []string {
	switch b := row.Body.(type) {
	case *domain.TestConcluded:
		switch b.Supported {
		case "yes", "partly":
			return []string{SectionTests, SectionLearning, SectionStory, SectionWorked}
		case "no":
			return []string{SectionTests, SectionLearning, SectionStory, SectionDidNotWork}
		}
	case *domain.FailureShared:
		return []string{SectionDidNotWork, SectionLearning}
	case *domain.SurpriseNoticed:
		return []string{SectionSurprises, SectionLearning}
	case *domain.OutcomeRecorded:
		if b.Aim == "" {
			return []string{SectionSurprises}
		}
		return []string{SectionAims}
	case *domain.ChangeChecked:
		return []string{SectionWorked, SectionLearning}
	case *domain.LearningDrawn, *domain.ChangeMade:
		return []string{SectionLearning, SectionStory}
	}
	switch {
	case strings.HasPrefix(row.Kind, "aim."):
		return []string{SectionAims}
	case strings.HasPrefix(row.Kind, "test."):
		return []string{SectionTests, SectionLearning, SectionStory}
	}
	return nil
}

// hasWords says whether a person wrote something in a body.
func hasWords(body domain.Body) bool {
	found := false
	eachField(body, func(_ string, v reflect.Value) {
		switch f := v.Interface().(type) {
		case personal:
			found = found || !f.IsZero()
		case domain.Value:
			found = found || !f.Text.IsZero()
		}
	})
	return found
}

func (p Part) writeKeeps(w io.Writer, width int) error {
	if p.Keeps == "" {
		return nil
	}
	page := newPage(width)
	page.para(p.Keeps)
	if _, err := io.WriteString(w, "\n"); err != nil {
		return err
	}
	return page.writeTo(w)
}
