package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

// judgeName is the form that says how much was achieved; about of its address is the aim or the measure.
const judgeName = "judge"

// judgedField asks how much of something was achieved, in the words that suit a measure of this kind.
func judgedField(kind domain.MeasureKind) field {
	f := field{Name: "judged", Label: "How much of this do we think we achieved?", Radios: true}
	for _, j := range reports.JudgedChoices() {
		f.Options = append(f.Options, pair{string(j), reports.Capital(reports.JudgedWords(kind, j))})
	}
	return f
}

// judgeForm is the form for what people think of an aim or a measure. It stands beside the figures and is never added up with them.
func judgeForm(_ *site, seen reports.Seen, _ where, _ *http.Request, a *answers) (smallForm, error) {
	aim, measure := readAbout(a.values["about"])
	of, err := judgedOf(seen, aim, measure)
	if err != nil {
		return smallForm{}, err
	}
	today := a.today(seen)
	f := smallForm{
		title: "How much did we achieve?", button: "Save what we think", hidden: []pair{{"about", a.values["about"]}},
		says: []string{"This is about: " + language.Theirs(of.says), "What people think stands beside the numbers. It changes no number."},
		first: []field{
			judgedField(of.kind),
			{Name: "knowing", Label: "Who says this?", Radios: true, Options: []pair{{string(domain.Lived), "People who know it from living it"},
				{string(domain.Professional), "People who know it from working with it"}, {string(domain.BothWays), "Both together"}, {"", "We do not say"}}},
			{Name: "disagree", Label: "How many of us saw it differently?", Hint: "Write a number, such as 2. Leave it empty if nobody did."},
		},
		more: []field{
			{Name: "period", Label: "For which time?", Options: append([]pair{{"", "All of the time so far"}}, of.periods...)},
			{Name: "why", Label: "Why do we think so?", Hint: "Do not use people’s names.", Rows: 3},
			{Name: "happened", Label: "When did we talk about it?", Hint: "Such as 10 July 2025. Leave it empty for today."},
		},
	}
	f.drafts = func(a *answers) []domain.Draft {
		b := &domain.AimJudged{Aim: aim, Measure: measure, Judged: domain.Judged(a.text("judged")), Disagree: a.howMany("disagree"), Why: a.may("why")}
		if !slices.Contains(reports.JudgedChoices(), b.Judged) {
			a.wrong("judged", "Choose one of these.")
		}
		a.mustChoose("knowing", string(domain.Lived), string(domain.Professional), string(domain.BothWays))
		b.PeriodStart, b.PeriodEnd = a.judgedTime()
		return []domain.Draft{{Body: b, Knowing: domain.Knowing(a.text("knowing")), Happened: a.checkDate(today)}}
	}
	return f, nil
}

// judged is what a judgement is about.
type judged struct {
	says    string // the words of the aim, and behind them the name of the measure
	kind    domain.MeasureKind
	periods []pair // of the measure, or of all measures of the aim
}

// judgedOf finds an aim or one of its measures. With no rows, where the views cannot be asked, it is about what was sent.
func judgedOf(seen reports.Seen, aim, measure string) (judged, error) {
	var of judged
	for _, a := range reports.ComparisonOf(seen).Aims {
		if a.ID != aim {
			continue
		}
		of.says = a.Statement
		found := measure == ""
		for _, m := range a.Measures {
			if measure != "" && m.ID != measure {
				continue
			}
			if measure != "" {
				found, of.kind, of.says = true, m.Kind, a.Statement+" – "+m.Title()
			}
			for _, f := range m.Periods {
				p := periodValue(domain.Date(f.Start), domain.Date(f.End))
				if p != "" && !slices.ContainsFunc(of.periods, func(had pair) bool { return had.Name == p }) {
					of.periods = append(of.periods, pair{p, reports.PeriodWords(f)})
				}
			}
		}
		if found {
			return of, nil
		}
	}
	if reports.PlaceOf(seen).Project == "" {
		return of, nil
	}
	return of, &domain.Error{Kind: domain.NotFound, Message: "there is no such aim or measure", Value: aim, Want: "choose one on the page of the aims"}
}

// periodValue puts both days of a period into one answer; empty where the first is not known.
func periodValue(start, end domain.Date) string {
	switch {
	case !start.Known():
		return ""
	case !end.Known():
		return start.String()
	}
	return start.String() + "/" + end.String()
}

// judgedTime reads them again.
func (a *answers) judgedTime() (start, end domain.Date) {
	text := a.text("period")
	if text == "" {
		return start, end
	}
	first, last, closed := strings.Cut(text, "/")
	start, err := domain.ParseDate(first)
	if err == nil && closed {
		end, err = domain.ParseDate(last)
	}
	if err != nil {
		a.wrong("period", "Choose one of these.")
		return domain.Date{}, domain.Date{}
	}
	return start, end
}

// howMany reads a number of people; empty is 0.
func (a *answers) howMany(name string) int {
	text := a.text(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > mostPeople {
		a.wrong(name, "Write a number in digits, such as 7. Or leave it empty.")
		return 0
	}
	return n
}
