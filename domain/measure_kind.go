package domain

// MeasureKind says what a good result looks like.
type MeasureKind string

// The kinds of measure. Reach, Rubric and Story are always snapshots.
const (
	Increase MeasureKind = "increase"
	Decrease MeasureKind = "decrease"
	Keep     MeasureKind = "keep"   // stay within a tolerance
	InRange  MeasureKind = "range"  // stay between two values, both included
	Reach    MeasureKind = "reach"  // yes or no
	Rubric   MeasureKind = "rubric" // ordered levels in words
	Story    MeasureKind = "story"  // no number; the group judges
)

// Mode says how observations make the figure of a period.
type Mode string

// The modes.
const (
	PerPeriod   Mode = "per_period" // sums
	ToDate      Mode = "to_date"    // the latest total replaces
	Snapshot    Mode = "snapshot"   // the latest observation
	Percentage  Mode = "percentage" // numerator and denominator
	Distinct    Mode = "distinct"   // different people; never summed over periods
	ModeUnknown Mode = "unknown"    // imports only; never rolled up
)

// DecimalMark says how a number with one comma or dot is meant where it could be either.
type DecimalMark string

// The decimal marks. Ask is the careful default: an ambiguous number stays words.
const (
	Ask   DecimalMark = ""
	Dot   DecimalMark = "dot"
	Comma DecimalMark = "comma"
)

// Judged is a group's answer to "how much of it did we achieve?".
type Judged string

// The judgements, from best to worst.
const (
	JudgedMore  Judged = "more"
	JudgedAll   Judged = "all"
	JudgedMost  Judged = "most"
	JudgedSome  Judged = "some"
	JudgedNone  Judged = "none"
	JudgedWorse Judged = "worse"
)

// Taken says how an entry was taken down.
type Taken string

// The ways of taking down. Where nobody said, nothing is assumed.
const (
	TakenNotSaid     Taken = ""
	TakenByMe        Taken = "by_me"
	TakenForSomeone  Taken = "for_someone" // for somebody, in their words
	TakenFromPaper   Taken = "paper"       // typed from paper
	TakenFromPicture Taken = "picture"     // typed from a picture of it
)

// Knowing says how a person knows what they say.
type Knowing string

// The ways of knowing. Both is said by the person, never inferred.
const (
	KnowingNotSaid Knowing = ""
	Lived          Knowing = "lived"
	Professional   Knowing = "professional"
	BothWays       Knowing = "both"
)
