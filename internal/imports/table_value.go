package imports

import (
	"slices"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/table"
)

// What has to be said before a number or a day can be read. Where it is said depends on who asks: a page, or a command line.
const (
	SayDecimal = "say which is the decimal mark, the dot or the comma"
	SayDates   = "say which comes first, the day or the month"
)

// valueReader understands the cells of a sheet. What could be read two ways it asks about, and never guesses.
type valueReader struct {
	dates   domain.DateOrder
	decimal domain.DecimalMark
	seen    *marksSeen // nil: numbers are read one by one
}

// marksSeen is what a sheet shows of how it writes its numbers, where nobody said it. A lone point before three digits (1.200) is the decimal mark
// where nothing speaks against it. In a sheet that writes decimals with a comma it parts thousands, so there it is asked about.
type marksSeen struct {
	parted bool   // the cells are parted by semicolons, as spreadsheets do where the comma is the decimal mark
	comma  string // the first number with a decimal comma
	point  string // the first one that would be another number there
}

// asks returns why a text that is typed in a cell cannot be read before somebody says which mark is which; nil: it can, or it is no number.
func (v valueReader) asks(c table.Cell) error {
	if v.decimal != domain.Ask || v.seen == nil || c.Form != table.Text || !strings.ContainsAny(c.Text, ".,") {
		return nil
	}
	for one := range strings.SplitSeq(c.Text, "..") {
		if err := v.seen.number(one); err != nil {
			return err
		}
	}
	return nil
}

func (s *marksSeen) number(text string) error {
	read := domain.ReadNumber(text, domain.Ask)
	if !read.OK {
		return nil
	}
	thousands := domain.ReadNumber(text, domain.Comma)
	inTwoWays := thousands.OK && thousands.Number.Cmp(read.Number) != 0
	withComma := !inTwoWays && strings.LastIndex(text, ",") > strings.LastIndex(text, ".") && strings.Count(text, ",") == 1
	switch {
	case inTwoWays && (s.parted || s.comma != ""):
		return ambiguous(text)
	case withComma && s.point != "":
		return invalid(text, "where this comma is the decimal mark, "+s.point+" further up could be meant in two ways", SayDecimal)
	case inTwoWays && s.point == "":
		s.point = text
	case withComma && s.comma == "":
		s.comma = text
	}
	return nil
}

// number reads a count or a tolerance, which must be a number.
func (v valueReader) number(c table.Cell) (*domain.Number, error) {
	switch c.Form {
	case table.Fault:
		return nil, faulty(c)
	case table.Day:
		return nil, invalid(c.Text, "this is a day and no number", "give the cell the format of a number")
	}
	if err := v.asks(c); err != nil {
		return nil, err
	}
	read := domain.ReadNumber(c.Text, v.decimal)
	switch {
	case read.Note == domain.NoteAmbiguous:
		return nil, ambiguous(c.Text)
	case !read.OK:
		return nil, invalid(c.Text, "this is no number", "write it as 12 or 30.6")
	}
	return &read.Number, nil
}

func ambiguous(text string) error {
	return invalid(text, "this number could be meant in two ways", SayDecimal)
}

// value reads a baseline, a target or an actual for a measure. words says that it is none where a number is needed, and is kept as words.
func (v valueReader) value(c table.Cell, d *domain.Definition) (value domain.Value, words bool, err error) {
	inNumbers := !slices.Contains([]domain.MeasureKind{domain.Reach, domain.Rubric, domain.Story}, d.MeasureKind)
	switch {
	case c.Form == table.Fault:
		return value, false, faulty(c)
	case c.Text == "":
		return value, false, nil
	case c.Form == table.Day && d.MeasureKind != domain.Story:
		return value, false, invalid(c.Text, "this is a day and no value", "give the cell the format of a number, or of text")
	case c.Form == table.Figure && inNumbers:
		n, err := domain.ParseNumber(c.Text)
		return domain.Of(n), false, err
	}
	if inNumbers {
		if err := v.asks(c); err != nil {
			return value, false, err
		}
	}
	text := c.Text
	if d.MeasureKind == domain.Reach {
		text = truth(text)
	}
	value = domain.Say(text).Read(d.MeasureKind, d.Levels, v.decimal)
	switch {
	case value.Note == domain.NoteAmbiguous:
		return value, false, ambiguous(text)
	case value.Form != domain.InWords:
		return value, false, nil
	case d.MeasureKind == domain.Reach:
		return value, false, invalid(text, "this is neither yes nor no", "write yes or no")
	case d.MeasureKind == domain.Rubric:
		return value, false, invalid(text, "this is none of the levels of the measure", "choose from "+strings.Join(d.Levels, ", "))
	}
	return value, inNumbers, nil
}

// truth writes what spreadsheets write for yes and no in our words.
func truth(text string) string {
	switch strings.ToLower(text) {
	case "true":
		return "yes"
	case "false":
		return "no"
	}
	return text
}

func yesOrNo(c table.Cell) (bool, error) {
	switch strings.ToLower(truth(c.Text)) {
	case "yes":
		return true, nil
	case "no":
		return false, nil
	}
	return false, invalid(c.Text, "this is neither yes nor no", "write yes or no")
}

// date reads a day, a month or a year as ISO 8601 has it, with or without a time behind it. Another way of writing a day is read only where
// somebody said which number comes first.
func (v valueReader) date(c table.Cell) (domain.Date, error) {
	text := c.Text
	if c.Form == table.Fault {
		return domain.Date{}, faulty(c)
	}
	if len(text) > len("2019-03-06") && (text[10] == 'T' || text[10] == ' ') {
		text = text[:10]
	}
	d, err := domain.ParseDate(text)
	if err == nil {
		return d, nil
	}
	if c.Form == table.Figure {
		return d, invalid(c.Text, "this is a number and no day", "give the cell the format of a date")
	}
	first, second, year, ok := threeNumbers(text)
	if !ok {
		return d, invalid(c.Text, "this is not a date", "write a day as 2019-03-06 or a month as 2019-03")
	}
	switch v.dates {
	case domain.DayFirst:
		return day(c.Text, year, second, first)
	case domain.MonthFirst:
		return day(c.Text, year, first, second)
	}
	return d, invalid(c.Text, "this day could be meant in two ways", "write it as 2019-03-06, or "+SayDates)
}

func day(text string, year, month, day int) (domain.Date, error) {
	iso := pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2)
	d, err := domain.ParseDate(iso)
	if err != nil {
		return d, invalid(text, "no calendar has this day in the order that was said", "see whether day or month comes first")
	}
	return d, nil
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", max(0, width-len(s))) + s
}

// threeNumbers reads 6/3/2019, 6.3.2019 and 6-3-2019; a year of two digits is not read.
func threeNumbers(text string) (first, second, year int, ok bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '.' || r == '-' })
	if len(parts) != 3 || len(parts[0]) > 2 || len(parts[1]) > 2 || len(parts[2]) != 4 || strings.Trim(text, "0123456789/.-") != "" {
		return 0, 0, 0, false
	}
	var err1, err2, err3 error
	first, err1 = strconv.Atoi(parts[0])
	second, err2 = strconv.Atoi(parts[1])
	year, err3 = strconv.Atoi(parts[2])
	return first, second, year, err1 == nil && err2 == nil && err3 == nil
}
