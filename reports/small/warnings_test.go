package small

import (
	"slices"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// A warning beside a number that is kept back would say it: that the start is the aim, on which side of the aim it lies, or that nobody was
// asked at all.
func TestWarningsSayNoNumberThatIsKeptBack(t *testing.T) {
	up := func() *sample { return sampleOf(domain.Increase, domain.Snapshot) }
	tests := []struct {
		name  string
		s     *sample
		warns aimed.Warning
		told  bool // the warning goes out
		want  string
	}{
		{"the start is the aim, and small", up().start("3").aim(0, "3"), aimed.WarnNothingToChange, false, " of 3 not_reported"},
		{"the start is the aim, and small, with an actual", up().start("3").aim(0, "3").found(0, "40"), aimed.WarnNothingToChange, false, "40 of 3 exceeded 13.33"},
		{"the start is the aim, and is shown as another number", up().start("12").aim(0, "12").found(0, "40"), aimed.WarnNothingToChange, false, "40 of 12 exceeded 3.33"},
		{"the start is the aim, as it is shown", up().start("20").aim(0, "20").found(0, "40"), aimed.WarnNothingToChange, true, "40 of 20 exceeded 2"},
		{"the aim lies just below a small start", up().start("6").aim(0, "5").found(0, "40"), aimed.WarnConflict, false, "withheld of 5 withheld"},
		{"the aim lies below a start that is shown", up().start("60").aim(0, "5").found(0, "40"), aimed.WarnConflict, true, "40 of 5 unclear"},
		{"nobody was asked", sampleOf(domain.Increase, domain.Percentage).aim(0, "50").share(0, 0, 0), aimed.WarnZeroDenominator, false, "withheld of 50 withheld"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := tt.s.figures()
			shown := Funders().Figures(tt.s.d, f)
			for i, c := range []aimed.Comparison{shown.Periods[0], shown.Overall, *shown.SoFar} {
				truth := []aimed.Comparison{f.Periods[0], f.Overall, *f.SoFar}[i]
				if !slices.Contains(truth.Warnings, tt.warns) {
					t.Fatalf("the group is not warned: %v", truth.Warnings)
				}
				if slices.Contains(c.Warnings, tt.warns) != tt.told {
					t.Errorf("funders are warned %v", c.Warnings)
				}
				if got := say(c); got != tt.want {
					t.Errorf("funders see %q, want %q", got, tt.want)
				}
			}
		})
	}
}
