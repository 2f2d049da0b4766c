package reports

import (
	"slices"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Journey is the timeline of a project: its moments by month, in order of the day they happened (the day recorded
// where nobody knows), then of position. What was taken in from another store without a day keeps its place in the order of
// writing: it stands with the moment written before it. What came from a file stands together in one moment a month.
type Journey struct {
	Project string         `json:"project"`
	Name    string         `json:"name"`
	KnownAt KnownAt        `json:"known_at"`
	AskedOn Day            `json:"asked_on"`
	Months  []JourneyMonth `json:"months"`
	Apart   []Day          `json:"apart,omitempty"` // in the group: days on which a circle met that the viewer is not in
}

// JourneyMonth is one month with at least one moment.
type JourneyMonth struct {
	Month    string          `json:"month"` // 2019-03; empty for what stands before everything that has a day
	Moments  []JourneyMoment `json:"moments"`
	Imported []uint64        `json:"imported"` // positions of the measures and figures that came from a file

	month domain.Date
}

// JourneyMoment is one moment. Day is when it happened, or the day it was recorded where that is not known; it is null where
// that would say nothing, because another store recorded it.
type JourneyMoment struct {
	Line
	Day Day `json:"day"`
}

// JourneyOf tells the way of a project.
func JourneyOf(seen Seen) Journey {
	s := seen.look()
	view := s.view()
	summary, _ := view.Summary()
	j := Journey{
		Project: view.Project, Name: summary.Name, KnownAt: knownAt(view.Known), AskedOn: Day(s.asked.askedOn), Months: []JourneyMonth{}, Apart: s.apart(),
	}
	for _, r := range inOrder(view.Moments(), s.zone) {
		month := j.month(domain.Date{Year: r.place.Year, Month: r.place.Month})
		if r.Imported && isFigure(r.Kind) {
			month.Imported = append(month.Imported, r.Position)
			continue
		}
		if entry, ok := s.entry(r.ID); ok {
			month.Moments = append(month.Moments, JourneyMoment{s.line(&entry), Day(r.day)})
		}
	}
	return j
}

// placed is a moment with the day it is told under and the day it happened, unknown where nothing says it.
type placed struct {
	projections.MomentRow
	place, day domain.Date
}

func inOrder(rows []projections.MomentRow, zone *time.Location) []placed {
	moments := make([]placed, 0, len(rows))
	var before domain.Date
	for _, r := range rows {
		m := placed{MomentRow: r, place: r.Day(zone), day: r.Day(zone)}
		if r.Elsewhere && !r.Happened.Known() {
			m.place, m.day = before, domain.Date{}
		}
		before = m.place
		moments = append(moments, m)
	}
	slices.SortStableFunc(moments, func(a, b placed) int { return a.place.Compare(b.place) })
	return moments
}

// month returns the last month, which is begun where it is another one.
func (j *Journey) month(month domain.Date) *JourneyMonth {
	if n := len(j.Months); n == 0 || j.Months[n-1].month != month {
		j.Months = append(j.Months, JourneyMonth{Month: month.String(), Moments: []JourneyMoment{}, Imported: []uint64{}, month: month})
	}
	return &j.Months[len(j.Months)-1]
}

// isFigure says whether a kind is one of those that files bring by the hundred.
func isFigure(kind string) bool {
	switch kind {
	case "aim.target_set", "outcome.recorded", "aim.measure_added", "aim.measure_revised":
		return true
	}
	return false
}
