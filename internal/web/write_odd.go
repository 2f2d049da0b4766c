package web

import (
	"regexp"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// sureOf is the name of the tick that says that an odd answer is right. Its value is the answer: another one is asked about anew.
func sureOf(name string) string { return "sure-of-" + name }

// ask asks once whether an odd answer is right.
func (a *answers) ask(name, says string) {
	if a.values[sureOf(name)] == a.text(name) || a.problem(name) != "" {
		return
	}
	a.wrong(name, "Is this right? "+says)
	a.odd = append(a.odd, name)
}

// askDate asks about a day that is still to come.
func (a *answers) askDate(d, today domain.Date) {
	if d.Known() && today.Known() && d.First().After(today) {
		a.ask("happened", "This day is still to come.")
	}
}

// askNumber asks about a number that is hardly ever meant.
func (a *answers) askNumber(name string, m *reports.Measure, numbers ...domain.Number) {
	counts := m.Mode == domain.PerPeriod || m.Mode == domain.ToDate || m.Mode == domain.Distinct || m.People && m.Mode != domain.Percentage
	aim := largestAim(m)
	for _, n := range numbers {
		switch {
		case counts && n.Sign() < 0:
			a.ask(name, "It is below zero.")
		case m.People && m.Mode != domain.Percentage && !n.Decimal().IsInteger():
			a.ask(name, "Part of a person cannot be counted.")
		case aim.Sign() > 0 && size(n).Cmp(aim.Mul(domain.Int(1000))) > 0:
			a.ask(name, "It is more than 1,000 times what you aim for.")
		}
	}
}

// largestAim is the largest target of a measure, without its sign; zero: it has none in numbers.
func largestAim(m *reports.Measure) (most domain.Number) {
	for _, f := range append([]reports.Figure{m.Overall}, m.Periods...) {
		v := domain.Value(f.Target)
		for _, n := range []domain.Number{v.Number, v.High} {
			if n = size(n); n.Cmp(most) > 0 {
				most = n
			}
		}
	}
	return most
}

func size(n domain.Number) domain.Number {
	if n.Sign() < 0 {
		return n.Neg()
	}
	return n
}

var share = regexp.MustCompile(`^(.+?)\s*(?:/|\bout of\b|\bof\b)\s*(.+)$`)

// readShare reads "15 of 30", which a measure in per cent takes.
func readShare(m *reports.Measure, text string) (part, whole domain.Number, ok bool) {
	found := share.FindStringSubmatch(text)
	if m == nil || m.Mode != domain.Percentage || found == nil {
		return part, whole, false
	}
	p, w := domain.ReadNumber(found[1], domain.Ask), domain.ReadNumber(found[2], domain.Ask)
	return p.Number, w.Number, p.OK && w.OK
}
