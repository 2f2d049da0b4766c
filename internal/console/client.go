package console

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"syscall"

	"github.com/desirelines/desirelines/domain"
)

// ErrNobody is in the error of Call where nothing listens on the socket.
var ErrNobody = errors.New("nobody listens on the socket")

// Call has the server at path do a command and returns its exit code. It reads r.Stdin only when the command
// wants input. When ctx ends the command is cancelled and ctx's error returned; an error of r.Stdout or
// r.Stderr comes back as it is. Other errors are Unavailable: nobody listens (ErrNobody), the server went
// away before the end, or it refused; or Invalid: the arguments are too long.
// A read of r.Stdin that is under way when Call returns goes on, and what it reads is lost.
func Call(ctx context.Context, path string, r Request) (code int, err error) {
	c, err := new(net.Dialer).DialContext(ctx, "unix", path)
	if errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ENOENT) {
		return 0, fmt.Errorf("%w: %w", unavailable("the server does not answer on its socket", path, "start it again"), ErrNobody)
	}
	if err != nil {
		return 0, fmt.Errorf("%w: %w", unavailable("the socket of the server cannot be opened", path, "use the account that the server runs under"), err)
	}
	w := newWire(c)
	defer func() { _ = w.Close() }()
	defer context.AfterFunc(ctx, func() { _ = w.Close() })()
	if err := w.open(r); err != nil {
		return 0, err
	}
	code, err = w.follow(r)
	if ctx.Err() != nil && err != nil {
		return 0, ctx.Err()
	}
	return code, err
}

func (w *wire) open(r Request) error {
	env := map[string]string{}
	for name, value := range r.Env {
		if slices.Contains(EnvNames(), name) {
			env[name] = value
		}
	}
	r.Env = env
	payload, err := json.Marshal(opening{Version: version, Request: r})
	if err != nil {
		return err
	}
	if len(payload) > maxRequest {
		return &domain.Error{Kind: domain.Invalid, Message: "the command line is too long for a running server", Want: "give the texts with --file"}
	}
	// A server that refuses may do so before it has read everything; its answer says more than this error.
	_ = w.send(request, payload)
	return nil
}

// follow passes on what the server sends until its exit or fault.
func (w *wire) follow(r Request) (int, error) {
	wants := make(chan struct{}, 1)
	defer close(wants)
	go feed(w, r.Stdin, wants)
	for {
		k, payload, err := w.receive()
		if err != nil {
			return 0, fmt.Errorf("%w: %w", unavailable("the server went away before the command was done", "", "look whether it was, and say it again if not"), err)
		}
		switch k {
		case output:
			err = write(r.Stdout, payload)
		case message:
			err = write(r.Stderr, payload)
		case want:
			select {
			case wants <- struct{}{}:
			default:
			}
		case exit:
			return strconv.Atoi(string(payload))
		case fault:
			return 0, unavailable("the server did not do it: "+string(payload), "", "")
		default:
			err = &protocolError{fmt.Sprintf("the server sent an unknown frame %q", k)}
		}
		if err != nil {
			return 0, err
		}
	}
}

func write(to io.Writer, p []byte) error {
	if to == nil {
		return nil
	}
	_, err := to.Write(p)
	return err
}

// feed answers every wish with one piece of in, until in ends or wants is closed.
func feed(w *wire, in io.Reader, wants <-chan struct{}) {
	buf := make([]byte, maxPayload/2)
	for range wants {
		n, err := 0, io.EOF
		for in != nil {
			if n, err = in.Read(buf); n > 0 || err != nil {
				break
			}
		}
		switch {
		case n > 0:
			err = w.send(input, buf[:n]) // an error of in comes again with the next wish
		case errors.Is(err, io.EOF):
			err = w.send(inputEnd, nil)
		default:
			err = w.send(inputEnd, []byte(err.Error()))
		}
		if err != nil {
			return
		}
	}
}

func unavailable(message, value, want string) *domain.Error {
	return &domain.Error{Kind: domain.Unavailable, Message: message, Value: value, Want: want}
}
