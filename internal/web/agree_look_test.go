package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/desirelines/desirelines/domain"
)

// busyGroup has something on each page about who sees what.
func busyGroup(t *testing.T) (g *group, helper *somebody, pages []string) {
	t.Helper()
	g = aGroupWith(t, &memoryReadings{})
	helper = g.joins(domain.RoleFacilitator, "Kim")
	rosa, ben, cem := g.joins(domain.RoleMember, "Rosa"), g.joins(domain.RoleMember, "Ben"), g.joins(domain.RoleMember, "Cem")
	first, second := g.surprise(rosa, rosasWords), g.surprise(helper, "Seven people stayed after the meal to wash up together")
	g.record("p", helper.id, nil, &domain.AudienceNamed{Audience: "team", AudienceDefinition: domain.AudienceDefinition{
		Name: "The housing team of the town", Who: "They give out flats.", Sections: []string{"surprises", "aims"}}})
	circle := domain.AudienceDefinition{Name: "Tea on Tuesday", People: []string{rosa.id, ben.id, cem.id, helper.id}}
	g.record("p", helper.id, nil, &domain.AudienceNamed{Audience: "tea", AudienceDefinition: circle})
	kept := g.surprise(helper, "I could not sleep", domain.SharedOnlyMe)
	g.surprise(helper, "The stairs frighten me", "tea")
	g.surprise(ben, "I fell on them", "tea")
	g.tells("funders")
	g.record("p", helper.id, nil, &domain.ConsentGiven{Person: helper.id, Items: []string{second}, Audience: "funders", Named: true,
		Purpose: domain.Write("So that they can read it."), Wording: "sharing-1", Language: "en", How: "written"})
	asked := g.record("p", helper.id, nil, &domain.RecordingAsked{What: domain.Write("Our talk on Tuesday, sound only"), People: []string{rosa.id, ben.id}})
	g.record("p", rosa.id, nil, &domain.RecordingAgreed{Recording: asked, Person: rosa.id})
	g.record("p", "", nil, &domain.ExportMade{Audience: "group", Format: "csv", What: "the report of spring", Position: 2, People: []string{rosa.id}, To: "the council"})
	return g, helper, []string{
		"/p/p", "/p/p/entry/" + second, "/p/p/entry/" + first, "/p/p/entry/" + first + "/share?with=team", "/p/p/agreed", "/p/p/agreed/all?class=words&with=funders",
		"/p/p/going-out", "/p/p/audiences", "/p/p/audiences/new", "/p/p/audiences/new?circle=yes", "/p/p/audiences/team/change", "/p/p/audiences/funders/tell",
		"/p/p/circles/tea", "/p/p/recordings", "/p/p/people/forget", "/p/p/people/" + rosa.id + "/forget", "/p/p/write?share=tea", "/me/seen",
		"/p/p/paper", "/p/p/write?taken=paper", "/p/p/entry/" + kept, "/p/p/entry/" + kept + "/share?with=group",
	}
}

// The words of these pages are as plain as those of all others.
func TestOurWordsAboutWhoSeesWhatArePlain(t *testing.T) {
	g, helper, pages := busyGroup(t)
	plain := *g.visit
	handler := g.handler
	plain.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, c := range helper.cookies {
			r.AddCookie(c)
		}
		handler.ServeHTTP(w, r)
	})
	for _, address := range pages {
		checkPlain(t, &plain, address, 20, 7)
		if body := helper.gets(address, http.StatusOK); strings.HasPrefix(address, "/p/") && !strings.Contains(body, "<bdi>The kitchen</bdi>") && address != "/p/p" {
			t.Errorf("%s does not name its project", address)
		}
	}
}

// Phones and laptops show these pages without anything in the way, as axe and look.js find it. DESIRELINES_SHOTS names a folder for
// pictures of them.
func TestPagesAboutWhoSeesWhatInABrowser(t *testing.T) {
	ctx := browser(t, 4*time.Minute)
	g, helper, pages := busyGroup(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, c := range helper.cookies {
			r.AddCookie(c)
		}
		g.handler.ServeHTTP(w, r)
	}))
	defer server.Close()
	shots := os.Getenv("DESIRELINES_SHOTS")
	for i, address := range pages {
		for _, width := range []int64{360, 1100} {
			if testing.Short() && (i+int(width)/100)%3 != 0 {
				continue
			}
			faults, err := lookAt(ctx, server.URL+address, width, "light")
			if err != nil {
				t.Fatalf("%s: %v", address, err)
			}
			for _, f := range faults {
				t.Errorf("%s at %d px: %s", address, width, f)
			}
			if shots == "" {
				continue
			}
			picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(90))
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprintf("%02d-%s-%d.jpg", i, strings.Trim(strings.Map(func(r rune) rune {
				if r == '/' || r == '?' || r == '&' || r == '=' {
					return '-'
				}
				return r
			}, address), "-")[:min(40, len(address)-1)], width)
			if err := os.WriteFile(filepath.Join(shots, name), picture, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
