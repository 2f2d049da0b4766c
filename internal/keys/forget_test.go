package keys

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// somebody is what Ada, Bea and an entry without a person said.
type somebody struct{ voice, name, bea, entry, other domain.Sealed }

func spoken(t *testing.T, s *Store) somebody {
	t.Helper()
	return somebody{
		sealed(t, s, ada, domain.ClassVoice, "1"), sealed(t, s, ada, domain.ClassIdentity, "2"),
		sealed(t, s, bea, domain.ClassVoice, "3"), sealed(t, s, "e:4", domain.ClassVoice, "4"), sealed(t, s, "e:5", domain.ClassVoice, "5"),
	}
}

func TestForgottenIsGoneAndTheOthersAreNot(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		s := p.attached(t, Options{})
		x := spoken(t, s)
		for _, f := range []domain.Sealed{x.voice, x.entry} {
			opens(t, s, f, true) // so that it is in memory
		}
		must(t, s.Forget(domain.Forgotten{Event: "9", Owner: ada, Classes: []domain.Class{domain.ClassVoice}, Keys: []string{x.entry.Key}}))
		check := func(s *Store) {
			t.Helper()
			opens(t, s, x.voice, false)
			opens(t, s, x.entry, false)
			opens(t, s, x.name, true)
			opens(t, s, x.bea, true)
			opens(t, s, x.other, true)
		}
		check(s)
		must(t, s.Close())
		s = p.attached(t, Options{})
		check(s)
		must(t, s.Forget(domain.Forgotten{Event: "10", Owner: ada}))
		opens(t, s, x.name, false)
		opens(t, s, x.bea, true)
	})
}

// Keys that were made but not written yet go too.
func TestForgettingReachesKeysThatWait(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		s := p.attached(t, Options{})
		f, err := s.Seal(ada, domain.ClassVoice, at("1", "what"), secret)
		must(t, err)
		must(t, s.Forget(domain.Forgotten{Event: "9", Owner: ada}))
		must(t, s.Flush())
		opens(t, s, f, false)
	})
}

// The process ends behind each step. Whoever was to be forgotten is, at the latest when the log's list is followed again, and
// nobody else ever is.
func TestForgettingCutOffAnywhere(t *testing.T) {
	list := domain.Forgotten{Event: "9", Owner: ada}
	for step := stepNext; step <= stepReplaced; step++ {
		everywhere(t, func(t *testing.T, p place) {
			s := p.attached(t, Options{})
			x := spoken(t, s)
			old := ""
			if !s.shared {
				old = copyOf(t, s.where)
			}
			s.after = func(done int) error {
				if done == step {
					return errStopped
				}
				return nil
			}
			if err := s.Forget(list); !errors.Is(err, errStopped) {
				t.Fatalf("step %d: %v", step, err)
			}
			after := crashed(t, s)
			opens(t, after, x.voice, step < stepRewrap)
			must(t, after.Reconcile([]domain.Forgotten{list}, 7))
			opens(t, after, x.voice, false)
			opens(t, after, x.name, false)
			opens(t, after, x.bea, true)
			opens(t, after, x.entry, true)
			if now, next, err := after.masters.read(); err != nil || now.Epoch != 2 || next.Epoch != 0 {
				t.Errorf("step %d: the master keys are of epochs %d and %d, %v", step, now.Epoch, next.Epoch, err)
			}
			if s.shared {
				return
			}
			must(t, after.Close())
			// The old database beside the new master key opens nothing at all.
			must(t, os.CopyFS(filepath.Join(old, "new"), os.DirFS(after.where)))
			must(t, os.Rename(filepath.Join(old, "new", masterFile), filepath.Join(old, masterFile)))
			_, err := At(old, Options{}).Attach(storeA, "")
			refuses(t, err, "was destroyed when somebody was forgotten")
		})
	}
}

// The same process goes on after a step failed.
func TestForgettingAgainAfterAFailure(t *testing.T) {
	for step := stepNext; step <= stepRewrap; step++ {
		everywhere(t, func(t *testing.T, p place) {
			s := p.attached(t, Options{})
			x := spoken(t, s)
			s.after = func(done int) error {
				if done == step {
					return errStopped
				}
				return nil
			}
			if err := s.Forget(domain.Forgotten{Event: "9", Owner: ada}); !errors.Is(err, errStopped) {
				t.Fatal(err)
			}
			s.after = nil
			must(t, s.Forget(domain.Forgotten{Event: "9", Owner: ada}, domain.Forgotten{Event: "10", Owner: "p:nobody"}))
			opens(t, s, x.voice, false)
			opens(t, s, x.bea, true)
			opens(t, s, sealed(t, s, "e:6", domain.ClassVoice, "6"), true)
			after := crashed(t, s)
			opens(t, after, x.voice, false)
			opens(t, after, x.bea, true)
		})
	}
}

// The whole folder was put back from an old copy, master key and all.
func TestAnOldCopyOfTheFolderForgetsAgain(t *testing.T) {
	s := attached(t, t.TempDir(), Options{})
	x := spoken(t, s)
	must(t, s.Reconcile(nil, 5))
	old := copyOf(t, s.where)
	must(t, s.Forget(domain.Forgotten{Event: "9", Owner: ada}))
	back := attached(t, old, Options{})
	opens(t, back, x.voice, true)
	followed, err := back.Followed()
	must(t, err)
	if followed != 5 {
		t.Fatalf("the copy says that it followed the log up to %d; want 5", followed)
	}
	must(t, back.Reconcile([]domain.Forgotten{{Event: "9", Owner: ada}}, 9))
	opens(t, back, x.voice, false)
	opens(t, back, x.bea, true)
}

// Somebody who was forgotten and comes again has new keys, which an old event does not take away.
func TestWhoComesAgainIsNotForgottenAgain(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		s := p.attached(t, Options{})
		x := spoken(t, s)
		f := domain.Forgotten{Event: "9", Owner: ada}
		must(t, s.Forget(f))
		again := sealed(t, s, ada, domain.ClassVoice, "10")
		if again.Key == x.voice.Key {
			t.Fatal("the old key is used again")
		}
		must(t, s.Forget(f))
		must(t, s.Reconcile([]domain.Forgotten{f}, 12))
		opens(t, s, again, true)
	})
}

// A disk may say that a transaction failed and have kept it: the master key it encrypted under is not written over.
func TestTheNextMasterKeyIsNotWrittenOver(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		s := p.attached(t, Options{})
		x := spoken(t, s)
		s.after = func(int) error { return errStopped }
		var first master
		for range 2 {
			if err := s.Forget(domain.Forgotten{Event: "9", Owner: ada}); !errors.Is(err, errStopped) {
				t.Fatal(err)
			}
			_, next, err := s.masters.read()
			if must(t, err); next.Key == nil || first.Key != nil && !slices.Equal(first.Key, next.Key) {
				t.Error("the next master key is another one, or gone")
			}
			first = next
		}
		s.after = nil
		must(t, s.Forget(domain.Forgotten{Event: "9", Owner: ada}))
		opens(t, s, x.voice, false)
		opens(t, s, x.bea, true)
	})
}
