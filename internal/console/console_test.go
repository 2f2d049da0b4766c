package console

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"go.uber.org/goleak"

	"github.com/desirelines/desirelines/domain"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type run = func(ctx context.Context, r Request) int

// serve runs a server with a socket of its own until the test ends; stop ends it earlier.
func serve(t *testing.T, do run) (path string, stop func() error) {
	t.Helper()
	return serveWith(t, &Server{Run: do, Grace: time.Minute})
}

func serveWith(t *testing.T, s *Server) (path string, stop func() error) {
	t.Helper()
	l, err := Listen(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()
	stop = sync.OnceValue(func() error { cancel(); return <-served })
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return l.Path(), stop
}

// call makes a request with the arguments and returns what came back.
func call(t *testing.T, path string, in io.Reader, args ...string) (code int, out, messages string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code, err := Call(t.Context(), path, Request{Args: args, Dir: "/", Stdin: in, Stdout: &stdout, Stderr: &stderr})
	if err != nil {
		t.Fatal(err)
	}
	return code, stdout.String(), stderr.String()
}

func TestACommandIsDoneAsItWasSaid(t *testing.T) {
	var got Request
	path, _ := serve(t, func(_ context.Context, r Request) int {
		got = r
		_, _ = io.WriteString(r.Stdout, "answer")
		_, _ = io.WriteString(r.Stderr, "message")
		return 8
	})
	var stdout, stderr bytes.Buffer
	said := Request{Args: []string{"record", "surprise", "--what", "–\x00 \n"}, Dir: "/a place", Terminal: true, Width: 80,
		Env: map[string]string{"LANG": "de", "NO_COLOR": "", "SECRET": "x"}, Stdout: &stdout, Stderr: &stderr}
	code, err := Call(t.Context(), path, said)
	if err != nil || code != 8 || stdout.String() != "answer" || stderr.String() != "message" {
		t.Errorf("got %d %v %q %q", code, err, &stdout, &stderr)
	}
	want := Request{Args: said.Args, Dir: said.Dir, Terminal: true, Width: 80, Env: map[string]string{"LANG": "de", "NO_COLOR": ""}}
	got.Stdin, got.Stdout, got.Stderr = nil, nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the server got %+v, want %+v", got, want)
	}
	if _, named := said.Env["SECRET"]; !named {
		t.Error("the caller's own request was changed")
	}
}

// echo answers each line as soon as it has it.
func echo(_ context.Context, r Request) int {
	in := bufio.NewScanner(r.Stdin)
	for in.Scan() {
		_, _ = fmt.Fprintf(r.Stdout, "saved %s\n", in.Text())
	}
	if err := in.Err(); err != nil {
		_, _ = fmt.Fprint(r.Stderr, err)
		return 1
	}
	return 0
}

func TestEachLineIsAnsweredBeforeTheNextIsSent(t *testing.T) {
	path, _ := serve(t, echo)
	typed, keyboard := io.Pipe()
	screen, shown := io.Pipe()
	done := make(chan int, 1)
	go func() {
		code, err := Call(t.Context(), path, Request{Dir: "/", Stdin: typed, Stdout: shown})
		if err != nil {
			t.Error(err)
		}
		done <- code
	}()
	answers := bufio.NewReader(screen)
	for _, word := range []string{"one", "two", "three"} {
		_, _ = io.WriteString(keyboard, word+"\n")
		if got, err := answers.ReadString('\n'); got != "saved "+word+"\n" {
			t.Fatalf("got %q, %v", got, err)
		}
	}
	_ = keyboard.Close()
	if code := <-done; code != 0 {
		t.Errorf("exit %d", code)
	}
}

func TestMuchGoesThroughUnchanged(t *testing.T) {
	path, _ := serve(t, func(_ context.Context, r Request) int {
		_, _ = io.Copy(r.Stdout, r.Stdin)
		return 0
	})
	much := strings.Repeat("0123456789abcdef", 300_000)
	code, out, _ := call(t, path, iotest.DataErrReader(strings.NewReader(much)))
	if code != 0 || out != much {
		t.Errorf("exit %d; %d bytes came back of %d", code, len(out), len(much))
	}
}

func TestAReadErrorReachesTheCommand(t *testing.T) {
	path, _ := serve(t, echo)
	in := io.MultiReader(strings.NewReader("one\n"), iotest.ErrReader(errors.New("the disk is gone")))
	code, out, messages := call(t, path, in)
	if code != 1 || out != "saved one\n" || messages != "the disk is gone" {
		t.Errorf("got %d %q %q", code, out, messages)
	}
}

func TestInputThatNobodyWantsIsNotRead(t *testing.T) {
	path, _ := serve(t, func(context.Context, Request) int { return 0 })
	in := strings.NewReader("for the next command")
	if code, _, _ := call(t, path, in); code != 0 || in.Len() != len("for the next command") {
		t.Errorf("exit %d; %d bytes are left", code, in.Len())
	}
}

// TestAClientThatLeavesCancelsItsCommand, whatever the command is waiting for.
func TestAClientThatLeavesCancelsItsCommand(t *testing.T) {
	tests := map[string]func(ctx context.Context, r Request){
		"for ctx":   func(ctx context.Context, _ Request) { <-ctx.Done() },
		"for input": func(_ context.Context, r Request) { _, _ = r.Stdin.Read(make([]byte, 1)) },
		"to write": func(_ context.Context, r Request) {
			for {
				if _, err := r.Stdout.Write(make([]byte, maxPayload)); err != nil {
					return
				}
			}
		},
	}
	for name, wait := range tests {
		t.Run(name, func(t *testing.T) {
			begun, ended := make(chan struct{}), make(chan error, 1)
			path, _ := serve(t, func(ctx context.Context, r Request) int {
				close(begun)
				wait(ctx, r)
				<-ctx.Done()
				ended <- ctx.Err()
				return 0
			})
			ctx, cancel := context.WithCancel(t.Context())
			blocked, closeBlocked := io.Pipe()
			defer func() { _ = closeBlocked.Close() }()
			go func() { <-begun; cancel() }()
			_, err := Call(ctx, path, Request{Dir: "/", Stdin: blocked, Stdout: stuck{ctx}})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the client got %v", err)
			}
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("the command got %v", err)
			}
		})
	}
}

// stuck is an output that takes nothing until ctx ends.
type stuck struct{ ctx context.Context }

func (s stuck) Write([]byte) (int, error) { <-s.ctx.Done(); return 0, s.ctx.Err() }

func TestAStoppingServerWaitsForItsCommands(t *testing.T) {
	begun, goOn := make(chan struct{}), make(chan struct{})
	path, stop := serve(t, func(ctx context.Context, r Request) int {
		close(begun)
		<-goOn
		if ctx.Err() != nil {
			return 1
		}
		_, _ = io.WriteString(r.Stdout, "saved")
		return 0
	})
	stopped := make(chan error, 1)
	go func() {
		<-begun
		idle, err := net.Dial("unix", path) // one that says nothing does not hold it up
		if err != nil {
			t.Error(err)
		}
		defer func() { _ = idle.Close() }()
		go func() { stopped <- stop() }()
		for { // until the socket is gone
			if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
				break
			}
			runtime.Gosched()
		}
		if _, err := Call(t.Context(), path, Request{Dir: "/"}); !errors.Is(err, ErrNobody) || domain.KindOf(err) != domain.Unavailable {
			t.Errorf("a stopping server took a command: %v", err)
		}
		close(goOn)
	}()
	if code, out, _ := call(t, path, nil); code != 0 || out != "saved" {
		t.Errorf("got %d %q", code, out)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestAStoppingServerCancelsWhatTakesTooLong(t *testing.T) {
	begun := make(chan struct{})
	path, stop := serveWith(t, &Server{Grace: 100 * time.Millisecond, Run: func(ctx context.Context, _ Request) int {
		close(begun)
		<-ctx.Done()
		return 7
	}})
	go func() { <-begun; _ = stop() }()
	if code, _, _ := call(t, path, nil); code != 7 {
		t.Errorf("exit %d", code)
	}
}

func TestAClientThatReadsNothingDoesNotKeepAServerFromStopping(t *testing.T) {
	written := make(chan struct{}, 1)
	path, stop := serveWith(t, &Server{Grace: time.Second, Run: func(_ context.Context, r Request) int {
		for {
			if _, err := r.Stdout.Write(make([]byte, maxPayload)); err != nil {
				return 1
			}
			select {
			case written <- struct{}{}:
			default:
			}
		}
	}})
	c, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := io.WriteString(c, frame(request, goodRequest)); err != nil {
		t.Fatal(err)
	}
	<-written
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestAPanicEndsOneCommandOnly(t *testing.T) {
	path, _ := serve(t, func(_ context.Context, r Request) int {
		if len(r.Args) > 0 {
			panic("a fault")
		}
		return 0
	})
	if code, _, messages := call(t, path, nil, "now"); code != 1 || messages != "the command failed inside the server; its log says more\n" {
		t.Errorf("got %d %q", code, messages)
	}
	if code, _, _ := call(t, path, nil); code != 0 {
		t.Errorf("afterwards: exit %d", code)
	}
}

func frame(k kind, payload string) string {
	return string(binary.BigEndian.AppendUint32([]byte{byte(k)}, uint32(len(payload)))) + payload
}

const goodRequest = `{"version":1,"args":["wait"],"dir":"/"}`

func TestAClientThatSpeaksWronglyIsTold(t *testing.T) {
	path, _ := serve(t, func(ctx context.Context, r Request) int {
		if len(r.Args) > 0 {
			<-ctx.Done()
		}
		return 0
	})
	tests := map[string]struct{ sent, told string }{
		"HTTP":               {"GET / HTTP/1.1\r\n\r\n", `a frame 'G' of 1163141167 bytes is too large; at most 65536`},
		"no request":         {frame(input, "x"), `the first frame is 'I'; it must be a request`},
		"no JSON":            {frame(request, "x"), `the request is not JSON of the right form`},
		"wrong type":         {frame(request, `{"version":1,"args":3}`), `the request is not JSON of the right form`},
		"other version":      {frame(request, `{"version":2}`), `the server speaks version 1 of the protocol and not 2; use the same program as the server, or start the server again`},
		"no directory":       {frame(request, `{"version":1,"dir":"here"}`), `the directory "here" is not absolute`},
		"too long a request": {"R\x00\x10\x00\x01", `a frame 'R' of 1048577 bytes is too large; at most 1048576`},
		"too much input":     {frame(request, goodRequest) + "I\x00\x01\x00\x01", `a frame 'I' of 65537 bytes is too large; at most 65536`},
		"unwanted input":     {frame(request, goodRequest) + frame(input, "x") + frame(input, "y"), `this input was not asked for`},
		"a server's frame":   {frame(request, goodRequest) + frame(exit, "0"), `a frame 'X' is not for a client to send now`},
		"two requests":       {frame(request, goodRequest) + frame(request, goodRequest), `a frame 'R' is not for a client to send now`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := net.Dial("unix", path)
			if err != nil {
				t.Fatal(err)
			}
			w := newWire(c)
			defer func() { _ = w.Close() }()
			if _, err := io.WriteString(w, tt.sent); err != nil {
				t.Fatal(err)
			}
			k, payload, err := w.receive()
			if err != nil || k != fault || string(payload) != tt.told {
				t.Errorf("got %q %q %v, want %q", k, payload, err, tt.told)
			}
			if code, _, _ := call(t, path, nil); code != 0 {
				t.Errorf("the next client: exit %d", code)
			}
		})
	}
}

func TestAFaultIsOneSentence(t *testing.T) {
	path, _ := serve(t, func(context.Context, Request) int { return 0 })
	_, err := Call(t.Context(), path, Request{Dir: "here"})
	const want = `the server did not do it: the directory "here" is not absolute`
	if domain.KindOf(err) != domain.Unavailable || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	_, err = Call(t.Context(), path, Request{Dir: "/", Args: []string{strings.Repeat("x", maxRequest)}})
	if domain.KindOf(err) != domain.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestAServerThatDiesIsUnavailable(t *testing.T) {
	l, err := Listen(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	go func() {
		c, err := l.Accept()
		if err != nil {
			t.Error(err)
			return
		}
		_, _, _ = newWire(c).receive()
		_ = c.Close()
	}()
	_, err = Call(t.Context(), l.Path(), Request{Dir: "/"})
	if domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "the server went away before the command was done; look whether it was") {
		t.Errorf("got %v", err)
	}
}

func TestTheSocketIsTheOwnersAlone(t *testing.T) {
	l, err := Listen(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(l.Path())
	if err != nil || info.Mode() != os.ModeSocket|0o600 {
		t.Errorf("the socket is %v, %v", info, err)
	}
	entries, err := os.ReadDir(filepath.Dir(l.Path()))
	if err != nil || len(entries) != 1 {
		t.Errorf("beside the socket lies %v, %v", entries, err)
	}
	for range 2 {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := os.Lstat(l.Path()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is still there: %v", err)
	}
}

func TestAPathTooLongBecomesAShortOne(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("long/", 30))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Path()) > maxPath {
		t.Errorf("%s has %d bytes", l.Path(), len(l.Path()))
	}
	folder := filepath.Dir(l.Path())
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("its folder is %v, %v", info, err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its folder is still there: %v", err)
	}
}

func TestOnlyASocketNobodyListensOnIsReplaced(t *testing.T) {
	dir, err := os.MkdirTemp("", "c") // short enough for the socket to lie in it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, socketName)

	stale, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	stale.SetUnlinkOnClose(false)
	if _, err := Listen(dir); domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "another server listens") {
		t.Errorf("beside a living one: %v", err)
	}
	_ = stale.Close()
	l, err := Listen(dir)
	if err != nil {
		t.Fatalf("in place of a stale one: %v", err)
	}
	if l.Path() != path {
		t.Errorf("it lies at %s", l.Path())
	}
	// One whose name another has taken leaves that one alone.
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	if _, err := Listen(dir); domain.KindOf(err) != domain.Unavailable || !strings.Contains(err.Error(), "another file has the name") {
		t.Errorf("in place of a file: %v", err)
	}
	if b, err := os.ReadFile(path); string(b) != "mine" {
		t.Errorf("the file was touched: %v", err)
	}
}
