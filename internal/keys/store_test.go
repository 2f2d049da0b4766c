package keys

import (
	"bytes"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
)

func TestWhatIsSealedOpensAgain(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		s := p.attached(t, Options{})
		kept := map[string]domain.Sealed{}
		for _, owner := range []string{ada, bea, "i:import", "e:1", "e:2"} {
			for _, class := range domain.Classes() {
				kept[owner+string(class)] = sealed(t, s, owner, class, "1")
			}
		}
		long, err := s.Seal(ada, domain.ClassVoice, at("1", "what"), strings.Repeat("ä", domain.MaxWords))
		must(t, err)
		must(t, s.Close())
		s = p.attached(t, Options{})
		for _, f := range kept {
			opens(t, s, f, true)
		}
		if text, ok := s.Open(long); !ok || len(text) != 2*domain.MaxWords {
			t.Errorf("a long text comes back with %d bytes, %v", len(text), ok)
		}
		if kept[ada+"voice"].Key != long.Key || kept[ada+"voice"].Key == kept[ada+"identity"].Key || kept[ada+"voice"].Key == kept[bea+"voice"].Key {
			t.Error("a person has not one key a class")
		}
		if kept["e:1voice"].Key == kept["e:2voice"].Key {
			t.Error("two entries share a key")
		}
	})
}

// Whoever moves a box to where somebody else spoke gets nothing.
func TestABoxOpensNowhereElse(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		var said bytes.Buffer
		s := p.attached(t, Options{Logger: slog.New(slog.NewTextHandler(&said, nil))})
		f := sealed(t, s, ada, domain.ClassVoice, "1")
		other := sealed(t, s, bea, domain.ClassVoice, "1")
		home := at("1", "what")
		for name, moved := range map[string]domain.Sealed{
			"another field":   domain.SealedAt(at("1", "why"), f.Key, f.Box),
			"another event":   domain.SealedAt(at("2", "what"), f.Key, f.Box),
			"another project": domain.SealedAt(domain.Place{Project: "yard", Event: "1", Field: "what"}, f.Key, f.Box),
			"another key":     domain.SealedAt(home, other.Key, f.Box),
			"no place":        {Key: f.Key, Box: f.Box},
			"cut off":         domain.SealedAt(home, f.Key, f.Box[:len(f.Box)-1]),
			"no box":          domain.SealedAt(home, f.Key, nil),
			"an unknown key":  domain.SealedAt(home, ownedID(random(keyIDSize)), f.Box),
			"no key of ours":  domain.SealedAt(home, "../master", f.Box),
			"removed":         {},
		} {
			t.Run(name, func(t *testing.T) { opens(t, s, moved, false) })
		}
		opens(t, s, f, true)
		if n := strings.Count(said.String(), "does not open"); n != 1 || strings.Contains(said.String(), secret) {
			t.Errorf("it was told %d times, want once and without words: %s", n, said.String())
		}
	})
}

func TestTheSameTextNeverLooksTheSame(t *testing.T) {
	s := attached(t, t.TempDir(), Options{})
	seen := map[string]bool{}
	for range 2000 {
		f, err := s.Seal(ada, domain.ClassVoice, at("1", "what"), secret)
		must(t, err)
		seen[string(f.Box[:12])] = true
	}
	if len(seen) != 2000 {
		t.Errorf("%d nonces for 2000 boxes", len(seen))
	}
}

func TestTheSizeOfABoxSaysLittle(t *testing.T) {
	s := attached(t, t.TempDir(), Options{})
	sizes := map[int]bool{}
	for n := 1; n <= 256; n++ {
		f, err := s.Seal(ada, domain.ClassVoice, at("1", "what"), strings.Repeat("x", n))
		must(t, err)
		sizes[len(f.Box)] = true
	}
	if len(sizes) > 8 {
		t.Errorf("texts of 1 to 256 bytes have boxes of %d sizes", len(sizes))
	}
	if yes, no := padded("yes"), padded("no"); len(yes) != len(no) {
		t.Error("yes and no are told apart by their length")
	}
}

// The process ends right after Flush: what was sealed opens. It ends before: nothing else is broken.
func TestKeysAreOnTheDiskBeforeTheirEvents(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		s := p.attached(t, Options{})
		early := sealed(t, s, ada, domain.ClassVoice, "1")
		entry := sealed(t, s, "e:3", domain.ClassVoice, "3")
		late, err := s.Seal(bea, domain.ClassVoice, at("2", "what"), secret)
		must(t, err)
		after := crashed(t, s)
		opens(t, after, early, true)
		opens(t, after, entry, true)
		opens(t, after, late, false)
		opens(t, after, sealed(t, after, bea, domain.ClassVoice, "2"), true)
	})
}

func TestManyWritersAtOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		s := p.attached(t, Options{})
		var mu sync.Mutex
		var all sync.WaitGroup
		used, kept := map[string]bool{}, []domain.Sealed{}
		for w := range 8 {
			all.Go(func() {
				for range 300 {
					for _, owner := range []string{"e:1", ada, "p:" + string(rune('a'+w))} {
						f, err := s.Seal(owner, domain.ClassVoice, at("1", "what"), secret)
						if err != nil || s.Flush() != nil {
							t.Errorf("sealing fails: %v", err)
							return
						}
						mu.Lock()
						if owner == "e:1" && used[f.Key] {
							t.Errorf("key %s was used for two entries", f.Key)
						}
						used[f.Key] = true
						kept = append(kept, f)
						mu.Unlock()
					}
				}
			})
		}
		all.Wait()
		after := crashed(t, s)
		for _, f := range kept {
			opens(t, after, f, true)
		}
	})
}

func TestKeysLeaveMemory(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		c := &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
		s := p.attached(t, Options{Now: c.Now})
		f, entry := sealed(t, s, ada, domain.ClassVoice, "1"), sealed(t, s, "e:1", domain.ClassVoice, "1")
		opens(t, s, f, true)
		opens(t, s, entry, true)
		c.now = c.now.Add(lifetime - time.Second)
		s.sweep()
		if len(s.opened) != 1 || len(s.current) != 1 || len(s.blocks) != 1 {
			t.Fatalf("before their time: %d, %d, %d", len(s.opened), len(s.current), len(s.blocks))
		}
		c.now = c.now.Add(time.Second)
		s.sweep()
		if len(s.opened)+len(s.current)+len(s.blocks) != 0 {
			t.Errorf("keys are in memory for more than %v", lifetime)
		}
		if lifetime+sweeping > 5*time.Minute {
			t.Error("keys may be in memory for more than five minutes")
		}
		opens(t, s, f, true)
		opens(t, s, entry, true)
	})
}

func TestTheFolderIsOfOneStoreAndOneProcess(t *testing.T) {
	dir := t.TempDir()
	s := At(dir, Options{})
	id, err := s.Attach(storeA, "")
	must(t, err)
	_, err = At(dir, Options{}).Attach(storeA, id)
	refuses(t, err, dir)
	refuses(t, err, "in use by another process")
	must(t, s.Close())
	for _, c := range []struct{ store, known, says string }{
		{"store-b", "", "keys of another store"}, {storeA, "0123", "keys of another store"},
	} {
		_, err := At(dir, Options{}).Attach(c.store, c.known)
		refuses(t, err, c.says)
	}
	_, err = At(filepath.Join(dir, "none"), Options{}).Attach(storeA, id)
	refuses(t, err, "are not there")
	if _, err := os.Stat(filepath.Join(dir, "none")); err == nil {
		t.Error("a folder was made for keys that are missing")
	}
	must(t, os.Remove(filepath.Join(dir, masterFile)))
	_, err = At(dir, Options{}).Attach(storeA, id)
	refuses(t, err, "master key of these keys is missing")
}

func TestTheFilesAreForTheirOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	s := attached(t, dir, Options{})
	sealed(t, s, ada, domain.ClassVoice, "1")
	must(t, s.Forget(domain.Forgotten{Event: "9", Owner: ada}))
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		must(t, err)
		info, err := d.Info()
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s may be read by others: %v", path, info.Mode())
		}
		return nil
	}))
}

// Nothing on the disk is a key that is not encrypted, but the master key in its file.
func TestKeysLieEncrypted(t *testing.T) {
	s := attached(t, t.TempDir(), Options{})
	_, _, err := s.findOrMake(ownerClass{ada, domain.ClassVoice})
	must(t, err)
	raw := bytes.Clone(s.waiting[0].raw)
	must(t, s.Flush())
	b, err := os.ReadFile(filepath.Join(s.where, databaseFile))
	must(t, err)
	if bytes.Contains(b, raw) || bytes.Contains(b, s.master.Key) {
		t.Error("an open key lies in the database")
	}
}
