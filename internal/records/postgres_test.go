package records

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/postgrestest"
)

func shared(t *testing.T, url string) DB {
	t.Helper()
	d, err := OpenPostgres(url, "test_records")
	must(t, err)
	t.Cleanup(func() { must(t, d.Close()) })
	return d
}

func TestManyOpenAnEmptyDatabaseAtOnce(t *testing.T) {
	url := postgrestest.Database(t)
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			d, err := OpenPostgres(url, "test_records")
			if err != nil {
				t.Error(err)
				return
			}
			if err := d.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for schema, want := range map[string]bool{"test_records": true, "other": false} {
		if found, err := Holds(url, schema); err != nil || found != want {
			t.Errorf("%s: %v, %v", schema, found, err)
		}
	}
}

// Every connection is cut now and then while records are counted up: what was answered as kept is kept, once, and what was not is not.
func TestAnEndThatIsNotAnsweredIsLookedUp(t *testing.T) {
	address := postgrestest.Database(t)
	d := shared(t, address)
	cut := make(chan struct{}, 1)
	var cutting, counting sync.WaitGroup
	cutting.Go(func() {
		cutter, err := pgx.Connect(context.Background(), address)
		if err != nil {
			t.Error(err)
			return
		}
		defer cutter.Close(context.Background())
		for range cut {
			if _, err := cutter.Exec(context.Background(), `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'desirelines%' and datname = current_database()`); err != nil {
				t.Error(err)
			}
		}
	})
	const writers, each = 4, 60
	said := make([]int, writers)
	for w := range writers {
		counting.Go(func() {
			for n := range each {
				if n%5 == w {
					select {
					case cut <- struct{}{}:
					default: // one is under way
					}
				}
				if err := d.Update(func(tx Tx) error {
					v, err := tx.Get("b", []byte{byte(w)})
					if err != nil {
						return err
					}
					return tx.Put("b", []byte{byte(w)}, append(v, 'x'))
				}); err == nil {
					said[w]++
				} else if strings.Contains(err.Error(), "not known") || domain.KindOf(err) != domain.Unavailable {
					t.Error(err)
				}
			}
		})
	}
	counting.Wait()
	close(cut)
	cutting.Wait()
	for w, n := range said {
		if have := len(get(t, d, "b", string([]byte{byte(w)}))); have != n || n < each/2 {
			t.Errorf("writer %d was told %d times of %d that it is kept; it counted to %d", w, n, each, have)
		}
	}
}

func TestADatabaseThatIsAwayIsSaidPlainlyAndComesBack(t *testing.T) {
	address := postgrestest.Database(t)
	d := shared(t, address)
	put(t, d, "b", "k", "v")
	postgrestest.Restart(t)
	put(t, d, "b", "k", "w")
	postgrestest.Restart(t)
	if string(get(t, d, "b", "k")) != "w" {
		t.Error("it is not what it was")
	}
	_, err := OpenPostgres("postgres://somebody:secret@127.0.0.1:1/none", "test_records")
	if domain.KindOf(err) != domain.Unavailable || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{"postgres://somebody:secret@[", "postgres://somebody:secret@h:x/y"} {
		if _, err := OpenPostgres(bad, "test_records"); domain.KindOf(err) != domain.Usage || strings.Contains(err.Error(), "secret") {
			t.Errorf("%v", err)
		}
	}
}

// A writer of whom nothing is heard gives its turn away.
func TestAWriterThatHangsDoesNotHangTheOthers(t *testing.T) {
	address := postgrestest.Database(t)
	d, err := OpenPostgres(withTurn(t, address, 300*time.Millisecond), "test_records")
	must(t, err)
	defer d.Close()
	runs := 0
	must(t, d.Update(func(tx Tx) error {
		if runs++; runs == 1 {
			put(t, d, "b", "other", "x") // waits until the turn of this transaction was taken away
		}
		return tx.Put("b", []byte("mine"), []byte("y"))
	}))
	if runs != 2 || len(all(t, d, "b", "")) != 2 {
		t.Errorf("%d runs; there is %q", runs, all(t, d, "b", ""))
	}
}

// withTurn is an address with another limit for a writer of whom nothing is heard.
func withTurn(t *testing.T, address string, limit time.Duration) string {
	t.Helper()
	u, err := url.Parse(address)
	must(t, err)
	q := u.Query()
	q.Set("idle_in_transaction_session_timeout", limit.String())
	u.RawQuery = q.Encode()
	return u.String()
}
