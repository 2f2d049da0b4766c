package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestOtherNamesOfThisMachineAreRefused(t *testing.T) {
	h := onlyOurs(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }), "https://lines.example.org")
	for host, want := range map[string]int{
		"localhost": 204, "localhost:8080": 204, "127.0.0.1:8080": 204, "127.0.0.2": 204, "[::1]:8080": 204, "[::1]": 204,
		"lines.example.org": 204, "LINES.example.org": 204, "lines.example.org:8080": 421, "more.lines.example.org": 421, "": 421, "example.org": 421, "example.org:8080": 421, "localhost.example.org": 421, "192.0.2.1:8080": 421, "[]": 421,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("Host %q: %d, want %d", host, w.Code, want)
		}
	}
}
