package observe

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// MetricsPath is where the figures are.
const MetricsPath = "/metrics"

// Handler answers MetricsPath with the figures to who brings the token (Authorization: Bearer …), and leaves every other path to next.
// The token must not be empty.
func (m *Metrics) Handler(token string, next http.Handler) http.Handler {
	figures, want := m.handler(), sha256.Sum256([]byte(token))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != MetricsPath {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if r.Method != http.MethodGet {
			w.Header().Set("Allow", http.MethodGet)
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		scheme, brought, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		have := sha256.Sum256([]byte(strings.TrimSpace(brought))) // of one length, whatever was brought
		if same := subtle.ConstantTimeCompare(have[:], want[:]) == 1; !strings.EqualFold(scheme, "Bearer") || !same {
			w.Header().Set("WWW-Authenticate", `Bearer realm="metrics"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		figures.ServeHTTP(w, r)
	})
}

// Requests returns who is told of every request: it begins a span, and what it returns ends it and counts the request, with the pattern
// of its route and the status of the answer. Either of m and t may be nil; where both are, it is nil. A trace that somebody outside
// began is not gone on with: who may send a request must not say what is recorded. What only asks whether the program is alive is counted
// and not traced.
func Requests(m *Metrics, t trace.Tracer) func(*http.Request) (*http.Request, func(route string, status int)) {
	if m == nil && t == nil {
		return nil
	}
	return func(r *http.Request) (*http.Request, func(string, int)) {
		begun := time.Now()
		var span trace.Span
		if t != nil && r.URL.Path != "/healthz" && r.URL.Path != "/readyz" {
			ctx, began := t.Start(r.Context(), "request", trace.WithSpanKind(trace.SpanKindServer), trace.WithNewRoot())
			r, span = r.WithContext(ctx), began
		}
		return r, func(route string, status int) {
			if m != nil {
				m.Requested(route, status, time.Since(begun))
			}
			if span == nil {
				return
			}
			if route != "" {
				span.SetName(route)
				span.SetAttributes(attribute.String("http.route", route))
			}
			span.SetAttributes(attribute.Int("http.response.status_code", status))
			if status >= http.StatusInternalServerError {
				span.SetStatus(codes.Error, "")
			}
			span.End()
		}
	}
}
