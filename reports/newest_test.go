package reports

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
)

func TestTheNewestMomentsOfAJourney(t *testing.T) {
	moment := func(position uint64, private bool) JourneyMoment {
		m := JourneyMoment{Line: Line{Position: position, About: "shown"}}
		if private {
			m.Line = Line{Position: position, TextState: TextPrivate}
		}
		return m
	}
	j := Journey{Months: []JourneyMonth{
		{Month: "2024-01", Moments: []JourneyMoment{moment(1, false), moment(2, true)}},
		{Month: "2024-02", Imported: []uint64{3}},
		{Month: "2024-03", Moments: []JourneyMoment{moment(4, false), moment(5, false)}},
		{Month: "2024-04", Imported: []uint64{6}},
	}}
	for n, want := range map[int]struct {
		shown   []uint64
		months  int
		earlier int
	}{
		1: {[]uint64{5}, 2, 2}, 2: {[]uint64{4, 5}, 3, 1}, 3: {[]uint64{2, 4, 5}, 4, 1}, 4: {[]uint64{1, 2, 4, 5}, 4, 0}, 9: {[]uint64{1, 2, 4, 5}, 4, 0},
	} {
		got, earlier := j.Newest(n)
		var positions []uint64
		for _, m := range got.Months {
			for _, moment := range m.Moments {
				positions = append(positions, moment.Position)
			}
		}
		same := len(positions) == len(want.shown)
		for i := range positions {
			same = same && positions[i] == want.shown[i]
		}
		if !same || len(got.Months) != want.months || earlier != want.earlier {
			t.Errorf("the newest %d are %v in %d months, %d earlier; want %+v", n, positions, len(got.Months), earlier, want)
		}
	}
	if len(j.Months[2].Moments) != 2 {
		t.Error("the journey itself was cut")
	}
}

// The last things written down are those that tell something: what is only kept in order does not push them out.
func TestLastWritten(t *testing.T) {
	h := newHistory(t)
	first := h.add(&domain.SurpriseNoticed{What: words("They sang")})
	second := h.add(&domain.TestStarted{What: words("Soup"), ReviewOn: day("2024-03-01")})
	heading := h.add(&domain.HeadingStated{Heading: "What next?", Stated: 2})
	h.add(&domain.ResponseGiven{Heading: "What next?", Mark: MarkTick})
	h.add(&domain.ResponseGiven{Entry: heading, Mark: MarkTick})
	on := h.add(&domain.ResponseGiven{Entry: first, Mark: MarkHeart})
	h.add(&domain.ReminderDue{What: domain.DueReview, Entry: second, Due: day("2024-03-01")})
	h.add(&domain.ImportMade{Import: domaintest.ID(90), Format: "csv"})
	seen := h.see("group")
	var got []string
	for _, l := range LastWritten(seen, 9) {
		got = append(got, l.ID)
	}
	if n := len(got); n < 3 || got[0] != on || got[1] != second || got[2] != first {
		t.Errorf("the last are %v; want %v", got, []string{on, second, first})
	}
	if one := LastWritten(seen, 1); len(one) != 1 || one[0].ID != on {
		t.Errorf("the last one is %+v", one)
	}
}
