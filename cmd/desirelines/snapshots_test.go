package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/s2"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// unpacked is everything that a snapshot holds, as bytes.
func unpacked(t *testing.T, file []byte) (all []byte) {
	t.Helper()
	_, rest, _ := bytes.Cut(file, []byte("\n"))
	for n := 0; len(rest) > 20; n++ {
		content := rest[20 : 20+binary.BigEndian.Uint32(rest)]
		if rest = rest[20+len(content):]; n == 0 {
			continue // the header
		}
		block, err := s2.Decode(nil, content)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, block...)
	}
	return all
}

// snapshot writes a snapshot of what there is, however little.
func (p *planting) snapshot(a *app) {
	p.t.Helper()
	if err := a.views(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	a.snapshots.least = 1
	if a.saveSnapshot(p.t.Context()) && a.snapshots.fault != "" {
		p.t.Fatal(a.snapshots.fault)
	}
}

// kept is a data folder in which the program starts again and again.
type kept struct {
	t    *testing.T
	dir  string
	said bytes.Buffer
}

func (k *kept) file() string { return filepath.Join(k.dir, "data", "snapshots", "rows") }

// starts opens the program on the folder, lets it catch up and calls f; then it ends.
func (k *kept) starts(f func(a *app)) {
	k.t.Helper()
	c := &cli{session: session{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &k.said, Dir: k.dir}, flags: globals{data: "data"}}
	a, err := c.openApp(k.t.Context())
	if err != nil {
		k.t.Fatal(err)
	}
	defer a.Close()
	a.snapshots.least = 1
	if err := a.current(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
	projects, err := a.projectsInLog(k.t.Context())
	if err != nil {
		k.t.Fatal(err)
	}
	if d, rows, err := projections.Verify(k.t.Context(), a.store, a.log, projects); err != nil || d != nil || rows == 0 && len(projects) > 0 {
		k.t.Fatalf("%d rows, %v: %v", rows, d, err)
	}
	f(a)
}

func (k *kept) writes(a *app, body domain.Body) {
	k.t.Helper()
	if _, err := a.log.Do(k.t.Context(), domain.Command{ID: newID(), Project: "p", Actor: gardener, Drafts: []domain.Draft{{Body: body}}}); err != nil {
		k.t.Fatal(err)
	}
	if err := a.current(k.t.Context()); err != nil {
		k.t.Fatal(err)
	}
}

// says checks what the doctor finds.
func (k *kept) says(a *app, want string) {
	k.t.Helper()
	findings, err := a.examine(k.t.Context())
	if err != nil {
		k.t.Fatal(err)
	}
	for _, f := range findings {
		if f.Check == "snapshot of the views" {
			if !f.OK || !strings.Contains(f.Found, want) {
				k.t.Errorf("the doctor says %q, want %q", f.Found, want)
			}
			return
		}
	}
	k.t.Error("the doctor says nothing of the snapshot")
}

// A start goes on from the snapshot, and from nothing wherever that does not fit; what is served is always what the log says.
func TestAStartWithASnapshot(t *testing.T) {
	k := &kept{t: t, dir: t.TempDir()}
	surprise := func() domain.Body { return &domain.SurpriseNoticed{What: domain.Write("Nobody came.")} }
	k.starts(func(a *app) {
		k.says(a, "there was none")
		if a.saveSnapshot(t.Context()) {
			t.Error("an empty log is worth a snapshot")
		}
		k.writes(a, &domain.ProjectStarted{Name: "P"})
		k.writes(a, surprise())
		if !a.saveSnapshot(t.Context()) || a.saveSnapshot(t.Context()) {
			t.Error("a snapshot is written when something came, and only then")
		}
		k.says(a, "written up to commit 2")
		k.writes(a, surprise())
	})
	older := filepath.Join(k.dir, "older")
	if err := os.CopyFS(older, os.DirFS(filepath.Join(k.dir, "data"))); err != nil {
		t.Fatal(err)
	}
	k.starts(func(a *app) {
		k.says(a, "used up to commit 2")
		k.writes(a, surprise())
		if !a.saveSnapshot(t.Context()) {
			t.Error("nothing was written")
		}
	})

	// The log of before is put back under the newer snapshot.
	newer, err := os.ReadFile(k.file())
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.RemoveAll(filepath.Join(k.dir, "data")), os.CopyFS(filepath.Join(k.dir, "data"), os.DirFS(older)), os.WriteFile(k.file(), newer, 0o600)); err != nil {
		t.Fatal(err)
	}
	k.starts(func(a *app) {
		k.says(a, "thrown away, and everything was folded anew: it goes up to commit 4, which the log does not hold")
		k.writes(a, surprise())
	})
	if err := os.WriteFile(k.file(), newer, 0o600); err != nil { // and the log went on otherwise
		t.Fatal(err)
	}
	k.starts(func(a *app) {
		k.says(a, "commit 4 of the log is not the one it was made after")
		if !a.saveSnapshot(t.Context()) {
			t.Error("nothing was written after one was thrown away")
		}
		k.says(a, "written up to commit 4")
	})
	if n := strings.Count(k.said.String(), "was thrown away"); n != 2 {
		t.Errorf("%d lines say that a snapshot was thrown away, want 2:\n%s", n, k.said.String())
	}

	// Where nothing can be written everything goes on.
	if err := errors.Join(os.RemoveAll(filepath.Dir(k.file())), os.WriteFile(filepath.Dir(k.file()), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	k.starts(func(a *app) {
		if !a.saveSnapshot(t.Context()) {
			t.Error("nothing was tried")
		}
		k.says(a, "could not be written")
		k.writes(a, surprise())
	})
	if !strings.Contains(k.said.String(), "a snapshot of the views could not be written") {
		t.Error("nothing says that it could not be written")
	}
}

// A server writes a snapshot when it has caught up, and another one when it ends; a view that is built anew makes it worthless.
func TestAServerKeepsASnapshot(t *testing.T) {
	k := &kept{t: t, dir: t.TempDir()}
	k.starts(func(a *app) {
		k.writes(a, &domain.ProjectStarted{Name: "P"})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); a.keepSnapshots(ctx) }()
		deadline := time.Now().Add(time.Minute)
		for _, err := os.Stat(k.file()); err != nil; _, err = os.Stat(k.file()) {
			if time.Now().After(deadline) {
				t.Fatal("no snapshot is written")
			}
			<-time.After(time.Millisecond)
		}
		k.writes(a, &domain.SurpriseNoticed{What: domain.Write("Nobody came.")})
		stop()
		<-ended
	})
	k.starts(func(a *app) {
		k.says(a, "used up to commit 2")
		c := &cli{session: session{Stdout: io.Discard, Stderr: &k.said, Host: a}}
		if err := c.rebuild(t.Context(), a, projections.All()[0]); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(k.file()); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the rows from before the rebuild are still there: %v", err)
		}
		k.says(a, "a view was built anew")
	})
}
