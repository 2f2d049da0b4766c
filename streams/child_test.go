package streams_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// childVariable makes the test binary a writer that is there to be killed: "<folder> <writers> <sync>".
const childVariable = "DESIRELINES_TEST_CHILD"

// crashProjects are the projects that writers share.
const crashProjects = 5

// childMain records without end and says what it does: "send ID" before, "saved ID" after the receipt.
func childMain(task string) int {
	fields := strings.Fields(task)
	writers, err := strconv.Atoi(fields[1])
	if err != nil {
		return 2
	}
	ctx := context.Background()
	l, err := streams.Open(ctx, streams.Options{Dir: fields[0], UnsafeNoSync: fields[2] == "false"})
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	for p := range crashProjects {
		_, _ = l.Do(ctx, streamstest.Start(crashProject(p))) // started in an earlier round perhaps
	}
	fmt.Println("ready")
	var out sync.Mutex
	say := func(what, id string) {
		out.Lock()
		defer out.Unlock()
		fmt.Println(what, id)
	}
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for {
				id := uuid.NewString()
				say("send", id)
				if _, err := l.Do(ctx, crashCommand(id)); err != nil {
					say("error", err.Error())
					return
				}
				say("saved", id)
			}
		})
	}
	all.Wait()
	return 1
}

func crashProject(n int) string { return fmt.Sprintf("crash %d", n) }

// crashCommand is the same command for the same id: two events, so that half of it would show.
func crashCommand(id string) domain.Command {
	project := crashProject(int(id[0]+id[1]) % crashProjects)
	c := streamstest.Surprise(project, "one of "+id)
	c.ID = id
	c.Drafts = append(c.Drafts, streamstest.Surprise(project, "two of "+id).Drafts...)
	return c
}

// writer is a child at work.
type writer struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
	sent  map[string]bool
	saved map[string]bool
}

func startWriter(t *testing.T, dir string, writers int, sync bool) *writer {
	t.Helper()
	w := &writer{cmd: exec.Command(os.Args[0], "-test.run=^$"), sent: map[string]bool{}, saved: map[string]bool{}}
	w.cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %v", childVariable, dir, writers, sync))
	w.cmd.Stderr = os.Stderr
	out, err := w.cmd.StdoutPipe()
	must(t, err)
	w.lines = bufio.NewScanner(out)
	must(t, w.cmd.Start())
	for w.lines.Scan() && w.lines.Text() != "ready" {
		t.Log(w.lines.Text())
	}
	return w
}

// until reads what the child says until it has saved n commands, or to the end where n is 0.
func (w *writer) until(t *testing.T, n int) {
	t.Helper()
	for (n == 0 || len(w.saved) < n) && w.lines.Scan() {
		what, id, _ := strings.Cut(w.lines.Text(), " ")
		switch what {
		case "send":
			w.sent[id] = true
		case "saved":
			w.saved[id] = true
		default:
			t.Errorf("the child says %q", w.lines.Text())
		}
	}
}

// kill ends the child as kill -9 does and reads the rest of what it said.
func (w *writer) kill(t *testing.T) {
	t.Helper()
	must(t, w.cmd.Process.Kill())
	w.until(t, 0)
	_ = w.cmd.Wait() // says that it was killed
}
