package imports

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

func (b *bench) undo(id string) Answer {
	b.t.Helper()
	a, err := b.imp.Undo(context.Background(), id)
	if err != nil {
		b.t.Fatalf("undo: %v", err)
	}
	return a
}

// changed is wells with something of every kind another way: an aim, a measure and a baseline gone, others in other words.
func changed() string {
	return file(activity("XX-1-W", "2021-06-01",
		result("Water nearby",
			strings.Replace(indicator1("Wells dug", `ascending="1"`, strings.Replace(baseline, `"10"`, `"11"`, 1),
				year(2019, `<target value="22"/><actual value="9"/><actual value="3"><dimension name="by" value="hand"/></actual>`),
				year(2021, `<target value="60"/>`)), `<baseline`, `<description><narrative>New words</narrative></description><baseline`, 1),
			indicator1("Pumps", `ascending="1"`, year(2021, `<target value="2"/>`)))))
}

func TestUndoRestoresWhatStoodBefore(t *testing.T) {
	b := newBench(t)
	b.iati(wells("2021-03-01", "25"), 12)
	before := b.figures("XX-1-W")
	second, err := b.imp.IATI(context.Background(), strings.NewReader(changed()))
	if err != nil {
		t.Fatal(err)
	}
	b.clean(second)
	after := b.figures("XX-1-W")
	if before == after {
		t.Fatal("the second file changed nothing")
	}
	b.clean(b.undo(second.ID))
	if got := b.figures("XX-1-W"); got != before {
		t.Errorf("after the undo:\n%s\nwant\n%s", got, before)
	}
	if b.last(1)[0] != "import.undone" {
		t.Errorf("the undo is not noted: %v", b.last(3))
	}
	b.iati(wells("2021-03-01", "25"), 0) // it stands again, and is no older than what stands

	if _, err := b.imp.IATI(context.Background(), strings.NewReader(changed())); err != nil {
		t.Fatal(err)
	}
	if got := b.figures("XX-1-W"); got != after {
		t.Errorf("imported again:\n%s\nwant\n%s", got, after)
	}
}

func TestUndoFirstImportAndImportAgain(t *testing.T) {
	b := newBench(t)
	first := b.iati(wells("2021-03-01", "25"), 12)
	before := b.figures("XX-1-W")
	b.clean(b.undo(first.ID))
	if got := b.figures("XX-1-W"); got != "" {
		t.Errorf("after the undo:\n%s", got)
	}
	ended := func() (is bool) {
		for _, e := range b.all() {
			switch e.Body.(type) {
			case *domain.ProjectEnded:
				is = true
			case *domain.ProjectReopened:
				is = false
			}
		}
		return is
	}
	if !ended() {
		t.Error("the project goes on after all of it was taken back")
	}
	b.iati(wells("2021-03-01", "25"), 12)
	if got := b.figures("XX-1-W"); got != before || ended() {
		t.Errorf("imported again:\n%s\nwant\n%s", got, before)
	}
	b.iati(wells("2021-03-01", "25"), 0)
}

func TestUndoErrors(t *testing.T) {
	b := newBench(t)
	if _, err := b.imp.Undo(context.Background(), b.id()); domain.KindOf(err) != domain.NotFound {
		t.Errorf("unknown import: %v", err)
	}
	a := b.iati(wells("", "25"), 12)
	b.undo(a.ID)
	n := len(b.all())
	if _, err := b.imp.Undo(context.Background(), a.ID); domain.KindOf(err) != domain.Conflict || len(b.all()) != n {
		t.Errorf("undone twice: %v", err)
	}
}

func TestUndoLeavesWhatPeopleSaidSince(t *testing.T) {
	b := newBench(t)
	b.iati(wells("2021-03-01", "25"), 12)
	second := b.iati(wells("2021-04-01", "18"), 2)
	outcome := b.entry(func(x domain.Body) bool { _, is := x.(*domain.OutcomeRecorded); return is })
	b.do("XX-1-W", &domain.EntryCorrected{Entry: outcome, With: &domain.OutcomeRecorded{
		Aim: "Water nearby", Measure: "Wells dug", Value: domain.Say("19"),
		PeriodStart: domain.Date{Year: 2019, Month: 1, Day: 1}, PeriodEnd: domain.Date{Year: 2019, Month: 12, Day: 31},
	}})
	a := b.undo(second.ID)
	if a.Refused != 1 || !strings.Contains(a.Problems[0].What, "corrected again since") {
		t.Errorf("problems %+v", a.Problems)
	}
	if f := b.figures("XX-1-W"); !strings.Contains(f, "19 of 20") {
		t.Errorf("what a person said was taken back:\n%s", f)
	}
}

// An undo that was cut off between two commands is finished by the next call, and nothing is undone twice.
func TestUndoCutOff(t *testing.T) {
	b := newBench(t)
	var list []string
	for i := range 150 {
		list = append(list, indicator1("Indicator "+number(i), `ascending="1"`, year(2019, `<target value="5"/>`)))
	}
	a := b.iati(file(activity("P", "", result("R", list...))), 302)
	calls := 0
	b.imp.Recorder = recorder(func(ctx context.Context, c domain.Command) (streams.Receipt, error) {
		if calls++; calls == 2 {
			return streams.Receipt{}, &domain.Error{Kind: domain.Unavailable, Message: "not saved"}
		}
		return b.log.Do(ctx, c)
	})
	if _, err := b.imp.Undo(context.Background(), a.ID); domain.KindOf(err) != domain.Unavailable {
		t.Fatalf("the first call: %v", err)
	}
	b.imp.Recorder = b.log
	again := b.undo(a.ID)
	b.clean(again)
	var kinds []string
	for _, e := range b.all() {
		kinds = append(kinds, e.Body.Kind())
	}
	count := func(kind string) int {
		n := 0
		for _, k := range kinds {
			if k == kind {
				n++
			}
		}
		return n
	}
	if count("entry.withdrawn") != 150 || count("aim.measure_retired") != 150 || count("project.ended") != 1 || slices.Contains(b.last(302), "project.reopened") {
		t.Errorf("withdrawn %d, retired %d, ended %d", count("entry.withdrawn"), count("aim.measure_retired"), count("project.ended"))
	}
}
