package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Limits on one request.
const (
	patience = 10 * time.Second // how long a page may take
	maxBody  = 1 << 20          // the most bytes a form may send; it holds several texts of the longest sort
	settle   = 2 * time.Second  // how long a page waits for what was just saved
)

// policy lets a page load its own style sheet and pictures and nothing else; no page needs script.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types dl"

// guard stands around every request.
func (s *site) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(s.page(func(http.ResponseWriter, *http.Request) error {
		return &domain.Error{Kind: domain.Refused, Message: "this form was sent from another site", Want: "open the page here and send it from there"}
	}))
	return s.identify(s.overTLS(headers(s.recovered(s.sessions(cross.Handler(limited(next)))))))
}

// sessions finds out who sends a request, where people sign in. What is the same for everybody needs no session.
func (s *site) sessions(next http.Handler) http.Handler {
	if s.Identity == nil {
		return next
	}
	known := s.Identity.Sessions.Handler(next, s.fail)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if hasSession(r) {
			known.ServeHTTP(w, r)
		} else {
			next.ServeHTTP(w, r)
		}
	})
}

// hasSession says whether the answer to a request can depend on who sends it.
func hasSession(r *http.Request) bool {
	path := r.URL.Path
	return !strings.HasPrefix(path, "/assets/") && path != "/healthz" && path != "/readyz" && path != "/robots.txt" && path != workerPath
}

// overTLS tells browsers never to come by anything but https again, neither here nor to names below this one, where that is the address
// of the site.
func (s *site) overTLS(next http.Handler) http.Handler {
	if s.Identity == nil || !s.Identity.Secure() {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		next.ServeHTTP(w, r)
	})
}

// headers tells browsers what a page may do; a handler may replace Cache-Control.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// limited bounds how much a request sends and how long it takes; a stream sends nothing and lasts.
func limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isStream(r) {
			next.ServeHTTP(w, r)
			return
		}
		most, time := int64(maxBody), patience
		if isUpload(r) {
			most, time = maxUpload, uploadPatience+patience
		}
		ctx, cancel := context.WithTimeout(r.Context(), time)
		defer cancel()
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

type requestKey struct{}

// identify gives each request an id that a page with bad news and the log share.
func (s *site) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := uuid.NewString()
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestKey{}, id)))
	})
}

func requestID(r *http.Request) string {
	id, _ := r.Context().Value(requestKey{}).(string)
	return id
}

// recovered turns a panic into the page for a fault of ours. No answer was begun then: each is made whole before it is sent, see send.
func (s *site) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.Logger.Error("a page panicked", "request", requestID(r), "path", loggedPath(r), "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			s.fail(w, r, fmt.Errorf("panic: %v", p))
		}()
		next.ServeHTTP(w, r)
	})
}

// page answers with p, once the read models have caught up with the log for the first time, and not where one of them stopped
// since: it would show what is no longer true.
func (s *site) page(p answer) http.Handler {
	return s.form(func(w http.ResponseWriter, r *http.Request) error {
		if err := s.stillFollow(r); err != nil {
			return err
		}
		return p(w, r)
	})
}

// form is page for what takes in words: these go to the log, whatever became of the read models.
func (s *site) form(p answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := s.catchUp(r.Context())
		if err == nil {
			r = s.own(w, r)
			r, err = s.arrive(r)
		}
		if err == nil {
			err = p(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

// glance is how long a page asks whether the read models still follow the log. Where that is not enough they are only behind,
// which every page says of itself.
const glance = 50 * time.Millisecond

// stillFollow returns Unavailable where a read model stopped.
func (s *site) stillFollow(r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), glance)
	defer cancel()
	err := s.Views.Ready(ctx)
	if err == nil || ctx.Err() != nil {
		return nil
	}
	s.Logger.Error("the views do not follow the log", "request", requestID(r), "error", err.Error())
	return &domain.Error{
		Kind: domain.Unavailable, Message: "we cannot show this now: a part of the program that reads what was written has stopped",
		Want: "ask who looks after the program to start it again; what was saved is safe, and you can still write",
	}
}

func (s *site) catchUp(ctx context.Context) error {
	if s.caught.Load() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, settle)
	defer cancel()
	if err := s.Views.Ready(ctx); err != nil {
		still := &domain.Error{Kind: domain.Unavailable, Message: "we are still reading what was written", Want: "try again in a moment"}
		var behind *projections.BehindError
		if errors.As(err, &behind) {
			still.Message = fmt.Sprintf("we are still reading what was written: %d of %d", behind.At, behind.Of)
		}
		return still
	}
	s.caught.Store(true)
	return nil
}
