package aimed

import (
	"cmp"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// exact is n ÷ d with d above 0: a percentage is kept as two counts and compared crosswise.
type exact struct{ n, d domain.Number }

// one is what most figures are a share of.
var one = domain.Int(1)

func integer(n domain.Number) exact { return exact{n, one} }

// divide returns n ÷ d; ok is false where d is 0.
func divide(n, d domain.Number) (q exact, ok bool) {
	if d.Sign() < 0 {
		n, d = n.Neg(), d.Neg()
	}
	return exact{n, d}, d.Sign() != 0
}

func (a exact) add(b exact) exact {
	if b.sign() == 0 {
		return a
	}
	if a.d.Cmp(b.d) == 0 {
		return exact{a.n.Add(b.n), a.d}
	}
	return exact{a.n.Mul(b.d).Add(b.n.Mul(a.d)), a.d.Mul(b.d)}
}

func (a exact) neg() exact { return exact{a.n.Neg(), a.d} }
func (a exact) sign() int  { return a.n.Sign() }

func (a exact) sub(b exact) exact {
	if b.sign() == 0 {
		return a
	}
	return a.add(b.neg())
}

func (a exact) cmp(b exact) int {
	if a.d.Cmp(b.d) == 0 {
		return a.n.Cmp(b.n)
	}
	return a.n.Mul(b.d).Cmp(b.n.Mul(a.d))
}

// over returns a ÷ b to 4 places, nil where b is 0.
func (a exact) over(b exact) *domain.Number {
	n, d := a.n, b.n
	if a.d.Cmp(b.d) != 0 {
		n, d = a.n.Mul(b.d), a.d.Mul(b.n)
	}
	r, ok := n.Ratio(d)
	if !ok {
		return nil
	}
	return &r
}

// number returns a as it is shown: exact where it is a stated number, else to 4 places.
func (a exact) number() domain.Number {
	if a.d.Cmp(one) == 0 {
		return a.n
	}
	r, _ := a.n.Ratio(a.d)
	return r
}

// figure is a value on its way into a Comparison, with where it comes from. The zero value is
// "nothing was stated". The four facts of section 2 stay apart by form: Nothing, a number that
// may be 0, InWords, Withheld; cannot is the fifth case, "reported, but it makes no figure".
type figure struct {
	form      domain.Form
	low, high exact        // Numeric: low; Range: both
	yes       bool         // YesNo
	level     string       // Level
	text      domain.Words // as written, of one value or of the words that cannot be added
	cannot    Warning      // zero_denominator, sites_not_added or overlapping_periods; form is then Nothing

	numerator, denominator *domain.Number
	carried                bool
	fresh                  bool // of a carried one: some sites have reported in the period
	added                  bool // several sites were added up
	warnings               []Warning
	entries                []Ref
	leftOut                []LeftOut
}

// figureOf reads one stated value.
func figureOf(v domain.Value, from Entry) figure {
	f := figure{form: v.Form, yes: v.Yes, level: v.Level, text: v.Text, entries: []Ref{from.ref()}}
	switch v.Form {
	case domain.Nothing:
		return figure{}
	case domain.Withheld: // whatever stands beside it stays back too
		return figure{form: domain.Withheld, entries: f.entries}
	case domain.Numeric:
		f.low = integer(v.Number)
	case domain.Range:
		f.low, f.high = integer(v.Number), integer(v.High)
	}
	for _, note := range []Warning{WarnDecimalComma, WarnAmbiguous} {
		if strings.Contains(v.Note, string(note)) {
			f.warnings = append(f.warnings, note)
		}
	}
	return f
}

// stated is true where anything was stated or reported at all.
func (f *figure) stated() bool { return f.form != domain.Nothing || f.cannot != "" }

// value is the figure as it is shown. Withheld and words have no value of their own.
func (f *figure) value() domain.Value {
	switch f.form {
	case domain.Numeric:
		return domain.Of(f.low.number())
	case domain.Range:
		return domain.Value{Form: domain.Range, Number: f.low.number(), High: f.high.number()}
	case domain.YesNo:
		return domain.Value{Form: domain.YesNo, Yes: f.yes}
	case domain.Level:
		return domain.Value{Form: domain.Level, Level: f.level}
	}
	return domain.Value{}
}

// sum adds figures (section 3). Nothing is passed over; one that is withheld makes the sum
// withheld, one in words makes it words: neither is ever taken for 0.
func sum(figures []*figure) figure {
	var last *figure
	n, entries := 0, 0
	for _, f := range figures {
		if f.stated() {
			n, last, entries = n+1, f, entries+len(f.entries)
		}
	}
	switch n {
	case 0:
		return figure{}
	case 1:
		return *last
	}
	total := figure{form: domain.Numeric, low: integer(domain.Number{}), entries: make([]Ref, 0, entries)}
	for _, f := range figures {
		if f.stated() {
			total.take(f)
		}
	}
	if total.form != domain.Numeric && total.form != domain.Range {
		total.low, total.high = exact{}, exact{}
	}
	return total
}

func (f *figure) take(g *figure) {
	f.carried = f.carried || g.carried
	f.warnings = append(f.warnings, g.warnings...)
	f.leftOut = append(f.leftOut, g.leftOut...)
	f.entries = append(f.entries, g.entries...)
	switch {
	case f.form == domain.Withheld:
	case g.form == domain.Withheld:
		f.form, f.cannot, f.text = domain.Withheld, "", domain.Words{}
	case f.cannot != "":
	case g.cannot != "":
		f.form, f.cannot, f.text = domain.Nothing, g.cannot, domain.Words{}
	case g.form != domain.Numeric && g.form != domain.Range:
		f.form, f.text = domain.InWords, g.text
		for _, e := range g.entries {
			f.leftOut = append(f.leftOut, LeftOut{e.ID, e.Position, whyWords})
		}
	case f.form == domain.InWords:
	default:
		f.addNumbers(g)
	}
}

func (f *figure) addNumbers(g *figure) {
	_, high := ends(*g)
	if g.form == domain.Range && f.form == domain.Numeric {
		f.form, f.high = domain.Range, f.low
	}
	if f.form == domain.Range {
		f.high = f.high.add(high)
	}
	f.low = f.low.add(g.low)
}

func (e Entry) ref() Ref { return Ref{e.ID, e.Position} }

func (e Entry) leave(why Why) LeftOut { return LeftOut{e.ID, e.Position, why} }

// byPosition sorts references and drops doubles.
func byPosition(refs []Ref) []Ref {
	refs = slices.Clone(refs)
	slices.SortFunc(refs, compareRefs)
	return slices.Compact(refs)
}

func compareRefs(a, b Ref) int {
	if d := cmp.Compare(a.Position, b.Position); d != 0 {
		return d
	}
	return strings.Compare(a.ID, b.ID)
}

func (l LeftOut) ref() Ref { return Ref{l.ID, l.Position} }

// leftByPosition sorts what was left out, each once, without what counts after all.
func leftByPosition(list []LeftOut, counted []Ref) []LeftOut {
	list = slices.DeleteFunc(slices.Clone(list), func(l LeftOut) bool {
		_, found := slices.BinarySearchFunc(counted, l.ref(), compareRefs)
		return found && l.Why != whyWords
	})
	slices.SortStableFunc(list, func(a, b LeftOut) int { return compareRefs(a.ref(), b.ref()) })
	return slices.CompactFunc(list, func(a, b LeftOut) bool { return a.ref() == b.ref() })
}
