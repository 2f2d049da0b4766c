package streams_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/desirelines/desirelines/streams"
)

// TestAuditSurvivesARestart: who read what a person said in confidence is theirs to see, project by project, the newest first.
func TestAuditSurvivesARestart(t *testing.T) {
	everywhere(t, func(t *testing.T, open func() *streams.Log) {
		ctx := context.Background()
		l := open()
		at := time.Date(2026, 7, 31, 12, 0, 0, 0, time.UTC)
		first := streams.Reading{Of: ada, Entry: "e1", By: "b", As: "evaluator", At: at}
		second := streams.Reading{Of: ada, Entry: "e2", By: "c", As: "facilitator", At: at.Add(time.Hour)}
		must(t, l.Audit().Append(ctx, "p", first, streams.Reading{Of: "another", Entry: "e9", By: "b", At: at}))
		must(t, l.Audit().Append(ctx, "p.q", streams.Reading{Of: ada, Entry: "elsewhere", By: "b", At: at}))
		must(t, l.Audit().Append(ctx, "p", second))
		must(t, l.Audit().Append(ctx, "p"))
		must(t, l.Close())

		l = open()
		got, err := l.Audit().Of(ctx, "p", ada)
		must(t, err)
		if len(got) != 2 || got[0] != second || got[1] != first {
			t.Errorf("it holds %+v; want the second reading and then the first", got)
		}
		if got, err := l.Audit().Of(ctx, "nowhere", ada); err != nil || len(got) != 0 {
			t.Errorf("a project in which nobody read holds %v, %v", got, err)
		}
		if last, err := l.Last(ctx); err != nil || last != 0 {
			t.Errorf("readings made %d commits, %v", last, err)
		}
	})
}

// TestAuditCannotBeTakenAway: neither the application nor a folder without it may lose what was noted.
func TestAuditCannotBeTakenAway(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	l := openAt(t, dir)
	must(t, l.Audit().Append(ctx, "p", streams.Reading{Of: ada, Entry: "e", By: "b"}))
	js, err := jetstream.New(streams.AppConn(l))
	must(t, err)
	stream, err := js.Stream(ctx, "AUDIT")
	must(t, err)
	for name, try := range map[string]func(context.Context) error{
		"delete":  func(ctx context.Context) error { return js.DeleteStream(ctx, "AUDIT") },
		"purge":   func(ctx context.Context) error { return stream.Purge(ctx) },
		"message": func(ctx context.Context) error { return stream.DeleteMsg(ctx, 1) },
	} {
		ctx, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
		if try(ctx) == nil {
			t.Errorf("%s was allowed", name)
		}
		cancel()
	}
	must(t, l.Close())
	marker, err := os.ReadFile(filepath.Join(dir, "store.json"))
	must(t, err)
	if !strings.Contains(string(marker), `"AUDIT"`) {
		t.Fatalf("the marker is %s; want one that names the readings", marker)
	}
	folder, err := filepath.Glob(filepath.Join(dir, "jetstream", "*", "streams", "AUDIT"))
	if err != nil || len(folder) != 1 {
		t.Fatalf("the readings lie in %v, %v", folder, err)
	}
	must(t, os.RemoveAll(folder[0]))
	refused(t, dir, "AUDIT")
}
