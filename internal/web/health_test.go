package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestHealth(t *testing.T) {
	behind := errors.New("projection entries stopped")
	for _, c := range []struct {
		path  string
		ready error
		want  int
	}{
		{"/healthz", nil, 200}, {"/healthz", behind, 200},
		{"/readyz", nil, 200}, {"/readyz", behind, 503},
		{"/", nil, 404}, {"/projects", nil, 404},
	} {
		w := httptest.NewRecorder()
		Health(func(context.Context) error { return c.ready }).ServeHTTP(w, httptest.NewRequest(http.MethodGet, c.path, nil))
		if w.Code != c.want {
			t.Errorf("%s with %v: status %d, want %d", c.path, c.ready, w.Code, c.want)
		}
		if c.want != 404 && w.Body.Len() > 0 {
			t.Errorf("%s says %q; it must say nothing to strangers", c.path, w.Body)
		}
	}
}
