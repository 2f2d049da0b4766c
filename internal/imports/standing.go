package imports

import (
	"slices"
	"time"

	"github.com/desirelines/desirelines/domain"
)

const formatIATI = "iati"

// said is what the publisher last said under one key.
type said struct {
	body     domain.Body // in its normal form
	entries  []entry     // the events that say it and stand, oldest first; of baselines, targets, outcomes and evidence
	position uint64      // of the first event
	gone     bool        // of an aim or a measure: retired by an import
}

// entry is one event that said it.
type entry struct {
	id       string
	body     domain.Body // as it stands after corrections by imports
	happened domain.Date
}

func (s *said) latest() *entry { return &s.entries[len(s.entries)-1] }

// standing is what a project's publisher last said, and as much of what people did since as a comparison needs.
type standing struct {
	exists  bool
	date    time.Time       // of the file or activity that was imported last; zero where it said none
	said    map[key]*said   //
	entries map[string]key  // by the id of an event
	retired map[key]bool    // periods
	closed  bool            // an import, or taking one back, ended the project
	ended   bool            // by anybody
	inForce map[key]bool    // aims and measures, by anybody
	gone    map[string]bool // entries withdrawn, by anybody
}

// fold reads a project's events. Only what an import of a publisher's file recorded counts as said by the publisher.
func fold(events []domain.Event) *standing {
	s := &standing{
		exists: len(events) > 0, said: map[key]*said{}, entries: map[string]key{}, retired: map[key]bool{},
		inForce: map[key]bool{}, gone: map[string]bool{},
	}
	imports := publisherImports(events)
	for i := range events {
		e := &events[i]
		s.anybody(e.Body)
		if imports[e.Correlation] {
			s.publisher(e)
		}
	}
	s.date = standingDate(events)
	return s
}

// publisherImports are the correlations of what came from publishers' files: those that import.made names, and, where
// an import was cut off before that, those of events that carry what a file published.
func publisherImports(events []domain.Event) map[string]bool {
	is := map[string]bool{}
	for i := range events {
		if b, ok := events[i].Body.(*domain.ImportMade); ok {
			is[b.Import] = b.Format == formatIATI
		}
	}
	for i := range events {
		e := &events[i]
		if _, known := is[e.Correlation]; !known && e.Correlation != "" && domain.FromPublisher(e.Body) {
			is[e.Correlation] = true
		}
	}
	return is
}

// standingDate is the date of the last import that was not taken back.
func standingDate(events []domain.Event) time.Time {
	var made []*domain.ImportMade
	for i := range events {
		switch b := events[i].Body.(type) {
		case *domain.ImportMade:
			if b.Format == formatIATI {
				made = append(made, b)
			}
		case *domain.ImportUndone:
			made = slices.DeleteFunc(made, func(m *domain.ImportMade) bool { return m.Import == b.Import })
		}
	}
	if len(made) == 0 {
		return time.Time{}
	}
	return made[len(made)-1].Published
}

// anybody notes what is in force, whoever said so.
func (s *standing) anybody(body domain.Body) {
	switch b := body.(type) {
	case *domain.ProjectEnded:
		s.ended = true
	case *domain.ProjectReopened:
		s.ended = false
	case *domain.AimRaised:
		s.inForce[aimKey(b.Aim)] = true
	case *domain.AimAgreed:
		s.inForce[aimKey(b.Aim)] = true
	case *domain.AimDropped:
		delete(s.inForce, aimKey(b.Aim))
	case *domain.AimRetired:
		delete(s.inForce, aimKey(b.Aim))
	case *domain.MeasureAdded:
		s.inForce[measureKey(b.Aim, b.Measure)] = true
	case *domain.MeasureRetired:
		delete(s.inForce, measureKey(b.Aim, b.Measure))
	case *domain.EntryWithdrawn:
		s.gone[b.Entry] = true
	}
}

// publisher takes in an event of an import.
func (s *standing) publisher(e *domain.Event) {
	switch b := e.Body.(type) {
	case *domain.ProjectEnded:
		s.closed = true
	case *domain.ProjectReopened:
		s.closed = false
	case *domain.AimRetired:
		s.retire(aimKey(b.Aim))
	case *domain.MeasureRetired:
		s.retire(measureKey(b.Aim, b.Measure))
	case *domain.PeriodRetired:
		s.retired[key{thing: ofPeriod, place: place{b.Aim, b.Measure, b.PeriodStart, b.PeriodEnd, b.Ordinal, "", 0}}] = true
	case *domain.EntryWithdrawn:
		if k, ok := s.entries[b.Entry]; ok {
			s.said[k].entries = slices.DeleteFunc(s.said[k].entries, func(x entry) bool { return x.id == b.Entry })
		}
	case *domain.EntryCorrected:
		s.correct(b)
	default:
		s.state(e)
	}
}

func (s *standing) retire(k key) {
	if was, ok := s.said[k]; ok {
		was.gone = true
	}
}

func (s *standing) correct(b *domain.EntryCorrected) {
	k, ok := s.entries[b.Entry]
	if !ok {
		return
	}
	list := s.said[k].entries
	for i := range list {
		if list[i].id == b.Entry {
			list[i].body = normal(b.With, s.project())
			if b.Happened != nil {
				list[i].happened = *b.Happened
			}
		}
	}
}

func (s *standing) state(e *domain.Event) {
	body := normal(e.Body, s.project())
	k, ok := keyOf(body, s.entries)
	if !ok {
		return
	}
	now := s.said[k]
	if now == nil {
		now = &said{position: e.Position}
		s.said[k] = now
	}
	now.body, now.gone = body, false
	switch k.thing {
	case ofBaseline, ofTarget, ofOutcome, ofEvidence:
		s.entries[e.ID] = k
		now.entries = append(now.entries, entry{e.ID, now.body, e.Happened})
	}
	if k.thing == ofTarget {
		delete(s.retired, k.ofPeriod())
	}
}

// project is what was said of the project itself; nil before that.
func (s *standing) project() *domain.ProjectDescribed {
	if p := s.said[projectKey]; p != nil {
		return p.body.(*domain.ProjectDescribed)
	}
	return nil
}

// normal is body as if it were said for the first time and without a reason; before is what was said of the project. For
// evidence the entry stays, because its key comes from it; sameAs looks past it.
func normal(body domain.Body, before *domain.ProjectDescribed) domain.Body {
	switch b := body.(type) {
	case *domain.ProjectStarted:
		return &domain.ProjectDescribed{Name: b.Name, Published: b.Published}
	case *domain.ProjectDescribed:
		now := &domain.ProjectDescribed{Name: b.Name, Published: b.Published}
		if before != nil && now.Name == "" {
			now.Name = before.Name
		}
		if before != nil && now.Published == nil {
			now.Published = before.Published
		}
		return now
	case *domain.AimRevised:
		return &domain.AimAgreed{Aim: b.Aim, Statement: b.Statement, Published: b.Published}
	case *domain.MeasureRevised:
		return &domain.MeasureAdded{Aim: b.Aim, Measure: b.Measure, Definition: b.Definition, Published: b.Published}
	case *domain.BaselineSet:
		now := *b
		now.Why, now.Value = domain.Words{}, unread(b.Value)
		return &now
	case *domain.TargetSet:
		now := *b
		now.Why, now.Value = domain.Words{}, unread(b.Value)
		return &now
	case *domain.OutcomeRecorded:
		now := *b
		now.Value = unread(b.Value)
		return &now
	}
	return body
}

// unread takes back what a measure that people gave levels or a yes and no made of published words.
func unread(v domain.Value) domain.Value {
	if v.Form == domain.Level || v.Form == domain.YesNo {
		return domain.Say(written(v))
	}
	return v
}

// sameAs says whether the file says what was said before. Words that were erased are as good as said: the same file does not
// bring them back.
func sameAs(before, now domain.Body) bool {
	if e, ok := before.(*domain.EvidenceAttached); ok {
		b := *e
		b.Entry = ""
		before = &b
	}
	return asJSON(domain.Unerased(before, now)) == asJSON(now)
}
