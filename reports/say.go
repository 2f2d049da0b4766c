package reports

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// joined is a blank that no line breaks at: between the parts of a figure.
const joined = "\u00a0"

// sayDay writes a date as people do: "10 July 2025", "July 2025", "2025".
func sayDay(d domain.Date) string {
	switch {
	case !d.Known():
		return saysUnknownDay
	case d.Month == 0:
		return fmt.Sprint(d.Year)
	case d.Day == 0:
		return sayMonth(d)
	}
	return fmt.Sprintf("%d %s", d.Day, sayMonth(d))
}

func sayMonth(d domain.Date) string {
	months := [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September",
		"October", "November", "December"}
	return fmt.Sprintf("%s %d", months[d.Month-1], d.Year)
}

// sayPeriod writes a period: a whole year or month by its name, else both days.
func sayPeriod(start, end domain.Date) string {
	start, end = start.First(), end.Last()
	year, month := domain.Date{Year: start.Year}, domain.Date{Year: start.Year, Month: start.Month}
	switch {
	case !start.Known() && !end.Known():
		return saysAllTogether
	case !end.Known():
		return "from " + sayDay(start)
	case !start.Known():
		return "until " + sayDay(end)
	case start == end:
		return sayDay(start)
	case start == year.First() && end == year.Last():
		return sayDay(year)
	case start == month.First() && end == month.Last():
		return sayMonth(month)
	}
	return sayDay(start) + " to " + sayDay(end)
}

// sayFigure writes a value without its unit: 12, "30 to 40", yes, a level; empty where there is no such value.
func sayFigure(p aimed.Plain) string {
	v := domain.Value(p)
	switch v.Form {
	case domain.Numeric:
		return v.Number.String()
	case domain.Range:
		return v.Number.String() + joined + "to" + joined + v.High.String()
	case domain.YesNo, domain.Level:
		return v.Plain()
	}
	return ""
}

// sayValue writes a figure with its unit, or the text that stands in its place, or that there is nothing.
func sayValue(p aimed.Plain, text SeenText, unit string) string {
	figure := sayFigure(p)
	switch {
	case domain.Value(p).Form == domain.Withheld:
		return saysKeptPrivate
	case figure == "" && text.Empty():
		return saysNothing
	case figure == "":
		return text.String()
	}
	return withUnit(figure, p, unit)
}

// UnitFor returns a unit as it stands behind a number, both as they are written: "nights" behind 3, "night" behind 1. A unit
// that is not among the words for one stays as the group wrote it.
func UnitFor(number, unit string) string {
	if number != "1" {
		return unit
	}
	first, rest, more := strings.Cut(unit, " ")
	if one := in(oneWords[:], first); more {
		return one + " " + rest
	}
	return in(oneWords[:], first)
}

// withUnit puts the unit of a number behind it.
func withUnit(figure string, p aimed.Plain, unit string) string {
	if form := domain.Value(p).Form; unit == "" || (form != domain.Numeric && form != domain.Range) {
		return figure
	}
	unit = UnitFor(figure, unit)
	if unit == "%" {
		return figure + joined + unit
	}
	return figure + " " + unit
}

// sayPerCent writes a ratio as a per cent to one decimal, as charts do; less than 0 with a minus, not a hyphen. It never stands
// without the two numbers it comes from.
func sayPerCent(ratio domain.Number) string {
	s := domain.FromDecimal(ratio.Mul(domain.Int(100)).Decimal().Round(1)).String() + joined + "%"
	return strings.Replace(s, "-", "\u2212", 1)
}

// about says that a number was rounded.
func about(number string) string { return "about" + joined + number }

// sayShare writes "31 of 50 people (62 %)".
func sayShare(part, whole string, unit string, ratio *domain.Number) string {
	s := part + joined + "of" + joined + whole
	if unit != "" && unit != "%" {
		s += " " + UnitFor(whole, unit)
	}
	if ratio != nil {
		s += " (" + sayPerCent(*ratio) + ")"
	}
	return s
}

// count writes "1 thing" or "3 things".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// sayLasting writes for how long something goes on: days up to 60, then whole months, from two years on whole years.
func sayLasting(days int) string {
	months := days * 12 / 365
	switch {
	case days <= 60:
		return count(days, "day", "days")
	case months < 24:
		return count(months, "month", "months")
	}
	return count(days/365, "year", "years")
}

// and joins a list as in speech: "a, b and c".
func and(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " and " + list[last]
}

// capital puts a capital in front, of any script that has them.
func capital(s string) string {
	if r, n := utf8.DecodeRuneInString(s); n > 0 && r != utf8.RuneError {
		return string(unicode.ToUpper(r)) + s[n:]
	}
	return s
}

// Capital puts a capital in front of words that stand at the beginning of a line.
func Capital(s string) string { return capital(s) }

// Unbroken returns a name whose short remarks in brackets, such as "(made up)", are never parted by the end of a line.
func Unbroken(name string) string {
	const longest = 16
	var b strings.Builder
	for {
		before, rest, opens := strings.Cut(name, "(")
		inside, after, closes := strings.Cut(rest, ")")
		if !opens || !closes {
			return b.String() + name
		}
		if length(inside) <= longest && !strings.Contains(inside, "(") {
			inside = strings.ReplaceAll(inside, " ", joined)
		}
		b.WriteString(before + "(" + inside + ")")
		name = after
	}
}

func sayNumber(n uint64) string { return strconv.FormatUint(n, 10) }
