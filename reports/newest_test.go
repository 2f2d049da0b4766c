package reports

import "testing"

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
