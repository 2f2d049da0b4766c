package streams_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

func fileID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func readFile(t *testing.T, l *streams.Log, id string) []byte {
	t.Helper()
	r, err := l.Evidence().Get(context.Background(), id)
	must(t, err)
	b, err := io.ReadAll(r)
	must(t, err)
	must(t, r.Close())
	return b
}

// TestEvidence keeps files through a restart: large ones of several messages too, and each once.
func TestEvidence(t *testing.T) {
	everywhere(t, func(t *testing.T, open func() *streams.Log) {
		l := open()
		if files, err := l.Evidence().Files(context.Background()); err != nil || len(files) != 0 {
			t.Fatalf("an empty store lists %v, %v", files, err)
		}
		small, large := fileID(), fileID()
		content := make([]byte, 3<<20)
		_, _ = rand.Read(content)
		must(t, l.Evidence().Put(context.Background(), small, strings.NewReader("sealed")))
		must(t, l.Evidence().Put(context.Background(), large, bytes.NewReader(content)))
		err := l.Evidence().Put(context.Background(), small, strings.NewReader("another"))
		if domain.KindOf(err) != domain.Conflict {
			t.Errorf("a second file under one id: %v; want Conflict", err)
		}
		must(t, l.Close())

		l = open()
		if got := readFile(t, l, small); string(got) != "sealed" {
			t.Errorf("it reads %q; want what was put first", got)
		}
		if got := readFile(t, l, large); !bytes.Equal(got, content) {
			t.Errorf("%d bytes come back as %d others", len(content), len(got))
		}
		files, err := l.Evidence().Files(context.Background())
		must(t, err)
		sizes := map[string]uint64{}
		for _, f := range files {
			sizes[f.ID] = f.Size
		}
		if len(files) != 2 || sizes[small] != 6 || sizes[large] != uint64(len(content)) {
			t.Errorf("it lists %v", files)
		}
		if n := len(streamstest.All(t, l)); n != 0 {
			t.Errorf("files made %d commits", n)
		}
	})
}

func TestEvidenceRefuses(t *testing.T) {
	l := openAt(t, t.TempDir())
	ctx := context.Background()
	for name, err := range map[string]error{
		"a name":    l.Evidence().Put(ctx, "holiday.jpg", strings.NewReader("x")),
		"nothing":   l.Evidence().Put(ctx, fileID(), strings.NewReader("")),
		"too large": l.Evidence().Put(ctx, fileID(), bytes.NewReader(make([]byte, domain.MaxFile+1))),
	} {
		if domain.KindOf(err) != domain.Invalid || strings.Contains(err.Error(), "holiday") {
			t.Errorf("%s: %v; want Invalid without the name", name, err)
		}
	}
	if _, err := l.Evidence().Get(ctx, fileID()); domain.KindOf(err) != domain.NotFound {
		t.Errorf("a file that is not there: %v; want NotFound", err)
	}
	if files, _ := l.Evidence().Files(ctx); len(files) != 0 {
		t.Errorf("what was refused is kept: %v", files)
	}
}

// TestEvidenceQuota fills the storage of files: what does not fit is refused at once, and everything else goes on.
func TestEvidenceQuota(t *testing.T) {
	dir := t.TempDir()
	ctx := context.Background()
	l, err := streams.Open(ctx, streams.Options{Dir: dir, EvidenceQuota: 1 << 20})
	must(t, err)
	kept := fileID()
	must(t, l.Evidence().Put(ctx, kept, bytes.NewReader(make([]byte, 700<<10))))
	err = l.Evidence().Put(ctx, fileID(), bytes.NewReader(make([]byte, 700<<10)))
	if domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "storage is full") {
		t.Fatalf("a full storage says %v", err)
	}
	streamstest.Do(t, l, streamstest.Start("p"))
	if n := len(readFile(t, l, kept)); n != 700<<10 {
		t.Errorf("%d bytes are left of the file that was kept", n)
	}
	must(t, l.Close())
	l, err = streams.Open(ctx, streams.Options{Dir: dir, EvidenceQuota: 4 << 20})
	must(t, err)
	must(t, l.Evidence().Put(ctx, fileID(), bytes.NewReader(make([]byte, 700<<10))))
	must(t, l.Close())
}

// TestEvidenceIsMadeForAnOlderStore: a folder whose marker does not name the files gets them; one whose marker does and that lost them is refused.
func TestEvidenceIsMadeForAnOlderStore(t *testing.T) {
	dir := t.TempDir()
	l := openAt(t, dir)
	streamstest.Do(t, l, streamstest.Start("p"))
	must(t, l.Close())
	marker := filepath.Join(dir, "store.json")
	now, err := os.ReadFile(marker)
	must(t, err)
	if !bytes.Contains(now, []byte(`"OBJ_EVIDENCE"`)) {
		t.Fatalf("the marker is %s; want one that names the files", now)
	}
	folder, err := filepath.Glob(filepath.Join(dir, "jetstream", "*", "streams", "OBJ_EVIDENCE"))
	if err != nil || len(folder) != 1 {
		t.Fatalf("the files lie in %v, %v", folder, err)
	}
	must(t, os.RemoveAll(folder[0]))
	refused(t, dir, "OBJ_EVIDENCE")

	must(t, os.WriteFile(marker, bytes.Replace(now, []byte(`,"OBJ_EVIDENCE"`), nil, 1), 0o600))
	l = openAt(t, dir)
	must(t, l.Evidence().Put(context.Background(), fileID(), strings.NewReader("sealed")))
	if n := len(streamstest.All(t, l)); n != 1 {
		t.Errorf("%d commits; want the one from before", n)
	}
	must(t, l.Close())
	if again, _ := os.ReadFile(marker); !bytes.Contains(again, []byte(`"OBJ_EVIDENCE"`)) {
		t.Errorf("the marker is %s; want one that names the files", again)
	}
}

// TestApplicationCannotDeleteFiles asks with the application's own connection for everything that could.
func TestApplicationCannotDeleteFiles(t *testing.T) {
	l := openAt(t, t.TempDir())
	id := fileID()
	must(t, l.Evidence().Put(context.Background(), id, strings.NewReader("stays")))
	js, err := jetstream.New(streams.AppConn(l))
	must(t, err)
	objects, err := js.ObjectStore(context.Background(), "EVIDENCE")
	must(t, err)
	stream, err := js.Stream(context.Background(), "OBJ_EVIDENCE")
	must(t, err)
	config := stream.CachedInfo().Config
	config.MaxMsgs = 1
	for name, try := range map[string]func(context.Context) error{
		"update":       func(ctx context.Context) error { _, err := js.UpdateStream(ctx, config); return err },
		"delete store": func(ctx context.Context) error { return js.DeleteObjectStore(ctx, "EVIDENCE") },
		"seal":         objects.Seal,
		"purge":        func(ctx context.Context) error { return stream.Purge(ctx) },
		"message":      func(ctx context.Context) error { return stream.DeleteMsg(ctx, 1) },
		"another store": func(ctx context.Context) error {
			_, err := js.CreateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: "OTHER"})
			return err
		},
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		if err := try(ctx); err == nil {
			t.Errorf("%s was allowed", name)
		}
		cancel()
	}
	if got := readFile(t, l, id); string(got) != "stays" {
		t.Errorf("the file reads %q now", got)
	}
}
