package table

// Column is the name of a column, as it stands in the first line of a sheet.
type Column string

// The columns of a results table: one row a period, or an observation.
const (
	AimID       Column = "aim_id" // the user's own id of the aim
	Aim         Column = "aim"    // its statement
	MeasureID   Column = "measure_id"
	Measure     Column = "measure" // its name
	Kind        Column = "kind"    // a domain.MeasureKind
	Mode        Column = "mode"    // a domain.Mode
	Unit        Column = "unit"
	Baseline    Column = "baseline"
	BaselineOn  Column = "baseline_on"
	Tolerance   Column = "tolerance"
	PeriodStart Column = "period_start"
	PeriodEnd   Column = "period_end"
	Target      Column = "target" // a value: 12, 10..20, yes, a level, withheld
	Actual      Column = "actual" // a value; empty: nothing was reported
	Numerator   Column = "numerator"
	Denominator Column = "denominator"
	ObservedOn  Column = "observed_on"
	Site        Column = "site"
	Source      Column = "source"
	People      Column = "people"  // yes or no: does it count people?
	Levels      Column = "levels"  // of a rubric, from low to high, with LevelMark between
	Comment     Column = "comment" // what happened, in words
)

// LevelMark stands between the levels of a rubric.
const LevelMark = "|"

// Results is THE list of the columns of a results table, in the order they are written in.
var Results = [...]Column{
	AimID, Aim, MeasureID, Measure, Kind, Mode, Unit, Baseline, BaselineOn, Tolerance, PeriodStart, PeriodEnd, Target, Actual,
	Numerator, Denominator, ObservedOn, Site, Source, People, Levels, Comment,
}

// NeededResults are the columns that a results table cannot do without.
var NeededResults = [...]Column{AimID, Aim, MeasureID, Measure, Kind}

// The columns of a journal: one entry a row. Besides kind, which is what sort of entry it is, and those of a results table that stand in the
// list too, they are the fields that entries of one kind or another have.
const (
	EntryID  Column = "id"       // the writer's own id of the entry; empty: it is known by what it says
	What     Column = "what"     // what happened, in words
	Happened Column = "happened" // the day
	Sharing  Column = "sharing"  // who may see it: audiences with commas between; empty: the group
	Knowing  Column = "knowing"  // how who wrote it knows: lived, professional or both
	Tags     Column = "tags"     // what the group sorts its entries by, with commas between
	Welcome  Column = "welcome"
	Sure     Column = "sure"
	Helped   Column = "helped"
	Hoped    Column = "hoped"
	Why      Column = "why"
	Think    Column = "think"
	Because  Column = "because"
	KnowBy   Column = "know_by"
	ReviewOn Column = "review_on"
)

// Entries is THE list of the columns of a journal. The aim is named by its id there.
var Entries = [...]Column{
	EntryID, Kind, What, Happened, Sharing, Knowing, Tags, Aim, Welcome, Sure, Helped, Hoped, Why, Think, Because, KnowBy, ReviewOn,
}

// NeededEntries are the columns that a journal cannot do without.
var NeededEntries = [...]Column{Kind, What}

// ErrorColumn is the heading over what is wrong with a row, in a sheet that is given back. Where a sheet has it, it is passed over.
const ErrorColumn Column = "error"
