package streams_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// sealedAt opens a log in dir/data with keys in dir/keys. It is closed at the latest when the test ends.
func sealedAt(t testing.TB, dir string) *streams.Log {
	t.Helper()
	l, err := streams.Open(context.Background(), sealedOptions(dir))
	must(t, err)
	t.Cleanup(func() { must(t, l.Close()) })
	return l
}

func sealedOptions(dir string) streams.Options {
	return streams.Options{Dir: filepath.Join(dir, "data"), Keys: keys.At(filepath.Join(dir, "keys"), keys.Options{})}
}

const secret = "she slept in the library"

const ada = "5ca1ab1e-0000-4000-8000-000000000001"

// said is what Ada says.
func said(project, text string) domain.Command {
	c := streamstest.Surprise(project, text)
	c.Actor = ada
	return c
}

func forgotten() domain.Command {
	return domain.Command{ID: uuid.NewString(), Project: "p", Drafts: []domain.Draft{{Body: &domain.PersonForgotten{Person: ada, Reason: "asked"}}}}
}

// shown is the newest surprise of a project as whoever has the keys reads it.
func shown(t testing.TB, l *streams.Log) (text string, erased bool) {
	t.Helper()
	for _, c := range streamstest.All(t, l) {
		for _, e := range c.Events {
			if b, ok := e.Body.(*domain.SurpriseNoticed); ok {
				text, erased = b.What.Reveal(l.Opener())
			}
		}
	}
	return text, erased
}

func TestSealedSuite(t *testing.T) {
	streamstest.Test(t, func(t *testing.T) streamstest.Place {
		dir := t.TempDir()
		return func() streams.Store { return streams.StoreOf(sealedAt(t, dir)) }
	})
}

func TestASealedLogHoldsNoWords(t *testing.T) {
	dir := t.TempDir()
	l := sealedAt(t, dir)
	streamstest.Do(t, l, streamstest.Start("p"))
	c := said("p", secret)
	r := streamstest.Do(t, l, c)
	b := r.Events[0].Body.(*domain.SurpriseNoticed)
	if text, _ := b.What.Reveal(l.Opener()); b.What.Sealed() == nil || text != secret {
		t.Errorf("the receipt holds %v, which opens as %q", b.What, text)
	}
	if again := streamstest.Do(t, l, c); !again.Repeated {
		t.Error("the same command was taken twice")
	}
	other := said("p", secret+"!")
	other.ID = c.ID
	if _, err := l.Do(t.Context(), other); domain.KindOf(err) != domain.Conflict {
		t.Errorf("other words under the same id: %v", err)
	}
	must(t, l.Close())
	holdsNot(t, dir, secret)
	l = sealedAt(t, dir)
	if text, erased := shown(t, l); text != secret || erased {
		t.Errorf("after a restart it reads %q, erased %v", text, erased)
	}
	if again := streamstest.Do(t, l, c); !again.Repeated {
		t.Error("the same command was taken again after a restart")
	}
}

// holdsNot searches every file below a folder.
func holdsNot(t testing.TB, dir, text string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if strings.Contains(string(b), text) {
			t.Errorf("%s holds the words", path)
		}
		return err
	}))
}

func TestASealedLogNeedsItsKeys(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	for _, d := range []string{dir, other} {
		l := sealedAt(t, d)
		streamstest.Do(t, l, streamstest.Start("p"), said("p", secret))
		must(t, l.Close())
	}
	before := digest(t, dir)
	data := filepath.Join(dir, "data")
	for name, c := range map[string]struct {
		keys streams.Keys
		says string
	}{
		"none":            {nil, "no keys were given"},
		"those of others": {keys.At(filepath.Join(other, "keys"), keys.Options{}), "keys of another store"},
		"an empty folder": {keys.At(filepath.Join(other, "nothing"), keys.Options{}), "are not there"},
	} {
		l, err := streams.Open(t.Context(), streams.Options{Dir: data, Keys: c.keys})
		if err == nil {
			must(t, l.Close())
		}
		if domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), c.says) {
			t.Errorf("with %s: %v", name, err)
		}
	}
	if digest(t, dir) != before {
		t.Error("a refused folder was changed")
	}
	sealedAt(t, dir)
}

// A store from before words were sealed is left as it is; one that nothing was recorded in becomes a sealed one.
func TestAnOpenStoreIsRefused(t *testing.T) {
	dir := t.TempDir()
	must(t, openAt(t, filepath.Join(dir, "data")).Close())
	must(t, sealedAt(t, dir).Close())

	dir = t.TempDir()
	l := openAt(t, filepath.Join(dir, "data"))
	streamstest.Do(t, l, streamstest.Start("p"))
	must(t, l.Close())
	for _, noted := range []bool{true, false} { // without its notes of what was saved it shows only once it is open
		if !noted {
			must(t, os.Remove(filepath.Join(dir, "data", "head")))
			changeMarker("proved", 0)(t, filepath.Join(dir, "data"))
		}
		_, err := streams.Open(t.Context(), sealedOptions(dir))
		if domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "import jsonl") {
			t.Errorf("the refusal is %v", err)
		}
	}
	if n := len(streamstest.All(t, openAt(t, filepath.Join(dir, "data")))); n != 1 {
		t.Errorf("it holds %d commits, want 1", n)
	}
}

func TestAppendTakesSealedWordsOnly(t *testing.T) {
	from, to := sealedAt(t, t.TempDir()), sealedAt(t, t.TempDir())
	streamstest.Do(t, from, streamstest.Start("p"), said("p", secret))
	open := domain.Event{ID: uuid.NewString(), Project: "p", Position: 1, Body: &domain.SurpriseNoticed{What: domain.Write(secret)}}
	if _, err := to.Append(t.Context(), "p", 0, []domain.Event{open}); domain.KindOf(err) != domain.Refused || strings.Contains(err.Error(), secret) {
		t.Errorf("open words: %v", err)
	}
	last := uint64(0)
	for _, c := range streamstest.All(t, from) {
		var err error
		last, err = to.Append(t.Context(), "p", last, c.Events)
		must(t, err)
	}
	if text, erased := shown(t, to); text != "" || !erased {
		t.Errorf("another store's words open: %q", text)
	}
}

func TestForgettingIsDoneBeforeItIsAnswered(t *testing.T) {
	dir := t.TempDir()
	l := sealedAt(t, dir)
	c := said("p", secret)
	streamstest.Do(t, l, streamstest.Start("p"), c)
	streamstest.Do(t, l, forgotten())
	if text, erased := shown(t, l); text != "" || !erased {
		t.Errorf("after it was forgotten it reads %q", text)
	}
	if again := streamstest.Do(t, l, c); !again.Repeated {
		t.Error("a command whose words were erased was taken again")
	}
	must(t, l.Close())
	l = sealedAt(t, dir)
	if _, erased := shown(t, l); !erased {
		t.Error("after a restart it opens")
	}
}

// The keys folder is put back from a copy that is older than the forgetting: the first reader must not see the words.
func TestAnOldCopyOfTheKeysForgetsAgainBeforeAnythingIsShown(t *testing.T) {
	dir := t.TempDir()
	folder := filepath.Join(dir, "keys")
	l := sealedAt(t, dir)
	streamstest.Do(t, l, streamstest.Start("p"), said("p", secret))
	must(t, l.Close())
	old := copyOf(t, folder)
	l = sealedAt(t, dir)
	streamstest.Do(t, l, forgotten())
	must(t, l.Close())
	must(t, os.RemoveAll(folder))
	must(t, os.CopyFS(folder, os.DirFS(old)))
	l = sealedAt(t, dir)
	if text, erased := shown(t, l); text != "" || !erased {
		t.Errorf("the old copy brings back %q", text)
	}
}

// Faulty keys: what cannot be kept on the disk is not saved, and nobody else's command suffers.
type brokenKeys struct {
	streams.Keys
	fail error
}

func (k *brokenKeys) Flush() error {
	if k.fail != nil {
		return k.fail
	}
	return k.Keys.Flush()
}

func TestNothingIsSavedWithoutItsKey(t *testing.T) {
	o := sealedOptions(t.TempDir())
	broken := &brokenKeys{Keys: o.Keys}
	o.Keys = broken
	l, err := streams.Open(t.Context(), o)
	must(t, err)
	defer func() { must(t, l.Close()) }()
	streamstest.Do(t, l, streamstest.Start("p"))
	broken.fail = &domain.Error{Kind: domain.Unavailable, Message: "not saved: the disk of the keys is full"}
	c := said("p", secret)
	if _, err := l.Do(t.Context(), c); domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "not saved") {
		t.Errorf("it is answered with %v", err)
	}
	broken.fail = nil
	if r := streamstest.Do(t, l, c); r.Repeated || r.Position != 2 {
		t.Errorf("sent again it is %+v", r)
	}
	if text, _ := shown(t, l); text != secret {
		t.Errorf("it reads %q", text)
	}
}

// forgetfulKeys fail to destroy anything while fail is set.
type forgetfulKeys struct {
	streams.Keys
	fail error
}

func (k *forgetfulKeys) Forget(list ...domain.Forgotten) error {
	if k.fail != nil {
		return k.fail
	}
	return k.Keys.Forget(list...)
}

// The first answer was lost, or was that the keys could not be destroyed: sent again, the same command destroys them.
func TestForgettingSentAgainIsDone(t *testing.T) {
	o := sealedOptions(t.TempDir())
	keys := &forgetfulKeys{Keys: o.Keys}
	o.Keys = keys
	l, err := streams.Open(t.Context(), o)
	must(t, err)
	defer func() { must(t, l.Close()) }()
	streamstest.Do(t, l, streamstest.Start("p"), said("p", secret))
	keys.fail = &domain.Error{Kind: domain.Unavailable, Message: "the disk of the keys is full"}
	c := forgotten()
	for range 2 {
		if _, err := l.Do(t.Context(), c); domain.KindOf(err) != domain.Unavailable {
			t.Errorf("with keys that stay it is answered with %v", err)
		}
	}
	keys.fail = nil
	if r := streamstest.Do(t, l, c); !r.Repeated {
		t.Errorf("sent again it is %+v", r)
	}
	if text, erased := shown(t, l); text != "" || !erased {
		t.Errorf("after it was sent again it reads %q", text)
	}
}
