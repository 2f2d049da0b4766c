package streams_test

import (
	"context"
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

func TestMain(m *testing.M) {
	if task := os.Getenv(childVariable); task != "" {
		os.Exit(childMain(task))
	}
	if task := os.Getenv(nodeVariable); task != "" {
		os.Exit(nodeMain(task))
	}
	goleak.VerifyTestMain(m)
}

func TestMemory(t *testing.T) {
	streamstest.Test(t, func(*testing.T) streamstest.Place {
		m := streamstest.NewMemory()
		return func() streams.Store { return m }
	})
}

func TestEmbedded(t *testing.T) {
	streamstest.Test(t, func(t *testing.T) streamstest.Place {
		dir := t.TempDir()
		return func() streams.Store { return streams.StoreOf(openAt(t, dir)) }
	})
}

// openAt opens the log in a folder. It is closed at the latest when the test ends.
func openAt(t testing.TB, dir string) *streams.Log {
	t.Helper()
	l, err := streams.Open(context.Background(), streams.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return l
}
