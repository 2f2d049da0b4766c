package aimed

import "github.com/desirelines/desirelines/domain"

// Against says which aim a figure is held against (section 5).
type Against string

// The three ways.
const (
	Now   Against = "now"   // the aim as it stands
	First Against = "first" // the first agreed target of each period, and its baseline
	Then  Against = "then"  // the target in force on the last day of the period (today if it is running)
)

// Question is what is asked.
type Question struct {
	AskedOn domain.Date // the day asked, in the project's zone (section 4); unknown: before everything, nothing is due
	Against Against     // empty: Now
}

// Figures is the answer for one measure.
type Figures struct {
	Baseline   domain.Value // the start that stands for this question, whether a period could use it or not
	BaselineOn domain.Date
	Periods    []Comparison // by start, end
	Overall    Comparison
	SoFar      *Comparison // ended periods only; nil before the first has ended
}

// Compare answers one question about one measure. It never fails and never panics: what it cannot
// compare says so in Status and Warnings. It does not change m and may be called concurrently.
func Compare(m Measure, q Question) Figures {
	c := newComparer(&m, q)
	f := Figures{Periods: make([]Comparison, 0, len(c.periods))}
	if b := c.baseline(c.firstAim()); b != nil {
		f.Baseline, f.BaselineOn = b.value, b.on
	}
	for _, p := range c.periods {
		f.Periods = append(f.Periods, c.period(p))
	}
	f.Overall = c.overall()
	f.SoFar = c.soFar()
	return f
}
