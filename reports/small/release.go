package small

import "github.com/desirelines/desirelines/domain"

// Released is a table as an audience was told it. It holds true counts, so it stays with the group: what may leave is Figures. The
// zero value is a release of nothing. It is not changed by a later one.
type Released struct {
	sheet *sheet
	told  []told
}

// told is how one cell was told.
type told struct {
	figure Figure
	from   domain.Number // the true count that it was taken from
	stays  bool          // told as in an earlier release
	forced bool          // stays though the count is far enough away: it would give a small number away
	before *told         // how it was told last; nil: never
}

// Release answers how a table is told after these earlier releases, oldest first. A count stays as it was told unless the true
// count is at least the rule's smallest away from the true count it was told from; and where a small number, or a small difference
// to an earlier release, could be worked out from all releases together. Who asks twice for the same release gets the same.
func (r Rule) Release(previous []Released, now Table) Released {
	next := Released{sheet: newSheet(now)}
	last := map[string]*told{}
	if r.Hides() {
		last = lastTold(previous)
	}
	for _, c := range next.sheet.cells {
		before := last[c.ID]
		t := told{figure: r.alone(c), from: c.True, before: before}
		if before != nil && !r.apart(c.True, before.from) {
			t.figure, t.from, t.stays = before.figure, before.from, true
		}
		next.told = append(next.told, t)
	}
	if !r.Hides() {
		return next
	}
	next.oneSort()
	all := make([]Released, 0, len(previous)+1)
	for _, p := range previous {
		if p.sheet != nil {
			all = append(all, p)
		}
	}
	all = append(all, next)
	r.suppress(all)
	return all[len(all)-1]
}

func lastTold(previous []Released) map[string]*told {
	last := map[string]*told{}
	for _, p := range previous {
		for i := range p.told {
			if c := p.sheet.cells[i]; !c.Hidden {
				last[c.ID] = &told{figure: p.told[i].figure, from: p.told[i].from}
			}
		}
	}
	return last
}

// apart says whether two true counts are so far from each other that both may be told.
func (r Rule) apart(a, b domain.Number) bool {
	d := a.Sub(b)
	if d.Sign() < 0 {
		d = d.Neg()
	}
	return d.Cmp(domain.Int(r.smallest)) >= 0
}

// Figures are the counts as they were told, by ID; hidden ones are not among them.
func (now Released) Figures() map[string]Figure {
	figures := map[string]Figure{}
	for i, t := range now.told {
		if c := now.sheet.cells[i]; !c.Hidden {
			figures[c.ID] = t.figure
		}
	}
	return figures
}

// Stays says whether a count was told as in an earlier release.
func (now Released) Stays(id string) bool {
	if now.sheet == nil {
		return false
	}
	i, ok := now.sheet.at[id]
	return ok && now.told[i].stays
}
