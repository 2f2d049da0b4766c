package domain

import (
	"time"
)

// Date is a calendar date as a person knows it: a day, a month, a year, or unknown
// (the zero value). It has no zone; which day "now" is depends on the project's zone.
// Dates compare with == ; use Last to order them.
type Date struct {
	Year  int16 // 0 with Month and Day 0: unknown
	Month uint8 // 0: only the year is known
	Day   uint8 // 0: only the month is known
}

// DateOf returns the day of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{int16(y), uint8(m), uint8(d)}
}

// ParseDate reads "2019-03-06", "2019-03" or "2019". Empty text is the unknown date.
// Anything else, and a day that no calendar has, is Invalid.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	digits := func(part string) (n int, ok bool) {
		for _, c := range []byte(part) {
			if c < '0' || c > '9' {
				return 0, false
			}
			n = n*10 + int(c-'0')
		}
		return n, true
	}
	var y, m, d int
	var ok1, ok2, ok3 = true, true, true
	switch {
	case len(s) == 4:
		y, ok1 = digits(s)
	case len(s) == 7 && s[4] == '-':
		y, ok1 = digits(s[:4])
		m, ok2 = digits(s[5:])
		ok3 = m >= 1 && m <= 12
	case len(s) == 10 && s[4] == '-' && s[7] == '-':
		y, ok1 = digits(s[:4])
		m, ok2 = digits(s[5:7])
		d, ok3 = digits(s[8:])
		ok3 = ok3 && m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, m)
	}
	if !ok1 || !ok2 || !ok3 || y < 1 { // no year was read where it is of no known length
		return Date{}, invalid(s, "this is not a date", "write a day as 2019-03-06 or a month as 2019-03")
	}
	return Date{int16(y), uint8(m), uint8(d)}, nil
}

// Known is false for the unknown date.
func (d Date) Known() bool { return d.Year != 0 }

// Whole is true for a single day.
func (d Date) Whole() bool { return d.Day != 0 }

// Last returns the last day of d: a month counts as its last day, a year as
// 31 December. The unknown date stays unknown.
func (d Date) Last() Date {
	if !d.Known() || d.Whole() {
		return d
	}
	if d.Month == 0 {
		return Date{d.Year, 12, 31}
	}
	return Date{d.Year, d.Month, uint8(daysIn(int(d.Year), int(d.Month)))}
}

// First returns the first day of d; the unknown date stays unknown.
func (d Date) First() Date {
	if !d.Known() || d.Whole() {
		return d
	}
	return Date{d.Year, max(d.Month, 1), 1}
}

// Or returns d, or other where d is unknown.
func (d Date) Or(other Date) Date {
	if d.Known() {
		return d
	}
	return other
}

// Compare orders dates by their last day; the unknown date comes first.
func (d Date) Compare(e Date) int {
	if !d.Whole() || !e.Whole() {
		d, e = d.Last(), e.Last()
	}
	return d.number() - e.number()
}

// Before says whether d ends before e ends.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After says whether d ends after e ends.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Days returns how many days lie from d's last day to e's last day; negative where e is earlier.
func (d Date) Days(e Date) int {
	return int(e.Last().midnight().Sub(d.Last().midnight()).Hours() / 24)
}

func (d Date) number() int { return int(d.Year)*10000 + int(d.Month)*100 + int(d.Day) }

func (d Date) midnight() time.Time {
	return time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, 0, 0, time.UTC)
}

// String writes the date as ParseDate reads it.
func (d Date) String() string { return string(d.Append(make([]byte, 0, 10))) }

// Append adds to b what String writes.
func (d Date) Append(b []byte) []byte {
	if !d.Known() {
		return b
	}
	y := int(d.Year)
	b = append(b, byte('0'+y/1000%10), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10))
	if d.Month == 0 {
		return b
	}
	b = append(b, '-', '0'+d.Month/10, '0'+d.Month%10)
	if d.Day == 0 {
		return b
	}
	return append(b, '-', '0'+d.Day/10, '0'+d.Day%10)
}

// MarshalText writes the date as ParseDate reads it.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Date) UnmarshalText(b []byte) error {
	var err error
	*d, err = ParseDate(string(b))
	return err
}

// IsZero is true for the unknown date, so that omitzero leaves it out of JSON.
func (d Date) IsZero() bool { return d == Date{} }

func daysIn(y, m int) int {
	return time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
