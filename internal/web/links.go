package web

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/reports"
)

// linksName is the page of the share links of a project.
const linksName = "links"

// toldRoutes are the addresses of what goes out: share links, and the register of files.
func (s *site) toldRoutes(mux *http.ServeMux) {
	for pattern, p := range map[string]answer{
		"GET /p/{project}/links": s.links, "POST /p/{project}/links": s.makeLink, "POST /p/{project}/links/revoke": s.revokeLink,
		"GET /p/{project}/exports": s.exports, "GET /p/{project}/exports.json": s.exportsData,
	} {
		mux.Handle(pattern, s.page(s.only(forFacilitators, p)))
	}
	mux.Handle("POST /p/{project}/for/{audience}", s.page(s.only(forFacilitators, s.makeFile)))
	mux.Handle("GET /p/{project}/for/{audience}/{file}", s.page(s.only(forProject, s.takeAlong)))
	mux.Handle("POST /p/{project}/for/{audience}/{file}", s.page(s.only(forFacilitators, s.makeAlong)))
	for pattern, p := range map[string]answer{
		"GET /s/{token}": s.openFront, "POST /s/{token}": s.openWithWords, "GET /s/{token}/{section}": s.openInner(s.keep(s.linkSection)),
		"GET /s/{token}/chart/{chart}": s.openInner(s.keep(s.chart)), "GET /s/{token}/file/{report}": s.openInner(s.linkFile),
	} {
		mux.Handle(pattern, s.page(p))
	}
}

// linksPage is the share links of a project, and the form that makes one.
type linksPage struct {
	shell
	Action                         string
	Problems                       []problem
	Unsaved                        string
	Links                          []linkLine
	Which, Days, Passphrase, Views field
	Nothing                        bool   // nobody was told anything that a link could show
	Address                        string // of a link that was just made
	QR                             template.HTML
}

// linkQR is a link as a picture for a telephone; empty where there is none.
func linkQR(address string) (template.HTML, error) {
	if address == "" {
		return "", nil
	}
	qr, err := identity.QRSVG(address, "The link as a picture", "A telephone reads the link from it.")
	return template.HTML(qr), err // made by identity: shapes, and two texts of ours
}

// linkLine is one link as the list shows it. What it opens is not in it.
type linkLine struct{ ID, For, Says, Seen, Revoke string }

func (s *site) links(w http.ResponseWriter, r *http.Request) error {
	return s.showLinks(w, r, http.StatusOK, &answers{values: map[string]string{"days": "30"}}, "")
}

// noLinks is the answer where nobody signs in: there is nowhere to keep a link.
func (s *site) noLinks() error {
	if s.Identity != nil {
		return nil
	}
	return &domain.Error{Kind: domain.NotFound, Message: "this site makes no share links, because nobody signs in here", Want: "start it with a public address"}
}

func (s *site) showLinks(w http.ResponseWriter, r *http.Request, status int, a *answers, address string) error {
	if err := s.noLinks(); err != nil {
		return err
	}
	at := ourPlace(r)
	a.inOrder([]string{wholeForm, "release", "days", "passphrase", "views"})
	var releases []reports.Release
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (linksPage, error) {
		releases = reports.LinkableOf(seen)
		return linksPage{shell: s.shellOf(at, reports.PlaceOf(seen), linksName, "Share links")}, nil
	})
	if err != nil {
		return err
	}
	p.Action, p.Problems, p.Unsaved, p.Address = at.url(linksName), a.problems, a.problem(wholeForm), address
	p.Wrong, p.Nothing = len(a.problems) > 0, len(releases) == 0
	if p.QR, err = linkQR(address); err != nil {
		return err
	}
	which := field{Name: "release", Label: "What does it show?"}
	names := map[string]string{}
	for _, one := range releases {
		names[one.ID] = fmt.Sprintf("What %s was told on %s", named(one.Audience.ID, one.Audience.Name), reports.DayWords(domain.Date(one.On)))
		which.Options = append(which.Options, pair{one.ID, names[one.ID]})
	}
	p.Which = a.fill(which)
	p.Days = a.fill(field{Name: "days", Label: "For how many days?", Hint: "From 1 to 365.", Type: "number"})
	p.Passphrase = a.fill(field{Name: "passphrase", Label: "A secret phrase, if you like", Hint: "At least 8 letters. Tell it by another way than the link, such as by telephone."})
	p.Views = a.fill(field{Name: "views", Label: "How often may it be opened?", Hint: "Leave this empty for no limit.", Type: "number"})
	made, err := s.Identity.Links.List(at.Project)
	if err != nil {
		return err
	}
	for _, l := range made {
		line, err := s.linkLine(at, l, names[l.Release])
		if err != nil {
			return err
		}
		p.Links = append(p.Links, line)
	}
	return s.show(w, r, status, "links", p)
}

func (s *site) linkLine(at where, l identity.Link, shows string) (linkLine, error) {
	line := linkLine{ID: l.ID, For: shows, Revoke: at.url(linksName + "/revoke")}
	if line.For == "" {
		line.For = "What was told is not there any more"
	}
	line.Says = "Made on " + s.day(l.Made) + "."
	switch {
	case !l.Revoked.IsZero():
		line.Says += " Ended on " + s.day(l.Revoked) + "."
		line.Revoke = ""
	case !s.Now().Before(l.Until):
		line.Says += " It opened until " + s.day(l.Until) + "."
		line.Revoke = ""
	default:
		line.Says += " It opens until " + s.day(l.Until) + "."
	}
	if l.Passphrase {
		line.Says += " It asks for a secret phrase."
	}
	line.Seen = "Nobody has opened it."
	if l.Seen > 0 {
		times, err := s.Identity.Links.Views(at.Project, l.ID)
		if err != nil {
			return line, err
		}
		line.Seen = "Opened once"
		if l.Seen > 1 {
			line.Seen = fmt.Sprintf("Opened %d times", l.Seen)
		}
		if l.Cap > 0 {
			line.Seen += fmt.Sprintf(" of %d", l.Cap)
		}
		if n := len(times); n > 0 {
			line.Seen += ", last on " + s.day(times[n-1]) + " at " + times[n-1].UTC().Format("15:04 UTC")
		}
		line.Seen += "."
	}
	return line, nil
}

// makeLink makes a link. Its address is on the page that answers, and nowhere else.
func (s *site) makeLink(w http.ResponseWriter, r *http.Request) error {
	if err := s.noLinks(); err != nil {
		return err
	}
	a, err := readForm(r)
	if err != nil {
		return err
	}
	spec := s.linkSpec(r, a)
	if len(a.problems) > 0 {
		return s.showLinks(w, r, http.StatusUnprocessableEntity, a, "")
	}
	token, _, err := s.Identity.Links.Make(r.Context(), spec)
	if domain.KindOf(err) == domain.Invalid {
		a.wrong("passphrase", "Write at least 8 letters, at most 128.")
		return s.showLinks(w, r, http.StatusUnprocessableEntity, a, "")
	}
	if err != nil {
		return err
	}
	return s.showLinks(w, r, http.StatusOK, &answers{values: map[string]string{"days": "30"}}, s.Identity.Links.Address(token))
}

// linkSpec reads the answers. Which audience it is for follows from the release.
func (s *site) linkSpec(r *http.Request, a *answers) identity.LinkSpec {
	spec := identity.LinkSpec{Project: r.PathValue("project"), Release: a.text("release"), Passphrase: a.text("passphrase")}
	days, err := strconv.Atoi(a.text("days"))
	if a.text("days") == "" {
		days, err = 30, nil
	}
	if err != nil || days < 1 || days > 365 {
		a.wrong("days", "Write a number of days from 1 to 365.")
	}
	spec.Until = s.Now().Add(time.Duration(days) * 24 * time.Hour)
	if views := a.text("views"); views != "" {
		if spec.Views, err = strconv.Atoi(views); err != nil || spec.Views < 1 {
			a.wrong("views", "Write a number from 1 up, or leave it empty.")
		}
	}
	found, err := seeAt(s, r.Context(), ourPlace(r), func(seen reports.Seen) (string, error) {
		for _, one := range reports.LinkableOf(seen) {
			if one.ID == spec.Release {
				return one.Audience.ID, nil
			}
		}
		return "", nil
	})
	if spec.Audience = found; err != nil || found == "" {
		a.wrong("release", "Choose what the link shows.")
	}
	return spec
}

// revokeLink ends a link at once.
func (s *site) revokeLink(w http.ResponseWriter, r *http.Request) error {
	if err := s.noLinks(); err != nil {
		return err
	}
	a, err := readForm(r)
	if err != nil {
		return err
	}
	if err := s.Identity.Links.Revoke(r.PathValue("project"), a.values["link"]); err != nil {
		return err
	}
	http.Redirect(w, r, ourPlace(r).url(linksName), http.StatusSeeOther)
	return nil
}
