package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
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
	if s.keepsWords(w, r, err) {
		return
	}
	if s.mustSignIn(w, r, err) {
		return
	}
	if errors.Is(err, errStranger) {
		if err = s.toSignIn(w, r); err == nil {
			return
		}
	}
	err = unsaved(r, err)
	kind := domain.KindOf(err)
	var tooBig *http.MaxBytesError
	status := kind.HTTPStatus()
	p := problemPage{shell: s.plainShell(whereOf(r), "There is a problem")}
	p.Wrong = true
	var said *domain.Error
	var methods notAllowed
	var busy *identity.Busy
	switch {
	case errors.As(err, &busy):
		status, p.Says, p.Want = http.StatusTooManyRequests, "Please wait a moment.", "Then try again."
		w.Header().Set("Retry-After", strconv.Itoa(busy.Seconds()))
	case errors.As(err, &methods):
		status, p.Says, p.Want = http.StatusMethodNotAllowed, "This page cannot be asked for in this way.", "Open it again, or go on from one of these."
		w.Header().Set("Allow", strings.Join(methods, ", "))
	case errors.As(err, &tooBig):
		status, p.Says, p.Want = http.StatusRequestEntityTooLarge, "That is too much at once.", "Write it as several entries."
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		status, p.Says, p.Want = http.StatusServiceUnavailable, "This took too long.", "Try again in a moment."
	case kind == domain.Internal || !errors.As(err, &said):
		p.Says, p.Want, p.Request = "Something went wrong here. It is not your fault.", "Try again. What was saved is safe.", requestID(r)
		s.Logger.Error("a page failed", "request", requestID(r), "path", loggedPath(r), "error", err.Error())
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
	if r.Method == http.MethodPost && status != http.StatusMethodNotAllowed && status != http.StatusForbidden {
		p.Want += " Go back in your browser to find what you wrote."
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
	first, n := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(first)) + s[n:]
	if strings.HasSuffix(s, "?") || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// notAllowed is the methods that a page knows, where a request came with another one.
type notAllowed []string

// Error implements error.
func (m notAllowed) Error() string { return "this page knows " + strings.Join(m, ", ") }

// nowhere answers for every address that is none of ours.
func (s *site) nowhere(_ http.ResponseWriter, r *http.Request) error {
	return &domain.Error{Kind: domain.NotFound, Message: "there is no such page", Value: r.URL.Path, Want: "check the address"}
}

// nowhereIn answers for what mux has no page for: neither the address, nor a page of this address that knows the method.
func (s *site) nowhereIn(mux *http.ServeMux) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		var methods notAllowed
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
			other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
			if _, pattern := mux.Handler(other); pattern != "/" {
				methods = append(methods, method)
			}
		}
		if len(methods) > 0 {
			return methods
		}
		return s.nowhere(w, r)
	}
}
