package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// LookBack is a question that the group set itself for a day to come: did it last?
type LookBack struct {
	ID        string
	Position  uint64
	Due       Day
	Aim       string // id; empty: the project as a whole
	Statement string // of the aim, as far as it may be known
	Measure   string // its name; empty: the aim as a whole
	Question  SeenText
	Keeper    string   // id of the person who asks; only the group knows
	Name      SeenText // of the keeper
	Kept      SeenText // who asks, in words
	Answers   []LookedBack
	Missed    *LookedBack // nobody could say; nil: that was not said, or somebody could
	Days      int         // how long it is due on the day asked; negative: it is still to come
}

// LookedBack is one answer.
type LookedBack struct {
	ID       string
	Position uint64
	On       Day
	Lasted   string // yes, partly, no, cannot_tell; empty: nobody could say
	Text     SeenText
	Outside  bool // it came from somebody without an account
}

// Waits says whether it has no answer and nobody said that there is none.
func (l LookBack) Waits() bool { return len(l.Answers) == 0 && l.Missed == nil }

// Says is what the answer says, in words.
func (a LookedBack) Says() string { return LastedWords(a.Lasted) }

// Day is the day of an answer, in words.
func (a LookedBack) Day() string { return sayDay(domain.Date(a.On)) }

// DueWords is the day in words.
func (l LookBack) DueWords() string { return sayDay(domain.Date(l.Due)) }

// LastedWords are the plain words of an answer to "Did it last?".
func LastedWords(lasted string) string { return in(lastedWords[:], lasted) }

var lastedWords = [...]plainWords{
	{"yes", "Yes, it lasted"}, {"partly", "In part"}, {"no", "No"}, {"cannot_tell", "We cannot tell"}, {"", "Nobody could say"},
}

// LookBacksOf returns the look-backs that stand: first those that wait, by their day, then those that were answered, the newest first.
// Answers are the newest first.
func LookBacksOf(seen Seen) []LookBack {
	s := seen.look()
	var waiting, over []LookBack
	for _, row := range s.view().LookBacks() {
		if row.Withdrawn {
			continue
		}
		if l := s.lookedBack(row); l.Waits() {
			waiting = append(waiting, l)
		} else {
			over = append(over, l)
		}
	}
	slices.SortStableFunc(waiting, func(a, b LookBack) int { return domain.Date(a.Due).Compare(domain.Date(b.Due)) })
	slices.SortStableFunc(over, func(a, b LookBack) int { return domain.Date(b.Due).Compare(domain.Date(a.Due)) })
	return append(waiting, over...)
}

// LookBackOf returns one; NotFound where it is not there, or was taken back.
func LookBackOf(seen Seen, id string) (LookBack, error) {
	for _, l := range LookBacksOf(seen) {
		if l.ID == id {
			return l, nil
		}
	}
	return LookBack{}, notThere("look-back", id, "look at what we look back on")
}

func (s *sight) lookedBack(row projections.LookBackRow) LookBack {
	l := LookBack{
		ID: row.ID, Position: row.Position, Due: Day(row.Due), Aim: row.Aim, Statement: s.statement(row.Aim),
		Days: row.Due.Days(s.asked.askedOn),
	}
	if row.Measure != "" {
		for _, m := range s.view().Measures() {
			if m.Aim == row.Aim && m.Measure == row.Measure {
				l.Measure = m.Definition.Name
			}
		}
	}
	if entry, ok := s.entry(row.ID); ok {
		if b, is := entry.Body.(*domain.LookBackPlanned); is {
			may := s.rights(&entry)
			l.Question, l.Kept = s.open(b.What, may), s.open(b.Kept, may)
		}
	}
	if s.lens.Audience.ID == groupID {
		l.Keeper, l.Name = row.Keeper, s.nameOfPerson(row.Keeper)
	}
	for _, a := range slices.Backward(row.Answers) {
		if !a.Withdrawn {
			l.Answers = append(l.Answers, LookedBack{a.ID, a.Position, Day(a.Day(s.zone)), a.Lasted, s.saidOf(a.ID), a.Outside})
		}
	}
	if row.Missed != nil && len(l.Answers) == 0 {
		if entry, ok := s.entry(row.Missed.ID); ok {
			l.Missed = &LookedBack{ID: entry.ID, Position: entry.Position, On: Day(entry.Day(s.zone)), Text: s.saidOf(entry.ID)}
		}
	}
	return l
}

// saidOf is the main text of an entry.
func (s *sight) saidOf(id string) SeenText {
	entry, ok := s.entry(id)
	if !ok {
		return SeenText{State: TextEmpty}
	}
	switch b := entry.Body.(type) {
	case *domain.LookBackAnswered:
		return s.open(b.What, s.rights(&entry))
	case *domain.LookBackMissed:
		return s.open(b.Why, s.rights(&entry))
	}
	return SeenText{State: TextEmpty}
}

// nameOfPerson is the name of a person of the group, as far as it may be read.
func (s *sight) nameOfPerson(id string) SeenText {
	if id != "" {
		for _, p := range s.base.People() {
			if p.Person == id {
				return s.nameOf(&p)
			}
		}
	}
	return SeenText{State: TextEmpty}
}

// Lasted is the newest answer to whether what an aim brought lasted.
type Lasted struct {
	Lasted  string `json:"lasted"` // yes, partly, no or cannot_tell
	On      Day    `json:"on"`     // the day it was said
	Due     Day    `json:"due"`    // the day it was asked for
	Measure string `json:"measure,omitempty"`
	Entry   string `json:"entry"` // id
}

// Says is the answer with its question, in a sentence.
func (l Lasted) Says() string {
	return "Did it last? " + LastedWords(l.Lasted) + ", said on " + sayDay(domain.Date(l.On)) + "."
}

// lasted returns the newest answer for each aim that has one.
func (s *sight) lasted(view projections.View) map[string]*Lasted {
	found, at := map[string]*Lasted{}, map[string]uint64{}
	for _, row := range view.LookBacks() {
		a := row.Answer()
		if row.Withdrawn || row.Aim == "" || a == nil || a.Position <= at[row.Aim] {
			continue
		}
		at[row.Aim] = a.Position
		found[row.Aim] = &Lasted{a.Lasted, Day(a.Day(s.zone)), Day(row.Due), row.Measure, a.ID}
	}
	return found
}

// Outside is what people without an account are shown of a look-back by whoever makes them a link.
type Outside struct {
	Aim      string // the words of the aim; empty: they are not shown
	Question string // what is asked beside whether it lasted; empty: nothing, or it is not the maker's to show
	Withheld bool   // there are words that the maker may not show
	Waits    bool   // it has no answer yet
}

// OutsideOf returns what the viewer of seen may show of a look-back to people without an account: the words of the aim where they
// wrote these themself or may tell others what the group knows, and the question where they wrote it. seen is the group's view. NotFound where the
// look-back is not there.
func OutsideOf(seen Seen, id string) (Outside, error) {
	s := seen.look()
	l, err := LookBackOf(seen, id)
	if err != nil {
		return Outside{}, err
	}
	who, o := s.lens.Viewer, Outside{Waits: l.Waits()}
	tells := May(who, Facilitate, s.base.Project) == nil
	if row := s.raw(id); row != nil && l.Question.State == TextShown {
		if who.wrote(row.Actor) {
			o.Question = l.Question.Text
		}
		o.Withheld = o.Question == ""
	}
	if l.Statement != "" {
		if s.openAim(l.Aim) && (tells || s.worded(l.Aim, who)) {
			o.Aim = l.Statement
		}
		o.Withheld = o.Withheld || o.Aim == ""
	}
	return o, nil
}

// worded says whether somebody wrote the words of an aim as they stand.
func (s *sight) worded(aim string, who Viewer) bool {
	var last *projections.EntryRow
	for _, w := range s.view().Wordings() {
		if w.Aim == aim {
			last = s.raw(w.ID)
		}
	}
	return last != nil && who.wrote(last.Actor)
}

// openAim says whether all of the wordings of an aim are the group's: nothing of it is kept to fewer people.
func (s *sight) openAim(aim string) bool {
	for _, w := range s.view().Wordings() {
		if row := s.raw(w.ID); w.Aim == aim && (row == nil || !slices.Contains(s.sharing(row), groupID)) {
			return false
		}
	}
	return true
}
