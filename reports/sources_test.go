package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Every figure of a report has a source in it: its rule, the entries that count, those left out and why, as the page of the figure says.
func TestEveryFigureOfAReportHasItsSource(t *testing.T) {
	h := story(t)
	for _, a := range Audiences() {
		seen, telling := h.see(a.ID), tellingFor(t, h, a.ID)
		of := sourcesByFigure(telling.Sources)
		figures := 0
		c := aimsIn(t, telling)
		for _, aim := range c.Aims {
			for _, m := range aim.Measures {
				for _, f := range m.named() {
					figures++
					o, ok := of[shownFigure{aim.ID, m.ID, f.id}]
					if !ok || f.source != o.Number {
						t.Fatalf("%s: the figure of %s, %s has the source %d, which is not there", a.ID, m.ID, f.id, f.source)
					}
					page, err := ProvenanceOf(seen, aim.ID, m.ID, f.id)
					if err != nil {
						t.Fatal(err)
					}
					asPageSays(t, o, page)
				}
			}
		}
		if figures < 10 {
			t.Fatalf("%s: %d figures prove too little", a.ID, figures)
		}
	}
}

type shownFigure struct{ aim, measure, period string }

func sourcesByFigure(list []Source) map[shownFigure]Source {
	of := map[shownFigure]Source{}
	for _, o := range list {
		for _, period := range o.Periods {
			of[shownFigure{o.Aim, o.Measure, period}] = o
		}
	}
	return of
}

func aimsIn(t *testing.T, telling Telling) Comparison {
	t.Helper()
	for _, p := range telling.Parts {
		if c, ok := p.Model.(Comparison); ok {
			return c
		}
	}
	t.Fatal("the report tells no aims")
	return Comparison{}
}

// asPageSays: a source names the rule, and just the entries, reasons, corrections and causes that the page of its figure names.
func asPageSays(t *testing.T, o Source, page Provenance) {
	t.Helper()
	if o.Rule == "" || o.Rule != page.Figure.Rule || o.Unnamed != page.Unnamed {
		t.Errorf("source %d has the rule %q, the page %q", o.Number, o.Rule, page.Figure.Rule)
	}
	entry := func(stands string, c any) string { return stands + asJSON(t, c) }
	var got, want []string
	for _, e := range o.entries() {
		got = append(got, entry(e.Stands, []any{e.Ref, e.Happened, e.Stated, e.Why, e.By, e.On, e.Reason, e.Correction, e.Corrections, e.Causes}))
	}
	none := SeenText{State: TextEmpty}
	for _, c := range append(page.Facts(), page.Opinions()...) {
		stands := counts
		if c.Opinion {
			stands = opinion
		}
		want = append(want, entry(stands, []any{aimed.Ref{ID: c.ID, Position: c.Position}, c.Happened, c.Stated, "", nil, Day{}, none, c.Correction, c.History, c.Causes}))
	}
	for _, l := range page.LeftOut {
		want = append(want, entry(isLeftOut, []any{aimed.Ref{ID: l.ID, Position: l.Position}, l.Happened, l.Stated, l.Why, l.By, l.On, l.Reason, nil, []Restated{}, l.Causes}))
	}
	if !slices.Equal(got, want) {
		t.Errorf("source %d says\n%s\nthe page\n%s", o.Number, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Each form of a report leads from its figures to their sources: text and Markdown by a number in brackets, tables by a column, data by ids.
func TestEveryFormLeadsFromFiguresToSources(t *testing.T) {
	telling := tellingFor(t, corrected(t), "group")
	if len(telling.Sources) < 1 {
		t.Fatalf("%d sources", len(telling.Sources))
	}
	forms := everything(t, telling)
	for _, form := range []string{"md", "text"} {
		plain := strings.NewReplacer("\\", "", "\n", " ").Replace(forms[form])
		figures, annex, there := strings.Cut(strings.Join(strings.Fields(plain), " "), saysSources+" ")
		if !there {
			t.Fatalf("%s does not say where its figures come from:\n%s", form, forms[form])
		}
		for _, o := range telling.Sources {
			mark := "[" + strconv.Itoa(o.Number) + "]"
			_, place, there := strings.Cut(annex, mark)
			if !strings.Contains(figures, mark) && o.Periods[len(o.Periods)-1] != PeriodOverall || !there || !strings.Contains(place, o.Rule) {
				t.Errorf("%s does not lead to source %d:\n%s", form, o.Number, forms[form])
			}
		}
		for _, want := range []string{
			"What happened: 14. 12, corrected to 14 on", "We counted twice.", "Left out: It was taken back. Entry 9", "It was another place.", "What led to it: entry 5.",
		} {
			if !strings.Contains(annex, want) {
				t.Errorf("%s does not say %q:\n%s", form, want, annex)
			}
		}
	}
	sourcesInTables(t, telling, forms["csv"])
	var data struct {
		Sources []struct {
			Number       int
			Aim, Measure string
			Periods      []string
			Rule         string
			Entries      []struct {
				ID, Stands, Why string
				Causes          []struct{ ID string }
				Corrections     []struct{ Before, After string }
			}
		}
	}
	if err := json.Unmarshal([]byte(forms["json"]), &data); err != nil {
		t.Fatal(err)
	}
	last := data.Sources[len(data.Sources)-1]
	if last.Measure != "m" || last.Rule == "" || !slices.Contains(last.Periods, PeriodOverall) || len(last.Entries) != 4 {
		t.Fatalf("%+v", last)
	}
	if e := last.Entries[1]; e.Stands != counts || len(e.Corrections) != 1 || e.Corrections[0].After != "14" || len(e.Causes) != 1 {
		t.Errorf("%+v", e)
	}
	if e := last.Entries[3]; e.Stands != isLeftOut || e.Why != "It was taken back." {
		t.Errorf("%+v", e)
	}
}

// sourcesInTables: every row of a figure has its number, and the rows of that number name its entries; the workbook says the same.
func sourcesInTables(t *testing.T, telling Telling, raw string) {
	t.Helper()
	_, annex, there := strings.Cut(raw, "\r\n"+saysSources+"\r\n")
	if !there {
		t.Fatalf("the table does not say where its figures come from:\n%s", raw)
	}
	rows, err := csv.NewReader(strings.NewReader(annex)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	set := SheetsOfTelling(telling)
	var sheet [][]string
	figures := 0
	for _, s := range set.Sheets {
		at := slices.Index(s.Columns, figureColumn)
		for cells := range s.Rows {
			row := make([]string, len(cells))
			for i, c := range cells {
				row[i] = safeCell(cell(c))
			}
			switch {
			case s.Name == SheetSources:
				sheet = append(sheet, row)
			case s.Name == SectionAims:
				figures++
				if at < 0 || !slices.ContainsFunc(rows[1:], func(r []string) bool { return r[0] == row[at] }) {
					t.Errorf("no source is there for the figure %q", row)
				}
			}
		}
	}
	if figures == 0 || !slices.EqualFunc(sheet, rows[1:], slices.Equal) {
		t.Errorf("the workbook says of %d figures\n%q\nthe table\n%q", figures, sheet, rows[1:])
	}
	for _, column := range []string{"rule", "entry", "why_left_out", "corrections", "causes"} {
		at := slices.Index(rows[0], column)
		if at < 0 || !slices.ContainsFunc(rows[1:], func(r []string) bool { return r[at] != "" }) {
			t.Errorf("the table says nothing in %s: %q", column, rows)
		}
	}
}

// corrected has a figure whose outcome came of a test and was corrected, and another outcome that was taken back.
func corrected(t *testing.T) *history {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "People eat together."})
	h.add(&domain.MeasureAdded{Aim: "a", Measure: "m", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.ToDate}})
	h.add(&domain.TargetSet{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(10))})
	test := h.add(&domain.TestStarted{What: words("soup")})
	first := h.draft(domain.Draft{Body: &domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(12))}, Cause: test})
	h.add(&domain.EntryCorrected{Entry: first, Why: words("We counted twice."), With: &domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(14))}})
	gone := h.add(&domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: domain.Of(domain.Int(99))})
	h.add(&domain.EntryWithdrawn{Entry: gone, Why: words("It was another place.")})
	return h
}

// No form of a report tells more in its sources than the gate lets through: no number of people, no entry that somebody keeps to
// themselves, no word without a yes.
func TestSourcesTellNothingThatIsProtected(t *testing.T) {
	h := counted(t)
	for _, audience := range []string{"funders", "decision-makers", "public"} {
		telling := tellingFor(t, h, audience)
		var all bytes.Buffer
		for _, o := range telling.Sources {
			all.WriteString(asJSON(t, o) + o.Says())
			for _, e := range o.entries() {
				all.WriteString(e.says)
				if e.Kind == "outcome.recorded" && o.Measure != "meetings" {
					t.Errorf("%s learn of an outcome behind a number of people: %+v", audience, e)
				}
			}
			if people := o.Measure != "meetings"; o.Unnamed != people {
				t.Errorf("%s: of %s it is said that entries are not named: %v", audience, o.Measure, o.Unnamed)
			}
		}
		for _, secret := range []string{"233", "227", "6 of 6", `"outcome.recorded","happened":null,"stands":"counts","value":6`} {
			if strings.Contains(all.String(), secret) {
				t.Errorf("the sources tell %s %q: %s", audience, secret, all.String())
			}
		}
	}
}
