package reports

import (
	"reflect"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Place says of which project, moment and audience a page speaks, in words where a person reads them.
type Place struct {
	Project    string
	Name       string
	Question   string
	Ended      bool
	Position   uint64 // number of the last entry that was known; 0: nothing was
	Day        string // when that was recorded
	AskedOn    string
	HappenedBy string // empty: no limit
	Against    string // a sentence; empty: against the aim as it stands
	Audience   Audience
	Past       bool        // a moment is shown, not now
	Asked      domain.Date // the day asked
	Beyond     uint64      // the last entry, where a later one was asked for; else 0
	Elsewhere  uint64      // where nothing was known here yet: the last entry that was first written down elsewhere by then; else 0
	Brought    string      // when that one was brought here
}

// PlaceOf returns the place of what is seen.
func PlaceOf(seen Seen) Place {
	s := seen.look()
	view := s.view()
	summary, _ := view.Summary()
	p := Place{
		Project: view.Project, Name: Unbroken(summary.Name), Question: summary.Question, Ended: summary.Ended, Position: view.Known.Position,
		Day: sayDay(knownAt(view.Known).day(s.zone)), AskedOn: sayDay(s.asked.askedOn), Audience: s.lens.Audience, Past: !s.asked.Now(), Asked: s.asked.askedOn,
	}
	if s.asked.happenedBy.Known() {
		p.HappenedBy = sayDay(s.asked.happenedBy.Last())
	}
	if p.Beyond = s.asked.beyond; s.asked.elsewhere != 0 {
		p.Elsewhere, p.Brought = s.asked.elsewhere, sayDay(s.asked.brought)
	}
	if s.asked.against != aimed.Now && s.asked.against != "" {
		p.Against = in(againstWords[:], string(s.asked.against))
	}
	return p
}

// DayWords writes a date as people do: "10 July 2025", "July 2025"; where it is not known it says so.
func DayWords(d domain.Date) string { return sayDay(d) }

// When is the day of an entry in words, else when it was written down.
func (l Line) When() string { return l.day() }

// Month is the month of an entry, as 2019-03: when it happened, else when it was first written down.
func (l Line) Month() string {
	d := domain.Date(l.Happened).Or(l.written)
	return domain.Date{Year: d.Year, Month: d.Month}.String()
}

// MovedWords is a figure that moved, in words.
type MovedWords struct{ About, What, Before, After string }

// Words writes a figure that moved in words. Ratios have none: a per cent never stands without the numbers it comes from.
func (m Moved) Words() (w MovedWords, ok bool) {
	if m.Field == "share_of_aim" || m.Field == "distance_travelled" {
		return w, false
	}
	w = MovedWords{About: m.about, What: capital(in(fieldWords[:], m.Field)), Before: m.sayOne(m.Before), After: m.sayOne(m.After)}
	if m.when != "" {
		w.About += ", " + m.when
	}
	return w, true
}

// AimsNamed returns the id of the aim that each entry names, by the id of the entry, and the statements of all aims by
// their ids, as the audience may know them. An entry that names no aim is not in it.
func AimsNamed(seen Seen) (byEntry map[string]string, statements map[string]string) {
	s := seen.look()
	statements, byEntry = map[string]string{}, map[string]string{}
	for _, a := range s.view().Aims() {
		statements[a.Aim] = a.Statement
	}
	for _, row := range s.view().Entries() {
		eachField(row.Body, func(name string, v reflect.Value) {
			if _, is := statements[v.String()]; name == "aim" && is {
				byEntry[row.ID] = v.String()
			}
		})
	}
	return byEntry, statements
}

// RecordedWords writes when an entry was taken, to the minute, in UTC.
func (l Line) RecordedWords() string {
	t := time.Time(l.Recorded).UTC()
	return sayDay(domain.DateOf(t)) + ", " + t.Format("15:04") + joined + "UTC"
}

// RecordedDayWords writes the day an entry was taken, in the zone of the project.
func (l Line) RecordedDayWords() string { return sayDay(l.here) }
