package small

import (
	"fmt"
	"slices"
)

// knowledge is what everything that was ever shown says about the true counts, for somebody who knows the rule, the sums, and which
// counts have not changed since: numbers with bounds, and sums between them. A count that changed from one release to the next is
// two numbers, one that did not is one.
type knowledge struct {
	at, lo, hi []int64
	sums       []map[int]int64 // factors that make 0
	targets    []int           // small numbers that must not be known
	now        []int           // the number of each cell of the last release, -1 for none
	idle       []bool          // cells of the last release that tell nothing new, so nothing is won by hiding them

	current, taken map[string]int // by cell ID, the number that stands, and the one that was told
	known          map[string]bool
}

// knows collects what these releases say, the last one included.
func (r Rule) knows(releases []Released) *knowledge {
	k := &knowledge{current: map[string]int{}, taken: map[string]int{}, known: map[string]bool{}}
	for _, release := range releases {
		k.now, k.idle = make([]int, len(release.sheet.cells)), make([]bool, len(release.sheet.cells))
		for i := range release.sheet.cells {
			k.now[i] = k.cell(r, release, i)
		}
		for _, s := range release.sheet.sums {
			k.sum(s)
		}
	}
	slices.Sort(k.targets)
	k.targets = slices.Compact(k.targets)
	return k
}

// number adds a number with its bounds.
func (k *knowledge) number(at, lo, hi int64) int {
	k.at, k.lo, k.hi = append(k.at, at), append(k.lo, lo), append(k.hi, hi)
	return len(k.at) - 1
}

func (k *knowledge) narrow(v int, lo, hi int64) {
	k.lo[v], k.hi[v] = max(k.lo[v], lo), min(k.hi[v], hi)
}

// cell adds what one cell of a release says and returns its number, -1 for what is no count.
func (k *knowledge) cell(r Rule, release Released, i int) int {
	c, n, t := release.sheet.cells[i], release.sheet.whole[i], release.told[i]
	if n == notCount {
		return -1
	}
	v, ok := k.current[c.ID]
	if !ok || k.at[v] != n {
		v = k.number(n, 0, far)
		k.current[c.ID] = v
	}
	taken, before := k.taken[c.ID]
	switch {
	case c.Hidden, t.forced:
	case t.stays && before && taken != v:
		d := k.number(n-k.at[taken], 1-r.smallest, r.smallest-1)
		k.sums = append(k.sums, map[int]int64{v: 1, taken: -1, d: -1})
		if k.at[d] != 0 {
			k.targets = append(k.targets, d)
		}
	case t.stays:
		k.idle[i] = true
	case t.figure.Withheld():
		lo, hi := r.before(n, c.Sensitive)
		k.narrow(v, lo, hi)
	default:
		lo, hi := r.shown(c, n)
		k.narrow(v, lo, hi)
	}
	if !t.stays {
		k.taken[c.ID] = v
	}
	if n < r.smallest && (n > 0 || c.Sensitive || t.figure.Withheld()) {
		k.targets = append(k.targets, v)
	}
	return v
}

// shown is what a count says that is shown with its status.
func (r Rule) shown(c Cell, n int64) (lo, hi int64) {
	lo, hi = r.behind(count(r.round(c.True)))
	if c.Least != nil && c.Least.Cmp(c.True) <= 0 {
		lo = max(lo, ceiling(*c.Least))
	}
	if c.Most != nil && c.Most.Cmp(c.True) >= 0 {
		hi = min(hi, floor(*c.Most))
	}
	return min(lo, n), max(hi, n)
}

// sum adds a sum of the last release, once.
func (k *knowledge) sum(s sum) {
	factors, rest := map[int]int64{k.now[s.whole]: -1}, k.at[k.now[s.whole]]
	key := []int{k.now[s.whole]}
	for _, p := range s.parts {
		factors[k.now[p]]++
		rest -= k.at[k.now[p]]
		key = append(key, k.now[p])
	}
	slices.Sort(key[1:])
	if name := fmt.Sprint(s.atMost, key); k.known[name] {
		return
	} else {
		k.known[name] = true
	}
	if s.atMost {
		factors[k.number(rest, 0, far)] = 1
	}
	k.sums = append(k.sums, factors)
}

// groups returns the numbers that hang together by sums, and the sums of each group.
func (k *knowledge) groups() (groups [][]int, sums [][]map[int]int64) {
	parent := make([]int, len(k.at))
	for v := range parent {
		parent[v] = v
	}
	var root func(v int) int
	root = func(v int) int {
		if parent[v] != v {
			parent[v] = root(parent[v])
		}
		return parent[v]
	}
	for _, s := range k.sums {
		first := -1
		for v := range s {
			if first < 0 {
				first = v
			}
			parent[root(v)] = root(first)
		}
	}
	at := map[int]int{}
	for v := range parent {
		g, ok := at[root(v)]
		if !ok {
			g = len(groups)
			at[root(v)] = g
			groups, sums = append(groups, nil), append(sums, nil)
		}
		groups[g] = append(groups[g], v)
	}
	for _, s := range k.sums {
		for v := range s {
			g := at[root(v)]
			sums[g] = append(sums[g], s)
			break
		}
	}
	return groups, sums
}

// found returns the targets of a group that are known to within what the rule allows.
func (k *knowledge) found(r Rule, group []int, sums []map[int]int64) []int {
	place := map[int]int{}
	var at, lo, hi []int64
	var targets []int
	for i, v := range group {
		place[v] = i
		at, lo, hi = append(at, k.at[v]), append(lo, k.lo[v]), append(hi, k.hi[v])
		if _, ok := slices.BinarySearch(k.targets, v); ok {
			targets = append(targets, i)
		}
	}
	if len(targets) == 0 {
		return nil
	}
	rows := make([]map[int]int64, len(sums))
	for i, s := range sums {
		rows[i] = map[int]int64{}
		for v, f := range s {
			rows[i][place[v]] = f
		}
	}
	var found []int
	for _, i := range newSystem(at, lo, hi, rows).known(targets, r.close()) {
		found = append(found, group[i])
	}
	return found
}
