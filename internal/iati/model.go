package iati

import "time"

// File is what is known of a file after the first pass, before its first activity is handed on.
type File struct {
	// Stated is the version attribute as written, "" if there is none. Version is the one the file is read as:
	// 1.05, 2.01, 2.02 or 2.03.
	Stated, Version string
	// Generated is generated-datetime, zero if absent or unreadable.
	Generated time.Time
	// Activities is the number of iati-activity elements.
	Activities int
	// Problems are those of the file itself: its version, the attributes and children of its root. Those of an activity are
	// with the activity.
	Problems []Problem
}

// Activity is one iati-activity.
type Activity struct {
	// Number is the place in the file, from 1.
	Number int
	Line   int
	// Identifier is without white space around it, "" if absent or empty. The standard wants it unique; files repeat it.
	Identifier string
	// Version is the file's Version.
	Version string
	// LastUpdated is zero if absent or unreadable. A time without a zone is taken as UTC.
	LastUpdated time.Time
	// Lang is the language of narratives that state none, "" if none is stated here or on the root.
	Lang          string
	ReportingOrg  Org
	Titles        []Narrative
	Descriptions  []Description
	Participating []Org
	Status        string // code; in version 1 the text where there is no code
	Dates         []ActivityDate
	DocumentLinks []DocumentLink
	Results       []Result
	// Problems are in the order of the file. At most 1000 are kept; ProblemCount is how many there are.
	Problems     []Problem
	ProblemCount int
}

// Narrative is a text in one language. Lang is its own, else the nearest one stated around it, as written (case too), else "".
// Two narratives of one language are possible. Text has no white space around it and is never empty.
type Narrative struct{ Lang, Text string }

// Description is a description of an activity. Type is a code of DescriptionType, "" if absent.
type Description struct {
	Type  string
	Texts []Narrative
}

// Org is an organisation. Role is empty for a reporting organisation; codes are as written, see [Role].
type Org struct {
	Ref, Type, Role   string
	ActivityID        string // participating, from 2.02
	ChannelCode       string // participating, from 2.03: crs-channel-code
	SecondaryReporter *bool  // reporting
	Names             []Narrative
}

// ActivityDate is a planned or actual start or end. Type is as written, see [DateType].
type ActivityDate struct {
	Type  string
	Date  Date
	Texts []Narrative
}

// Date is a day. Text is as written, without white space around it; Day is zero if Text is not a day and otherwise midnight UTC
// of the day written, whatever zone stands behind it.
type Date struct {
	Text string
	Day  time.Time
}

// DateOf is the date that a text says.
func DateOf(text string) Date { return Date{Text: text, Day: parseDay(text)} }

// Result is one result of an activity. Type is as written, see [ResultType].
type Result struct {
	Type              string
	AggregationStatus *bool // nil: absent or unreadable
	Titles            []Narrative
	Descriptions      []Narrative
	DocumentLinks     []DocumentLink
	References        []Reference
	Indicators        []Indicator
	Line              int
}

// Indicator is one indicator of a result. Measure is as written, see [Measure].
type Indicator struct {
	Measure string
	// Ascending is as read: nil if absent or unreadable. In version 1 absent means true; in version 2 nothing.
	Ascending         *bool
	AggregationStatus *bool
	Titles            []Narrative
	Descriptions      []Narrative
	DocumentLinks     []DocumentLink
	References        []Reference
	Baselines         []Baseline
	Periods           []Period
	Line              int
}

// Reference names a result or an indicator in a vocabulary. URI is vocabulary-uri of a result, indicator-uri of an indicator.
type Reference struct{ Vocabulary, Code, URI string }

// Baseline is where an indicator started. The standard allows one before 2.03; all that are there are kept.
type Baseline struct {
	YearText string // as written
	Year     int    // 0 if absent or unreadable
	ISODate  Date   // from 2.03
	Observation
}

// Period is a stretch of time with what was aimed at and what came. A missing date is the zero Date. In version 1 the date is the
// text of the element where it has no iso-date.
type Period struct {
	Start, End Date
	// Ordinal counts the periods of the indicator with the same two date texts, from 1.
	Ordinal          int
	Targets, Actuals []Observation
	Line             int
}

// Observation is a value with what is said about it.
type Observation struct {
	// Value is as written, words too. HasValue is false where the attribute is absent; an empty value is not absent.
	Value    string
	HasValue bool
	Comments []Narrative
	// Locations are references to locations of the activity, never "".
	Locations     []string
	Dimensions    []Dimension
	DocumentLinks []DocumentLink
	Line          int
}

// Dimension is one part of a breakdown, such as sex and female. Either may be empty.
type Dimension struct{ Name, Value string }

// DocumentLink is a document on the web.
type DocumentLink struct {
	URL, Format  string
	Titles       []Narrative
	Descriptions []Narrative
	Categories   []string
	Languages    []string
	Date         Date
	Line         int
}
