package aimed

import "github.com/desirelines/desirelines/domain"

// Measure is one measure of an aim with everything that was stated for it. The lists may come in
// any order: Position and the dates decide. Nothing in it is changed by Compare.
type Measure struct {
	ID, Name, Unit string
	Kind           domain.MeasureKind
	Mode           domain.Mode   // ignored for reach, rubric and story, which are always snapshots
	Tolerance      domain.Number // absolute; 0 where none was chosen; below 0 counts as 0
	Levels         []string      // of a rubric, from low to high
	People         bool          // it counts people: the lens protects small numbers
	PartsAddUp     bool          // the measure says that its sites add up (matters for snapshot and distinct)
	Retired        bool          // no longer used; the figures stay
	Notes          []string      // "direction_inferred", "direction_assumed": they become warnings
	Baselines      []Baseline
	Targets        []Target
	Periods        []Period // periods known for another reason, and the retired ones
	Outcomes       []Outcome
	Judgements     []Judgement
}

// Entry is the event that a figure comes from.
type Entry struct {
	ID        string
	Position  uint64
	Happened  domain.Date // as the writer gave it; may be a month or unknown
	Recorded  domain.Date // the day it was recorded, in the project's zone
	InPlaceOf uint64      // position of the entry this one corrects: it keeps that one's place in the order. 0: it stands for itself
}

// Day is the day that decides where an entry counts (section 3): a month counts as its last day,
// an unknown date as the day recorded.
func (e Entry) Day() domain.Date { return e.Happened.Or(e.Recorded).Last() }

// order is what decides between two entries of the same date: the later position.
func (e Entry) order() uint64 {
	if e.InPlaceOf != 0 {
		return e.InPlaceOf
	}
	return e.Position
}

// Why says in plain words why an entry was left out of a figure. A caller sets Corrected or
// Withdrawn; the other reasons are given by Compare.
type Why string

// Reasons that a caller states. The zero value means that the entry stands.
const (
	Corrected Why = "It was corrected later."
	Withdrawn Why = "It was taken back."
)

// Reasons that follow from section 3.
const (
	whyLater      Why = "A later figure counts."
	whyStated     Why = "A figure was stated for the whole period."
	whyRestated   Why = "It was stated again for the same period."
	whyWhole      Why = "It is a part. The whole was reported too."
	whyPart       Why = "It is one cell of a breakdown, not the whole."
	whyOutside    Why = "It lies outside every period that counts here."
	whyBeside     Why = "Its period overlaps the ones that count here."
	whyNoCounts   Why = "It has no counts to add."
	whyEmpty      Why = "Nothing was reported in it."
	whyRetired    Why = "Its period was retired."
	whyNewTarget  Why = "Another aim counts here."
	whyNoWhole    Why = "It is one place. The places cannot be added."
	whyNotSummed  Why = "Its period overlaps another one. They cannot be added."
	whyWords      Why = "It is in words. Words cannot be added."
	whyNotInTotal Why = "A total was stated."

	whyPlacesLater Why = "Single places reported after it."
	whyIsTotal     Why = "It is for the whole time."
	whyOnePeriod   Why = "It is of one period. Different people are never added up."
	whyTookBack    Why = "It took an aim back."
	whyAimGone     Why = "This aim was taken back later."
	whyAimLate     Why = "This aim was set after the time that counts."
)

// Baseline says where things stood before. Nothing (or words) as Value means "not known", which
// is not zero; the latest statement counts.
type Baseline struct {
	Entry
	Value      domain.Value
	On         domain.Date // when it stood there; a year or a month is also how long it was counted
	Start, End domain.Date // how long it was counted, where that is said apart from On
	Site       string
	Parts      []domain.Part
	Reason     domain.Words
	LeftOut    Why
}

// Target is what is aimed for in a period, or for the whole run (Overall). A later one with the
// same dates and ordinal replaces it; the earlier stays readable. Nothing as Value says that no
// number is aimed for there, which also makes the period known.
type Target struct {
	Entry
	Start, End domain.Date // both included; unknown End: the period never ends
	Ordinal    int         // tells apart periods that one file states with the same dates
	Value      domain.Value
	Site       string
	Parts      []domain.Part // not empty: one cell of a breakdown, never the whole
	Overall    bool          // stated for the whole run: no period
	Withdrawn  bool          // from this entry on nothing is aimed for there
	Reason     domain.Words  // why it was changed
	LeftOut    Why
}

// Outcome is what was found. One that was corrected or withdrawn is passed as well, marked, so that
// LeftOut can name it; its correction is an Outcome of its own with Entry.InPlaceOf.
type Outcome struct {
	Entry
	Value                  domain.Value
	Numerator, Denominator *domain.Number // of a percentage; both or none
	PeriodStart, PeriodEnd domain.Date    // stated for this period alone; both unknown: its date decides
	Ordinal                int
	Site                   string // a part that reports apart
	Parts                  []domain.Part
	Overall                bool // stated for the whole run: beats what would be added up
	Restates               bool // the figure of its period, whole: the last one counts and none is added (IATI)
	LeftOut                Why
}

// Judgement is the group's own answer to "how much of it did we achieve?".
type Judgement struct {
	Entry
	Judged                 domain.Judged
	Knowing                domain.Knowing
	Disagree               map[domain.Knowing]int // how many disagree, by way of knowing
	PeriodStart, PeriodEnd domain.Date            // stated for this period; both unknown: its date decides
	LeftOut                Why
}

// Period is a period that is known apart from its targets and outcomes. A retired one is shown
// with a warning and counts nowhere else.
type Period struct {
	Start, End domain.Date
	Ordinal    int
	Retired    bool
}

// mode is the mode that counts: reach, rubric and story are always snapshots (section 1).
func (m *Measure) mode() domain.Mode {
	switch m.Kind {
	case domain.Reach, domain.Rubric, domain.Story:
		return domain.Snapshot
	}
	return m.Mode
}

// needsNumber is false for the kinds that are answered in other ways.
func needsNumber(k domain.MeasureKind) bool {
	return k != domain.Reach && k != domain.Rubric && k != domain.Story
}

// sitesAdd says whether sites are added to a whole (section 3). Counts of a percentage are added
// elsewhere; its stated values are not.
func (m *Measure) sitesAdd() bool {
	if !needsNumber(m.Kind) {
		return false
	}
	switch m.mode() {
	case domain.PerPeriod, domain.ToDate:
		return true
	case domain.Snapshot, domain.Distinct:
		return m.PartsAddUp
	}
	return false
}
