package aimed

import (
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// The rules in words: how the figure was made (section 3). They have no full stop, because what the figure is held
// against may follow. %s is what was reported: number, total, share, answer or words.
const (
	ruleOne           = "The one number that counts in the period"
	rulePerPeriod     = "Added up: the numbers that count in the period"
	ruleToDate        = "The latest %s reported by the end of the period"
	ruleToDatePlaces  = "Added up: the latest %s of each place by the end of the period"
	ruleCarried       = "Nothing new in this period: the last %s before its end was carried over"
	ruleCarriedPlaces = "Nothing new in this period: the last %s of each place was carried over and added up"
	ruleCarriedPart   = "Added up: the last %s of each place, some from before the period"
	ruleLatest        = "The latest %s in the period"
	ruleLatestPlaces  = "Added up: the latest %s of each place in the period"
	rulePercentage    = "All that were counted out of all that were asked in the period"
	ruleDistinct      = "As reported for the period: different people are never added up"

	ruleOverallSum        = "Added up: all numbers that count"
	ruleOverallReported   = "Added up: only the periods that have a number"
	ruleOverallPeriods    = "Added up: the numbers of the periods"
	ruleSoFarSum          = "Added up: the periods that have ended"
	ruleSoFarReported     = "Added up: the ended periods that have a number"
	ruleOverallLatest     = "The latest %s of all"
	ruleOverallPlaces     = "Added up: the latest %s of each place"
	ruleOverallPercentage = "The %s of the last period with one"
	ruleOutsideShare      = "All that were counted out of all that were asked"
	ruleOverallDistinct   = "Different people are never added up: the latest %s that belongs to no single period"
	ruleOverallStated     = "The %s given for the whole time"
	ruleStatedWords       = "The words given for the whole time"
	ruleStatedPlaces      = "Added up: what each place gave for the whole time"

	ruleUnknownMode = "It is not known how these were counted: the "
	ruleStandIn     = ruleUnknownMode + "latest period with an aim and a %s stands in"
	ruleStandInSaid = ruleUnknownMode + "latest period with a %s stands in"
	ruleStandInLast = ruleUnknownMode + "latest %s of all stands in"

	rulePlacesApart = "Each place has its own number, and they cannot be added"
	ruleOverlap     = "Some periods share days, so nothing was added up"
	ruleInWords     = "Not all of it is in numbers, so nothing was added up"
)

// What a figure is held against, where that is not the aim of its own period.
const (
	againstWhole    = "the aim for the whole time"
	againstLast     = "the last period with an aim"
	againstPeriods  = "the aims of the periods"
	againstThese    = "their aims"
	againstReported = "the aims of periods with a number"
	againstStart    = "where it stood at the start"
)

// The steps in words: how it was compared (section 4).
const (
	stepWithheld   = "Something in it was kept private, so nothing was compared."
	stepJudged     = "The group's own judgement decides."
	stepApart      = "People judged it in different ways, so nothing was decided."
	stepNotJudged  = "There are words, and nobody has judged them yet."
	stepUnusable   = "Something in it cannot be compared, so nothing was compared."
	stepConflict   = "The aim lies on the wrong side of the start: both ways to read it are shown."
	stepNoTarget   = "No number was aimed for."
	stepNoWhole    = "Each place has its own aim, and they cannot be added."
	stepNoLevel    = "No level was aimed for."
	stepIncrease   = "More is better: reached when it is at least the aim."
	stepDecrease   = "Less is better: reached when it is at most the aim."
	stepRange      = "Reached when it stays within the bounds."
	stepSame       = "Reached when it is the number aimed for."
	stepStart      = "Reached when it stays as it was at the start."
	stepReach      = "Reached when the answer is the one aimed for."
	stepRubric     = "Reached when it is at least the level aimed for."
	stepIncomplete = "Some periods have no number yet, so nobody can say if the total holds."
	stepTolerance  = " A difference of up to %s still counts as reached."

	stepNotDistinct = "Different people are never added up, and no number was given for the whole time."
)

// noun is what was reported.
func (c *comparer) noun(a *figure) string {
	switch {
	case c.m.Kind == domain.Story || a.form == domain.InWords:
		return "words"
	case !needsNumber(c.m.Kind):
		return "answer"
	case c.mode == domain.ToDate:
		return "total"
	case c.mode == domain.Percentage:
		return "share"
	}
	return "number"
}

// unmade is the rule of a figure that could not be made, and none where there was nothing to make it of; ok is false
// where there is a figure.
func (c *comparer) unmade(a *figure) (rule string, ok bool) {
	switch {
	case a.cannot == WarnSitesNotAdded:
		return rulePlacesApart, true
	case a.cannot == WarnOverlapping:
		return ruleOverlap, true
	case a.form == domain.Withheld || !a.stated():
		return "", true
	case a.form == domain.InWords && (c.mode == domain.PerPeriod || a.added):
		return ruleInWords, true
	}
	return "", false
}

// ruleOf is the rule that made the actual of a period.
func (c *comparer) ruleOf(a *figure) string {
	if rule, ok := c.unmade(a); ok {
		return rule
	}
	switch {
	case a.carried && !a.fresh:
		return c.say(a, ruleCarried, ruleCarriedPlaces)
	case a.carried:
		return c.say(a, ruleCarriedPart, ruleCarriedPart)
	case c.mode == domain.ToDate:
		return c.say(a, ruleToDate, ruleToDatePlaces)
	case c.mode == domain.PerPeriod && len(a.entries) == 1:
		return ruleOne
	case c.mode == domain.PerPeriod:
		return rulePerPeriod
	case c.mode == domain.Percentage && a.numerator != nil:
		return rulePercentage
	case c.mode == domain.Distinct && !a.added:
		return ruleDistinct
	}
	return c.say(a, ruleLatest, ruleLatestPlaces)
}

// ruleOfSum is the rule that made the actual of several periods together.
func (c *comparer) ruleOfSum(a *figure, rule string) string {
	if unmade, ok := c.unmade(a); ok {
		return unmade
	}
	return rule
}

// ruleOfAll is the rule that made the actual of the whole run from the latest of all.
func (c *comparer) ruleOfAll(a *figure, one, places string) string {
	if rule, ok := c.unmade(a); ok {
		return rule
	}
	return c.say(a, one, places)
}

// ruleOfShare is the rule of a percentage over everything that was reported.
func (c *comparer) ruleOfShare(a *figure) string {
	if a.numerator != nil {
		return ruleOutsideShare
	}
	return c.ruleOfAll(a, ruleOverallLatest, ruleOverallPlaces)
}

// ruleOfTotal is the rule of what was stated for the whole run.
func (c *comparer) ruleOfTotal(a *figure) string {
	if rule, ok := c.unmade(a); ok && a.form != domain.InWords {
		return rule
	}
	if a.form == domain.InWords || c.m.Kind == domain.Story {
		return ruleStatedWords
	}
	return c.say(a, ruleOverallStated, ruleStatedPlaces)
}

// say puts the noun into the rule, the one for places where these were added.
func (c *comparer) say(a *figure, one, places string) string {
	if a.added {
		one = places
	}
	noun := c.noun(a)
	if noun == "words" {
		one = strings.Replace(one, "a %s", "%s", 1)
	}
	return strings.Replace(one, "%s", noun, 1)
}

// silence says that nothing was reported, of a period only where there is one.
func (s *scope) silence(ended bool) string {
	switch {
	case s.silent != "":
		return s.silent
	case slices.ContainsFunc(s.actual.leftOut, func(l LeftOut) bool { return l.Why != whyEmpty }):
		return s.until(ended) + ", and nothing that was reported counts here."
	case s.none && !s.retired:
		return "Nothing was reported yet."
	case s.retired || ended:
		return s.until(ended) + " and nothing was reported."
	}
	return s.until(ended) + " and nothing was reported yet."
}

// until says how far the time has gone that a figure is of.
func (s *scope) until(ended bool) string {
	switch {
	case s.retired:
		return "It is no longer used"
	case s.none:
		return "There is no period yet"
	case s.several && ended:
		return "All periods have ended"
	case s.several:
		return "The last period has not ended"
	case ended:
		return "The period has ended"
	}
	return "The period has not ended"
}

// sentence ends a rule, with what the figure is held against where that has to be said.
func sentence(rule, against string) string {
	switch {
	case rule == "":
		return ""
	case against == "":
		return rule + ". "
	}
	return rule + ", against " + against + ". "
}
