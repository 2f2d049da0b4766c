package aimed

import "github.com/desirelines/desirelines/domain"

// The rules in words: how the figure was made (section 3).
const (
	rulePerPeriod   = "Added up: every number reported in the period."
	ruleToDate      = "The latest total reported by the end of the period."
	ruleCarried     = "Nothing new in this period: the last total before its end was carried over."
	ruleSnapshot    = "The latest answer in the period."
	rulePercentage  = "All that were counted out of all that were asked in the period."
	ruleStatedShare = "The latest share reported in the period."
	ruleDistinct    = "As reported for the period: different people are never added up."
	ruleAsStated    = "As it was published for the period."

	ruleOverallSum        = "Added up: every number reported, against the aims of all periods."
	ruleSoFarSum          = "Added up: the periods that have ended, against their aims."
	ruleOverallLatest     = "The latest number of all, against the last period that has an aim."
	ruleOverallPercentage = "The share of the last period that has one, against the last period that has an aim."
	ruleOverallDistinct   = "The latest number that was given for the whole time: different people are never added up."
	ruleOverallStated     = "The total that was given for the whole time."
	ruleStandIn           = "It is not known how these were counted: the latest period with an aim and a number stands in."
)

// The steps in words: how it was compared (section 4).
const (
	stepWithheld    = "Something in it was kept private, so nothing was compared."
	stepJudged      = "The group's own judgement decides."
	stepNotJudged   = "There are words, and nobody has judged them yet."
	stepUnusable    = "Something in it cannot be compared, so nothing was compared."
	stepNotReported = "The period has ended and nothing was reported."
	stepNotDue      = "The period has not ended and nothing was reported yet."
	stepConflict    = "The aim lies on the wrong side of the start, so both ways to read it are shown."
	stepNoTarget    = "No number was aimed for."
	stepIncrease    = "More is better: reached when it is at least the aim."
	stepDecrease    = "Less is better: reached when it is at most the aim."
	stepRange       = "Reached when it stays within the bounds."
	stepReach       = "Reached when the answer is the one aimed for."
	stepRubric      = "Reached when it is at least the level aimed for."
	stepIncomplete  = "Some periods have no number yet, so nobody can say if the total holds."
)

// ruleOf is the rule that made the actual of a period.
func (c *comparer) ruleOf(a *figure) string {
	switch {
	case a.carried:
		return ruleCarried
	case c.mode == domain.Percentage && a.numerator == nil && a.stated():
		return ruleStatedShare
	}
	switch c.mode {
	case domain.PerPeriod:
		return rulePerPeriod
	case domain.ToDate:
		return ruleToDate
	case domain.Percentage:
		return rulePercentage
	case domain.Distinct:
		return ruleDistinct
	case domain.Snapshot:
		return ruleSnapshot
	}
	return ruleAsStated
}
