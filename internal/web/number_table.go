package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

// numberTable asks for a number of each part beside each other: a row a part, each with a box and what can be said in its place.
type numberTable struct {
	Title, Of string       // by what the rows are parts, and what stands above their names
	Share     bool         // each has two numbers: 15 of 30
	Says      bool         // something else than a number can be chosen
	Whole     bool         // it is the one row of the whole
	Sums      bool         // its numbers, where all are known, are expected to make the whole
	Rows      []*numberRow // never nil ones
}

// numberRow is one of them. The names of its boxes are made from what it is about, so that they mean the same however the table grows.
type numberRow struct {
	Name  string // in words
	Now   string // what stands there; empty: nothing
	Parts []domain.Part

	Number, Whole, Said field
}

// What can be said in the place of a number.
const (
	saidUnknown = "unknown"
	saidPrivate = "private"
	saidNone    = "none"
)

func (t numberTable) fields() (list []field) {
	for _, r := range t.Rows {
		list = append(list, r.Number)
		if t.Share {
			list = append(list, r.Whole)
		}
		if t.Says {
			list = append(list, r.Said)
		}
	}
	return list
}

// filled is the table with what was answered and what is wrong with it.
func (t numberTable) filled(a *answers) numberTable {
	rows := t.Rows
	t.Rows = nil
	for _, r := range rows {
		one := *r
		one.Number, one.Whole, one.Said = a.fill(r.Number), a.fill(r.Whole), a.fill(r.Said)
		t.Rows = append(t.Rows, &one)
	}
	return t
}

// rowOf is the row of a part; none: that of the whole.
func rowOf(name string, parts []domain.Part) *numberRow {
	key := "all"
	if len(parts) > 0 {
		h := sha256.New()
		for _, p := range parts {
			h.Write([]byte(p.Dimension + "\x00" + p.Value + "\x00"))
		}
		key = hex.EncodeToString(h.Sum(nil)[:6])
	}
	named := language.Theirs(name)
	if len(parts) == 0 {
		named = name
	}
	return &numberRow{
		Name: name, Parts: parts, Number: field{Name: "n-" + key, Label: "Number: " + named},
		Whole: field{Name: "of-" + key, Label: "Of how many: " + named}, Said: field{Name: "say-" + key, Label: "Or say: " + named},
	}
}

// mostRows is how many parts a form asks for at once; more do not fit a page that people can hold.
const mostRows = 60

// tablesOf are the tables of a measure: all together, and each of its dimensions; or where two are named, the parts of both at once.
func tablesOf(now reports.MeasureNow, both [2]string) []numberTable {
	tables := []numberTable{{Title: "All together", Of: "What", Whole: true, Rows: []*numberRow{rowOf("All together", nil)}}}
	d := now.Definition
	switch d.MeasureKind {
	case domain.Reach, domain.Rubric, domain.Story:
		return tables
	}
	sums := d.Mode == domain.PerPeriod || d.Mode == domain.ToDate || d.Mode == domain.Distinct || d.Mode == domain.Snapshot && d.PartsAddUp
	at := map[string]domain.Dimension{}
	for _, one := range now.Dimensions {
		at[one.Name] = one
		t := numberTable{Title: "By " + language.Theirs(one.Name), Of: "Part", Sums: sums}
		for _, part := range one.Parts {
			t.Rows = append(t.Rows, rowOf(part, []domain.Part{{Dimension: one.Name, Value: part}}))
		}
		if both[0] == "" && len(t.Rows) > 0 && len(t.Rows) <= mostRows {
			tables = append(tables, t)
		}
	}
	first, second := at[both[0]], at[both[1]]
	if n := len(first.Parts) * len(second.Parts); both[0] != both[1] && n > 0 && n <= mostRows {
		t := numberTable{Title: "By " + language.Theirs(first.Name) + " and " + language.Theirs(second.Name), Of: "Part", Sums: sums}
		for _, p := range first.Parts {
			for _, q := range second.Parts {
				t.Rows = append(t.Rows, rowOf(p+", "+q, []domain.Part{{Dimension: first.Name, Value: p}, {Dimension: second.Name, Value: q}}))
			}
		}
		tables = append(tables, t)
	}
	return tables
}

// measureBox is the box in which a form brings back what it is about.
const measureBox = "measure"

// measureNow is the measure that an address names. Where the views cannot be asked it is what the form brought back, so that the same
// boxes are there with what was written in them; nothing is saved of that.
func measureNow(seen reports.Seen, r *http.Request, a *answers) (reports.MeasureNow, error) {
	aim, id := r.PathValue("aim"), r.PathValue("measure")
	if seen != (reports.Seen{}) {
		return reports.MeasureNowOf(seen, aim, id)
	}
	var brought struct {
		Definition domain.Definition
		Dimensions []domain.Dimension
	}
	if err := json.Unmarshal([]byte(a.values[measureBox]), &brought); err != nil {
		return reports.MeasureNowOf(seen, aim, id) // it is not there
	}
	d := brought.Definition
	return reports.MeasureNow{
		Aim: aim, Definition: d, Dimensions: brought.Dimensions,
		Measure: reports.Measure{ID: id, Name: d.Name, Kind: d.MeasureKind, Mode: d.Mode, Unit: d.Unit, Levels: d.Levels, People: d.CountsPeople()},
	}, nil
}

// bringsBack is what a form about a measure needs to be shown again without the views.
func bringsBack(now reports.MeasureNow) pair {
	d := now.Definition
	d.ToleranceWhy, d.AgreedBy = domain.Words{}, domain.Words{}
	text, err := json.Marshal(map[string]any{"Definition": d, "Dimensions": now.Dimensions})
	if err != nil {
		return pair{measureBox, ""}
	}
	return pair{measureBox, string(text)}
}

// pairsOf are the pairs of dimensions whose parts can be written at once.
func pairsOf(now reports.MeasureNow) (pairs [][2]string) {
	for i, first := range now.Dimensions {
		for _, second := range now.Dimensions[i+1:] {
			if n := len(first.Parts) * len(second.Parts); n > 0 && n <= mostRows {
				pairs = append(pairs, [2]string{first.Name, second.Name})
			}
		}
	}
	return pairs
}

// asks makes the boxes of the tables those of a measure: digits, or one of its levels, or words. what can be said in the place of a
// number stands beside each.
func withAnswers(tables []numberTable, d domain.Definition, share bool, says ...pair) []numberTable {
	for i := range tables {
		t := &tables[i]
		t.Share, t.Says = share && d.Mode == domain.Percentage, len(says) > 0
		for _, r := range t.Rows {
			r.Said.Options = append([]pair{{"", "–"}}, says...)
			switch d.MeasureKind {
			case domain.Reach:
				r.Number.Options = []pair{{"", "–"}, {"yes", "Yes"}, {"no", "No"}}
			case domain.Rubric:
				r.Number.Options = []pair{{"", "–"}}
				for _, level := range d.Levels {
					r.Number.Options = append(r.Number.Options, pair{level, language.Theirs(level)})
				}
			case domain.Story:
				r.Number.Rows = 3
			}
		}
	}
	return tables
}

// stated is what was answered in a row.
type stated struct {
	value       domain.Value
	part, whole *domain.Number
	said        string
}

// read reads a row for a measure; ok is false where nothing was answered, or something is wrong.
func (r *numberRow) read(a *answers, now reports.MeasureNow, share bool) (s stated, ok bool) {
	text, whole, d := a.text(r.Number.Name), a.text(r.Whole.Name), now.Definition
	for _, o := range r.Said.Options {
		if o.Name == a.text(r.Said.Name) {
			s.said = o.Name
		}
	}
	share = share && d.Mode == domain.Percentage
	switch {
	case s.said != "" && (text != "" || share && whole != ""):
		a.wrong(r.Number.Name, "Write a number or choose what you say. Not both.")
		return s, false
	case s.said != "":
		return s, true
	case share && (text != "") != (whole != ""):
		missing := r.Number.Name
		if whole == "" {
			missing = r.Whole.Name
		}
		a.wrong(missing, "We need both numbers. Such as 15 of 30.")
		return s, false
	case text == "":
		return s, false
	case share:
		return r.readShare(a)
	}
	if d.MeasureKind == domain.InRange || d.MeasureKind == domain.Keep {
		text = strings.Replace(text, " to ", "..", 1)
	}
	s.value = domain.Say(text)
	a.checkNumberIn(r.Number.Name, text, &now.Measure)
	return s, a.problem(r.Number.Name) == ""
}

// readShare reads both counts of a share.
func (r *numberRow) readShare(a *answers) (s stated, ok bool) {
	for _, one := range []struct {
		name string
		n    **domain.Number
	}{{r.Number.Name, &s.part}, {r.Whole.Name, &s.whole}} {
		n, ok := a.count(one.name)
		if !ok {
			return s, false
		}
		*one.n = &n
	}
	switch {
	case s.whole.Sign() <= 0:
		a.wrong(r.Whole.Name, "The whole must be more than zero.")
	case s.part.Sign() < 0 || s.part.Cmp(*s.whole) > 0:
		a.ask(r.Number.Name, "The part is not between zero and the whole.")
	}
	return s, a.problem(r.Number.Name) == "" && a.problem(r.Whole.Name) == ""
}

// count reads a number in digits; one that can be two numbers is asked about.
func (a *answers) count(name string) (domain.Number, bool) {
	text := a.text(name)
	n := domain.ReadNumber(text, domain.Ask)
	switch {
	case n.OK:
	case n.Note == domain.NoteAmbiguous && domain.ReadNumber(text, domain.Dot).OK:
		a.wrong(name, canBeTwo(text))
	default:
		a.wrong(name, "We cannot read this as a number. Write it in digits, such as 12.")
	}
	return n.Number, n.OK
}

// askSums asks once about parts that are all known and make another number than the whole.
func (a *answers) askSums(tables []numberTable, now reports.MeasureNow) {
	number := func(name string) (domain.Number, bool) {
		v := domain.Say(a.text(name)).Read(now.Definition.MeasureKind, now.Definition.Levels, domain.Ask)
		return v.Number, v.Form == domain.Numeric
	}
	whole, known := domain.Number{}, false
	for _, t := range tables {
		if t.Whole {
			whole, known = number(t.Rows[0].Number.Name)
			continue
		}
		sum, all := domain.Number{}, t.Sums && known
		for _, r := range t.Rows {
			n, ok := number(r.Number.Name)
			sum, all = sum.Add(n), all && ok
		}
		if all && sum.Cmp(whole) != 0 {
			a.ask(tables[0].Rows[0].Number.Name, "The parts make "+sum.String()+".")
		}
	}
}
