package aimed

import "github.com/desirelines/desirelines/domain"

// Status is where a figure stands against its aim (section 4).
type Status string

// The statuses.
const (
	Exceeded    Status = "exceeded"
	Met         Status = "met"
	Kept        Status = "kept"
	Partly      Status = "partly"
	NoChange    Status = "no_change"
	MovedAway   Status = "moved_away"
	Short       Status = "short"
	NotKept     Status = "not_kept"
	NotDue      Status = "not_due"
	NotReported Status = "not_reported"
	IsWithheld  Status = "withheld"
	NoTarget    Status = "no_target"
	Unclear     Status = "unclear"
)

// Reached says whether the aim was reached: true for exceeded, met and kept; false for partly,
// no_change, moved_away, short and not_kept; nil where nobody can say.
func (s Status) Reached() *bool {
	switch s {
	case Exceeded, Met, Kept:
		return new(true)
	case Partly, NoChange, MovedAway, Short, NotKept:
		return new(false)
	}
	return nil
}

// Comparison is the answer for one period, for all of them together, or for the ended ones
// (section 9). Its JSON has exactly the keys of that section, in that order; what is marked
// "not in JSON" is for pages. Text fields are as written: only a lens opens them.
type Comparison struct {
	Start, End             domain.Date  // unknown: open
	Target, FirstTarget    domain.Value // Nothing where there is none, or none that can be added up
	TargetText, ActualText domain.Words
	Actual                 domain.Value   // a percentage is rounded to 4 places; statuses and ratios come from the counts
	Numerator, Denominator *domain.Number // of a percentage that has counts
	Carried                bool           // nothing new in this period: the last total before it (of a site at least)
	InProgress             bool           // the day asked lies in it; false where there is no period, and where it is no longer used
	Status                 Status
	Reached                *bool
	ShareOfAim             *domain.Number // 4 places; nil where it is not defined
	DistanceTravelled      *domain.Number // 4 places; nil where it is not defined
	Judgement              *Judgements
	Parts                  []PartFigure
	Warnings               []Warning // by name, each once
	Readings               *Readings // only with direction_conflict
	Rule                   string    // the step of the arithmetic in plain words
	Entries                []Ref     // what the figures come from, by position
	LeftOut                []LeftOut // what would have belonged here and does not count, by position

	Baseline   domain.Value // not in JSON: the start that was used; Nothing where none was
	Reason     domain.Words // not in JSON: why the target was changed, where it was
	Ended      bool         // not in JSON: the last day has passed
	Overlooked int          // not in JSON: how many periods were left out for want of an actual (partial_sum)
}

// Readings are both ways to read a measure whose direction contradicts its start and its target.
type Readings struct {
	Increase Status `json:"increase"`
	Decrease Status `json:"decrease"`
}

// Ref names an entry.
type Ref struct {
	ID       string `json:"id"`
	Position uint64 `json:"position"`
}

// LeftOut names an entry that does not count in a figure, and why.
type LeftOut struct {
	ID       string `json:"id"`
	Position uint64 `json:"position"`
	Why      Why    `json:"why"`
}

// Mark says what a part of a breakdown is worth.
type Mark string

// The marks.
const (
	MarkPart     Mark = "part"         // a figure of its own; the parts agree with the whole as far as that can be seen
	MarkDiffers  Mark = "parts_differ" // the parts of this dimension do not add up to the whole; nothing was adjusted
	MarkUnknown  Mark = "unknown"      // no number is known for this part
	MarkWithheld Mark = "withheld"     // kept back
)

// PartFigure is one part beside the whole: a cell of a breakdown (Dimension and Value, joined by
// "; " where there are several), or a site, or both.
type PartFigure struct {
	Dimension, Value, Site string
	Target, Actual         domain.Value
	Mark                   Mark
}

// Judgements are the group's answers by way of knowing. They stand beside the status and never
// replace it. NotSaid is there only where somebody judged without saying how they know.
type Judgements struct {
	Lived, Professional, NotSaid *Voice
}

// Voice is one way of knowing. Judged is empty where nobody of that way judged; Disagree is how
// many of them disagree with what was judged. Compare never sets Some: it stands in the place of a number that an audience is not told.
type Voice struct {
	Judged   domain.Judged
	Disagree int
	Some     bool // some disagree, and how many is kept back; Disagree is then 0
}
