package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// openLink is a share link that was opened: it shows one release to one audience, and all its addresses begin with Base.
type openLink struct {
	Audience, Release, Base string
	Sections                []string // of the report
}

// errNoLink is the answer to every address of a link that opens nothing, whatever the reason is: who tries learns nothing.
var errNoLink = errors.New("this link opens nothing")

// passCookie says that the secret phrase of a link was given.
const passCookie = "link"

// openFront opens a link: this is what counts as a view.
func (s *site) openFront(w http.ResponseWriter, r *http.Request) error {
	return s.plainly(w, r, func() error {
		token := r.PathValue("token")
		if l, err := s.Identity.Links.Passed(r.Context(), token, passOf(r)); err == nil {
			return s.showLink(w, r, l)
		}
		l, err := s.Identity.Links.Find(r.Context(), token)
		switch {
		case err != nil:
			return err
		case l.Passphrase:
			return s.askPhrase(w, r, http.StatusOK, &answers{values: map[string]string{}})
		}
		if l, err = s.Identity.Links.Use(r.Context(), token, ""); err != nil {
			return err
		}
		return s.showLink(w, r, l)
	})
}

// openWithWords opens a link that asks for a secret phrase.
func (s *site) openWithWords(w http.ResponseWriter, r *http.Request) error {
	return s.plainly(w, r, func() error {
		a, err := readForm(r)
		if err != nil {
			return err
		}
		token := r.PathValue("token")
		_, err = s.Identity.Links.Use(r.Context(), token, a.text("passphrase"))
		if s.Identity.Links.Refused(err) {
			l, found := s.Identity.Links.Find(r.Context(), token)
			if found != nil {
				return found
			}
			if !l.Passphrase {
				return errNoLink
			}
			delete(a.values, "passphrase")
			a.wrong("passphrase", "This is not the phrase. Ask who gave you the link.")
			return s.askPhrase(w, r, http.StatusUnprocessableEntity, a)
		}
		var busy *identity.Busy
		if errors.As(err, &busy) {
			return s.wrongSecret(w, r, a, "passphrase", err, s.askPhrase)
		}
		if err != nil {
			return err
		}
		pass, until := s.Identity.Links.Pass(token)
		http.SetCookie(w, &http.Cookie{
			Name: passCookie, Value: pass, Path: baseOf(token), Expires: until, HttpOnly: true, Secure: s.Identity.Secure(), SameSite: http.SameSiteLaxMode,
		})
		http.Redirect(w, r, baseOf(token), http.StatusSeeOther)
		return nil
	})
}

// openInner lets in to a page behind the first one.
func (s *site) openInner(p answer) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.plainly(w, r, func() error {
			l, err := s.Identity.Links.Within(r.Context(), r.PathValue("token"), passOf(r))
			if err != nil {
				return err
			}
			through, err := s.through(r, l)
			if err != nil {
				return err
			}
			return p(w, through)
		})
	}
}

// plainly answers for a link that opens nothing with one same page.
func (s *site) plainly(w http.ResponseWriter, r *http.Request, open func() error) error {
	var busy *identity.Busy
	err := errNoLink
	if s.Identity != nil {
		err = open()
	}
	switch {
	case err == nil, errors.As(err, &busy), domain.KindOf(err) == domain.Unavailable, errors.Is(err, r.Context().Err()) && r.Context().Err() != nil:
		return err
	case domain.KindOf(err) == domain.Internal && !errors.Is(err, errNoLink):
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.show(w, r, http.StatusNotFound, "nolink", s.plainShell(where{role: roleLink}, "This link does not open anything"))
}

func passOf(r *http.Request) string {
	c, err := r.Cookie(passCookie)
	if err != nil {
		return ""
	}
	return c.Value
}

func baseOf(token string) string { return "/s/" + url.PathEscape(token) }

// through is the request of whoever came by a link: nothing of who is signed in beside it counts.
func (s *site) through(r *http.Request, l identity.Link) (*http.Request, error) {
	r.SetPathValue("project", l.Project)
	open := &openLink{Audience: l.Audience, Release: l.Release, Base: baseOf(r.PathValue("token"))}
	ctx := asViewer(r.Context(), viewer{Project: l.Project, Role: roleLink, link: open})
	err := s.live(ctx, l.Project, func(v projections.View) error {
		audience, err := reports.AudienceIn(v, l.Audience)
		open.Sections = audience.Sections
		return err
	})
	return r.WithContext(ctx), err
}

// showLink shows the report that a link leads to.
func (s *site) showLink(w http.ResponseWriter, r *http.Request, l identity.Link) error {
	through, err := s.through(r, l)
	if err != nil {
		return err
	}
	return s.keep(s.linkFront)(w, through)
}

func (s *site) linkFront(w http.ResponseWriter, r *http.Request) error {
	return s.tellingOf(w, r, whereOf(r), "", "")
}

// linkFile is the report of a link as a file.
func (s *site) linkFile(w http.ResponseWriter, r *http.Request) error {
	name, ext := cutReport(r.PathValue("report"))
	if name != "report" || ext == "" {
		return errNoLink
	}
	return s.tellingOf(w, r, whereOf(r), "", ext)
}

// linkSection is one section of the report of a link.
func (s *site) linkSection(w http.ResponseWriter, r *http.Request) error {
	if name, _ := cutData(r.PathValue("section")); !slices.Contains(whereOf(r).shows, name) {
		return errNoLink
	}
	return s.section(w, r)
}

// phrasePage asks for the secret phrase of a link.
type phrasePage struct {
	shell
	Action   string
	Problems []problem
	Unsaved  string
	Phrase   field
}

func (s *site) askPhrase(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	a.inOrder([]string{wholeForm, "passphrase"})
	p := phrasePage{
		shell: s.plainShell(where{role: roleLink}, "This link asks for a secret phrase"), Action: baseOf(r.PathValue("token")),
		Problems: a.problems, Unsaved: a.problem(wholeForm),
		Phrase: a.fill(field{Name: "passphrase", Label: "The phrase", Hint: "Whoever gave you the link has told it to you in another way.", Type: "password"}),
	}
	p.Wrong = len(a.problems) > 0
	return s.show(w, r, status, "linkphrase", p)
}

// sectionLinks are the pages of a link: its report, and those of its sections that stand by themselves.
func sectionLinks(at where, audience reports.Audience, here string) []navLink {
	nav := []navLink{{URL: at.url(""), Words: "The report", Here: here == ""}}
	for _, p := range sections {
		if p.Name != "" && slices.Contains(audience.Sections, p.Name) {
			nav = append(nav, navLink{at.url(p.Name), p.Value, strings.TrimSuffix(here, "/") == p.Name})
		}
	}
	return nav
}

// loggedPath is the path of a request for the log of the server, where the token of a link has no place.
func loggedPath(r *http.Request) string {
	for _, base := range []string{"/s/", "/q/"} {
		if strings.HasPrefix(r.URL.Path, base) {
			return base + "…"
		}
	}
	return r.URL.Path
}
