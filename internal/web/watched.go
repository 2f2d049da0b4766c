package web

import (
	"context"
	"net/http"
)

// Watch is told of every request. It returns the request to go on with, and what is to be called with the pattern of its route, empty
// where none was reached, and the status of the answer. It never learns the address.
type Watch func(*http.Request) (on *http.Request, done func(route string, status int))

type routeKey struct{}

// watched stands around everything, so that what is refused early counts too.
func (s *site) watched(next http.Handler) http.Handler {
	if s.Watch == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		on, done := s.Watch(r)
		route, status := new(string), &statusWriter{ResponseWriter: w}
		defer func() { done(*route, status.code()) }()
		next.ServeHTTP(status, on.WithContext(context.WithValue(on.Context(), routeKey{}, route)))
	})
}

// named notes which route a request takes.
func (s *site) named(mux *http.ServeMux) http.Handler {
	if s.Watch == nil {
		return mux
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if route, ok := r.Context().Value(routeKey{}).(*string); ok {
			_, *route = mux.Handler(r)
		}
		mux.ServeHTTP(w, r)
	})
}

// statusWriter notes the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// Unwrap lets http.ResponseController through.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}
