package small

import (
	"fmt"

	"github.com/desirelines/desirelines/domain"
	"github.com/shopspring/decimal"
)

// Rule says which counts of people an audience is shown. The zero value is None.
type Rule struct{ smallest int64 }

// The numbers of the rules.
const (
	smallestPublic  = 10
	smallestFunders = 8
	smallestAgreed  = 5 // the least that a group can agree to: rounding hides no more

	step = 5              // what is shown is rounded to this
	slop = (step - 1) / 2 // so far may a whole number lie from what is shown
	near = 2              // a withheld count must not be known to within this
)

// Public is the rule for everybody: counts under 10 are withheld, others are to the nearest 5.
func Public() Rule { return Rule{smallestPublic} }

// Funders is the rule for funders and people who decide: 1 to 7 are withheld, others are to the nearest 5.
func Funders() Rule { return Rule{smallestFunders} }

// None is the rule of the group and its evaluators: everything is shown as it is.
func None() Rule { return Rule{} }

// From is the rule that shows no count below smallest, as an audience says it. 0 and 1 hide nothing; 2 to 4 count as 5, because
// rounding to 5 would say more than the group agreed to.
func From(smallest int) Rule {
	switch {
	case smallest <= 1:
		return None()
	case smallest < smallestAgreed:
		smallest = smallestAgreed
	}
	return Rule{int64(smallest)}
}

// Hides says whether the rule keeps anything back.
func (r Rule) Hides() bool { return r.smallest > 0 }

// Smallest is the smallest count that is shown; 0 where all are.
func (r Rule) Smallest() int { return int(r.smallest) }

// Says is the rule in a sentence for readers; empty where nothing is hidden.
func (r Rule) Says() string {
	if !r.Hides() {
		return ""
	}
	return fmt.Sprintf("Numbers of people under %d are kept private, and others are to the nearest %d.", r.smallest, step)
}

// isSmall says whether a count must be withheld. A zero is small where it says something about somebody.
func (r Rule) isSmall(n domain.Number, sensitive bool) bool {
	if !r.Hides() {
		return false
	}
	if n.Sign() == 0 {
		return sensitive
	}
	return n.Cmp(domain.Int(r.smallest)) < 0 && n.Neg().Cmp(domain.Int(r.smallest)) < 0
}

// round is a count as it is shown: to the nearest 5, half away from zero.
func (r Rule) round(n domain.Number) domain.Number {
	if !r.Hides() {
		return n
	}
	five := decimal.NewFromInt(step)
	return domain.FromDecimal(n.Decimal().DivRound(five, 0).Mul(five))
}

// behind returns which true counts a shown one can stand for.
func (r Rule) behind(shown int64) (low, high int64) {
	if shown == 0 {
		return 0, 0
	}
	return max(r.smallest, shown-slop), shown + slop
}

// before returns what whoever knows the rule knows of a withheld count. It takes the worst for granted: that they can tell the
// small ones from those that were withheld to protect a small one.
func (r Rule) before(n int64, sensitive bool) (low, high int64) {
	switch {
	case n >= r.smallest:
		return r.smallest, far
	case n == 0 || sensitive:
		return 0, r.smallest - 1
	}
	return 1, r.smallest - 1
}

// close is how wide the range of a small count may be for it to count as known: to within 2, or less where the rule alone says more
// (of a smallest of 5 everybody knows that what is withheld is 1 to 4).
func (r Rule) close() int64 { return max(0, min(2*near, r.smallest-3)) }
