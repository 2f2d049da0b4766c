package web

import (
	"net/http"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

// forDay is the answer that a number is of a day.
const forDay = "day"

// numberForm writes down what was found: of the whole and of its parts, for a time or a day.
func numberForm(_ *site, seen reports.Seen, at where, r *http.Request, a *answers) (smallForm, error) {
	aim, id := r.PathValue("aim"), r.PathValue("measure")
	now, err := measureNow(seen, r, a)
	if err != nil {
		return smallForm{}, err
	}
	d, today, both := now.Definition, a.today(seen), bothOf(r, a)
	if _, sent := a.values["period"]; !sent && d.Mode != domain.ToDate && d.Mode != domain.Snapshot {
		for _, p := range now.Measure.Periods {
			if p.InProgress {
				a.values["period"] = p.PeriodID()
			}
		}
	}
	f := smallForm{title: "What did we count?", button: "Save what we counted", says: []string{"This is about: " + language.Theirs(now.Measure.Title())}}
	if d.MeasureKind == domain.Reach || d.MeasureKind == domain.Rubric || d.MeasureKind == domain.Story {
		f.title, f.button = "How does it stand?", "Save how it stands"
	}
	f.first = []field{
		periodField(now, "For which time?", pair{forDay, "For one day. We write it below"}),
		{Name: "happened", Label: "On which day?", Hint: "Such as today, or 10 July 2025."},
	}
	f.tables = withAnswers(tablesOf(now, both), d, true, pair{saidUnknown, "Not known"}, pair{saidPrivate, "Kept private"})
	f.last = []field{{Name: "source", Label: "Where does the number come from?", Hint: "Such as: our list at the door.", Rows: 2}}
	f.more = append(otherPeriodFields(), siteField(now), field{Name: "what", Label: "Is there more to say?", Hint: "Do not use people’s names.", Rows: 3},
		field{Name: "how", Label: "How do we know?", Hint: "You saw it, someone told you, or you counted.", Rows: 2})
	f.hidden, f.ways = append(bothHidden(both), bringsBack(now)), bothWays(at, now, "number")
	f.drafts = func(a *answers) []domain.Draft {
		happened := a.checkDate(today)
		start, end := a.period(today, forDay)
		if (start.Known() || end.Known()) && happened.Known() && happened.Whole() && (happened.Before(start) || end.Known() && happened.After(end)) {
			a.ask("happened", "This day is not in that time.")
		}
		a.most("site", domain.MaxName)
		var drafts []domain.Draft
		for _, t := range f.tables {
			for _, row := range t.Rows {
				s, ok := row.read(a, now, true)
				if !ok || t.Whole && s.said == saidUnknown { // a whole that nobody knows is one that nobody reported
					continue
				}
				b := &domain.OutcomeRecorded{
					Aim: aim, Measure: id, Value: s.value, Numerator: s.part, Denominator: s.whole, PeriodStart: start, PeriodEnd: end, Site: a.text("site"),
					Parts: row.Parts, Source: a.may("source"), How: a.may("how"),
				}
				switch s.said {
				case saidUnknown:
					b.Value = domain.Say("not known")
				case saidPrivate:
					b.Value = domain.Value{Form: domain.Withheld}
				}
				if len(drafts) == 0 {
					b.What = a.may("what")
				}
				drafts = append(drafts, domain.Draft{Body: b, Happened: happened})
			}
		}
		if len(drafts) == 0 && len(a.problems) == 0 {
			a.wrong(f.tables[0].Rows[0].Number.Name, "Write what we found, all together or of a part.")
		}
		if d.Mode != domain.Percentage && hasNumbers(d.MeasureKind) {
			a.askSums(f.tables, now)
		}
		return drafts
	}
	return f, nil
}

// siteField asks for the place that reports apart.
func siteField(now reports.MeasureNow) field {
	f := field{Name: "site", Label: "Which place is it of?", Hint: "Only if each place counts by itself."}
	if n := len(now.Sites); n > 0 {
		f.Hint += " So far: "
		for i, site := range now.Sites[:min(n, 5)] {
			if i > 0 {
				f.Hint += ", "
			}
			f.Hint += language.Theirs(site)
		}
	}
	return f
}

// bothOf are the two dimensions whose parts are asked for at once; empty: each by itself.
func bothOf(r *http.Request, a *answers) [2]string {
	if _, sent := a.values["both"]; !sent {
		a.values["both"], a.values["and"] = r.URL.Query().Get("both"), r.URL.Query().Get("and")
	}
	return [2]string{a.text("both"), a.text("and")}
}

func bothHidden(both [2]string) []pair {
	if both[0] == "" {
		return nil
	}
	return []pair{{"both", both[0]}, {"and", both[1]}}
}

// bothWays lead to the same form for the parts of two dimensions at once.
func bothWays(at where, now reports.MeasureNow, form string) (list []link) {
	for _, p := range pairsOf(now) {
		address := at.url("aim/"+escape(now.Aim)+"/measure/"+escape(now.Measure.ID)+"/"+form, "both", p[0], "and", p[1])
		list = append(list, link{URL: address, Words: "By " + language.Theirs(p[0]) + " and " + language.Theirs(p[1]) + " at once"})
	}
	return list
}
