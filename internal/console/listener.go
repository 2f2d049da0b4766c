package console

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"

	"github.com/desirelines/desirelines/domain"
)

const (
	socketName = "console.sock"
	// maxPath is what every system takes as the path of a Unix socket, the closing zero byte left out.
	maxPath = 103
	// privateName is as long as a folder of os.MkdirTemp can make it, with its separators and a name in it.
	privateName = "/.console-1234567890/s"
)

// Listener is the socket of one data folder.
type Listener struct {
	net.Listener
	path string
	own  os.FileInfo // the socket as we made it
	temp string      // a folder of our own around it, or empty
	once sync.Once
	err  error // of closing
}

// Listen opens the socket of a data folder, for its owner alone (mode 0600). Where the path in the folder
// would be longer than a system allows, the socket lies in a fresh folder of its own (mode 0700); Path says
// where. A socket nobody listens on is replaced. The caller holds the folder's lock; where somebody
// listens all the same, or another file has the name, the error is Unavailable.
func Listen(dir string) (*Listener, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	l := &Listener{}
	if len(dir)+len(privateName) > maxPath {
		if l.temp, err = shortFolder(); err != nil {
			return nil, fmt.Errorf("folder for the socket: %w", err)
		}
		dir = l.temp
	}
	l.path = filepath.Join(dir, socketName)
	if err := free(l.path); err != nil {
		return nil, err
	}
	if err := l.bind(dir); err != nil {
		l.removeTemp()
		return nil, fmt.Errorf("open the socket %s: %w", l.path, err)
	}
	return l, nil
}

// At is the path of the socket in a data folder, where there is one; somebody who was killed may have left it.
func At(dir string) (path string, found bool) {
	path = filepath.Join(dir, socketName)
	info, err := os.Lstat(path)
	return path, err == nil && info.Mode().Type() == fs.ModeSocket
}

// bind makes the socket where nobody else can reach it and moves it into place once its mode is
// right, so that there is no moment in which another user could connect.
func (l *Listener) bind(dir string) error {
	private, err := os.MkdirTemp(dir, ".console-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(private) }()
	made := filepath.Join(private, "s")
	unix, err := net.ListenUnix("unix", &net.UnixAddr{Name: made, Net: "unix"})
	if err != nil {
		return err
	}
	l.Listener = unix
	if err = os.Chmod(made, 0o600); err == nil {
		if l.own, err = os.Lstat(made); err == nil {
			err = os.Rename(made, l.path)
		}
	}
	if err != nil {
		_ = unix.Close()
	}
	return err
}

// Path is where the socket lies, for the lock file to name.
func (l *Listener) Path() string { return l.path }

// Close stops listening and takes the socket away, unless another one has its name by now. It may be called
// often and by many; all return when it is done.
func (l *Listener) Close() error {
	l.once.Do(func() {
		l.err = l.Listener.Close()
		if info, err := os.Lstat(l.path); err == nil && os.SameFile(info, l.own) {
			_ = os.Remove(l.path)
		}
		l.removeTemp()
	})
	return l.err
}

func (l *Listener) removeTemp() {
	if l.temp != "" {
		_ = os.Remove(l.temp)
	}
}

// free checks that the path may be taken: nothing there, or a socket that nobody listens on.
func free(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if info.Mode().Type() != os.ModeSocket {
		return &domain.Error{Kind: domain.Unavailable, Message: "another file has the name of the socket", Value: path, Want: "move it away"}
	}
	if c, err := net.Dial("unix", path); err == nil {
		_ = c.Close()
		return &domain.Error{Kind: domain.Unavailable, Message: "another server listens on the socket", Value: path, Want: "stop it first"}
	}
	return nil
}

// shortFolder makes a folder that only we can enter and whose path leaves room for a socket.
func shortFolder() (string, error) {
	parent := os.TempDir()
	if len(parent)+len("/desirelines-1234567890")+len(privateName) > maxPath {
		parent = "/tmp"
	}
	return os.MkdirTemp(parent, "desirelines-")
}
