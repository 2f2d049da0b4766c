package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
)

// lookBackAt plans a look-back on an aim for a day and returns its id.
func (g *group) lookBackAt(actor string, b *domain.LookBackPlanned) string {
	g.t.Helper()
	return g.record("p", actor, nil, b)
}

func dayOn(text string) domain.Date {
	d, err := domain.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// lastOf returns the newest event of a kind.
func lastOf[B domain.Body](g *group) (e domain.Event, body B) {
	for _, one := range g.events("p") {
		if b, is := one.Body.(B); is {
			e, body = one, b
		}
	}
	return e, body
}

func TestAGroupPlansToLookBackAndAnswers(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue")
	g.record("p", blue.id, nil, &domain.AimAgreed{Aim: "tea", Statement: "Tea for everybody"})
	form := url.Values{"command": {newID()}, "about": {aboutValue("tea", "")}, "due": {"soon"}, "kept": {"whoever runs the café"}}
	w := blue.posts("/p/p/look-backs", http.StatusUnprocessableEntity, form)
	if !strings.Contains(w.Body.String(), "We cannot read this date") || !strings.Contains(w.Body.String(), "whoever runs the café") {
		t.Error("what is wrong is not said, or what was written is gone")
	}
	form.Set("due", "10 July 2030")
	form.Set("keeper", blue.id)
	blue.posts("/p/p/look-backs", http.StatusSeeOther, form)
	planned, b := lastOf[*domain.LookBackPlanned](g)
	if b == nil || b.Due != dayOn("2030-07-10") || b.Aim != "tea" || b.Keeper != blue.id || planned.Actor != blue.id {
		t.Fatalf("planned: %+v", b)
	}
	list := blue.gets("/p/p/look-backs", http.StatusOK)
	for _, want := range []string{"10 July 2030", "Tea for everybody", "Blue"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list does not say %q", want)
		}
	}
	page := "/p/p/look-backs/" + planned.ID
	blue.posts(page, http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "what": {"Still tea."}})
	blue.posts(page, http.StatusSeeOther, url.Values{"command": {newID()}, "do": {missed}, "what": {"Nobody is left."}})
	if _, b := lastOf[*domain.LookBackMissed](g); b == nil || b.LookBack != planned.ID {
		t.Error("that nobody could say is not written down")
	}
	blue.posts(page, http.StatusSeeOther, url.Values{"command": {newID()}, "lasted": {"partly"}, "what": {"Some tea."}})
	blue.posts(page, http.StatusSeeOther, url.Values{"command": {newID()}, "lasted": {"yes"}, "what": {"Lots of tea."}})
	body := blue.gets(page, http.StatusOK)
	if !strings.Contains(body, "Some tea.") || !strings.Contains(body, "Lots of tea.") || strings.Index(body, "Lots of tea.") > strings.Index(body, "this one counts")+500 {
		t.Error("not all answers are listed, the newest first")
	}
	aims := blue.gets("/p/p/aims", http.StatusOK)
	if !strings.Contains(aims, "Did it last? Yes, it lasted, said on") {
		t.Error("the answer does not stand beside the aim")
	}
	data := blue.gets("/p/p/aims.json", http.StatusOK)
	if !strings.Contains(data, `"lasted":{"lasted":"yes"`) {
		t.Error("the answer is not in the data")
	}
	if funder := g.works(domain.StaffFunder, "p"); true {
		g.tells(domain.SharedFunders)
		told := funder.gets("/p/p/for/funders", http.StatusOK)
		if !strings.Contains(told, "Did it last? Yes, it lasted") || strings.Contains(told, "Lots of tea") {
			t.Error("a funder is told other than the answer without its words")
		}
	}
}

var askedAt = regexp.MustCompile(`http://localhost(/q/[^<"]+)`)

// asksOutside makes a link and returns its path.
func (s *somebody) asksOutside(lookBack string) string {
	s.t.Helper()
	w := s.posts("/p/p/look-backs/"+lookBack+"/link", http.StatusOK, url.Values{"days": {"30"}})
	m := askedAt.FindStringSubmatch(w.Body.String())
	if m == nil {
		s.t.Fatalf("there is no link on the page\n%s", shorten(w.Body.String()))
	}
	return m[1]
}

func TestALinkAsksOneQuestionOfPeopleWithoutAnAccount(t *testing.T) {
	g := aGroup(t)
	blue, red, green := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleFacilitator, "Red"), g.joins(domain.RoleMember, "Green")
	g.record("p", blue.id, nil, &domain.AimAgreed{Aim: "tea", Statement: "Tea for everybody"})
	g.surprise(blue, "A heron came.")
	id := g.lookBackAt(blue.id, &domain.LookBackPlanned{Due: dayOn("2024-01-01"), Aim: "tea", Keeper: blue.id, What: domain.Write("Is the kettle there?")})
	green.posts("/p/p/look-backs/"+id+"/link", http.StatusForbidden, url.Values{"days": {"30"}})
	if body := green.gets("/p/p/look-backs/"+id, http.StatusOK); strings.Contains(body, "/link") {
		t.Error("who does not keep it is offered a link")
	}
	keepers, facilitators := blue.asksOutside(id), red.asksOutside(id)
	shows := func(path string, want, not []string) {
		t.Helper()
		stranger := g.stranger()
		body := stranger.gets(path, http.StatusOK)
		for _, text := range want {
			if !strings.Contains(body, text) {
				t.Errorf("%q is not shown", text)
			}
		}
		for _, text := range append(not, "kitchen", "heron", "Blue", `href="/p/`, `href="/projects"`) {
			if strings.Contains(body, text) {
				t.Errorf("%q is shown", text)
			}
		}
	}
	shows(keepers, []string{"Did it last?", "Tea for everybody", "Is the kettle there?"}, nil) // Blue wrote both
	shows(facilitators, []string{"Did it last?", "Tea for everybody"}, []string{"kettle"})     // the question is Blue's to show
	stranger := g.stranger()
	w := stranger.send(http.MethodPost, keepers, url.Values{"command": {newID()}, "what": {"I forgot to choose."}})
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "I forgot to choose.") {
		t.Errorf("status %d: what was written is gone", w.Code)
	}
	w = stranger.send(http.MethodPost, keepers, url.Values{"command": {newID()}, "lasted": {"no"}, "what": {"The kettle is broken."}})
	code := regexp.MustCompile(`<code>([^<]+)</code>`).FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusOK || code == nil {
		t.Fatalf("status %d, no code: %s", w.Code, shorten(w.Body.String()))
	}
	e, b := lastOf[*domain.LookBackAnswered](g)
	if b == nil || !b.Outside || b.Lasted != "no" || e.Actor != "" {
		t.Fatalf("%+v by %q", b, e.Actor)
	}
	if body := blue.gets("/p/p/look-backs/"+id, http.StatusOK); !strings.Contains(body, "by somebody outside our group") || !strings.Contains(body, "The kettle is broken.") || !strings.Contains(body, "One answer came by it.") {
		t.Error("the group does not see the answer")
	}
	// Its writer comes back with the code, and is shown nothing else of the group.
	w = stranger.send(http.MethodPost, "/claim", url.Values{"code": {code[1]}})
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "The kettle is broken.") || strings.Contains(body, "Tea for everybody") || strings.Contains(body, "kettle there") {
		t.Errorf("status %d: %s", w.Code, body)
	}
	// A link that a signed-in member opens answers for nobody all the same.
	green.posts(keepers, http.StatusOK, url.Values{"command": {newID()}, "lasted": {"yes"}})
	if e, _ := lastOf[*domain.LookBackAnswered](g); e.Actor != "" {
		t.Errorf("the answer says that %q gave it", e.Actor)
	}
	// Ended, and from another look-back it cannot be.
	other := g.lookBackAt(red.id, &domain.LookBackPlanned{Due: dayOn("2024-01-01"), Keeper: blue.id})
	links, err := g.identity.Questions.List("p", id)
	if err != nil || len(links) != 2 {
		t.Fatalf("%v (%v)", links, err)
	}
	i := slices.IndexFunc(links, func(q identity.Question) bool { return q.Maker == blue.id })
	blue.posts("/p/p/look-backs/"+other+"/link/end", http.StatusNotFound, url.Values{"link": {links[i].ID}})
	green.posts("/p/p/look-backs/"+id+"/link/end", http.StatusForbidden, url.Values{"link": {links[i].ID}})
	blue.posts("/p/p/look-backs/"+id+"/link/end", http.StatusSeeOther, url.Values{"link": {links[i].ID}})
	ended, never := stranger.gets(keepers, http.StatusNotFound), stranger.gets("/q/"+strings.Repeat("A", 43), http.StatusNotFound)
	if ended != never {
		t.Error("a link that was ended is told apart from one that never was")
	}
	before := len(g.events("p"))
	stranger.posts(keepers, http.StatusNotFound, url.Values{"command": {newID()}, "lasted": {"yes"}})
	// Who made it leaves: it asks nobody any more.
	g.record("p", "", nil, &domain.PersonLeft{Person: red.id})
	stranger.gets(facilitators, http.StatusNotFound)
	stranger.posts(facilitators, http.StatusNotFound, url.Values{"command": {newID()}, "lasted": {"yes"}})
	if after := len(g.events("p")); after != before+1 {
		t.Errorf("%d events more", after-before)
	}
	if strings.Contains(g.said.String(), strings.TrimPrefix(keepers, "/q/")) {
		t.Error("the log of the server holds a link")
	}
}

// An aim that stays with fewer people than the group is on no link, whoever makes it.
func TestALinkShowsNoAimThatTheGroupDoesNotRead(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleFacilitator, "Blue")
	g.record("p", blue.id, []string{domain.SharedOnlyMe}, &domain.AimAgreed{Aim: "tea", Statement: "Tea for me alone"})
	id := g.lookBackAt(blue.id, &domain.LookBackPlanned{Due: dayOn("2024-01-01"), Aim: "tea", Keeper: blue.id})
	if body := g.stranger().gets(blue.asksOutside(id), http.StatusOK); strings.Contains(body, "alone") {
		t.Error("an aim of one person is shown to everybody")
	}
}

func TestAProjectFinishesAndGoesOn(t *testing.T) {
	g := aGroup(t)
	blue, red := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleFacilitator, "Red")
	blue.gets("/p/p/finish", http.StatusForbidden)
	red.gets("/p/p/finish", http.StatusOK)
	red.posts("/p/p/finish", http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "what": {"It was good."}, "due": {"July 2030"}})
	red.posts("/p/p/finish", http.StatusSeeOther, url.Values{"command": {newID()}, "what": {"It was good."}, "due": {"1 July 2030"}, "keeper": {blue.id}})
	if _, b := lastOf[*domain.ProjectEnded](g); b == nil {
		t.Fatal("the project goes on")
	}
	if _, b := lastOf[*domain.LookBackPlanned](g); b == nil || b.Aim != "" || b.Keeper != blue.id || b.Due != dayOn("2030-07-01") {
		t.Errorf("the look-back is %+v", b)
	}
	if body := red.gets("/p/p/finish", http.StatusOK); !strings.Contains(body, "We go on after all") {
		t.Error("a project that ended cannot go on")
	}
	red.posts("/p/p/finish", http.StatusSeeOther, url.Values{"command": {newID()}, "do": {"reopen"}})
	if _, b := lastOf[*domain.ProjectReopened](g); b == nil {
		t.Error("the project does not go on")
	}
}

// What waits stands on the home page before what waits for no day, at most three things and the way to the others, each once, and on a list to
// print.
func TestWhatWaitsStandsOnTheHomePageAndOnAList(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue")
	var ids []string
	for _, what := range []string{"Is the kettle there?", "Is the heron there?", "Is the shed there?", "Is the tea there?"} {
		ids = append(ids, g.lookBackAt(blue.id, &domain.LookBackPlanned{Due: dayOn("2024-01-01"), What: domain.Write(what)}))
	}
	g.lookBackAt(blue.id, &domain.LookBackPlanned{Due: domain.DateOf(today().Add(48 * time.Hour)), What: domain.Write("Not yet asked")})
	g.record("p", "", nil, &domain.SurpriseNoticed{What: domain.Write("An old heron.")})
	talk := func(home string) string {
		_, section, _ := strings.Cut(home, `id="talk"`)
		section, _, _ = strings.Cut(section, "</section>")
		return section
	}
	home := blue.gets("/p/p", http.StatusOK)
	section := talk(home)
	if n := strings.Count(section, "Did it last?"); n != 3 || !strings.Contains(section, "1 January 2024") || !strings.Contains(section, "/p/p/loops") {
		t.Errorf("%d things wait on the home page: %s", n, section)
	}
	if strings.Count(home, "/p/p/look-backs/"+ids[0]) != 1 {
		t.Error("what waits stands on the home page more than once")
	}
	list := blue.gets("/p/p/reminders", http.StatusOK)
	if strings.Count(list, "Ask whether it lasted") != 4 || strings.Contains(list, "Not yet asked") || strings.Contains(list, "I gave it to them") {
		t.Error("the list is not what waits, or offers to note what nobody set")
	}
	due := g.record("p", "", nil, &domain.ReminderDue{What: domain.DueLookBack, Entry: ids[0], Due: dayOn("2024-01-01")})
	if list = blue.gets("/p/p/reminders", http.StatusOK); !strings.Contains(list, "I gave it to them") {
		t.Error("nobody can note that the list was given")
	}
	blue.posts("/p/p/reminders", http.StatusUnprocessableEntity, url.Values{"command": {newID()}})
	blue.posts("/p/p/reminders", http.StatusSeeOther, url.Values{"command": {newID()}, "person": {blue.id}})
	if _, b := lastOf[*domain.ReminderSent](g); b == nil || b.By != "list" || b.Person != blue.id || !slices.Equal(b.Due, []string{due}) {
		t.Errorf("it is written down as %+v", b)
	}
	for _, id := range ids {
		blue.posts("/p/p/look-backs/"+id, http.StatusSeeOther, url.Values{"command": {newID()}, "lasted": {"yes"}})
	}
	if home = blue.gets("/p/p", http.StatusOK); strings.Contains(talk(home), "Did it last?") || !strings.Contains(talk(home), "An old heron.") {
		t.Error("what was done waits still")
	}
}

// Whoever answers at a busy moment keeps the words, under the same id.
func TestAnAnswerThatMustWaitKeepsItsWords(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue")
	id := g.lookBackAt(blue.id, &domain.LookBackPlanned{Due: dayOn("2024-01-01"), Keeper: blue.id})
	link, command := blue.asksOutside(id), newID()
	// Some are let in at once, some are held back for a moment, and whoever comes then is asked to wait.
	ctx, cancel := context.WithCancel(t.Context())
	var others sync.WaitGroup
	defer others.Wait()
	defer cancel()
	for range 24 {
		others.Go(func() {
			g.handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, link, nil))
		})
	}
	for g.stranger().send(http.MethodGet, link, nil).Code != http.StatusTooManyRequests {
	}
	body := g.stranger().posts(link, http.StatusTooManyRequests, url.Values{"command": {command}, "lasted": {"no"}, "what": {"The kettle is broken."}}).Body.String()
	for _, want := range []string{"The kettle is broken.", command, `value="no" checked`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is gone: %s", want, shorten(body))
		}
	}
}
