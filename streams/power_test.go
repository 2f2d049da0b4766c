package streams_test

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// TestPowerLoss writes to a file system that lies in a file, stops the writer, and copies that file:
// what the copy holds is what a disk would after the power failed, since whatever was not forced out
// is still in the kernel's memory. With fsync nothing that was answered may be missing in the copy.
// The control is the same without fsync: there much must be missing, else this test shows nothing.
func TestPowerLoss(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root to mount a file system")
	}
	if lost, saved := powerLoss(t, true); lost != 0 || saved == 0 {
		t.Errorf("with fsync %d of %d saved commands were lost; want 0", lost, saved)
	}
	if lost, saved := powerLoss(t, false); lost == 0 {
		t.Errorf("without fsync 0 of %d saved commands were lost: this test would not notice a loss", saved)
	}
}

func powerLoss(t *testing.T, sync bool) (lost, saved int) {
	t.Helper()
	folder := t.TempDir()
	image, copied := filepath.Join(folder, "disk"), filepath.Join(folder, "copy")
	makeDisk(t, image)
	at := mount(t, image, filepath.Join(folder, "mnt"))
	w := startWriter(t, filepath.Join(at, "store"), 16, sync)
	w.until(t, 2000)
	must(t, w.cmd.Process.Signal(unix.SIGSTOP))
	var status unix.WaitStatus
	_, err := unix.Wait4(w.cmd.Process.Pid, &status, unix.WUNTRACED, nil) // until it has stopped
	must(t, err)
	copyDisk(t, image, copied)
	w.kill(t)
	if staged, err := os.Readlink(filepath.Join(at, "store", stagingLink)); err == nil {
		must(t, os.RemoveAll(staged)) // memory is lost with the power
	} else if sync && !os.IsNotExist(err) {
		t.Error(err)
	}
	unmount(t, at)

	after := mount(t, copied, filepath.Join(folder, "after"))
	defer unmount(t, after)
	l, err := streams.Open(t.Context(), streams.Options{Dir: filepath.Join(after, "store")})
	if err != nil {
		if sync {
			t.Fatalf("after the power failure the store does not open: %v", err)
		}
		return len(w.saved), len(w.saved)
	}
	stored := streamstest.Commands(t, l)
	must(t, l.Close())
	for id := range w.saved {
		if stored[id] != 2 {
			lost++
		}
	}
	t.Logf("fsync %v: %d of %d saved commands lost", sync, lost, len(w.saved))
	return lost, len(w.saved)
}

func makeDisk(t *testing.T, image string) {
	t.Helper()
	f, err := os.Create(image)
	must(t, err)
	must(t, f.Truncate(128<<20))
	must(t, f.Close())
	if out, err := exec.Command("mkfs.ext4", "-q", "-F", image).CombinedOutput(); err != nil {
		t.Skipf("no ext4 can be made here: %v %s", err, out)
	}
}

func mount(t *testing.T, image, at string) string {
	t.Helper()
	must(t, os.MkdirAll(at, 0o700))
	if out, err := exec.Command("mount", "-o", "loop", image, at).CombinedOutput(); err != nil {
		t.Skipf("no file system can be mounted here: %v %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", at).Run() }) // where the test ended early
	return at
}

func unmount(t *testing.T, at string) {
	t.Helper()
	if out, err := exec.Command("umount", at).CombinedOutput(); err != nil {
		t.Errorf("umount: %v %s", err, out)
	}
}

func copyDisk(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	must(t, err)
	defer func() { _ = in.Close() }()
	out, err := os.Create(to)
	must(t, err)
	_, err = io.Copy(out, in)
	must(t, err)
	must(t, out.Close())
}
