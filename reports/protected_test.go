package reports

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// counted is a project that counts people, meetings, and people by sex.
func counted(t *testing.T) *history {
	h := newHistory(t)
	no := false
	h.add(&domain.AimAgreed{Aim: "a", Statement: "People find a home"})
	measure := func(id string, people *bool) {
		h.add(&domain.MeasureAdded{Aim: "a", Measure: id, Definition: domain.Definition{
			Name: id, MeasureKind: domain.Increase, Mode: domain.PerPeriod, Unit: id, People: people}})
	}
	found := func(id string, aim, n int64, parts ...domain.Part) {
		start, end := day("2023-01-01"), day("2023-12-31")
		if aim > 0 {
			h.add(&domain.TargetSet{Aim: "a", Measure: id, Value: domain.Of(domain.Int(aim)), PeriodStart: start, PeriodEnd: end})
		}
		h.add(&domain.OutcomeRecorded{Aim: "a", Measure: id, Value: domain.Of(domain.Int(n)), PeriodStart: start, PeriodEnd: end, Parts: parts})
	}
	measure("tenants", nil)
	found("tenants", 6, 6)
	measure("visitors", nil)
	found("visitors", 311, 233)
	found("visitors", 0, 227, domain.Part{Dimension: "sex", Value: "women"})
	found("visitors", 0, 6, domain.Part{Dimension: "sex", Value: "men"})
	measure("meetings", &no)
	found("meetings", 3, 2)
	h.draft(domain.Draft{Body: &domain.AimJudged{Aim: "a", Measure: "visitors", Judged: domain.JudgedMost, Disagree: 4}, Knowing: domain.Lived, Sharing: []string{"public"}})
	return h
}

// forms writes everything that an audience can get of a project.
func forms(t *testing.T, h *history, audience string) map[string]string {
	t.Helper()
	seen := h.see(audience)
	c := ComparisonOf(seen)
	told := map[string]string{
		"comparison": asJSON(t, c.Aims), "text": text(t, c, 200), "journey": asJSON(t, JourneyOf(seen)), "journey in text": text(t, JourneyOf(seen), 200),
		"worked": asJSON(t, WorkedOf(seen)), "entries": asJSON(t, EntriesOf(seen)), "found": asJSON(t, Find(seen, "visitors").Entries),
	}
	var csv bytes.Buffer
	if err := c.table().WriteCSV(&csv); err != nil {
		t.Fatal(err)
	}
	told["csv"] = csv.String()
	for _, e := range h.events {
		if _, aim := e.Body.(*domain.TargetSet); aim { // what somebody wishes for is no secret
			continue
		}
		entry, err := EntryOf(seen, e.ID)
		if err != nil {
			t.Fatal(err)
		}
		line, _ := Export(seen, e)
		told["entry"] += text(t, entry, 200)
		told["export"] += asJSON(t, line.Event.Body)
	}
	for _, measure := range []string{"tenants", "visitors", "meetings"} {
		for _, period := range []string{PeriodOverall, PeriodSoFar, "2023-01-01/2023-12-31"} {
			p, err := ProvenanceOf(seen, "a", measure, period)
			if err != nil {
				t.Fatal(err)
			}
			told["provenance of "+measure] += text(t, p, 200) + asJSON(t, p.Words()) + asJSON(t, slices.DeleteFunc(p.Counted, func(c CountedLine) bool { return c.Kind == "aim.target_set" }))
		}
	}
	return told
}

func TestSmallNumbersStayInTheGroup(t *testing.T) {
	h := counted(t)
	secrets := []string{"6 of 6", "233", "227", "happened: 6", `"6 tenants: tenants"`, "6 visitors", "4 saw it", `"value":6`, `"actual":6`, `"disagree":4`}
	plain := func(s string) string { return strings.ReplaceAll(s, joined, " ") }
	for form, told := range forms(t, h, "funders") {
		for _, secret := range secrets {
			if strings.Contains(plain(told), secret) {
				t.Errorf("%s tells funders %q:\n%s", form, secret, told)
			}
		}
	}
	funders, group := forms(t, h, "funders"), forms(t, h, "group")
	for form, want := range map[string][2]string{
		"comparison":             {`"actual":235,`, `"actual":233,`},
		"text":                   {"about 235 of 311 visitors (about 76 %)", "233 of 311 visitors (74.9 %)"},
		"csv":                    {",235,", ",233,"},
		"provenance of tenants":  {"Numbers of people under 8 are kept private", "6 of 6 tenants"},
		"provenance of visitors": {"235 of 311", "233 of 311"},
		"entry":                  {"value: withheld", "value: 6"},
		"export":                 {`"withheld":true`, `"value":6`},
		"journey in text":        {"Kept private: tenants", "6 tenants: tenants"},
	} {
		for i, told := range []string{funders[form], group[form]} {
			if !strings.Contains(strings.ToLower(plain(told)), strings.ToLower(want[i])) {
				t.Errorf("%s does not tell %s %q:\n%s", form, []string{"funders", "the group"}[i], want[i], told)
			}
		}
	}
	for form, want := range map[string]string{"text": "2 of 3 meetings", "journey in text": "2 meetings: meetings"} {
		if !strings.Contains(plain(funders[form]), want) {
			t.Errorf("%s does not tell funders %q, which are no people:\n%s", form, want, funders[form])
		}
	}
	if want := "some of them saw it differently"; !strings.Contains(funders["text"], want) {
		t.Errorf("that people disagree is not told:\n%s", funders["text"])
	}
}

// A number that is kept back is a fact of its own: it is neither nothing nor zero, and it does not say how the aim stands.
func TestWhatIsKeptBackIsWithheld(t *testing.T) {
	for _, audience := range []string{"funders", "decision-makers", "public"} {
		c := ComparisonOf(counted(t).see(audience))
		f := c.Aims[0].Measures[0].Overall
		if domain.Value(f.Actual).Form != domain.Withheld || f.Status != aimed.IsWithheld || f.Reached != nil || f.ShareOfAim != nil {
			t.Errorf("%s: %+v", audience, f)
		}
		if len(f.Entries) != 1 || len(f.LeftOut) != 0 { // its target
			t.Errorf("%s: entries %v, left out %v", audience, f.Entries, f.LeftOut)
		}
		parts := c.Aims[0].Measures[1].Periods[0].Parts
		if len(parts) != 2 || slices.ContainsFunc(parts, func(p aimed.PartFigure) bool { return p.Mark != aimed.MarkWithheld }) {
			t.Errorf("%s: 235 less 225 tells of the men: %+v", audience, parts)
		}
	}
}
