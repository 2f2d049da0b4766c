package projections_test

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/projections"
)

// written is a store with a small history, and the file of its snapshot.
func written(t *testing.T) (s *projections.Memory, file []byte, n int) {
	t.Helper()
	all := commits(recorded(t, history(t), true))
	s = projections.NewMemory()
	if err := runner(t, s, projections.All()).Apply(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "rows")
	if _, err := s.SaveSnapshot(t.Context(), path, origin(len(all))); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the file has mode %v: %v", info.Mode(), err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return s, file, len(all)
}

// thrownAway loads a file that must not fit, and says where it was used all the same.
func thrownAway(t *testing.T, path string, file []byte, of projections.Origin) (why string, err error) {
	t.Helper()
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	s := projections.NewMemory()
	_, err = s.LoadSnapshot(t.Context(), path, of)
	var unfit *projections.MisfitError
	if !errors.As(err, &unfit) {
		return "", errors.Join(errors.New("it was not thrown away"), err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return "", errors.New("the file is still there")
	}
	if rows := held(t, s); len(rows) > 0 || runner(t, s, projections.All()).From() != 1 {
		return "", errors.New("rows of it are in the store")
	}
	return unfit.Why, nil
}

func TestASnapshotThatDoesNotFitIsThrownAway(t *testing.T) {
	_, file, n := written(t)
	fits := origin(n)
	other := fits
	other.Store = "other"
	differs := fits
	differs.Commit = func(context.Context, uint64) (string, error) { return "another commit", nil }
	for name, c := range map[string]struct {
		file []byte
		of   projections.Origin
		why  string
	}{
		"of another store":                  {file, other, "store"},
		"ahead of the log":                  {file, origin(n - 1), "does not hold"},
		"the log went on otherwise":         {file, differs, "not the one"},
		"empty":                             {nil, fits, "too early"},
		"of a later form":                   {append([]byte("desirelines rows 2\n"), file[19:]...), fits, "form"},
		"something else":                    {[]byte(strings.Repeat("hello ", 100)), fits, "form"},
		"with something behind it":          {append(slices.Clone(file), 0), fits, "changed"},
		"without its end":                   {file[:len(file)-20], fits, "too early"},
		"with the end of another, or twice": {append(slices.Clone(file[:len(file)-20]), file[len(file)-40:]...), fits, "changed"},
	} {
		t.Run(name, func(t *testing.T) {
			why, err := thrownAway(t, filepath.Join(t.TempDir(), "rows"), c.file, c.of)
			if err != nil || !strings.Contains(why, c.why) {
				t.Errorf("it says %q, want %q: %v", why, c.why, err)
			}
		})
	}
	path := filepath.Join(t.TempDir(), "rows")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	asleep := fits
	asleep.Commit = func(context.Context, uint64) (string, error) { return "", errors.New("the log cannot be read") }
	var unfit *projections.MisfitError
	if _, err := projections.NewMemory().LoadSnapshot(t.Context(), path, asleep); err == nil || errors.As(err, &unfit) {
		t.Errorf("a log that cannot be read says nothing of the snapshot: %v", err)
	}
	if _, err := projections.NewMemory().LoadSnapshot(t.Context(), path, fits); err != nil {
		t.Errorf("what fits: %v", err)
	}
}

// Whatever happens to the bytes of a file, it is never used.
func TestNoByteOfASnapshotMayChange(t *testing.T) {
	_, file, n := written(t)
	path := filepath.Join(t.TempDir(), "rows")
	for i := 0; i < len(file); i += 1 + i/200 { // header and first blocks byte by byte
		bad := slices.Clone(file)
		bad[i] ^= 1 << (i % 8)
		if _, err := thrownAway(t, path, bad, origin(n)); err != nil {
			t.Fatalf("bit %d of byte %d of %d: %v", i%8, i, len(file), err)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		bad := slices.Clone(file)
		from := rapid.IntRange(0, len(bad)-1).Draw(rt, "from")
		to := rapid.IntRange(from+1, len(bad)).Draw(rt, "to")
		switch rapid.IntRange(0, 3).Draw(rt, "how") {
		case 0:
			bad = bad[:from]
		case 1:
			bad = slices.Delete(bad, from, to)
		case 2:
			bad = slices.Insert(bad, from, bad[from:to]...)
		case 3:
			clear(bad[from:to])
		}
		if slices.Equal(bad, file) {
			return
		}
		if _, err := thrownAway(t, path, bad, origin(n)); err != nil {
			rt.Fatal(err)
		}
	})
}

// Who cannot write a snapshot leaves the one from before, and nothing beside it.
func TestASnapshotThatIsNotFinishedLeavesTheOneBefore(t *testing.T) {
	s, file, n := written(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "rows")
	for name, content := range map[string][]byte{path: file, path + ".123": []byte("what a killed process left")} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := s.SaveSnapshot(ended, path, origin(n)); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if now, err := os.ReadFile(path); err != nil || !slices.Equal(now, file) {
		t.Errorf("the one before is no longer there: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("there is something beside it: %v", left)
	}
	if _, err := s.SaveSnapshot(t.Context(), filepath.Join(path, "rows"), origin(n)); err == nil {
		t.Error("a folder that cannot be made is no error")
	}
	if _, err := s.SaveSnapshot(t.Context(), path, origin(n)); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// A process that writes one snapshot after the other is killed at any moment: what lies there is whole, or there is none.
func TestAKilledProcessLeavesAWholeSnapshot(t *testing.T) {
	if dir := os.Getenv("DESIRELINES_TEST_SNAPSHOTS"); dir != "" {
		s, _, n := written(t)
		for {
			if _, err := s.SaveSnapshot(t.Context(), filepath.Join(dir, "rows"), origin(n)); err != nil {
				t.Fatal(err)
			}
			_, _ = os.Stdout.WriteString("written\n")
		}
	}
	dir := t.TempDir()
	for kill := range 6 {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAKilledProcessLeavesAWholeSnapshot$")
		cmd.Env = append(os.Environ(), "DESIRELINES_TEST_SNAPSHOTS="+dir)
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for range kill + 1 {
			if !lines.Scan() {
				t.Fatal("the child ended")
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		s := projections.NewMemory()
		if info, err := s.LoadSnapshot(t.Context(), filepath.Join(dir, "rows"), origin(1<<30)); err != nil || info.Rows == 0 {
			t.Fatalf("kill %d: %+v, %v", kill, info, err)
		}
	}
}
