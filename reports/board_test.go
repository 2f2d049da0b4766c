package reports

import (
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// on records what happened on a day.
func (h *history) on(d string, body domain.Body) string {
	h.t.Helper()
	return h.draft(domain.Draft{Body: body, Happened: day(d)})
}

// noon is a moment of a day.
func noon(d string) time.Time {
	at := day(d)
	return time.Date(int(at.Year), time.Month(at.Month), int(at.Day), 12, 0, 0, 0, time.UTC)
}

// boardOn says what the board holds on a day for an audience, one loop after the other.
func boardOn(h *history, audience, on string) string {
	h.t.Helper()
	h.now = noon(on)
	var list []string
	for _, l := range BoardOf(h.see(audience)).Open {
		list = append(list, l.WaitsFor+" "+l.Text.Text+" "+sayNumber(uint64(l.Days)))
	}
	return strings.Join(list, ", ")
}

// Each source opens a loop, says for how long it is open, and closes it when it is answered.
func TestEachSourceOfTheBoard(t *testing.T) {
	for name, c := range map[string]struct {
		open   func(h *history) string // records what waits and returns its id
		waits  string                  // on 11 March 2024
		before string                  // the day before it opens; empty: it is open at once
		answer func(h *history, id string)
		then   string // what waits after the answer
	}{
		"failure": {
			open:  func(h *history) string { return h.on("2024-03-01", &domain.FailureShared{What: words("it rained")}) },
			waits: "learning it rained 10",
			answer: func(h *history, id string) {
				h.on("2024-03-11", &domain.LearningDrawn{What: words("tents"), From: []string{id}})
			},
			then: "change tents 0",
		},
		"surprise": {
			open:  func(h *history) string { return h.on("2024-03-01", &domain.SurpriseNoticed{What: words("they sang")}) },
			waits: "learning they sang 10",
			answer: func(h *history, id string) {
				h.on("2024-03-11", &domain.LearningDrawn{What: words("song"), From: []string{id}})
			},
			then: "change song 0",
		},
		"learning": {
			open:  func(h *history) string { return h.on("2024-03-01", &domain.LearningDrawn{What: words("tents help")}) },
			waits: "change tents help 10",
			answer: func(h *history, id string) {
				h.on("2024-03-11", &domain.ChangeMade{What: words("a tent"), Learning: id})
			},
			then: "check a tent 0",
		},
		"change": {
			open:   func(h *history) string { return h.on("2024-03-01", &domain.ChangeMade{What: words("a tent")}) },
			waits:  "check a tent 10",
			answer: func(h *history, id string) { h.add(&domain.ChangeChecked{Change: id, Helped: "yes"}) },
		},
		"review": {
			open: func(h *history) string {
				return h.on("2024-02-01", &domain.TestStarted{What: words("soup"), ReviewOn: day("2024-03-08")})
			},
			waits: "conclusion soup 3", before: "2024-03-07",
			answer: func(h *history, id string) { h.add(&domain.TestConcluded{Test: id, Next: "keep"}) },
			then:   "learning  0",
		},
		"too early": {
			open: func(h *history) string {
				return h.on("2024-02-01", &domain.TestStarted{What: words("soup"), ReviewOn: day("2024-03-08")})
			},
			waits:  "conclusion soup 3",
			answer: func(h *history, id string) { h.add(&domain.TestPostponed{Test: id, ReviewOn: day("2024-03-25")}) },
		},
		"problem": {
			open:   func(h *history) string { return h.on("2024-03-01", &domain.ProblemNamed{What: words("the door")}) },
			waits:  "test the door 10",
			answer: func(h *history, id string) { h.add(&domain.TestStarted{What: words("a key"), Problem: id}) },
		},
		"challenge": {
			open: func(h *history) string {
				return h.on("2024-03-01", &domain.ResponseGiven{Heading: "power", Mark: "square", What: words("who decides?")})
			},
			waits:  "answer who decides? 10",
			answer: func(h *history, id string) { h.add(&domain.ResponseAnswered{Response: id, What: words("all of us")}) },
		},
		"mending": {
			open: func(h *history) string {
				return h.on("2024-03-01", &domain.MendingPromised{What: words("three notes"), Due: day("2024-05-01")})
			},
			waits:  "mending three notes 10",
			answer: func(h *history, id string) { h.add(&domain.MendingDone{Mending: id}) },
		},
		"word": {
			open:   func(h *history) string { return h.on("2024-03-01", &domain.WordAsked{Word: words("hub")}) },
			waits:  "meaning hub 10",
			answer: func(h *history, id string) { h.add(&domain.WordExplained{Asked: id, What: words("a place")}) },
		},
		"look-back": {
			open: func(h *history) string {
				return h.add(&domain.LookBackPlanned{Due: day("2024-03-01"), What: words("still open?")})
			},
			waits: "look_back still open? 10", before: "2024-02-29",
			answer: func(h *history, id string) { h.add(&domain.LookBackAnswered{LookBack: id, Lasted: "yes"}) },
		},
		"report": {
			open: func(h *history) string {
				h.add(&domain.AimAgreed{Aim: "eat", Statement: "We eat together"})
				h.add(&domain.MeasureAdded{Aim: "eat", Measure: "meals", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.PerPeriod}})
				return h.add(&domain.TargetSet{Aim: "eat", Measure: "meals", Value: domain.Of(domain.Int(5)), PeriodStart: day("2024-01-01"), PeriodEnd: day("2024-02-29")})
			},
			waits: "report  11", before: "2024-02-29",
			answer: func(h *history, _ string) {
				h.on("2024-02-20", &domain.OutcomeRecorded{Aim: "eat", Measure: "meals", Value: domain.Of(domain.Int(3))})
			},
		},
	} {
		h := newHistory(t)
		id := c.open(h)
		if c.before != "" {
			if got := boardOn(h, "group", c.before); got != "" {
				t.Errorf("%s: the day before it opens: %q", name, got)
			}
		}
		if got := boardOn(h, "group", "2024-03-11"); got != c.waits {
			t.Errorf("%s: open are %q, want %q", name, got, c.waits)
		}
		c.answer(h, id)
		if got := boardOn(h, "group", "2024-03-11"); got != c.then {
			t.Errorf("%s: after the answer open are %q, want %q", name, got, c.then)
		}
	}
}

// What waits and what was promised is in words, as a table and as data.
func TestTheBoardInWords(t *testing.T) {
	h := newHistory(t)
	h.on("2024-01-01", &domain.MendingPromised{What: words("three notes"), From: words("the photographs"), By: words("two of the hosts"), Due: day("2024-05-01")})
	h.shared(&domain.FailureShared{What: words("a secret")}, "only-me")
	b := BoardOf(h.see("group"))
	wants(t, "board", text(t, b, 200), []string{"Still to talk about: The garden on the roof",
		"- Is the gap filled? Open for 12 days: A gap we will fill: three notes (entry", "It can be filled from: the photographs · By: two of the hosts · To be filled by 1 May 2024."}, "secret")
	wants(t, "table", asCSV(t, b), []string{"mending", "the photographs", "two of the hosts", "2024-05-01"}, "secret")
	wants(t, "log", text(t, LearningLogOf(h.see("group")), 200), []string{"- Is the gap filled? Open for 12 days"})
	wants(t, "log for all", text(t, LearningLogOf(h.see("public")), 200), nil, "gap", "photographs")
}

// Three meetings in a row in which nothing was said make the group ask, once.
func TestWhenTheGroupAsksWhatIsNotSaid(t *testing.T) {
	meeting := func(on string) func(h *history) { return func(h *history) { h.on(on, &domain.MeetingHeld{Lived: 4}) } }
	square := func(h *history) { h.add(&domain.ResponseGiven{Heading: "power", Mark: "square"}) }
	for name, c := range map[string]struct {
		steps []func(h *history)
		asks  string // the day of the meeting it names; empty: it does not ask
	}{
		"two meetings":         {[]func(h *history){meeting("2024-01-11"), meeting("2024-01-12")}, ""},
		"three":                {[]func(h *history){meeting("2024-01-11"), meeting("2024-01-12"), meeting("2024-01-13")}, "2024-01-13"},
		"by day, not by entry": {[]func(h *history){meeting("2024-01-13"), meeting("2024-01-12"), meeting("2024-01-11")}, "2024-01-13"},
		"a challenge between":  {[]func(h *history){meeting("2024-01-11"), meeting("2024-01-12"), square, meeting("2024-01-13")}, ""},
		"a challenge before":   {[]func(h *history){square, meeting("2024-01-12"), meeting("2024-01-13"), meeting("2024-01-14")}, "2024-01-14"},
		"a failure after":      {[]func(h *history){meeting("2024-01-11"), meeting("2024-01-12"), meeting("2024-01-13"), func(h *history) { h.add(&domain.FailureShared{What: words("x")}) }}, ""},
		"a surprise that is hidden": {[]func(h *history){meeting("2024-01-11"), meeting("2024-01-12"), meeting("2024-01-13"), func(h *history) {
			h.shared(&domain.SurpriseNoticed{What: words("x")}, "only-me")
		}}, "2024-01-13"},
		"a tick says nothing": {[]func(h *history){meeting("2024-01-11"), meeting("2024-01-12"), meeting("2024-01-13"), func(h *history) {
			h.add(&domain.ResponseGiven{Heading: "power", Mark: "tick"})
		}}, "2024-01-13"},
		"answered":               {[]func(h *history){meeting("2024-01-11"), meeting("2024-01-12"), meeting("2024-01-13"), answers("nothing")}, ""},
		"answered, then two":     {[]func(h *history){meeting("2024-01-11"), meeting("2024-01-12"), meeting("2024-01-13"), answers("later"), meeting("2024-01-14"), meeting("2024-01-15")}, ""},
		"answered, then three":   {[]func(h *history){meeting("2024-01-11"), meeting("2024-01-12"), meeting("2024-01-13"), answers("nothing"), meeting("2024-01-14"), meeting("2024-01-15"), meeting("2024-01-16")}, "2024-01-16"},
		"one of them taken back": {[]func(h *history){meeting("2024-01-11"), meeting("2024-01-12"), meeting("2024-01-13"), func(h *history) { h.add(&domain.EntryWithdrawn{Entry: h.events[1].ID}) }}, ""},
		"the answer taken back":  {[]func(h *history){meeting("2024-01-11"), meeting("2024-01-12"), meeting("2024-01-13"), answers("nothing"), func(h *history) { h.add(&domain.EntryWithdrawn{Entry: h.events[4].ID}) }}, "2024-01-13"},
	} {
		h := newHistory(t)
		h.now = noon("2024-01-10")
		for _, step := range c.steps {
			step(h)
		}
		h.now = noon("2024-02-01")
		got := ""
		if q := BoardOf(h.see("group")).Quiet; q != nil {
			got = domain.Date(q.Meeting.Happened).String()
		}
		if got != c.asks {
			t.Errorf("%s: it asks after %q, want %q", name, got, c.asks)
		}
		if BoardOf(h.see("evaluators")).Quiet != nil || BoardOf(h.see("public")).Quiet != nil {
			t.Errorf("%s: it asks others", name)
		}
	}
}

// answers answers for the newest meeting.
func answers(said string) func(h *history) {
	return func(h *history) {
		for i := len(h.events) - 1; i >= 0; i-- {
			if _, is := h.events[i].Body.(*domain.MeetingHeld); is {
				h.add(&domain.SilenceAnswered{Meeting: h.events[i].ID, Said: said})
				return
			}
		}
	}
}

// An open note says what it is on: the heading of its wall, or the first words of an aim or an entry.
func TestOpenNotesSayWhatTheyAreOn(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "eat", Statement: "We eat together"})
	heading := h.add(&domain.HeadingStated{Heading: "Make time", Wall: "Kitchen"})
	long := h.add(&domain.FailureShared{What: words("one two three four five six seven eight nine ten")})
	for _, c := range []struct {
		on            domain.ResponseGiven
		says, onWords string
	}{
		{domain.ResponseGiven{Entry: heading, Heading: "Mak time"}, "A note under", "Make time"},
		{domain.ResponseGiven{Heading: "Power"}, "A note under", "Power"},
		{domain.ResponseGiven{Aim: "eat"}, "A note on", "We eat together"},
		{domain.ResponseGiven{Entry: long}, "A note on", "one two three four five six seven eight …"},
	} {
		c.on.Mark, c.on.What = MarkSquare, words("Why?")
		id := h.add(&c.on)
		for _, l := range BoardOf(h.see("group")).Open {
			if l.ID != id {
				continue
			}
			if says, on := l.OnWhat(); says != c.says || on != c.onWords {
				t.Errorf("it says %s %q, want %s %q", says, on, c.says, c.onWords)
			}
		}
	}
}

// Earlier learnings are those of the same aim, theme or words that may be read, the nearest first.
func TestEarlierLearnings(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "eat", Statement: "We eat together"})
	soup := h.add(&domain.LearningDrawn{What: words("Cooking together makes people talk.")})
	h.add(&domain.LearningDrawn{What: words("Letters are not read."), Aim: "eat"})
	h.add(&domain.LearningDrawn{What: words("Nobody comes in the rain.")})
	gone := h.add(&domain.LearningDrawn{What: words("We cook too late.")})
	h.add(&domain.EntryWithdrawn{Entry: gone})
	h.shared(&domain.LearningDrawn{What: words("I cook alone.")}, "only-me")
	h.shared(&domain.LearningDrawn{What: words("They cook, I am told.")}, "listener")
	door := h.add(&domain.LearningDrawn{What: words("A locked door is a wall.")})
	problem := h.add(&domain.ProblemNamed{What: words("the key")})
	h.add(&domain.ThemeFormed{What: words("ways in"), From: []string{door, problem}})
	said := func(start Starting, audience string, elsewhere bool) string {
		var list []string
		for _, e := range EarlierLearnings(h.see(audience), start, elsewhere) {
			list = append(list, e.Text.Text)
		}
		return strings.Join(list, " ")
	}
	for _, c := range []struct {
		start     Starting
		audience  string
		elsewhere bool
		want      string
	}{
		{Starting{}, "group", false, ""},
		{Starting{Words: "We would like to have more time."}, "group", false, ""},
		{Starting{Words: "cook for the neighbours"}, "group", false, "Cooking together makes people talk."},
		{Starting{Words: "cook for the neighbours"}, "public", false, ""},
		{Starting{Words: "rain", Entries: []string{soup}}, "group", false, "Cooking together makes people talk. Nobody comes in the rain."},
		{Starting{Words: "rain", Entries: []string{soup}}, "group", true, "Nobody comes in the rain."},
		{Starting{Aim: "eat"}, "group", false, "Letters are not read."},
		{Starting{Aim: "eat", Words: "rain"}, "group", false, "Letters are not read. Nobody comes in the rain."},
		{Starting{Aim: "eat", Words: "rain"}, "group", true, "Nobody comes in the rain."},
		{Starting{Entries: []string{problem}}, "group", false, "A locked door is a wall."},
		{Starting{Entries: []string{problem}}, "group", true, ""},
		{Starting{Words: "ways in for all"}, "group", false, "A locked door is a wall."},
	} {
		if got := said(c.start, c.audience, c.elsewhere); got != c.want {
			t.Errorf("%+v for %s: %q, want %q", c.start, c.audience, got, c.want)
		}
	}
}

// What waits is what the board has with a day that came: a period can be told of once it is over, not on its last day.
func TestWhatWaitsHasADayThatCame(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "eat", Statement: "We eat together"})
	h.add(&domain.MeasureAdded{Aim: "eat", Measure: "meals", Definition: domain.Definition{Name: "Meals", MeasureKind: domain.Increase, Mode: domain.PerPeriod}})
	h.add(&domain.TargetSet{Aim: "eat", Measure: "meals", Value: domain.Of(domain.Int(5)), PeriodStart: day("2024-01-01"), PeriodEnd: day("2024-02-29")})
	h.on("2024-01-01", &domain.SurpriseNoticed{What: words("They sang")})
	h.add(&domain.MendingPromised{What: words("Three notes"), Due: day("2024-02")})
	for on, want := range map[string]int{"2024-02-28": 0, "2024-02-29": 1, "2024-03-01": 2} {
		h.now = noon(on)
		seen, came := h.see("group"), 0
		board := BoardOf(seen)
		for _, l := range board.Open {
			if board.DayCame(l) {
				came++
			}
		}
		if waits := len(WaitingOf(seen)); waits != want || came != want {
			t.Errorf("on %s %d things wait, and on the board the day of %d came; want %d", on, waits, came, want)
		}
	}
}
