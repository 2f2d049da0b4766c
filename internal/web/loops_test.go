package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// bodies are the events of a project of one sort.
func bodies[B domain.Body](g *group) (list []B) {
	for _, e := range g.events("p") {
		if b, is := e.Body.(B); is {
			list = append(list, b)
		}
	}
	return list
}

// command is the id of the form on a page that goes to an address.
func commandOf(t *testing.T, body, action string) string {
	t.Helper()
	_, rest, found := strings.Cut(body, `action="`+action+`"`)
	_, rest, _ = strings.Cut(rest, `name="command" value="`)
	id, _, _ := strings.Cut(rest, `"`)
	if !found || !isCommandID(id) {
		t.Fatalf("no form goes to %s", action)
	}
	return id
}

// A test is written in one box, with what it answers, and is looked at again with one tap.
func TestACardAndItsReview(t *testing.T) {
	g := aGroup(t)
	rosa, blue := g.joins(domain.RoleMember, "Rosa"), g.joins(domain.RoleMember, "Blue")
	problem := g.record("p", rosa.id, nil, &domain.ProblemNamed{What: domain.Write("the door is locked")})
	card := rosa.gets("/p/p/test?from="+problem, http.StatusOK)
	if !strings.Contains(card, "the door is locked") || !strings.Contains(card, `value="`+problem+`" selected`) {
		t.Error("the card does not answer what it was opened from")
	}
	command := commandOf(t, card, "/p/p/test")
	rosa.posts("/p/p/test", http.StatusUnprocessableEntity, url.Values{"command": {command}, "think": {"It opens."}})
	if body := rosa.posts("/p/p/test", http.StatusUnprocessableEntity, url.Values{"command": {command}, "what": {"A key"}, "look": {"day"}, "day": {"10 July 2001"}}).Body.String(); !strings.Contains(body, "This day is over.") || !strings.Contains(body, "A key") {
		t.Error("a day that is over is not asked about, or the words are lost")
	}
	form := url.Values{"command": {command}, "what": {"A key"}, "problem": {problem}, "look": {lookIn2Weeks}}
	saved := rosa.posts("/p/p/test", http.StatusSeeOther, form).Header().Get("Location")
	if again := rosa.posts("/p/p/test", http.StatusSeeOther, form).Header().Get("Location"); again != saved {
		t.Errorf("sent again it leads to %s, not %s", again, saved)
	}
	tests := bodies[*domain.TestStarted](g)
	if len(tests) != 1 || tests[0].Problem != problem || tests[0].ReviewOn != later(domain.DateOf(today()), 14) {
		t.Fatalf("stored are %+v", tests)
	}
	rosa.gets(saved, http.StatusOK)

	// A card that was written on paper long ago: its day is over, and what happened is asked at once.
	old := url.Values{"command": {newID()}, "taken": {"paper"}, "from": {problem}, "what": {"A bell"}, "look": {"day"}, "day": {"10 July 2001"}, sureOf("day"): {"10 July 2001"}}
	asks := rosa.posts("/p/p/test", http.StatusSeeOther, old).Header().Get("Location")
	if page := rosa.gets(asks, http.StatusOK); !strings.Contains(page, "A bell") || !strings.Contains(page, `name="next"`) {
		t.Error("what came of an old card is not asked")
	}
	if typed := g.last(); typed.Taken != domain.TakenFromPaper || typed.Body.(*domain.TestStarted).ReviewOn.String() != "2001-07-10" {
		t.Errorf("the card is kept as %+v, taken %q", typed.Body, typed.Taken)
	}
	g.record("p", rosa.id, nil, &domain.EntryWithdrawn{Entry: g.last().ID})

	test := g.record("p", rosa.id, nil, &domain.TestStarted{What: domain.Write("Soup on Fridays"), ReviewOn: before(domain.DateOf(today()), 3)})
	action := "/p/p/entry/" + test + "/answer"
	home := blue.gets("/p/p", http.StatusOK)
	for _, want := range []string{"You wanted to look again", "Soup on Fridays", `name="next" value="keep"`, `name="next" value="too_early"`} {
		if !strings.Contains(home, want) {
			t.Errorf("the home does not say %s", want)
		}
	}
	if board := blue.gets("/p/p/loops", http.StatusOK); !strings.Contains(board, "Soup on Fridays") || !strings.Contains(board, "Open for 3 days.") || !strings.Contains(board, `name="next" value="stop"`) {
		t.Error("the board does not ask what happened")
	}
	tap := url.Values{"command": {commandOf(t, home, action)}, "next": {"keep"}}
	next := blue.posts(action, http.StatusSeeOther, tap).Header().Get("Location")
	blue.posts(action, http.StatusSeeOther, tap)
	rosa.posts(action, http.StatusConflict, url.Values{"command": {commandOf(t, home, action)}, "next": {"stop"}})
	rosa.posts(action, http.StatusConflict, url.Values{"command": {newID()}, "next": {"stop"}})
	if ended := bodies[*domain.TestConcluded](g); len(ended) != 1 || ended[0].Next != "keep" || ended[0].Test != test {
		t.Fatalf("stored are %+v", ended)
	}
	if strings.Contains(blue.gets("/p/p", http.StatusOK), "You wanted to look again") {
		t.Error("the home asks again")
	}
	after := blue.gets(next, http.StatusOK)
	if !strings.Contains(after, "What happened?") || !strings.Contains(after, "What did we learn?") {
		t.Error("nothing is offered after the tap")
	}

	// A thumb finds the wrong button: the page says which test it was, and one tap takes it back.
	mistake := strings.TrimSuffix(next, "answer") + "correct"
	if !strings.Contains(after, `We keep this: <q dir="auto">Soup on Fridays</q>`) {
		t.Error("the page does not say what was kept")
	}
	undo := url.Values{"command": {commandOf(t, after, mistake)}, "do": {takesBack}}
	for range 2 {
		if to := blue.posts(mistake, http.StatusSeeOther, undo).Header().Get("Location"); to != action {
			t.Errorf("what was taken back leads to %s", to)
		}
	}
	if page := blue.gets(action, http.StatusOK); !strings.Contains(page, `name="next"`) || !strings.Contains(blue.gets("/p/p", http.StatusOK), "You wanted to look again") {
		t.Error("the test is not open again")
	}
	next = blue.posts(action, http.StatusSeeOther, url.Values{"command": {commandOf(t, blue.gets("/p/p", http.StatusOK), action)}, "next": {"keep"}}).Header().Get("Location")
	after = blue.gets(next, http.StatusOK)
	blue.posts(next, http.StatusUnprocessableEntity, url.Values{"command": {newID()}})
	words := url.Values{"command": {commandOf(t, after, next)}, "what": {"Four came."}, "learnt": {"Soup is not enough."}, "supported": {"partly"}}
	blue.posts(next, http.StatusSeeOther, words)
	blue.posts(next, http.StatusSeeOther, words)
	learnt := bodies[*domain.LearningDrawn](g)
	if len(learnt) != 1 || len(bodies[*domain.EntryCorrected](g)) != 1 || next != "/p/p/entry/"+learnt[0].From[0]+"/answer" {
		t.Fatalf("stored are %d learnings and %d corrections", len(learnt), len(bodies[*domain.EntryCorrected](g)))
	}
	if page := blue.gets("/p/p/tests", http.StatusOK); !strings.Contains(page, "Four came.") || !strings.Contains(page, "Partly") || !strings.Contains(page, "Soup is not enough.") {
		t.Error("what happened does not stand with the test")
	}
	if page := rosa.gets(next, http.StatusOK); strings.Contains(page, `name="what"`) {
		t.Error("what happened is asked for twice")
	}
}

// Too early asks again in two weeks, or on a day of one's own.
func TestTooEarly(t *testing.T) {
	g := aGroup(t)
	rosa := g.joins(domain.RoleMember, "Rosa")
	test := g.record("p", rosa.id, nil, &domain.TestStarted{What: domain.Write("Soup"), ReviewOn: domain.DateOf(today())})
	action := "/p/p/entry/" + test + "/answer"
	next := rosa.posts(action, http.StatusSeeOther, url.Values{"command": {commandOf(t, rosa.gets("/p/p", http.StatusOK), action)}, "next": {"too_early"}}).Header().Get("Location")
	put := bodies[*domain.TestPostponed](g)
	if len(put) != 1 || put[0].ReviewOn != later(domain.DateOf(today()), 14) {
		t.Fatalf("stored are %+v", put)
	}
	if strings.Contains(rosa.gets("/p/p", http.StatusOK), "You wanted to look again") {
		t.Error("the home asks again at once")
	}
	page := rosa.gets(next, http.StatusOK)
	if !strings.Contains(page, "We look again on ") || !strings.Contains(page, `<q dir="auto">Soup</q>`) {
		t.Error("the day or the test is not said")
	}
	commandOf(t, page, strings.TrimSuffix(next, "answer")+"correct")
	rosa.posts(next, http.StatusSeeOther, url.Values{"command": {newID()}, "look": {lookInAMonth}})
	if put = bodies[*domain.TestPostponed](g); len(put) != 2 || put[1].ReviewOn != nextMonth(domain.DateOf(today())) {
		t.Errorf("stored are %+v", put)
	}
}

// What was learnt before is shown when something begins: of the group first, of others as far as they may be seen, never what is hidden.
func TestEarlierLearningsAreShownAndNoneThatIsHidden(t *testing.T) {
	g := aGroup(t)
	rosa, blue := g.joins(domain.RoleMember, "Rosa"), g.joins(domain.RoleMember, "Blue")
	learn := func(project, actor, text string, sharing ...string) {
		g.record(project, actor, sharing, &domain.LearningDrawn{What: domain.Write(text)})
	}
	learn("p", rosa.id, "Soup warms people.")
	learn("p", rosa.id, "My secret soup.", "only-me")
	learn("p", rosa.id, "A confided soup.", "listener")
	g.record("q", "", nil, &domain.ProjectStarted{Name: "The other group"})
	learn("q", "", "Their soup is cold.")
	learn("q", "", "Soup for everybody.", "group", "public")
	show := url.Values{"command": {newID()}, "what": {"We cook soup"}, "do": {showsMore}}
	body := blue.posts("/p/p/test", http.StatusOK, show).Body.String()
	if !strings.Contains(body, "Soup warms people.") || !strings.Contains(body, "We cook soup") {
		t.Errorf("what the group learnt is not shown, or the words are lost")
	}
	for _, hidden := range []string{"secret", "confided", "cold", "Soup for everybody"} {
		if strings.Contains(body, hidden) {
			t.Errorf("%q is shown", hidden)
		}
	}
	if len(bodies[*domain.TestStarted](g)) != 0 {
		t.Error("looking saved something")
	}
	events := g.events("q")
	g.record("q", "", nil, &domain.AudienceTold{Audience: "public", Report: "for public", Position: events[len(events)-1].Position})
	body = blue.posts("/p/p/test", http.StatusOK, show).Body.String()
	if !strings.Contains(body, "Soup for everybody.") || !strings.Contains(body, `href="/p/q/for/public"`) || strings.Contains(body, "cold") {
		t.Error("what another group told everybody is not shown, or more than that is")
	}
	show.Del("do")
	saved := blue.posts("/p/p/test", http.StatusSeeOther, show).Header().Get("Location")
	if body := blue.gets(saved, http.StatusOK); !strings.Contains(body, "Before you start") || !strings.Contains(body, "Soup warms people.") || strings.Contains(body, "secret") {
		t.Error("after saving, what was learnt before is not shown as it may be")
	}
	// Opened from our own learning, that stands first, and what the card is about stays.
	ours := g.record("p", rosa.id, nil, &domain.LearningDrawn{What: domain.Write("A bell is heard.")})
	card := boxed(read(t, "card", strings.NewReader(blue.gets("/p/p/test?from="+ours, http.StatusOK))), "what", "We ring for soup", "do", showsMore, "learning", ours)
	body = blue.posts("/p/p/test", http.StatusOK, card).Body.String()
	if bell, soup := strings.Index(body, `dir="auto">A bell is heard.</p>`), strings.Index(body, "Soup warms people."); bell < 0 || soup < bell || !strings.Contains(body, "This is about:") {
		t.Error("our own learning does not stand first, or what the card is about is lost")
	}
	aim := g.record("p", blue.id, nil, &domain.AimAgreed{Aim: "soup", Statement: "Warm soup for all"})
	if body := blue.gets("/p/p/saved?entry="+aim, http.StatusOK); !strings.Contains(body, "Soup warms people.") {
		t.Error("an aim begins without what was learnt before")
	}
}

// A meeting is one answer; after three quiet ones the group is asked once.
func TestMeetingsAndWhatIsNotSaid(t *testing.T) {
	g := aGroup(t)
	rosa := g.joins(domain.RoleMember, "Rosa")
	const asks = `action="/p/p/silence"`
	rosa.posts("/p/p/meeting", http.StatusUnprocessableEntity, url.Values{"command": {newID()}})
	if body := rosa.posts("/p/p/meeting", http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "lived": {"many"}, "what": {"We ate."}}).Body.String(); !strings.Contains(body, "as a number") || !strings.Contains(body, "We ate.") {
		t.Error("words for a number are not asked about, or the words are lost")
	}
	for i, form := range []url.Values{{"what": {"We ate."}, "happened": {"yesterday"}}, {"lived": {"4"}, "both": {"1"}}, {"format": {"world_cafe"}}} {
		if strings.Contains(rosa.gets("/p/p", http.StatusOK), asks) {
			t.Errorf("it asks after %d meetings", i)
		}
		form.Set("command", newID())
		rosa.posts("/p/p/meeting", http.StatusSeeOther, form)
		rosa.posts("/p/p/meeting", http.StatusSeeOther, form)
	}
	met := bodies[*domain.MeetingHeld](g)
	if len(met) != 3 || met[1].Lived != 4 || met[1].Both != 1 || met[2].Format != "world_cafe" {
		t.Fatalf("stored are %+v", met)
	}
	home := rosa.gets("/p/p", http.StatusOK)
	if !strings.Contains(home, asks) || !strings.Contains(rosa.gets("/p/p/loops", http.StatusOK), asks) {
		t.Error("it does not ask")
	}
	private := rosa.gets("/p/p/silence", http.StatusOK)
	for _, way := range []string{"share=only-me", "share=listener", "by=nobody"} {
		if !strings.Contains(private, way) {
			t.Errorf("no way with %s", way)
		}
	}
	_, rest, _ := strings.Cut(home, `name="meeting" value="`)
	meeting, _, _ := strings.Cut(rest, `"`)
	tap := url.Values{"command": {commandOf(t, home, "/p/p/silence")}, "meeting": {meeting}, "said": {noneIs}}
	rosa.posts("/p/p/silence", http.StatusSeeOther, tap)
	rosa.posts("/p/p/silence", http.StatusSeeOther, tap)
	if said := bodies[*domain.SilenceAnswered](g); len(said) != 1 || said[0].Said != noneIs {
		t.Errorf("stored are %+v", said)
	}
	if strings.Contains(rosa.gets("/p/p", http.StatusOK), asks) {
		t.Error("it asks again")
	}
	rosa.gets("/p/p/silence", http.StatusOK)
}

// Each loop of the board leads to the form that answers it, and the answer closes it.
func TestTheBoardLeadsToItsAnswers(t *testing.T) {
	g := aGroup(t)
	rosa := g.joins(domain.RoleMember, "Rosa")
	failure := g.record("p", rosa.id, nil, &domain.FailureShared{What: domain.Write("Nobody came.")})
	word := g.record("p", rosa.id, nil, &domain.WordAsked{Word: domain.Write("hub")})
	square := g.record("p", rosa.id, nil, &domain.ResponseGiven{Entry: failure, Mark: "square", What: domain.Write("Who says?")})
	heading := g.record("p", rosa.id, nil, &domain.HeadingStated{Heading: "Make time", Wall: "Kitchen"})
	onWall := g.record("p", "", nil, &domain.ResponseGiven{Entry: heading, Heading: "Make time", Mark: "square", What: domain.Write("When?")})
	if list := rosa.gets("/p/p/reminders", http.StatusOK); !strings.Contains(list, "No day has come that we set.") || !strings.Contains(list, `href="/p/p/loops"`) {
		t.Error("the list of what waits says that nothing does, while the board has more")
	}
	mend := "/p/p/entry/" + failure + "/mend"
	rosa.posts(mend, http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "who": {"two of us"}})
	rosa.posts(mend, http.StatusSeeOther, url.Values{"command": {commandOf(t, rosa.gets(mend, http.StatusOK), mend)}, "what": {"How many there were."}, "source": {"The list at the door."}, "who": {"two of us"}})
	board := rosa.gets("/p/p/loops", http.StatusOK)
	for _, want := range []string{
		`A note on</a> <q dir="auto">Nobody came.</q>: <q dir="auto">Who says?</q>`, `A note under</a> <q dir="auto">Make time</q>`,
		"/p/p/write?from=" + failure + "&amp;kind=learning", "/p/p/words/explain?from=" + word, "/p/p/entry/" + square + "/answer", `It can be filled from: <span dir="auto">The list at the door.</span>`, `By: <span dir="auto">two of us</span>`,
	} {
		if !strings.Contains(board, want) {
			t.Errorf("the board does not hold %s", want)
		}
	}
	if !strings.Contains(rosa.gets("/p/p/learning", http.StatusOK), `href="/p/p/loops"`) || !strings.Contains(rosa.gets("/p/p/tests", http.StatusOK), `href="/p/p/test"`) {
		t.Error("what was learnt and tried does not lead to what is next")
	}
	mending := ""
	for _, e := range g.events("p") {
		if _, is := e.Body.(*domain.MendingPromised); is {
			mending = e.ID
		}
	}
	change := g.record("p", rosa.id, nil, &domain.ChangeMade{What: domain.Write("We ring first.")})
	for address, form := range map[string]url.Values{
		square: {"what": {"All of us."}}, onWall: {"what": {"At six."}}, mending: {}, change: {"helped": {"yes"}},
	} {
		action := "/p/p/entry/" + address + "/answer"
		form.Set("command", commandOf(t, rosa.gets(action, http.StatusOK), action))
		saved := rosa.gets(rosa.posts(action, http.StatusSeeOther, form).Header().Get("Location"), http.StatusOK)
		if !strings.Contains(saved, "Next thing to talk about") || strings.Contains(saved, "Say whether it helped") {
			t.Error("after an answer nothing leads on, or it is asked again")
		}
	}
	g.record("p", rosa.id, nil, &domain.WordExplained{Asked: word, What: domain.Write("A place to meet.")})
	if board := rosa.gets("/p/p/loops", http.StatusOK); strings.Count(board, "New today.") != 1 || !strings.Contains(board, "Nobody came.") {
		t.Error("the answers do not close their loops")
	}
	rosa.gets("/p/p/loops.json", http.StatusOK)
	if csv := rosa.gets("/p/p/loops.csv", http.StatusOK); !strings.Contains(csv, "learning,Nobody came.") {
		t.Errorf("the table is %s", csv)
	}
	rosa.gets("/p/p/entry/"+failure+"/answer", http.StatusNotFound)
	g.works(domain.StaffFunder, "p").gets("/p/p/entry/"+failure+"/mend", http.StatusForbidden)
}

// From a card to a change that was checked: no step is more than one link and one form away from the one before.
func TestFewTapsFromJoiningToAChange(t *testing.T) {
	g := aGroup(t)
	rosa := g.joins(domain.RoleMember, "Rosa")
	taps := 2 // the card, and the button that takes it
	follow := func(from, contains string, form url.Values) string {
		t.Helper()
		for _, a := range read(t, from, strings.NewReader(rosa.gets(from, http.StatusOK))).all("a") {
			if href := a.attr["href"]; strings.Contains(href, contains) {
				form.Set("command", newID())
				address, query, _ := strings.Cut(href, "?")
				asked, err := url.ParseQuery(query)
				if err != nil {
					t.Fatal(err)
				}
				for _, name := range []string{"kind", "from"} {
					if form.Get(name) == "" && asked.Get(name) != "" {
						form.Set(name, asked.Get(name))
					}
				}
				rosa.gets(href, http.StatusOK)
				taps += 2
				return rosa.posts(address, http.StatusSeeOther, form).Header().Get("Location")
			}
		}
		t.Fatalf("no link of %s leads to %s", from, contains)
		return ""
	}
	saved := follow("/p/p", "/p/p/write", url.Values{"what": {"Nobody came."}, "kind": {writeFailure}})
	taps++ // the kind
	saved = follow(saved, "kind=learning", url.Values{"what": {"People work then."}})
	saved = follow(saved, "kind=change", url.Values{"what": {"We meet at six."}})
	if taps >= 10 {
		t.Errorf("it takes %d taps to a change", taps)
	}
	follow(saved, "/answer", url.Values{"helped": {"yes"}})
	checks, learnt, changes := bodies[*domain.ChangeChecked](g), bodies[*domain.LearningDrawn](g), bodies[*domain.ChangeMade](g)
	if len(checks) != 1 || len(learnt) != 1 || len(learnt[0].From) != 1 || len(changes) != 1 || changes[0].Learning == "" {
		t.Errorf("the steps do not lead from one to the next")
	}
	if board := rosa.gets("/p/p/loops", http.StatusOK); !strings.Contains(board, "Nothing is left to talk about.") {
		t.Error("something is left to talk about")
	}
}
