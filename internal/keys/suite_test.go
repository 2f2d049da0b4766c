package keys

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/postgrestest"
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

// place is where keys may lie.
type place struct{ where, master string }

// everywhere runs a test with keys in a folder, in a database with the master key in a folder, and with it in another database.
func everywhere(t *testing.T, f func(t *testing.T, p place)) {
	t.Run("folder", func(t *testing.T) { f(t, place{where: t.TempDir()}) })
	t.Run("database", func(t *testing.T) { f(t, place{postgrestest.Database(t), t.TempDir()}) })
	t.Run("databases", func(t *testing.T) { f(t, place{postgrestest.Database(t), postgrestest.Database(t)}) })
}

func (p place) attached(t testing.TB, o Options) *Store {
	t.Helper()
	o.Master = p.master
	return attached(t, p.where, o)
}

const (
	storeA = "store-a"
	secret = "what was said in the kitchen"
	ada    = "p:ada"
	bea    = "p:bea"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// attached opens the keys in a folder for a store. They are closed at the latest when the test ends.
func attached(t testing.TB, dir string, o Options) *Store {
	t.Helper()
	s := At(dir, o)
	_, err := s.Attach(storeA, "")
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func at(event, field string) domain.Place {
	return domain.Place{Project: "garden", Event: event, Field: field}
}

func sealed(t testing.TB, s *Store, owner string, class domain.Class, event string) domain.Sealed {
	t.Helper()
	f, err := s.Seal(owner, class, at(event, "what"), secret)
	must(t, err)
	must(t, s.Flush())
	return f
}

func opens(t testing.TB, s *Store, f domain.Sealed, want bool) {
	t.Helper()
	text, ok := s.Open(f)
	if ok != want || ok && text != secret {
		t.Errorf("it opens as %q, %v; want it to open: %v", text, ok, want)
	}
}

func copyOf(t testing.TB, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	must(t, os.CopyFS(to, os.DirFS(dir)))
	return to
}

// crashed is the store after its process ended in the middle: the files or tables as they are, nothing tidied.
func crashed(t testing.TB, s *Store) *Store {
	t.Helper()
	where := s.where
	if !s.shared {
		where = copyOf(t, where)
	}
	again := At(where, Options{Master: s.apart})
	_, err := again.Attach(storeA, "")
	must(t, err)
	t.Cleanup(func() { must(t, again.Close()) })
	return again
}

var errStopped = errors.New("stopped here")

// clock is a time that tests move.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

func refuses(t testing.TB, err error, says string) {
	t.Helper()
	if domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), says) {
		t.Errorf("the error is %v; want Unavailable that says %q", err, says)
	}
}
