package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// Somebody makes a token for a program, sees it once, and ends it.
func TestSomebodyMakesATokenForAProgram(t *testing.T) {
	g := aGroup(t)
	g.record("q", "", nil, &domain.ProjectStarted{Name: "The other group"})
	rosa, blue := g.joins(domain.RoleMember, "Rosa"), g.joins(domain.RoleMember, "Blue")
	if page := rosa.gets(programsName, http.StatusOK); strings.Contains(page, "The other group") || !strings.Contains(page, "The kitchen") {
		t.Error("it offers a project that is not theirs, or not their own")
	}
	for name, form := range map[string]url.Values{
		"no name": {"does": {"read"}}, "another project": {"name": {"x"}, "does": {"read"}, "where": {"q"}}, "more than there is": {"name": {"x"}, "does": {"all"}},
	} {
		if page := rosa.posts(programsName, http.StatusUnprocessableEntity, form).Body.String(); strings.Contains(page, "dl_") {
			t.Errorf("%s: a token was made", name)
		}
	}
	made := rosa.posts(programsName, http.StatusOK, url.Values{"name": {"The wall screen"}, "does": {"record"}, "where": {"p"}}).Body.String()
	secret := regexp.MustCompile(`dl_[A-Za-z0-9_-]{43}`).FindString(made)
	used, err := g.identity.Tokens.Use(t.Context(), secret)
	if err != nil || used.Person != rosa.id || !used.Records || !used.For("p") || used.For("q") {
		t.Fatalf("the token is %+v (%v)", used, err)
	}
	page := rosa.gets(programsName, http.StatusOK)
	if strings.Contains(page, secret) || !strings.Contains(page, "The wall screen") || !strings.Contains(page, "It reads and writes.") || strings.Contains(page, "Not used yet.") {
		t.Error("the list shows the token, or does not say what it is for, what it does and that it was used")
	}
	if strings.Contains(blue.gets(programsName, http.StatusOK), "The wall screen") {
		t.Error("somebody else sees it")
	}
	blue.posts(programsName+"/end", http.StatusNotFound, url.Values{"token": {used.ID}})
	rosa.posts(programsName+"/end", http.StatusSeeOther, url.Values{"token": {used.ID}})
	if _, err := g.identity.Tokens.Use(t.Context(), secret); domain.KindOf(err) != domain.Refused {
		t.Errorf("an ended token opens something: %v", err)
	}
}
