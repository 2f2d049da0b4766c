package reports

import (
	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// This file is THE table of words on screen: every code of the data that people meet has its plain words here.

// Words are the plain words for a code.
type plainWords struct{ code, words string }

var statusWords = [...]plainWords{
	{string(aimed.Exceeded), "more than we aimed"},
	{string(aimed.Met), "what we aimed"},
	{string(aimed.Kept), "kept"},
	{string(aimed.Partly), "part of the way"},
	{string(aimed.NoChange), "no change yet"},
	{string(aimed.Short), "less than we aimed"},
	{string(aimed.MovedAway), "moved away"},
	{string(aimed.NotKept), "not kept"},
	{string(aimed.NotDue), "not due yet"},
	{string(aimed.NotReported), "not reported"},
	{string(aimed.IsWithheld), saysKeptPrivate},
	{string(aimed.NoTarget), "no number was aimed for"},
	{string(aimed.Unclear), "we need to check this"},
}

// lessIsBetterWords are the words of measures that should go down, where those of the others would read as the opposite.
var lessIsBetterWords = [...]plainWords{
	{string(aimed.Exceeded), "better than we aimed"},
	{string(aimed.Short), "not as far as we aimed"},
}

// aboutWords are the words for kinds that are about another entry, where that is known: %d is its number.
var aboutWords = [...]plainWords{
	{"entry.corrected", "A correction to entry %d"},
	{"entry.withdrawn", "Entry %d was taken back"},
	{"entry.redacted", "Words of entry %d were taken out of sight"},
	{"entry.checked_outside", "What others say of entry %d"},
	{"evidence.attached", "Something that shows entry %d"},
	{"response.given", "A note on entry %d"},
	{"response.answered", "An answer to the note in entry %d"},
}

var kindWords = [...]plainWords{
	{"project.started", "We started"},
	{"project.described", "What this is about"},
	{"project.ended", "We finished"},
	{"project.reopened", "We went on after all"},
	{"edge.stated", "What we cannot decide freely"},
	{"edge.moved", "A limit moved"},
	{"stage.reached", "A step of the way"},
	{"rule.agreed", "A rule we agreed on"},
	{"rule.revised", "We changed a rule"},
	{"rule.retired", "We ended a rule"},
	{"rule.checked", "How we kept a rule"},
	{"turning_point.chosen", "This changed our course"},
	{"moment.celebrated", "A moment to keep"},
	{"person.joined", "Somebody joined"},
	{"person.renamed", "Somebody wants another name"},
	{"person.role_given", "Somebody has another role"},
	{"person.contact_given", "Where somebody wants reminders"},
	{"person.left", "Somebody left"},
	{"person.forgotten", "Somebody was forgotten"},
	{"consent.given", "Somebody lets others see their words"},
	{"consent.withdrawn", "Somebody took back what others may see"},
	{"consent.lapsed", "A consent came to its end"},
	{"recording.asked", "May we record this?"},
	{"recording.agreed", "A yes to a recording"},
	{"recording.refused", "A no to a recording"},
	{"audience.named", "Somebody more to tell"},
	{"audience.changed", "We changed who we tell"},
	{"audience.retired", "Somebody we no longer tell"},
	{"audience.told", "What we told"},
	{"export.made", "A file was made"},
	{"staff.appointed", "Somebody works for this place"},
	{"staff.dismissed", "Somebody works here no more"},
	{"projection.skipped", "A view left out what it could not read"},
	{"theme.formed", "What we have in common"},
	{"aim.raised", "What might we want to be different?"},
	{"aim.agreed", "What we want to be different"},
	{"aim.revised", "We changed what we want"},
	{"aim.dropped", "We no longer want this"},
	{"aim.retired", "We no longer follow this"},
	{"aim.measure_added", "How we will know"},
	{"aim.measure_revised", "We changed how we will know"},
	{"aim.measure_retired", "We no longer measure this"},
	{"aim.baseline_set", "Where things stood before"},
	{"aim.target_set", "What we aim for"},
	{"aim.period_retired", "A period we no longer use"},
	{"aim.judged", "How much we think we achieved"},
	{"test.started", "What we try"},
	{"test.noted", "What we saw on the way"},
	{"test.concluded", "What came of it"},
	{"test.postponed", "Too early to tell"},
	{"test.abandoned", "We did not carry this through"},
	{"outcome.recorded", "What happened"},
	{"surprise.noticed", "What surprised us"},
	{"failure.shared", "What did not go as we hoped"},
	{"learning.drawn", "What we learnt"},
	{"change.made", "What we do now"},
	{"change.checked", "Did the change help?"},
	{"response.given", "A note on this"},
	{"heading.stated", "A heading on a wall of notes"},
	{"response.answered", "An answer to a note"},
	{"evidence.attached", "Something that shows it"},
	{"entry.checked_outside", "What somebody outside says"},
	{"problem.named", saysInTheWay},
	{"word.asked", "A word we do not know"},
	{"word.explained", "What a word means to us"},
	{"mending.promised", "A gap we will fill"},
	{"mending.done", "A gap we filled"},
	{"principle.named", "What we hold to"},
	{"decision.made", "What we decided"},
	{"meeting.held", "We met"},
	{"silence.answered", saysNotSaid},
	{"look_back.planned", "When we look back"},
	{"look_back.answered", "Did it last?"},
	{"look_back.missed", "Nobody could say whether it lasted"},
	{"reminder.due", "A day we set has come"},
	{"reminder.sent", "Somebody was reminded"},
	{"reminder.returned", "A reminder did not arrive"},
	{"import.made", "Entries came from a file"},
	{"import.mapped", "The headings of a sheet were matched with ours"},
	{"import.undone", "A file was taken back"},
	{"entry.corrected", "A correction"},
	{"entry.withdrawn", "Something was taken back"},
	{"entry.redacted", "Words were taken out of sight"},
}

// sheetWords are the tables of an export.
var sheetWords = [...]plainWords{
	{SheetAims, "Aims"}, {SheetResults, "What we aimed for and what happened"}, {SheetFigures, "Figures and how they stand"}, {SheetSources, saysSources},
	{SheetTests, "What we tried"}, {SheetLearning, "What we learnt and changed"}, {SheetJourney, saysTheJourney},
}

// formatWords are the ways to meet.
var formatWords = [...]plainWords{
	{"open_space", "an open space"}, {"world_cafe", "a world café"}, {"path", "a path drawn together"},
	{"action_learning_set", "an action learning set"}, {"one_to_one", "a talk of two"}, {"meet_and_greet", "getting to know each other"},
	{"learning_event", "a day of learning"}, {"other", "another way to meet"},
}

// dueWords are what a day can have been set for.
var dueWords = [...]plainWords{
	{domain.DueReview, "to look at a test again"}, {domain.DueLookBack, "to look back"}, {domain.DueMending, "to fill a gap"},
	{domain.DueReport, "the last day to count"},
}

var countedWords = [...]plainWords{
	{string(aimed.CountedMet), "met"},
	{string(aimed.CountedPart), "part of the way"},
	{string(aimed.CountedNotMet), "not met yet"},
	{string(aimed.CountedUnknown), "nobody can say yet"},
}

var stateWords = [...]plainWords{
	{string(domain.AimIsRaised), "still a question"},
	{string(domain.AimIsAgreed), "agreed"},
	{string(domain.AimIsDropped), "we no longer want this"},
	{string(domain.AimIsRetired), "we no longer follow this"},
}

// endedWords say how many aims the group let go, one and several.
var endedWords = [...]struct {
	state     domain.AimState
	one, many string
}{
	{domain.AimIsDropped, "aim we dropped", "aims we dropped"},
	{domain.AimIsRetired, "aim we no longer follow", "aims we no longer follow"},
}

var judgedWords = [...]plainWords{
	{string(domain.JudgedMore), "more than we aimed"},
	{string(domain.JudgedAll), "all of it"},
	{string(domain.JudgedMost), "most of it"},
	{string(domain.JudgedSome), "some of it"},
	{string(domain.JudgedNone), "none of it"},
	{string(domain.JudgedWorse), "it got worse"},
}

var knowingWords = [...]plainWords{
	{string(domain.Lived), "from living it"},
	{string(domain.Professional), "from working with it"},
	{string(domain.BothWays), "from living it and working with it"},
	{string(domain.KnowingNotSaid), "how they know was not said"},
}

// How an entry was taken down; where the writer did it, nothing needs saying beside it.
var takenWords = [...]plainWords{
	{string(domain.TakenByMe), "by whoever wrote it"},
	{string(domain.TakenForSomeone), "for someone, in their words"},
	{string(domain.TakenFromPaper), "typed from paper"},
	{string(domain.TakenFromPicture), "typed from a picture"},
	{string(domain.TakenNotSaid), "not said"},
}

var againstWords = [...]plainWords{
	{string(aimed.Now), "We hold the figures against the aim as it stands."},
	{string(aimed.First), "We hold the figures against the first aim we agreed."},
	{string(aimed.Then), "We hold the figures against the aim at that time."},
}

var answerWords = [...]plainWords{
	{"yes", "yes"}, {"partly", "partly"}, {"no", "no"}, {"cannot_tell", "we cannot tell"},
	{"wanted", "good"}, {"unwanted", "not good"}, {"both", "good and bad"},
	{"something", "yes, something"}, {"nothing", "no, nothing"}, {"later", "we talk of it later"}, {"not_sure", "we are not sure"},
}

// waitingWords say what an open loop waits for.
var waitingWords = [...]plainWords{
	{waitLearning, "What did we learn?"},
	{waitChange, "What will we do now?"},
	{waitCheck, "Did it help?"},
	{waitConclusion, "What happened? We wanted to look again."},
	{waitTest, "What could we try?"},
	{waitAnswer, "What do we say to this?"},
	{waitMending, "Is the gap filled?"},
	{waitMeaning, "What does this word mean?"},
	{waitLookBack, "Did it last?"},
	{waitReport, "What came of it? The time is over."},
}

// fieldWords name what moved between two moments.
var fieldWords = [...]plainWords{
	{"statement", "what we want"},
	{"state", "the aim"},
	{"counted", "how the aim counts"},
	{"measure", "how we know"},
	{"baseline", "where it stood"},
	{"target", "what we aim for"},
	{"target_text", "what we aim for, in words"},
	{"actual", "what happened"},
	{"actual_text", "what happened, in words"},
	{"status", "how it stands"},
	{"share_of_aim", "share of the aim"},
	{"distance_travelled", "part of the way"},
	{"judgement", "what people think"},
	{"outcomes", "other things that happened"},
	{"surprises", "what surprised us"},
	{"did_not_work", "what did not go as we hoped"},
	{"learnt", "what we learnt"},
	{"changed", "what we do now"},
}

// sectionWords are the titles of sections.
var sectionWords = [...]plainWords{
	{SectionHeadline, "In short"},
	{SectionStory, "Our story so far"},
	{SectionAims, saysTheComparison},
	{SectionJudged, "How much we think we achieved"},
	{SectionWorked, "What went as we hoped"},
	{SectionDidNotWork, "What did not go as we hoped, and what we learnt"},
	{SectionSurprises, "What surprised us"},
	{SectionWhatChanged, "What changed, and where"},
	{SectionTests, "What we tried"},
	{SectionLearning, "What we learnt and what we changed"},
	{SectionJourney, saysTheJourney},
	{SectionEntries, "Everything that was written down"},
	{SectionWordsList, "Our words"},
}

// nextWords say what a group does with a test that has ended.
var nextWords = [...]plainWords{
	{"keep", "we keep it"}, {"change", "we change it"}, {"stop", "we stop it"}, {"too_early", "it is too early to say"},
}

// sureWords say how sure a group is.
var sureWords = [...]plainWords{
	{"very", "very sure"}, {"quite", "quite sure"}, {"not_sure", "not sure"},
}

// labelWords stand before a text in a card, above a column of a table and on what can be pressed.
var labelWords = [...]plainWords{
	{"tried", "We tried"},
	{"think", "We thought"},
	{"because", "Because"},
	{"know_by", "We will know by"},
	{"hoped", "We hoped"},
	{"happened", "What happened"},
	{"why", "Why"},
	{"came_of_it", "What came of it"},
	{"thought_right", "Were we right?"},
	{"next", "What comes next"},
	{"learnt", "We learnt"},
	{"changed", "We changed"},
	{"checked", "Did it help?"},
	{"helped", "What helped"},
	{"welcome", "Good or not good?"},
	{"sure", "How sure are we?"},
	{"noted", "On the way"},
	{"running", "Still running"},
	{"abandoned", "We did not carry this through"},
	{"review_on", "We look again on"},
	{"aim", "Aim"},
	{"when", saysWhen},
	{"before", "Before"},
	{"because_of", "What made us change it"},
	{"who_was_there", "Who was there"},
	{"versions", "All versions, the first ones first"},
	{"how_far", "How far what we aim for moved"},
	{"never_moved", "What we aim for in numbers never changed."},
	{"part", "Part"},
	{"worth", "Mark"},
	{"marks", "What the marks mean"},
	{"aimed_for", saysAimedFor},
	{"achieved", saysHappened},
	{"picture", "Picture"},
	{"stands", saysStands},
	{"bullet_key", "The thick line is the aim now. The small diamond is the first aim."},
	{"as_table", "See the numbers as a table"},
	{"why_changed", saysWhyChanged},
	{"please_check", saysPleaseCheck},
	{"people_think", "What people think"},
	{"those_living", "People who know it from living it"},
	{"those_working", "People who know it from working with it"},
	{"those_not_said", "People who did not say how they know"},
	{"numbers_say", "What the numbers say"},
	{"gap", "How far apart"},
	{"made_different", "What it changed"},
	{"checked_outside", saysCheckedOutside},
	{"still_to_talk", saysOpenLoops},
	{"waits_for", "Waits for"},
	{"due_conclusion", "We wanted to look again on"},
	{"due_mending", "To be filled by"},
	{"due_look_back", "We wanted to look back on"},
	{"due_report", "The time ended on"},
	{"open_for", "Open for"},
	{"entry", "Entry"},
	{"kind", "What it is"},
	{"words", "In words"},
	{"month", "Month"},
	{"from", "From this"},
	{"no_chains", saysNothingYet},
	{"no_loops", saysNoLoops},
	{"no_aims", saysNoAims},
	{"no_tests", saysNoTests},
	{"nothing_yet", saysNothingYet},
	{"nothing_known", saysNothingKnown},
	{"beyond", saysBeyond},
	{"in_the_way", saysInTheWay},
	{"none_as_such", saysNoneAsSuch},
	{"read_all", "read it all"},
	{"aims_met", saysAimsMet},
	{"contents", "In this report"},
	{"corrected", saysCorrected},
	{"taken_back", saysTakenBack},
	{"retired", saysRetired},
	{"made_by", "Made with Desire Lines"},
	{"sources", saysSources},
	{"sources_lead", saysSourcesLead},
	{"left_out", saysLeftOut},
	{"to_figure", "Back to the figure"},
	{"project", "Project"},
	{"met", "Aims met"},
	{"part", "Part of the way"},
	{"not_met", "Not met yet"},
	{"unknown", "Nobody can say yet"},
	{"tests", "Tests"},
	{"did_not_work", "Did not go as hoped"},
	{"surprises", "Surprises"},
	{"newest", "Newest thing that happened"},
	{"none", "None written down"},
	{"marks_key", "What the marks of the aims mean"},
	{"paths", "The way of each measure"},
	{"paths_key", "The line is what happened in each period. The dashed line is the aim."},
	{"to_keep", "This report to keep"},
	{"ended", "ended"},
	{"of", "of"},
	{"how_we_know", "How we know"},
	{"aimed_and_achieved", "Aimed for and achieved so far, over all ended periods"},
	{"period_by_period", "Each period by itself"},
	{"one_scale", "Each measure beside its aim, all on one scale"},
	{"all_entries", "All entries, in order"},
	{"side_by_side", "Projects side by side"},
	{"each_aim", "Each aim"},
	{"learnt_things", "Learnt"},
	{"changed_things", "Changed"},
	{"together", "All together"},
	{"no_projects", saysNoProjects},
	{"show", "Show"},
	{"sort_by", "In order of"},
}

// storyWords are the questions of the story.
var storyWords = [...]plainWords{
	{"set_out", "What we set out to do"},
	{"edges", "What we could not decide freely"},
	{"tried", "What we tried"},
	{"moments", "Moments on the way"},
	{"learnt", "What we learnt"},
	{"changed", "What we do now"},
	{"next", "What is next"},
}

// seenAsWords say through whose eyes a page is looked at.
var seenAsWords = [...]plainWords{
	{"evaluators", "as evaluators see it"}, {"funders", "as funders see it"},
	{"decision-makers", "as people who decide see it"}, {"public", "as everybody sees it"},
}

// orderWords and showWords are the ways to order a portfolio and to choose from it.
var orderWords = [...]plainWords{
	{OrderName, "name"}, {OrderLast, "newest day"}, {OrderMet, "aims met"}, {OrderDidNotWork, "did not go as hoped"},
	{OrderLearnt, "learnt"}, {OrderChanged, "changed"},
}

var showWords = [...]plainWords{
	{ShowAll, "all projects"}, {ShowRunning, "still going on"}, {ShowEnded, "ended"}, {ShowAimsMet, "with aims met"},
	{ShowDidNotWork, "where something did not go as hoped"}, {ShowLearnt, "that wrote down what they learnt"},
}

// markWords say what a part of a figure is worth, and what stands beside it; markSigns are the same as signs of different shapes.
var markWords = [...]plainWords{
	{markWhole, "the whole"}, {string(aimed.MarkPart), "a part"}, {string(aimed.MarkDiffers), "a part; the parts do not make the whole"},
	{string(aimed.MarkUnknown), saysNotKnown}, {string(aimed.MarkWithheld), saysKeptPrivate},
}

var markSigns = [...]plainWords{
	{markWhole, "●"}, {string(aimed.MarkPart), "◐"}, {string(aimed.MarkDiffers), "≠"}, {string(aimed.MarkUnknown), "○"}, {string(aimed.MarkWithheld), "⊘"},
}

// Single words and messages.
const (
	saysNotKnown = "not known"
	saysNotNamed = "not said which"
	saysTheWhole = "All together"
	saysByPlace  = "By place that reports"
	saysByWhom   = "By whom and where"

	saysKeptPrivate  = "kept private"
	saysRemoved      = "Removed at this person's request"
	saysNothing      = "–"
	saysTakenBack    = "taken back"
	saysCorrected    = "corrected later"
	saysRunning      = "still running"
	saysCarried      = "nothing new since"
	saysRetired      = "no longer used"
	saysNoAims       = "No aim is written down yet."
	saysNoAimNow     = "We follow no aim now."
	saysNoEntries    = "Nothing is written down yet."
	saysNothingFound = "We found nothing with these words."
	saysNothingMoved = "No figure moved."
	saysNothingDiff  = "Nothing is different."
	saysNothingKnown = "Nothing was written down by then."
	saysNoLoops      = "Nothing is left to talk about."
	saysNotMetYet    = "We have not met our one aim so far."
	saysNoneFailed   = "Nothing is written down here that did not go as we hoped."
	saysNoSurprise   = "No surprise is written down here."
	saysNoLearning   = "No learning is written down here."
	saysNoChange     = "No change is written down here."
	saysOpenLoops    = "Still to talk about"
	saysWhyChanged   = "Why we changed what we aim for"
	saysPeopleThink  = "What people think,"
	saysPleaseCheck  = "Please check"
	saysAtTheStart   = "At the start"
	saysAllTogether  = "all together"
	saysSoFar        = "so far, all ended periods together"
	saysWhen         = "When"
	saysAimedFor     = "Aimed for"
	saysHappened     = "What happened"
	saysStands       = "How it stands"
	saysLessIsBetter = "less is better"
	saysNotYet       = "not reported yet"
	saysDidItWork    = "Did it work?"
	saysDidThatWork  = "Did the test in entry %d work?"
	saysItWas        = "It was"
	saysWeHoped      = "We hoped:"
	saysWhy          = "Why:"
	saysWritten      = "written down on"
	saysUnknownDay   = "day not known"

	saysNoTests    = "No test is written down yet."
	saysNothingYet = "Nothing is written down here yet."
	saysNoProjects = "There is no project yet."
	saysAimsMet    = "We reached what we aimed for"
	saysAimsNotMet = "We did not reach what we aimed for"
	saysReport     = "report for"
	saysBeyond     = "What happened that fits no aim"

	saysSources      = "Where these figures come from"
	saysSourcesLead  = "A number in brackets behind a figure leads to its place here. Each place says how the figure is made, and from which entries."
	saysSourcesSheet = "Where the figures come from: each row is an entry of a figure. The column figure leads from the other sheets to here."
	saysUnnamed      = "Entries that say a number of people are not named here."
	saysNoneCounts   = "No entry counts here."
	saysLeftOut      = "Left out:"
	saysLedBy        = "What led to it:"
	saysEntry        = "entry"

	saysInTheWay   = "Something in the way"
	saysNotSaid    = "Is something not being said?"
	saysFillFrom   = "It can be filled from:"
	saysFillBy     = "By:"
	saysNewToday   = "New today."
	saysNoneAsSuch = "None written down as such."

	saysTheComparison = "What we aimed for and what happened"
	saysTheLog        = "What we tried, what did not work, what we learnt"
	saysTheJourney    = "The way so far"
)
