package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

// languageCookie keeps the language that a reader chose in this browser.
const languageCookie = "language"

// tongues are the languages of the screens, as a page offers them.
type tongues struct {
	Now *language.Language // the page is in it
	All []*language.Language
	Ask *language.Language // the browser asks for it, and its reader chose none yet; nil: nothing is offered
	To  string             // address of the page where another one is chosen, which leads back here; empty on answers to a form, which would be lost
	At  string             // the place that it leads back to
}

// speaks is the language that the reader of a request chose; that of the pages where they chose none.
func (s *site) speaks(r *http.Request) *language.Language {
	if c, err := r.Cookie(languageCookie); err == nil {
		return s.tongues.Named(c.Value)
	}
	return s.tongues.All[0]
}

// tonguesOf are the languages as the page of a request offers them.
func (s *site) tonguesOf(r *http.Request) tongues {
	t := tongues{Now: s.speaks(r), All: s.tongues.All}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		t.To, t.At = "/language", placeOf(r.URL)
		if r.URL.Path == t.To {
			t.At = "/"
		}
		if t.At != "/" {
			t.To += "?" + url.Values{"to": {t.At}}.Encode()
		}
		t.Ask = s.asksFor(r)
	}
	return t
}

// languageKey names all that a page depends on of the languages of its reader.
func (s *site) languageKey(r *http.Request) string {
	if asks := s.asksFor(r); asks != nil {
		return s.speaks(r).Tag + "?" + asks.Tag
	}
	return s.speaks(r).Tag
}

// asksFor is the language that the browser of a reader who chose none asks for before all others of ours; nil where that is the one of the
// pages, or they chose. A page is never put into it by itself: nobody has checked our translations.
func (s *site) asksFor(r *http.Request) *language.Language {
	if _, err := r.Cookie(languageCookie); err == nil {
		return nil
	}
	var best *language.Language
	most := 0.0
	for one := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, how, _ := strings.Cut(strings.TrimSpace(one), ";")
		weight := 1.0
		if q, is := strings.CutPrefix(strings.TrimSpace(how), "q="); is {
			var err error
			if weight, err = strconv.ParseFloat(q, 64); err != nil {
				continue
			}
		}
		found := s.tongues.Named(tag)
		known, _, _ := strings.Cut(tag, "-")
		if strings.EqualFold(known, found.Tag) && weight > most { // Named gives its own for what is none of ours
			best, most = found, weight
		}
	}
	if best == nil || best.IsSource() {
		return nil
	}
	return best
}

// placeOf is an address without all that it asks besides the moment and the audience: other questions may hold words.
func placeOf(u *url.URL) string {
	keeps, asks := url.Values{}, u.Query()
	for _, name := range []string{"at", "happened_by", "against", "audience"} {
		if asks.Get(name) != "" {
			keeps.Set(name, asks.Get(name))
		}
	}
	return address(u.EscapedPath(), keeps, nil)
}

// backToPlace is the address of a page of this site that a form gives, with its moment and audience.
func backToPlace(to string) string {
	path := backTo(to)
	u, err := url.Parse(to)
	if err != nil || path == "/" {
		return "/"
	}
	return placeOf(&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery})
}

// Machine says whether a machine made the language of the page, and nobody has read it yet.
func (s shell) Machine() bool { return s.eyes != nil && s.eyes.tongues.Now.Unread() }

// ToLanguage is the address of the page where another language is chosen; empty where the page offers none.
func (s shell) ToLanguage() string {
	if s.eyes == nil || s.Alone() {
		return ""
	}
	return s.eyes.tongues.To
}

// LanguageAt is the place that a form in the page itself leads back to when it chose a language; empty where there is none. So a page that is
// reached by a secret in its address offers languages and leads to no other page with it.
func (s shell) LanguageAt() string {
	if s.eyes == nil {
		return ""
	}
	if s.eyes.page == "nolink" && s.eyes.tongues.At != "" { // one that opens nothing says nothing of its address
		return "/"
	}
	return s.eyes.tongues.At
}

// AskLanguage is the language that the reader's browser asks for; nil: none is offered.
func (s shell) AskLanguage() *language.Language {
	if s.eyes == nil {
		return nil
	}
	return s.eyes.tongues.Ask
}

// Tongues are the languages that can be chosen.
func (s shell) Tongues() []*language.Language { return s.eyes.tongues.All }

// languagePage is where a reader chooses a language.
type languagePage struct {
	shell
	To string // where they were
}

func (s *site) languageForm(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, "language", languagePage{shell: s.plainShell(whereOf(r), "Language"), To: backToPlace(r.URL.Query().Get("to"))})
}

// chooseLanguage keeps the language in the browser, and leads back.
func (s *site) chooseLanguage(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	if chosen := s.tongues.Named(a.text("language")); chosen.Tag == a.text("language") {
		http.SetCookie(w, &http.Cookie{
			Name: languageCookie, Value: chosen.Tag, Path: "/", MaxAge: 365 * 24 * 60 * 60,
			HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.Identity != nil && s.Identity.Secure(),
		})
	}
	http.Redirect(w, r, backToPlace(a.values["to"]), http.StatusSeeOther)
	return nil
}

// named is what an audience is called, as a text of ours has it: a name that a group gave is its own.
func named(id, name string) string {
	for _, ours := range reports.Audiences() {
		if ours.ID == id && ours.Name == name {
			return name
		}
	}
	return language.Theirs(reports.Harmless(name))
}

// naming is a text of ours that holds the name of an audience, with that name as named has it.
func naming(text, id, name string) string {
	return strings.Replace(text, name, named(id, name), 1)
}

// harmless is reports.Harmless for a page: what language.Theirs marked keeps its marks, which close what they open.
func harmless(page string) string {
	var b strings.Builder
	for {
		before, rest, opened := strings.Cut(page, "\u2068")
		if !opened && b.Len() == 0 {
			return reports.Harmless(page)
		}
		b.WriteString(reports.Harmless(before))
		if !opened {
			return b.String()
		}
		page = rest
		end := strings.IndexAny(rest, "\u2066\u2067\u2068\u2069<\n")
		if end >= 0 && strings.HasPrefix(rest[end:], "\u2069") {
			b.WriteString(language.Theirs(reports.Harmless(rest[:end])))
			page = rest[end+len("\u2069"):]
		}
	}
}
