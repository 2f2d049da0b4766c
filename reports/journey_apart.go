package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// apart are the days on which a circle wrote something of its way that is not for the viewer, each once, in order. That it met is all
// that the others of the group know of it.
func (s *sight) apart() []Day {
	var days []domain.Date
	if s.lens.Audience.ID != groupID || len(s.now.circles) == 0 {
		return nil
	}
	for _, m := range s.base.Moments() {
		row := s.raw(m.ID)
		if row == nil || m.Withdrawn || s.isThere(m.ID) {
			continue
		}
		if sharing := s.sharing(row); s.now.circles[sharing[0]] != nil {
			days = append(days, m.Day(s.zone))
		}
	}
	slices.SortFunc(days, domain.Date.Compare)
	var list []Day
	for _, d := range slices.Compact(days) {
		list = append(list, Day(d))
	}
	return list
}

// SaysApart says on how many days a smaller circle met, and on which; empty where it did not.
func (j Journey) SaysApart() string {
	days := make([]string, len(j.Apart))
	for i, d := range j.Apart {
		days[i] = sayDay(domain.Date(d))
	}
	switch len(days) {
	case 0:
		return ""
	case 1:
		return "A smaller circle met on " + days[0] + "."
	}
	return "A smaller circle met on " + sayNumber(uint64(len(days))) + " days: " + and(days) + "."
}
