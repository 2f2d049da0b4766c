package domain

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Number is an exact decimal number. The zero value is 0. There is no binary
// floating point anywhere: what a person wrote is what is stored and shown.
type Number struct{ d decimal.Decimal }

// MaxDigits bounds a number that people write, so that no input can cost more than its length.
const MaxDigits = 60

// Int returns n as a Number.
func Int(n int64) Number { return Number{decimal.NewFromInt(n)} }

// FromDecimal returns d as a Number.
func FromDecimal(d decimal.Decimal) Number { return Number{d} }

// ParseNumber reads a plain decimal number as the log and JSON write it: optional minus,
// digits, optional point and digits. It is strict; ReadNumber reads what people write.
func ParseNumber(s string) (Number, error) {
	digits := strings.TrimPrefix(s, "-")
	whole, fraction, dotted := strings.Cut(digits, ".")
	if !allDigits(whole) || (dotted && !allDigits(fraction)) || len(digits) > MaxDigits {
		return Number{}, invalid(s, "this is not a number", "write digits with a point for decimals, such as 12 or 30.6")
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return Number{}, invalid(s, "this is not a number", "write digits with a point for decimals, such as 12 or 30.6")
	}
	return Number{d}, nil
}

// MustNumber is ParseNumber for constants; it panics where s is not a number.
func MustNumber(s string) Number {
	n, err := ParseNumber(s)
	if err != nil {
		panic(err)
	}
	return n
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// Decimal returns the number for arithmetic.
func (n Number) Decimal() decimal.Decimal { return n.d }

// Add returns n + m.
func (n Number) Add(m Number) Number { return Number{n.d.Add(m.d)} }

// Sub returns n − m.
func (n Number) Sub(m Number) Number { return Number{n.d.Sub(m.d)} }

// Mul returns n × m.
func (n Number) Mul(m Number) Number { return Number{n.d.Mul(m.d)} }

// Neg returns −n.
func (n Number) Neg() Number { return Number{n.d.Neg()} }

// Cmp returns −1, 0 or 1.
func (n Number) Cmp(m Number) int { return n.d.Cmp(m.d) }

// Sign returns −1, 0 or 1.
func (n Number) Sign() int { return n.d.Sign() }

// Ratio returns n ÷ m to 4 places, half away from zero, never −0; ok is false where m is 0.
func (n Number) Ratio(m Number) (r Number, ok bool) {
	if m.Sign() == 0 {
		return Number{}, false
	}
	q := n.d.DivRound(m.d, 4)
	if q.IsZero() {
		return Number{}, true
	}
	return Number{q}, true
}

// String writes the number exactly, without exponent and without zeros that say nothing; never −0.
func (n Number) String() string {
	if n.d.IsZero() {
		return "0"
	}
	s := n.d.String()
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// MarshalJSON writes a JSON number, exactly.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalJSON reads a JSON number or the same as text; exponents are refused.
func (n *Number) UnmarshalJSON(b []byte) error {
	var err error
	*n, err = ParseNumber(strings.Trim(string(b), `"`))
	return err
}
