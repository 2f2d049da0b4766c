package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

// kindOfMeasure asks what a good result looks like.
func kindOfMeasure() field {
	return field{Name: "kind", Label: "What would be good?", Radios: true, Options: []pair{
		{string(domain.Increase), "It goes up"}, {string(domain.Decrease), "It goes down"}, {string(domain.Keep), "It stays as it is"},
		{string(domain.InRange), "It stays between two numbers"}, {string(domain.Reach), "It happens. Yes or no"},
		{string(domain.Rubric), "It climbs steps that we name in words"}, {string(domain.Story), "We tell it in words, without a number"}}}
}

// modeOfMeasure asks how the numbers are counted.
func modeOfMeasure() field {
	return field{Name: "mode", Label: "How do we count it?", Radios: true, Options: []pair{
		{string(domain.PerPeriod), "How many in this time"}, {string(domain.ToDate), "How many so far"}, {string(domain.Snapshot), "How it is on the day we look"},
		{string(domain.Percentage), "A part of a whole, such as 15 of 30"}, {string(domain.Distinct), "How many different people"}}}
}

// becauseField asks why something was changed, from a short list.
func becauseField() field {
	f := field{Name: "because", Label: "What made us change it?", Radios: true, Options: []pair{{"", "Leave this out"}}}
	words := map[domain.Because]string{
		domain.BecauseLearnt: "We learnt something", domain.BecauseAround: "Things around us changed", domain.BecauseMoney: "There was more money, or less",
		domain.BecauseFunder: "The funder asked", domain.BecauseAMistake: "It was a mistake",
	}
	for _, b := range domain.Reasons() {
		f.Options = append(f.Options, pair{string(b), words[b]})
	}
	return f
}

// changedFields ask for the reason of a change: from the list, in words, and who was there.
func changedFields() []field {
	return []field{
		becauseField(),
		{Name: "why", Label: "Why, in your own words?", Hint: "You can leave this empty.", Rows: 3},
		{Name: "there", Label: "Who was there?", Hint: "Say what people do, not their names.", Rows: 2},
	}
}

func (a *answers) because() domain.Because {
	var list []string
	for _, b := range domain.Reasons() {
		list = append(list, string(b))
	}
	a.mustChoose("because", list...)
	return domain.Because(a.text("because"))
}

// newMeasureForm asks how the group will know: first in two questions, then what those ask for.
func newMeasureForm(_ *site, seen reports.Seen, at where, r *http.Request, a *answers) (smallForm, error) {
	id := r.PathValue("aim")
	aim, err := reports.AimVersionOf(seen, id)
	if err != nil && seen != (reports.Seen{}) {
		return smallForm{}, err
	}
	f := smallForm{title: "How will we know?", needs: "name"}
	if aim.Statement != "" {
		f.says = []string{"This is about: " + language.Theirs(aim.Statement)}
	}
	if a.text("stage") != "2" && a.text("do") == showsMore {
		a.nameAndKind()
		if len(a.problems) == 0 {
			a.values["stage"] = "2"
		}
	}
	if a.text("stage") != "2" {
		f.button, f.goesOn = "Go on", true
		f.first = []field{{Name: "name", Label: "What will we look at?", Hint: "Such as: people who eat together."}, kindOfMeasure()}
	} else {
		kind := domain.MeasureKind(a.text("kind"))
		f.title, f.needs, f.button = "How do we count it?", "", "Save how we will know"
		f.says = append(f.says, "We look at: "+language.Theirs(a.text("name")))
		f.hidden = []pair{{"stage", "2"}, {"name", a.text("name")}, {"kind", a.text("kind")}}
		f.first, f.more = definitionFields(kind)
		if hasNumbers(kind) {
			f.first = append(f.first, startFields()...)
		}
	}
	f.drafts = func(a *answers) []domain.Draft {
		a.nameAndKind()
		if len(a.problems) == 0 {
			a.values["stage"] = "2" // whoever sent it without the second page is asked the rest
		}
		d := a.measureDefinition()
		measure := measureID(a.values["command"])
		drafts := []domain.Draft{{Body: &domain.MeasureAdded{Aim: id, Measure: measure, Definition: d}}}
		if start := a.start(id, measure, d, a.today(seen)); start != nil {
			drafts = append(drafts, domain.Draft{Body: start})
		}
		return drafts
	}
	f.after = func(a *answers, _ Receipt) string { return at.measure(id, measureID(a.values["command"]), "target") }
	return f, nil
}

// measureID is the id of a measure that a form begins.
func measureID(command string) string { return "measure-" + command[max(0, len(command)-12):] }

// measure is the address of a form about a measure.
func (p where) measure(aim, measure, form string) string {
	return p.url("aim/" + escape(aim) + "/measure/" + escape(measure) + "/" + form)
}

// hasNumbers says whether a measure is counted in numbers.
func hasNumbers(k domain.MeasureKind) bool {
	return k == domain.Increase || k == domain.Decrease || k == domain.Keep || k == domain.InRange
}

// nameAndKind notes what is missing of the first two questions.
func (a *answers) nameAndKind() {
	a.most("name", domain.MaxName)
	if a.text("name") == "" {
		a.wrong("name", "Tell us what we will look at")
	}
	var kinds []string
	for _, o := range kindOfMeasure().Options {
		kinds = append(kinds, o.Name)
	}
	a.mustChoose("kind", kinds...)
	if a.text("kind") == "" {
		a.wrong("kind", "Choose one of these.")
	}
}

// definitionFields are the questions about a measure of a kind, and those that can be left out.
func definitionFields(kind domain.MeasureKind) (first, more []field) {
	switch {
	case kind == domain.Rubric:
		first = append(first, field{Name: "levels", Label: "Which steps are there?", Hint: "One on each line, the lowest first.", Rows: 4})
	case hasNumbers(kind):
		first = append(first, modeOfMeasure(), field{Name: "unit", Label: "What do we count?", Hint: "Such as people, or meals."})
		more = append(more, field{Name: "tolerance", Label: "How far off is still fine?", Hint: "A number. Leave it empty for 0."},
			field{Name: "tolerance_why", Label: "Why is that still fine?", Rows: 2},
			field{Name: "by", Label: "By whom and where do we count?", Hint: "One on each line, with its parts. Such as: sex: women, men, others", Rows: 4},
			field{Name: "adds", Label: "Can we add up the places?", Radios: true, Options: []pair{{"", "No, or we do not know"}, {"yes", "Yes"}}})
	}
	if hasNumbers(kind) {
		more = append(more, field{Name: "people", Label: "Does it count people?", Hint: "Then we hide small numbers from others.", Radios: true, Options: []pair{{"", "Yes"}, {"no", "No"}}})
	}
	return first, append(more, field{Name: "agreed", Label: "Who agreed on this?", Hint: "Say what people do, not their names.", Rows: 2})
}

// definition reads what a measure is.
func (a *answers) measureDefinition() domain.Definition {
	d := domain.Definition{Name: a.text("name"), MeasureKind: domain.MeasureKind(a.text("kind")), AgreedBy: a.may("agreed")}
	switch {
	case d.MeasureKind == domain.Rubric:
		d.Levels = linesOf(a.text("levels"))
		if len(d.Levels) < 2 {
			a.wrong("levels", "Name at least two steps, each on its own line.")
		}
	case hasNumbers(d.MeasureKind):
		var modes []string
		for _, o := range modeOfMeasure().Options {
			modes = append(modes, o.Name)
		}
		if a.text("mode") != string(domain.ModeUnknown) { // what came from a file may stay as it is
			a.mustChoose("mode", modes...)
		}
		if a.text("mode") == "" {
			a.wrong("mode", "Choose one of these.")
		}
		d.Mode, d.Unit, d.ToleranceWhy, d.PartsAddUp = domain.Mode(a.text("mode")), a.text("unit"), a.may("tolerance_why"), a.text("adds") == "yes"
		a.most("unit", domain.MaxName)
		if a.text("tolerance") != "" {
			if n, ok := a.count("tolerance"); ok && n.Sign() < 0 {
				a.wrong("tolerance", "Write 0 or more.")
			} else if ok {
				d.Tolerance = &n
			}
		}
		d.Breakdowns = a.breakdowns()
		if no := false; a.text("people") == "no" {
			d.People = &no
		}
	}
	return d
}

// breakdowns reads by whom and where a measure is counted.
func (a *answers) breakdowns() []string {
	list := linesOf(a.text("by"))
	if strings.Contains(a.text("by"), ";") {
		a.wrong("by", "Put commas between the parts, not “;”.")
	}
	var clean []string
	for _, one := range (domain.Definition{Breakdowns: list}).Dimensions() {
		clean = append(clean, one.Breakdown())
	}
	if len(clean) < len(list) && len(clean) == 0 {
		a.wrong("by", "Begin with a name, such as: sex: women, men.")
	}
	return clean
}

// linesOf are the lines of a text that say something.
func linesOf(text string) []string {
	var list []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, l)
		}
	}
	return list
}

// changeMeasureForm defines a measure anew; what it was before stays to be seen.
func changeMeasureForm(_ *site, seen reports.Seen, at where, r *http.Request, a *answers) (smallForm, error) {
	aim, id := r.PathValue("aim"), r.PathValue("measure")
	now, err := measureNow(seen, r, a)
	if err != nil {
		return smallForm{}, err
	}
	d := now.Definition
	if _, sent := a.values["name"]; !sent {
		a.fillDefinition(d)
	}
	kind := domain.MeasureKind(a.text("kind"))
	f := smallForm{title: "Change how we will know", button: "Save", needs: "name", says: []string{"We keep what it was before."}}
	f.hidden = []pair{bringsBack(now)}
	f.first = []field{{Name: "name", Label: "What will we look at?"}, kindOfMeasure()}
	first, more := definitionFields(kind)
	f.first, f.more = append(append(f.first, first...), changedFields()...), more
	if !slices.ContainsFunc(first, func(x field) bool { return x.Name == "mode" }) { // its kind may be changed to one that has these
		f.more = append(f.more, modeOfMeasure())
	}
	f.drafts = func(a *answers) []domain.Draft {
		a.nameAndKind()
		body := &domain.MeasureRevised{Aim: aim, Measure: id, Definition: a.measureDefinition(), Because: a.because(), Why: a.may("why"), There: a.may("there")}
		return []domain.Draft{{Body: body}}
	}
	f.after = func(*answers, Receipt) string { return at.aim(aim) }
	return f, nil
}

// fillDefinition puts a definition into the boxes.
func (a *answers) fillDefinition(d domain.Definition) {
	set := func(name, value string) { a.values[name] = value }
	set("name", d.Name)
	set("kind", string(d.MeasureKind))
	set("mode", string(d.Mode))
	set("unit", d.Unit)
	set("levels", strings.Join(d.Levels, "\n"))
	set("by", strings.Join(d.Breakdowns, "\n"))
	if d.Tolerance != nil {
		set("tolerance", d.Tolerance.String())
	}
	if !d.CountsPeople() {
		set("people", "no")
	}
	if d.PartsAddUp {
		set("adds", "yes")
	}
	why, _ := d.ToleranceWhy.Reveal(nil)
	agreed, _ := d.AgreedBy.Reveal(nil)
	set("tolerance_why", why)
	set("agreed", agreed)
}

// retireMeasureForm says that a measure is no longer used.
func retireMeasureForm(_ *site, seen reports.Seen, at where, r *http.Request, a *answers) (smallForm, error) {
	aim, id := r.PathValue("aim"), r.PathValue("measure")
	now, err := measureNow(seen, r, a)
	if err != nil {
		return smallForm{}, err
	}
	f := smallForm{title: "No longer look at this", button: "Yes, we no longer look at it", says: []string{"This is: " + language.Theirs(now.Measure.Name), "Its numbers stay to be seen."}}
	f.hidden = []pair{bringsBack(now)}
	f.first = []field{{Name: "why", Label: "Why?", Hint: "You can leave this empty.", Rows: 3}}
	f.drafts = func(a *answers) []domain.Draft {
		return []domain.Draft{{Body: &domain.MeasureRetired{Aim: aim, Measure: id, Why: a.may("why")}}}
	}
	f.after = func(*answers, Receipt) string { return at.aim(aim) }
	return f, nil
}

// aim is the address of the page of an aim and how it changed.
func (p where) aim(id string) string { return p.url("aim/" + escape(id)) }
