package aimed

// Counted is how an aim counts (end of section 4).
type Counted string

// The four answers.
const (
	CountedMet     Counted = "met"
	CountedPart    Counted = "part"
	CountedNotMet  Counted = "not_met"
	CountedUnknown Counted = "unknown"
)

// CountAim counts an aim from its measures in force, each by so_far, else overall: met if every
// known reached is true and there is one; part if any is true or partly; unknown if none is known;
// else not met. The caller leaves retired measures out.
func CountAim(inForce []Figures) Counted {
	known, reached, partly := 0, 0, false
	for _, f := range inForce {
		c := &f.Overall
		if f.SoFar != nil {
			c = f.SoFar
		}
		partly = partly || c.Status == Partly
		if c.Reached != nil {
			known++
			if *c.Reached {
				reached++
			}
		}
	}
	switch {
	case known == 0:
		return CountedUnknown
	case reached == known:
		return CountedMet
	case reached > 0 || partly:
		return CountedPart
	}
	return CountedNotMet
}
