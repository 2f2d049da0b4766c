package domain

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Numbers that fit into 64 bits are written and divided by other means than long ones, to the same answer.
func TestShortNumbersAreAsLongOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := func(name string) Number {
			return Number{decimal.New(rapid.Int64().Draw(t, name), int32(rapid.IntRange(-20, 3).Draw(t, name+" places")))}
		}
		n, m := number("n"), number("m")
		if rapid.Bool().Draw(t, "alike") {
			m.d = decimal.New(m.d.CoefficientInt64()%1_000_000, n.d.Exponent())
			n.d = decimal.New(n.d.CoefficientInt64()%1_000_000_000, n.d.Exponent())
		}
		if got, want := n.String(), n.long(); got != want {
			t.Fatalf("%s is written as %q, want %q", n.d, got, want)
		}
		r, ok := n.Ratio(m)
		if ok && r.Cmp(Number{n.d.DivRound(m.d, places)}) != 0 || ok != (m.Sign() != 0) {
			t.Fatalf("%s ÷ %s is %s, %v", n, m, r, ok)
		}
	})
}
