package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
)

// Problem is an answer with bad news, as application/problem+json.
type Problem struct {
	Type    string `json:"type"`    // about:blank#kind: kind is what a program tells problems apart by
	Title   string `json:"title"`   // the kind in words
	Status  int    `json:"status"`  // that of the answer
	Detail  string `json:"detail"`  // what is wrong, in a sentence
	Value   string `json:"value"`   // the value that was wrong, as given and shortened; empty: none
	Want    string `json:"want"`    // what would be right; empty: nothing helps
	Pointer string `json:"pointer"` // where in what was sent (RFC 6901), or ?name of a question; empty: the whole
	Request string `json:"request"` // id that the log of the server knows too

	Position uint64 `json:"position,omitempty"` // of the last entry there is, where another one was expected (412)
}

// errNotJSON is what was sent as something else.
var errNotJSON = errors.New("what was sent is not said to be JSON")

// placed is an error that knows where in the request it is.
type placed struct {
	pointer string
	error
}

// Unwrap gives the error its kind.
func (p placed) Unwrap() error { return p.error }

func at(pointer string, err error) error {
	if err == nil {
		return nil
	}
	return placed{pointer, err}
}

func invalid(value, message, want string) error {
	return &domain.Error{Kind: domain.Invalid, Message: message, Value: value, Want: want}
}

// noProject is the answer about a project that is not there, and about one that the token may not know of.
func noProject(project string) error {
	return &domain.Error{Kind: domain.NotFound, Message: "there is no such project", Value: project, Want: "look at the list of projects"}
}

// fail answers with a problem. Nothing from the inside is said: what has no kind goes to the log.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind := domain.KindOf(err)
	p := Problem{Type: "about:blank#" + string(kind), Title: titles[kind], Status: kind.HTTPStatus(), Request: w.Header().Get("X-Request-Id")}
	var said *domain.Error
	var where placed
	var busy *identity.Busy
	var tooBig *http.MaxBytesError
	var methods notAllowed
	var moved *domain.Moved
	if errors.As(err, &where) {
		p.Pointer = where.pointer
	}
	switch {
	case errors.Is(err, errNobody):
		p.Type, p.Status, p.Title, p.Detail, p.Want = "about:blank#unknown", http.StatusUnauthorized, "Nobody is known", "No token came with this that opens anything.", "Send one: Authorization: Bearer …"
		w.Header().Set("WWW-Authenticate", `Bearer realm="desirelines"`)
	case errors.As(err, &busy):
		p.Type, p.Status, p.Title, p.Detail, p.Want = "about:blank#busy", http.StatusTooManyRequests, "Please wait", "That was too many requests at once.", "Try again then."
		w.Header().Set("Retry-After", strconv.Itoa(busy.Seconds()))
	case errors.As(err, &methods):
		p.Type, p.Status, p.Title, p.Detail = "about:blank#method", http.StatusMethodNotAllowed, "This cannot be asked for in this way", asSentence(methods.Error())
		w.Header().Set("Allow", strings.Join(methods, ", "))
	case errors.As(err, &moved) && errors.As(err, &said):
		p.Type, p.Status, p.Title, p.Position = "about:blank#moved", http.StatusPreconditionFailed, "Something was written meanwhile", moved.Position
		p.Detail, p.Value, p.Want, p.Pointer = asSentence(said.Message), said.Value, asSentence(said.Want), "?"+expects.name
	case errors.Is(err, errNotJSON):
		p.Type, p.Status, p.Title, p.Detail, p.Want = "about:blank#media_type", http.StatusUnsupportedMediaType, "This is not how it is sent", "What was sent is not said to be JSON.", "Send it with Content-Type: application/json, in UTF-8 and as it is."
	case errors.As(err, &tooBig):
		p.Type, p.Status, p.Title, p.Detail, p.Want = "about:blank#too_much", http.StatusRequestEntityTooLarge, "Too much at once", "What was sent is longer than a megabyte.", "Send it in several parts."
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		p.Type, p.Status, p.Title, p.Detail, p.Want = "about:blank#unavailable", http.StatusServiceUnavailable, titles[domain.Unavailable], "This took too long.", "Try again in a moment."
	case kind == domain.Internal || !errors.As(err, &said):
		p.Type, p.Status, p.Title, p.Detail, p.Want = "about:blank#internal", http.StatusInternalServerError, titles[domain.Internal], "It is not your fault.", "Try again. What was saved is safe."
		s.Logger.Error("an answer failed", "request", p.Request, "pattern", r.Pattern, "error", err.Error())
	case kind == domain.Unavailable && !errors.As(err, &where): // it may name a folder of the machine, or a part of the program
		p.Detail, p.Want = "We cannot do this now.", "Try again in a moment."
		s.Logger.Error("an answer failed", "request", p.Request, "pattern", r.Pattern, "error", err.Error())
	default:
		p.Detail, p.Value, p.Want = asSentence(said.Message), domain.Short(said.Value, 200), asSentence(said.Want)
	}
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	h := w.Header()
	h.Del("ETag")
	h.Del("Link")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_, _ = w.Write(encoded(p))
}

// titles are the kinds of error in words.
var titles = map[domain.ErrorKind]string{
	domain.Internal: "Something went wrong here", domain.Usage: "This is not how it is asked for", domain.Invalid: "Something that was sent is wrong",
	domain.NotFound: "We cannot find this", domain.Conflict: "This was taken before", domain.Refused: "This is not open to you",
	domain.Unavailable: "This does not work at the moment", domain.Partial: "Some of it was done", domain.Disagrees: "It does not agree",
}

func asSentence(s string) string {
	if s == "" {
		return ""
	}
	first, n := utf8.DecodeRuneInString(s)
	if s = string(unicode.ToUpper(first)) + s[n:]; strings.HasSuffix(s, "?") || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

func encoded(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // texts and numbers alone
	return b.Bytes()
}
