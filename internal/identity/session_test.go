package identity

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
)

// browser keeps the cookie of one person and asks for pages.
type browser struct {
	p       *place
	handler http.Handler
	page    func(context.Context)
	cookie  *http.Cookie
	failure error
}

func newBrowser(p *place) *browser {
	b := &browser{p: p}
	run := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.page(r.Context())
		w.WriteHeader(http.StatusOK)
	})
	b.handler = p.Sessions.Handler(run, func(_ http.ResponseWriter, _ *http.Request, err error) { b.failure = err })
	return b
}

// visit asks for a page that does what f does, and keeps the cookie it sends.
func (b *browser) visit(f func(context.Context)) {
	b.p.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "https://lines.example/", nil)
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	w := httptest.NewRecorder()
	b.page, b.failure = f, nil
	b.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.cookie = c
	}
}

func (b *browser) signIn(person string, d Device) {
	b.p.t.Helper()
	b.visit(func(ctx context.Context) {
		if err := b.p.Sessions.SignIn(ctx, person, d); err != nil {
			b.p.t.Error(err)
		}
	})
}

// who is signed in, as the next page sees it.
func (b *browser) who() (person string) {
	b.p.t.Helper()
	b.visit(func(ctx context.Context) { person = b.p.Sessions.Person(ctx) })
	return person
}

func TestTheCookie(t *testing.T) {
	p := open(t)
	me := p.person()
	b := newBrowser(p)
	b.signIn(me, SharedDevice)
	c := b.cookie
	if c.Name != "__Host-desirelines" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("the cookie is %v", c)
	}
	if c.MaxAge != 0 || !c.Expires.IsZero() {
		t.Errorf("on a shared device the cookie outlives the browser: %v", c)
	}
	if len(c.Value) < 43 || p.fileHolds(c.Value) || !p.fileHolds(fastHash(c.Value)) {
		t.Error("the file holds the token, or not its hash, or the token is short")
	}
	b.signIn(me, OwnPhone)
	if b.cookie.MaxAge <= 0 {
		t.Errorf("on one's own phone the cookie ends with the browser: %v", b.cookie)
	}
}

func TestTheCookieOfThisMachineHasAPlainName(t *testing.T) {
	p := open(t, func(o *Options) { o.PublicURL = "http://localhost:8080" })
	b := newBrowser(p)
	b.signIn(p.person(), SharedDevice)
	if b.cookie.Name != "desirelines" || b.cookie.Secure {
		t.Errorf("the cookie is %v", b.cookie)
	}
}

func TestSigningInGivesANewToken(t *testing.T) {
	p := open(t)
	a, z := p.person(), p.person()
	b := newBrowser(p)
	b.cookie = &http.Cookie{Name: "__Host-desirelines", Value: strings.Repeat("A", 43)}
	b.signIn(a, SharedDevice)
	first := b.cookie
	if first.Value == strings.Repeat("A", 43) {
		t.Fatal("a token that was there before is used")
	}
	b.signIn(z, SharedDevice)
	second := b.cookie
	if first.Value == second.Value || b.who() != z {
		t.Error("the second sign-in keeps the first one's session")
	}
	b.cookie = first
	if got := b.who(); got != "" {
		t.Errorf("the former token still opens %q", got)
	}
}

func TestNobodyHasASessionWithoutSigningIn(t *testing.T) {
	p := open(t)
	b := newBrowser(p)
	if b.who() != "" || b.cookie != nil {
		t.Errorf("a visitor is %q with the cookie %v", b.who(), b.cookie)
	}
	b.visit(func(ctx context.Context) {
		err := p.Sessions.SignIn(ctx, uuid.NewString(), SharedDevice)
		wantKind(t, err, domain.NotFound)
		if got := p.Sessions.Person(ctx); got != "" {
			t.Errorf("refused, and %q for the rest of the page", got)
		}
	})
	if got := b.who(); got != "" {
		t.Errorf("refused, and %q on the next page", got)
	}
}

func TestASessionEnds(t *testing.T) {
	for _, row := range []struct {
		name   string
		device Device
		staff  bool
		idle   time.Duration
	}{
		{"shared", SharedDevice, false, 15 * time.Minute},
		{"not said", Device("toaster"), false, 15 * time.Minute},
		{"staff", SharedDevice, true, 30 * time.Minute},
		{"staff on their own phone", OwnPhone, true, 30 * time.Minute},
		{"own phone", OwnPhone, false, 12 * time.Hour},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := open(t)
			me := p.person()
			p.staff[me] = row.staff
			b := newBrowser(p)
			b.signIn(me, row.device)
			if d := must(p.Sessions.List(me))(t)[0].Device; d != SharedDevice && d != OwnPhone {
				t.Errorf("the list says %q", d)
			}
			p.clock.move(row.idle - time.Second)
			if b.who() != me {
				t.Fatal("ended too early")
			}
			p.clock.move(row.idle)
			if got := b.who(); got != "" {
				t.Error("not ended by not being used")
			}
			b.signIn(me, row.device)
			for range int(12*time.Hour/(10*time.Minute)) - 1 {
				p.clock.move(10 * time.Minute)
				if b.who() != me {
					t.Fatal("ended while it was used")
				}
			}
			p.clock.move(10 * time.Minute)
			if b.who() != "" {
				t.Error("longer than 12 hours")
			}
		})
	}
}

func TestAnAppointmentCountsAtOnce(t *testing.T) {
	p := open(t)
	me := p.person()
	b := newBrowser(p)
	b.signIn(me, OwnPhone)
	p.clock.move(time.Hour)
	p.staff[me] = true
	if b.who() != "" {
		t.Error("staff with a session of 12 hours")
	}
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	everywhere(t, func(t *testing.T, p, _ *place) {
		me, other := p.person(), p.person()
		one, two, theirs := newBrowser(p), newBrowser(p), newBrowser(p)
		one.signIn(me, SharedDevice)
		p.clock.move(time.Minute)
		two.signIn(me, OwnPhone)
		theirs.signIn(other, SharedDevice)
		list := must(p.Sessions.List(me))(t)
		if len(list) != 2 || list[0].Device != OwnPhone || list[1].Device != SharedDevice {
			t.Fatalf("the sessions are %+v", list)
		}
		two.visit(func(ctx context.Context) {
			if id := p.Sessions.ID(ctx); id != list[0].ID {
				t.Errorf("this session is %q, listed as %q", id, list[0].ID)
			}
		})
		wantKind(t, p.Sessions.End(other, list[1].ID), domain.NotFound)
		if err := p.Sessions.End(me, list[1].ID); err != nil {
			t.Fatal(err)
		}
		if one.who() != "" || two.who() != me {
			t.Error("ending one session ended another")
		}
		if err := p.Sessions.EndAll(me); err != nil {
			t.Fatal(err)
		}
		if two.who() != "" || theirs.who() != other {
			t.Error("ending all sessions left one, or ended another person's")
		}
		theirs.visit(func(ctx context.Context) {
			if err := p.Sessions.SignOut(ctx); err != nil {
				t.Error(err)
			}
		})
		if theirs.cookie.MaxAge >= 0 || len(must(p.Sessions.List(other))(t)) != 0 {
			t.Error("signing out left the cookie or the session")
		}
	})
}

func TestARequestUnderWayDoesNotBringAnEndedSessionBack(t *testing.T) {
	everywhere(t, func(t *testing.T, p, _ *place) {
		me := p.person()
		b := newBrowser(p)
		b.signIn(me, SharedDevice)
		b.visit(func(ctx context.Context) {
			p.Sessions.manager.Put(ctx, "note", "changed") // committed when the page is sent
			if err := p.Sessions.EndAll(me); err != nil {
				t.Error(err)
			}
		})
		if got := b.who(); got != "" {
			t.Errorf("ended, and %q is back", got)
		}
	})
}

func TestRenewingChangesTheTokenAndNotTheEnd(t *testing.T) {
	p := open(t)
	me := p.person()
	p.clock.move(-time.Hour) // scs asks the real clock for the end of a new token
	b := newBrowser(p)
	b.signIn(me, OwnPhone)
	before := b.cookie.Value
	until := must(p.Sessions.List(me))(t)[0].Until
	p.clock.move(time.Hour)
	b.visit(func(ctx context.Context) {
		if err := p.Sessions.Renew(ctx); err != nil {
			t.Error(err)
		}
	})
	list := must(p.Sessions.List(me))(t)
	if b.cookie.Value == before || len(list) != 1 || !list[0].Until.Equal(until) || b.who() != me {
		t.Errorf("renewed to %+v, before until %v", list, until)
	}
	if b.cookie.Expires.After(until.Add(time.Minute)) {
		t.Errorf("the cookie lives until %v, the session until %v", b.cookie.Expires, until)
	}
}

func TestNobodyIsSignedInWhereStaffCannotBeAsked(t *testing.T) {
	broken := false
	p := open(t, func(o *Options) {
		o.Staff = func(string) (bool, error) {
			if broken {
				return false, errors.New("rows are not there yet")
			}
			return false, nil
		}
	})
	b := newBrowser(p)
	b.signIn(p.person(), SharedDevice)
	broken = true
	got := ""
	b.visit(func(ctx context.Context) { got = p.Sessions.Person(ctx) })
	if b.failure == nil || got != "" {
		t.Errorf("signed in as %q, with the error %v", got, b.failure)
	}
}
