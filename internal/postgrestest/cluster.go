// Package postgrestest starts a PostgreSQL of its own for tests: a throw-away cluster in a temporary folder, reached by a Unix socket
// there and by nobody else, run by an unprivileged user.
package postgrestest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Stop stops the cluster, where one was started, and removes its folder. TestMain of a package that asks for databases calls it last.
func Stop() {
	if started != nil {
		started.stop()
	}
}

// Database returns the address of an empty database that is the test's own; the test cleans it up. Where this machine has no
// PostgreSQL the test is skipped, or fails where DESIRELINES_STRICT is 1.
func Database(t testing.TB) string {
	t.Helper()
	c := running(t)
	name := fmt.Sprintf("test%d", number.Add(1))
	c.exec(t, "create database "+name)
	t.Cleanup(func() { c.exec(t, "drop database if exists "+name+" with (force)") })
	return c.url(name)
}

// Restart stops the server at once, as a crash would, and starts it again.
func Restart(t testing.TB) {
	t.Helper()
	Halt(t)()
}

// Halt stops the server at once, as a crash would; start starts it again. Who halts it starts it.
func Halt(t testing.TB) (start func()) {
	t.Helper()
	c := running(t)
	c.signal(syscall.SIGQUIT)
	return func() {
		t.Helper()
		if err := c.start(); err != nil {
			t.Fatal(err)
		}
	}
}

var (
	once    sync.Once
	started *cluster
	absent  error
	number  atomic.Int64
)

func running(t testing.TB) *cluster {
	t.Helper()
	once.Do(func() { started, absent = begin() })
	if absent != nil {
		if os.Getenv("DESIRELINES_STRICT") == "1" {
			t.Fatalf("PostgreSQL is needed: %v", absent)
		}
		t.Skipf("PostgreSQL is needed: %v", absent)
	}
	return started
}

// cluster is one server and its folder.
type cluster struct {
	bin, dir string
	server   *exec.Cmd
	user     *syscall.Credential // nil: who runs the tests
}

func begin() (*cluster, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "desirelines-pg")
	if err != nil {
		return nil, err
	}
	c := &cluster{bin: bin, dir: dir}
	if os.Getuid() == 0 { // the server refuses to run as root
		c.user = &syscall.Credential{Uid: 65534, Gid: 65534}
		if err := os.Chown(dir, 65534, 65534); err != nil {
			return nil, err
		}
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return nil, err
	}
	init := c.command("initdb", "--pgdata", filepath.Join(dir, "data"), "--username", "tests", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync")
	if out, err := init.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	return c, c.start()
}

// binaries returns the folder of the newest server that is installed.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if len(found) > 0 {
		slices.SortFunc(found, func(a, b string) int { return len(a) - len(b) + strings.Compare(a, b) })
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("postgres")
	if err != nil {
		return "", err
	}
	path, err = filepath.EvalSymlinks(path)
	return filepath.Dir(path), err
}

func (c *cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = c.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.user, Pdeathsig: syscall.SIGQUIT}
	return cmd
}

// start starts the server and waits until it answers.
func (c *cluster) start() error {
	c.server = c.command("postgres", "-D", filepath.Join(c.dir, "data"), "-k", c.dir, "-c", "listen_addresses=",
		"-c", "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "logging_collector=off")
	log, err := os.Create(filepath.Join(c.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	c.server.Stderr = log
	if err := c.server.Start(); err != nil {
		return err
	}
	deadline := time.Now().Add(30 * time.Second)
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		conn, err := pgx.Connect(ctx, c.url("postgres"))
		if err == nil {
			err = conn.Close(ctx)
			cancel()
			return err
		}
		cancel()
		if time.Now().After(deadline) {
			said, _ := os.ReadFile(filepath.Join(c.dir, "log"))
			return fmt.Errorf("the server does not answer: %w: %s", err, said)
		}
	}
}

func (c *cluster) signal(s syscall.Signal) {
	_ = c.server.Process.Signal(s)
	_ = c.server.Wait()
}

func (c *cluster) stop() {
	c.signal(syscall.SIGQUIT)
	_ = os.RemoveAll(c.dir)
}

func (c *cluster) url(database string) string {
	u := url.URL{Scheme: "postgres", User: url.User("tests"), Path: "/" + database, RawQuery: url.Values{"host": {c.dir}}.Encode()}
	return u.String()
}

func (c *cluster) exec(t testing.TB, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}
