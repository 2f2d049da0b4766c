package reports

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// A comparison is the longest answer there is: of 500 measures it has some 20,000 figures. It is written here byte by byte as encoding/json
// writes it by the tags of its types, which say what its keys are and stay the description for programs; a test holds one against the other.

// writeJSON is WriteJSON for a comparison. Its measures are written on every core, each by itself; nothing reaches to before all of it is made.
func (c Comparison) writeJSON(to io.Writer) error {
	measures, err := c.measuresJSON()
	if err != nil {
		return err
	}
	w := jsonWriter{measures: measures}
	w.raw(`{"project":`).text(c.Project).raw(`,"name":`).text(c.Name)
	w.raw(`,"known_at":`).any(c.KnownAt).raw(`,"happened_by":`).day(c.HappenedBy).raw(`,"asked_on":`).day(c.AskedOn)
	w.raw(`,"against":`).text(string(c.Against)).raw(`,"aims":`)
	each(&w, c.Aims, appendAim)
	w.raw(`,"beyond_aims":`).any(c.BeyondAims)
	w.raw(`,"did_not_work":`).int(c.DidNotWork).raw(`,"learnt":`).int(c.Learnt).raw(`,"changed":`).int(c.Changed).raw("}\n")
	return w.writeTo(to)
}

// measuresJSON is the JSON of all measures, in order.
func (c Comparison) measuresJSON() ([][]byte, error) {
	var all []*Measure
	for i := range c.Aims {
		for j := range c.Aims[i].Measures {
			all = append(all, &c.Aims[i].Measures[j])
		}
	}
	written, failed := make([][]byte, len(all)), make([]error, len(all))
	var next atomic.Int64
	work := func() {
		var w jsonWriter
		for i := int(next.Add(1)) - 1; i < len(all); i = int(next.Add(1)) - 1 {
			written[i], failed[i] = all[i].json(&w)
		}
	}
	if len(all) < manyMeasures {
		work()
		return written, errors.Join(failed...)
	}
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(work)
	}
	wait.Wait()
	return written, errors.Join(failed...)
}

// manyMeasures is from how many on other cores help.
const manyMeasures = 16

// json is the JSON of a measure; w is used and left empty.
func (m *Measure) json(w *jsonWriter) ([]byte, error) {
	if m.kept == nil {
		return m.jsonAnew(w)
	}
	m.kept.once.Do(func() { m.kept.b, m.kept.err = m.jsonAnew(w) })
	return m.kept.b, m.kept.err
}

func (m *Measure) jsonAnew(w *jsonWriter) ([]byte, error) {
	w.b, w.err = w.b[:0], nil
	appendMeasure(w, m)
	return bytes.Clone(w.b), w.err
}

func appendAim(w *jsonWriter, a *Aim) {
	w.raw(`{"id":`).text(a.ID).raw(`,"statement":`).text(a.Statement).raw(`,"born":`).text(a.Born)
	w.raw(`,"state":`).text(string(a.State)).raw(`,"revisions":`).int(a.Revisions).raw(`,"counted":`).text(string(a.Counted)).raw(`,"measures":`)
	each(w, a.Measures, func(w *jsonWriter, _ *Measure) { w.measure() })
	if a.Lasted != nil {
		w.raw(`,"lasted":`).any(a.Lasted)
	}
	if a.Sticky != nil {
		w.raw(`,"sticky_notes":`).any(a.Sticky)
	}
	w.raw("}")
}

func appendMeasure(w *jsonWriter, m *Measure) {
	w.raw(`{"id":`).text(m.ID).raw(`,"name":`).text(m.Name).raw(`,"kind":`).text(string(m.Kind)).raw(`,"mode":`).text(string(m.Mode))
	w.raw(`,"unit":`).text(m.Unit).raw(`,"baseline":`).value(m.Baseline).raw(`,"baseline_on":`).day(m.BaselineOn)
	w.raw(`,"tolerance":`).number(&m.Tolerance).raw(`,"levels":`)
	each(w, m.Levels, func(w *jsonWriter, level *string) { w.text(*level) })
	w.raw(`,"people":`).bool(m.People).raw(`,"retired":`).bool(m.Retired)
	if m.Rounded {
		w.raw(`,"rounded":true`)
	}
	w.raw(`,"periods":`)
	each(w, m.Periods, appendFigure)
	w.raw(`,"overall":`)
	appendFigure(w, &m.Overall)
	w.raw(`,"so_far":`)
	if m.SoFar == nil {
		w.raw("null")
	} else {
		appendFigure(w, m.SoFar)
	}
	w.raw("}")
}

func appendFigure(w *jsonWriter, f *Figure) {
	w.raw(`{"start":`).day(f.Start).raw(`,"end":`).day(f.End).raw(`,"target":`).value(f.Target).raw(`,"first_target":`).value(f.FirstTarget)
	w.raw(`,"target_text":`).seen(f.TargetText).raw(`,"actual":`).value(f.Actual).raw(`,"actual_text":`).seen(f.ActualText)
	w.raw(`,"numerator":`).number(f.Numerator).raw(`,"denominator":`).number(f.Denominator)
	w.raw(`,"carried":`).bool(f.Carried).raw(`,"in_progress":`).bool(f.InProgress).raw(`,"status":`).text(string(f.Status)).raw(`,"reached":`)
	if f.Reached == nil {
		w.raw("null")
	} else {
		w.bool(*f.Reached)
	}
	w.raw(`,"share_of_aim":`).number(f.ShareOfAim).raw(`,"distance_travelled":`).number(f.DistanceTravelled).raw(`,"judgement":`)
	if f.Judgement == nil {
		w.raw("null")
	} else {
		w.any(f.Judgement)
	}
	w.raw(`,"parts":`)
	each(w, f.Parts, appendPart)
	w.raw(`,"warnings":`)
	each(w, f.Warnings, func(w *jsonWriter, warning *aimed.Warning) { w.text(string(*warning)) })
	w.raw(`,"suggestions":`)
	appendSuggestions(w, f.Suggestions)
	w.raw(`,"readings":`)
	if f.Readings == nil {
		w.raw("null")
	} else {
		w.any(f.Readings)
	}
	w.raw(`,"rule":`).text(f.Rule).raw(`,"entries":`)
	each(w, f.Entries, func(w *jsonWriter, r *aimed.Ref) {
		w.raw(`{"id":`).text(r.ID).raw(`,"position":`).uint(r.Position).raw("}")
	})
	w.raw(`,"left_out":`)
	each(w, f.LeftOut, func(w *jsonWriter, l *aimed.LeftOut) {
		w.raw(`{"id":`).text(l.ID).raw(`,"position":`).uint(l.Position).raw(`,"why":`).text(string(l.Why)).raw("}")
	})
	w.raw("}")
}

func appendSuggestions(w *jsonWriter, sentences map[aimed.Warning]string) {
	switch {
	case sentences == nil:
		w.raw("null")
		return
	case len(sentences) == 0:
		w.raw("{}")
		return
	}
	for i, warning := range slices.Sorted(maps.Keys(sentences)) {
		if i == 0 {
			w.raw("{")
		} else {
			w.raw(",")
		}
		w.text(string(warning)).raw(":").text(sentences[warning])
	}
	w.raw("}")
}

func appendPart(w *jsonWriter, p *aimed.PartFigure) {
	w.raw(`{"dimension":`).marked(p.Dimension).raw(`,"value":`).marked(p.Value).raw(`,"site":`).marked(p.Site)
	w.raw(`,"target":`).value(aimed.Plain(p.Target)).raw(`,"actual":`).value(aimed.Plain(p.Actual)).raw(`,"mark":`).marked(string(p.Mark)).raw("}")
}

// value writes a value as aimed.Plain does.
func (w *jsonWriter) value(p aimed.Plain) *jsonWriter {
	switch p.Form {
	case domain.Numeric:
		w.b = p.Number.Append(w.b)
		return w
	case domain.Range, domain.YesNo, domain.Level:
		return w.marked(domain.Value(p).Plain())
	}
	return w.raw("null")
}

func (w *jsonWriter) number(n *domain.Number) *jsonWriter {
	if n == nil {
		return w.raw("null")
	}
	w.b = n.Append(w.b)
	return w
}

func (w *jsonWriter) day(d Day) *jsonWriter {
	if !domain.Date(d).Known() {
		return w.raw("null")
	}
	w.b = append(domain.Date(d).Append(append(w.b, '"')), '"')
	return w
}

func (w *jsonWriter) seen(t SeenText) *jsonWriter {
	if t.State != TextShown {
		return w.raw("null")
	}
	return w.marked(t.Text)
}

func (w *jsonWriter) int(n int) *jsonWriter {
	w.b = strconv.AppendInt(w.b, int64(n), 10)
	return w
}

func (w *jsonWriter) uint(n uint64) *jsonWriter {
	w.b = strconv.AppendUint(w.b, n, 10)
	return w
}

func (w *jsonWriter) bool(yes bool) *jsonWriter {
	w.b = strconv.AppendBool(w.b, yes)
	return w
}

// each writes a list; one that is nil is null.
func each[T any](w *jsonWriter, list []T, one func(*jsonWriter, *T)) {
	if list == nil {
		w.raw("null")
		return
	}
	w.raw("[")
	for i := range list {
		if i > 0 {
			w.raw(",")
		}
		one(w, &list[i])
	}
	w.raw("]")
}
