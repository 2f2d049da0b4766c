package charts

import (
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// The picture of a drift, its words and its table say the same numbers; on a single day there is nothing to draw, and the table is all.
func TestDrift(t *testing.T) {
	point := func(day, value string, because domain.Because) reports.DriftPoint {
		on, err := domain.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		return reports.DriftPoint{On: reports.Day(on), Value: domain.MustNumber(value), Because: because, Why: reports.SeenText{State: reports.TextEmpty}}
	}
	d := reports.Drift{Name: "Beds", Unit: "beds", Points: []reports.DriftPoint{point("2024-01-10", "60", ""), point("2024-03-10", "52", domain.BecauseLearnt), point("2024-06-10", "48", domain.BecauseMoney)}}
	until := domain.Date{Year: 2024, Month: 12, Day: 31}
	c := DriftOf(d, until, "drift-1", func(uint64) string { return "/entry" })
	if want := "At first we aimed for 60; now we aim for 48 beds."; c.Title != want {
		t.Errorf("the title is %q, want %q", c.Title, want)
	}
	for _, n := range []string{"60", "52", "48"} {
		if !strings.Contains(c.Description, n) {
			t.Errorf("the description %q does not say %s", c.Description, n)
		}
	}
	if len(c.Table.Rows) != 3 || c.Table.Rows[1][2].Text != "We learnt something" || c.Table.Rows[2][1].Value.String() != "48" || c.Table.Rows[0][0].Href != "/entry" || len(c.List) != 2 {
		t.Errorf("table %+v, list %v", c.Table, c.List)
	}
	for _, width := range []int{Wide, Phone} {
		svg, err := shared().Draw(t.Context(), c, width, Page)
		if err != nil || !strings.Contains(string(svg), "aim 48") {
			t.Errorf("at %d: %v\n%s", width, err, svg)
		}
	}
	for i := range d.Points {
		d.Points[i].On = reports.Day(until)
	}
	if c := DriftOf(d, until, "drift-1", nil); c.drawn(Wide) || len(c.Table.Rows) != 3 {
		t.Error("a way of one day is drawn, or its table is gone")
	}
}
