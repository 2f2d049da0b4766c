package domain

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The first seven are vector 19 of the arithmetic.
func TestReadNumber(t *testing.T) {
	const words = "words"
	for _, v := range []struct {
		text string
		mark DecimalMark
		want string // the number, "words", and the note where there is one
	}{
		{"30,6", Ask, "30.6 decimal_comma"},
		{"24,055", Ask, "words ambiguous_number"},
		{"1,234,567", Ask, "1234567"},
		{"1.234,5", Ask, "1234.5"},
		{"0,125", Ask, "0.125 decimal_comma"},
		{"2019 2020", Ask, words},
		{"See description", Ask, words},

		// blanks, signs, per cent
		{"", Ask, words}, {" ", Ask, words}, {" 12 ", Ask, "12"}, {"12%", Ask, "12"}, {"12,5 %", Ask, "12.5 decimal_comma"},
		{"%", Ask, words}, {"12%%", Ask, words}, {"%12", Ask, words},
		{"+5", Ask, "5"}, {"-5", Ask, "-5"}, {"−5", Ask, "-5"}, {"--5", Ask, words}, {"- 5", Ask, words}, {"5-", Ask, words}, {"-0", Ask, "0"}, {"–5", Ask, words},
		{"1 234", Ask, "1234"}, {"1\u00a0234", Ask, "1234"}, {"1\u2009234\u2009567", Ask, "1234567"}, {"1\u202f234,5", Ask, "1234.5 decimal_comma"},
		{"1 23", Ask, words}, {"12 3456", Ask, words}, {"1  234", Ask, words}, {"0 123", Ask, words}, {"0.123 456", Ask, words},

		// dots
		{"1.5", Ask, "1.5"}, {"1.234", Ask, "1.234"}, {"1.234", Comma, "1234"}, {"12.5", Comma, "12.5"}, {"0.125", Comma, "0.125"},
		{"1.234.567", Ask, "1234567"}, {"1.23.456", Ask, words}, {"1.2.3", Ask, words}, {".5", Ask, "0.5"}, {"5.", Ask, words}, {".", Ask, words}, {"007", Ask, "7"},

		// commas
		{"24,055", Dot, "24055"}, {"24,055", Comma, "24.055"}, {"30,6", Dot, "30.6 decimal_comma"}, {"30,6", Comma, "30.6"},
		{"-24,055%", Ask, "words ambiguous_number"}, {"1234,567", Ask, "1234.567 decimal_comma"}, {"24,0551", Ask, "24.0551 decimal_comma"},
		{"1 234,567", Ask, "1234.567 decimal_comma"}, {",5", Ask, "0.5 decimal_comma"}, {"5,", Ask, words}, {"12,34,567", Ask, words}, {"1,234,56", Ask, words},

		// both
		{"1,234.5", Ask, "1234.5"}, {"1.234.567,8", Ask, "1234567.8"}, {"12,34.5", Ask, words}, {"1.234,567.8", Ask, words}, {"1,5.3", Ask, words},
		{"1 234,567.8", Ask, words}, {"1,234.", Ask, words}, {",234.5", Ask, words}, {"0,234.5", Ask, words},

		// anything else
		{"1e5", Ask, words}, {"£12", Ask, words}, {"12 €", Ask, words}, {"1'234", Ask, words}, {"1/2", Ask, words}, {"(12)", Ask, words}, {"0x1f", Ask, words},
		{"NaN", Ask, words}, {"Inf", Ask, words}, {"١٢", Ask, words}, {"12\x00", Ask, words}, {"1_000", Ask, words},
		{strings.Repeat("9", MaxDigits), Ask, strings.Repeat("9", MaxDigits)}, {strings.Repeat("9", MaxDigits+1), Ask, words},
	} {
		r := ReadNumber(v.text, v.mark)
		got := words
		if r.OK {
			got = r.Number.String()
		}
		if r.Note != "" {
			got += " " + r.Note
		}
		if got != v.want {
			t.Errorf("%q with mark %q: got %s, want %s", v.text, v.mark, got, v.want)
		}
	}
}

// A number in any common grouping is the same number.
func TestReadNumberReadsEveryGrouping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.SliceOfN(rapid.StringMatching(`[0-9]{3}`), 2, 5).Draw(t, "groups")
		first := rapid.StringMatching(`[1-9][0-9]{0,2}`).Draw(t, "first")
		plain := first + strings.Join(groups, "")
		mark := rapid.SampledFrom([]string{",", ".", " ", "\u00a0", "\u2009", "\u202f"}).Draw(t, "mark")
		r := ReadNumber(first+mark+strings.Join(groups, mark), Ask)
		if !r.OK || r.Number.String() != plain || r.Note != "" {
			t.Fatalf("%s was read as %+v", plain, r)
		}
	})
}

// Whatever is read means the same when written plainly and read again: nothing was guessed twice.
func TestReadNumberAgreesWithItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[-+−]?[0-9., ]{0,12}%?`).Draw(t, "text")
		r := ReadNumber(text, Ask)
		checkReading(t, text, r)
		if dot := ReadNumber(text, Dot); !strings.Contains(text, ",") && (dot.OK != r.OK || dot.Number.Cmp(r.Number) != 0) {
			t.Fatalf("%q has no comma, and yet mark dot changes it", text)
		}
		if r.Note == NoteAmbiguous {
			dot, comma := ReadNumber(text, Dot), ReadNumber(text, Comma)
			if !dot.OK || !comma.OK || dot.Number.Cmp(comma.Number.Mul(Int(1000))) != 0 {
				t.Fatalf("%q: as thousands %s, as decimal %s", text, dot.Number, comma.Number)
			}
		}
	})
}

func FuzzReadNumber(f *testing.F) {
	for _, s := range []string{"30,6", "24,055", "1,234,567", "1.234,5", "−1 234", "See description", "\u2009", "1\xff2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, mark := range []DecimalMark{Ask, Dot, Comma} {
			checkReading(t, text, ReadNumber(text, mark))
		}
	})
}

func checkReading(t interface{ Fatalf(string, ...any) }, text string, r Reading) {
	if !r.OK {
		if r.Number.Sign() != 0 || r.Note == NoteDecimalComma {
			t.Fatalf("%q is words, and yet it has a value or a note: %+v", text, r)
		}
		return
	}
	plain, err := ParseNumber(r.Number.String())
	if err != nil || plain.Cmp(r.Number) != 0 {
		t.Fatalf("%q was read as %s, which is no plain number: %v", text, r.Number, err)
	}
	digits := func(s string) string {
		s = strings.Map(func(c rune) rune {
			if c < '0' || c > '9' {
				return -1
			}
			return c
		}, s)
		return strings.Trim(s, "0")
	}
	if digits(text) != digits(r.Number.String()) {
		t.Fatalf("%q was read as %s: other digits", text, r.Number)
	}
}
