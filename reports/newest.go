package reports

import "fmt"

// Newest returns the journey with its newest n moments that can be read, in whole months, and how many it leaves out. A report for
// people outside tells the end of a long way; the whole of it has its own page.
func (j Journey) Newest(n int) (shown Journey, earlier int) {
	shown = j
	for i := len(j.Months) - 1; i >= 0; i-- {
		if n <= 0 {
			shown.Months = j.Months[i+1:]
			for _, m := range j.Months[:i+1] {
				earlier += len(m.Moments) - m.KeptPrivate()
			}
			return shown, earlier
		}
		n -= len(j.Months[i].Moments) - j.Months[i].KeptPrivate()
	}
	return shown, 0
}

// SayEarlier says how many moments came before those that are shown; empty for none.
func SayEarlier(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 moment came before."
	}
	return fmt.Sprintf("%d moments came before.", n)
}

// SayWholeJourney is what leads to all moments.
func SayWholeJourney() string { return "See the whole way" }
