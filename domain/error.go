package domain

import (
	"errors"
	"fmt"
	"strings"
)

// ErrorKind says what sort of thing went wrong. The table below is the only place
// where a kind becomes an HTTP status or an exit code.
type ErrorKind string

// The kinds of error.
const (
	Internal    ErrorKind = "internal"    // a fault of ours
	Usage       ErrorKind = "usage"       // the command line was wrong
	Invalid     ErrorKind = "invalid"     // the input was wrong; nothing was stored
	NotFound    ErrorKind = "not_found"   // what was asked for does not exist
	Conflict    ErrorKind = "conflict"    // somebody else was first, or the same command id came with other content
	Refused     ErrorKind = "refused"     // not allowed
	Unavailable ErrorKind = "unavailable" // storage full, folder held, cluster not reached; trying later may help
	Partial     ErrorKind = "partial"     // some of it was done; the answer lists what was refused
	Disagrees   ErrorKind = "disagrees"   // it was checked and does not agree
)

var errorTable = []struct {
	kind   ErrorKind
	status int
	exit   int
}{
	{Internal, 500, 1},
	{Usage, 400, 2},
	{Invalid, 422, 3},
	{NotFound, 404, 4},
	{Conflict, 409, 5},
	{Refused, 403, 6},
	{Unavailable, 503, 7},
	{Partial, 207, 8},
	{Disagrees, 409, 9},
}

// Error is one sentence for the person who gave the input: which value was wrong
// and what would be right.
type Error struct {
	Kind    ErrorKind
	Message string // a whole sentence in plain words, without a full stop
	Value   string // the value that was wrong, as given; empty where there is none
	Want    string // what would be right; empty where there is nothing to say
}

// Error joins message, value and want into one sentence.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	if e.Value != "" {
		fmt.Fprintf(&b, ": %q", Short(e.Value, 80))
	}
	if e.Want != "" {
		b.WriteString("; ")
		b.WriteString(e.Want)
	}
	return b.String()
}

// KindOf returns the kind of err, Internal where it has none, and "" for nil.
func KindOf(err error) ErrorKind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// HTTPStatus returns the status that answers an error of this kind.
func (k ErrorKind) HTTPStatus() int {
	for _, row := range errorTable {
		if row.kind == k {
			return row.status
		}
	}
	return 500
}

// ExitCode returns the exit code of a command that ends with an error of this kind.
func (k ErrorKind) ExitCode() int {
	for _, row := range errorTable {
		if row.kind == k {
			return row.exit
		}
	}
	return 1
}

// Short returns s cut to at most n characters, with an ellipsis where it was cut.
func Short(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

func invalid(value, message, want string) error {
	return &Error{Kind: Invalid, Message: message, Value: value, Want: want}
}
