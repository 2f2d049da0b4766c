package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// Somebody is forgotten: the words and the name can be read nowhere from the next request on, the way to sign in is gone, and the files
// that went out are named.
func TestSomebodyIsForgotten(t *testing.T) {
	g := aGroup(t)
	rosa, helper := g.joins(domain.RoleMember, "Rosa Luna"), g.joins(domain.RoleFacilitator, "Kim")
	entry := g.surprise(rosa, rosasWords)
	if list := helper.gets("/p/p/going-out", http.StatusOK); !strings.Contains(list, entry) {
		t.Fatalf("nobody is asked about it:\n%s", list)
	}
	g.record("p", "", nil, &domain.ExportMade{Audience: "group", Format: "csv", What: "the report of spring", Position: 2, People: []string{rosa.id}, To: "the council"})
	if list := helper.gets("/p/p/people/forget", http.StatusOK); !strings.Contains(list, "Rosa Luna") {
		t.Fatalf("the list does not name her:\n%s", list)
	}
	page := "/p/p/people/" + rosa.id + "/forget"
	if asks := helper.gets(page, http.StatusOK); !strings.Contains(asks, "the report of spring") || !strings.Contains(asks, "the council") {
		t.Errorf("the files that went out are not named:\n%s", asks)
	}
	form := url.Values{"command": {newID()}, "what": {"all"}, "why": {"asked"}, "typed": {"yes"}}
	helper.posts(page, http.StatusUnprocessableEntity, form)
	if len(rosa.finds(rosasWords, entry)) == 0 {
		t.Fatal("it was forgotten without the word")
	}
	form.Set("typed", "Forget")
	if done := helper.posts(page, http.StatusOK, form).Body.String(); !strings.Contains(done, "the report of spring") || !strings.Contains(done, "Who holds its code can take it back.") {
		t.Errorf("the page after it says\n%s", done)
	}
	for _, text := range []string{rosasWords, "Rosa Luna"} {
		if got := helper.finds(text, entry); len(got) > 0 {
			t.Errorf("%q is read on %v", text, got)
		}
	}
	if w := rosa.send(http.MethodGet, "/me", nil); w.Code == http.StatusOK {
		t.Error("she is signed in still")
	}
	if found, err := g.identity.Accounts.Exists(rosa.id); err != nil || found {
		t.Errorf("her account is there: %v, %v", found, err)
	}
	if list := helper.gets("/p/p/going-out", http.StatusOK); strings.Contains(list, entry) {
		t.Errorf("what was removed is asked about:\n%s", list)
	}
	if list := helper.gets("/p/p/people/forget", http.StatusOK); !strings.Contains(list, "somebody who was forgotten") && !strings.Contains(list, "Somebody who was forgotten") {
		t.Errorf("the list says\n%s", list)
	}
	helper.posts(page, http.StatusOK, form) // a double tap
	helper.gets("/p/p/people/9b2f6f0a-0000-4000-8000-000000000000/forget", http.StatusNotFound)
}

// One class alone goes, and the rest stays.
func TestANameAloneIsForgotten(t *testing.T) {
	g := aGroup(t)
	rosa, helper := g.joins(domain.RoleMember, "Rosa Luna"), g.joins(domain.RoleFacilitator, "Kim")
	entry := g.surprise(rosa, rosasWords)
	helper.posts("/p/p/people/"+rosa.id+"/forget", http.StatusOK, url.Values{"command": {newID()}, "what": {"identity"}, "why": {"asked"}, "typed": {"forget"}})
	if body := helper.gets("/p/p/entry/"+entry, http.StatusOK); !strings.Contains(body, rosasWords) || strings.Contains(body, "Rosa Luna") {
		t.Errorf("the entry reads\n%s", body)
	}
	rosa.gets("/p/p/entry/"+entry, http.StatusOK)
}

// memoryReadings keeps readings for a test.
type memoryReadings struct {
	mu   sync.Mutex
	list []Reading
	fail error
}

func (m *memoryReadings) Append(_ context.Context, _ string, list []Reading) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail == nil {
		m.list = append(m.list, list...)
	}
	return m.fail
}

func (m *memoryReadings) Of(_ context.Context, _, person string) (list []Reading, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range slices.Backward(m.list) {
		if r.Of == person {
			list = append(list, r)
		}
	}
	return list, nil
}

// Who reads what was said in confidence is noted for whoever said it, once a day; where it cannot be noted nothing is shown.
func TestWhoSawMyWords(t *testing.T) {
	kept := &memoryReadings{}
	g := aGroupWith(t, kept)
	rosa, ben := g.joins(domain.RoleMember, "Rosa"), g.joins(domain.RoleMember, "Ben Okri")
	entry := g.surprise(rosa, rosasWords, domain.SharedListener)
	other := g.surprise(rosa, "The soup is for all")
	rosa.gets("/p/p/entry/"+entry, http.StatusOK)
	ben.gets("/p/p/entry/"+entry, http.StatusNotFound)
	ben.gets("/p/p/entry/"+other, http.StatusOK)
	if len(kept.list) != 0 {
		t.Fatalf("her own reading is noted: %+v", kept.list)
	}
	rosa.posts("/p/p/entry/"+entry+"/share", http.StatusSeeOther, url.Values{"with": {"group"}, "answer": {"yes"}})
	kept.fail = &domain.Error{Kind: domain.Unavailable, Message: "the storage is full"}
	if body := ben.gets("/p/p/entry/"+entry, http.StatusServiceUnavailable); strings.Contains(body, rosasWords) {
		t.Error("it is shown and not noted")
	}
	kept.fail = nil
	ben.gets("/p/p/entry/"+entry, http.StatusOK)
	ben.gets("/p/p/entry/"+entry, http.StatusOK)
	ben.gets("/p/p/find?words=soup", http.StatusOK)
	if len(kept.list) != 1 || kept.list[0].Of != rosa.id || kept.list[0].By != ben.id || kept.list[0].Entry != entry || kept.list[0].As != "member" {
		t.Errorf("it is noted as %+v", kept.list)
	}
	if page := rosa.gets("/me/seen", http.StatusOK); !strings.Contains(page, "Ben Okri") || !strings.Contains(page, "/p/p/entry/"+entry) {
		t.Errorf("she is told\n%s", page)
	}
	if page := ben.gets("/me/seen", http.StatusOK); !strings.Contains(page, "Nobody has read it.") {
		t.Errorf("he is told\n%s", page)
	}
	g.stranger().posts("/p/p/entry/"+entry+"/back", http.StatusForbidden, url.Values{"with": {"group"}})
	if w := rosa.send(http.MethodGet, "/me/agreed", nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/p/p/agreed" {
		t.Errorf("what she agreed to: %d %s", w.Code, w.Header().Get("Location"))
	}
}
