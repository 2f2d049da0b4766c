package reports

import (
	"cmp"
	"reflect"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Line is one entry in a list: what it is, when, and its words.
type Line struct {
	ID        string    `json:"id"`
	Position  uint64    `json:"position"`
	Kind      string    `json:"kind"`
	Says      string    `json:"says"`     // the kind in plain words, with the number of the entry it is about where it is a note on one
	Happened  Day       `json:"happened"` // as the writer gave it; null: not known
	Recorded  Moment    `json:"recorded"` // when this store took it
	About     string    `json:"about"`    // its plain fields in words: an aim, a value with its measure; of a correction what it changed
	Text      SeenText  `json:"text"`     // its words; null where there is none to be shown
	TextState TextState `json:"text_state"`
	Corrected bool      `json:"corrected"`
	Withdrawn bool      `json:"withdrawn"`
	Sticky    *Notes    `json:"sticky_notes,omitempty"` // the notes on it; nil: there are none

	Different *MadeDifferent `json:"what_changed,omitempty"`    // of an outcome or a surprise; nil: nobody said
	Outside   *OutsideChecks `json:"checked_outside,omitempty"` // what people outside say of it; nil: nobody did

	Taken domain.Taken `json:"taken,omitempty"` // how it was taken down; empty: not said

	written domain.Date // the day it was first recorded, in the project's zone
	on      uint64      // number of the entry it is about, where it is about one; 0: none, or not known
	here    domain.Date // the day this store took it, in the project's zone
	brought bool        // it was brought here: from another store or a file
}

// line makes the line of an entry.
func (s *sight) line(row *projections.EntryRow) Line {
	l, text := s.outline(row), s.mainText(row)
	l.About, l.Text, l.TextState, l.Sticky = s.aboutRow(row), text, text.State, s.stickyOf(row)
	l.Different, l.Outside = s.madeDifferent(row.Body, s.rights(row)), s.checks(row.ID)
	return l
}

// outline is the line of an entry with none of its words, and without what was said of it: none of them is opened for it.
func (s *sight) outline(row *projections.EntryRow) Line {
	on := s.positionOf(onOther(row.Body))
	return Line{
		ID: row.ID, Position: row.Position, Kind: row.Kind, Says: kindWordsOn(row.Kind, on), on: on, Happened: Day(row.Happened),
		Recorded: Moment(time.Unix(0, row.RecordedHere)), written: domain.DateOf(time.Unix(0, row.Recorded).In(s.zone)),
		Text: SeenText{State: TextEmpty}, TextState: TextEmpty, Corrected: len(row.Corrections) > 0, Withdrawn: row.Withdrawn != nil, Taken: row.Taken,
		here: domain.DateOf(time.Unix(0, row.RecordedHere).In(s.zone)), brought: row.Recorded != row.RecordedHere || row.Correlation != "",
	}
}

// aboutRow is what an entry is about and, where it or another one was corrected, what it said before and after.
func (s *sight) aboutRow(row *projections.EntryRow) string {
	if b, ok := row.Body.(*domain.EntryCorrected); ok {
		says := sayChanges(s.changes(row))
		if name := s.measureOf(b.With); name != "" && says != "" {
			says = name + ": " + says
		}
		return capital(says)
	}
	about := s.about(row.Body)
	if says := s.corrected(row); says != "" {
		about = follow(about, says)
	}
	return about
}

// measureOf is the name of the measure that a body states something about; empty where there is none.
func (s *sight) measureOf(body domain.Body) (name string) {
	aim := ""
	eachField(body, func(field string, v reflect.Value) {
		switch field {
		case "aim":
			aim = v.String()
		case "measure":
			name = s.measureName(aim, v.String())
		}
	})
	return name
}

// onOther is the entry that a body corrects, takes back, answers or is a note on; empty where there is none.
func onOther(body domain.Body) string {
	switch b := body.(type) {
	case *domain.EntryCorrected:
		return b.Entry
	case *domain.EntryWithdrawn:
		return b.Entry
	case *domain.EntryRedacted:
		return b.Entry
	case *domain.CheckedOutside:
		return b.Entry
	case *domain.ResponseAnswered:
		return b.Response
	case *domain.TestConcluded:
		return b.Test
	case *domain.TestPostponed:
		return b.Test
	case *domain.SilenceAnswered:
		return b.Meeting
	case *domain.LookBackAnswered:
		return b.LookBack
	case *domain.LookBackMissed:
		return b.LookBack
	}
	return onEntry(body)
}

// positionOf is the number of an entry that is there, or 0.
func (s *sight) positionOf(id string) uint64 {
	if id == "" {
		return 0
	}
	row, ok := s.entry(id)
	if !ok {
		return 0
	}
	return row.Position
}

// mainText is what an entry says in words: what, else the word it is about, else why, else the words of its value.
func (s *sight) mainText(row *projections.EntryRow) SeenText {
	texts, r := map[string]SeenText{}, s.rights(row)
	eachField(row.Body, func(name string, v reflect.Value) {
		switch f := v.Interface().(type) {
		case domain.Words:
			texts[name] = s.open(f, r)
		case domain.Value:
			if f.Form == domain.InWords {
				texts[name] = s.open(f.Text, r)
			}
		}
	})
	for _, name := range []string{"what", "word", "why", "value", "file"} {
		if t := texts[name]; !t.Empty() {
			return t
		}
	}
	return SeenText{State: TextEmpty}
}

// about writes the plain fields of a body that say what it is about.
func (s *sight) about(body domain.Body) string {
	switch b := body.(type) {
	case *domain.ProjectStarted:
		return b.Name
	case *domain.ProjectDescribed:
		return cmp.Or(b.Name, b.Question)
	case *domain.AimRaised:
		return b.Statement
	case *domain.AimAgreed:
		return b.Statement
	case *domain.AimRevised:
		return b.Statement
	case *domain.AimDropped:
		return s.statement(b.Aim)
	case *domain.AimRetired:
		return s.statement(b.Aim)
	case *domain.AimJudged:
		d, _ := s.definition(b.Aim, b.Measure)
		return capital(judgedWordsOf(d.MeasureKind, b.Judged) + ": " + s.judged(b))
	case *domain.EvidenceAttached:
		return s.shown(b)
	case *domain.MeasureAdded:
		return b.Name
	case *domain.MeasureRevised:
		return b.Name
	case *domain.MeasureRetired:
		return s.measureName(b.Aim, b.Measure)
	case *domain.BaselineSet:
		return capital(s.stated(b.Value, b.Aim, b.Measure, ""))
	case *domain.TargetSet:
		return capital(s.stated(b.Value, b.Aim, b.Measure, s.period(b.PeriodStart, b.PeriodEnd)))
	case *domain.OutcomeRecorded:
		return s.outcome(b)
	case *domain.TestConcluded:
		return capital(cmp.Or(in(answerWords[:], b.Supported), in(nextWords[:], b.Next)))
	case *domain.ChangeChecked:
		return capital(in(answerWords[:], b.Helped))
	case *domain.RuleChecked:
		return capital(in(answerWords[:], b.Kept))
	case *domain.SurpriseNoticed:
		return capital(in(answerWords[:], b.Welcome))
	case *domain.CheckedOutside:
		return capital(CheckedWords(b.Answer))
	}
	return s.aboutAsWeGo(body)
}

func (s *sight) judged(b *domain.AimJudged) string {
	if b.Measure != "" {
		return s.measureName(b.Aim, b.Measure)
	}
	return s.statement(b.Aim)
}

// shown is what evidence shows, where that is no entry: a measure or an aim.
func (s *sight) shown(b *domain.EvidenceAttached) string {
	switch {
	case b.Entry != "":
		return ""
	case b.Measure != "":
		return s.measureName(b.Aim, b.Measure)
	}
	return s.statement(b.Aim)
}

func (s *sight) outcome(b *domain.OutcomeRecorded) string {
	if b.Measure == "" {
		return s.statement(b.Aim)
	}
	if b.Numerator != nil && b.Denominator != nil {
		return sayShare(b.Numerator.String(), b.Denominator.String(), "", nil) + ": " + s.measureName(b.Aim, b.Measure)
	}
	return capital(s.stated(b.Value, b.Aim, b.Measure, ""))
}

func (s *sight) period(start, end domain.Date) string {
	if !start.Known() && !end.Known() {
		return ""
	}
	return sayPeriod(start, end)
}

// stated writes "12 people: weekly visitors, 2019"; words of a value are left to the text beside it.
func (s *sight) stated(v domain.Value, aim, measure, period string) string {
	about := s.measureName(aim, measure)
	if period != "" {
		about += ", " + period
	}
	if v.Form == domain.Withheld {
		return saysKeptPrivate + ": " + about
	}
	if figure := sayFigure(plain(v)); figure != "" {
		return withUnit(figure, plain(v), s.unit(aim, measure)) + ": " + about
	}
	return about
}

func (s *sight) statement(aim string) string {
	for _, a := range s.view().Aims() {
		if a.Aim == aim {
			return a.Statement
		}
	}
	return ""
}

func (s *sight) definition(aim, measure string) (domain.Definition, bool) {
	if s.definitions == nil {
		s.definitions = map[string]domain.Definition{}
		for _, m := range s.view().Measures() {
			s.definitions[projections.MeasureID(m.Aim, m.Measure)] = m.Definition
		}
	}
	d, ok := s.definitions[projections.MeasureID(aim, measure)]
	return d, ok
}

// measureName is the name of a measure, its id where it is not there.
func (s *sight) measureName(aim, measure string) string {
	if d, ok := s.definition(aim, measure); ok {
		return d.Name
	}
	return measure
}

func (s *sight) unit(aim, measure string) string {
	d, _ := s.definition(aim, measure)
	return d.Unit
}
