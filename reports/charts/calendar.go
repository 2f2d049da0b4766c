package charts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// Calendar is when entries came in.
type Calendar struct {
	Days []CalendarDay // by day, each once
}

// CalendarDay is a day on which entries came in.
type CalendarDay struct {
	On      domain.Date
	Entries int
}

// CalendarOf counts entries by the day they were recorded, in the zone of the project (nil: UTC).
func CalendarOf(l reports.EntryList, zone *time.Location) Calendar {
	if zone == nil {
		zone = time.UTC
	}
	byDay := map[domain.Date]int{}
	for _, e := range l.Entries {
		byDay[domain.DateOf(time.Time(e.Recorded).In(zone))]++
	}
	var c Calendar
	for on, n := range byDay {
		c.Days = append(c.Days, CalendarDay{on, n})
	}
	slices.SortFunc(c.Days, func(a, b CalendarDay) int { return a.On.Compare(b.On) })
	return c
}

// Chart makes the picture, the words and the table.
func (c Calendar) Chart(id string) Chart {
	chart := Chart{
		ID: id, Title: c.title(), Description: c.description(), OnPhone: true,
		Table: Table{Head: []string{"Day", "Entries"}},
	}
	if len(c.Days) > 0 {
		chart.draw = c.plan
	}
	for _, d := range c.Days {
		chart.Table.Rows = append(chart.Table.Rows, []Cell{text(sayDay(d.On)), whole(d.Entries)})
	}
	return chart
}

// busiest returns the first of the months with the most entries, how many came then, and how many in all.
func (c Calendar) busiest() (month domain.Date, most, all int) {
	byMonth := map[domain.Date]int{}
	for _, d := range c.Days {
		byMonth[domain.Date{Year: d.On.Year, Month: d.On.Month}] += d.Entries
		all += d.Entries
	}
	for m, n := range byMonth {
		if n > most || n == most && m.Before(month) {
			month, most = m, n
		}
	}
	return month, most, all
}

func (c Calendar) title() string {
	month, most, all := c.busiest()
	if all == 0 {
		return "No entry has come in on any day."
	}
	return fmt.Sprintf("%s was the busiest month: %d of %s.", sayMonth(month), most, things(all, "entry", "entries"))
}

func (c Calendar) description() string {
	month, most, all := c.busiest()
	if all == 0 {
		return "There are no entries to show."
	}
	s := fmt.Sprintf("A calendar with a square for each day, stronger for more entries. %s came in on %s, from %s to %s; %d of them in %s.",
		things(all, "entry", "entries"), things(len(c.Days), "day", "days"), sayDay(c.Days[0].On), sayDay(c.Days[len(c.Days)-1].On), most, sayMonth(month))
	if sheets := c.sheets(Wide); len(sheets) == maxSheets && c.Days[0].On.Before(sheets[0].from) {
		s += " The picture shows the last " + fmt.Sprint(maxSheets) + " years."
	}
	return s
}

// shade is how strong a day is.
type shade struct {
	most           int // entries; 0: no end
	words, opacity string
}

var shades = [...]shade{{1, "1 entry", "0.3"}, {3, "2 or 3", "0.5"}, {9, "4 to 9", "0.75"}, {0, "10 or more", "1"}}

func shadeOf(entries int) shade {
	return shades[slices.IndexFunc(shades[:], func(s shade) bool { return s.most == 0 || entries <= s.most })]
}

// maxSheets is how many years are drawn.
const maxSheets = 4

// sheet is one block of weeks.
type sheet struct{ from, to domain.Date }

// sheets are the years to be drawn, the last ones where there are many: each whole on wide pages, else in halves.
func (c Calendar) sheets(width int) []sheet {
	var list []sheet
	for _, d := range c.Days {
		y := d.On.Year
		parts := []sheet{{domain.Date{Year: y, Month: 1, Day: 1}, domain.Date{Year: y, Month: 12, Day: 31}}}
		if width <= Phone {
			parts = []sheet{
				{domain.Date{Year: y, Month: 1, Day: 1}, domain.Date{Year: y, Month: 6, Day: 30}},
				{domain.Date{Year: y, Month: 7, Day: 1}, domain.Date{Year: y, Month: 12, Day: 31}},
			}
		}
		for _, s := range parts {
			if s.holds(d.On) && !slices.Contains(list, s) {
				list = append(list, s)
			}
		}
	}
	slices.SortFunc(list, func(a, b sheet) int { return cmp.Or(a.from.Compare(b.from), a.to.Compare(b.to)) })
	most := maxSheets
	if width <= Phone {
		most *= 2
	}
	return list[max(0, len(list)-most):]
}

func (s sheet) holds(d domain.Date) bool { return !d.Before(s.from) && !d.After(s.to) }

// plan draws the weeks of each sheet side by side, Monday above, and below all what the shades mean. Go draws it: ECharts
// would take twenty times as long and write six times as much.
func (c Calendar) plan(width int) plan {
	size, cell := sizeAt(width)-1, 13.0
	if width <= Phone {
		cell = 11
	}
	sheets := c.sheets(width)
	block := cell*7 + 64
	height := block*float64(len(sheets)) + 24
	svg := newCanvas(float64(width), height)
	for i, s := range sheets {
		c.drawSheet(svg, s, block*float64(i), cell, size)
	}
	x, y := 0.0, block*float64(len(sheets))+8
	for _, s := range shades {
		svg.rect(x, y-6, 12, 12, c1, s.fill())
		svg.text(x+17, y, size, "start", "", s.words)
		x += 17 + widthOf(s.words, float64(size)) + 10
	}
	return plan{width: width, height: int(height), svg: svg.bytes()}
}

func (s shade) fill() string {
	if s.opacity == "1" {
		return ""
	}
	return ` fill-opacity="` + s.opacity + `"`
}

// drawSheet draws the year, the months, faint squares for all days and full ones for those with entries.
func (c Calendar) drawSheet(svg *canvas, s sheet, top, cell float64, size int) {
	const left = 26
	grid := top + 44
	svg.text(0, top+10, size+2, "start", ` font-weight="bold"`, fmt.Sprint(s.from.Year))
	for row, name := range []string{"Mo", "", "We", "", "Fr", "", "Su"} {
		if name != "" {
			svg.text(0, grid+cell*(float64(row)+.5), size-2, "start", "", name)
		}
	}
	first := time.Date(int(s.from.Year), time.Month(s.from.Month), 1, 0, 0, 0, 0, time.UTC)
	offset := (int(first.Weekday()) + 6) % 7 // days since Monday
	place := func(d domain.Date) (x, y float64) {
		n := s.from.Days(d) + offset
		return left + cell*float64(n/7), grid + cell*float64(n%7)
	}
	var empty strings.Builder
	for on := first; !domain.DateOf(on).After(s.to); on = on.AddDate(0, 0, 1) {
		x, y := place(domain.DateOf(on))
		if on.Day() == 1 {
			svg.text(x, top+32, size-1, "start", "", on.Format("Jan"))
		}
		fmt.Fprintf(&empty, "M%s %sh%[3]sv%[3]sh-%[3]sz", short4(x), short4(y), short4(cell-2))
	}
	fmt.Fprintf(&svg.out, `<path d="%s" fill="%s" fill-opacity="0.07"/>`, empty.String(), ink)
	for i, d := range c.Days {
		if s.holds(d.On) {
			x, y := place(d.On)
			svg.rect(x, y, cell-2, cell-2, c1, shadeOf(d.Entries).fill()+datumOf(0, i))
		}
	}
}
