package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Pages that are open follow the log: a stream says the number of the newest entry of its project whenever there is another one, and nothing
// else. The page then asks for itself again, as anybody does, through the one gate.

// How pages follow.
const (
	beat          = 20 * time.Second       // how long a stream is silent at most
	calm          = 300 * time.Millisecond // entries that come this close together are one piece of news
	mostFollowers = 2000                   // streams at a time
	mostOfOne     = 6                      // of one person
)

// followers counts the streams that are open. It is safe for concurrent use; its zero value is ready.
type followers struct {
	mu  sync.Mutex
	all int
	of  map[string]int // by person; where nobody signs in they are not told apart
}

// come lets somebody in where there is room.
func (f *followers) come(person string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all >= mostFollowers || person != "" && f.of[person] >= mostOfOne {
		return false
	}
	if f.of == nil {
		f.of = map[string]int{}
	}
	f.all++
	f.of[person]++
	return true
}

func (f *followers) leave(person string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all--
	if f.of[person]--; f.of[person] == 0 {
		delete(f.of, person)
	}
}

// follows says whether pages of a project follow it for a role: those that show it as it stands, and not as it was told.
func (r role) follows() bool { return r.writes() || r == roleEvaluator }

// isStream says whether a request asks for a stream, which may last.
func isStream(r *http.Request) bool {
	parts := strings.Split(r.URL.EscapedPath(), "/")
	return r.Method == http.MethodGet && len(parts) == 4 && parts[1] == "p" && parts[3] == "live" && asksStream(r)
}

func asksStream(r *http.Request) bool { return r.Header.Get("Accept") == "text/event-stream" }

// follow streams the number of the newest entry of a project until who asks leaves, may not see it any more or is signed out, or the server stops.
func (s *site) follow(w http.ResponseWriter, r *http.Request) error {
	who := viewerOf(r.Context())
	switch {
	case !who.Role.follows():
		return &domain.Error{Kind: domain.Refused, Message: "you see what was told, and that does not change by itself", Want: "load the page again"}
	case !asksStream(r):
		return &domain.Error{Kind: domain.Invalid, Message: "this is for pages that are open", Want: "open one of the pages of the project"}
	case !s.followers.come(who.Person):
		w.Header().Set("Retry-After", "60")
		return &domain.Error{Kind: domain.Unavailable, Message: "too many pages are open", Want: "load the page again to see what is new"}
	}
	defer s.followers.leave(who.Person)
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	say := func(text string) error {
		if err := out.SetWriteDeadline(time.Now().Add(2 * beat)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		if _, err := fmt.Fprint(w, text); err != nil {
			return err
		}
		return out.Flush()
	}
	if say(": \n\n") == nil {
		s.tellNews(r, who.Person, say)
	}
	return nil // what was begun cannot become a page that says what is wrong
}

// tellNews says the newest number at once and whenever it is another one, and something in between, so that both sides know that the other is there.
func (s *site) tellNews(r *http.Request, person string, say func(string) error) {
	var told uint64
	timer := time.NewTimer(beat)
	defer timer.Stop()
	for {
		moved, over := s.Views.Moved()
		newest, may := s.newestFor(r, person)
		if !may || over {
			return
		}
		text := ": \n\n"
		if newest != told {
			told, text = newest, fmt.Sprintf("id: %d\ndata: %d\n\n", newest, newest)
		}
		if say(text) != nil {
			return
		}
		timer.Reset(beat)
		if !s.rest(r.Context(), moved, timer) {
			return
		}
	}
}

// rest waits until something moved, and a little longer, or for the beat; it is false where there is nothing to wait for any more.
func (s *site) rest(ctx context.Context, moved <-chan struct{}, timer *time.Timer) bool {
	for {
		select {
		case <-moved:
			moved = nil // once is enough
			timer.Reset(calm)
		case <-timer.C:
			return true
		case <-s.Stopping:
			return false
		case <-ctx.Done():
			return false
		}
	}
}

// newestFor is the number of the newest entry of the project of a request, for a person as they stand now; may is false where they are signed out,
// or where it is not theirs to follow any more.
func (s *site) newestFor(r *http.Request, person string) (newest uint64, may bool) {
	if s.Identity != nil && !s.Identity.Sessions.Open(r.Context()) {
		return 0, false
	}
	project := r.PathValue("project")
	err := s.Views.Read(r.Context(), func(rows projections.Reader) error {
		v := whoIs(rows, person)
		v.Open = s.Identity == nil
		if v = v.in(rows, project); v.Role.follows() && v.reaches(project) {
			newest, may = projections.Live(rows, project).Known.Position, true
		}
		return nil
	})
	return newest, may && err == nil
}

// live is what a page needs that follows the log.
type live struct{ URL, Script string }

// liveOf is for a page that shows a project as it stands; nil for who was told it, for another moment, and for the eyes of others.
func (s *site) liveOf(at where) *live {
	if !at.role.follows() || at.past() || at.Audience != "" || at.base != "" {
		return nil
	}
	return &live{at.url("live"), s.following}
}
