package web

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// drafts makes what is to be recorded of the answers, or notes all that is wrong with them.
func (a *answers) drafts(t known) []domain.Draft {
	for _, name := range []string{"what", "learnt", "how", "hoped", "why", "value", "between"} {
		a.most(name, domain.MaxWords)
	}
	e := a.entry(t.today)
	e.follows = t.follows
	a.checkNumber(t.measure)
	a.checkTogether(e)
	if len(a.problems) > 0 {
		return nil
	}
	var list []domain.Draft
	add := func(body domain.Body, cause string) {
		list = append(list, domain.Draft{Body: body, Happened: e.happened, Knowing: e.knowing, Cause: cause})
	}
	self := a.values["command"] // the id of its first event
	if e.what != "" {
		body, cause := e.body(self)
		if b, is := body.(*domain.OutcomeRecorded); is && e.value != "" {
			e.count(b, t.measure)
		}
		add(body, cause)
	}
	if e.value != "" && (e.kind != writeOutcome || e.what == "") {
		b := &domain.OutcomeRecorded{Aim: e.aim}
		if e.what == "" {
			b.WhatChanged = e.different
		}
		e.count(b, t.measure)
		add(b, e.from)
	}
	if e.learnt != "" {
		learnt := &domain.LearningDrawn{What: domain.Write(e.learnt), Aim: e.aim}
		switch {
		case len(list) > 0:
			learnt.From = []string{self}
		case e.from != "":
			learnt.From = []string{e.from}
		}
		add(learnt, "")
	}
	return list
}

func isCommandID(id string) bool {
	parsed, err := uuid.Parse(id)
	return err == nil && parsed.String() == id
}

// entry is what somebody wrote down, read.
type entry struct {
	kind, what, learnt, how, hoped, why string
	aim, measure, value                 string
	from, welcome, sure                 string
	follows                             string // the kind of the entry it follows from
	happened                            domain.Date
	knowing                             domain.Knowing
	different                           domain.WhatChanged
}

func (a *answers) entry(today domain.Date) entry {
	e := entry{
		kind: a.text("kind"), what: a.text("what"), learnt: a.text("learnt"), how: a.text("how"), hoped: a.text("hoped"), why: a.text("why"),
		value: a.text("value"), from: a.text("from"), welcome: a.text("welcome"), sure: a.text("sure"), knowing: domain.Knowing(a.text("knowing")),
		different: a.different(),
	}
	e.aim, e.measure = readAbout(a.values["about"])
	e.happened = a.checkDate(today)
	a.mustChoose("welcome", "wanted", "unwanted", "both")
	a.mustChoose("sure", "very", "quite", "not_sure")
	a.mustChoose("knowing", string(domain.Lived), string(domain.Professional), string(domain.BothWays))
	a.mustChoose("kind", writeAim, writeTest, writeOutcome, writeFailure, writeSurprise, writeLearning, writeChange, writeProblem, writeDecision, writePrinciple)
	if e.kind == "" {
		e.kind = writeOutcome
	}
	if e.value != "" && e.measure == "" && a.problem("about") == "" {
		says := "We do not know what this number is about. Choose it under “" + aboutLabel + "”."
		if r := domain.ReadNumber(e.value, domain.Ask); !r.OK && r.Note == "" {
			says += " We cannot read it as a number either. Write digits, such as 12."
		}
		a.wrong("value", says+" Or write it in the first box.")
	}
	if e.what == "" {
		e.moveUp()
	}
	if e.what == "" && e.value == "" && e.learnt != "" {
		e.learnt = (entry{what: e.learnt, different: e.different}).with("different")
	}
	if e.what == "" && e.learnt == "" && e.value == "" {
		a.wrong("what", "Tell us what happened")
	}
	return e
}

// checkTogether notes where the answers that become one text are too long together, and an aim that is too long to be one.
func (a *answers) checkTogether(e entry) {
	most := domain.MaxWords
	if e.kind == writeAim {
		most = domain.MaxName
	}
	if n := utf8.RuneCountInString(e.text()); n > most {
		a.wrong("what", fmt.Sprintf("All together this has %s characters. Write at most %s. The rest can be another entry.", thousands(n), thousands(most)))
	}
}

// moveUp makes what was written in another box the entry, where the first box is empty: nothing is asked twice.
func (e *entry) moveUp() {
	switch {
	case e.hoped != "" || e.why != "":
		if e.kind == writeOutcome {
			e.kind = writeFailure
		}
		if e.why != "" {
			e.what, e.why = e.why, ""
		} else {
			e.what, e.hoped = "We hoped: "+e.hoped, ""
		}
	case e.how != "":
		e.what, e.how = e.how, ""
	}
}

func (a *answers) mustChoose(name string, list ...string) {
	got := a.text(name)
	for _, choice := range list {
		if got == choice {
			return
		}
	}
	if got != "" {
		a.values[name] = ""
		a.wrong(name, "Choose one of these, or leave it out.")
	}
}

// body makes the body of an entry and says what caused it.
func (e entry) body(self string) (body domain.Body, cause string) {
	what := domain.Write(e.text())
	switch e.kind {
	case writeAim:
		return &domain.AimAgreed{Aim: "aim-" + self[len(self)-12:], Statement: e.text()}, e.from
	case writeTest:
		b := &domain.TestStarted{What: what, Think: domain.Write(e.hoped), Because: domain.Write(e.why), KnowBy: domain.Write(e.how), Aim: e.aim}
		b.Learning, cause = e.learning()
		return b, cause
	case writeFailure:
		return &domain.FailureShared{What: what, Hoped: domain.Write(e.hoped), Why: domain.Write(e.why), Aim: e.aim}, e.from
	case writeProblem:
		return &domain.ProblemNamed{What: what, Aim: e.aim}, e.from
	case writeDecision:
		return &domain.DecisionMade{What: what, Because: domain.Write(e.why), Aim: e.aim}, e.from
	case writePrinciple:
		return &domain.PrincipleNamed{What: what}, e.from
	case writeSurprise:
		return &domain.SurpriseNoticed{What: what, Welcome: e.welcome, Sure: e.sure, Aim: e.aim, WhatChanged: e.different}, e.from
	case writeLearning:
		b := &domain.LearningDrawn{What: what, Aim: e.aim}
		if e.from != "" {
			b.From = []string{e.from}
		}
		return b, ""
	case writeChange:
		b := &domain.ChangeMade{What: what, Aim: e.aim}
		b.Learning, cause = e.learning()
		return b, cause
	}
	b := &domain.OutcomeRecorded{What: what, How: domain.Write(e.how), Aim: e.aim, WhatChanged: e.different}
	return b, e.from
}

// count puts the number into an outcome: of a measure in per cent, both of its counts where both were written.
func (e entry) count(b *domain.OutcomeRecorded, m *reports.Measure) {
	b.Measure = e.measure
	if part, whole, ok := readShare(m, e.value); ok {
		b.Numerator, b.Denominator = &part, &whole
		return
	}
	b.Value = domain.Say(e.value)
}

// text is what was written, and behind it the answers that its kind has no place for: what was written is never lost.
func (e entry) text() string {
	switch e.kind {
	case writeTest:
		return e.with("sure", "welcome", "different")
	case writeFailure:
		return e.with("how", "sure", "welcome", "different")
	case writeSurprise:
		return e.with("how", "hoped", "why")
	case writeDecision:
		return e.with("how", "hoped", "sure", "welcome", "different")
	case writeAim, writeLearning, writeChange, writeProblem, writePrinciple:
		return e.with("how", "hoped", "why", "sure", "welcome", "different")
	}
	return e.with("hoped", "why", "sure", "welcome")
}

// learning parts a learning, which some kinds name, from any other cause.
func (e entry) learning() (learning, cause string) {
	if e.follows == "learning.drawn" {
		return e.from, ""
	}
	return "", e.from
}

// with is the text with the named answers behind it.
func (e entry) with(rest ...string) string {
	says := []string{e.what}
	for _, name := range rest {
		label, text := "", ""
		switch name {
		case "how":
			label, text = "How we know", e.how
		case "hoped":
			label, text = "We hoped", e.hoped
		case "why":
			label, text = "Why", e.why
		case "sure":
			label, text = "How sure we are", map[string]string{"very": "very", "quite": "quite", "not_sure": "not sure"}[e.sure]
		case "welcome":
			label, text = "Good or bad", reports.AnswerWords(e.welcome)
		case "different":
			label, text = "What it changed", saysDifferent(e.different)
		}
		if text != "" {
			says = append(says, label+": "+text)
		}
	}
	return strings.Join(says, "\n\n")
}
