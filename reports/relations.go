package reports

import (
	"reflect"
	"strings"

	"github.com/desirelines/desirelines/projections"
)

// The tables that other tools read. Each type here is one: its fields are the columns, with the type and the comment that they have
// in the database, and its JSON is a row. They hold what evaluators may know, without what anybody said in words, without people and
// without ids of what is hidden. A name, once here, stays.

// ToolProject is a row of projects.
type ToolProject struct {
	Project   string `json:"project" sql:"text" says:"id of the project"`
	Name      string `json:"name" sql:"text" says:"what the project is called"`
	PartOf    string `json:"part_of,omitempty" sql:"text" says:"id of the project that it is a part of; null: none"`
	Ended     bool   `json:"ended" sql:"boolean" says:"whether it has ended"`
	Entries   int    `json:"entries" sql:"integer" says:"how many entries stand in the table entries, with those taken back"`
	Learnt    int    `json:"learnt" sql:"integer" says:"how many things were learnt"`
	Changed   int    `json:"changed" sql:"integer" says:"how many things are done differently now"`
	NotWorked int    `json:"did_not_work" sql:"integer" says:"how many failures were shared and tests ended with no"`
	Surprises int    `json:"surprises" sql:"integer" says:"how many surprises were noticed"`
	Beyond    int    `json:"beyond_aims" sql:"integer" says:"how many outcomes nobody had aimed for"`
	Position  uint64 `json:"position" sql:"bigint" says:"number of the newest entry of the project when these rows were made"`
	Recorded  Moment `json:"recorded" sql:"timestamptz" says:"when that entry was written down"`
	AsOf      Day    `json:"as_of" sql:"date" says:"the day that agreements, counted and open_loops go by"`
}

// ToolAim is a row of aims.
type ToolAim struct {
	Project   string `json:"project" sql:"text" says:"id of the project"`
	Aim       string `json:"aim" sql:"text" says:"id of the aim, within its project"`
	Ordinal   int    `json:"ordinal" sql:"integer" says:"its place in the order in which the aims came up, from 1"`
	Statement string `json:"statement" sql:"text" says:"the aim, as it stands"`
	Born      string `json:"born" sql:"text" says:"where it came from: funder, start, on_the_way or unknown"`
	State     string `json:"state" sql:"text" says:"raised (still a question), agreed, dropped or retired"`
	Revisions int    `json:"revisions" sql:"integer" says:"how often it got another wording"`
	Counted   string `json:"counted" sql:"text" says:"how it counts on the day projects.as_of: met, part, not_met or unknown"`
	Lasted    string `json:"lasted,omitempty" sql:"text" says:"the newest answer to whether it lasted: yes, partly, no, cannot_tell; null: nobody answered"`
}

// ToolWording is a row of wordings.
type ToolWording struct {
	Project   string `json:"project" sql:"text" says:"id of the project"`
	Aim       string `json:"aim" sql:"text" says:"id of the aim"`
	Entry     string `json:"entry" sql:"text" says:"id of the entry that states this wording"`
	Position  uint64 `json:"position" sql:"bigint" says:"number of that entry within its project"`
	Kind      string `json:"kind" sql:"text" says:"aim.raised: as a question; aim.agreed; aim.revised"`
	Statement string `json:"statement" sql:"text" says:"the wording"`
	toolWhen
}

// ToolMeasure is a row of measures.
type ToolMeasure struct {
	Project      string   `json:"project" sql:"text" says:"id of the project"`
	Aim          string   `json:"aim" sql:"text" says:"id of the aim"`
	Measure      string   `json:"measure" sql:"text" says:"id of the measure, within its aim"`
	Ordinal      int      `json:"ordinal" sql:"integer" says:"its place in the order in which the measures of the aim came up, from 1"`
	Name         string   `json:"name" sql:"text" says:"what is measured"`
	Kind         string   `json:"kind" sql:"text" says:"increase, decrease, keep, percentage, yes_no, levels, story: which way is better and how it is read"`
	Mode         string   `json:"mode" sql:"text" says:"what one observation stands for: per_period, to_date or snapshot"`
	Unit         string   `json:"unit,omitempty" sql:"text" says:"the unit; null: none was stated"`
	People       bool     `json:"people" sql:"boolean" says:"whether it counts people; then small numbers are kept back and others are rounded"`
	Retired      bool     `json:"retired" sql:"boolean" says:"whether it is no longer used"`
	Revisions    int      `json:"revisions" sql:"integer" says:"how often it was defined anew"`
	Levels       []string `json:"levels" sql:"text[]" says:"names of the levels, the lowest first; empty: it has none"`
	Tolerance    toolNum  `json:"tolerance,omitempty" sql:"numeric" says:"how far a figure may lie from its target and still counts as kept"`
	BaselineLow  toolNum  `json:"baseline_low,omitempty" sql:"numeric" says:"where things stood before; of a range its lower end; null: not known, or no number"`
	BaselineHigh toolNum  `json:"baseline_high,omitempty" sql:"numeric" says:"the same; of a range its upper end"`
	BaselineText string   `json:"baseline_text,omitempty" sql:"text" says:"the same where it is yes, no or a level"`
	BaselineOn   Day      `json:"baseline_on" sql:"date" says:"the last day that this is about; null: not known"`
}

// ToolEntry is a row of entries.
type ToolEntry struct {
	Project  string `json:"project" sql:"text" says:"id of the project"`
	Entry    string `json:"entry" sql:"text" says:"id of the entry"`
	Position uint64 `json:"position" sql:"bigint" says:"number of the entry within its project; numbers of entries that are not for evaluators are missing"`
	Kind     string `json:"kind" sql:"text" says:"what was written down, such as outcome.recorded"`
	Thing    string `json:"thing" sql:"text" says:"the sort of thing that it is about, such as aim or test"`
	toolWhen
	Knowing   string `json:"knowing,omitempty" sql:"text" says:"how whoever wrote it knows: lived, professional or both; null: they did not say"`
	Taken     string `json:"taken,omitempty" sql:"text" says:"how it was taken down: by_me, for_someone, paper or picture; null: nobody said"`
	Corrected int    `json:"corrected" sql:"integer" says:"how often it was put right"`
	Withdrawn bool   `json:"withdrawn" sql:"boolean" says:"whether it was taken back and no longer counts"`
}

// ToolTest is a row of tests.
type ToolTest struct {
	Project  string `json:"project" sql:"text" says:"id of the project"`
	Test     string `json:"test" sql:"text" says:"id of the entry that started it"`
	Position uint64 `json:"position" sql:"bigint" says:"number of that entry"`
	Aim      string `json:"aim,omitempty" sql:"text" says:"id of the aim that it is for; null: none was named"`
	toolWhen
	ReviewOn  Day    `json:"review_on" sql:"date" says:"the day the group wants to look again; null: none was set"`
	Notes     int    `json:"notes" sql:"integer" says:"how many notes were made on the way"`
	Postponed int    `json:"postponed" sql:"integer" says:"how often it was too early to tell"`
	State     string `json:"state" sql:"text" says:"running, concluded or abandoned"`
	Supported string `json:"supported,omitempty" sql:"text" says:"whether it came out as hoped: yes, partly, no or cannot_tell; null: it runs, or nobody said"`
	Ended     Day    `json:"ended" sql:"date" says:"the day it ended (a month counts as its last day, unknown as the day it was written down); null: it runs"`
	Withdrawn bool   `json:"withdrawn" sql:"boolean" says:"whether it was taken back and no longer counts"`
}

// ToolStep is a row of learning_steps.
type ToolStep struct {
	Project  string `json:"project" sql:"text" says:"id of the project"`
	Step     string `json:"step" sql:"text" says:"id of the entry"`
	Position uint64 `json:"position" sql:"bigint" says:"number of that entry"`
	Thing    string `json:"thing" sql:"text" says:"failure, surprise, test (its end), learning, change, check, problem or mending"`
	toolWhen
	Aim       string   `json:"aim,omitempty" sql:"text" says:"id of the aim; null: none was named"`
	Test      string   `json:"test,omitempty" sql:"text" says:"id of the test that ended, or that a failure is about"`
	Result    string   `json:"result,omitempty" sql:"text" says:"of a test or a check: yes, partly, no, cannot_tell; of a surprise: wanted, unwanted, both; null: nobody said"`
	DrawnFrom []string `json:"drawn_from" sql:"text[]" says:"ids of the entries that a learning was drawn from, of a change its learning, of a check its change"`
	Due       Day      `json:"due" sql:"date" says:"of a promise to mend: by when; null: no day"`
	Closed    bool     `json:"closed" sql:"boolean" says:"of a problem or a promise: whether it waits no longer"`
	Withdrawn bool     `json:"withdrawn" sql:"boolean" says:"whether it was taken back and no longer counts"`
}

// ToolLoop is a row of open_loops.
type ToolLoop struct {
	Project  string `json:"project" sql:"text" says:"id of the project"`
	Entry    string `json:"entry" sql:"text" says:"id of the entry that nobody has answered yet"`
	Position uint64 `json:"position" sql:"bigint" says:"number of that entry"`
	WaitsFor string `json:"waits_for" sql:"text" says:"what it waits for: learning, change, check, conclusion, test, answer, mending, meaning, look_back or report"`
	Since    Day    `json:"since" sql:"date" says:"since which day it is open"`
	Due      Day    `json:"due" sql:"date" says:"the day that was set for it; null: none"`
}

// ToolMeeting is a row of meetings.
type ToolMeeting struct {
	Project  string `json:"project" sql:"text" says:"id of the project"`
	Meeting  string `json:"meeting" sql:"text" says:"id of the entry"`
	Position uint64 `json:"position" sql:"bigint" says:"number of that entry"`
	toolWhen
	Format    string `json:"format,omitempty" sql:"text" says:"what sort of meeting it was; null: nobody said"`
	People    *int   `json:"people" sql:"integer" says:"how many people were there; null: nobody counted, or fewer than 5"`
	Withdrawn bool   `json:"withdrawn" sql:"boolean" says:"whether it was taken back and no longer counts"`
}

// ToolLookBack is a row of look_backs.
type ToolLookBack struct {
	Project   string `json:"project" sql:"text" says:"id of the project"`
	LookBack  string `json:"look_back" sql:"text" says:"id of the entry that planned it"`
	Position  uint64 `json:"position" sql:"bigint" says:"number of that entry"`
	Due       Day    `json:"due" sql:"date" says:"when the group asks whether it lasted"`
	Aim       string `json:"aim,omitempty" sql:"text" says:"id of the aim; null: the project as a whole"`
	Measure   string `json:"measure,omitempty" sql:"text" says:"id of the measure; null: the aim as a whole"`
	Answers   int    `json:"answers" sql:"integer" says:"how many answers stand"`
	Lasted    string `json:"lasted,omitempty" sql:"text" says:"the newest of them: yes, partly, no or cannot_tell; null: there is none"`
	Answered  Day    `json:"answered" sql:"date" says:"the day of that answer"`
	Missed    bool   `json:"missed" sql:"boolean" says:"whether somebody said that nobody can tell"`
	Withdrawn bool   `json:"withdrawn" sql:"boolean" says:"whether it was taken back and no longer counts"`
}

// ToolNote is a row of notes.
type ToolNote struct {
	Project  string `json:"project" sql:"text" says:"id of the project"`
	Note     string `json:"note" sql:"text" says:"id of the entry"`
	Position uint64 `json:"position" sql:"bigint" says:"number of that entry"`
	toolWhen
	On        string `json:"on_entry,omitempty" sql:"text" says:"id of the entry that it is on; null: it is on an aim or under a heading"`
	Aim       string `json:"aim,omitempty" sql:"text" says:"id of the aim that it is on"`
	Mark      string `json:"mark,omitempty" sql:"text" says:"tick, heart, bubble or square; null: none"`
	Count     int    `json:"count" sql:"integer" says:"how many notes alike this stands for, at least 1"`
	Answered  bool   `json:"answered" sql:"boolean" says:"whether an answer to it stands"`
	Withdrawn bool   `json:"withdrawn" sql:"boolean" says:"whether it was taken back and no longer counts"`
}

// toolWhen are the columns that say when something was.
type toolWhen struct {
	Happened  Day    `json:"happened" sql:"date" says:"the last day on which it may have happened; null: nobody said when"`
	Precision string `json:"happened_precision,omitempty" sql:"text" says:"how exactly that is known: day, month or year"`
	Recorded  Moment `json:"recorded" sql:"timestamptz" says:"when it was written down first"`
}

// Relations returns the tables that other tools read.
func Relations() []projections.Relation {
	return []projections.Relation{
		relation("projects", "the projects, with what came of each in a few numbers", ToolProject{}),
		relation("aims", "what each project wants to be different", ToolAim{}, "aim"),
		relation("wordings", "every wording that an aim had", ToolWording{}, "entry"),
		relation("measures", "how a project will know whether it reaches an aim", ToolMeasure{}, "aim", "measure"),
		aimedRelation(),
		relation("entries", "every entry that evaluators may know of, without its words and without who wrote it", ToolEntry{}, "entry"),
		relation("tests", "what was tried", ToolTest{}, "test"),
		relation("learning_steps", "what did not work, what surprised, what was learnt, changed and checked", ToolStep{}, "step"),
		relation("open_loops", "what still waits for an answer on the day projects.as_of", ToolLoop{}, "entry", "waits_for"),
		relation("meetings", "the meetings", ToolMeeting{}, "meeting"),
		relation("look_backs", "when a project asks whether something lasted, and what it found", ToolLookBack{}, "look_back"),
		relation("notes", "sticky notes by their mark", ToolNote{}, "note"),
	}
}

// relation makes a table of the fields of a row; key are the columns that name a row within its project.
func relation(name, says string, row any, key ...string) projections.Relation {
	return projections.Relation{Name: name, Comment: says, Columns: columnsOf(reflect.TypeOf(row)), Key: append([]string{"project"}, key...)}
}

func columnsOf(row reflect.Type) []projections.Column {
	var list []projections.Column
	for i := range row.NumField() {
		f := row.Field(i)
		if f.Anonymous {
			list = append(list, columnsOf(f.Type)...)
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		list = append(list, projections.Column{Name: name, Type: f.Tag.Get("sql"), Comment: f.Tag.Get("says")})
	}
	return list
}
