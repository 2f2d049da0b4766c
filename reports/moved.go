package reports

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Moved is one figure that is different between two comparisons. Aim and Measure are ids, empty where the
// figure is one of the whole project or the whole aim. Period is "overall", "so_far" or "START/END" with nothing where it is
// open, empty where the figure is of no period. Field is named as in the JSON of the comparison; "measure" stands for the name of a
// measure. Before and After are as there too; null: there was nothing.
type Moved struct {
	Aim     string `json:"aim"`
	Measure string `json:"measure"`
	Period  string `json:"period"`
	Field   string `json:"field"`
	Before  any    `json:"before"`
	After   any    `json:"after"`

	// By are the entries that moved it, by position: those behind it that were recorded between two moments. None means that only time
	// went by, or that they are not for this audience. nil in a step of a replay, which names its entry.
	By []aimed.Ref `json:"by,omitzero"`

	about string // the measure or the aim in words
	of    string // the aim of the measure in words
	when  string // the period in words
	unit  string
	kind  domain.MeasureKind
	gone  bool // it is in the first comparison only
}

// standing is a status with its words for the figure it is of. It is a status in JSON.
type standing struct {
	aimed.Status
	says string
}

// MarshalJSON writes the status.
func (s standing) MarshalJSON() ([]byte, error) { return json.Marshal(s.Status) }

// Difference is two moments side by side: only what differs.
type Difference struct {
	Project string         `json:"project"`
	Name    string         `json:"name"`
	At      ComparedMoment `json:"at"`
	And     ComparedMoment `json:"and"`
	Moved   []Moved        `json:"moved"`
}

// ComparedMoment is one of two moments.
type ComparedMoment struct {
	KnownAt    KnownAt `json:"known_at"`
	HappenedBy Day     `json:"happened_by"`
	AskedOn    Day     `json:"asked_on"`
}

// DifferenceOf puts two comparisons of one project side by side.
func DifferenceOf(at, and Side) Difference {
	d := Difference{Project: and.Project, Name: and.Name, At: at.compared(), And: and.compared(), Moved: Diff(at.Comparison, and.Comparison)}
	causes := causesOf(at, and)
	for i := range d.Moved {
		d.Moved[i].By = causes.by(d.Moved[i])
	}
	if d.Name == "" {
		d.Name = at.Name
	}
	return d
}

func (c Comparison) compared() ComparedMoment {
	return ComparedMoment{c.KnownAt, c.HappenedBy, c.AskedOn}
}

// Diff returns which figures of b are not what they are in a, in the order of b; what only a has comes last. It is never nil.
func Diff(a, b Comparison) []Moved {
	moved := []Moved{}
	before := map[movedKey]Moved{}
	for _, leaf := range a.leaves() {
		before[leaf.key()] = leaf
	}
	for _, leaf := range b.leaves() {
		was, had := before[leaf.key()]
		delete(before, leaf.key())
		if had {
			leaf.Before = was.After
		}
		if !equal(leaf.Before, leaf.After) {
			moved = append(moved, leaf)
		}
	}
	for _, leaf := range a.leaves() {
		if _, gone := before[leaf.key()]; gone && !equal(leaf.After, nil) {
			leaf.Before, leaf.After, leaf.gone = leaf.After, nil, true
			moved = append(moved, leaf)
		}
	}
	return moved
}

type movedKey struct{ aim, measure, period, field string }

func (m Moved) key() movedKey { return movedKey{m.Aim, m.Measure, m.Period, m.Field} }

// equal compares as JSON does: what is written alike is alike.
func equal(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// leaves returns every figure that can move, each with its value in After.
func (c Comparison) leaves() []Moved {
	var all []Moved
	for _, a := range c.Aims {
		all = append(all, a.leaves()...)
	}
	for _, count := range []member{
		{"outcomes", c.BeyondAims.Outcomes}, {"surprises", c.BeyondAims.Surprises},
		{"did_not_work", c.DidNotWork}, {"learnt", c.Learnt}, {"changed", c.Changed},
	} {
		leaf := Moved{Field: count.name, After: count.value}
		if count.value == 0 {
			leaf.After = nil
		}
		all = append(all, leaf)
	}
	return all
}

func (a Aim) leaves() []Moved {
	of := Moved{Aim: a.ID, about: a.Statement}
	all := of.with(member{"statement", a.Statement}, member{"state", a.State}, member{"counted", a.Counted})
	for _, m := range a.Measures {
		of := Moved{Aim: a.ID, Measure: m.ID, about: m.Name, of: a.Statement, unit: m.Unit, kind: m.Kind}
		all = append(all, of.with(member{"measure", m.Name}, member{"baseline", m.Baseline})...)
		for _, f := range m.Periods {
			of.Period = f.PeriodID()
			of.when = sayPeriod(domain.Date(f.Start), domain.Date(f.End))
			all = append(all, f.leaves(of, m)...)
		}
		if m.SoFar != nil {
			of.Period, of.when = "so_far", saysSoFar
			all = append(all, m.SoFar.leaves(of, m)...)
		}
		of.Period, of.when = "overall", saysAllTogether
		all = append(all, m.Overall.leaves(of, m)...)
	}
	return all
}

func (f Figure) leaves(of Moved, m Measure) []Moved {
	return of.with(
		member{"target", f.Target}, member{"target_text", f.TargetText}, member{"actual", f.Actual}, member{"actual_text", f.ActualText},
		member{"status", standing{f.Status, f.Stands(m)}}, member{"share_of_aim", f.ShareOfAim}, member{"distance_travelled", f.DistanceTravelled},
		member{"judgement", f.Judgement},
	)
}

func (m Moved) with(fields ...member) []Moved {
	leaves := make([]Moved, len(fields))
	for i, f := range fields {
		leaves[i] = m
		leaves[i].Field, leaves[i].After = f.name, f.value
	}
	return leaves
}

// MovedGroup are the figures of one measure, of one aim or of the whole project that differ, in words.
type MovedGroup struct {
	Name         string // of the measure, else what the aim says
	Aim, Measure string // ids; empty where the group is of no aim or no measure
	Of           string // what the aim of the measure says
	Rows         []MovedRow
}

// MovedRow is a figure before and after. Where several periods moved alike, by the same entries, they stand in one row.
type MovedRow struct {
	What, Before, After string
	By                  []aimed.Ref // the entries that moved it
	Conclusion          bool        // it says whether an aim was reached or how a measure stands
	Whens               []MovedWhen // empty where the figure is of no period
}

// MovedWhen is a period of a figure in words. Gone says that it is there at the first moment only.
type MovedWhen struct {
	Words, Period string
	Gone          bool
}

// Groups puts what differs together by what it is about, in the order in which each is first met. Ratios are left out, as in Words.
func (d Difference) Groups() []MovedGroup {
	var groups []MovedGroup
	for _, m := range d.Moved {
		words, ok := m.Words()
		if !ok {
			continue
		}
		i := slices.IndexFunc(groups, func(g MovedGroup) bool { return g.Aim == m.Aim && g.Measure == m.Measure })
		if i < 0 {
			i = len(groups)
			groups = append(groups, MovedGroup{Name: m.about, Aim: m.Aim, Measure: m.Measure, Of: m.of})
			if m.about == "" {
				groups[i].Name = saysWholeProject
			}
		}
		groups[i].add(m, words)
	}
	return groups
}

func (g *MovedGroup) add(m Moved, words MovedWords) {
	row := MovedRow{What: words.What, Before: words.Before, After: words.After, By: m.By, Conclusion: m.concludes()}
	i := slices.IndexFunc(g.Rows, func(r MovedRow) bool {
		return m.Period != "" && len(r.Whens) > 0 && r.What == row.What && r.Before == row.Before && r.After == row.After &&
			slices.Equal(r.By, row.By)
	})
	if i < 0 {
		i = len(g.Rows)
		g.Rows = append(g.Rows, row)
	}
	if m.Period != "" {
		g.Rows[i].Whens = append(g.Rows[i].Whens, MovedWhen{capital(m.when), m.Period, m.gone})
	}
}

// Concluded returns how many conclusions differ: whether an aim was reached, or how a measure stands in a period or all together.
func (d Difference) Concluded() (n int) {
	for _, m := range d.Moved {
		if m.concludes() {
			n++
		}
	}
	return n
}

// concludes says whether the figure says what was reached.
func (m Moved) concludes() bool { return m.Field == "status" || m.Field == "counted" }

// SaysConcluded says how many conclusions differ.
func (d Difference) SaysConcluded() string {
	switch n := d.Concluded(); n {
	case 0:
		return "No conclusion differs."
	case 1:
		return "One conclusion differs."
	default:
		return strconv.Itoa(n) + " conclusions differ."
	}
}

// Nothing says why two moments show no difference.
func (d Difference) Nothing() string {
	if d.At.KnownAt.Position == 0 && d.And.KnownAt.Position == 0 {
		return saysNeitherKnown
	}
	return saysNothingDiff
}
