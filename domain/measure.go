package domain

import (
	"slices"
	"strconv"
	"strings"
)

// Rules: a measure belongs to one aim and is defined whole each time, so that a later definition
// replaces an earlier one. reach, rubric and story are always snapshots. A baseline and a target are
// stated again to change them; every statement is kept.

// Definition is what is asked once, when a measure is added.
type Definition struct {
	Name         string      `json:"name"`
	MeasureKind  MeasureKind `json:"measure_kind"`
	Mode         Mode        `json:"mode,omitempty"` // empty for reach, rubric and story
	Unit         string      `json:"unit,omitempty"`
	Tolerance    *Number     `json:"tolerance,omitempty"` // absolute; nil: 0
	ToleranceWhy Words       `json:"tolerance_why,omitzero"`
	Levels       []string    `json:"levels,omitempty"`       // of a rubric, from low to high
	People       *bool       `json:"people,omitempty"`       // does it count people? nil: yes
	PartsAddUp   bool        `json:"parts_add_up,omitempty"` // may the sites of a snapshot be added?
	Breakdowns   []string    `json:"breakdowns,omitempty"`   // by whom, where; see Dimensions
	AgreedBy     Words       `json:"agreed_by,omitzero"`
	Notes        []string    `json:"notes,omitempty"` // direction_inferred, direction_assumed: from an import
}

// CountsPeople says whether small numbers of this measure need protection; yes unless said otherwise.
func (d Definition) CountsPeople() bool { return d.People == nil || *d.People }

// Part is one cell of a breakdown: by sex, women; by place, the north.
type Part struct {
	Dimension string `json:"dimension"`
	Value     string `json:"value"`
}

// MeasureAdded says how the group will know. It brings back a retired measure of the same id.
type MeasureAdded struct {
	v1
	Aim     string `json:"aim"`
	Measure string `json:"measure"`
	Definition
	Published *Published `json:"published,omitempty"`
}

// MeasureRevised defines a measure anew, whole.
type MeasureRevised struct {
	v1
	Aim     string `json:"aim"`
	Measure string `json:"measure"`
	Definition
	Because   Because    `json:"because,omitempty"`
	Why       Words      `json:"why,omitzero"`
	There     Words      `json:"there,omitzero"`
	Published *Published `json:"published,omitempty"`
}

// MeasureRetired says that a measure is no longer used.
type MeasureRetired struct {
	v1
	Aim     string `json:"aim"`
	Measure string `json:"measure"`
	Why     Words  `json:"why,omitzero"`
}

// BaselineSet says where things stood before. Nothing as value says "not known", which is not zero.
type BaselineSet struct {
	v1
	Aim       string     `json:"aim"`
	Measure   string     `json:"measure"`
	Value     Value      `json:"value"`
	On        Date       `json:"on,omitzero"`
	Ordinal   int        `json:"ordinal,omitempty"` // of several in one published file, from 0
	Site      string     `json:"site,omitempty"`
	Parts     []Part     `json:"parts,omitempty"`
	Why       Words      `json:"why,omitzero"`
	Published *Published `json:"published,omitempty"`
}

// TargetSet says what is aimed for in a period, or overall where no period is given.
type TargetSet struct {
	v1
	Aim         string     `json:"aim"`
	Measure     string     `json:"measure"`
	Value       Value      `json:"value"`
	PeriodStart Date       `json:"period_start,omitzero"`
	PeriodEnd   Date       `json:"period_end,omitzero"` // unknown with a start: the period never ends
	Ordinal     int        `json:"ordinal,omitempty"`   // of periods with the same dates, from 0
	Site        string     `json:"site,omitempty"`
	Parts       []Part     `json:"parts,omitempty"`
	Because     Because    `json:"because,omitempty"`
	Why         Words      `json:"why,omitzero"`
	There       Words      `json:"there,omitzero"`
	Published   *Published `json:"published,omitempty"`
}

// PeriodRetired says that a period is no longer part of a measure; what was stated for it stays readable.
type PeriodRetired struct {
	v1
	Aim         string `json:"aim"`
	Measure     string `json:"measure"`
	PeriodStart Date   `json:"period_start,omitzero"`
	PeriodEnd   Date   `json:"period_end,omitzero"`
	Ordinal     int    `json:"ordinal,omitempty"`
	Why         Words  `json:"why,omitzero"`
}

func (*MeasureAdded) Kind() string   { return "aim.measure_added" }
func (*MeasureRevised) Kind() string { return "aim.measure_revised" }
func (*MeasureRetired) Kind() string { return "aim.measure_retired" }
func (*BaselineSet) Kind() string    { return "aim.baseline_set" }
func (*TargetSet) Kind() string      { return "aim.target_set" }
func (*PeriodRetired) Kind() string  { return "aim.period_retired" }

func (b *MeasureAdded) about(string) Ref   { return Ref{"aim", b.Aim} }
func (b *MeasureRevised) about(string) Ref { return Ref{"aim", b.Aim} }
func (b *MeasureRetired) about(string) Ref { return Ref{"aim", b.Aim} }
func (b *BaselineSet) about(string) Ref    { return Ref{"aim", b.Aim} }
func (b *TargetSet) about(string) Ref      { return Ref{"aim", b.Aim} }
func (b *PeriodRetired) about(string) Ref  { return Ref{"aim", b.Aim} }

// settle fills in the mode that needs no answer.
func (d *Definition) settle() {
	if d.Mode == "" && slices.Contains([]MeasureKind{Reach, Rubric, Story}, d.MeasureKind) {
		d.Mode = Snapshot
	}
}

func (d *Definition) check() error {
	if err := oneOf("measure_kind", string(d.MeasureKind), string(Increase), string(Decrease), string(Keep),
		string(InRange), string(Reach), string(Rubric), string(Story)); err != nil {
		return err
	}
	d.settle()
	if err := oneOf("mode", string(d.Mode), string(PerPeriod), string(ToDate), string(Snapshot),
		string(Percentage), string(Distinct), string(ModeUnknown)); err != nil {
		return err
	}
	switch d.MeasureKind {
	case Reach, Rubric, Story:
		if d.Mode != Snapshot {
			return invalid(string(d.Mode), "a measure of kind "+string(d.MeasureKind)+" is always a snapshot", "leave the mode out")
		}
	}
	if d.Tolerance != nil && d.Tolerance.Sign() < 0 {
		return invalid(d.Tolerance.String(), "a tolerance cannot be below zero", "give 0 or more")
	}
	if err := d.checkLevels(); err != nil {
		return err
	}
	for _, b := range d.Breakdowns {
		if err := checkFields(must("breakdown", plain(b))); err != nil {
			return err
		}
	}
	return checkFields(must("name", plain(d.Name)), may("unit", plain(d.Unit)),
		may("tolerance_why", d.ToleranceWhy), may("agreed_by", d.AgreedBy))
}

func (d *Definition) checkLevels() error {
	if d.MeasureKind == Rubric && len(d.Levels) < 2 {
		return invalid(strings.Join(d.Levels, ", "), "a rubric needs at least two levels", "name them from low to high")
	}
	if d.MeasureKind != Rubric && len(d.Levels) > 0 {
		return invalid(strings.Join(d.Levels, ", "), "only a rubric has levels", "leave them out, or choose the kind rubric")
	}
	for i, l := range d.Levels {
		if err := checkFields(must("level", plain(l))); err != nil {
			return err
		}
		if slices.ContainsFunc(d.Levels[:i], func(m string) bool { return strings.EqualFold(l, m) }) {
			return invalid(l, "this level is named twice", "name each level once")
		}
	}
	return nil
}

func (b *MeasureAdded) check(p *Project, _ string) error {
	if err := p.needAimInForce(b.Aim); err != nil {
		return err
	}
	if err := CheckID("measure", b.Measure); err != nil {
		return err
	}
	if m, ok := p.measures[measureKey{b.Aim, b.Measure}]; ok && !m.retired {
		return &Error{Kind: Conflict, Message: "the aim has this measure already", Value: b.Measure, Want: "revise it, or choose another id"}
	}
	if err := b.Published.check(); err != nil {
		return err
	}
	return b.Definition.check()
}

func (b *MeasureRevised) check(p *Project, _ string) error {
	if _, err := p.needMeasureInForce(b.Aim, b.Measure); err != nil {
		return err
	}
	if err := b.Published.check(); err != nil {
		return err
	}
	if err := b.Definition.check(); err != nil {
		return err
	}
	if err := b.Because.check(); err != nil {
		return err
	}
	return checkFields(may("why", b.Why), may("there", b.There))
}

func (b *MeasureRetired) check(p *Project, _ string) error {
	if _, err := p.needMeasureInForce(b.Aim, b.Measure); err != nil {
		return err
	}
	return checkFields(may("why", b.Why))
}

func (b *BaselineSet) check(p *Project, _ string) error {
	if _, err := p.needMeasureInForce(b.Aim, b.Measure); err != nil {
		return err
	}
	b.read(p)
	if err := checkStated(b.Value, b.Site, b.Parts, b.Published, b.Ordinal); err != nil {
		return err
	}
	return checkFields(may("why", b.Why))
}

func (b *TargetSet) check(p *Project, _ string) error {
	if _, err := p.needMeasureInForce(b.Aim, b.Measure); err != nil {
		return err
	}
	b.read(p)
	if err := checkPeriod(b.PeriodStart, b.PeriodEnd); err != nil {
		return err
	}
	if err := checkStated(b.Value, b.Site, b.Parts, b.Published, b.Ordinal); err != nil {
		return err
	}
	if err := b.Because.check(); err != nil {
		return err
	}
	return checkFields(may("why", b.Why), may("there", b.There))
}

func (b *PeriodRetired) check(p *Project, _ string) error {
	if _, err := p.needMeasureInForce(b.Aim, b.Measure); err != nil {
		return err
	}
	if err := checkPeriod(b.PeriodStart, b.PeriodEnd); err != nil {
		return err
	}
	return checkFields(may("why", b.Why))
}

func (p *Project) needMeasureInForce(aim, measure string) (measureState, error) {
	if err := p.needAimInForce(aim); err != nil {
		return measureState{}, err
	}
	m, err := p.needMeasure(aim, measure)
	if err == nil && m.retired {
		return m, invalid(measure, "this measure was retired", "add it again first")
	}
	return m, err
}

// checkStated checks what baselines, targets and outcomes share.
func checkStated(v Value, site string, parts []Part, published *Published, ordinal int) error {
	if ordinal < 0 {
		return invalid(strconv.Itoa(ordinal), "an ordinal cannot be below zero", "count from 0")
	}
	for _, part := range parts {
		if err := checkFields(must("dimension", plain(part.Dimension)), may("value of the dimension", plain(part.Value))); err != nil {
			return err
		}
	}
	if err := published.check(); err != nil {
		return err
	}
	return checkFields(may("site", plain(site)), may("value", v.Text))
}

func (b *MeasureAdded) read(*Project)   { b.settle() }
func (b *MeasureRevised) read(*Project) { b.settle() }

func (b *MeasureAdded) value() *Value   { return nil }
func (b *MeasureRevised) value() *Value { return nil }
func (b *BaselineSet) value() *Value    { return &b.Value }
func (b *TargetSet) value() *Value      { return &b.Value }

func (b *BaselineSet) read(p *Project) { b.Value = p.readValue(b.Aim, b.Measure, b.Value) }
func (b *TargetSet) read(p *Project)   { b.Value = p.readValue(b.Aim, b.Measure, b.Value) }

// readValue understands a value with the measure it is about; without one it stays as it is.
func (p *Project) readValue(aim, measure string, v Value) Value {
	m, ok := p.measures[measureKey{aim, measure}]
	if !ok {
		return v
	}
	return v.Read(m.kind, m.levels, Ask)
}

func (p *Project) setMeasure(aim, measure string, d Definition) {
	set(p, p.measures, measureKey{aim, measure}, measureState{kind: d.MeasureKind, mode: d.Mode, levels: d.Levels})
}

func (b *MeasureAdded) evolve(p *Project, _ string)   { p.setMeasure(b.Aim, b.Measure, b.Definition) }
func (b *MeasureRevised) evolve(p *Project, _ string) { p.setMeasure(b.Aim, b.Measure, b.Definition) }

func (b *MeasureRetired) evolve(p *Project, _ string) {
	k := measureKey{b.Aim, b.Measure}
	m := p.measures[k]
	m.retired = true
	set(p, p.measures, k, m)
}

// A baseline and a target can be withdrawn, so they are things with their own ids.
func (b *BaselineSet) evolve(p *Project, self string) { p.add("baseline", b.Kind(), self) }
func (b *TargetSet) evolve(p *Project, self string)   { p.add("target", b.Kind(), self) }
func (*PeriodRetired) evolve(*Project, string)        {}
