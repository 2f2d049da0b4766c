package web

import (
	"net/http"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// answerForm is the form that answers what an entry waits for: whether a change helped, a challenge, a gap, what came of a test.
// Which of them follows from the kind of the entry.
func answerForm(_ *site, seen reports.Seen, at where, r *http.Request, a *answers) (smallForm, error) {
	e, err := reports.EntryOf(seen, r.PathValue("entry"))
	if err != nil {
		return smallForm{}, err
	}
	if e.Withdrawn {
		return smallForm{}, &domain.Error{Kind: domain.Invalid, Message: "this was taken back", Value: e.ID, Want: "nothing needs doing"}
	}
	switch e.Kind {
	case "change.made":
		return checkForm(e), nil
	case "response.given":
		return challengeForm(e), nil
	case "mending.promised":
		return mendedForm(e), nil
	case "test.started":
		if ended := endOf(seen, e.ID); ended != "" && r.Method != http.MethodPost {
			if e, err = reports.EntryOf(seen, ended); err != nil {
				return smallForm{}, err
			}
			return endedForm(seen, e, at, a), nil
		}
		return reviewForm(seen, e, at, a), nil
	case "test.postponed":
		return postponedForm(seen, e, a), nil
	case "test.concluded":
		return endedForm(seen, e, at, a), nil
	}
	return smallForm{}, &domain.Error{Kind: domain.NotFound, Message: "this entry waits for no answer", Value: e.ID, Want: "look at what is still to talk about"}
}

// endOf is the entry that ended a test; empty: it runs.
func endOf(seen reports.Seen, test string) string {
	for _, t := range reports.TestsOf(seen).Tests {
		if t.ID == test && t.Ended != nil {
			return t.Ended.ID
		}
	}
	return ""
}

// rightField asks for yes, partly, no or that nobody can tell.
func rightField(name, label string, may bool) field {
	f := field{Name: name, Label: label, Radios: true, Options: []pair{{"yes", "Yes"}, {"partly", "Partly"}, {"no", "No"}, {"cannot_tell", "We cannot tell"}}}
	if may {
		f.Options = append([]pair{{"", "Leave this out"}}, f.Options...)
	}
	return f
}

func (a *answers) rightOf(name string) string {
	a.mustChoose(name, "yes", "partly", "no", "cannot_tell")
	return a.text(name)
}

// checkForm asks whether a change helped.
func checkForm(e reports.Entry) smallForm {
	return smallForm{
		title: "Did it help?", on: &e.Line,
		first: []field{rightField("helped", "Did it help?", false), {Name: "what", Label: "What do we see now?", Hint: "You can leave this empty.", Rows: 3}},
		drafts: func(a *answers) []domain.Draft {
			b := &domain.ChangeChecked{Change: e.ID, Helped: a.rightOf("helped"), What: domain.Write(a.text("what"))}
			if b.Helped == "" {
				a.wrong("helped", "Choose one of these.")
			}
			return []domain.Draft{{Body: b}}
		},
	}
}

// challengeForm answers a challenge.
func challengeForm(e reports.Entry) smallForm {
	return smallForm{
		title: "What do we say to this?", on: &e.Line, needs: "what",
		first: []field{{Name: "what", Label: "Write it in your own words", Hint: "A few words are fine. Do not use people’s names.", Rows: 4}},
		drafts: func(a *answers) []domain.Draft {
			if a.text("what") == "" {
				a.wrong("what", "Write a few words")
			}
			return []domain.Draft{{Body: &domain.ResponseAnswered{Response: e.ID, What: domain.Write(a.text("what"))}}}
		},
	}
}

// mendedForm says that a gap is filled.
func mendedForm(e reports.Entry) smallForm {
	return smallForm{
		title: "Is the gap filled?", on: &e.Line, button: "Yes, it is filled",
		first: []field{{Name: "what", Label: "What did we find?", Hint: "You can leave this empty.", Rows: 3}},
		drafts: func(a *answers) []domain.Draft {
			return []domain.Draft{{Body: &domain.MendingDone{Mending: e.ID, What: domain.Write(a.text("what"))}}}
		},
	}
}

// The answers to a test that the group looks at again.
const (
	nextKeep     = "keep"
	nextChange   = "change"
	nextStop     = "stop"
	nextTooEarly = "too_early"
)

// nextWays are the answers that one tap gives.
func nextWays() []pair {
	return []pair{{nextKeep, "Keep it"}, {nextChange, "Change it"}, {nextStop, "Stop it"}, {nextTooEarly, "Too early"}}
}

// reviewForm asks what came of a test. One tap is enough; too early asks again in two weeks or on another day.
func reviewForm(seen reports.Seen, e reports.Entry, at where, a *answers) smallForm {
	today := a.today(seen)
	return smallForm{
		title: "What happened?", on: &e.Line, says: []string{"Keep going, change it, or stop. All are fine."},
		first: []field{{Name: "next", Label: "What will we do now?", Radios: true, Options: nextWays()}, {Name: "what", Label: "What happened?", Hint: "You can leave this empty and add it later.", Rows: 3}},
		more:  []field{rightField("supported", "Was it as we thought?", true), lookAgainField("If it is too early: when do we look again?", today), lookDayField()},
		drafts: func(a *answers) []domain.Draft {
			a.mustChoose("next", nextKeep, nextChange, nextStop, nextTooEarly)
			what := domain.Write(a.text("what"))
			switch a.text("next") {
			case "":
				a.wrong("next", "Choose one of these.")
			case nextTooEarly:
				if a.text("look") == "" && a.text("day") == "" {
					a.values["look"] = lookIn2Weeks
				}
				return []domain.Draft{{Body: &domain.TestPostponed{Test: e.ID, ReviewOn: a.lookAgainOn(today, stillComes), Why: what}}}
			}
			return []domain.Draft{{Body: &domain.TestConcluded{Test: e.ID, What: what, Supported: a.rightOf("supported"), Next: a.text("next")}}}
		},
		after: func(a *answers, receipt Receipt) string {
			if a.text("what") != "" {
				return at.url("saved", "entry", receipt.ID)
			}
			return at.entry(receipt.ID) + "/answer"
		},
	}
}

// postponedForm says when the group looks again, and takes another day.
func postponedForm(seen reports.Seen, e reports.Entry, a *answers) smallForm {
	today := a.today(seen)
	f := smallForm{title: "We look again later", button: "Choose this day", ours: true, tapped: tappedOf(seen, e), first: []field{lookAgainField("Is another day better?", today), lookDayField()}}
	if d, ok := fieldOf(e.Fields, "review_on").(domain.Date); ok {
		f.says = []string{"Saved. Thank you.", "We look again on " + reports.DayWords(d) + "."}
	}
	f.first[0].Options[0].Value = "No, this day is fine"
	f.drafts = func(a *answers) []domain.Draft {
		b := &domain.TestPostponed{Test: plainField(e.Fields, "test"), ReviewOn: a.lookAgainOn(today, stillComes)}
		if !b.ReviewOn.Known() {
			a.wrong("look", "Choose a day, or go back to the project.")
		}
		return []domain.Draft{{Body: b, Sharing: keptTo(reports.SharedAs(seen, e.ID))}}
	}
	f.after = func(*answers, Receipt) string { return where{Project: e.Project}.url("") }
	return f
}

// endedForm adds to how a test ended: what happened, where nobody said and who asks may, and what was learnt.
func endedForm(seen reports.Seen, e reports.Entry, at where, a *answers) smallForm {
	f := smallForm{title: "What did we learn?", on: &e.Line, tapped: tappedOf(seen, e), says: []string{"Saved. Thank you.", "You can leave these empty and add them later."}}
	_, err := reports.EntryOf(seen, a.text("command"))
	again := err == nil // it was sent before: its words are there already, and mean the same
	mayAdd := (e.Text.Empty() || again) && reports.MayWith(seen, reports.Correct, e.ID) == nil
	if mayAdd {
		f.first = append(f.first, field{Name: "what", Label: "What happened?", Hint: "Do not use people’s names.", Rows: 3})
	}
	f.first = append(f.first, field{Name: "learnt", Label: "What did we learn?", Rows: 3})
	was := domain.TestConcluded{Test: plainField(e.Fields, "test"), Supported: plainField(e.Fields, "supported"), Next: plainField(e.Fields, "next")}
	if mayAdd && was.Supported == "" {
		f.more = append(f.more, rightField("supported", "Was it as we thought?", true))
	}
	f.ways = []link{{URL: at.url("write", "kind", writeChange, "from", e.ID), Words: "Write down what we will do now"}, {URL: at.url(""), Words: "Leave it for later"}}
	f.drafts = func(a *answers) []domain.Draft {
		var list []domain.Draft
		if right := a.rightOf("supported"); mayAdd && (a.text("what") != "" || right != "") {
			with := was
			with.What = domain.Write(a.text("what"))
			if right != "" {
				with.Supported = right
			}
			list = append(list, domain.Draft{Body: &domain.EntryCorrected{Entry: e.ID, With: &with}, Sharing: keptTo(reports.SharedAs(seen, e.ID))})
		}
		if a.text("learnt") != "" {
			list = append(list, domain.Draft{Body: &domain.LearningDrawn{What: domain.Write(a.text("learnt")), From: []string{e.ID}}})
		}
		if len(list) == 0 {
			a.wrong(f.first[0].Name, "Write in one of the boxes, or leave it for later")
		}
		return list
	}
	return f
}

// tapped is what one tap said of a test, and the way to take it back: a thumb finds the wrong button.
type tapped struct {
	Says, Words     string // what is done with the test, and the test's words
	Action, Command string // no Action: who looks may not take it back
}

// tappedOf is what a conclusion or a postponement says of its test; nil for anything else, and where it does not stand.
func tappedOf(seen reports.Seen, e reports.Entry) *tapped {
	says := map[string]string{nextKeep: "We keep this:", nextChange: "We change this:", nextStop: "We stop this:", nextTooEarly: "It is too early to tell:"}
	t := &tapped{Says: says[plainField(e.Fields, "next")]}
	if e.Kind == "test.postponed" {
		t.Says = says[nextTooEarly]
	}
	test, err := reports.EntryOf(seen, plainField(e.Fields, "test"))
	if err != nil || t.Says == "" || e.Withdrawn {
		return nil
	}
	t.Words = beginning(test.Line)
	if mayPutRight(seen, e) {
		t.Action, t.Command = where{Project: e.Project}.entry(e.ID)+"/correct", tapID(e.Project, "back\x00"+e.ID, 0)
	}
	return t
}

// fieldOf is the value of a field of an entry; nil: it says nothing there.
func fieldOf(f reports.Fields, name string) any {
	for _, one := range f {
		if one.Name == name {
			return one.Value
		}
	}
	return nil
}

// tapID is the command id of a button that saves with one tap: however often it is pressed on the same state of the project, it is there
// once. A page that is kept has it for everybody who may see that page.
func tapID(project, about string, position uint64) string {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte("tap\x00"+project+"\x00"+about+"\x00"+number(position))).String()
}
