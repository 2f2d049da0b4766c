package web

import (
	"net/http"
	"strconv"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// meetingForm is the form for a meeting that was held. One answer is enough.
func meetingForm(_ *site, seen reports.Seen, _ where, _ *http.Request, a *answers) (smallForm, error) {
	today := a.today(seen)
	f := smallForm{
		title: "We met", button: "Save our meeting", says: []string{"Any one of these is enough."},
		first: []field{
			{Name: "what", Label: "What came of it?", Hint: "Do not use people’s names.", Rows: 3},
			{Name: "happened", Label: "When did we meet?", Hint: "Such as today, or 10 July 2025."},
			{Name: "lived", Label: "How many came who know it from living it?", Type: "number"},
			{Name: "professional", Label: "How many came who know it from working with it?", Type: "number"},
			{Name: "both", Label: "How many came who know it from both?", Type: "number"},
			{Name: "unsaid", Label: "How many came and did not say?", Type: "number"},
			{Name: "format", Label: "How did we meet?", Options: meetingWays()},
		},
	}
	f.drafts = func(a *answers) []domain.Draft {
		b := &domain.MeetingHeld{What: domain.Write(a.text("what")), Format: a.text("format")}
		for name, n := range map[string]*int{"lived": &b.Lived, "professional": &b.Professional, "both": &b.Both, "unsaid": &b.NotSaid} {
			*n = a.people(name)
		}
		if a.text("what") == "" && b.Format == "" && b.Lived+b.Professional+b.Both+b.NotSaid == 0 && len(a.problems) == 0 {
			a.wrong("what", "Tell us what came of it, or how many came")
		}
		return []domain.Draft{{Body: b, Happened: a.checkDate(today)}}
	}
	return f, nil
}

// meetingWays are the ways to meet that can be chosen.
func meetingWays() []pair {
	return []pair{
		{"", "Leave this out"}, {"open_space", "Open space: people chose what to talk about"}, {"world_cafe", "World café: small tables, people moved on and added"},
		{"path", "PATH: we planned backwards from our hope"}, {"action_learning_set", "Action learning set: a few people, real challenges, questions"},
		{"one_to_one", "Two people talked in confidence"}, {"meet_and_greet", "Meet and greet"}, {"learning_event", "Learning event"}, {"other", "Another way"},
	}
}

// mostPeople is how many people a meeting can have; more is a slip of the finger.
const mostPeople = 100_000

// people reads how many people came; none where nothing was written.
func (a *answers) people(name string) int {
	text := a.text(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > mostPeople {
		a.wrong(name, "Write how many people as a number, such as 12.")
		return 0
	}
	return n
}

// The answers to whether something is not being said.
const (
	someIs    = "something"
	noneIs    = "nothing"
	askLater  = "later"
	asksQuiet = "Is something not being said?"
)

// saysQuiet is why the question comes, in sentences.
func saysQuiet() []string {
	return []string{"You met three times.", "Nobody wrote down a challenge, a surprise, or what did not go as hoped.", "That can be fine. We only ask."}
}

// silenceForm asks whether something is not being said.
func silenceForm(_ *site, seen reports.Seen, at where, _ *http.Request, a *answers) (smallForm, error) {
	board := reports.BoardOf(seen)
	f := smallForm{
		title: asksQuiet, says: saysQuiet(), button: "Save",
		first: []field{
			{Name: "said", Label: asksQuiet, Radios: true, Options: []pair{{someIs, "Something is"}, {noneIs, "Nothing is"}, {askLater, "Ask later"}}},
			{Name: "what", Label: "What is it?", Hint: "You can leave this empty. Our group can read it.", Rows: 3},
		},
		ways: privateWays(at), ours: true,
	}
	meeting := a.text("meeting")
	if board.Quiet != nil && meeting == "" {
		meeting = board.Quiet.Meeting.ID
	}
	f.hidden = []pair{{"meeting", meeting}}
	if meeting == "" {
		f.says = []string{"We ask this when it has been quiet for three meetings. You can say something at any time."}
		f.first, f.button = nil, ""
	}
	f.drafts = func(a *answers) []domain.Draft {
		a.mustChoose("said", someIs, noneIs, askLater)
		if a.text("said") == "" && a.text("what") != "" {
			a.values["said"] = someIs
		}
		if a.text("said") == "" {
			a.wrong("said", "Choose one of these.")
		}
		return []domain.Draft{{Body: &domain.SilenceAnswered{Meeting: meeting, Said: a.text("said"), What: domain.Write(a.text("what"))}}}
	}
	f.after = func(_ *answers, receipt Receipt) string {
		if a.text("said") == askLater || a.text("said") == noneIs {
			return at.url("")
		}
		return at.url("saved", "entry", receipt.ID)
	}
	return f, nil
}

// privateWays lead to ways of saying something that the group does not read, or not with a name.
func privateWays(at where) []link {
	return []link{
		{URL: at.url("write", "share", domain.SharedOnlyMe), Words: "Write it only for me"},
		{URL: at.url("write", "share", domain.SharedListener), Words: "Tell only one who listens to us"},
		{URL: at.url("write", "by", byNobody), Words: "Write it without my name"},
	}
}
