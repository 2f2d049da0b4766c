package domain

import (
	"strconv"
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
	q, short := n.shortRatio(m)
	if !short {
		q = n.d.DivRound(m.d, places)
	}
	if q.IsZero() {
		return Number{}, true
	}
	return Number{q}, true
}

// How a ratio is kept: so many places, and how much a whole one is in them.
const (
	places  = 4
	onePart = 10_000
)

// shortRatio is the ratio of two numbers that fit into 64 bits, as nearly all do; ok is false where they do not.
func (n Number) shortRatio(m Number) (q decimal.Decimal, ok bool) {
	if n.d.Exponent() != m.d.Exponent() || n.d.NumDigits() > shortDigits-places || m.d.NumDigits() > shortDigits {
		return q, false
	}
	above, below := n.d.CoefficientInt64()*onePart, m.d.CoefficientInt64()
	if below < 0 {
		above, below = -above, -below
	}
	whole, rest := above/below, above%below
	switch {
	case 2*rest >= below:
		whole++
	case -2*rest >= below:
		whole--
	}
	return decimal.New(whole, -places), true
}

// String writes the number exactly, without exponent and without zeros that say nothing; never −0.
func (n Number) String() string { return string(n.Append(nil)) }

// shortDigits is how many digits always fit into 64 bits.
const shortDigits = 18

// Append adds to b what String writes.
func (n Number) Append(b []byte) []byte {
	fraction := -int(n.d.Exponent())
	if fraction < 0 || fraction > shortDigits || n.d.NumDigits() > shortDigits {
		return append(b, n.long()...)
	}
	digits := n.d.CoefficientInt64()
	if digits == 0 {
		return append(b, '0')
	}
	for fraction > 0 && digits%10 == 0 {
		digits, fraction = digits/10, fraction-1
	}
	if digits < 0 {
		b, digits = append(b, '-'), -digits
	}
	power := int64(1)
	for range fraction {
		power *= 10
	}
	b = strconv.AppendInt(b, digits/power, 10)
	if fraction == 0 {
		return b
	}
	b = append(b, '.')
	for rest := digits % power; power > 1; rest %= power {
		power /= 10
		b = append(b, byte('0'+rest/power))
	}
	return b
}

// long is String for a number of many digits.
func (n Number) long() string {
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
func (n Number) MarshalJSON() ([]byte, error) { return n.Append(nil), nil }

// UnmarshalJSON reads a JSON number or the same as text; exponents are refused.
func (n *Number) UnmarshalJSON(b []byte) error {
	var err error
	*n, err = ParseNumber(strings.Trim(string(b), `"`))
	return err
}
