package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// laggard are the views of a replica that is behind: they take in what is there only for somebody who asks for a sequence.
type laggard struct {
	*views
	behind bool
	asked  []uint64
}

func (l *laggard) Wait(ctx context.Context, sequence uint64) error {
	l.asked = append(l.asked, sequence)
	return l.views.Wait(ctx, sequence)
}

func (l *laggard) Ready(ctx context.Context) error {
	if !l.behind {
		return l.views.Ready(ctx)
	}
	<-ctx.Done()
	return ctx.Err()
}

// TestWhatWasSavedElsewhere saves through one replica and reads through another that is behind: it waits for what this browser saved, and for
// nobody else. Where there is one replica there is no cookie.
func TestWhatWasSavedElsewhere(t *testing.T) {
	a, b := newVisit(t), newVisit(t)
	a.post("/projects", http.StatusSeeOther, form("command", newID(), "id", "p", "name", "P"))
	late := &laggard{views: &views{Memory: b.views.(*views).Memory, runner: b.views.(*views).runner, log: a.log}}
	site := Site{Recorder: recorder{a.log}, Source: a.log, Charts: engine(), Now: today, NewID: newID, Logger: slog.New(slog.NewTextHandler(a.said, nil)), Replicas: true}
	open := func(views Views) http.Handler {
		site.Views = views
		handler, err := site.Handler()
		if err != nil {
			t.Fatal(err)
		}
		return handler
	}
	alone := a.post("/p/p/write", http.StatusSeeOther, a.fresh("/p/p/write", "kind", "surprise", "what", "Alone."))
	if got := alone.Header()["Set-Cookie"]; len(got) > 0 {
		t.Errorf("a single replica sets %q", got)
	}
	a.handler, b.handler = open(a.views), open(late)
	b.get("/p/p/entries", http.StatusOK)
	late.behind, late.asked = true, nil

	saved := a.post("/p/p/write", http.StatusSeeOther, a.fresh("/p/p/write", "kind", "surprise", "what", "It rained elsewhere."))
	cookies := saved.Result().Cookies()
	if len(cookies) != 1 || cookies[0].Name != newestCookie || cookies[0].Value != "3" || !cookies[0].HttpOnly || cookies[0].MaxAge <= 0 {
		t.Fatalf("after saving the cookies are %v; want the third sequence", cookies)
	}
	read := func(with ...*http.Cookie) string {
		r := httptest.NewRequest(http.MethodGet, "/p/p/entries", nil)
		for _, c := range with {
			r.AddCookie(c)
		}
		w := b.do(r)
		if w.Code != http.StatusOK {
			t.Fatalf("status %d: %s", w.Code, shorten(w.Body.String()))
		}
		return w.Body.String()
	}
	if strings.Contains(read(), "It rained elsewhere.") || len(late.asked) > 0 {
		t.Errorf("somebody else made the replica wait for %v", late.asked)
	}
	if !strings.Contains(read(cookies[0]), "It rained elsewhere.") || len(late.asked) != 1 || late.asked[0] != 3 {
		t.Errorf("what was saved elsewhere is not shown; the replica waited for %v", late.asked)
	}
	read(&http.Cookie{Name: newestCookie, Value: "none"})
	if len(late.asked) != 1 {
		t.Errorf("a cookie that is no number made the replica wait for %v", late.asked)
	}
}
