package small

import (
	"fmt"
	"slices"
)

// This file is an attacker, written apart from what it attacks: it takes what is shown, tries whole numbers of people one after the other and
// says between which two a count must lie. It knows the rule, the sums, why something is withheld, and what has not changed.

// attacker knows numbers by name, each between two ends, and sums: parts − whole = 0, or at most 0.
type attacker struct {
	names  []string
	at     map[string]int
	lo, hi []int64
	sums   []known
	tries  int
}

type known struct {
	parts  []int
	whole  int
	atMost bool
}

const crowd = 200 // in the tests nobody counts more people

func newAttacker() *attacker { return &attacker{at: map[string]int{}} }

func (a *attacker) learn(name string, lo, hi int64) int {
	v, ok := a.at[name]
	if !ok {
		v = len(a.names)
		a.names, a.lo, a.hi = append(a.names, name), append(a.lo, -crowd), append(a.hi, crowd)
		a.at[name] = v
	}
	a.lo[v], a.hi[v] = max(a.lo[v], lo), min(a.hi[v], hi)
	return v
}

func (a *attacker) add(whole string, parts []string, atMost bool) {
	k := known{whole: a.at[whole], atMost: atMost}
	for _, p := range parts {
		k.parts = append(k.parts, a.at[p])
	}
	a.sums = append(a.sums, k)
}

// told is what one figure says.
func (a *attacker) told(r Rule, name string, f Figure, c Cell) {
	n := f.Number.Decimal().IntPart()
	switch {
	case !f.Withheld() && n == 0:
		a.learn(name, 0, 0)
	case !f.Withheld():
		a.learn(name, max(int64(r.Smallest()), n-2), n+2)
	case c.True.Decimal().IntPart() >= int64(r.Smallest()):
		a.learn(name, int64(r.Smallest()), crowd)
	case c.Sensitive || c.True.Sign() == 0:
		a.learn(name, 0, int64(r.Smallest())-1)
	default:
		a.learn(name, 1, int64(r.Smallest())-1)
	}
}

// knows says whether a number is known to within 2 (or as the rule has it, see close).
func (a *attacker) knows(r Rule, name string) bool {
	lo, hi, ok := a.propagate(slices.Clone(a.lo), slices.Clone(a.hi))
	if !ok {
		panic("what is shown contradicts itself")
	}
	v := a.at[name]
	width := int64(4)
	if r.Smallest() == 5 {
		width = 2 // that it is 1 to 4 follows from the rule
	}
	least, largest := lo[v], hi[v]
	for largest-least > width && !a.possible(lo, hi, v, least) {
		least++
	}
	for largest-least > width && !a.possible(lo, hi, v, largest) {
		largest--
	}
	return largest-least <= width
}

func (a *attacker) possible(lo, hi []int64, v int, n int64) bool {
	lo, hi = slices.Clone(lo), slices.Clone(hi)
	lo[v], hi[v] = n, n
	a.tries = 0
	return a.search(lo, hi)
}

// search finds out whether there are whole numbers that fit everything.
func (a *attacker) search(lo, hi []int64) bool {
	lo, hi, ok := a.propagate(lo, hi)
	if !ok {
		return false
	}
	v := -1
	for i := range lo {
		if lo[i] < hi[i] && (v < 0 || hi[i]-lo[i] < hi[v]-lo[v]) {
			v = i
		}
	}
	if v < 0 {
		return true
	}
	if a.tries++; a.tries > 20000 {
		panic(fmt.Sprintf("the attacker gave up: %v", a.names))
	}
	middle := lo[v] + (hi[v]-lo[v])/2
	for step := int64(0); middle+step <= hi[v] || middle-step >= lo[v]; step++ {
		for _, n := range []int64{middle + step, middle - step} {
			if n < lo[v] || n > hi[v] || step == 0 && n != middle {
				continue
			}
			l, h := slices.Clone(lo), slices.Clone(hi)
			l[v], h[v] = n, n
			if a.search(l, h) {
				return true
			}
		}
	}
	return false
}

// propagate adds and subtracts until nothing gets narrower.
func (a *attacker) propagate(lo, hi []int64) (l, h []int64, ok bool) {
	for changed := true; changed; {
		changed = false
		set := func(v int, low, high int64) {
			if low > lo[v] {
				lo[v], changed = low, true
			}
			if high < hi[v] {
				hi[v], changed = high, true
			}
		}
		for _, s := range a.sums {
			least, largest := int64(0), int64(0)
			for _, p := range s.parts {
				least, largest = least+lo[p], largest+hi[p]
			}
			whole := hi[s.whole]
			set(s.whole, least, crowd)
			if !s.atMost {
				set(s.whole, least, largest)
			}
			for _, p := range s.parts {
				set(p, -crowd, whole-(least-lo[p]))
				if !s.atMost {
					set(p, lo[s.whole]-(largest-hi[p]), crowd)
				}
				least, largest = 0, 0
				for _, q := range s.parts {
					least, largest = least+lo[q], largest+hi[q]
				}
			}
		}
		for v := range lo {
			if lo[v] > hi[v] {
				return nil, nil, false
			}
		}
	}
	return lo, hi, true
}
