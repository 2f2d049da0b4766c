package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// Limits on one request.
const (
	patience = 10 * time.Second // how long an answer may take; a stream of events has as long for each piece
	longer   = 25 * time.Second // the same for what takes long; the server breaks an answer off soon after
	settle   = 2 * time.Second  // how long an answer waits for what at_least names
	maxBody  = 1 << 20          // the most bytes that a request may send, which is the most that one commit can hold
)

// policy lets the page of the description load nothing at all: it has no script, no picture and no style from elsewhere.
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

var errNobody = errors.New("nobody is known")

// guard stands around every request.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, id := w.Header(), uuid.NewString()
		h.Set("X-Request-Id", id)
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Robots-Tag", "noindex, nofollow")
		h.Set("Cache-Control", "private, no-cache")
		h.Set("Vary", "Authorization")
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				s.Logger.Error("an answer panicked", "request", id, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				s.fail(w, r, fmt.Errorf("panic: %v", p))
			}
		}()
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		if _, pattern := s.mux.Handler(r); pattern == "" {
			s.fail(w, r, s.nowhere(r))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// nowhere says that an address is none of ours, or does not know the method. Addresses are no secret: they stand in the description.
func (s *server) nowhere(r *http.Request) error {
	var methods notAllowed
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		other := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := s.mux.Handler(other); pattern != "" {
			methods = append(methods, method)
		}
	}
	if len(methods) > 0 {
		return methods
	}
	return &domain.Error{Kind: domain.NotFound, Message: "there is no such address", Value: r.URL.Path, Want: "see " + Base + "/"}
}

// notAllowed is the methods that an address knows, where a request came with another one.
type notAllowed []string

// Error implements error.
func (m notAllowed) Error() string { return "this address knows " + strings.Join(m, ", ") }

// answer answers one request to an operation: nobody comes further without a token, and what is asked is read as the description says.
func (s *server) answer(o operation, c huma.Context) {
	r, w := humago.Unwrap(c)
	if !o.streams || linesWanted(r) == "" {
		most := patience
		if o.heavy {
			most = longer
		}
		ctx, cancel := context.WithTimeout(r.Context(), most)
		defer cancel()
		r = r.WithContext(ctx)
	}
	q := &question{server: s, operation: o, r: r, w: w}
	err := q.arrive()
	if err == nil {
		err = q.read()
	}
	if err == nil {
		err = s.catchUp(q)
	}
	if err == nil && o.heavy {
		var leave func()
		if leave, err = s.heavy.enter(r.Context()); err == nil {
			defer leave()
		}
	}
	if err == nil {
		err = o.does(q)
	}
	if err != nil {
		s.fail(w, r, q.place(err))
	}
}

// place notes which question an error is about, where it names what was asked there.
func (q *question) place(err error) error {
	var there placed
	var e *domain.Error
	if errors.As(err, &there) || !errors.As(err, &e) || e.Value == "" {
		return err
	}
	for _, p := range q.operation.asks {
		if q.asked[p.name] == e.Value {
			return at("?"+p.name, err)
		}
	}
	return err
}

// question is one request: who asks, and what.
type question struct {
	*server
	operation operation
	r         *http.Request
	w         http.ResponseWriter

	token  identity.Token // of a person; empty in an exhibition
	asked  map[string]string
	number map[string]uint64
}

// arrive finds out who asks. A cookie says nothing here: a page of another site could send it.
func (q *question) arrive() error {
	if q.People == nil {
		return nil
	}
	given := q.r.Header.Values("Authorization")
	if len(given) != 1 {
		return errNobody
	}
	scheme, secret, _ := strings.Cut(given[0], " ")
	if !strings.EqualFold(scheme, "bearer") || secret == "" {
		return errNobody
	}
	var err error
	if q.token, err = q.People.Use(q.r.Context(), strings.TrimSpace(secret)); domain.KindOf(err) == domain.Refused {
		return errNobody
	}
	if err == nil && q.operation.records() && !q.token.Records {
		return &domain.Error{Kind: domain.Refused, Message: "this token reads and does not record", Want: "make one that records"}
	}
	return err
}

// viewer is what the person of the token is to a project now. Where they are nothing to it, or the token is not for it, ok is false.
func (q *question) viewer(rows projections.Reader, project string) (v reports.Viewer, ok bool, err error) {
	if q.People == nil {
		return reports.Operator(), true, nil
	}
	if !q.token.For(project) {
		return v, false, nil
	}
	if v = reports.ViewerOf(rows, project, q.token.Person); !v.In(project) {
		return v, false, nil
	}
	v.Projects = []string{project}
	if v.Role == reports.RoleMember || v.Role == reports.RoleFacilitator {
		v.Holds, err = q.People.Holds(project, v.Person)
	}
	return v, err == nil, err
}

// operates says whether the person of the token looks after the installation, with a token that is for all of it.
func (q *question) operates(rows projections.Reader) bool {
	row, ok := rows.Row(projections.RowKey{Table: "staff", Project: domain.Installation, ID: q.token.Person})
	staff, is := row.(*projections.StaffRow)
	return ok && is && q.token.Person != "" && staff.Dismissed == nil && staff.Role == domain.StaffOperator && len(q.token.Projects) == 0
}

// glance is how long a request asks whether the read models still follow the log. Where that is not enough they are only behind, which
// every answer says of itself by its position.
const glance = 50 * time.Millisecond

// catchUp refuses what the read models cannot answer: before they showed everything once, where one of them stopped since, and where they do not
// show in time what the request asks for at least. What is recorded goes to the log, whatever became of them.
func (s *server) catchUp(q *question) error {
	if !s.caught.Load() || !q.operation.records() {
		wait := glance
		if !s.caught.Load() {
			wait = settle
		}
		ctx, cancel := context.WithTimeout(q.r.Context(), wait)
		defer cancel()
		switch err := s.Views.Ready(ctx); {
		case err == nil:
			s.caught.Store(true)
		case s.caught.Load() && ctx.Err() != nil:
		default:
			return &domain.Error{Kind: domain.Unavailable, Message: err.Error()}
		}
	}
	if at := q.number[atLeast.name]; at > 0 {
		ctx, cancel := context.WithTimeout(q.r.Context(), settle)
		defer cancel()
		if err := s.Views.Wait(ctx, at); err != nil {
			return placed{"?" + atLeast.name, &domain.Error{Kind: domain.Unavailable, Message: "we do not show this yet", Value: q.asked[atLeast.name], Want: "ask again in a moment; what was saved is safe"}}
		}
	}
	return nil
}
