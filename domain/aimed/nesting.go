package aimed

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// counting returns which of these periods, in order of start and end, count together (section 3), by their last day:
//
//   - where shorter periods cover a longer one, they count and it stands beside them;
//   - where they do not, the longer one counts and they are steps on the way.
//
// The side that counts must have something to say: a longer period gives way to its parts where
// only they have a target, and parts give way where only the longer one has a target, or a report.
func counting(set []*period) []*period {
	result := outermost(set)
	if len(result) < len(set) { // else none lies inside another
		outer := result
		result = nil
		for _, p := range outer {
			result = append(result, p.resolve(within(set, p))...)
		}
	}
	slices.SortStableFunc(result, compareEnds)
	return result
}

// resolve returns p, or what counts in its place among the periods inside it.
func (p *period) resolve(inside []*period) []*period {
	if len(inside) == 0 {
		return []*period{p}
	}
	aimedInside := slices.ContainsFunc(inside, func(q *period) bool { return q.goal.target.stated() })
	toldInside := slices.ContainsFunc(inside, func(q *period) bool { return q.actual.stated() })
	aimed, told := p.goal.target.stated(), p.actual.stated()
	var partsCount bool
	if covers(outermost(inside), p) {
		partsCount = (aimedInside || !aimed) && (toldInside || !told)
	} else {
		partsCount = aimedInside && !aimed
	}
	if partsCount {
		return counting(inside)
	}
	return []*period{p}
}

// outermost returns the periods of a set, in order of start and end, that lie inside no other one of it.
func outermost(set []*period) []*period {
	var result []*period
	var furthest *period // of those before
	for i, p := range set {
		held := furthest != nil && compareEnds(furthest, p) >= 0
		if !held {
			furthest = p
		}
		if longer := i+1 < len(set) && set[i+1].start == p.start; !held && !longer {
			result = append(result, p)
		}
	}
	return result
}

// within returns the periods of a set that lie inside p.
func within(set []*period, p *period) []*period {
	var result []*period
	for _, q := range set {
		if p.holds(q) {
			result = append(result, q)
		}
	}
	return result
}

// holds says whether q lies inside p and is not p.
func (p *period) holds(q *period) bool {
	return p != q && !q.start.Before(p.start) && compareEnds(q, p) <= 0
}

// covers says whether parts, sorted by start, fill p day by day without sharing one.
func covers(parts []*period, p *period) bool {
	if len(parts) == 0 || parts[0].start != p.start || parts[len(parts)-1].end != p.end {
		return false
	}
	for i := 1; i < len(parts); i++ {
		end := parts[i-1].end
		if !end.Known() || end.Days(parts[i].start) != 1 {
			return false
		}
	}
	return true
}

// overlapping says whether any two of these periods share a day.
func overlapping(set []*period) bool {
	set = slices.Clone(set)
	slices.SortFunc(set, func(a, b *period) int { return a.start.Compare(b.start) })
	var last *period // the one that reaches furthest so far
	for _, p := range set {
		if last != nil && (!last.end.Known() || !p.start.After(last.end)) {
			return true
		}
		if last == nil || compareEnds(last, p) < 0 {
			last = p
		}
	}
	return false
}

// span returns the first and the last day of a set; unknown where one of it is open there.
func span(set []*period) (start, end domain.Date) {
	for i, p := range set {
		if i == 0 || p.start.Before(start) {
			start = p.start
		}
		if i == 0 || (end.Known() && (!p.end.Known() || p.end.After(end))) {
			end = p.end
		}
	}
	return start, end
}
