package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// TestWhereSomebodyWantsReminders: they give an address and take it back on their own page, and nobody else is shown it.
func TestWhereSomebodyWantsReminders(t *testing.T) {
	const address = "blue@people.example"
	g := aGroup(t)
	one, other := g.joins(domain.RoleMember, "Blue"), g.joins(domain.RoleFacilitator, "Green")
	field := func() (command, value string) {
		page := read(t, "/me", one.send(http.MethodGet, "/me", nil).Body)
		for _, fault := range checkPage(page) {
			t.Error(fault)
		}
		for _, input := range page.all("input") {
			if id, ok := strings.CutPrefix(input.attr["name"], "email-"); ok {
				command, value = id, input.attr["value"]
			}
		}
		return command, value
	}
	give := func(email string) int {
		command, _ := field()
		return one.send(http.MethodPost, "/me/contact", url.Values{"project": {"p"}, "command": {command}, "email-" + command: {email}}).Code
	}
	for _, wrong := range []string{"nowhere", "Blue <blue@people.example>", "a@b.example, c@d.example"} {
		if code := give(wrong); code != http.StatusUnprocessableEntity {
			t.Errorf("%q as an address: status %d", wrong, code)
		}
	}
	if code := give(address); code != http.StatusSeeOther {
		t.Fatalf("an address: status %d", code)
	}
	if _, value := field(); value != address {
		t.Errorf("their page shows %q; want the address", value)
	}
	entry := ""
	for _, e := range g.events("p") {
		if e.Body.Kind() == new(domain.PersonContactGiven).Kind() {
			entry = e.ID
		}
	}
	for _, page := range []string{"/me", "/p/p", "/p/p/people", "/p/p/entry/" + entry, "/p/p/entries.json", "/p/p/journey.atom"} {
		if strings.Contains(other.send(http.MethodGet, page, nil).Body.String(), address) {
			t.Errorf("%s shows their address to somebody else", page)
		}
	}
	if code := give(""); code != http.StatusSeeOther {
		t.Errorf("taking it back: status %d", code)
	}
	if _, value := field(); value != "" {
		t.Errorf("after it was taken back the page shows %q", value)
	}
}
