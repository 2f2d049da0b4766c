package reports

import (
	"encoding/json"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// ownerKey is what a document belongs to: the project, an aim, a measure, or a statement by its key.
type ownerKey struct {
	aim, measure string
	stated       numberKey
}

// numberKey is how a statement is told from others of its measure: one with the same key stands in its place.
type numberKey struct {
	kind       string // baseline, target or actual; empty: none
	start, end domain.Date
	ordinal, n int
	parts      string
}

// statedRows are the statements of a project that came from files and stand, by measure, and the documents by what they belong to.
type statedRows struct {
	s         *sight
	baselines map[string][]keyed
	targets   map[string][]keyed
	actuals   map[string][]keyed
	mixed     map[string]bool // by measure: something was stated here, or an actual was
	documents map[ownerKey][]domain.Document
}

// keyed is one statement; a later one with the same key took its place.
type keyed struct {
	key      numberKey
	number   StatedNumber
	position uint64
}

func (s *sight) statedRows(view projections.View) *statedRows {
	r := &statedRows{
		s: s, baselines: map[string][]keyed{}, targets: map[string][]keyed{}, actuals: map[string][]keyed{}, mixed: map[string]bool{},
		documents: map[ownerKey][]domain.Document{},
	}
	owners := map[string]ownerKey{} // by entry
	add := func(rows map[string][]keyed, row projections.StatementRow, key numberKey, v domain.Value, parts []domain.Part, p *domain.Published) {
		id := projections.MeasureID(row.Aim, row.Measure)
		owners[row.Entry] = ownerKey{row.Aim, row.Measure, key}
		if row.Withdrawn != nil {
			return
		}
		if p == nil {
			r.mixed[id] = true
			return
		}
		put(rows, id, keyed{key, s.number(row, v, parts, p), row.Position})
	}
	for _, b := range view.Baselines() {
		key := numberKey{kind: "baseline", ordinal: b.Ordinal, parts: partsText(b.Parts)}
		add(r.baselines, b.StatementRow, key, b.Value, b.Parts, b.Published)
	}
	retired := map[numberKey]uint64{}
	for _, p := range view.RetiredPeriods() {
		key := numberKey{kind: projections.MeasureID(p.Aim, p.Measure), start: p.PeriodStart, end: p.PeriodEnd, ordinal: p.Ordinal}
		retired[key] = max(retired[key], p.Position)
	}
	lives := map[numberKey]bool{}
	for _, t := range view.Targets() {
		key := numberKey{"target", t.PeriodStart, t.PeriodEnd, t.Ordinal, t.Published.Nth(), partsText(t.Parts)}
		period := numberKey{kind: projections.MeasureID(t.Aim, t.Measure), start: t.PeriodStart, end: t.PeriodEnd, ordinal: t.Ordinal}
		if retired[period] > t.First {
			owners[t.Entry] = ownerKey{t.Aim, t.Measure, key}
			continue
		}
		lives[period] = lives[period] || t.Withdrawn == nil
		add(r.targets, t.StatementRow, key, t.Value, t.Parts, t.Published)
	}
	for _, o := range view.Outcomes() {
		key := numberKey{"actual", o.PeriodStart, o.PeriodEnd, o.Ordinal, o.Published.Nth(), partsText(o.Parts)}
		period := numberKey{kind: projections.MeasureID(o.Aim, o.Measure), start: o.PeriodStart, end: o.PeriodEnd, ordinal: o.Ordinal}
		if o.Measure == "" || retired[period] > 0 && !lives[period] {
			continue
		}
		add(r.actuals, o.StatementRow, key, o.Value, o.Parts, o.Published)
	}
	r.attach(view, owners)
	return r
}

// put adds a statement, or puts it in the place of the one it restates.
func put(rows map[string][]keyed, id string, now keyed) {
	for i, was := range rows[id] {
		if was.key == now.key {
			rows[id][i] = now
			return
		}
	}
	rows[id] = append(rows[id], now)
}

func partsText(parts []domain.Part) string {
	if len(parts) == 0 {
		return ""
	}
	raw, _ := json.Marshal(parts) // texts: cannot fail
	return string(raw)
}

// number is a statement of a file with the words it was written in, as far as they may be read.
func (s *sight) number(row projections.StatementRow, v domain.Value, parts []domain.Part, p *domain.Published) StatedNumber {
	n := StatedNumber{Value: v, Said: v.Plain(), Parts: parts, Published: p}
	if v.Text.IsZero() {
		return n
	}
	entry, _ := s.entry(row.Entry)
	switch seen := s.open(v.Text, s.rights(&entry)); seen.State {
	case TextShown:
		n.Said = seen.Text
	case TextPrivate:
		n.Note = saysTextKept
	case TextRemoved:
		n.Note = saysTextGone
	}
	return n
}

// attach finds the documents and what they belong to. What was attached here goes along where its words may be read and it has an address.
func (r *statedRows) attach(view projections.View, owners map[string]ownerKey) {
	for _, row := range view.Entries() {
		b, ok := row.Body.(*domain.EvidenceAttached)
		if !ok || row.Withdrawn != nil {
			continue
		}
		owner := ownerKey{aim: b.Aim, measure: b.Measure}
		if b.Entry != "" {
			if owner, ok = owners[b.Entry]; !ok {
				continue // it shows something else than a number
			}
		}
		if b.Published != nil {
			r.documents[owner] = append(r.documents[owner], b.Published.Documents...)
			continue
		}
		what := r.s.open(b.What, r.s.rights(&row))
		if b.URL == "" || what.State == TextPrivate || what.State == TextRemoved {
			continue
		}
		d := domain.Document{URL: b.URL, Format: b.Format, Categories: []string{categoryResult}}
		if what.Text != "" {
			d.Titles = []domain.Narrative{{Text: what.Text}}
		}
		r.documents[owner] = append(r.documents[owner], d)
	}
}

// measure is one measure: as it was read where all of it was, with the figures of here where something was recorded here, and of people
// nothing but the figures that the audience is shown.
func (r *statedRows) measure(m projections.MeasureFigures) PublishedMeasure {
	row := m.Measure
	id, owner := projections.MeasureID(row.Aim, row.Measure), ownerKey{aim: row.Aim, measure: row.Measure}
	p := PublishedMeasure{ID: row.Measure, Definition: row.Definition, Published: row.Published, Documents: r.documents[owner]}
	p.Definition.ToleranceWhy, p.Definition.AgreedBy = domain.Words{}, domain.Words{}
	shown := r.s.measure(m)
	touched := r.s.lens.Audience.rule().Touches(row.Definition)
	if !touched {
		for _, b := range r.baselines[id] {
			p.Baselines = append(p.Baselines, r.withDocuments(owner, b))
		}
		for _, t := range r.targets[id] {
			period := p.period(t.key)
			if period.Published == nil {
				period.Published = t.number.Published
			}
			if !t.number.Published.NoWhole() {
				period.Targets = append(period.Targets, r.withDocuments(owner, t))
			}
		}
		for _, a := range r.actuals[id] {
			period := p.period(a.key)
			if period.Published == nil {
				period.Published = a.number.Published
			}
			period.Actuals = append(period.Actuals, r.withDocuments(owner, a))
		}
	}
	if touched || r.mixed[id] || row.Published == nil {
		p.recordedHere(shown)
	}
	return p
}

func (r *statedRows) withDocuments(owner ownerKey, k keyed) StatedNumber {
	owner.stated = k.key
	n := k.number
	n.Documents = r.documents[owner]
	return n
}

// period is the period of a statement, made where there is none; the last with these dates where an ordinal is not found.
func (p *PublishedMeasure) period(k numberKey) *PublishedPeriod {
	seen := 0
	for i := range p.Periods {
		if q := &p.Periods[i]; q.Start == k.start && q.End == k.end {
			if seen == k.ordinal {
				return q
			}
			seen++
		}
	}
	p.Periods = append(p.Periods, PublishedPeriod{Start: k.start, End: k.end})
	return &p.Periods[len(p.Periods)-1]
}

// recordedHere puts the figures that are shown in the place of what was read, where they say something else.
func (p *PublishedMeasure) recordedHere(m Measure) {
	if start, ok := figureNumber(m.Baseline, SeenText{}, m.Rounded); ok {
		if len(p.Baselines) == 0 || p.Baselines[len(p.Baselines)-1].Value.Plain() != start.Value.Plain() {
			start.On = domain.Date(m.BaselineOn)
			p.Baselines = append(p.Baselines, start)
		}
	}
	closed := false
	for _, f := range m.Periods {
		start, end := domain.Date(f.Start), domain.Date(f.End)
		closed = closed || start.Known() && end.Known()
		period := p.period(numberKey{start: start, end: end})
		if target, ok := figureNumber(f.Target, f.TargetText, false); ok {
			period.Targets = whole(period.Targets, target)
		}
		if actual, ok := figureNumber(f.Actual, f.ActualText, f.rounded); ok && !f.Carried {
			period.Actuals = whole(period.Actuals, actual)
		}
		period.addParts(f)
	}
	f := m.Overall
	target, aimed := figureNumber(f.Target, f.TargetText, false)
	actual, came := figureNumber(f.Actual, f.ActualText, f.rounded)
	if closed || !aimed && !came {
		return
	}
	p.WholeRun = &PublishedPeriod{}
	if aimed {
		p.WholeRun.Targets = []StatedNumber{target}
	}
	if came {
		p.WholeRun.Actuals = []StatedNumber{actual}
	}
}

// whole puts a number of the whole in the place of those that say something else.
func whole(list []StatedNumber, now StatedNumber) []StatedNumber {
	var kept []StatedNumber
	for _, n := range list {
		if len(n.Parts) > 0 {
			kept = append(kept, n)
			continue
		}
		if n.Value.Plain() == now.Value.Plain() && (now.Value.Plain() != "" || n.Said == now.Said) {
			return list // as it was written, with what was said beside it
		}
	}
	return append([]StatedNumber{now}, kept...)
}

// addParts adds the parts of a figure where none were read. A part that reports apart is one of the dimension "site".
func (p *PublishedPeriod) addParts(f Figure) {
	for _, n := range append(append([]StatedNumber{}, p.Targets...), p.Actuals...) {
		if len(n.Parts) > 0 {
			return
		}
	}
	for _, part := range f.Parts {
		var parts []domain.Part
		if part.Site != "" {
			parts = append(parts, domain.Part{Dimension: "site", Value: part.Site})
		}
		if part.Dimension != "" {
			parts = append(parts, domain.Part{Dimension: part.Dimension, Value: part.Value})
		}
		if len(parts) == 0 {
			continue
		}
		if n, ok := figureNumber(aimed.Plain(part.Target), SeenText{}, false); ok {
			n.Parts = parts
			p.Targets = append(p.Targets, n)
		}
		n, ok := figureNumber(aimed.Plain(part.Actual), SeenText{}, f.rounded)
		if !ok && part.Mark == aimed.MarkWithheld {
			n, ok = StatedNumber{Note: saysKeptBack}, true
		}
		if ok {
			n.Parts = parts
			p.Actuals = append(p.Actuals, n)
		}
	}
}

// figureNumber is a number of a figure as it is shown; ok is false where nothing was stated.
func figureNumber(v aimed.Plain, text SeenText, rounded bool) (n StatedNumber, ok bool) {
	n.Value = domain.Value(v)
	switch n.Value.Form {
	case domain.Withheld:
		n.Note = saysKeptBack
		return n, true
	case domain.Nothing, domain.InWords:
		return inWords(n, text)
	}
	n.Said = n.Value.Plain()
	if rounded && n.Value.Form == domain.Numeric {
		n.Note = saysRounded
	}
	return n, true
}

// inWords is a number that was stated in words.
func inWords(n StatedNumber, text SeenText) (StatedNumber, bool) {
	switch text.State {
	case TextShown:
		n.Said = text.Text
	case TextPrivate:
		n.Note = saysTextKept
	case TextRemoved:
		n.Note = saysTextGone
	default:
		return n, false
	}
	return n, true
}
