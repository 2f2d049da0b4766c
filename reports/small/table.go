package small

import (
	"cmp"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// Cell is one count of people.
type Cell struct {
	ID        string // names it in its table, and the same count in every release
	True      domain.Number
	Sensitive bool // a zero of it says something about somebody, so it counts as small
	Hidden    bool // shown nowhere, but whoever subtracts gets it: those who did not
	// Least and Most are what its status would say of it beside the figure, both included; nil: nothing.
	Least, Most *domain.Number
}

// Sum says that parts add up to a whole. A part that is not in the table is one nobody was told of: then the others are at most
// the whole. So it is where the true counts are less than the whole; where they are more nobody can use the sum and it is left out.
type Sum struct {
	Whole string
	Parts []string
	// Breakdown: the parts say what sort of people they are. If all are of one sort, that is told of each of them.
	Breakdown bool
}

// Table is counts with the sums between them. Of two cells with one ID the first counts.
type Table struct {
	Cells []Cell
	Sums  []Sum
}

// Why says why a count is withheld. It is for the group and for tests: an audience that knew it would know more of the count.
type Why string

// The reasons. The zero value means that the count is shown.
const (
	Shown     Why = ""
	TooSmall  Why = "It is a small number of people."
	OneSort   Why = "All are of one sort."
	GivenAway Why = "Its status would give the number away."
	Beside    Why = "A small number could be worked out from it."
)

// Figure is a count as it is shown. Number is 0 where it is withheld.
type Figure struct {
	Number domain.Number
	Why    Why
}

// Withheld says whether the count is kept back.
func (f Figure) Withheld() bool { return f.Why != Shown }

// Protect answers which counts of a table are shown, by ID; hidden ones are not among them. Each is rounded on its own from its
// true value. The order of cells, sums and parts makes no difference.
func (r Rule) Protect(t Table) map[string]Figure { return r.Release(nil, t).Figures() }

// sheet is a table in order: cells by ID, each with its whole number, and the sums that can be used.
type sheet struct {
	cells []Cell
	at    map[string]int
	whole []int64 // true counts; -1 for what is no count of people: below 0, with decimals, or beyond all people there are
	sums  []sum
}

// sum is a Sum by place in the sheet.
type sum struct {
	whole     int
	parts     []int
	atMost    bool // the parts are at most the whole
	breakdown bool
}

const (
	notCount = int64(-1)
	most     = int64(1) << 36 // more people than there are
	far      = int64(1) << 40 // stands for no upper bound
)

func newSheet(t Table) *sheet {
	s := &sheet{cells: slices.Clone(t.Cells), at: map[string]int{}}
	slices.SortStableFunc(s.cells, func(a, b Cell) int { return strings.Compare(a.ID, b.ID) })
	s.cells = slices.CompactFunc(s.cells, func(a, b Cell) bool { return a.ID == b.ID })
	for i, c := range s.cells {
		s.at[c.ID] = i
		s.whole = append(s.whole, count(c.True))
	}
	for _, add := range t.Sums {
		if sum, ok := s.sum(add); ok {
			s.sums = append(s.sums, sum)
		}
	}
	slices.SortFunc(s.sums, compareSums)
	s.sums = slices.CompactFunc(s.sums, func(a, b sum) bool { return compareSums(a, b) == 0 })
	return s
}

func count(n domain.Number) int64 {
	if d := n.Decimal(); d.IsInteger() && n.Sign() >= 0 && n.Cmp(domain.Int(most)) < 0 {
		return d.IntPart()
	}
	return notCount
}

func (s *sheet) sum(add Sum) (sum, bool) {
	whole, ok := s.at[add.Whole]
	if !ok || s.whole[whole] == notCount {
		return sum{}, false
	}
	r := sum{whole: whole, breakdown: add.Breakdown}
	total := int64(0)
	for _, id := range add.Parts {
		i, ok := s.at[id]
		if !ok || s.whole[i] == notCount || i == whole {
			r.atMost = true
			continue
		}
		r.parts = append(r.parts, i)
	}
	slices.Sort(r.parts)
	r.parts = slices.Compact(r.parts)
	for _, i := range r.parts {
		total += s.whole[i]
	}
	r.atMost = r.atMost || total < s.whole[whole]
	return r, len(r.parts) > 0 && total <= s.whole[whole]
}

func compareSums(a, b sum) int {
	flags := func(s sum) int {
		n := 0
		if s.atMost {
			n++
		}
		if s.breakdown {
			n += 2
		}
		return n
	}
	return cmp.Or(cmp.Compare(a.whole, b.whole), slices.Compare(a.parts, b.parts), cmp.Compare(flags(a), flags(b)))
}
