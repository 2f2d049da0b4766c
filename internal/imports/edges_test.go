package imports

import (
	"context"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

func (b *bench) try(file string) Answer {
	b.t.Helper()
	a, err := b.imp.IATI(context.Background(), strings.NewReader(file))
	if err != nil {
		b.t.Fatalf("import: %v", err)
	}
	return a
}

// oneIndicator is a file with the inside of one indicator of project P.
func oneIndicator(inside ...string) string {
	return file(activity("P", "", result("R", indicator1("I", `ascending="1"`, inside...))))
}

// What was withdrawn is recorded again in its first order, and documents hang on what they belong to.
func TestUndoOfWithdrawals(t *testing.T) {
	b := newBench(t)
	link := `<document-link url="https://example.org/r" format="text/html"><title><narrative>Report</narrative></title><category code="B01"/></document-link>`
	inside := func(women, more string) string {
		return oneIndicator(year(2019, `<target value="9"/>`+women+more))
	}
	b.try(inside(`<target value="3"><dimension name="sex" value="women"/></target>`, `<actual value="5">`+link+`</actual>`))
	b.try(inside(`<target value="4"><dimension name="sex" value="women"/></target>`, `<actual value="5">`+link+`</actual>`))
	third := b.iati(inside("", ""), 4) // both targets for women, the outcome and its document
	b.clean(b.undo(third.ID))
	var women string
	outcomes := map[string]bool{}
	for _, e := range b.all() {
		switch x := e.Body.(type) {
		case *domain.TargetSet:
			if len(x.Parts) > 0 {
				women = x.Value.Plain()
			}
		case *domain.OutcomeRecorded:
			outcomes[e.ID] = true
		case *domain.EntryWithdrawn:
			delete(outcomes, x.Entry)
		case *domain.EvidenceAttached:
			if !outcomes[x.Entry] {
				t.Errorf("the document is with %s, which does not stand", x.Entry)
			}
		}
	}
	if women != "4" || len(outcomes) != 1 {
		t.Errorf("the target for women is %s again, want 4; outcomes %v", women, outcomes)
	}
}

func TestOutcomeOfARunningPeriod(t *testing.T) {
	b := newBench(t)
	f := func(updated, actual string) string {
		return file(activity("P", updated, result("R", indicator1("I", `ascending="1"`, year(2024, `<target value="9"/><actual value="`+actual+`"/>`)))))
	}
	day := func() (d string) {
		for _, e := range b.all() {
			switch x := e.Body.(type) {
			case *domain.OutcomeRecorded:
				d = e.Happened.String()
			case *domain.EntryCorrected:
				d = x.Happened.String()
			}
		}
		return d
	}
	b.try(f("2024-03-01", "2"))
	if day() != "2024-03-01" {
		t.Errorf("it happened %s, want the day of the last change", day())
	}
	b.try(f("2024-05-01", "3"))
	if day() != "2024-05-01" {
		t.Errorf("the correction happened %s", day())
	}
	b = newBench(t)
	b.try(f("", "2"))
	if day() != "2024-05-17" {
		t.Errorf("it happened %s, want the day of the import", day())
	}
}

// People made levels of a publisher's words; that is no change of the publisher's.
func TestWordsThatBecameLevels(t *testing.T) {
	b := newBench(t)
	f := func(actual string) string {
		return oneIndicator(year(2019, `<target value="9"/><actual value="`+actual+`"/>`))
	}
	b.try(f("low"))
	b.do("P", &domain.MeasureRevised{Aim: "R", Measure: "I", Definition: domain.Definition{
		Name: "I", MeasureKind: domain.Rubric, Levels: []string{"low", "high"},
	}})
	b.iati(f("high"), 1)
	b.iati(f("high"), 0)
	if got := b.figures("P"); !strings.Contains(got, " high of") {
		t.Errorf("figures:\n%s", got)
	}
}

// What is part of a refused statement is not taken, and the answer says so.
func TestPartsOfARefusedStatement(t *testing.T) {
	b := newBench(t)
	long := strings.Repeat("x", domain.MaxName+1)
	a := b.iati(oneIndicator(year(2019, `<target value="9"/><actual value="5"><dimension name="`+long+`" value="a"/>`+
		`<document-link url="https://example.org/r" format="text/html"><title><narrative>Report</narrative></title><category code="B01"/></document-link></actual>`)), 4)
	if a.Refused != 2 || len(a.Problems) != 2 || a.Problems[1].Value != "1" {
		t.Errorf("problems %+v", a.Problems)
	}
	made := b.all()[4].Body.(*domain.ImportMade)
	if made.Appended != 4 {
		t.Errorf("noted %d", made.Appended)
	}
}

// A person withdrew an entry that is now gone from the file too: there is nothing to do.
func TestGoneAndWithdrawn(t *testing.T) {
	b := newBench(t)
	b.try(oneIndicator(year(2019, `<target value="9"/><actual value="5"/>`)))
	b.do("P", &domain.EntryWithdrawn{Entry: b.entry(func(x domain.Body) bool { _, is := x.(*domain.OutcomeRecorded); return is })})
	b.clean(b.iati(oneIndicator(year(2019, `<target value="9"/>`)), 0))
}

// What people said and a file of lines brought here is not the publisher's, so no publisher's file retires it.
func TestLinesAreNotThePublishers(t *testing.T) {
	from := newBench(t)
	from.do("P", &domain.ProjectStarted{Name: "P"}, &domain.AimAgreed{Aim: "Own", Statement: "Ours"})
	to := newBench(t)
	to.ids = 1000
	to.jsonl(exported(t, from.all()))
	to.clean(to.iati(oneIndicator(year(2019, `<target value="9"/>`)), 4))
	to.iati(oneIndicator(year(2019, `<target value="9"/>`)), 0)
	if got := to.figures("P"); !strings.Contains(got, "aim Own") {
		t.Errorf("figures:\n%s", got)
	}
}

// A command that the log holds with other content is a problem and is not recorded a second time in parts.
func TestLinesOfATakenCommand(t *testing.T) {
	from := story(t)
	lines := exported(t, from.events("garden"))
	to := newBench(t)
	to.ids = 1000
	to.jsonl(lines)
	n := len(to.all())
	a := to.jsonl([]byte(strings.Replace(string(lines), `"bees"`, `"wasps"`, 1)))
	if a.Refused != 1 || a.Appended != 0 || len(to.all()) != n {
		t.Errorf("answer %+v", a)
	}
}

func TestStorageFullEndsTheImport(t *testing.T) {
	b := newBench(t)
	b.imp.Recorder = recorder(func(context.Context, domain.Command) (streams.Receipt, error) {
		return streams.Receipt{}, &domain.Error{Kind: domain.Unavailable, Message: "not saved: the storage is full"}
	})
	a, err := b.imp.IATI(context.Background(), strings.NewReader(wells("", "1")))
	if domain.KindOf(err) != domain.Unavailable || a.Appended != 0 || a.Problems == nil {
		t.Errorf("%v %+v", err, a)
	}
}

func TestAnswerAsJSON(t *testing.T) {
	if got := asText((&Importer{}).begin("x").end()); got != `{"id":"x","read":0,"appended":0,"unchanged":0,"problems":[]}` {
		t.Error(got)
	}
}
