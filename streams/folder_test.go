package streams_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

const streamFolder = "jetstream/$G/streams/EVENTS"

func TestSecondProcess(t *testing.T) {
	dir := t.TempDir()
	l := openAt(t, dir)
	if err := l.SetSocket("/run/desirelines.sock"); err != nil {
		t.Fatal(err)
	}
	_, err := streams.Open(context.Background(), streams.Options{Dir: dir})
	var held *streams.HeldError
	if domain.KindOf(err) != domain.Unavailable || !errors.As(err, &held) {
		t.Fatalf("the second one to open gets %v; want Unavailable and who holds it", err)
	}
	if held.Holder.PID != os.Getpid() || held.Holder.Socket != "/run/desirelines.sock" || !strings.Contains(err.Error(), strconv.Itoa(os.Getpid())) {
		t.Fatalf("the holder is given as %+v in %q", held.Holder, err)
	}
	streamstest.Do(t, l, streamstest.Start("p"))
	must(t, l.Close())
	openAt(t, dir)
}

// storeOf makes a store of some projects in dir, closes it, and returns its commits.
func storeOf(t *testing.T, dir string, entries int) []domain.Commit {
	t.Helper()
	l := openAt(t, dir)
	for p := range 3 {
		name := fmt.Sprintf("p%d", p)
		streamstest.Do(t, l, streamstest.Start(name))
		for i := range entries / 3 {
			streamstest.Do(t, l, streamstest.Surprise(name, fmt.Sprintf("%d %s", i, words)))
		}
	}
	commits := streamstest.All(t, l)
	must(t, l.Close())
	return commits
}

// TestDamage opens stores that are not what was written. None may open, and where the damage shows
// before the server starts, not a byte of the folder may change.
func TestDamage(t *testing.T) {
	whole := t.TempDir()
	storeOf(t, whole, 60)
	remove := func(name string) func(*testing.T, string) {
		return func(t *testing.T, dir string) { must(t, os.RemoveAll(filepath.Join(dir, name))) }
	}
	for _, c := range []struct {
		name      string
		damage    func(*testing.T, string)
		says      string
		untouched bool
	}{
		{"marker lost", remove("store.json"), "no marker", true},
		{"marker garbled", writeFile("store.json", "{"), "cannot be read", true},
		{"marker of a newer program", changeMarker("format", 3), "format 3", true},
		{"marker of another store", changeMarker("store", strings.Repeat("0", 32)), "names the store", false},
		{"everything of the server lost", remove("jetstream"), "is missing", true},
		{"stream lost", remove(streamFolder), "is missing", true},
		{"stream's description lost", remove(streamFolder + "/meta.inf"), "is missing", true},
		{"commits lost", remove(streamFolder + "/msgs/1.blk"), "is missing", true},
		{"commits emptied", truncate(1 << 20), "it holds no commit", true},
		{"another store's stream", func(t *testing.T, dir string) {
			other := t.TempDir()
			storeOf(t, other, 90)
			must(t, os.RemoveAll(filepath.Join(dir, "jetstream")))
			must(t, os.CopyFS(filepath.Join(dir, "jetstream"), os.DirFS(filepath.Join(other, "jetstream"))))
		}, "names the store", false},
		{"an older copy of the stream", func(t *testing.T, dir string) {
			must(t, os.Remove(filepath.Join(dir, streamFolder, "msgs/index.db")))
			truncate(20_000)(t, dir)
		}, "it ends at sequence", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := copyOf(t, whole)
			c.damage(t, dir)
			before := digest(t, dir)
			refused(t, dir, c.says)
			if c.untouched && digest(t, dir) != before {
				t.Error("the refused folder was changed")
			}
			refused(t, dir, c.says) // and it stays refused
		})
	}
}

// TestLargeCommits: the newest commits are checked at every start, also where they are more than one answer of the server holds.
func TestLargeCommits(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	l, err := streams.Open(ctx, streams.Options{Dir: dir, UnsafeNoSync: true})
	must(t, err)
	id := func(n int) string { return fmt.Sprintf("01900000-0000-7000-8000-%012x", n) }
	_, err = l.Do(ctx, domain.Command{ID: id(0), Project: "p", Drafts: []domain.Draft{{Body: &domain.ProjectStarted{Name: "P"}}}})
	must(t, err)
	words := domain.Write(strings.Repeat("x", domain.MaxWords))
	for n := 1; n <= 24; n++ { // 24 commits of 800 kB are 19 MB
		c := domain.Command{ID: id(n), Project: "p"}
		for range 40 {
			c.Drafts = append(c.Drafts, domain.Draft{Body: &domain.SurpriseNoticed{What: words}})
		}
		_, err := l.Do(ctx, c)
		must(t, err)
	}
	must(t, l.Close())
	l, err = streams.Open(ctx, streams.Options{Dir: dir})
	must(t, err)
	must(t, l.Close())
}

// TestTornTail takes bytes away from the end of the newest block, after a clean stop and after a
// kill (then there is no index).
func TestTornTail(t *testing.T) {
	whole := t.TempDir()
	storeOf(t, whole, 30)
	for _, index := range []bool{true, false} {
		for _, n := range []int64{1, 7, 33, 64} {
			dir := copyOf(t, whole)
			if !index {
				must(t, os.Remove(filepath.Join(dir, streamFolder, "msgs/index.db")))
			}
			truncate(n)(t, dir)
			before := digest(t, dir)
			refused(t, dir, "it ends at sequence")
			if digest(t, dir) != before {
				t.Error("the refused folder was changed")
			}
		}
	}
}

// TestGarbageTail adds bytes that were never acknowledged: nothing of what was may be lost by them.
func TestGarbageTail(t *testing.T) {
	whole := t.TempDir()
	commits := storeOf(t, whole, 30)
	dir := copyOf(t, whole)
	must(t, os.Remove(filepath.Join(dir, streamFolder, "msgs/index.db")))
	f, err := os.OpenFile(block(dir), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteString("not a commit at all, by any reading")
	must(t, errors.Join(err, f.Close()))
	if n := len(streamstest.All(t, openAt(t, dir))); n != len(commits) {
		t.Fatalf("%d commits; want %d", n, len(commits))
	}
}

// TestBitFlip turns one bit over at random places, with and without the server's index, and wants
// every one noticed at the next start. DESIRELINES_FAULTS sets how many places.
func TestBitFlip(t *testing.T) {
	whole := t.TempDir()
	storeOf(t, whole, 60)
	for i := range faults(t, 16) {
		dir := copyOf(t, whole)
		if i%2 == 0 {
			must(t, os.Remove(filepath.Join(dir, streamFolder, "msgs/index.db")))
		}
		b, err := os.ReadFile(block(dir))
		must(t, err)
		at, bit := rand.IntN(len(b)), rand.IntN(8)
		b[at] ^= 1 << bit
		must(t, os.WriteFile(block(dir), b, 0o600))
		before := digest(t, dir)
		l, err := streams.Open(context.Background(), streams.Options{Dir: dir})
		if err == nil {
			must(t, l.Close())
			t.Errorf("bit %d of byte %d of %d was turned over (index: %v) and nobody noticed", bit, at, len(b), i%2 == 1)
		} else if domain.KindOf(err) != domain.Unavailable {
			t.Errorf("bit %d of byte %d: %v", bit, at, err)
		} else if digest(t, dir) != before {
			t.Errorf("bit %d of byte %d: the refused folder was changed", bit, at)
		}
	}
}

// TestUnfinishedFirstStart: whatever a first start had done when it was killed, the next one goes on.
func TestUnfinishedFirstStart(t *testing.T) {
	dir := t.TempDir()
	writeFile("store.json", `{"store":"00000000000000000000000000000000","format":1,"streams":null,"proved":0}`)(t, dir)
	l := openAt(t, dir)
	streamstest.Do(t, l, streamstest.Start("p"))
	must(t, l.Close())
	changeMarker("streams", nil)(t, dir) // killed between the stream and its note
	if n := len(streamstest.All(t, openAt(t, dir))); n != 1 {
		t.Fatalf("%d commits; want 1", n)
	}
}

// TestCopyPutBack: a copy of the stopped folder is a backup. What came after the copy is gone, and
// its commands may be sent again; those in the copy are recognised.
func TestCopyPutBack(t *testing.T) {
	dir := t.TempDir()
	l := openAt(t, dir)
	early := streamstest.Start("p")
	streamstest.Do(t, l, early)
	must(t, l.Close())
	backup := copyOf(t, dir)
	l = openAt(t, dir)
	late := streamstest.Surprise("p", "after the copy")
	streamstest.Do(t, l, late)
	must(t, l.Close())
	l = openAt(t, backup)
	if r := streamstest.Do(t, l, early); !r.Repeated {
		t.Errorf("a command in the copy was taken again: %+v", r)
	}
	if r := streamstest.Do(t, l, late); r.Repeated || r.Position != 2 {
		t.Errorf("a command after the copy was not taken: %+v", r)
	}
}

func refused(t *testing.T, dir, says string) {
	t.Helper()
	l, err := streams.Open(context.Background(), streams.Options{Dir: dir})
	if err == nil {
		must(t, l.Close())
		t.Fatal("the damaged store opened")
	}
	if domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), says) {
		t.Fatalf("the refusal is %q; want one that says %q", err, says)
	}
}

func block(dir string) string { return filepath.Join(dir, streamFolder, "msgs/1.blk") }

func writeFile(name, content string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
}

// truncate takes n bytes from the end of the block; more than it has leaves it empty.
func truncate(n int64) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		info, err := os.Stat(block(dir))
		must(t, err)
		must(t, os.Truncate(block(dir), max(info.Size()-n, 0)))
	}
}

func changeMarker(field string, value any) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		b, err := os.ReadFile(filepath.Join(dir, "store.json"))
		must(t, err)
		m := map[string]any{}
		must(t, json.Unmarshal(b, &m))
		m[field] = value
		b, err = json.Marshal(m)
		must(t, err)
		writeFile("store.json", string(b))(t, dir)
	}
}

func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	must(t, os.CopyFS(to, os.DirFS(dir)))
	return to
}

// digest is over every file's name and content but the lock's, which says who looks.
func digest(t *testing.T, dir string) string {
	t.Helper()
	h := sha256.New()
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "lock" {
			return err
		}
		b, err := os.ReadFile(path)
		fmt.Fprintf(h, "%s %d\n%s", path, len(b), b)
		return err
	}))
	return fmt.Sprintf("%x", h.Sum(nil))
}

// faults is how often a fault is tried: DESIRELINES_FAULTS, or few where it is not set.
func faults(t *testing.T, few int) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("DESIRELINES_FAULTS"))
	if err != nil {
		return few
	}
	return n
}
