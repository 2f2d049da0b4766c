package identity

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/postgrestest"
	"github.com/desirelines/desirelines/internal/records"
)

func TestMain(m *testing.M) {
	code := m.Run()
	postgrestest.Stop()
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// clock is a time that only the test moves.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// place is an open identity file of a test.
type place struct {
	*Identity
	t     *testing.T
	clock *clock
	dir   string
	staff map[string]bool
}

// unhurried lets a test try as often as it likes.
func unhurried() Limits {
	r := Rate{time.Nanosecond, 1 << 20}
	return Limits{Account: r, Card: r, Link: r, All: r}
}

func open(t *testing.T, change ...func(*Options)) *place {
	t.Helper()
	p := &place{t: t, clock: &clock{t: time.Now().UTC().Truncate(time.Second)}, dir: t.TempDir(), staff: map[string]bool{}}
	return p.open(change...)
}

// open opens what the place is.
func (p *place) open(change ...func(*Options)) *place {
	t := p.t
	t.Helper()
	o := Options{
		Dir: p.dir, PublicURL: "https://lines.example", Limits: unhurried(), Now: p.clock.now,
		Staff:  func(person string) (bool, error) { return p.staff[person], nil },
		Client: &http.Client{Transport: &http.Transport{}},
	}
	for _, f := range change {
		f(&o)
	}
	i, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	p.Identity = i
	t.Cleanup(func() {
		if err := i.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// replicas are two programs on one database, with one clock and the same staff.
func replicas(t *testing.T, change ...func(*Options)) (a, b *place) {
	t.Helper()
	a = &place{t: t, clock: &clock{t: time.Now().UTC().Truncate(time.Second)}, dir: postgrestest.Database(t), staff: map[string]bool{}}
	b = &place{t: t, clock: a.clock, dir: a.dir, staff: a.staff}
	return a.open(change...), b.open(change...)
}

// everywhere runs a test on a file, and on two replicas that share a database; with a file both are one.
func everywhere(t *testing.T, f func(t *testing.T, p, other *place), change ...func(*Options)) {
	t.Run("file", func(t *testing.T) {
		p := open(t, change...)
		f(t, p, p)
	})
	t.Run("replicas", func(t *testing.T) {
		a, b := replicas(t, change...)
		f(t, a, b)
	})
}

// person makes somebody who has an account.
func (p *place) person() string {
	p.t.Helper()
	card, err := p.Cards.Operator()
	if err != nil {
		p.t.Fatal(err)
	}
	j, err := p.Cards.Redeem(p.t.Context(), card.Code, "", nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return j.Person
}

// fileHolds is true where the bytes of the identity file, or any record of the database, hold a text.
func (p *place) fileHolds(text string) (found bool) {
	p.t.Helper()
	if records.IsURL(p.dir) {
		err := p.core.view(func(t tx) error {
			for _, bucket := range []string{inAbout, inCards, inClaims, inClaimed, inHeld, inAccounts, inSessions, inWords, inLinks} {
				if err := t.Each(bucket, nil, func(k, v []byte) error {
					found = found || bytes.Contains(k, []byte(text)) || bytes.Contains(v, []byte(text))
					return nil
				}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			p.t.Fatal(err)
		}
		return found
	}
	b, err := os.ReadFile(filepath.Join(p.dir, fileName))
	if err != nil {
		p.t.Fatal(err)
	}
	return bytes.Contains(b, []byte(text))
}

// must returns what worked.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// wantKind checks the kind of an error.
func wantKind(t *testing.T, err error, want domain.ErrorKind) {
	t.Helper()
	if got := domain.KindOf(err); got != want {
		t.Errorf("got %v, an error of kind %q; want %q", err, got, want)
	}
}

// wantSame checks that refusals do not tell one reason from another.
func wantSame(t *testing.T, errs map[string]error) {
	t.Helper()
	first := ""
	for what, err := range errs {
		wantKind(t, err, domain.Refused)
		if err == nil {
			t.Errorf("%s: not refused", what)
			continue
		}
		if first == "" {
			first = err.Error()
		}
		if err.Error() != first {
			t.Errorf("%s: %q; another reason says %q", what, err, first)
		}
	}
}

func TestOnlyHTTPSOrThisMachine(t *testing.T) {
	for url, good := range map[string]bool{
		"https://lines.example": true, "https://lines.example:8443/": true, "http://localhost:8080": true,
		"http://127.0.0.1:8080": true, "http://[::1]:8080": true,
		"http://lines.example": false, "http://10.0.0.1": false, "lines.example": false, "": false, "ftp://localhost": false,
		"https://lines.example/below": false, "https://lines.example?a=b": false, "https://a:b@lines.example": false,
		"https://lines.example#x": false, "http://localhost.lines.example": false,
	} {
		_, err := readSite(url)
		if good != (err == nil) {
			t.Errorf("%q: %v; want good %v", url, err, good)
		}
	}
}

func TestTheFileIsForItsOwnerAlone(t *testing.T) {
	p := open(t)
	info := must(os.Stat(filepath.Join(p.dir, fileName)))(t)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v", info.Mode())
	}
}

func TestAFileThatIsHeldIsRefusedPlainly(t *testing.T) {
	p := open(t)
	_, err := Open(Options{Dir: p.dir, PublicURL: "https://lines.example", Staff: func(string) (bool, error) { return false, nil }})
	wantKind(t, err, domain.Unavailable)
}

func TestAFileOfAnotherFormatIsRefused(t *testing.T) {
	dir := t.TempDir()
	o := Options{Dir: dir, PublicURL: "https://lines.example", Staff: func(string) (bool, error) { return false, nil }}
	if err := must(Open(o))(t).Close(); err != nil {
		t.Fatal(err)
	}
	db := must(records.OpenFile(filepath.Join(dir, fileName)))(t)
	err := db.Update(func(t records.Tx) error { return t.Put(inAbout, []byte("format"), []byte("desirelines identity 9")) })
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Open(o)
	wantKind(t, err, domain.Usage)
	if err == nil || !strings.Contains(err.Error(), "identity 9") {
		t.Errorf("the refusal does not name the format: %v", err)
	}
}

func TestEverythingIsThereAfterARestart(t *testing.T) {
	p := open(t)
	person := p.person()
	words := must(p.Words.Offer(t.Context(), person))(t)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	again := open(t, func(o *Options) { o.Dir = p.dir })
	if got := must(again.Words.SignIn(t.Context(), words))(t); got != person {
		t.Errorf("the words are %q's now", got)
	}
}

func TestSweepDropsWhatIsOver(t *testing.T) {
	p := open(t)
	by, other := p.person(), p.person()
	must(p.Cards.Issue("walk", "member", by))(t)
	if _, err := p.Recoveries.Confirm(other, by); err != nil {
		t.Fatal(err)
	}
	b := newBrowser(p)
	b.signIn(by, OwnPhone)
	count := func() (n int) {
		for _, bucket := range []string{inCards, inSessions, inRequests} {
			err := p.core.view(func(t tx) error {
				return t.Each(bucket, nil, func(_, _ []byte) error {
					n++
					return nil
				})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		return n
	}
	for _, step := range []struct {
		after time.Duration
		left  int
	}{{0, 3}, {sessionLife, 2}, {recoveryWindow - sessionLife, 1}, {cardLife - recoveryWindow, 0}} {
		p.clock.move(step.after)
		if err := p.Sweep(); err != nil {
			t.Fatal(err)
		}
		if n := count(); n != step.left {
			t.Errorf("after %v more: %d records left, want %d", step.after, n, step.left)
		}
	}
}
