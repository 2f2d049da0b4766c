package reports

import (
	"slices"
	"testing"
)

// Who is not of the group reads what worked, what did not, what surprised and what was learnt right behind the headline, one after the other.
func TestOutsideReadsWhatDidNotWorkFirst(t *testing.T) {
	for _, a := range Audiences() {
		if want := []string{SectionHeadline, SectionWorked, SectionDidNotWork, SectionSurprises, SectionLearning}; !a.Words && !slices.Equal(a.Sections[:len(want)], want) {
			t.Errorf("%s begins with %v, want %v", a.ID, a.Sections[:len(want)], want)
		}
	}
}
