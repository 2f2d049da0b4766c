package web

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// checkDate reads the day or month that something happened, and notes what is no such thing. today is what "today" means.
func (a *answers) checkDate(today domain.Date) domain.Date {
	d, wrong := readDate(a.text("happened"), today)
	switch {
	case wrong != "":
		a.wrong("happened", wrong+" Write a day such as 10 July 2025, or a month such as July 2025.")
	case d.Known() && d.Month == 0:
		a.wrong("happened", "We need the month too. Write a day such as 10 July 2025, or a month such as July 2025.")
	default:
		a.askDate(d, today)
	}
	return d
}

// today is the day that a form means by "today": that on which it was written, where the phone kept it meanwhile.
func (a *answers) today(seen reports.Seen) domain.Date {
	if a.written.Known() {
		return a.written
	}
	return reports.PlaceOf(seen).Asked
}

// noDate is what is said of a text that is no date at all.
const noDate = "We cannot read this date."

var (
	digits  = regexp.MustCompile(`^(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})$`)
	isoDate = regexp.MustCompile(`^(\d{4})-(\d{2})-(\d{2})$`)
)

// readDate reads a day or a month in the words of people, "10 July 2025", "Jul 2025" or "yesterday", as domain.ParseDate does, or in
// digits where they can only be one day: 10/7/2025 is in July for some and in October for others. wrong says what is wrong; empty: nothing.
func readDate(text string, today domain.Date) (d domain.Date, wrong string) {
	if d, err := domain.ParseDate(text); err == nil {
		return d, ""
	}
	if back := slices.Index([]string{"today", "yesterday"}, strings.ToLower(text)); back >= 0 && today.Known() {
		return before(today, back), ""
	}
	if m := isoDate.FindStringSubmatch(text); m != nil {
		return theDay(m[3], atoi(m[2]), m[1])
	}
	if m := digits.FindStringSubmatch(text); m != nil {
		return inDigits(m[1], m[2], m[3])
	}
	return inWords(text)
}

// before is the day some days earlier.
func before(d domain.Date, days int) domain.Date {
	for ; days > 0; days-- {
		switch {
		case d.Day > 1:
			d.Day--
		case d.Month > 1:
			d = domain.Date{Year: d.Year, Month: d.Month - 1}.Last()
		default:
			d = domain.Date{Year: d.Year - 1, Month: 12, Day: 31}
		}
	}
	return d
}

// inDigits reads 31/12/2025, and 12/31/2025 too: there is no month 31.
func inDigits(first, second, year string) (domain.Date, string) {
	a, b := atoi(first), atoi(second)
	switch {
	case a > 12 && b <= 12, a == b:
		return theDay(first, b, year)
	case b > 12 && a <= 12:
		return theDay(second, a, year)
	}
	one, no := theDay(first, b, year)
	other, neither := theDay(second, a, year)
	if no != "" || neither != "" {
		return domain.Date{}, noDate
	}
	return domain.Date{}, fmt.Sprintf("This can be %s or %s.", reports.DayWords(one), reports.DayWords(other))
}

func inWords(text string) (domain.Date, string) {
	parts := strings.Fields(strings.ReplaceAll(text, ",", " "))
	if len(parts) < 2 || len(parts) > 3 {
		return domain.Date{}, noDate
	}
	year, day, name := parts[len(parts)-1], "", parts[len(parts)-2]
	if len(parts) == 3 {
		day = parts[0]
		if monthNumber(name) == 0 { // July 10 2025
			day, name = name, parts[0]
		}
		for _, ending := range []string{"st", "nd", "rd", "th"} {
			day = strings.TrimSuffix(day, ending)
		}
	}
	month := monthNumber(name)
	if month == 0 || len(year) != 4 {
		return domain.Date{}, noDate
	}
	if day == "" {
		d, err := domain.ParseDate(fmt.Sprintf("%s-%02d", year, month))
		if err != nil {
			return d, noDate
		}
		return d, ""
	}
	return theDay(day, month, year)
}

// theDay is a day of a calendar, or says that there is no such day.
func theDay(day string, month int, year string) (domain.Date, string) {
	d, err := domain.ParseDate(fmt.Sprintf("%s-%02d-%02s", year, month, day))
	first, noMonth := domain.ParseDate(fmt.Sprintf("%s-%02d", year, month))
	n := atoi(day)
	switch {
	case err == nil:
		return d, ""
	case noMonth != nil || n < 1:
		return d, noDate
	}
	says := strings.TrimSuffix(reports.DayWords(first), " "+year)
	if month == 2 && n == 29 {
		says += " " + year
	}
	return d, fmt.Sprintf("There is no %d %s.", n, says)
}

// atoi is a number of digits; -1: it is none.
func atoi(text string) int {
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return -1
	}
	return int(n)
}

// monthNumber is the number of a month by its name or at least three letters of it; 0: it is none.
func monthNumber(name string) int {
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if len(name) < 3 {
		return 0
	}
	months := [...]string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	return 1 + slices.IndexFunc(months[:], func(m string) bool { return strings.HasPrefix(m, name) })
}
