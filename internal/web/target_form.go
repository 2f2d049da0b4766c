package web

import (
	"net/http"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

// The answers to which time a number is for, besides a period as START/END.
const (
	forAll   = "all"
	forOther = "other"
)

// periodField asks which time it is for; first is what is meant where nobody chooses.
func periodField(now reports.MeasureNow, label string, first pair) field {
	f := field{Name: "period", Label: label, Options: []pair{first}}
	for _, p := range now.Measure.Periods {
		f.Options = append(f.Options, pair{p.PeriodID(), reports.PeriodWords(p)})
	}
	f.Options = append(f.Options, pair{forOther, "Another time. We write it below"})
	return f
}

// otherPeriodFields ask for the first and the last day of another time.
func otherPeriodFields() []field {
	return []field{
		{Name: "from", Label: "From which day?", Hint: "Only for another time. Such as 1 April 2027."},
		{Name: "until", Label: "Until which day?", Hint: "This day is part of it."},
	}
}

// period reads the time that was chosen; both days are unknown where it is for no period.
func (a *answers) period(today domain.Date, first string) (start, end domain.Date) {
	switch chosen := a.text("period"); {
	case chosen == forOther || (chosen == "" || chosen == first) && a.text("from")+a.text("until") != "":
		a.values["period"] = forOther
		start, end = a.theWholeDay("from", today), a.theWholeDay("until", today)
		if start.Known() && end.Known() && end.Before(start) && a.problem("from") == "" && a.problem("until") == "" {
			a.wrong("until", "This day is before the first one.")
		}
	case chosen != "" && chosen != first:
		from, until, _ := strings.Cut(chosen, "/")
		var wrong, also error
		start, wrong = domain.ParseDate(from)
		end, also = domain.ParseDate(until)
		if wrong != nil || also != nil || !start.Known() && !end.Known() {
			a.wrong("period", "Choose one of these.")
		}
	}
	return start, end
}

// targetForm says what is aimed for: of the whole and of its parts, for a time or for all of it.
func targetForm(_ *site, seen reports.Seen, at where, r *http.Request, a *answers) (smallForm, error) {
	aim, id := r.PathValue("aim"), r.PathValue("measure")
	now, err := measureNow(seen, r, a)
	if err != nil {
		return smallForm{}, err
	}
	d, today, both := now.Definition, a.today(seen), bothOf(r, a)
	f := smallForm{title: "What do we aim for?", button: "Save what we aim for", says: []string{"This is about: " + language.Theirs(now.Measure.Title())}}
	if d.MeasureKind == domain.InRange {
		f.says = append(f.says, "Write both numbers, such as 30 to 40.")
	}
	if d.Mode == domain.Percentage {
		f.says = append(f.says, "Write it in per cent, such as 60.")
	}
	if _, sent := a.values["period"]; !sent { // a number for the whole time would stand above those of its parts, so nobody writes one by accident
		for _, p := range now.Measure.Periods {
			if a.values["period"] = p.PeriodID(); p.InProgress {
				break
			}
		}
	}
	f.first = append([]field{periodField(now, "For which time?", pair{forAll, "For the whole time"})}, otherPeriodFields()...)
	f.tables = withAnswers(tablesOf(now, both), d, false, pair{saidNone, "Nothing is aimed for"})
	standing(f.tables, now, a.text("period"))
	f.last = changedFields()
	f.last[0].Hint = "Only where it is not the first."
	f.hidden, f.ways = append(bothHidden(both), bringsBack(now)), bothWays(at, now, "target")
	f.drafts = func(a *answers) []domain.Draft {
		start, end := a.period(today, forAll)
		because, why, there := a.because(), a.may("why"), a.may("there")
		var drafts []domain.Draft
		for _, t := range f.tables {
			for _, row := range t.Rows {
				s, ok := row.read(a, now, false)
				if !ok {
					continue
				}
				body := &domain.TargetSet{Aim: aim, Measure: id, Value: s.value, PeriodStart: start, PeriodEnd: end, Parts: row.Parts, Because: because, Why: why, There: there}
				drafts = append(drafts, domain.Draft{Body: body})
			}
		}
		if len(drafts) == 0 && len(a.problems) == 0 {
			a.wrong(f.tables[0].Rows[0].Number.Name, "Write what we aim for.")
		}
		return drafts
	}
	f.after = func(*answers, Receipt) string { return at.aim(aim) }
	return f, nil
}

// standing puts what is aimed for now beside each row, for the time that was chosen.
func standing(tables []numberTable, now reports.MeasureNow, period string) {
	figure := now.Measure.Overall
	for _, p := range now.Measure.Periods {
		if p.PeriodID() == period {
			figure = p
		}
	}
	for _, t := range tables {
		for _, row := range t.Rows {
			if t.Whole {
				if says := figure.SaysTarget(now.Measure); domain.Value(figure.Target).Form != domain.Nothing {
					row.Now = says
				}
				continue
			}
			row.Now = figure.TargetOf(row.Parts, now.Measure)
		}
	}
}

// startFields ask where a measure stood before.
func startFields() []field {
	return []field{
		{Name: "start", Label: "Where does it stand before we begin?", Hint: "Leave it empty if nobody knows."},
		{Name: "start_on", Label: "On which day was that?", Hint: "Such as 10 July 2025, or July 2025."},
	}
}

// start reads where a measure stood; nil where nobody said.
func (a *answers) start(aim, measure string, d domain.Definition, today domain.Date) *domain.BaselineSet {
	b := &domain.BaselineSet{Aim: aim, Measure: measure, Value: domain.Say(a.text("start"))}
	m := reports.Measure{Kind: d.MeasureKind, Mode: d.Mode, Levels: d.Levels, Unit: d.Unit, People: d.CountsPeople()}
	if hasNumbers(d.MeasureKind) {
		if d.MeasureKind == domain.InRange || d.MeasureKind == domain.Keep || d.Mode == domain.Percentage {
			m.Mode = domain.Snapshot // one number, of which nothing else is known
		}
		a.checkNumberIn("start", a.text("start"), &m)
	}
	if a.text("start_on") != "" {
		on, wrong := readDate(a.text("start_on"), today)
		if wrong != "" {
			a.wrong("start_on", wrong+" Write a day such as 10 July 2025, or a month such as July 2025.")
		}
		b.On = on
	}
	if a.text("start") == "" {
		if a.text("start_on") != "" {
			a.wrong("start", "Write where it stood on that day.")
		}
		return nil
	}
	return b
}

// startForm says where a measure stood before, or that nobody knows.
func startForm(_ *site, seen reports.Seen, at where, r *http.Request, a *answers) (smallForm, error) {
	aim, id := r.PathValue("aim"), r.PathValue("measure")
	now, err := measureNow(seen, r, a)
	if err != nil {
		return smallForm{}, err
	}
	today := a.today(seen)
	f := smallForm{title: "Where did it stand before?", says: []string{"This is about: " + language.Theirs(now.Measure.Title())}}
	if when, value := now.Measure.SaysBaseline(); value != "" {
		f.says = append(f.says, when+": "+language.Theirs(value))
	}
	f.hidden = []pair{bringsBack(now)}
	f.first = append([]field{{Name: "known", Label: "Do we know it?", Radios: true, Options: []pair{{"", "Yes. We write it below"}, {saidUnknown, "Nobody knows"}}}}, startFields()...)
	f.first[1].Hint = ""
	f.first = append(f.first, field{Name: "why", Label: "How do we know?", Hint: "You can leave this empty.", Rows: 2})
	f.drafts = func(a *answers) []domain.Draft {
		a.mustChoose("known", saidUnknown)
		b := a.start(aim, id, now.Definition, today)
		switch {
		case a.text("known") == saidUnknown && b != nil:
			a.wrong("start", "Write a number or choose that nobody knows. Not both.")
		case a.text("known") == saidUnknown:
			b = &domain.BaselineSet{Aim: aim, Measure: id}
		case b == nil:
			a.wrong("start", "Write where it stood, or choose that nobody knows.")
			b = &domain.BaselineSet{Aim: aim, Measure: id}
		}
		b.Why = a.may("why")
		return []domain.Draft{{Body: b}}
	}
	f.after = func(*answers, Receipt) string { return at.aim(aim) }
	return f, nil
}
