package console

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// Server does commands that come over a socket, many at once.
type Server struct {
	// Run does one command and returns its exit code. ctx ends when the client goes away or the server must
	// stop. It may use the streams of the request until it returns.
	Run func(ctx context.Context, r Request) (exit int)
	// Grace is how long a running command may go on when the server stops, and once more as long after
	// its ctx ended; 0: five seconds.
	Grace time.Duration
	// Log hears of commands that panic and of clients that break the protocol; nil: nobody does.
	Log *slog.Logger
}

// Serve answers on l until ctx ends, and closes l. It takes no new commands then and waits for the running
// ones, twice Grace at most; an error says that one did not stop.
func (s *Server) Serve(ctx context.Context, l *Listener) error {
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = l.Close() })()
	var talks sync.WaitGroup
	err := accept(ctx, l, func(c net.Conn) {
		talks.Go(func() { s.talk(ctx, running, newWire(c)) })
	})
	_ = l.Close()
	done := make(chan struct{})
	go func() { talks.Wait(); close(done) }()
	if !s.within(done) {
		cancel()
		if !s.within(done) && err == nil {
			err = errors.New("a command did not stop in time")
		}
	}
	return err
}

func (s *Server) grace() time.Duration {
	if s.Grace == 0 {
		return 5 * time.Second
	}
	return s.Grace
}

func (s *Server) within(done <-chan struct{}) bool {
	timer := time.NewTimer(s.grace())
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// accept hands every connection to take until ctx ends or l is closed. What passes, such as too many
// open files, is waited out.
func accept(ctx context.Context, l net.Listener, take func(net.Conn)) error {
	for {
		c, err := l.Accept()
		switch {
		case err == nil:
			take(c)
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			return err
		default:
			select {
			case <-ctx.Done():
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
}

// talk does one command. serving ends when no new command is taken, running when the old ones must stop.
func (s *Server) talk(serving, running context.Context, w *wire) {
	defer func() { _ = w.Close() }()
	stop := context.AfterFunc(serving, func() { _ = w.SetReadDeadline(time.Now()) })
	r, err := open(w)
	if !stop() {
		_ = w.send(fault, []byte("it is stopping"))
		return
	}
	if err != nil {
		s.complain(w, err)
		return
	}
	ctx, cancel := context.WithCancel(running)
	// A client that reads no more must not keep us from stopping.
	defer context.AfterFunc(running, func() { _ = w.SetWriteDeadline(time.Now().Add(s.grace() / 2)) })()
	in := &inputReader{ctx: ctx, w: w, chunks: make(chan chunk, 1)}
	listening := make(chan struct{})
	go func() {
		defer close(listening)
		defer cancel()
		s.complain(w, in.listen())
	}()
	r.Stdin, r.Stdout, r.Stderr = in, frames{w, output}, frames{w, message}
	s.run(ctx, w, r)
	cancel()
	_ = w.Close()
	<-listening
}

func (s *Server) run(ctx context.Context, w *wire, r Request) {
	defer func() {
		if p := recover(); p != nil {
			if s.Log != nil {
				s.Log.Error("a command panicked", "panic", p, "stack", string(debug.Stack()))
			}
			_ = w.send(message, []byte("the command failed inside the server; its log says more\n"))
			_ = w.send(exit, strconv.AppendInt(nil, int64(domain.Internal.ExitCode()), 10))
		}
	}()
	code := s.Run(ctx, r)
	_ = w.send(exit, strconv.AppendInt(nil, int64(code), 10))
}

// complain tells a client what it did wrong; one that only left is not to blame.
func (s *Server) complain(w *wire, err error) {
	var wrong *protocolError
	if !errors.As(err, &wrong) {
		return
	}
	if s.Log != nil {
		s.Log.Warn("a client broke the protocol of the socket", "error", wrong)
	}
	_ = w.send(fault, []byte(wrong.what))
}

// open reads the request that begins every talk. A client has ten seconds for it.
func open(w *wire) (Request, error) {
	if err := w.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return Request{}, err
	}
	k, payload, err := w.receive()
	if err != nil {
		return Request{}, err
	}
	var o opening
	if k != request {
		return Request{}, &protocolError{fmt.Sprintf("the first frame is %q; it must be a request", k)}
	}
	if err := json.Unmarshal(payload, &o); err != nil {
		return Request{}, &protocolError{"the request is not JSON of the right form"}
	}
	if o.Version != version {
		return Request{}, &protocolError{fmt.Sprintf("the server speaks version %d of the protocol and not %d; use the same program as the server, or start the server again", version, o.Version)}
	}
	if !filepath.IsAbs(o.Dir) {
		return Request{}, &protocolError{fmt.Sprintf("the directory %q is not absolute", o.Dir)}
	}
	for name := range o.Env {
		if !slices.Contains(EnvNames(), name) {
			delete(o.Env, name)
		}
	}
	return o.Request, w.SetReadDeadline(time.Time{})
}

// chunk is one answer to a wish for input.
type chunk struct {
	bytes []byte
	end   error // nil, or why nothing comes after it
}

// inputReader is the standard input of a command. Read wants a chunk, listen delivers it.
type inputReader struct {
	ctx    context.Context
	w      *wire
	chunks chan chunk
	rest   chunk
}

func (in *inputReader) Read(p []byte) (int, error) {
	for len(in.rest.bytes) == 0 {
		if in.rest.end != nil {
			return 0, in.rest.end
		}
		if len(p) == 0 {
			return 0, nil
		}
		if err := in.w.send(want, nil); err != nil {
			return 0, err
		}
		select {
		case in.rest = <-in.chunks:
		case <-in.ctx.Done():
			return 0, in.ctx.Err()
		}
	}
	n := copy(p, in.rest.bytes)
	in.rest.bytes = in.rest.bytes[n:]
	return n, nil
}

// listen takes what the client sends until it goes away, and says how that was. It never waits for the command: input that nobody
// asked for is an error.
func (in *inputReader) listen() error {
	for {
		k, payload, err := in.w.receive()
		if err != nil {
			return err
		}
		c := chunk{bytes: payload}
		switch {
		case k == inputEnd && len(payload) == 0:
			c.end = io.EOF
		case k == inputEnd:
			c = chunk{end: errors.New(string(payload))}
		case k != input:
			return &protocolError{fmt.Sprintf("a frame %q is not for a client to send now", k)}
		}
		select {
		case in.chunks <- c:
		default:
			return &protocolError{"this input was not asked for"}
		}
	}
}
