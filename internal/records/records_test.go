package records

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

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

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// both runs a test on an empty database of each kind; again opens the same one once more, beside it where that can be.
func both(t *testing.T, f func(t *testing.T, d DB, again func() DB)) {
	opened := func(t *testing.T, open func() (DB, error)) func() DB {
		return func() DB {
			t.Helper()
			d, err := open()
			must(t, err)
			t.Cleanup(func() { must(t, d.Close()) })
			return d
		}
	}
	t.Run("file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "folder", "x.db")
		open := opened(t, func() (DB, error) { return OpenFile(path) })
		d := open()
		f(t, d, func() DB {
			must(t, d.Close())
			return open()
		})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		url := postgrestest.Database(t)
		open := opened(t, func() (DB, error) { return OpenPostgres(url, "test_records") })
		f(t, open(), open)
	})
}

func put(t *testing.T, d DB, bucket string, pairs ...string) {
	t.Helper()
	must(t, d.Update(func(tx Tx) error {
		for i := 0; i < len(pairs); i += 2 {
			if err := tx.Put(bucket, []byte(pairs[i]), []byte(pairs[i+1])); err != nil {
				return err
			}
		}
		return nil
	}))
}

// all is what a bucket holds, as key=value, in order.
func all(t *testing.T, d DB, bucket, prefix string) (list []string) {
	t.Helper()
	must(t, d.View(func(tx Tx) error {
		list = nil
		return tx.Each(bucket, []byte(prefix), func(k, v []byte) error {
			list = append(list, string(k)+"="+string(v))
			return nil
		})
	}))
	return list
}

func get(t *testing.T, d DB, bucket, key string) (value []byte) {
	t.Helper()
	must(t, d.View(func(tx Tx) (err error) {
		value, err = tx.Get(bucket, []byte(key))
		return err
	}))
	return value
}

func TestWhatIsPutIsThere(t *testing.T) {
	both(t, func(t *testing.T, d DB, again func() DB) {
		if get(t, d, "b", "none") != nil || all(t, d, "b", "") != nil {
			t.Error("there is something in a bucket that nobody made")
		}
		put(t, d, "b", "k\x00\xff", "\x00\xfe", "empty", "", "gone", "x")
		if v := get(t, d, "b", "empty"); v == nil || len(v) != 0 {
			t.Errorf("an empty record is %v", v)
		}
		put(t, d, "b", "empty", "now")
		must(t, d.Update(func(tx Tx) error {
			return errors.Join(tx.Delete("b", []byte("gone")), tx.Delete("b", []byte("none")), tx.Delete("never", []byte("x")))
		}))
		put(t, d, "c", "gone", "other bucket")
		d = again()
		if got := all(t, d, "b", ""); !slices.Equal(got, []string{"empty=now", "k\x00\xff=\x00\xfe"}) {
			t.Errorf("%q", got)
		}
		large := bytes.Repeat([]byte{0, 1, 0xff}, 100_000)
		must(t, d.Update(func(tx Tx) error { return tx.Put("b", []byte("large"), large) }))
		if !bytes.Equal(get(t, d, "b", "large"), large) {
			t.Error("a large record comes back as another")
		}
	})
}

func TestEachGoesInTheOrderOfBytes(t *testing.T) {
	both(t, func(t *testing.T, d DB, _ func() DB) {
		var want []string
		must(t, d.Update(func(tx Tx) error {
			want = nil
			for i := range 3*pageRows + 1 {
				key := fmt.Sprintf("n/%05d", i)
				want = append(want, key+"=x")
				if err := tx.Put("b", []byte(key), []byte("x")); err != nil {
					return err
				}
			}
			for _, other := range []string{"n", "n.", "n0", "\xff", "\xff\xff", "\xff\xff1"} {
				if err := tx.Put("b", []byte(other), []byte("y")); err != nil {
					return err
				}
			}
			return nil
		}))
		if got := all(t, d, "b", "n/"); !slices.Equal(got, want) {
			t.Errorf("%d records, want %d", len(got), len(want))
		}
		if got := all(t, d, "b", "\xff\xff"); !slices.Equal(got, []string{"\xff\xff=y", "\xff\xff1=y"}) {
			t.Errorf("%q", got)
		}
		if got := all(t, d, "b", ""); len(got) != len(want)+6 || got[0] != "n=y" || got[1] != "n.=y" || got[len(got)-1] != "\xff\xff1=y" {
			t.Errorf("%d records", len(got))
		}
		stop := errors.New("enough")
		seen := 0
		err := d.View(func(tx Tx) error {
			seen = 0
			return tx.Each("b", nil, func(k, _ []byte) error {
				if _, err := tx.Get("b", k); err != nil { // reading meanwhile is fine
					return err
				}
				seen++
				return stop
			})
		})
		if !errors.Is(err, stop) || seen != 1 {
			t.Errorf("%d were seen, and then %v", seen, err)
		}
	})
}

func TestNothingOfWhatFailedIsKept(t *testing.T) {
	both(t, func(t *testing.T, d DB, _ func() DB) {
		put(t, d, "b", "k", "before")
		no := &domain.Error{Kind: domain.Refused, Message: "no"}
		err := d.Update(func(tx Tx) error {
			if err := errors.Join(tx.Put("b", []byte("k"), []byte("after")), tx.Put("b", []byte("new"), []byte("x"))); err != nil {
				return err
			}
			if v, err := tx.Get("b", []byte("k")); err != nil || string(v) != "after" {
				t.Errorf("a transaction does not see what it wrote: %q, %v", v, err)
			}
			return no
		})
		if !errors.Is(err, no) {
			t.Errorf("the error is %v", err)
		}
		if got := all(t, d, "b", ""); !slices.Equal(got, []string{"k=before"}) {
			t.Errorf("%q", got)
		}
		if err := d.View(func(tx Tx) error { return tx.Put("b", []byte("k"), nil) }); err == nil {
			t.Error("a transaction that reads wrote")
		}
		if got := all(t, d, "b", ""); !slices.Equal(got, []string{"k=before"}) {
			t.Errorf("%q", got)
		}
	})
}

// Many count one record up at once, and one that does not matter beside: none is lost, and nobody is told of the others.
func TestWritersTakeTurns(t *testing.T) {
	both(t, func(t *testing.T, d DB, again func() DB) {
		dbs := []DB{d}
		if _, shared := d.(*postgres); shared {
			dbs = append(dbs, again(), again())
		}
		const each = 30
		var work sync.WaitGroup
		for w := range 6 {
			db := dbs[w%len(dbs)]
			work.Go(func() {
				for range each {
					if err := db.Update(func(tx Tx) error {
						v, err := tx.Get("b", []byte("n"))
						if err != nil {
							return err
						}
						return tx.Put("b", []byte("n"), append(v, 'x'))
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		work.Wait()
		if n := len(get(t, dbs[0], "b", "n")); n != 6*each {
			t.Errorf("counted to %d, want %d", n, 6*each)
		}
	})
}

func TestAViewIsOfOneMoment(t *testing.T) {
	both(t, func(t *testing.T, d DB, _ func() DB) {
		put(t, d, "b", "k", "1")
		must(t, d.View(func(tx Tx) error {
			first, err := tx.Get("b", []byte("k"))
			must(t, err)
			done := make(chan error)
			go func() {
				done <- d.Update(func(tx Tx) error { return tx.Put("b", []byte("k"), []byte("2")) })
			}()
			must(t, <-done)
			second, err := tx.Get("b", []byte("k"))
			must(t, err)
			if !bytes.Equal(first, second) {
				t.Errorf("it saw %q and then %q", first, second)
			}
			return nil
		}))
	})
}

func TestCompactingKeepsWhatIsLeft(t *testing.T) {
	both(t, func(t *testing.T, d DB, again func() DB) {
		put(t, d, "b", "kept", "1", "gone", "2")
		must(t, d.Update(func(tx Tx) error { return tx.Delete("b", []byte("gone")) }))
		must(t, d.Compact())
		put(t, d, "b", "later", "3")
		if got := all(t, again(), "b", ""); !slices.Equal(got, []string{"kept=1", "later=3"}) {
			t.Errorf("%q", got)
		}
	})
}

func TestAFileIsOfOneProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "folder", "x.db")
	d, err := OpenFile(path)
	must(t, err)
	defer d.Close()
	_, err = OpenFile(path)
	if domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "in use by another process") {
		t.Errorf("%v", err)
	}
	for _, name := range []string{path, filepath.Dir(path)} {
		info, err := os.Stat(name)
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %v", name, info.Mode())
		}
	}
	put(t, d, "b", "gone", "what was deleted")
	must(t, d.Update(func(tx Tx) error { return tx.Delete("b", []byte("gone")) }))
	must(t, d.Compact())
	raw, err := os.ReadFile(path)
	must(t, err)
	if bytes.Contains(raw, []byte("what was deleted")) {
		t.Error("a deleted record lies in the file")
	}
}
