package aimed_test

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// The vectors of section 10, in their order. Number 19 is about reading numbers and stands in
// the tests of domain.ReadNumber.
func TestVectors(t *testing.T) {
	inc, dec := domain.Increase, domain.Decrease
	quarters := []string{"2020-01..2020-03", "2020-04..2020-06", "2020-07..2020-09", "2020-10..2020-12"}
	years := []string{"2020", "2021", "2022", "2023"}
	for _, v := range []struct {
		name    string
		measure aimed.Measure
		asked   string
		want    map[string]string // which comparison → what it shows, see show
	}{
		{"1", of(inc, domain.PerPeriod, target("2020", "500"), target("2021", "800"), outcome("2020", "350"), outcome("2021", "950")), "2022-01-01",
			map[string]string{"overall": "1300 of 1300 met 1 -"}},
		{"2", of(inc, domain.Snapshot, target("2020", "500"), target("2021", "800"), outcome("2020", "350"), outcome("2021", "950")), "2022-01-01",
			map[string]string{"overall": "950 of 800 exceeded 1.1875 -"}},
		{"3", of(inc, domain.PerPeriod, target("2020", "100"), target("2021", "200"), target("2022", "400"), target("2023", "500"),
			dated("2020-06-01", "50"), dated("2021-06-01", "120"), dated("2022-02-01", "100"), dated("2022-03-01", "250")), "2022-05-01",
			map[string]string{"2020": "50 of 100 partly 0.5 -", "2021": "120 of 200 partly 0.6 -", "2022": "350 of 400 partly 0.875 - in progress",
				"2023": "- of 500 not_due - -", "overall": "520 of 1200 partly 0.4333 - in progress", "so_far": "170 of 300 partly 0.5667 -"}},
		{"4", of(inc, domain.Snapshot, target("2020", "20"), dated("2020-02-01", "35"), dated("2020-05-01", "15")), "2021-01-01",
			map[string]string{"2020": "15 of 20 short 0.75 -"}},
		{"5", of(inc, domain.Percentage, target("2020", "50"), share("2020-02-01", "3.14", "17"), share("2020-05-01", "47.11", "4711")), "2021-01-01",
			map[string]string{"2020": "1.0628 of 50 short 0.0213 -"}},
		{"6", of(inc, domain.ToDate, target("2020", "10"), target("2021", "10"), target("2022", "10"),
			dated("2020-03-01", "2"), dated("2021-02-01", "3"), dated("2021-05-01", "5")), "2023-01-01",
			map[string]string{"2020": "2 of 10 partly 0.2 -", "2021": "5 of 10 partly 0.5 -", "2022": "5 of 10 partly 0.5 - carried"}},
		{"6, a later 3 in period 1", of(inc, domain.ToDate, target("2020", "10"), target("2021", "10"), target("2022", "10"),
			dated("2020-03-01", "2"), dated("2020-09-01", "3"), dated("2021-02-01", "3"), dated("2021-05-01", "5")), "2023-01-01",
			map[string]string{"2020": "3 of 10 partly 0.3 -", "2021": "5 of 10 partly 0.5 -", "2022": "5 of 10 partly 0.5 - carried"}},
		{"7", of(inc, domain.ToDate, target("2020", "10"), target("2021", "10"), at("A", dated("2020-02-01", "1")), at("A", dated("2020-03-01", "2")),
			at("B", dated("2020-04-01", "2")), at("A", dated("2021-02-01", "3")), at("A", dated("2021-03-01", "4"))), "2022-01-01",
			map[string]string{"2020": "4 of 10 partly 0.4 -", "2021": "6 of 10 partly 0.6 - carried"}},
		{"8, 60", of(inc, domain.Snapshot, baseline("2019", "20"), target("2020", "100"), outcome("2020", "60")), "2021-01-01",
			map[string]string{"2020": "60 of 100 partly 0.6 0.5"}},
		{"8, 20", of(inc, domain.Snapshot, baseline("2019", "20"), target("2020", "100"), outcome("2020", "20")), "2021-01-01",
			map[string]string{"2020": "20 of 100 no_change 0.2 0"}},
		{"8, 180", of(inc, domain.Snapshot, baseline("2019", "20"), target("2020", "100"), outcome("2020", "180")), "2021-01-01",
			map[string]string{"2020": "180 of 100 exceeded 1.8 2"}},
		{"8, 10", of(inc, domain.Snapshot, baseline("2019", "20"), target("2020", "100"), outcome("2020", "10")), "2021-01-01",
			map[string]string{"2020": "10 of 100 moved_away 0.1 -0.125"}},
		{"9", of(dec, domain.Snapshot, baseline("2019", "100"), target("2020", "20"), outcome("2020", "40")), "2021-01-01",
			map[string]string{"2020": "40 of 20 partly - 0.75"}},
		{"10", of(dec, domain.Snapshot, baseline("2019", "14.5"), target("2020", "7.25"), outcome("2020", "10.4")), "2021-01-01",
			map[string]string{"2020": "10.4 of 7.25 partly - 0.5655"}},
		{"11", of(dec, domain.Snapshot, baseline("2019", "26866"), target("2020", "13433"), outcome("2020", "36058")), "2021-01-01",
			map[string]string{"2020": "36058 of 13433 moved_away - -0.6843"}},
		{"12", of(dec, domain.Snapshot, baseline("2019", "70"), target("2020", "100"), outcome("2020", "55")), "2021-01-01",
			map[string]string{"2020": "55 of 100 unclear - - [direction_conflict] increase:moved_away decrease:exceeded"}},
		{"13", of(inc, domain.Snapshot, baseline("2019", "79825"), target("2020", "79825"), outcome("2020", "49915")), "2021-01-01",
			map[string]string{"2020": "49915 of 79825 moved_away 0.6253 - [target_equals_baseline]"}},
		{"14", of(inc, domain.Snapshot, baseline("2019", "0"), target("2020", "0"), outcome("2020", "1")), "2021-01-01",
			map[string]string{"2020": "1 of 0 exceeded - - [target_equals_baseline]"}},
		{"15, 0", of(inc, domain.PerPeriod, target("2020", "50"), outcome("2020", "0")), "2021-01-01",
			map[string]string{"2020": "0 of 50 no_change 0 -"}},
		{"15, nothing and ended", of(inc, domain.PerPeriod, target("2020", "50")), "2021-01-01",
			map[string]string{"2020": "- of 50 not_reported - - [past_due]"}},
		{"15, nothing and running", of(inc, domain.PerPeriod, target("2020", "50")), "2020-12-31",
			map[string]string{"2020": "- of 50 not_due - - in progress"}},
		{"16", of(inc, domain.ToDate, target("2020", "100"), outcome("2020", "1030")), "2021-01-01",
			map[string]string{"2020": "1030 of 100 exceeded 10.3 -"}},
		{"17, 10", of(dec, domain.Snapshot, target("2020", "10"), outcome("2020", "12.14")), "2021-01-01",
			map[string]string{"2020": "12.14 of 10 short - -"}},
		{"17, 12", of(dec, domain.Snapshot, target("2020", "12"), outcome("2020", "4.5")), "2021-01-01",
			map[string]string{"2020": "4.5 of 12 exceeded - -"}},
		{"17, 0", of(dec, domain.Snapshot, target("2020", "0"), outcome("2020", "0")), "2021-01-01",
			map[string]string{"2020": "0 of 0 met - -"}},
		{"18, 51.9", tolerance("2", of(domain.Keep, domain.Snapshot, baseline("2019", "50"), period("2020"), outcome("2020", "51.9"))), "2021-01-01",
			map[string]string{"2020": "51.9 of 50 kept - -"}},
		{"18, 52.1", tolerance("2", of(domain.Keep, domain.Snapshot, baseline("2019", "50"), period("2020"), outcome("2020", "52.1"))), "2021-01-01",
			map[string]string{"2020": "52.1 of 50 not_kept - -"}},
		{"20", of(inc, domain.PerPeriod, target("2017..2019", "60"), target("2017..2021", "100"), dated("2018-05-01", "40"), dated("2020-05-01", "50")), "2021-06-01",
			map[string]string{"2017..2019": "40 of 60 partly 0.6667 -", "2017..2021": "90 of 100 partly 0.9 - in progress",
				"overall": "90 of 100 partly 0.9 - in progress", "so_far": "40 of 60 partly 0.6667 -"}},
		{"21", of(dec, domain.PerPeriod, target(quarters[0], "10"), target(quarters[1], "10"), target(quarters[2], "10"), target(quarters[3], "10"),
			outcome(quarters[0], "9")), "2021-01-01",
			map[string]string{"overall": "9 of 10 exceeded - - [partial_sum]", "so_far": "9 of 10 exceeded - - [partial_sum]"}},
		{"22", of(inc, domain.Percentage, period(years[0]), period(years[1]), target(years[2], "75"), share("2020-06-01", "20", "100"),
			share("2021-06-01", "80", "200"), share("2022-06-01", "240", "300")), "2023-01-01",
			map[string]string{"2020": "20 of - no_target - -", "overall": "80 of 75 exceeded 1.0667 -"}},
		{"23", of(inc, domain.PerPeriod, baseline("2019", "100"), target(quarters[0], "30"), outcome(quarters[0], "15")), "2020-04-01",
			map[string]string{quarters[0]: "15 of 30 partly 0.5 -", "overall": "15 of 30 partly 0.5 -"}},
		{"24, ended", of(inc, domain.PerPeriod, baseline("2019", "10"), target("2020", "5")), "2021-01-01",
			map[string]string{"2020": "- of 5 not_reported - - [past_due]"}},
		{"24, running", of(inc, domain.PerPeriod, baseline("2019", "10"), target("2020", "5")), "2020-07-01",
			map[string]string{"2020": "- of 5 not_due - - in progress"}},
	} {
		t.Run(v.name, func(t *testing.T) {
			f := aimed.Compare(v.measure, aimed.Question{AskedOn: day(v.asked)})
			for which, want := range v.want {
				if got := show(t, find(t, f, which)); got != want {
					t.Errorf("%s:\n got %s\nwant %s", which, got, want)
				}
			}
		})
	}
}
