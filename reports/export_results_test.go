package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// What stood before is said of the whole in rows without a site, and of a site in those of that site: a row that says the whole's beside a site
// would give it to that site when it is taken in again.
func TestABaselineStandsInTheRowsItIsOf(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "Tea"})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Cups", MeasureKind: domain.Increase, Mode: domain.PerPeriod, People: new(bool)}})
	h.add(&domain.BaselineSet{Aim: "a", Measure: "m", Value: domain.Say("4"), On: day("2022-12-31")})
	h.add(&domain.BaselineSet{Aim: "a", Measure: "m", Value: domain.Say("5"), On: day("2022-12-31")})
	h.add(&domain.BaselineSet{Aim: "a", Measure: "m", Value: domain.Say("2"), On: day("2022-11-30"), Site: "hall"})
	h.add(&domain.BaselineSet{Aim: "a", Measure: "m", Value: domain.Say("1"), Site: "attic"})
	h.add(&domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Say("10"), PeriodStart: day("2023-01-01"), PeriodEnd: day("2023-12-31")})
	for _, site := range []string{"hall", "school"} {
		h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Say("3"), Site: site, PeriodStart: day("2023-01-01"), PeriodEnd: day("2023-12-31")})
	}
	set, err := SheetsOf(h.see("group"), SheetResults)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := set.Sheets[0].WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(b.String()) {
		cells := strings.Split(strings.TrimSpace(line), ",")
		got = append(got, strings.Join([]string{cells[17], cells[7], cells[8], cells[12], cells[13]}, "|"))
	}
	want := "site|baseline|baseline_on|target|actual\n|5|2022-12-31|10|\nhall|2|2022-11-30||3\nschool||||3\nattic|1|||"
	if strings.Join(got, "\n") != want {
		t.Errorf("the sheet says\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}
