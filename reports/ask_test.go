package reports

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
)

// The entries of the story are recorded one a day from 10 January 2024 on; the last two share 12 February.
func TestWhenBecomesAPosition(t *testing.T) {
	h := story(t)
	last := uint64(len(h.events))
	for _, c := range []struct {
		at       string
		position uint64
		askedOn  string
	}{
		{"1", 1, "2024-01-10"},
		{"7", 7, "2024-01-16"},
		{"2019", last, "2024-02-12"}, // digits alone are an entry number, never a year
		{"2024-01-16", 7, "2024-01-16"},
		{"2024-01", 22, "2024-01-31"},
		{"2024-12", last, "2024-02-12"},
		{"2024-01-16T09:29:59Z", 6, "2024-01-15"},
		{"2024-01-16T09:30:00Z", 7, "2024-01-16"},
		{"2024-01-16T10:29:59+01:00", 6, "2024-01-15"},
		{" 7 ", 7, "2024-01-16"},
		{"2023-12-31", 0, "2023-12-31"}, // before the first
	} {
		asked := h.resolve(Ask{At: c.at})
		cut, known := asked.Cut()
		if cut.Position != c.position || known != (c.position > 0) || asked.AskedOn() != day(c.askedOn) || asked.Now() {
			t.Errorf("%q: position %d, asked on %s", c.at, cut.Position, asked.AskedOn())
		}
	}
}

func TestADayEndsInTheZoneOfTheProject(t *testing.T) {
	h := newHistory(t)
	h.now = time.Date(2024, 6, 30, 23, 30, 0, 0, time.UTC) // half past midnight on 1 July in London
	h.add(&domain.SurpriseNoticed{What: words("midnight")})
	if cut, _ := h.resolve(Ask{At: "2024-06-30"}).Cut(); cut.Position != 1 {
		t.Errorf("30 June knows up to entry %d", cut.Position)
	}
	h.now = time.Date(2024, 7, 1, 23, 0, 0, 0, time.UTC) // the first moment of 2 July in London
	h.add(&domain.SurpriseNoticed{What: words("next midnight")})
	if cut, _ := h.resolve(Ask{At: "2024-07-01"}).Cut(); cut.Position != 2 {
		t.Errorf("1 July knows up to entry %d", cut.Position)
	}
	if asked := h.resolve(Ask{At: "2"}); asked.AskedOn() != day("2024-07-01") {
		t.Errorf("entry 2 was recorded on %s", asked.AskedOn())
	}
	if asked := h.resolve(Ask{Now: time.Date(2024, 6, 30, 23, 30, 0, 0, time.UTC)}); asked.AskedOn() != day("2024-07-01") {
		t.Errorf("today is %s", asked.AskedOn())
	}
}

func TestTheDayAsked(t *testing.T) {
	h := story(t)
	for _, c := range []struct {
		ask  Ask
		want string
	}{
		{Ask{}, "2024-02-13"},
		{Ask{At: "7"}, "2024-01-16"},
		{Ask{HappenedBy: day("2023-12-05")}, "2023-12-05"},
		{Ask{HappenedBy: day("2023-11"), At: "7"}, "2023-11-30"},
	} {
		if got := h.resolve(c.ask).AskedOn(); got != day(c.want) {
			t.Errorf("%+v: %s, want %s", c.ask, got, c.want)
		}
	}
	if !h.resolve(Ask{}).Now() || h.resolve(Ask{HappenedBy: day("2023-12-05")}).Now() {
		t.Error("only a question without a moment is about now")
	}
}

func TestWhatIsNoMomentIsRefused(t *testing.T) {
	view := story(t).view()
	for at, want := range map[string]string{
		"yesterday": "write an entry number, a day, a month or a time", "0": "numbered from 1", "2024-02-30": "an entry number",
		"2024-1-5": "an entry number", "-3": "an entry number", "99999999999999999999": "numbered from 1", " ": "an entry number",
	} {
		_, err := Resolve(view, Ask{At: at, Now: domaintest.Now()})
		domaintest.CheckError(t, err, domain.Invalid, want)
	}
	_, err := Resolve(view, Ask{Against: "best", Now: domaintest.Now()})
	domaintest.CheckError(t, err, domain.Invalid, `"best"`, "now, first or then")
}

// log is a source that counts how often it was read.
type log struct {
	events []domain.Event
	reads  int
}

func (l *log) ReadProject(_ context.Context, project string, _ uint64) iter.Seq2[domain.Commit, error] {
	if project == domain.Installation { // which said nothing
		return func(func(domain.Commit, error) bool) {}
	}
	l.reads++
	return func(yield func(domain.Commit, error) bool) {
		for _, c := range domaintest.Commits(l.events) {
			if !yield(c, nil) {
				return
			}
		}
		yield(domain.Commit{}, errors.New("read to the end"))
	}
}

func TestReplayGivesTheViewOfTheMoment(t *testing.T) {
	h := story(t)
	source := &log{events: h.events}
	asked := h.resolve(Ask{At: "7"})
	view, err := asked.Replay(context.Background(), source, "garden")
	if err != nil || view.Known.Position != 7 {
		t.Errorf("known at %d: %v", view.Known.Position, err)
	}
	seen, err := h.lens("group").See(view, asked)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := asJSON(t, ComparisonOf(seen)), asJSON(t, ComparisonOf(h.seeAt("group", Ask{At: "7"}))); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	source.reads = 0
	empty, err := h.resolve(Ask{At: "2001-01"}).Replay(context.Background(), source, "garden")
	if err != nil || empty.Known.Position != 0 || source.reads != 0 {
		t.Errorf("before the first entry: position %d after %d reads, %v", empty.Known.Position, source.reads, err)
	}
}
