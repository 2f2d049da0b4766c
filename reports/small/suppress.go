package small

import (
	"cmp"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/shopspring/decimal"
)

// alone is how a count is shown without a look at the others.
func (r Rule) alone(c Cell) Figure {
	switch {
	case r.isSmall(c.True, c.Sensitive):
		return Figure{Why: TooSmall}
	case r.givenAway(c):
		return Figure{Why: GivenAway}
	}
	return Figure{Number: r.round(c.True)}
}

// givenAway says whether figure and status together leave one number only.
func (r Rule) givenAway(c Cell) bool {
	n := count(c.True)
	if !r.Hides() || n <= 0 {
		return false
	}
	lo, hi := r.shown(c, n)
	return lo == hi
}

func floor(n domain.Number) int64 { return clamp(n.Decimal().Floor()) }

func ceiling(n domain.Number) int64 { return clamp(n.Decimal().Ceil()) }

func clamp(d decimal.Decimal) int64 {
	return decimal.Min(decimal.Max(d, decimal.NewFromInt(-far)), decimal.NewFromInt(far)).IntPart()
}

// oneSort withholds the parts of a breakdown whose people are all in one of them.
func (now *Released) oneSort() {
	for _, s := range now.sheet.sums {
		full := 0
		for _, p := range s.parts {
			if now.sheet.whole[p] > 0 {
				full++
			}
		}
		if !s.breakdown || s.atMost || full != 1 || len(s.parts) < 2 {
			continue
		}
		for _, p := range s.parts {
			if t := &now.told[p]; !t.stays && !t.figure.Withheld() {
				t.figure = Figure{Why: OneSort}
			}
		}
	}
}

// suppress withholds more of the last release until no small number can be worked out from all of them, one count of each group
// at a time: the smallest of those that stand in a sum with what was found, else the smallest of the group. What is left
// then follows from the rule alone and from nothing that is shown.
func (r Rule) suppress(releases []Released) {
	now := &releases[len(releases)-1]
	for again := r.Hides(); again; {
		again = false
		k := r.knows(releases)
		groups, sums := k.groups()
		for g := range groups {
			found := k.found(r, groups[g], sums[g])
			if len(found) == 0 {
				continue
			}
			if i := k.next(now, groups[g], found); i >= 0 {
				now.giveWay(i)
				again = true
			}
		}
	}
}

// next is the cell of the last release that gives way, -1 where none can.
func (k *knowledge) next(now *Released, group, found []int) int {
	beside := map[int]bool{}
	for _, s := range k.sums {
		for _, v := range found {
			if s[v] != 0 {
				for w := range s {
					beside[w] = true
				}
			}
		}
	}
	wholes := map[int]int{}
	for _, s := range now.sheet.sums {
		wholes[s.whole]++
	}
	best := -1
	order := func(a, b int) int {
		far := func(i int) int {
			if beside[k.now[i]] {
				return 0
			}
			return 1
		}
		return cmp.Or(cmp.Compare(far(a), far(b)), cmp.Compare(now.sheet.whole[a], now.sheet.whole[b]), cmp.Compare(wholes[a], wholes[b]),
			strings.Compare(now.sheet.cells[a].ID, now.sheet.cells[b].ID))
	}
	for i, v := range k.now {
		if _, in := slices.BinarySearch(group, v); !in || !now.canGiveWay(i) || k.idle[i] {
			continue
		}
		if best < 0 || order(i, best) < 0 {
			best = i
		}
	}
	return best
}

// canGiveWay: what was told before can stay so, also in the place of "withheld", which says that it is small now.
func (now *Released) canGiveWay(i int) bool {
	t := now.told[i]
	if now.sheet.cells[i].Hidden || t.forced {
		return false
	}
	return t.before != nil || !t.figure.Withheld() && now.sheet.whole[i] > 0
}

// giveWay leaves a count as it was told before, or withholds it where it never was.
func (now *Released) giveWay(i int) {
	t := &now.told[i]
	if t.before == nil {
		t.figure = Figure{Why: Beside}
		return
	}
	t.figure, t.from, t.stays, t.forced = t.before.figure, t.before.from, true, true
}
