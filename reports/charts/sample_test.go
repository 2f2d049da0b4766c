package charts

import (
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/reports"
)

func num(s string) domain.Number    { return domain.MustNumber(s) }
func share(s string) *domain.Number { n := num(s); return &n }

func day(s string) domain.Date {
	d, err := domain.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func yes(b bool) *bool { return &b }

// samples returns one of each chart, all of made-up data.
func samples(t testing.TB) []Chart {
	t.Helper()
	return []Chart{
		sampleAimed().Chart("aimed"),
		samplePath().Chart("path"),
		sampleFlow().Chart("tests"),
		sampleJourney().Chart("journey"),
		samplePortfolio().Chart("portfolio"),
		sampleCalendar().Chart("calendar"),
		sampleGap().Chart("gap"),
	}
}

func sampleGap() Gap {
	return Gap{Rows: []GapRow{
		{Name: "People feel at home here", Lived: GapMark{2, "Some of it (2 of them saw it differently)", "2"}, Professional: GapMark{Step: 4, Says: "All of it"}, Says: "2 steps apart."},
		{Name: "Services that changed how they work because of what people told them", Lived: GapMark{3, "Most of it (some of them saw it differently)", "some"}, Professional: GapMark{3, "Most of it (1 of them saw it differently)", "1"}, Says: "They say the same."},
		{Name: "Fewer nights alone", Lived: GapMark{Step: 0, Says: "It got worse"}, Professional: GapMark{Step: -1, Says: "Nobody has said"}, Says: "Only people who live with it have said."},
		{Name: "More people come", Lived: GapMark{Step: 5, Says: "More than we aimed"}, Professional: GapMark{0, "It got worse (12 of them saw it differently)", "12"}, Says: "5 steps apart."},
	}}
}

func sampleAimed() Aimed {
	return Aimed{Rows: []AimedRow{
		{Name: "People in stable homes", Unit: "people", Target: "50", Actual: "31", FirstTarget: "30", Share: share("0.62"), First: share("0.6"), Stands: reports.StatusWords("", aimed.Partly), Reached: yes(false), Href: "/p/homes/figures/m1"},
		{Name: "Peer mentors trained", Unit: "people", Target: "12", Actual: "14", FirstTarget: "10", Share: share("1.1667"), First: share("0.8333"), Stands: reports.StatusWords("", aimed.Exceeded), Reached: yes(true), Href: "/p/homes/figures/m2"},
		{Name: "Services that changed how they work because of what people told them", Unit: "services", Target: "5", Actual: "2", Share: share("0.4"), Stands: reports.StatusWords("", aimed.Partly), Reached: yes(false), Href: "/p/homes/figures/m3"},
		{Name: "People who say they trust the group", Unit: "%", Target: "80", Actual: "68", Share: share("0.85"), Stands: reports.StatusWords("", aimed.Partly), Reached: yes(false), Href: "/p/homes/figures/m4"},
		{Name: "Calls to the emergency line", Unit: "calls a month", Target: "7.25", Actual: "10.4", Share: share("0.5655"), Way: true, Stands: reports.StatusWords("", aimed.Partly), Reached: yes(false), Href: "/p/homes/figures/m5"},
		{Name: "Meetings led by citizens", Unit: "meetings", Target: "6", Stands: reports.StatusWords("", aimed.IsWithheld)},
	}}
}

func samplePath() Path {
	p := Path{Name: "People in stable homes", Unit: "people", Until: day("2025-12-31"), Aims: []PathAim{
		{From: day("2025-01-01"), Target: num("30")},
		{From: day("2025-04-01"), Target: num("60"), Why: "a second house was opened"},
		{From: day("2025-07-10"), Target: num("50"), Why: "the second house is smaller than we thought"},
	}}
	for i, v := range []string{"2", "4", "5", "5", "9", "12", "11", "15", "19", "22", "24", "31"} {
		p.Points = append(p.Points, PathPoint{On: domain.Date{Year: 2025, Month: uint8(i + 1), Day: 15}, Value: num(v), Href: "/p/homes/entries/" + v})
	}
	return p
}

func sampleFlow() TestFlow {
	return TestFlow{Results: []TestResult{
		{"worked", 3, 1, 0, 1}, {"worked in part", 2, 0, 0, 1}, {"did not work", 1, 1, 1, 0}, {"we cannot tell", 0, 1, 0, 0},
	}}
}

func sampleJourney() Journey {
	var j Journey
	for i := range 60 {
		month := uint8(1 + i*7%12)
		j.Points = append(j.Points, JourneyPoint{On: domain.Date{Year: int16(2024 + i%2), Month: month, Day: uint8(1 + i*11%28)}, Lane: i * 5 % 7, Moments: 1 + i%4*(i%3), Href: "/p/homes/entries/1"})
	}
	return j.together()
}

func sampleCalendar() Calendar {
	var c Calendar
	on := time.Date(2024, 9, 2, 0, 0, 0, 0, time.UTC)
	for i := range 120 {
		on = on.AddDate(0, 0, 1+i*i%7)
		c.Days = append(c.Days, CalendarDay{domain.DateOf(on), 1 + i*i*i%13*(i%3)})
	}
	return c
}

func samplePortfolio() Portfolio {
	return Portfolio{Projects: []PortfolioRow{
		{"Homes First group", 2, 5, 6, 9, 7, "/p/homes"},
		{"The garden on the roof of the old school in the north of the town", 0, 2, 2, 1, 1, "/p/garden"},
		{"Cooking together", 3, 3, 0, 12, 14, "/p/cooking"},
		{"Safe streets", 0, 0, 0, 0, 0, "/p/streets"},
	}}
}

func sampleBullets() map[string]Bullet {
	return map[string]Bullet{
		"partly":   {Actual: share("31"), Target: share("50"), First: share("30"), Start: share("2"), Stands: reports.StatusWords("", aimed.Partly), Reached: yes(false), Unit: "people"},
		"exceeded": {Actual: share("14"), Target: share("12"), First: share("10"), Stands: reports.StatusWords("", aimed.Exceeded), Reached: yes(true), Unit: "people"},
		"unclear":  {Actual: share("-3"), Target: share("5"), Stands: reports.StatusWords("", aimed.Unclear)},
		"nothing":  {Target: share("80"), Stands: reports.StatusWords("", aimed.NotDue), Unit: "%"},
	}
}
