package domain

import (
	"strings"
	"unicode/utf8"
)

// Reading is what ReadNumber made of a text.
type Reading struct {
	Number Number
	OK     bool   // false: the text is words (or ambiguous, see Note)
	Note   string // "", NoteDecimalComma or NoteAmbiguous
}

// The notes of a Reading.
const (
	NoteDecimalComma = "decimal_comma"    // one comma was read as the decimal mark: "30,6" is 30.6
	NoteAmbiguous    = "ambiguous_number" // "24,055" could be 24055 or 24.055: no value until someone says
)

// longestNumber is how many bytes a number of MaxDigits can take with signs and wide spaces;
// a longer text is words without being looked at.
const longestNumber = 4 * MaxDigits

// ReadNumber reads a number as people write it (AIMED.md section 6). It never guesses: what it
// does not know for sure is words, and a number such as "24,055" has no value until mark says
// which of the two it is. In short:
//
//   - blanks around, a sign (+ - −) and one trailing % are dropped;
//   - dot and comma both present: the last is the decimal mark, the other groups by three;
//   - one dot is the decimal mark (with mark Comma, "1.234" is 1234); several dots group by three;
//   - several commas group by three; one comma is the decimal mark (NoteDecimalComma) unless
//     it could as well be a thousands mark (NoteAmbiguous, decided by mark);
//   - blanks inside, also thin and no-break ones, only group by three.
//
// More than MaxDigits digits, other groups, two kinds of grouping, exponents, currency and a
// mark with no digit after it are words. The cost is bounded by the length of the text.
func ReadNumber(text string, mark DecimalMark) Reading {
	s := strings.TrimSpace(text)
	s = strings.TrimSpace(strings.TrimSuffix(s, "%"))
	sign, s := cutSign(s)
	if s == "" || len(s) > longestNumber {
		return Reading{}
	}
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	switch {
	case dots > 0 && commas > 0:
		return readBoth(sign, s)
	case dots == 1:
		if mark == Comma && couldBeThousands(s, ".") {
			return grouped(sign, s, ".")
		}
		return decimalAt(sign, s, ".", "", "")
	case dots > 1:
		return grouped(sign, s, ".")
	case commas == 1:
		return readOneComma(sign, s, mark)
	case commas > 1:
		return grouped(sign, s, ",")
	}
	return decimalAt(sign, s, "", "", "")
}

// cutSign takes one sign off the front; a plus and no sign are "".
func cutSign(s string) (sign, rest string) {
	r, n := utf8.DecodeRuneInString(s)
	switch r {
	case '+':
		return "", s[n:]
	case '-', '−':
		return "-", s[n:]
	}
	return "", s
}

// readBoth reads a text with dots and commas: the last one is the decimal mark.
func readBoth(sign, s string) Reading {
	if strings.LastIndex(s, ".") > strings.LastIndex(s, ",") {
		return decimalAt(sign, s, ".", ",", "")
	}
	return decimalAt(sign, s, ",", ".", "")
}

// readOneComma reads a text with one comma and no dot.
func readOneComma(sign, s string, mark DecimalMark) Reading {
	note := NoteDecimalComma
	if mark == Comma {
		note = "" // somebody said so: nothing was inferred
	}
	if !couldBeThousands(s, ",") {
		return decimalAt(sign, s, ",", "", note)
	}
	switch mark {
	case Dot:
		return grouped(sign, s, ",")
	case Comma:
		return decimalAt(sign, s, ",", "", note)
	}
	return Reading{Note: NoteAmbiguous}
}

// couldBeThousands: 1 to 3 digits not starting with 0 before the one mark, exactly three after.
func couldBeThousands(s, mark string) bool {
	before, after, _ := strings.Cut(s, mark)
	return allDigits(before) && len(before) <= 3 && before[0] != '0' && allDigits(after) && len(after) == 3
}

// grouped reads a whole number whose groups of three stand between marks.
func grouped(sign, s, mark string) Reading {
	digits, ok := joinGroups(s, mark)
	if !ok {
		return Reading{}
	}
	return parsed(sign, digits, "", "")
}

// decimalAt reads a number with point as its decimal mark ("" for a whole number). The whole part
// may be grouped by group, or by blanks where group is "".
func decimalAt(sign, s, point, group, note string) Reading {
	whole, fraction := s, ""
	if point != "" {
		var dotted bool
		whole, fraction, dotted = strings.Cut(s, point)
		if !dotted || !allDigits(fraction) {
			return Reading{}
		}
	}
	if whole == "" && fraction != "" && group == "" {
		return parsed(sign, "0", fraction, note) // ".5"
	}
	if !allDigits(whole) {
		if group == "" {
			whole, group = oneBlank(whole), " "
		}
		joined, ok := joinGroups(whole, group)
		if !ok {
			return Reading{}
		}
		whole = joined
	} else if group != "" {
		return Reading{}
	}
	return parsed(sign, whole, fraction, note)
}

// oneBlank writes the blanks that people put between groups as plain spaces:
// no-break, figure, thin and narrow no-break.
func oneBlank(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\u00a0', '\u2007', '\u2009', '\u202f':
			return ' '
		}
		return r
	}, s)
}

// joinGroups joins "1", "234", "567": the first group has 1 to 3 digits and does not start with 0,
// every other has exactly three, and there are at least two.
func joinGroups(s, mark string) (string, bool) {
	groups := strings.Split(s, mark)
	for i, g := range groups {
		if !allDigits(g) || len(g) > 3 || (i > 0 && len(g) != 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), len(groups) > 1 && groups[0][0] != '0'
}

func parsed(sign, whole, fraction, note string) Reading {
	s := sign + whole
	if fraction != "" {
		s += "." + fraction
	}
	n, err := ParseNumber(s)
	if err != nil || len(whole)+len(fraction) > MaxDigits {
		return Reading{}
	}
	return Reading{Number: n, OK: true, Note: note}
}
