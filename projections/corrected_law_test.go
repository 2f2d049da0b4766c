package projections_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/projections"
)

// saying is one statement of a history, as it stands at last.
type saying struct {
	id       string
	body     domain.Body
	happened domain.Date
	recorded time.Time
	gone     bool
}

// telling records one body a day.
type telling struct {
	state  *domain.Project
	events []domain.Event
	failed error
}

func newTelling() *telling {
	return &telling{state: domain.NewProject("p")}
}

func (h *telling) tell(at time.Time, happened domain.Date, body domain.Body) string {
	events, err := domain.Decide(h.state, domain.Command{
		ID: domaintest.ID(len(h.events) + 1), Project: "p", Drafts: []domain.Draft{{Body: body, Happened: happened}},
	}, at)
	if err != nil {
		h.failed = err
		return ""
	}
	h.events = append(h.events, events...)
	return events[0].ID
}

// begin tells what a measure needs.
func (h *telling) begin(d domain.Definition) {
	at := time.Date(2020, 1, 1, 12, 0, 0, 0, time.UTC)
	h.tell(at, domain.Date{}, &domain.ProjectStarted{Name: "P"})
	h.tell(at, domain.Date{Year: 2020, Month: 1, Day: 1}, &domain.AimAgreed{Aim: "a", Statement: "A"})
	h.tell(at, domain.Date{Year: 2020, Month: 1, Day: 1}, &domain.MeasureAdded{Aim: "a", Measure: "m", Definition: d})
}

// A figure is what it would be if everything had been said at first as it stands at last: corrections, corrections of those, and what was
// taken back leave no other trace in it than what it names. So it is for any day asked, any aim to hold it against, and any day by which it
// had happened.
func TestCorrectionsAreAppliedFirst(t *testing.T) {
	day := func(t *rapid.T, name string) domain.Date {
		switch rapid.IntRange(0, 7).Draw(t, name+"?") {
		case 0:
			return domain.Date{}
		case 1:
			return domain.Date{Year: 2020, Month: uint8(rapid.IntRange(1, 9).Draw(t, name))}
		}
		return domain.Date{Year: 2020, Month: uint8(rapid.IntRange(1, 9).Draw(t, name)), Day: uint8(rapid.IntRange(1, 28).Draw(t, name))}
	}
	quarter := func(t *rapid.T) (start, end domain.Date) {
		q := uint8(rapid.IntRange(0, 3).Draw(t, "quarter"))
		if q == 3 {
			return domain.Date{Year: 2020, Month: 1, Day: 1}, domain.Date{Year: 2020, Month: 9, Day: 30}
		}
		return domain.Date{Year: 2020, Month: 3*q + 1, Day: 1}, domain.Date{Year: 2020, Month: 3*q + 3}.Last()
	}
	rapid.Check(t, func(t *rapid.T) {
		d := domain.Definition{
			Name: "M", MeasureKind: rapid.SampledFrom([]domain.MeasureKind{domain.Increase, domain.Decrease, domain.Keep}).Draw(t, "kind"),
			Mode:       rapid.SampledFrom([]domain.Mode{domain.PerPeriod, domain.ToDate, domain.Snapshot, domain.Percentage, domain.Distinct, domain.ModeUnknown}).Draw(t, "mode"),
			PartsAddUp: rapid.Bool().Draw(t, "adds"),
		}
		value := func() domain.Value {
			switch rapid.IntRange(0, 9).Draw(t, "form") {
			case 0:
				return domain.Value{Form: domain.Withheld}
			case 1:
				return domain.Say("some words")
			}
			return domain.Of(domain.Int(int64(rapid.IntRange(0, 40).Draw(t, "value"))))
		}
		site := func() string { return rapid.SampledFrom([]string{"", "", "", "A", "B"}).Draw(t, "site") }
		parts := func() []domain.Part {
			return rapid.SampledFrom([][]domain.Part{nil, nil, nil, {{Dimension: "sex", Value: "women"}}}).Draw(t, "parts")
		}
		body := func(kind int) domain.Body {
			switch kind {
			case 0:
				b := &domain.TargetSet{Aim: "a", Measure: "m", Value: value(), Site: site(), Parts: parts()}
				if rapid.IntRange(0, 6).Draw(t, "nothing") == 0 {
					b.Value = domain.Value{}
				}
				if rapid.IntRange(0, 5).Draw(t, "overall") > 0 {
					b.PeriodStart, b.PeriodEnd = quarter(t)
				}
				return b
			case 1:
				return &domain.BaselineSet{Aim: "a", Measure: "m", Value: value(), Site: site()}
			case 2:
				return &domain.AimJudged{Aim: "a", Measure: "m", Judged: domain.JudgedSome, Disagree: rapid.IntRange(0, 3).Draw(t, "disagree")}
			}
			b := &domain.OutcomeRecorded{Aim: "a", Measure: "m", Value: value(), Site: site(), Parts: parts()}
			if d.Mode == domain.Percentage && rapid.Bool().Draw(t, "counts") {
				n, all := domain.Int(int64(rapid.IntRange(0, 9).Draw(t, "n"))), domain.Int(int64(rapid.IntRange(0, 9).Draw(t, "of")))
				b.Value, b.Numerator, b.Denominator = domain.Value{}, &n, &all
			}
			if rapid.Bool().Draw(t, "stated") {
				b.PeriodStart, b.PeriodEnd = quarter(t)
			}
			return b
		}
		odd := newTelling()
		odd.begin(d)
		var said []*saying
		kinds := []int{}
		for n := range rapid.IntRange(1, 14).Draw(t, "steps") {
			at := time.Date(2020, 1, 2+20*n, 12, 0, 0, 0, time.UTC)
			i := -1
			if len(said) > 0 {
				i = rapid.IntRange(-len(said), len(said)-1).Draw(t, "which")
			}
			switch {
			case i < 0 || said[i].gone:
				kind := rapid.IntRange(0, 5).Draw(t, "what")
				s := &saying{body: body(kind), happened: day(t, "happened"), recorded: at}
				s.id = odd.tell(at, s.happened, s.body)
				said, kinds = append(said, s), append(kinds, kind)
			case rapid.IntRange(0, 3).Draw(t, "take back") == 0:
				said[i].gone = true
				odd.tell(at, domain.Date{}, &domain.EntryWithdrawn{Entry: said[i].id})
			default:
				c := &domain.EntryCorrected{Entry: said[i].id, With: body(kinds[i])}
				if rapid.Bool().Draw(t, "another day") {
					other := day(t, "corrected to")
					c.Happened, said[i].happened = &other, other
				}
				said[i].body = c.With
				odd.tell(at, domain.Date{}, c)
			}
		}
		plain := newTelling()
		plain.begin(d)
		for _, s := range said {
			if !s.gone {
				plain.tell(s.recorded, s.happened, s.body)
			}
		}
		if odd.failed != nil || plain.failed != nil {
			t.Fatal(odd.failed, plain.failed)
		}
		cut := projections.Cut{HappenedBy: rapid.SampledFrom([]domain.Date{{}, {}, {Year: 2020, Month: 4, Day: 15}, {Year: 2020, Month: 6}}).Draw(t, "happened by")}
		asked := rapid.SampledFrom([]domain.Date{{Year: 2020, Month: 2, Day: 1}, {Year: 2020, Month: 6, Day: 30}, {Year: 2020, Month: 7, Day: 1}, {Year: 2021, Month: 1, Day: 1}}).Draw(t, "asked on")
		for _, against := range []aimed.Against{aimed.Now, aimed.First, aimed.Then} {
			q := aimed.Question{AskedOn: asked, Against: against}
			if got, want := figuresOf(t, odd, cut, q), figuresOf(t, plain, cut, q); got != want {
				t.Fatalf("%s by %s, against %s, asked on %s:\n got %s\nwant %s", d.Mode, cut.HappenedBy, against, asked, got, want)
			}
		}
	})
}

// figuresOf are the figures of a history without the names of the entries behind them.
func figuresOf(t *rapid.T, h *telling, cut projections.Cut, q aimed.Question) string {
	v, err := projections.ReplayEvents("p", slices.Clone(h.events), cut)
	if err != nil {
		t.Fatal(err)
	}
	f := projections.Compare(v, q, nil)[0].Measures[0].Figures
	less := func(c *aimed.Comparison) {
		if c.Entries, c.LeftOut = nil, nil; c.Status == aimed.NotDue || c.Status == aimed.NotReported { // its rule says that something was, and does not count
			c.Rule = ""
		}
	}
	for i := range f.Periods {
		less(&f.Periods[i])
	}
	less(&f.Overall)
	if f.SoFar != nil {
		less(f.SoFar)
	}
	raw, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(f.Baseline.Plain(), f.BaselineOn, " ", string(raw))
}
