package web

import (
	"net/http"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

// The answers to "When do we look again?".
const (
	lookIn2Weeks = "2-weeks"
	lookInAMonth = "month"
	lookOnADay   = "day"
)

// asksTry is what a card for a test asks, on paper and on the page.
const asksTry = "What do we want to try?"

// testCard is the form for something the group wants to try. The first box is enough.
func testCard(_ *site, seen reports.Seen, at where, _ *http.Request, a *answers) (smallForm, error) {
	c := cardChoicesOf(seen, a)
	today := c.today
	f := smallForm{
		title: asksTry, button: "Save what we try", shows: "Show what others learnt",
		says: []string{"Small things count. The first box is enough."}, on: c.from, needs: "what",
		first: []field{
			{Name: "what", Label: "We want to try", Hint: "Do not use people’s names.", Rows: 3},
			{Name: "think", Label: "We think this will happen", Rows: 2},
			{Name: "because", Label: "Because", Rows: 2},
			{Name: "know", Label: "We will know by", Hint: "What will we see, hear or count?", Rows: 2},
			lookAgainField("When do we look again?", today), lookDayField(),
		},
	}
	for _, name := range []string{"from", "taken"} { // what it was opened from, and how it comes here
		if value := a.text(name); value != "" {
			f.hidden = append(f.hidden, pair{name, value})
		}
	}
	if len(c.aims) > 0 {
		f.more = append(f.more, field{Name: "about", Label: aboutLabel, Options: append([]pair{{"", "No aim"}}, c.aims...)})
	}
	if len(c.problems) > 0 {
		f.more = append(f.more, field{Name: "problem", Label: "What in the way does it answer?", Options: append([]pair{{"", "Nothing, or we do not know"}}, c.problems...)})
	}
	if len(c.learnings) > 0 {
		f.more = append(f.more, field{Name: "learning", Label: "Does it build on something we learnt?", Options: append([]pair{{"", "No, or we do not know"}}, c.learnings...)})
	}
	if a.values["do"] == showsMore || a.text("problem") != "" || a.text("learning") != "" || a.text("about") != "" {
		start := startingOf(a)
		f.start, f.own = &start, reports.EarlierLearnings(seen, start, false)
	}
	came := false // the day to look again is here or over
	f.after = func(_ *answers, receipt Receipt) string {
		if came {
			return at.entry(receipt.ID) + "/answer"
		}
		return at.url("saved", "entry", receipt.ID)
	}
	f.drafts = func(a *answers) []domain.Draft {
		if a.text("what") == "" {
			a.wrong("what", "Tell us what you want to try")
		}
		aim, _ := readAbout(a.values["about"])
		look := a.lookAgainOn(today, mayBeOver)
		came = look.Known() && today.Known() && !look.After(today)
		b := &domain.TestStarted{
			What: domain.Write(a.text("what")), Think: domain.Write(a.text("think")), Because: domain.Write(a.text("because")), KnowBy: domain.Write(a.text("know")),
			ReviewOn: look, Aim: aim, Learning: a.text("learning"), Problem: a.text("problem"),
		}
		return []domain.Draft{{Body: b, Cause: c.cause, Taken: a.taken()}}
	}
	return f, nil
}

// cardChoices are what a test card offers of its project.
type cardChoices struct {
	aims, problems, learnings []pair
	from                      *reports.Line // what the card was opened from
	cause                     string        // its id, where the card has no other place for it
	today                     domain.Date
}

func cardChoicesOf(seen reports.Seen, a *answers) cardChoices {
	c := cardChoices{today: a.today(seen)}
	for _, aim := range reports.ComparisonOf(seen).Aims {
		if aim.State.InForce() {
			c.aims = append(c.aims, pair{aboutValue(aim.ID, ""), language.Theirs(reports.Harmless(aim.Statement))})
		}
	}
	from := a.text("from")
	list := reports.EntriesOf(seen).Entries
	for i := len(list) - 1; i >= 0; i-- {
		l := list[i]
		if l.Withdrawn {
			continue
		}
		opened := from != "" && (l.ID == from || number(l.Position) == from)
		if opened {
			c.from = &list[i]
		}
		switch l.Kind {
		case "problem.named":
			c.problems = offer(c.problems, l, opened, a, "problem")
		case "learning.drawn":
			c.learnings = offer(c.learnings, l, opened, a, "learning")
		default:
			if opened {
				c.cause = l.ID
			}
		}
	}
	return c
}

// offer adds an entry to the choices, and chooses it where the form was opened from it.
func offer(list []pair, l reports.Line, opened bool, a *answers, name string) []pair {
	if opened {
		if _, sent := a.values[name]; !sent {
			a.values[name] = l.ID
		}
	} else if len(list) >= mostChoices && a.values[name] != l.ID {
		return list
	}
	return append(list, pair{l.ID, language.Theirs(beginning(l))})
}

func lookAgainField(label string, today domain.Date) field {
	two, month := later(today, 14), nextMonth(today)
	f := field{Name: "look", Label: label, Radios: true, Options: []pair{{"", "We do not know yet"}, {lookIn2Weeks, "In two weeks"}, {lookInAMonth, "In a month"}, {lookOnADay, "On another day"}}}
	if today.Known() {
		f.Options[1].Value += ", on " + reports.DayWords(two)
		f.Options[2].Value += ", on " + reports.DayWords(month)
	}
	return f
}

func lookDayField() field {
	return field{Name: "day", Label: "If on another day: which one?", Hint: "Such as 10 July 2025."}
}

// Whether the day to look again may be over already, as on a card that was written on paper long ago: then it is asked about once, and what happened at once.
const (
	mayBeOver  = true
	stillComes = false
)

// lookAgainOn reads when the group looks again, and notes what is no such day; zero: nobody said.
func (a *answers) lookAgainOn(today domain.Date, over bool) domain.Date {
	a.mustChoose("look", lookIn2Weeks, lookInAMonth, lookOnADay)
	text := a.text("day")
	if a.text("look") == "" && text != "" {
		a.values["look"] = lookOnADay
	}
	switch a.text("look") {
	case lookIn2Weeks:
		return later(today, 14)
	case lookInAMonth:
		return nextMonth(today)
	case lookOnADay:
		d, wrong := readDate(text, today)
		switch {
		case text == "":
			a.wrong("day", "Tell us the day, such as 10 July 2025.")
		case wrong != "":
			a.wrong("day", wrong+" Write a day such as 10 July 2025.")
		case !d.Whole():
			a.wrong("day", "We need the day too. Write it such as 10 July 2025.")
		case over && (!today.Known() || !d.Before(today)):
		case over:
			a.ask("day", "This day is over. Then we ask at once what happened.")
		case today.Known() && !d.After(today):
			a.wrong("day", "This day is not still to come. Choose a later one.")
		}
		return d
	}
	return domain.Date{}
}

// later is the day some days later.
func later(d domain.Date, days int) domain.Date {
	for range days {
		if d.Day++; d.Day > (domain.Date{Year: d.Year, Month: d.Month}).Last().Day {
			d.Day = 1
			if d.Month++; d.Month > 12 {
				d.Year, d.Month = d.Year+1, 1
			}
		}
	}
	return d
}

// nextMonth is the same day of the next month, or its last.
func nextMonth(d domain.Date) domain.Date {
	month := later(domain.Date{Year: d.Year, Month: d.Month}.Last(), 1)
	month.Day = min(d.Day, domain.Date{Year: month.Year, Month: month.Month}.Last().Day)
	return month
}

// startingOf is what the answers say of something the group is about to do.
func startingOf(a *answers) reports.Starting {
	start := reports.Starting{Words: strings.Join([]string{a.text("what"), a.text("think"), a.text("because"), a.text("know")}, " ")}
	start.Aim, _ = readAbout(a.values["about"])
	for _, name := range []string{"problem", "learning"} {
		if id := a.text(name); id != "" {
			start.Entries = append(start.Entries, id)
		}
	}
	return start
}
