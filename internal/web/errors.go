package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// problemPage is a page that says what is wrong and offers the way on.
type problemPage struct {
	shell
	Says    string // what is wrong, in a sentence
	Value   string // the value that was wrong, as given
	Want    string // what would be right, in a sentence
	Ways    []link
	Request string // id that the log knows too; only where it is a fault of ours
}

// fail answers with the page for an error. Nothing from the inside is said: what has no kind goes to the log.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind := domain.KindOf(err)
	var tooBig *http.MaxBytesError
	status := kind.HTTPStatus()
	p := problemPage{shell: s.plainShell(whereOf(r), "There is a problem")}
	p.Wrong = true
	var said *domain.Error
	switch {
	case errors.Is(err, errOnlyRead):
		status, p.Says, p.Want = http.StatusMethodNotAllowed, "This page can only be read.", "Open it again, or go on from one of these."
		w.Header().Set("Allow", "GET, HEAD")
	case errors.As(err, &tooBig):
		status, p.Says, p.Want = http.StatusRequestEntityTooLarge, "That is too much at once.", "Write it as several entries."
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		status, p.Says, p.Want = http.StatusServiceUnavailable, "This took too long.", "Try again in a moment."
	case kind == domain.Internal || !errors.As(err, &said):
		p.Says, p.Want, p.Request = "Something went wrong here. It is not your fault.", "Try again. What was saved is safe.", requestID(r)
		s.Logger.Error("a page failed", "request", requestID(r), "path", r.URL.Path, "error", err.Error())
	default:
		p.Says, p.Value, p.Want = asSentence(said.Message), domain.Short(said.Value, 200), asSentence(said.Want)
	}
	switch status {
	case http.StatusNotFound:
		p.Title = "We cannot find this"
	case http.StatusForbidden:
		p.Title = "This is not open to you"
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
	case http.StatusMethodNotAllowed:
		p.Title = "This page cannot do that"
	}
	s.offer(&p, r)
	w.Header().Set("Cache-Control", "no-store")
	if err := s.show(w, r, status, "problem", p); err != nil {
		s.Logger.Error("the problem page failed", "request", requestID(r), "error", err.Error())
		http.Error(w, "Something went wrong here. Try again.", http.StatusInternalServerError)
	}
}

// offer adds the ways on: the page as it is now, the project, all projects.
func (s *site) offer(p *problemPage, r *http.Request) {
	at := whereOf(r)
	if at.Project != "" && s.isThere(r.Context(), at.Project) {
		if at.past() || at.Audience != "" {
			p.Ways = append(p.Ways, link{URL: where{Project: at.Project}.url(""), Words: "See the project as it is now"})
		} else {
			p.Ways = append(p.Ways, link{URL: where{Project: at.Project}.url(""), Words: "Go to the project"})
		}
		p.Ways = append(p.Ways, link{URL: where{Project: at.Project}.url("entries"), Words: "See everything that was written down"})
	}
	p.Ways = append(p.Ways, link{URL: "/projects", Words: "See all projects"})
	p.Where = where{}
}

func (s *site) isThere(ctx context.Context, project string) bool {
	_, err := seeAt(s, ctx, where{Project: project}, func(reports.Seen) (struct{}, error) { return struct{}{}, nil })
	return err == nil
}

// asSentence writes what an error says as a sentence on a page.
func asSentence(s string) string {
	if s == "" {
		return ""
	}
	s = strings.ToUpper(s[:1]) + s[1:]
	if strings.HasSuffix(s, "?") || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// errOnlyRead is for requests that would change what can only be read.
var errOnlyRead = errors.New("this page can only be read")

// nowhere answers for every address that is none of ours, and for methods that a page does not know.
func (s *site) nowhere(_ http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return errOnlyRead
	}
	return &domain.Error{Kind: domain.NotFound, Message: "there is no such page", Value: r.URL.Path, Want: "check the address"}
}
