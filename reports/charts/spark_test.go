package charts

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

func sampleSpark() Spark {
	point := func(on, achieved, target string) reports.PortfolioPoint {
		p := reports.PortfolioPoint{On: reports.Day(day(on))}
		if achieved != "" {
			p.Achieved = share(achieved)
		}
		if target != "" {
			p.Target = share(target)
		}
		return p
	}
	return SparkOf(reports.PortfolioPath{Name: "Nights we had to call off", Unit: "nights", LessIsBetter: true, Points: []reports.PortfolioPoint{
		point("2024-06-30", "8", "6"), point("2024-12-31", "", "4"), point("2025-06-30", "-2", ""), point("2025-12-31", "1", "2.5"),
	}})
}

var pathData = regexp.MustCompile(` d="([^"]+)"`)

// The picture holds the numbers that stand beside it in words, each at its height, and its name says what it shows.
func TestASparkHoldsTheNumbersOfItsRow(t *testing.T) {
	s := sampleSpark()
	if got, want := s.Achieved(), "8; –; -2; 1 nights"; got != want {
		t.Errorf("achieved %q, want %q", got, want)
	}
	if got, want := s.AimedFor(), "6; 4; –; 2.5 nights"; got != want {
		t.Errorf("aimed for %q, want %q", got, want)
	}
	if n := strings.Count(s.When(), ";"); n != len(s.Points)-1 {
		t.Errorf("%q for %d points", s.When(), len(s.Points))
	}
	svg, err := s.SVG("way-1-1", Page)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Nights we had to call off: from 8 to 1 night, aim 2.5, less is better."; !strings.Contains(string(svg), want) {
		t.Errorf("its name is not %q: %s", want, svg)
	}
	drawn := pathData.FindAllSubmatch(svg, -1)
	if len(drawn) != 2 {
		t.Fatalf("%d lines, want the aim and what happened", len(drawn))
	}
	value := func(y float64) float64 { // the scale goes from -2 to 8
		return -2 + (SparkHeight-sparkAir-y)/(SparkHeight-2*sparkAir)*10
	}
	for i, want := range [][]float64{{6, 4, 2.5}, {8, -2, 1}} {
		var got []float64
		for _, step := range regexp.MustCompile(`[ML]\S+ ([0-9.]+)`).FindAllSubmatch(drawn[i][1], -1) {
			got = append(got, value(float(string(step[1]))))
		}
		if len(got) != len(want) {
			t.Fatalf("line %d has %v, want %v", i, got, want)
		}
		for j := range want {
			if math.Abs(got[j]-want[j]) > 0.001 {
				t.Errorf("line %d has %v, want %v", i, got, want)
			}
		}
	}
}

// What is drawn of odd paths is still a picture.
func TestSparksOfOddPaths(t *testing.T) {
	huge := num("1" + strings.Repeat("0", 17))
	for name, p := range map[string][]reports.PortfolioPoint{
		"nothing": nil, "one day twice": {{On: reports.Day(day("2024")), Achieved: share("0")}, {On: reports.Day(day("2024")), Achieved: share("0")}},
		"huge": {{On: reports.Day(day("2024")), Achieved: &huge}, {On: reports.Day(day("2025")), Achieved: share("-5")}}, "no number": {{On: reports.Day(domain.Date{Year: 2024})}},
	} {
		if svg, err := SparkOf(reports.PortfolioPath{Name: name, Points: p}).SVG("x", Page); err != nil || strings.Contains(string(svg), "NaN") {
			t.Errorf("%s: %v %s", name, err, svg)
		}
	}
}
