package reports

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// Ask is which moment of a project somebody asks about, as they say it. The zero value, with Now set, asks about today.
type Ask struct {
	At         string        // known at: an entry number, a day, a month or an RFC 3339 time; empty: now
	HappenedBy domain.Date   // only what had happened by then; unknown: no limit
	Against    aimed.Against // empty: aimed.Now
	Now        time.Time     // the clock; which day it is follows from the project's zone
}

// Asked is an Ask whose moment was found. Only Resolve makes one.
type Asked struct {
	project    string
	at         bool   // a moment was asked for
	position   uint64 // number of the last event that was known; 0 with at: none was
	happenedBy domain.Date
	against    aimed.Against
	askedOn    domain.Date
	redactions []redaction // all of them until now, where the past is shown
	standing   *agreements // who may see what as of now, where the past is shown
	today      domain.Date // in the project's zone
	told       *Release    // the release that is shown; nil: none is
	beyond     uint64      // the last entry, where a later one was asked for; 0: none was
	elsewhere  uint64      // where nothing was known: the last entry that was written down elsewhere by then; 0: none was
	brought    domain.Date // the day that one was brought here
	skips      projections.Skips

	releases []Release   // what the audience that asks was told up to what is shown, the oldest first; none where it is the group's
	figures  toldFigures // what that was in figures; nil: nobody looked it up
	taken    []tookBack  // of what was told: what was taken back since

	compared *shelf[[]projections.AimFigures] // keeps what compare found; nil: nobody does
	measures *shelf[map[string]Measure]       // keeps how measures are shown; nil: nobody does
}

// redaction is one that counts whatever moment is shown.
type redaction struct {
	stated projections.Stated
	body   *domain.EntryRedacted
}

// Resolve finds the moment that is meant, with the project as it stands now. A time becomes a position once: the last
// before the first event recorded later; a day or a month means its end in the project's zone. An entry number
// beyond the last means the last. What is no moment is Invalid.
func Resolve(now projections.View, a Ask) (Asked, error) {
	asked := Asked{project: now.Project, happenedBy: a.HappenedBy, against: a.Against}
	switch a.Against {
	case "":
		asked.against = aimed.Now
	case aimed.Now, aimed.First, aimed.Then:
	default:
		return Asked{}, wrong(string(a.Against), "there is no such aim to hold figures against", "choose now, first or then")
	}
	zone := now.Zone()
	asked.today = domain.DateOf(a.Now.In(zone))
	asked.askedOn = asked.today
	if a.At != "" {
		later, day, err := readWhen(strings.TrimSpace(a.At), zone)
		if err != nil {
			return Asked{}, err
		}
		asked.at, asked.askedOn = true, day
		entries := now.Entries()
		asked.find(entries, later, zone)
		asked.findElsewhere(entries, later, zone)
		if n, err := strconv.ParseUint(strings.TrimSpace(a.At), 10, 64); err == nil && n > asked.position {
			asked.beyond = asked.position
		}
		asked.standing = standingBefore(now, entries)
	}
	if a.HappenedBy.Known() {
		asked.askedOn = a.HappenedBy.Last()
	}
	return asked, nil
}

// find sets the position, and as the day asked the day its event was recorded.
func (a *Asked) find(entries []projections.EntryRow, later func(*projections.EntryRow) bool, zone *time.Location) {
	a.redactions = redactionsOf(entries)
	for i := range entries {
		if later(&entries[i]) {
			break
		}
		a.position = entries[i].Position
		a.askedOn = domain.DateOf(time.Unix(0, entries[i].RecordedHere).In(zone))
	}
}

// findElsewhere finds, where nothing was known here, what another store or a file had by then.
func (a *Asked) findElsewhere(entries []projections.EntryRow, later func(*projections.EntryRow) bool, zone *time.Location) {
	if a.position > 0 {
		return
	}
	for _, e := range slices.Backward(entries) {
		there := e
		there.RecordedHere = e.Recorded
		if !later(&there) {
			a.elsewhere, a.brought = e.Position, domain.DateOf(time.Unix(0, e.RecordedHere).In(zone))
			return
		}
	}
}

// readWhen returns which entries come after the moment, and the day to ask on where none comes before.
func readWhen(when string, zone *time.Location) (later func(*projections.EntryRow) bool, day domain.Date, err error) {
	const want = "write an entry number, a day, a month or a time, such as 12, 2019-03-06, 2019-03 or 2019-03-06T14:00:00Z"
	if when != "" && strings.Trim(when, "0123456789") == "" {
		n, err := strconv.ParseUint(when, 10, 64)
		if err != nil || n == 0 {
			return nil, day, wrong(when, "this is not the number of an entry", "entries are numbered from 1")
		}
		return func(r *projections.EntryRow) bool { return r.Position > n }, day, nil
	}
	if t, err := time.Parse(time.RFC3339Nano, when); err == nil {
		return func(r *projections.EntryRow) bool { return r.RecordedHere > t.UnixNano() }, domain.DateOf(t.In(zone)), nil
	}
	d, err := domain.ParseDate(when)
	if err != nil || !d.Known() {
		return nil, day, wrong(when, "this is not a moment", want)
	}
	last := d.Last()
	end := time.Date(int(last.Year), time.Month(last.Month), int(last.Day)+1, 0, 0, 0, 0, zone).UnixNano()
	return func(r *projections.EntryRow) bool { return r.RecordedHere >= end }, last, nil
}

func redactionsOf(entries []projections.EntryRow) []redaction {
	var list []redaction
	for i := range entries {
		if b, ok := entries[i].Body.(*domain.EntryRedacted); ok {
			list = append(list, redaction{entries[i].Stated, b})
		}
	}
	return list
}

// redactedSince returns the redactions that a view which knows up to position does not hold.
func (a Asked) redactedSince(position uint64) []redaction {
	for i, r := range a.redactions {
		if r.stated.Position > position {
			return a.redactions[i:]
		}
	}
	return nil
}

// Now says whether the project as it stands answers the question, without a replay.
func (a Asked) Now() bool { return !a.at && !a.happenedBy.Known() }

// AskedOn is the day asked: --happened-by if given, else the day the last known event was recorded where a moment
// was given, else today, in the project's zone.
func (a Asked) AskedOn() domain.Date { return a.askedOn }

// Leaving is the question where operators let views leave events out; Replay finds out by itself.
func (a Asked) Leaving(skips projections.Skips) Asked {
	a.skips = skips
	return a
}

// Cut is which events a replay takes in; known is false where nothing was known at the moment yet.
func (a Asked) Cut() (cut projections.Cut, known bool) {
	return projections.Cut{Position: a.position, HappenedBy: a.happenedBy}, !a.at || a.position > 0
}

// Elsewhere is the number of the last entry that was first written down elsewhere by the moment asked, where nothing was known here yet; else 0.
func (a Asked) Elsewhere() uint64 { return a.elsewhere }

// Beyond is the number of the last entry, where a later one was asked for; else 0.
func (a Asked) Beyond() uint64 { return a.beyond }

// Replay returns the project at the moment asked. Where Now is true the live view says the same without reading the log.
func (a Asked) Replay(ctx context.Context, source projections.Source, project string) (projections.View, error) {
	cut, known := a.Cut()
	if !known {
		return projections.ReplayEvents(project, nil, projections.Cut{})
	}
	return projections.Replay(ctx, source, project, cut)
}

func (a Asked) question() aimed.Question {
	return aimed.Question{AskedOn: a.askedOn, Against: a.against}
}

func wrong(value, message, want string) error {
	return &domain.Error{Kind: domain.Invalid, Message: message, Value: value, Want: want}
}
