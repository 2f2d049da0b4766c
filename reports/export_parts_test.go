package reports

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
)

// inCommits is a history as a projections.Source with three events a commit.
type inCommits struct{ *history }

// ReadProject implements projections.Source.
func (h inCommits) ReadProject(_ context.Context, project string, from uint64) iter.Seq2[domain.Commit, error] {
	return func(yield func(domain.Commit, error) bool) {
		sequence := uint64(0)
		for events := range slices.Chunk(h.events, 3) {
			sequence++
			if project == "garden" && sequence >= from && !yield(domain.Commit{Sequence: sequence, Project: project, Events: slices.Clone(events)}, nil) {
				return
			}
		}
	}
}

// seeInParts is see of a project that is held in parts of so many statements.
func (h *history) seeInParts(audience string, most int) (Seen, bool) {
	h.t.Helper()
	view, err := projections.ReplayInParts(h.t.Context(), inCommits{h}, "garden", most)
	if err != nil {
		h.t.Fatal(err)
	}
	_, several := view.Parts()
	seen, err := h.lens(audience).See(view, h.resolve(Ask{}))
	if err != nil {
		h.t.Fatal(err)
	}
	got, _ := view.Summary()
	if want, _ := h.view().Summary(); got.Position != want.Position || got.Recorded != want.Recorded || view.Known != h.view().Known {
		h.t.Errorf("in parts the last entry is %d, want %d", got.Position, want.Position)
	}
	return seen, several
}

// written is all that an export says, a row a line, and whose words are in it.
func written(t *testing.T, seen Seen) (lines []string) {
	t.Helper()
	set, people, err := Quoting(seen, func(s Seen) (SheetSet, error) { return SheetsOf(s) })
	if err != nil {
		t.Fatal(err)
	}
	lines = append(lines, set.Title, fmt.Sprint(set.Facts), fmt.Sprint(people))
	for _, s := range set.Sheets {
		lines = append(lines, s.Name+": "+s.About, fmt.Sprint(s.Columns))
		for range 2 { // rows can be read again
			for row := range s.Rows {
				for i, c := range row {
					if n, is := c.(domain.Number); is {
						row[i] = "number " + n.String()
					}
				}
				lines = append(lines, fmt.Sprintf("%s %T", row, row))
			}
		}
	}
	return lines
}

// tangled is a story in which much is said about what was stated: by evidence, answers, consent, corrections, and from elsewhere.
func tangled(t *testing.T) *history {
	h := story(t)
	h.add(&domain.PersonJoined{Person: domaintest.Person(1), Name: domain.Name("Ada")})
	period := func(n int) (domain.Date, domain.Date) {
		first := domain.Date{Year: int16(2010 + n), Month: 1, Day: 1}
		return first, domain.Date{Year: first.Year, Month: 12, Day: 31}
	}
	for m := range 6 {
		id := fmt.Sprintf("many-%d", m)
		h.add(&domain.MeasureAdded{Aim: "calm", Measure: id, Definition: domain.Definition{
			Name: "Many " + id, MeasureKind: domain.Increase, Mode: domain.PerPeriod, People: new(bool)}})
	}
	var last string
	for n := range 7 { // what is stated for one measure lies between what is stated for the others
		for m := range 6 {
			start, end := period(n)
			id := fmt.Sprintf("many-%d", m)
			h.add(&domain.TargetSet{Aim: "calm", Measure: id, Value: domain.Of(domain.Int(int64(n + m))), PeriodStart: start, PeriodEnd: end})
			last = h.draft(domain.Draft{Happened: end, Body: &domain.OutcomeRecorded{
				Aim: "calm", Measure: id, Value: domain.Of(domain.MustNumber(fmt.Sprintf("%d.%d", n, m))), PeriodStart: start, PeriodEnd: end, What: words("said of " + id)}})
			switch 10*n + m {
			case 11:
				h.add(&domain.EvidenceAttached{Entry: last, URL: "https://example.org/a", What: words("a photograph")})
			case 22:
				h.add(&domain.EntryCorrected{Entry: last, Why: words("wrong"), With: &domain.OutcomeRecorded{Aim: "calm", Measure: id, Value: domain.Of(domain.Int(99)), PeriodStart: start, PeriodEnd: end}})
			case 33:
				h.add(&domain.EntryWithdrawn{Entry: last, Why: words("never was")})
			case 43:
				h.add(&domain.PeriodRetired{Aim: "calm", Measure: id, PeriodStart: start, PeriodEnd: end})
			case 44: // told by what was written before it, which is of long ago and of nothing that is measured
				h.draft(domain.Draft{Body: &domain.SurpriseNoticed{What: words("as a child"), Welcome: "wanted"}, Happened: day("1999-05-05")})
				h.draft(domain.Draft{Original: time.Date(2015, 5, 5, 0, 0, 0, 0, time.UTC), Body: &domain.OutcomeRecorded{Aim: "calm", Measure: id, Value: domain.Of(domain.Int(5)), PeriodStart: start, PeriodEnd: end, Site: "hall"}})
			case 50:
				h.draft(domain.Draft{Original: time.Date(2015, 6, 5, 0, 0, 0, 0, time.UTC), Body: &domain.SurpriseNoticed{What: words("told elsewhere"), Welcome: "wanted"}, Sharing: []string{"group", "funders", "public"}})
			case 55: // what is said of what others may not know of is not for them either
				mine := h.draft(domain.Draft{Body: &domain.OutcomeRecorded{Aim: "calm", Measure: id, Value: domain.Of(domain.Int(7)), PeriodStart: start, PeriodEnd: end}, Sharing: []string{"only-me"}})
				h.add(&domain.TurningPointChosen{Entry: mine, What: words("it began here")})
				h.add(&domain.LearningDrawn{What: words("count again"), From: []string{last}})
			case 60:
				h.add(&domain.ConsentGiven{Person: domaintest.Person(1), Items: []string{last}, Audience: "public", Purpose: words("a report"), Wording: "v1", Language: "en", How: "spoken"})
			}
		}
	}
	h.add(&domain.MeasureRetired{Aim: "calm", Measure: "many-3", Why: words("enough")})
	h.add(&domain.OutcomeRecorded{Aim: "calm", Measure: "many-5", Value: domain.Of(domain.Int(1))})
	return h
}

// An export from parts of a project says what one of the whole says, to every audience, whatever is held at a time.
func TestPartsSayWhatTheWholeSays(t *testing.T) {
	h := tangled(t)
	for _, audience := range []string{"group", "evaluators", "funders", "decision-makers", "public"} {
		want := written(t, h.see(audience))
		for _, most := range []int{1, 9, 20, 50, 1000} {
			seen, several := h.seeInParts(audience, most)
			if several != (most < 1000) {
				t.Fatalf("of %d statements at a time: in parts %t", most, several)
			}
			got := written(t, seen)
			for i := range max(len(got), len(want)) {
				if i >= len(got) || i >= len(want) || got[i] != want[i] {
					t.Fatalf("%s, %d at a time: line %d of %d and %d is\n%s\nwant\n%s", audience, most, i, len(got), len(want), got[min(i, len(got)-1)], want[min(i, len(want)-1)])
				}
			}
		}
	}
}

// The table of the journey has the rows of the journey.
func TestJourneyTableOfAnExport(t *testing.T) {
	h := tangled(t)
	set, err := SheetsOf(h.see("group"), SheetJourney)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for row := range set.Sheets[0].Rows {
		got = append(got, fmt.Sprint(row))
	}
	for row := range JourneyOf(h.see("group")).table().sheet("", "").Rows {
		want = append(want, fmt.Sprint(row))
	}
	if !slices.Equal(got, want) || len(got) < 80 {
		t.Errorf("%d rows are\n%s\nwant %d\n%s", len(got), got, len(want), want)
	}
}

// Cells come out of the spool as they went in, over many blocks, and more than once.
func TestSpool(t *testing.T) {
	var s spool
	cells := [][]any{
		{}, {nil, true, false, 0, -7, 1 << 40, "", "a", "ä€🙂", "a\x00b"},
		{domain.Date{}, domain.Date{Year: 2019}, domain.Date{Year: -5, Month: 3}, domain.Date{Year: 2019, Month: 3, Day: 6}},
		{domain.Int(0), domain.Int(-12), domain.MustNumber("1234567890123456789012345"), domain.MustNumber("-0.000123"), domain.MustNumber("1.50"), domain.MustNumber("999999999999999999")},
	}
	const times = 20_000
	for range times {
		for _, row := range cells {
			s.add(row)
		}
	}
	if len(s.blocks) < 3 {
		t.Fatalf("%d blocks", len(s.blocks))
	}
	say := func(row []any) string {
		says := ""
		for _, c := range row {
			says += fmt.Sprintf("%T %v|", c, c)
		}
		return says
	}
	for range 2 {
		n := 0
		for row := range s.rows() {
			if got, want := say(row), say(cells[n%len(cells)]); got != want {
				t.Fatalf("row %d is %s, want %s", n, got, want)
			}
			n++
		}
		if n != times*len(cells) {
			t.Fatalf("%d rows", n)
		}
	}
}
