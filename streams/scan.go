package streams

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"
)

// scanner reads JSON in one pass, only as far as an envelope needs it: the names and the plain
// values of one object. Reading an envelope with encoding/json takes about four times as long,
// and every start of the program reads the whole log. A body is passed over and then read by
// encoding/json, which also checks it.
//
// The first error stays; afterwards every method returns nothing.
type scanner struct {
	b   []byte
	i   int
	err error
}

func (s *scanner) fail(want string) error {
	if s.err == nil {
		s.err = fmt.Errorf("byte %d is not %s", s.i, want)
	}
	return s.err
}

func (s *scanner) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\n', '\t', '\r':
			s.i++
		default:
			return
		}
	}
}

// take moves over c, after any space, and says whether it was there.
func (s *scanner) take(c byte) bool {
	s.space()
	if s.err != nil || s.i >= len(s.b) || s.b[s.i] != c {
		return false
	}
	s.i++
	return true
}

// end fails where anything but space is left.
func (s *scanner) end() error {
	s.space()
	if s.err == nil && s.i < len(s.b) {
		return s.fail("the end")
	}
	return s.err
}

// text reads a string. The bytes are good until the next call that changes s.b, which is never.
func (s *scanner) text() []byte {
	if !s.take('"') {
		_ = s.fail("a string")
		return nil
	}
	start := s.i
	for s.i < len(s.b) {
		switch c := s.b[s.i]; {
		case c == '"':
			s.i++
			return s.b[start : s.i-1]
		case c == '\\' || c < ' ' || c >= utf8.RuneSelf:
			return s.slowText(start)
		}
		s.i++
	}
	_ = s.fail("the end of a string")
	return nil
}

// slowText reads a string with escapes or other than ASCII as encoding/json does.
func (s *scanner) slowText(start int) []byte {
	s.i = start - 1
	quoted := s.raw()
	var text string
	if s.err == nil {
		if err := json.Unmarshal(quoted, &text); err != nil {
			s.err = err
		}
	}
	return []byte(text)
}

// number reads a whole number from 0.
func (s *scanner) number() uint64 {
	s.space()
	start := s.i
	for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
		s.i++
	}
	n, err := strconv.ParseUint(string(s.b[start:s.i]), 10, 64)
	if err != nil {
		_ = s.fail("a whole number")
	}
	return n
}

func (s *scanner) time() time.Time {
	t, err := time.Parse(time.RFC3339Nano, string(s.text()))
	if err != nil {
		_ = s.fail("the end of a time as RFC 3339 writes it")
	}
	return t.UTC()
}

// raw moves over one value of any kind and returns it as it stands. It finds where the value ends
// and no more: what is inside is checked by whoever reads it.
func (s *scanner) raw() []byte {
	s.space()
	start, depth := s.i, 0
	for s.err == nil && s.i < len(s.b) {
		switch s.b[s.i] {
		case '"':
			if !s.passString() {
				return nil
			}
		case '{', '[':
			depth++
			s.i++
		case '}', ']':
			if depth == 0 {
				return s.value(start)
			}
			depth--
			s.i++
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return s.value(start)
			}
			s.i++
			continue
		default:
			s.i++
			continue
		}
		if depth == 0 {
			return s.value(start)
		}
	}
	if depth > 0 {
		_ = s.fail("the end of a value")
	}
	return s.value(start)
}

func (s *scanner) value(start int) []byte {
	if s.err != nil || s.i == start {
		_ = s.fail("a value")
		return nil
	}
	return s.b[start:s.i]
}

// passString moves over a string whose quote is next.
func (s *scanner) passString() bool {
	s.i++
	for {
		n := bytes.IndexByte(s.b[s.i:], '"')
		if n < 0 {
			_ = s.fail("the end of a string")
			return false
		}
		s.i += n + 1
		slashes := 0
		for j := s.i - 2; s.b[j] == '\\'; j-- {
			slashes++
		}
		if slashes%2 == 0 {
			return true
		}
	}
}

// appendOptional appends name and value, nothing where the value is empty.
func appendOptional(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return appendString(append(b, name...), value)
}

// appendString appends s as a JSON string. Bytes that are not UTF-8 become U+FFFD.
func appendString(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			quoted, _ := json.Marshal(s) // a string can always be written
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
