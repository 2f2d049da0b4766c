package aimed

import "github.com/desirelines/desirelines/domain"

// AsItStands says that Compare answers the question as it does against the aim as it stands, as far as that shows without comparing: every aim
// was stated once, and against the target in force no later than it counts. False says nothing. It costs a small part of Compare.
func AsItStands(m Measure, q Question) bool {
	if q.Against != First && q.Against != Then {
		return true
	}
	type line struct {
		period  bounds
		overall bool
		cell    cell
		ordinal int
	}
	lines := make(map[line]bool, len(m.Targets))
	for i := range m.Targets {
		t := &m.Targets[i]
		if t.LeftOut != "" {
			continue
		}
		l := line{period: boundsOf(t.Start, t.End), overall: t.isOverall(), cell: cellOf(t.Parts, t.Site), ordinal: t.Ordinal}
		if l.overall {
			l.period = bounds{}
		}
		if lines[l] {
			return false
		}
		lines[l] = true
		if q.Against == Then && (l.overall || t.Day().After(inForceUntil(l.period.end, q.AskedOn))) {
			return false
		}
	}
	if q.Against == Then {
		return true
	}
	sites := map[string]bool{}
	for i := range m.Baselines {
		b := &m.Baselines[i]
		if b.LeftOut != "" || len(b.Parts) > 0 {
			continue
		}
		if sites[b.Site] {
			return false
		}
		sites[b.Site] = true
	}
	return true
}

// inForceUntil is the day up to which section 5 looks for `then` in a period: its last day, the day asked where it is running.
func inForceUntil(end, asked domain.Date) domain.Date {
	if end.Known() && asked.After(end) {
		return end
	}
	return asked
}
