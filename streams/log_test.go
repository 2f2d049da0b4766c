package streams_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// TestCommandsThatWaitShareACommit holds one commit up until ten commands wait behind it.
func TestCommandsThatWaitShareACommit(t *testing.T) {
	f := streamstest.NewFaulty(streamstest.NewMemory())
	l := streams.New(f, streams.Options{})
	streamstest.Do(t, l, streamstest.Start("p"))
	reached, release := f.Hold()
	var all sync.WaitGroup
	same := streamstest.Surprise("p", "sent twice")
	for i := range 11 {
		c := streamstest.Surprise("p", fmt.Sprint(i))
		if i > 8 {
			c = same
		}
		all.Go(func() { streamstest.Do(t, l, c) })
		<-reached // the first is on its way alone; the others wait behind it
		for streams.Waiting(l, "p") < i {
			runtime.Gosched()
		}
	}
	release()
	all.Wait()
	commits := streamstest.All(t, l)
	if len(commits) != 3 || len(commits[2].Events) != 9 {
		t.Fatalf("%d commits, the last of %d events; want 3 and 9", len(commits), len(commits[len(commits)-1].Events))
	}
	must(t, l.Close())
}

// TestGivingUpWaiting: when the caller goes, its command does not, and the answer says so.
func TestGivingUpWaiting(t *testing.T) {
	f := streamstest.NewFaulty(streamstest.NewMemory())
	l := streams.New(f, streams.Options{})
	streamstest.Do(t, l, streamstest.Start("p"))
	reached, release := f.Hold()
	ctx, cancel := context.WithCancel(context.Background())
	c := streamstest.Surprise("p", "still on its way")
	answered := make(chan error)
	go func() {
		_, err := l.Do(ctx, c)
		answered <- err
	}()
	<-reached
	cancel()
	err := <-answered
	release()
	if domain.KindOf(err) != domain.Unavailable {
		t.Fatalf("the answer is %v; want Unavailable", err)
	}
	if r := streamstest.Do(t, l, c); r.Position != 2 || !r.Repeated {
		t.Fatalf("sent again it got %+v; want the receipt of what was recorded", r)
	}
	must(t, l.Close())
}

// TestSilence: where no answer ever comes the log is asked, and what it cannot tell is not told.
func TestSilence(t *testing.T) {
	lost := make([]streamstest.Fault, 40)
	for i := range lost {
		lost[i] = streamstest.LostSend
	}
	l := streams.New(streamstest.NewFaulty(streamstest.NewMemory(), lost...), streams.Options{})
	_, err := l.Do(context.Background(), streamstest.Start("p"))
	if domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "not known yet") {
		t.Fatalf("the answer is %v; want that it is not known", err)
	}
	must(t, l.Close())
}

// TestFewStatesKept records in more projects than the log keeps in mind.
func TestFewStatesKept(t *testing.T) {
	l := streams.New(streamstest.NewMemory(), streams.Options{Projects: 2})
	for round := range 3 {
		for p := range 6 {
			name := fmt.Sprint(p)
			if round == 0 {
				streamstest.Do(t, l, streamstest.Start(name))
			}
			if r := streamstest.Do(t, l, streamstest.Surprise(name, "x")); r.Position != uint64(round+2) {
				t.Fatalf("project %d: position %d; want %d", p, r.Position, round+2)
			}
		}
	}
	if n := streams.Kept(l); n > 2 {
		t.Errorf("%d states are kept; want 2", n)
	}
	must(t, l.Close())
}

func TestAppendRefusesWhatIsNoCommit(t *testing.T) {
	l := streams.New(streamstest.NewMemory(), streams.Options{})
	e := streamstest.Do(t, l, streamstest.Start("p")).Events[0]
	second, third, other := e, e, e
	second.Position, third.Position, other.Project = 2, 4, "q"
	for name, events := range map[string][]domain.Event{"nothing": nil, "a hole": {second, third}, "another project": {other}} {
		if _, err := l.Append(context.Background(), "p", 1, events); domain.KindOf(err) != domain.Invalid {
			t.Errorf("%s: %v; want Invalid", name, err)
		}
	}
	must(t, l.Close())
}

// TestDeviceFull fills a small device: what was answered is there, and with room again saving goes on.
func TestDeviceFull(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root to mount a file system")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no file system can be mounted here: %v %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() })
	ballast := filepath.Join(dir, "ballast")
	must(t, os.WriteFile(ballast, make([]byte, 12<<20), 0o600))
	l := openAt(t, filepath.Join(dir, "store"))
	streamstest.Do(t, l, streamstest.Start("p"))
	saved, large := 0, strings.Repeat("a long text ", 1600)
	var err error
	for err == nil {
		if _, err = l.Do(context.Background(), streamstest.Surprise("p", large)); err == nil {
			saved++
		}
	}
	if domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "the storage is full") {
		t.Fatalf("on a full device: %v", err)
	}
	if n := len(streamstest.All(t, l)); n != saved+1 {
		t.Fatalf("%d commits; %d were answered", n, saved+1)
	}
	must(t, os.Remove(ballast))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for err = errors.New("not tried"); err != nil && ctx.Err() == nil; {
		_, err = l.Do(ctx, streamstest.Surprise("p", "room again"))
	}
	must(t, err)
	must(t, l.Close())
}

// TestAPanicEndsOneCommand: a rule that breaks takes its own command with it and nobody else's.
func TestAPanicEndsOneCommand(t *testing.T) {
	l := streams.New(streamstest.NewMemory(), streams.Options{})
	streamstest.Do(t, l, streamstest.Start("p"))
	broken := streamstest.Surprise("p", "x")
	broken.Drafts[0].Body = (*domain.SurpriseNoticed)(nil)
	if _, err := l.Do(t.Context(), broken); domain.KindOf(err) != domain.Internal {
		t.Errorf("got %v, want an internal error", err)
	}
	if r := streamstest.Do(t, l, streamstest.Surprise("p", "after it")); r.Position != 2 {
		t.Errorf("the next entry is number %d, want 2", r.Position)
	}
	must(t, l.Close())
}

// TestStatesAreBoundedByWhatTheyKnow: large projects are forgotten before there are many of them.
func TestStatesAreBoundedByWhatTheyKnow(t *testing.T) {
	l := streams.New(streamstest.NewMemory(), streams.Options{Entries: 10})
	for i := range 5 {
		p := fmt.Sprint("p", i)
		streamstest.Do(t, l, streamstest.Start(p))
		for range 4 {
			streamstest.Do(t, l, streamstest.Surprise(p, "x"))
		}
	}
	must(t, l.Close())
	if kept := streams.Kept(l); kept > 3 {
		t.Errorf("%d states of 5 entries each are kept where 10 entries may be", kept)
	}
}
