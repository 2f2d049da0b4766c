package charts

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
)

// clean makes a text fit for a picture: one line without what no picture can hold or what turns the text around it
// (control characters, overrides of direction, private and unassigned signs). Joiners inside words stay.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200c' || r == '\u200d':
			return r
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, !unicode.IsGraphic(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}

// fit is clean, cut with an ellipsis where it is wider than so many pixels at a size of font.
func fit(s string, pixels, size float64) string {
	s = clean(s)
	if widthOf(s, size) <= pixels {
		return s
	}
	room := pixels - widthOf("…", size)
	for i, r := range s {
		if room -= widthOf(string(r), size); room < 0 {
			return strings.TrimRight(s[:i], " ,.;:–-") + "…"
		}
	}
	return s
}

// short is clean, cut to a length for descriptions and names of links.
func short(s string) string { return cut(s, 80) }

func cut(s string, longest int) string {
	s = clean(s)
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:longest]), " ") + "…"
}

// widthOf guesses how wide a text is in a common sans serif, rather too wide than too narrow.
func widthOf(s string, size float64) float64 {
	em := 0.0
	for _, r := range s {
		switch {
		case strings.ContainsRune("iljI|.,:;'’!·()[]", r):
			em += 0.31
		case strings.ContainsRune(" ftr-/", r):
			em += 0.34
		case strings.ContainsRune("mwMW%@—…", r):
			em += 0.9
		case unicode.IsUpper(r):
			em += 0.72
		case unicode.Is(unicode.Mn, r) || r == '\u200c' || r == '\u200d':
		case r >= 0x1100:
			em += 1.05
		default:
			em += 0.57
		}
	}
	return em * size
}

// things writes "1 thing" or "3 things".
func things(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// sentence puts a capital in front and a full stop behind.
func sentence(s string) string {
	return strings.TrimRight(capital(s), ".") + "."
}

// sayDay writes a date as people do: "10 July 2025", "July 2025", "2025".
func sayDay(d domain.Date) string {
	switch {
	case !d.Known():
		return "day not known"
	case d.Month == 0:
		return fmt.Sprint(d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%s %d", time.Month(d.Month), d.Year)
	}
	return fmt.Sprintf("%d %s %d", d.Day, time.Month(d.Month), d.Year)
}

// sayPeriod writes from when to when: a whole year as "2090", else "1 April 2030 to 31 March 2031".
func sayPeriod(start, end domain.Date) string {
	if !end.Known() {
		return "the time from " + sayDay(start) + " on"
	}
	first, last := start.First(), end.Last()
	if first.Year == last.Year && first.Month == 1 && first.Day == 1 && last.Month == 12 && last.Day == 31 {
		return fmt.Sprint(first.Year)
	}
	return sayDay(start) + " to " + sayDay(end)
}

// capital puts a capital in front.
func capital(s string) string {
	if r, n := utf8.DecodeRuneInString(s); n > 0 {
		return string(unicode.ToUpper(r)) + s[n:]
	}
	return s
}

// sayMonth writes the month of a date.
func sayMonth(d domain.Date) string {
	if d = d.Last(); !d.Known() {
		return "a month not known"
	}
	return fmt.Sprintf("%s %d", time.Month(d.Month), d.Year)
}

// clock is the last day of a date as ECharts counts time: milliseconds of UTC.
func clock(d domain.Date) int64 {
	d = d.Last()
	return time.Date(int(d.Year), time.Month(d.Month), int(d.Day), 0, 0, 0, 0, time.UTC).UnixMilli()
}

// perCent writes a ratio as a per cent, to one decimal.
func perCent(ratio domain.Number) string {
	return domain.FromDecimal(percentOf(ratio).Decimal().Round(1)).String() + "\u00a0%"
}

func percentOf(ratio domain.Number) domain.Number { return ratio.Mul(domain.Int(100)) }

// withUnit writes a number with its unit behind it.
func withUnit(n, unit string) string {
	switch unit = cut(unit, 40); unit {
	case "":
		return n
	case "%":
		return n + "\u00a0%"
	}
	return n + " " + unit
}

// about says of a number that it was rounded, where it was.
func about(rounded bool, number string) string {
	if !rounded {
		return number
	}
	return "about " + number
}
