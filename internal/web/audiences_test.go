package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// allAnswered is the form for telling somebody with nothing that stands in the way.
func allAnswered(position string) url.Values {
	return url.Values{
		"command": {newID()}, "position": {position}, "report": {"Spring"},
		"question-1": {"no"}, "question-2": {"no"}, "question-3": {"no"}, "question-4": {"no"}, "question-5": {"yes"}, "question-6": {"yes"},
	}
}

// A group names somebody new, says what they are told in which order, tells them, and stops it again.
func TestANewAudienceIsNamedToldAndRetired(t *testing.T) {
	g := aGroup(t)
	helper, rosa := g.joins(domain.RoleFacilitator, "Kim"), g.joins(domain.RoleMember, "Rosa")
	entry := g.surprise(rosa, rosasWords)
	helper.gets("/p/p/audiences/new", http.StatusOK)
	form := url.Values{
		"command": {newID()}, "name": {"The housing team"}, "describe": {"They give out flats."}, "level": {"plain"}, "least": {"10"},
		"section-aims": {"2"}, "section-surprises": {"1"},
	}
	helper.posts("/p/p/audiences", http.StatusSeeOther, form)
	helper.posts("/p/p/audiences", http.StatusSeeOther, form) // a double tap
	events := g.events("p")
	named, ok := events[len(events)-1].Body.(*domain.AudienceNamed)
	if !ok || named.Audience != "the-housing-team" || !slices.Equal(named.Sections, []string{"surprises", "aims"}) || named.Smallest != 10 {
		t.Fatalf("it is recorded as %+v", events[len(events)-1].Body)
	}
	page := rosa.gets("/p/p/audiences", http.StatusOK)
	if !strings.Contains(page, "The housing team") || !strings.Contains(page, "Who have we not told yet?") || strings.Contains(page, "/audiences/new") {
		t.Errorf("the list for a member is\n%s", page)
	}
	if page := rosa.gets("/p/p/entry/"+entry+"/share?with=the-housing-team", http.StatusOK); !strings.Contains(page, "They give out flats.") {
		t.Errorf("who they are is not said before the yes:\n%s", page)
	}

	tell := "/p/p/audiences/the-housing-team/tell"
	asks := helper.gets(tell, http.StatusOK)
	position := read(t, tell, strings.NewReader(asks)).field("position").attr["value"]
	unsure := allAnswered(position)
	unsure.Set("question-2", "unsure")
	unsure.Set("decided", "We talked about the date.")
	if again := helper.posts(tell, http.StatusUnprocessableEntity, unsure).Body.String(); !strings.Contains(again, "You are not sure") || !strings.Contains(again, "We talked about the date.") {
		t.Errorf("not sure is answered with\n%s", again)
	}
	open := allAnswered(position)
	open.Del("question-6")
	helper.posts(tell, http.StatusUnprocessableEntity, open)
	careless := allAnswered(position)
	careless.Set("question-4", "yes")
	if again := helper.posts(tell, http.StatusUnprocessableEntity, careless).Body.String(); !strings.Contains(again, "what you decided about it") {
		t.Errorf("an answer that asks for care is taken without a word:\n%s", again)
	}
	if now := len(g.events("p")); now != len(events) {
		t.Fatalf("what was refused recorded %d entries", now-len(events))
	}
	careless.Set("decided", "She wants her face in it.")
	careless.Set("command", newID())
	helper.posts(tell, http.StatusSeeOther, careless)
	events = g.events("p")
	told, ok := events[len(events)-1].Body.(*domain.AudienceTold)
	if !ok || number(told.Position) != position {
		t.Fatalf("it is recorded as %+v", events[len(events)-1].Body)
	}
	if why, _ := told.Why.Reveal(g.log.Opener()); strings.Count(why, "\n") != 6 || !strings.Contains(why, "street sign? Yes.") || !strings.Contains(why, "She wants her face in it.") {
		t.Errorf("the answers are recorded as %q", why)
	}

	if page := helper.gets("/p/p/audiences", http.StatusOK); strings.Count(page, "Share a link") != 1 || !strings.Contains(page, `href="/p/p/links"`) || !strings.Contains(page, `href="/p/p/exports"`) {
		t.Errorf("no way leads to the links and the files:\n%s", page)
	}
	if page := rosa.gets("/p/p/audiences", http.StatusOK); strings.Contains(page, "/p/p/links") || strings.Contains(page, "/p/p/exports") {
		t.Errorf("a member is offered what is not theirs:\n%s", page)
	}
	helper.posts("/p/p/audiences/the-housing-team/change", http.StatusSeeOther, url.Values{"command": {newID()}, "name": {"Housing"}, "level": {"full"}, "section-aims": {"1"}})
	helper.posts("/p/p/audiences/the-housing-team/retire", http.StatusSeeOther, nil)
	helper.posts("/p/p/audiences/the-housing-team/retire", http.StatusSeeOther, nil) // a double tap
	if page := helper.gets("/p/p/audiences", http.StatusOK); strings.Contains(page, "Housing") {
		t.Error("the retired one is still in the list")
	}
	rosa.gets("/p/p/audiences/the-housing-team/tell", http.StatusForbidden)
	helper.gets(tell, http.StatusNotFound)
	helper.gets("/p/p/audiences/group/tell", http.StatusNotFound)
}

// Only who holds the group together names audiences and tells them.
func TestWhoMayNotTell(t *testing.T) {
	g := aGroup(t)
	people := []*somebody{g.works(domain.StaffFunder, "p"), g.works(domain.StaffEvaluator), g.stranger()}
	rosa := g.joins(domain.RoleMember, "Rosa")
	before := len(g.events("p"))
	for _, who := range append(people, rosa) {
		for address, form := range map[string]url.Values{
			"/p/p/audiences":                     {"command": {newID()}, "name": {"X"}, "section-aims": {"1"}},
			"/p/p/audiences/funders/change":      {"command": {newID()}, "name": {"X"}, "section-aims": {"1"}},
			"/p/p/audiences/funders/retire":      {},
			"/p/p/audiences/funders/tell":        allAnswered("1"),
			"/p/p/people/" + rosa.id + "/forget": {"command": {newID()}, "typed": {"forget"}, "what": {"all"}, "why": {"asked"}},
		} {
			if w := who.send(http.MethodPost, address, form); w.Code < 400 || w.Code >= 500 {
				t.Errorf("%s: status %d", address, w.Code)
			}
		}
	}
	if now := len(g.events("p")); now != before {
		t.Errorf("%d entries were recorded", now-before)
	}
}

// What is said in a circle is there for its people; it leaves with its speaker's yes, or as a theme of three.
func TestACircleKeepsWhatIsSaid(t *testing.T) {
	g := aGroup(t)
	helper := g.joins(domain.RoleFacilitator, "Kim")
	var in []*somebody
	people := []string{}
	for _, name := range []string{"Ada", "Bea", "Cem"} {
		in = append(in, g.joins(domain.RoleMember, name))
		people = append(people, in[len(in)-1].id)
	}
	out := g.joins(domain.RoleMember, "Dan")
	helper.gets("/p/p/audiences/new?circle=yes", http.StatusOK)
	helper.posts("/p/p/audiences", http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "circle": {"yes"}, "name": {"Tea"}})
	helper.posts("/p/p/audiences", http.StatusSeeOther, url.Values{"command": {newID()}, "circle": {"yes"}, "name": {"Tea"}, "people": people})
	const circle = "/p/p/circles/tea"
	for _, who := range []*somebody{out, helper} {
		who.gets(circle, http.StatusNotFound)
		who.posts(circle+"/theme", http.StatusNotFound, url.Values{"command": {newID()}, "what": {"x"}})
	}
	form := in[0].gets("/p/p/write?share=tea", http.StatusOK)
	if !strings.Contains(form, "The circle: \u2068Tea") || strings.Contains(out.gets("/p/p/write", http.StatusOK), "The circle: \u2068Tea") {
		t.Fatal("the form offers the circle to the wrong people")
	}
	in[0].posts("/p/p/write", http.StatusSeeOther, url.Values{"command": {newID()}, "kind": {"surprise"}, "what": {"The stairs frighten me"}, "share": {"tea"}})
	first := g.events("p")[len(g.events("p"))-1].ID
	entries := []string{first, g.surprise(in[1], "I fell on them", "tea")}
	page := in[2].gets(circle, http.StatusOK)
	if !strings.Contains(page, "The stairs frighten me") || strings.Contains(page, "/share?") {
		t.Errorf("the circle reads\n%s", page)
	}
	out.gets("/p/p/entry/"+first, http.StatusNotFound)
	if again := in[0].posts(circle+"/theme", http.StatusForbidden, url.Values{"command": {newID()}, "what": {"The stairs"}, "from": entries}).Body.String(); !strings.Contains(again, "three people") || !strings.Contains(again, "The stairs</textarea>") {
		t.Errorf("a theme of two is answered with\n%s", again)
	}
	entries = append(entries, g.surprise(in[2], "They are steep", "tea"))
	in[0].posts(circle+"/theme", http.StatusSeeOther, url.Values{"command": {newID()}, "what": {"The stairs are a danger"}, "from": entries})
	if list := out.gets("/p/p/entries", http.StatusOK); !strings.Contains(list, "The stairs are a danger") || strings.Contains(list, "frighten") {
		t.Errorf("the group reads\n%s", list)
	}
	in[1].posts("/p/p/entry/"+first+"/share", http.StatusForbidden, url.Values{"with": {"group"}, "answer": {"yes"}})
	in[0].posts("/p/p/entry/"+first+"/share", http.StatusSeeOther, url.Values{"with": {"group"}, "answer": {"yes"}})
	out.gets("/p/p/entry/"+first, http.StatusOK)
}

// Who may see it is asked with every entry; what cannot be kept comes back with the words.
func TestWhoMaySeeWhatIsWritten(t *testing.T) {
	g := aGroup(t)
	rosa, ben, helper := g.joins(domain.RoleMember, "Rosa"), g.joins(domain.RoleMember, "Ben"), g.joins(domain.RoleFacilitator, "Kim")
	write := func(status int, more url.Values) string {
		form := url.Values{"command": {newID()}, "kind": {"surprise"}, "what": {rosasWords}}
		for name, values := range more {
			form[name] = values
		}
		return rosa.posts("/p/p/write", status, form).Body.String()
	}
	write(http.StatusSeeOther, url.Values{"share": {"only-me"}})
	mine := g.events("p")[len(g.events("p"))-1].ID
	rosa.gets("/p/p/entry/"+mine, http.StatusOK)
	ben.gets("/p/p/entry/"+mine, http.StatusNotFound)
	helper.gets("/p/p/entry/"+mine, http.StatusNotFound)
	write(http.StatusSeeOther, url.Values{"share": {"group"}, "also": {"funders", "public"}})
	if last := g.events("p")[len(g.events("p"))-1]; !slices.Equal(last.Sharing, []string{"group", "funders", "public"}) {
		t.Errorf("it is shared with %v", last.Sharing)
	}
	if again := write(http.StatusUnprocessableEntity, url.Values{"share": {"only-me"}, "also": {"funders"}}); !strings.Contains(again, rosasWords) || !strings.Contains(again, "Choose one of both") {
		t.Errorf("both at once is answered with\n%s", again)
	}
	if again := write(http.StatusUnprocessableEntity, url.Values{"share": {"listener"}, "by": {byNobody}}); !strings.Contains(again, "nobody could read it again") {
		t.Errorf("private and nameless is answered with\n%s", again)
	}
	g.record("p", helper.id, nil, &domain.AudienceNamed{Audience: "team", AudienceDefinition: domain.AudienceDefinition{Name: "The team"}})
	g.record("p", helper.id, nil, &domain.AudienceRetired{Audience: "team"})
	again := write(http.StatusUnprocessableEntity, url.Values{"share": {"group"}, "also": {"team"}})
	if !strings.Contains(again, rosasWords) || !strings.Contains(again, "This audience was retired.") {
		t.Errorf("a retired audience is answered with\n%s", again)
	}
}

// One no is enough, from whoever says it and whenever.
func TestARecordingIsAskedFor(t *testing.T) {
	g := aGroup(t)
	rosa, ben, helper := g.joins(domain.RoleMember, "Rosa"), g.joins(domain.RoleMember, "Ben"), g.joins(domain.RoleFacilitator, "Kim")
	rosa.posts("/p/p/recordings", http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "what": {"Our talk"}})
	rosa.posts("/p/p/recordings", http.StatusSeeOther, url.Values{"command": {newID()}, "what": {"Our talk"}, "people": {rosa.id, ben.id}})
	id := g.events("p")[len(g.events("p"))-1].ID
	answer := "/p/p/recordings/" + id
	says := func(who *somebody, of *somebody, what string, status int) {
		t.Helper()
		who.posts(answer, status, url.Values{"person": {of.id}, "answer": {what}})
	}
	says(rosa, ben, "yes", http.StatusForbidden)
	says(rosa, rosa, "yes", http.StatusSeeOther)
	says(rosa, rosa, "yes", http.StatusSeeOther) // a double tap
	if page := ben.gets("/p/p/recordings", http.StatusOK); !strings.Contains(page, "Not everybody has answered.") {
		t.Errorf("it says\n%s", page)
	}
	says(helper, ben, "yes", http.StatusSeeOther)
	if page := ben.gets("/p/p/recordings", http.StatusOK); !strings.Contains(page, "It may be kept.") {
		t.Errorf("it says\n%s", page)
	}
	says(ben, ben, "no", http.StatusSeeOther)
	if page := helper.gets("/p/p/recordings", http.StatusOK); !strings.Contains(page, "It must not be kept.") || strings.Contains(page, ` says Rosa`) || strings.Contains(page, ` says Ben`) {
		t.Errorf("somebody is asked further:\n%s", page)
	}
	for _, address := range []string{"/p/p/recordings", "/p/p/entries"} {
		page, _, _ := strings.Cut(rosa.gets(address, http.StatusOK), "Ask about something new")
		if strings.Contains(page, "Ben") {
			t.Errorf("%s tells who said no:\n%s", address, page)
		}
	}
	says(helper, ben, "yes", http.StatusConflict)
}
