package imports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// version is what one event said of a thing.
type version struct {
	body     domain.Body
	happened domain.Date
	position uint64
	byImport bool // by the import that is taken back, or in taking it back
}

// history is what was said of each thing of a project, in order, with what stands now.
type history struct {
	aims      map[string][]version     // wordings: raised, agreed or revised, as AimAgreed
	measures  map[key][]version        // definitions, as MeasureAdded
	project   []version                // descriptions, each whole
	entries   map[string][]version     // an entry and its corrections
	firsts    map[string]*domain.Event // the event that an entry began with
	withdrawn map[string]bool
	inForce   map[key]bool
	ended     bool
}

func newHistory(events []domain.Event, importID string) *history {
	h := &history{
		aims: map[string][]version{}, measures: map[key][]version{}, entries: map[string][]version{},
		firsts: map[string]*domain.Event{}, withdrawn: map[string]bool{},
	}
	for i := range events {
		h.add(&events[i], events[i].Correlation == importID)
	}
	s := fold(events)
	h.inForce, h.ended, h.withdrawn = s.inForce, s.ended, s.gone
	return h
}

func (h *history) add(e *domain.Event, byImport bool) {
	v := version{e.Body, e.Happened, e.Position, byImport}
	switch b := e.Body.(type) {
	case *domain.ProjectStarted, *domain.ProjectDescribed:
		h.described(v)
	case *domain.AimRaised:
		v.body = &domain.AimAgreed{Aim: b.Aim, Statement: b.Statement, Born: b.Born}
		h.aims[b.Aim] = append(h.aims[b.Aim], v)
	case *domain.AimAgreed:
		h.aims[b.Aim] = append(h.aims[b.Aim], v)
	case *domain.AimRevised:
		v.body = normal(b, nil)
		h.aims[b.Aim] = append(h.aims[b.Aim], v)
	case *domain.MeasureAdded:
		k := measureKey(b.Aim, b.Measure)
		h.measures[k] = append(h.measures[k], v)
	case *domain.MeasureRevised:
		k := measureKey(b.Aim, b.Measure)
		v.body = normal(b, nil)
		h.measures[k] = append(h.measures[k], v)
	case *domain.EntryCorrected:
		v.body = b.With
		if b.Happened != nil {
			v.happened = *b.Happened
		} else if n := len(h.entries[b.Entry]); n > 0 {
			v.happened = h.entries[b.Entry][n-1].happened
		}
		h.entries[b.Entry] = append(h.entries[b.Entry], v)
	default:
		h.entries[e.ID] = append(h.entries[e.ID], v)
		h.firsts[e.ID] = e
	}
}

// described keeps each description whole: what one leaves empty is as it was.
func (h *history) described(v version) {
	var now domain.ProjectDescribed
	switch b := v.body.(type) {
	case *domain.ProjectStarted:
		now = domain.ProjectDescribed{Name: b.Name, Question: b.Question, Published: b.Published}
	case *domain.ProjectDescribed:
		now = *b
	}
	if n := len(h.project); n > 0 {
		was := h.project[n-1].body.(*domain.ProjectDescribed)
		if now.Name == "" {
			now.Name = was.Name
		}
		if now.Question == "" {
			now.Question = was.Question
		}
		if now.What.IsZero() {
			now.What = was.What
		}
		if now.Published == nil {
			now.Published = was.Published
		}
	}
	v.body = &now
	h.project = append(h.project, v)
}

// before is what was said last before a position; ok is false where nothing was.
func before(list []version, position uint64) (v version, ok bool) {
	for _, one := range list {
		if one.position < position {
			v, ok = one, true
		}
	}
	return v, ok
}

// overtaken says whether somebody else said something else later.
func overtaken(list []version, position uint64) bool {
	return slices.ContainsFunc(list, func(v version) bool { return v.position > position && !v.byImport })
}

// lastTargetOf is the target of the whole that was stated last for a period before a position and was not withdrawn.
func (h *history) lastTargetOf(p *domain.PeriodRetired, position uint64) (v version, ok bool) {
	for id, list := range h.entries {
		now, found := before(list, position)
		if !found || h.withdrawn[id] {
			continue
		}
		t, is := now.body.(*domain.TargetSet)
		if is && len(t.Parts) == 0 && t.Site == "" && t.Aim == p.Aim && t.Measure == p.Measure && t.PeriodStart == p.PeriodStart &&
			t.PeriodEnd == p.PeriodEnd && t.Ordinal == p.Ordinal && now.position > v.position {
			v, ok = now, true
		}
	}
	return v, ok
}
