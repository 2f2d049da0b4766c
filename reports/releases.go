package reports

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// A release is what an audience was told and when. Nothing is copied: it names a position, and the project is folded up to there
// again, less what was taken back or forgotten since.

// Release is one time that an audience was told.
type Release struct {
	ID       string   `json:"id"` // of the event that says so
	Audience Told     `json:"audience"`
	Report   string   `json:"report"`
	Position uint64   `json:"position"` // of the last entry that it knows
	On       Day      `json:"on"`       // when it was told
	Why      SeenText `json:"why"`      // only for the group
	Told     uint64   `json:"told"`     // position of the event that says so
}

// Release returns the newest release to the lens's audience, or the one that the viewer's link shows; ok is false where there is none.
func (l Lens) Release(now projections.View) (Release, bool) {
	r, err := l.releaseAt(now, "")
	return r, err == nil
}

// releaseAt returns the newest release at or before a moment (empty: of all); IsNotTold where there is none.
func (l Lens) releaseAt(now projections.View, at string) (Release, error) {
	later := func(*projections.EntryRow) bool { return false }
	zone := now.Zone()
	if at != "" && l.Viewer.Release == "" {
		var err error
		if later, _, err = readWhen(at, zone); err != nil {
			return Release{}, err
		}
	}
	for _, row := range slices.Backward(now.Releases(l.Audience.ID)) {
		entry, ok := now.Entry(row.Told.ID)
		if !ok || l.Viewer.Release != "" && l.Viewer.Release != row.Told.ID {
			continue
		}
		// An entry number means what a release knows, a time when it was told.
		if entry.Position = row.Position; later(&entry) {
			continue
		}
		r := released(row, zone)
		r.Audience.Name, r.On = l.Audience.Name, Day(domain.DateOf(time.Unix(0, entry.RecordedHere).In(zone)))
		return r, nil
	}
	return Release{}, notToldYet()
}

func released(row projections.ReleaseRow, zone *time.Location) Release {
	return Release{
		ID: row.Told.ID, Audience: Told{row.Audience, row.Audience}, Report: row.Report, Position: row.Position, On: Day(row.Day(zone)), Told: row.Told.Position,
		Why: SeenText{State: TextEmpty},
	}
}

// ReleasesOf returns what was told, newest first: all of it in the group and to its evaluators, elsewhere what that audience was told
// as far as the view knows.
func ReleasesOf(seen Seen) []Release {
	s := seen.look()
	list := []Release{}
	if s.asked.told != nil {
		return append(list, *s.asked.told)
	}
	only, names := "", map[string]string{}
	if !s.lens.Audience.inside() {
		only = s.lens.Audience.ID
	}
	for _, a := range AudiencesOf(s.base) {
		names[a.ID] = a.Name
	}
	for _, row := range slices.Backward(s.base.Releases(only)) {
		r := released(row, s.zone)
		if names[row.Audience] != "" {
			r.Audience.Name = names[row.Audience]
		}
		if entry := s.raw(row.Told.ID); entry != nil {
			if !s.isThere(row.Told.ID) && s.lens.Audience.inside() {
				continue
			}
			if b, ok := s.redactedSince(entry).Body.(*domain.AudienceTold); ok {
				r.Why = s.open(b.Why, s.rights(entry))
			}
		}
		list = append(list, r)
	}
	return list
}

const saysNotTold = "The group has not told you anything yet"

// notToldYet is for whoever looks from outside before the first release to them.
func notToldYet() error {
	return &domain.Error{Kind: domain.NotFound, Message: saysNotTold, Want: "come back when it has"}
}

// IsNotTold says whether an error means that the audience was not told anything yet.
func IsNotTold(err error) bool {
	var e *domain.Error
	return errors.As(err, &e) && e.Kind == domain.NotFound && e.Message == saysNotTold
}

// AsTold says how what is seen stands to what was told.
type AsTold struct {
	State   string // empty: the pages of the group and its evaluators; preview: as it would be told today; told: as it was told
	On      Day    // when it was last told; of what was told, when that was
	Release string // id of that release
	Never   bool   // of a preview: nothing was told yet
	Since   string // of what was told: how much of it was taken back since, in a sentence; empty: nothing

	who string
}

// The states of AsTold.
const (
	Preview = "preview"
	WasTold = "told"
)

// AsTold says whether this is what was told, and when.
func (s Seen) AsTold() AsTold {
	l := s.look()
	told := AsTold{who: l.lens.Audience.Name}
	switch {
	case l.asked.told != nil:
		told.State, told.On, told.Release = WasTold, l.asked.told.On, l.asked.told.ID
		told.Since = l.saysTaken()
	case l.lens.Audience.ID != "" && !l.lens.Audience.inside():
		told.State = Preview
		last, ok := Lens{Audience: l.lens.Audience}.Release(l.base)
		told.On, told.Release, told.Never = last.On, last.ID, !ok
	}
	return told
}

// Says is the line for every page; empty where none is needed.
func (a AsTold) Says() string {
	switch {
	case a.State == WasTold:
		return strings.TrimSpace("This was told to " + a.who + " on " + sayDay(domain.Date(a.On)) + ". " + a.Since)
	case a.State == Preview && a.Never:
		return "This is how it would be told today. It was not told yet."
	case a.State == Preview:
		return "This is how it would be told today. The last time was " + sayDay(domain.Date(a.On)) + "."
	}
	return ""
}

// Viewer is who looks.
func (s Seen) Viewer() Viewer { return s.look().lens.Viewer }
