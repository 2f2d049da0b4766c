// Package console is the Unix socket on which a running server does commands for the command line, so that
// one process alone has the data folder. It carries arguments, input, output and an exit code, and knows
// nothing of what the commands are. Whoever may open the socket is the operator: there is no sign-in.
//
// A frame is one byte for its kind, four bytes for the length (big-endian) and the payload. The client opens
// with request; the server then answers with output, faults and wishes for input until exit, which is last:
//
//	R  client  request: JSON {"version","args","dir","terminal","width","env"}
//	W  server  wants input: the client answers with one I or E, whenever it has it
//	I  client  input
//	E  client  end of input; the payload says why, where it did not end well
//	O  server  standard output
//	M  server  standard error (messages)
//	X  server  exit code, in decimal
//	F  server  fault: a sentence; the command was not done, or not to its end
//
// Input is only sent when it is wanted, so a command that reads nothing takes nothing from the client's
// input, and the server always sees when a client goes away.
package console

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
)

// Request is one command: what the client sends and what the server runs.
type Request struct {
	Args     []string          `json:"args"`
	Dir      string            `json:"dir"`                // the client's working directory, absolute
	Terminal bool              `json:"terminal,omitempty"` // the client's standard output is a terminal
	Width    int               `json:"width,omitempty"`    // of that terminal, in characters; 0: not known
	Env      map[string]string `json:"env,omitempty"`      // only the variables of EnvNames

	Stdin  io.Reader `json:"-"` // nil: empty
	Stdout io.Writer `json:"-"` // nil: thrown away
	Stderr io.Writer `json:"-"` // nil: thrown away
}

// EnvNames are the variables that a request carries; all others stay with the client.
func EnvNames() []string { return []string{"LANG", "NO_COLOR"} }

// opening is the payload of R.
type opening struct {
	Version int `json:"version"`
	Request
}

const (
	version     = 1
	maxRequest  = 1 << 20  // bytes of R
	maxPayload  = 64 << 10 // bytes of any other frame
	headerBytes = 5
)

type kind byte

const (
	request  kind = 'R'
	want     kind = 'W'
	input    kind = 'I'
	inputEnd kind = 'E'
	output   kind = 'O'
	message  kind = 'M'
	exit     kind = 'X'
	fault    kind = 'F'
)

// wire sends and receives frames. Many may send at once; one may receive.
type wire struct {
	net.Conn
	in *bufio.Reader
	mu sync.Mutex
}

func newWire(c net.Conn) *wire { return &wire{Conn: c, in: bufio.NewReader(c)} }

func (w *wire) send(k kind, payload []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	head := append(make([]byte, 0, headerBytes+len(payload)), byte(k))
	head = binary.BigEndian.AppendUint32(head, uint32(len(payload)))
	_, err := w.Write(append(head, payload...))
	return err
}

// receive returns the next frame; io.EOF where the other side closed between two frames.
func (w *wire) receive() (kind, []byte, error) {
	var head [headerBytes]byte
	if _, err := io.ReadFull(w.in, head[:]); err != nil {
		return 0, nil, err
	}
	k, n := kind(head[0]), binary.BigEndian.Uint32(head[1:])
	most := uint32(maxPayload)
	if k == request {
		most = maxRequest
	}
	if n > most {
		return k, nil, &protocolError{fmt.Sprintf("a frame %q of %d bytes is too large; at most %d", k, n, most)}
	}
	payload := make([]byte, n)
	_, err := io.ReadFull(w.in, payload)
	return k, payload, err
}

// frames is a writer whose bytes go out as frames of one kind.
type frames struct {
	w *wire
	k kind
}

func (f frames) Write(p []byte) (int, error) {
	for sent := 0; sent < len(p); {
		n := min(len(p)-sent, maxPayload)
		if err := f.w.send(f.k, p[sent:sent+n]); err != nil {
			return sent, err
		}
		sent += n
	}
	return len(p), nil
}

// protocolError is what the other side did wrong.
type protocolError struct{ what string }

func (e *protocolError) Error() string { return e.what }
