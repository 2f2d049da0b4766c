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
	{"person.left", "Somebody left"},
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
	{"test.abandoned", "We did not carry this through"},
	{"outcome.recorded", "What happened"},
	{"surprise.noticed", "What surprised us"},
	{"failure.shared", "What did not go as we hoped"},
	{"learning.drawn", "What we learnt"},
	{"change.made", "What we do now"},
	{"change.checked", "Did the change help?"},
	{"response.given", "A note on this"},
	{"response.answered", "An answer to a note"},
	{"evidence.attached", "Something that shows it"},
	{"entry.checked_outside", "What somebody outside says"},
	{"problem.named", "Something in the way"},
	{"word.asked", "A word we do not know"},
	{"word.explained", "What a word means to us"},
	{"mending.promised", "A gap we will fill"},
	{"mending.done", "A gap we filled"},
	{"import.made", "Entries came from a file"},
	{"import.undone", "A file was taken back"},
	{"entry.corrected", "A correction"},
	{"entry.withdrawn", "Something was taken back"},
	{"entry.redacted", "Words were taken out of sight"},
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

var againstWords = [...]plainWords{
	{string(aimed.Now), "We hold the figures against the aim as it stands."},
	{string(aimed.First), "We hold the figures against the first aim we agreed."},
	{string(aimed.Then), "We hold the figures against the aim at that time."},
}

var answerWords = [...]plainWords{
	{"yes", "yes"}, {"partly", "partly"}, {"no", "no"}, {"cannot_tell", "we cannot tell"},
	{"wanted", "good"}, {"unwanted", "not good"}, {"both", "good and bad"},
}

// waitingWords say what an open loop waits for.
var waitingWords = [...]plainWords{
	{waitLearning, "What did we learn?"},
	{waitChange, "What will we do now?"},
	{waitCheck, "Did it help?"},
	{waitConclusion, "What came of it?"},
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

// Single words and messages.
const (
	saysKeptPrivate  = "kept private"
	saysRemoved      = "Removed at this person's request"
	saysNothing      = "–"
	saysTakenBack    = "taken back"
	saysCorrected    = "corrected later"
	saysRunning      = "still running"
	saysCarried      = "nothing new since"
	saysRetired      = "no longer used"
	saysNoAims       = "No aim is written down yet."
	saysNoEntries    = "Nothing is written down yet."
	saysNothingFound = "We found nothing with these words."
	saysNothingMoved = "No figure moved."
	saysNothingDiff  = "Nothing is different."
	saysNothingKnown = "Nothing was written down by then."
	saysNoLoops      = "Nothing is left to talk about."
	saysNoLearning   = "Nothing surprised us yet, and nothing went wrong."
	saysOpenLoops    = "Still to talk about"
	saysWhyChanged   = "Why we changed what we aim for"
	saysPeopleThink  = "What people think,"
	saysPleaseCheck  = "Please check"
	saysAtTheStart   = "At the start"
	saysAllTogether  = "all together"
	saysSoFar        = "so far, what has ended"
	saysWhen         = "When"
	saysAimedFor     = "Aimed for"
	saysHappened     = "What happened"
	saysStands       = "How it stands"
	saysWritten      = "written down on"
	saysUnknownDay   = "day not known"

	saysTheComparison = "What we aimed for and what happened"
	saysTheLog        = "What we tried, what did not work, what we learnt"
	saysTheJourney    = "The way so far"
)

// in returns the words for a code; a code without words stands for itself.
func in(table []plainWords, code string) string {
	for _, w := range table {
		if w.code == code {
			return w.words
		}
	}
	return code
}

// StatusWords returns a status in plain words.
func StatusWords(s aimed.Status) string { return in(statusWords[:], string(s)) }

// KindWords returns a kind of entry in plain words.
func KindWords(kind string) string { return in(kindWords[:], kind) }

// CountedWords returns how an aim counts in plain words.
func CountedWords(c aimed.Counted) string { return in(countedWords[:], string(c)) }
