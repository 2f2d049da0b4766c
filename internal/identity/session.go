package identity

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/desirelines/desirelines/domain"
)

// Device is what somebody says of the device that they sign in on.
type Device string

// The devices.
const (
	SharedDevice Device = "shared" // others use it too: the careful answer, and the default
	OwnPhone     Device = "own"    // chosen by the person
)

// How long a session lasts unused, and at most. Staff have their own time on any device.
const (
	idleShared  = 15 * time.Minute
	idleStaff   = 30 * time.Minute
	sessionLife = 12 * time.Hour
)

// Session is somebody who is signed in, as its owner sees it in a list.
type Session struct {
	ID     string // for End; nothing can be opened with it
	Device Device
	Made   time.Time
	Seen   time.Time // up to a minute old
	Until  time.Time // the end, used or not
}

// Sessions are the people who are signed in. Nobody has a session without having signed in. Safe for concurrent use.
type Sessions struct {
	*core
	manager *scs.SessionManager
	store   *sessionStore
}

func newSessions(c *core) *Sessions {
	store := &sessionStore{c}
	// Not scs.New, which starts a goroutine for a store that we do not use and that cannot be stopped safely.
	m := &scs.SessionManager{
		Store: store, Codec: sessionCodec{}, Lifetime: sessionLife,
		Cookie: scs.SessionCookie{
			Name: c.site.cookie("desirelines"), Path: "/", Secure: c.site.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
			Persist: false, // closing the browser signs out, except on one's own phone
		},
	}
	return &Sessions{core: c, manager: m, store: store}
}

// Handler finds the session of each request by its cookie before next runs; the other methods that take a context
// need it. fail answers where the file cannot be read. Call it once.
func (s *Sessions) Handler(next http.Handler, fail func(http.ResponseWriter, *http.Request, error)) http.Handler {
	s.manager.ErrorFunc = fail
	return s.manager.LoadAndSave(next)
}

// What scs keeps in a session. What counts is the record of the store.
const (
	personField = "person"
	deviceField = "device"
)

// SignIn gives this browser a session of a person, under a new token, and ends the one it had. It is refused for
// somebody without an account. A device that is not known is taken for a shared one.
func (s *Sessions) SignIn(ctx context.Context, person string, device Device) error {
	if device != OwnPhone {
		device = SharedDevice
	}
	if err := s.manager.Clear(ctx); err != nil {
		return err
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return err
	}
	until := s.now().UTC().Add(sessionLife)
	s.manager.SetDeadline(ctx, until)
	s.manager.Put(ctx, personField, person)
	s.manager.Put(ctx, deviceField, string(device))
	s.manager.RememberMe(ctx, device == OwnPhone)
	err := s.store.open(s.manager.Token(ctx), person, device, until)
	if err != nil {
		// Without a record the new token opens nothing; the values must not look signed in for the rest of this request.
		return errors.Join(err, s.manager.Clear(ctx))
	}
	return nil
}

// Renew gives the session of this browser a new token, for when what its person may do has changed.
func (s *Sessions) Renew(ctx context.Context) error {
	old, err := s.store.read(s.manager.Token(ctx))
	if err != nil || old == nil {
		return err
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return err
	}
	s.manager.SetDeadline(ctx, old.Until) // a new token is not a longer session
	return s.store.open(s.manager.Token(ctx), old.Person, old.Device, old.Until)
}

// Person returns who is signed in; "" where nobody is.
func (s *Sessions) Person(ctx context.Context) string { return s.manager.GetString(ctx, personField) }

// Open says whether the session that a request came with is open still. It does not count as using it.
func (s *Sessions) Open(ctx context.Context) bool {
	found, err := s.store.read(s.manager.Token(ctx))
	return err == nil && found != nil
}

// ID returns the ID of this browser's session as List names it; "" where nobody is signed in.
func (s *Sessions) ID(ctx context.Context) string {
	if s.Person(ctx) == "" {
		return ""
	}
	return sessionID(fastHash(s.manager.Token(ctx)))
}

// SignOut ends the session of this browser and removes its cookie.
func (s *Sessions) SignOut(ctx context.Context) error { return s.manager.Destroy(ctx) }

// List returns the sessions of a person that are open now, the one used last first.
func (s *Sessions) List(person string) (list []Session, err error) {
	err = s.view(func(t tx) error {
		list = nil
		return each(t, inSessions, func(key string, r sessionRecord) error {
			if r.Person != person {
				return nil
			}
			over, err := s.store.over(r)
			if err == nil && !over {
				list = append(list, Session{sessionID(key), r.Device, r.Made, r.Seen, r.Until})
			}
			return err
		})
	})
	slices.SortFunc(list, func(a, b Session) int { return b.Seen.Compare(a.Seen) })
	return list, err
}

// End ends one session of a person, from their next request on. One that is not there is not found.
func (s *Sessions) End(person, id string) error {
	return s.update(func(t tx) error {
		n, err := dropKeys(t, inSessions, func(key string, r sessionRecord) bool { return r.Person == person && sessionID(key) == id })
		if err == nil && n == 0 {
			return &domain.Error{Kind: domain.NotFound, Message: "this session is not there", Want: "it has ended already"}
		}
		return err
	})
}

// EndAll ends all sessions of a person, from their next request on.
func (s *Sessions) EndAll(person string) error {
	return s.update(func(t tx) error { return endAll(t, person) })
}

func endAll(t tx, person string) error {
	return drop(t, inSessions, func(r sessionRecord) bool { return r.Person == person })
}

func sessionID(key string) string { return key[:16] }

// sessionCodec writes what scs keeps in a session as JSON.
type sessionCodec struct{}

type sessionData struct {
	Deadline time.Time      `json:"deadline"`
	Values   map[string]any `json:"values"`
}

// Encode is scs.Codec.
func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	return json.Marshal(sessionData{deadline, values})
}

// Decode is scs.Codec.
func (sessionCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	d := sessionData{Values: map[string]any{}}
	err := json.Unmarshal(b, &d)
	return d.Deadline, d.Values, err
}
