package keys

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/postgrestest"
)

// shared runs a test with two replicas on one database: with the master key in a folder that both see, and in another database.
func shared(t *testing.T, f func(t *testing.T, a, b *Store)) {
	t.Run("database", func(t *testing.T) {
		p := place{postgrestest.Database(t), t.TempDir()}
		f(t, p.attached(t, Options{}), p.attached(t, Options{}))
	})
	t.Run("databases", func(t *testing.T) {
		p := place{postgrestest.Database(t), postgrestest.Database(t)}
		f(t, p.attached(t, Options{}), p.attached(t, Options{}))
	})
}

func TestReplicasBeginOneKeyStore(t *testing.T) {
	p := place{postgrestest.Database(t), t.TempDir()}
	ids := make([]string, 4)
	var all sync.WaitGroup
	for n := range ids {
		all.Go(func() {
			s := At(p.where, Options{Master: p.master})
			var err error
			if ids[n], err = s.Attach(storeA, ""); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if slices.Sort(ids); ids[0] == "" || ids[0] != ids[3] {
		t.Errorf("they began %q", ids)
	}
}

func TestOneReplicaOpensWhatTheOtherSealed(t *testing.T) {
	shared(t, func(t *testing.T, a, b *Store) {
		x := spoken(t, a)
		for _, f := range []domain.Sealed{x.voice, x.name, x.bea, x.entry, x.other} {
			opens(t, b, f, true)
		}
		if f := sealed(t, b, ada, domain.ClassVoice, "9"); f.Key != x.voice.Key {
			t.Error("the other replica made another key for the same person")
		}
	})
}

// Each sees nobody else's key until it is saved: both make one for the same person, and forgetting must reach both.
func TestKeysMadeAtOnceForOnePersonGoTogether(t *testing.T) {
	shared(t, func(t *testing.T, a, b *Store) {
		f, err := a.Seal(ada, domain.ClassVoice, at("1", "what"), secret)
		must(t, err)
		g, err := b.Seal(ada, domain.ClassVoice, at("2", "what"), secret)
		must(t, err)
		must(t, b.Flush())
		must(t, a.Flush())
		if f.Key == g.Key {
			t.Fatal("they made the same key; this test sees nothing")
		}
		for _, s := range []*Store{a, b} {
			opens(t, s, f, true)
			opens(t, s, g, true)
		}
		must(t, a.Forget(domain.Forgotten{Event: "9", Owner: ada}))
		b.look()
		for _, s := range []*Store{a, b} {
			opens(t, s, f, false)
			opens(t, s, g, false)
		}
	})
}

func TestForgottenOnOneIsForgottenOnAll(t *testing.T) {
	shared(t, func(t *testing.T, a, b *Store) {
		x := spoken(t, a)
		for _, f := range []domain.Sealed{x.voice, x.bea, x.entry} {
			opens(t, b, f, true) // so that it is in the other's memory
		}
		sealed(t, b, ada, domain.ClassVoice, "2")
		must(t, a.Forget(domain.Forgotten{Event: "9", Owner: ada, Keys: []string{x.entry.Key}}))
		if _, err := b.Seal(ada, domain.ClassVoice, at("10", "what"), secret); err != nil {
			t.Fatal(err)
		}
		if err := b.Flush(); domain.KindOf(err) != domain.Conflict {
			t.Fatalf("a key that was destroyed was sealed with, and Flush says %v", err)
		}
		again := sealed(t, b, ada, domain.ClassVoice, "10")
		must(t, b.Forget(domain.Forgotten{Event: "9", Owner: ada})) // as the log tells everybody
		for _, s := range []*Store{a, b} {
			opens(t, s, x.voice, false)
			opens(t, s, x.entry, false)
			opens(t, s, x.bea, true)
			opens(t, s, again, true)
			opens(t, s, sealed(t, s, "e:7", domain.ClassVoice, "7"), true)
		}
		if a.master.Epoch != 2 || b.master.Epoch != 2 {
			t.Errorf("the epochs are %d and %d", a.master.Epoch, b.master.Epoch)
		}
	})
}

// One replica ends right behind the transaction: another one destroys the old master key.
func TestAReplicaEndsTheForgettingOfAnother(t *testing.T) {
	shared(t, func(t *testing.T, a, b *Store) {
		x := spoken(t, a)
		a.after = func(done int) error {
			if done == stepRewrap {
				return errStopped
			}
			return nil
		}
		if err := a.Forget(domain.Forgotten{Event: "9", Owner: ada}); err == nil {
			t.Fatal("it was not cut off")
		}
		opens(t, b, x.voice, false)
		b.look()
		if now, next, err := b.masters.read(); err != nil || now.Epoch != 2 || next.Epoch != 0 {
			t.Errorf("the master keys are of epochs %d and %d, %v", now.Epoch, next.Epoch, err)
		}
		opens(t, b, x.bea, true)
		a.after = nil
	})
}

// Both forget, seal and open at once. Whoever was forgotten is gone for both, what others said opens for both, and so does what came after.
func TestReplicasForgetSealAndOpenAtOnce(t *testing.T) {
	shared(t, func(t *testing.T, a, b *Store) {
		const people = 12
		owner := func(n int) string { return fmt.Sprintf("p:%d", n) }
		gone, kept := map[int]domain.Sealed{}, []domain.Sealed{}
		for n := range people {
			gone[n] = sealed(t, a, owner(n), domain.ClassVoice, "1")
			opens(t, b, gone[n], true)
		}
		var mu sync.Mutex
		var all sync.WaitGroup
		for r, s := range []*Store{a, b} {
			all.Go(func() { // each forgets its half, and two that the other forgets too
				for n := range people {
					if n%2 != r && n > 1 {
						continue
					}
					if err := s.Forget(domain.Forgotten{Event: fmt.Sprint("gone", n), Owner: owner(n)}); err != nil {
						t.Errorf("forgetting %d: %v", n, err)
					}
					if _, ok := s.Open(gone[n]); ok {
						t.Errorf("replica %d opens what %d said, whom it has forgotten", r, n)
					}
				}
			})
			for w := range 2 {
				all.Go(func() {
					for i := range 40 {
						who := []string{bea, "e:1", fmt.Sprintf("p:%d-%d-%d", r, w, i)}[i%3]
						f, err := s.Seal(who, domain.ClassVoice, at("1", "what"), secret)
						if err == nil {
							err = s.Flush()
						}
						if domain.KindOf(err) == domain.Conflict {
							continue // nothing was recorded
						}
						if err != nil {
							t.Error(err)
							return
						}
						mu.Lock()
						kept = append(kept, f)
						old := kept[len(kept)/2]
						mu.Unlock()
						opens(t, s, f, true)
						opens(t, s, old, true)
					}
				})
			}
		}
		all.Wait()
		third := crashed(t, a)
		a.look()
		b.look()
		for _, s := range []*Store{a, b, third} {
			for n, f := range gone {
				if _, ok := s.Open(f); ok {
					t.Errorf("what %d said opens", n)
				}
			}
			for _, f := range kept {
				opens(t, s, f, true)
			}
		}
		if now, next, err := third.masters.read(); err != nil || now.Epoch != 1+people || next.Epoch != 0 {
			t.Errorf("the master keys are of epochs %d and %d, %v; want %d: each was forgotten once", now.Epoch, next.Epoch, err, 1+people)
		}
		if len(kept) < 80 {
			t.Errorf("only %d of 160 were sealed", len(kept))
		}
	})
}

func TestWhereAMasterKeyMayLie(t *testing.T) {
	where, master := postgrestest.Database(t), t.TempDir()
	attach := func(where, master, store, known string) error {
		s := At(where, Options{Master: master})
		_, err := s.Attach(store, known)
		return errors.Join(err, s.Close())
	}
	for name, place := range map[string]string{"nowhere": "", "with the keys": where, "with the keys, by another address": where + "&connect_timeout=3"} {
		err := attach(where, place, storeA, "")
		if domain.KindOf(err) != domain.Usage || !strings.Contains(err.Error(), "--master") {
			t.Errorf("%s: %v", name, err)
		}
	}
	refuses(t, attach(where, master, storeA, "0123"), "are not there")
	must(t, attach(where, master, storeA, ""))
	refuses(t, attach(where, t.TempDir(), storeA, ""), "master key of these keys is missing")
	refuses(t, attach(where, master, "store-b", ""), "keys of another store")
	refuses(t, attach(postgrestest.Database(t), master, "store-b", ""), "that of other keys")
	refuses(t, attach(t.TempDir(), master, "store-b", ""), "that of other keys")
	other := t.TempDir()
	must(t, attach(postgrestest.Database(t), other, "store-b", ""))
	refuses(t, attach(where, other, storeA, ""), "master key of another store")
	must(t, attach(where, master, storeA, ""))

	folder, apart := t.TempDir(), filepath.Join(t.TempDir(), "apart")
	must(t, attach(folder, apart, storeA, ""))
	must(t, attach(folder, apart, storeA, ""))
	refuses(t, attach(folder, "", storeA, ""), "master key of these keys is missing")
}

func TestADatabaseThatIsAwayLosesNothing(t *testing.T) {
	p := place{postgrestest.Database(t), t.TempDir()}
	s := p.attached(t, Options{})
	f := sealed(t, s, ada, domain.ClassVoice, "1")
	postgrestest.Restart(t)
	g := sealed(t, s, bea, domain.ClassVoice, "2")
	postgrestest.Restart(t)
	must(t, s.Forget(domain.Forgotten{Event: "9", Owner: ada}))
	opens(t, s, f, false)
	opens(t, s, g, true)
}

// Words whose keys cannot be looked up are not said to be removed.
func TestWhatCannotBeLookedUpIsCounted(t *testing.T) {
	master := t.TempDir()
	p := place{postgrestest.Database(t), master}
	s := p.attached(t, Options{})
	f := sealed(t, s, ada, domain.ClassVoice, "1")
	gone := sealed(t, s, bea, domain.ClassVoice, "2")
	must(t, s.Forget(domain.Forgotten{Event: "9", Owner: bea}))
	opens(t, s, gone, false)
	if n := domain.Unreached(s); n != 0 {
		t.Errorf("%d are out of reach, and all that is wrong is that one was forgotten", n)
	}
	opens(t, s, f, true)
	other := p.attached(t, Options{})
	must(t, other.Forget(domain.Forgotten{Event: "10", Owner: "p:nobody"}))
	away := filepath.Join(t.TempDir(), "away")
	must(t, os.Rename(filepath.Join(master, masterFile), away))
	opens(t, s, f, true) // it is in memory still
	s.mu.Lock()
	s.forgetMemory()
	s.mu.Unlock()
	opens(t, s, f, false)
	if n := domain.Unreached(s); n != 1 {
		t.Errorf("%d are out of reach, want 1", n)
	}
	must(t, os.Rename(away, filepath.Join(master, masterFile)))
	opens(t, s, f, true)
}
