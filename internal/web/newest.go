package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// Where several replicas of the program answer under one address, who saved something through one may be answered by another next, whose read
// models are a moment behind. A small cookie brings along the sequence of what this browser saved last; a page waits until the read models
// show it, no longer than after saving.

const (
	newestCookie = "newest"
	newestTime   = 60 // seconds that the cookie is kept: read models are behind for less than that, or not ready at all
)

type newestKey struct{}

// remembering is the Recorder of a site with several replicas: it gives the browser the sequence of what was saved for its request.
type remembering struct {
	Recorder
	secure bool
}

// Record implements Recorder. The answer to a request is made whole before it is sent, so there is still time for a cookie.
func (m remembering) Record(ctx context.Context, c domain.Command) (Receipt, error) {
	receipt, err := m.Recorder.Record(ctx, c)
	if w, ok := ctx.Value(newestKey{}).(http.ResponseWriter); ok && err == nil {
		name := newestName(m.secure)
		w.Header()["Set-Cookie"] = slices.DeleteFunc(w.Header()["Set-Cookie"], func(line string) bool { return strings.HasPrefix(line, name+"=") })
		http.SetCookie(w, &http.Cookie{
			Name: name, Value: strconv.FormatUint(receipt.Sequence, 10), Path: "/", MaxAge: newestTime, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: m.secure,
		})
	}
	return receipt, err
}

func newestName(secure bool) string {
	if secure {
		return "__Host-" + newestCookie
	}
	return newestCookie
}

// secure says whether browsers come by https.
func (s *site) secure() bool { return s.Identity != nil && s.Identity.Secure() }

// own lets a page wait for what its browser saved through another replica, and lets saving leave word of itself.
func (s *site) own(w http.ResponseWriter, r *http.Request) *http.Request {
	if !s.Replicas {
		return r
	}
	if c, err := r.Cookie(newestName(s.secure())); err == nil {
		if sequence, err := strconv.ParseUint(c.Value, 10, 64); err == nil {
			s.wait(r, Receipt{Sequence: sequence})
		}
	}
	return r.WithContext(context.WithValue(r.Context(), newestKey{}, w))
}
