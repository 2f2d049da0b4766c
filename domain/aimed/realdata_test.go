package aimed_test

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/internal/publicdatatest"
)

// A city published for each of its indicators whether the goal was met.
func TestReachedAgreesWithACitysOwnVerdict(t *testing.T) {
	kinds := map[string]domain.MeasureKind{"Up": domain.Increase, "Down": domain.Decrease}
	rows, _ := publicdatatest.Rows(t, "nyc", "met_goal.csv")
	for _, r := range rows {
		m := of(kinds[r["direction"]], domain.Snapshot, target("2023", r["target"]), outcome("2023", r["actual_2023_ytd_scaled"]))
		c := aimed.Compare(m, aimed.Question{AskedOn: day("2024-01-01")}).Periods[0]
		if c.Reached == nil || *c.Reached != (r["published_status"] == "Met_Goal") {
			t.Errorf("%s: %s, the city says %s", r["indicator"], show(t, &c), r["published_status"])
		}
	}
	if len(rows) != 176 {
		t.Errorf("%d indicators, want 176", len(rows))
	}
}

// A country publishes progress with a direction for each series. Where the direction contradicts
// start and target it is said, and where there is none the target was reached as published.
func TestReachedAgreesWithACountrysProgress(t *testing.T) {
	conflicts := 0
	canada, _ := publicdatatest.Rows(t, "canada-cif", "progress.csv")
	for _, r := range canada {
		kind := domain.Increase
		if r["direction"] == "-1" {
			kind = domain.Decrease
		}
		year := r["target_year"][:4]
		m := of(kind, domain.Snapshot, baseline(r["base_year"][:4], r["base_value"]), target(year, r["target"]), outcome(year, r["current_value"]))
		c := aimed.Compare(m, aimed.Question{AskedOn: day(r["current_year"][:4] + "-12-31")}).Periods[0]
		if r["target"] == "" {
			if c.Status != aimed.NoTarget {
				t.Errorf("%s: %s without a target", r["series"], c.Status)
			}
			continue
		}
		b, aim := domain.MustNumber(r["base_value"]), domain.MustNumber(r["target"])
		if up := aim.Cmp(b) > 0; up != (kind == domain.Increase) {
			conflicts++
			if c.Status != aimed.Unclear || c.Readings == nil {
				t.Errorf("%s: from %s to %s with direction %s came out as %s", r["series"], b, aim, r["direction"], c.Status)
			}
			continue
		}
		if c.Reached == nil || *c.Reached != (r["status"] == "target_achieved") {
			t.Errorf("%s: %s, published as %s", r["series"], show(t, &c), r["status"])
		}
	}
	if conflicts == 0 {
		t.Error("no series contradicts itself; the published file has some")
	}
}
