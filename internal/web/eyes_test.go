package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/reports"
)

// wayBack is the banner of a page and where its link leads; both empty where there is none.
func wayBack(p htmlPage) (says, href string) {
	for i, e := range p {
		if e.attr["class"] != "banner" {
			continue
		}
		for _, a := range p[i:] {
			if a.name == "a" && strings.HasPrefix(a.text, "Back to") {
				return e.text, a.attr["href"]
			}
		}
	}
	return "", ""
}

// Who looks through the eyes of somebody else is told so, and finds the way back to our own pages; the menu offers the steps where
// they can be gone through, and only there.
func TestLookingAsSomebodyElse(t *testing.T) {
	v := withoutPictures(t)
	const p = "/p/worked-example"
	for _, c := range []struct {
		address, says, back string
		steps               bool
	}{
		{p + "/aims", "", "", true},
		{p + "/aims?audience=group", "", "", true},
		{p + "/for/group", "", "", true},
		{p + "/aims?audience=funders", "You are looking at this as funders see it. Back to our own pages", p + "/aims", false},
		{p + "/for/funders", "You are looking at this as funders see it. Back to our own pages", p + "/for/group", false},
		{p + "/for/decision-makers", "You are looking at this as people who decide see it. Back to our own pages", p + "/for/group", false},
		{p + "?audience=public", "You are looking at this as everybody sees it. Back to our own pages", p, false},
		{p + "/aims?audience=evaluators", "You are looking at this as evaluators see it. Back to our own pages", p + "/aims", true},
		{p + "/aims?at=60", "after entry 60. Back to now", p + "/aims", true},
		{p + "/aims?at=60&audience=evaluators", "as evaluators see it. Back to our own pages, as they are now", p + "/aims", true},
		{"/portfolio?audience=funders&order=met", "You are looking at this as funders see it. Back to our own pages", "/portfolio?order=met&show=all", false},
		{"/portfolio", "", "", false},
	} {
		page := v.page(c.address, http.StatusOK)
		says, back := wayBack(page)
		if !strings.HasSuffix(says, c.says) || (c.says == "") != (says == "") || back != c.back {
			t.Errorf("%s: the banner says %q and leads to %q, want %q to %q", c.address, says, back, c.says, c.back)
		}
		steps := ""
		for _, a := range page.all("a") {
			if a.text == "Step by step" {
				steps = a.attr["href"]
			}
		}
		if (steps != "") != c.steps {
			t.Errorf("%s: the steps are at %q", c.address, steps)
		}
		if steps != "" {
			v.get(steps, http.StatusOK)
		}
		if back != "" {
			v.get(back, http.StatusOK)
		}
	}
}

// A report is offered as a file at its top, once, and every file is there.
func TestAReportIsOfferedToKeep(t *testing.T) {
	v := withoutPictures(t)
	for _, a := range reports.Audiences() {
		address := "/p/worked-example/for/" + a.ID
		body := v.get(address, http.StatusOK).Body.String()
		top, _, _ := strings.Cut(body, `class="contents"`)
		for _, ext := range []string{".html", ".json", ".csv", ".md"} {
			href := `href="` + address + ext
			if !strings.Contains(top, href) || strings.Count(body, href) != 1 {
				t.Errorf("%s: %s is not offered at the top, once", address, ext)
			}
			v.get(address+ext, http.StatusOK)
		}
	}
	md := v.get("/p/worked-example/for/funders.md", http.StatusOK)
	if got := md.Header().Get("Content-Type"); !strings.HasPrefix(got, "text/markdown") || !strings.HasPrefix(md.Body.String(), "# Worked example") {
		t.Errorf("%s: %s", got, shorten(md.Body.String()))
	}
}
