package web

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// checkDate reads the day or month that something happened, and notes what is no such thing.
func (a *answers) checkDate() domain.Date {
	d, err := readDate(a.text("happened"))
	switch {
	case err != nil:
		a.wrong("happened", "We cannot read this date. Write a day such as 10 July 2025, or a month such as July 2025.")
	case d.Known() && d.Month == 0:
		a.wrong("happened", "We need the month too. Write a day such as 10 July 2025, or a month such as July 2025.")
	}
	return d
}

var errNoDate = errors.New("this is no date")

// readDate reads a day or a month in the words of people, "10 July 2025" or "Jul 2025", or as domain.ParseDate does. 10/7/2025 is
// no date: it is in July for some and in October for others.
func readDate(text string) (domain.Date, error) {
	if d, err := domain.ParseDate(text); err == nil {
		return d, nil
	}
	parts := strings.Fields(strings.ReplaceAll(text, ",", " "))
	if len(parts) < 2 || len(parts) > 3 {
		return domain.Date{}, errNoDate
	}
	year, day := parts[len(parts)-1], ""
	name := parts[len(parts)-2]
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
		return domain.Date{}, errNoDate
	}
	iso := fmt.Sprintf("%s-%02d", year, month)
	if len(parts) == 3 {
		iso += fmt.Sprintf("-%02s", day)
	}
	return domain.ParseDate(iso)
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
