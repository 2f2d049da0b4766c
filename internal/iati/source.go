package iati

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

var errTokenTooLarge = errors.New("token too large")

// source hands the file to the XML decoder as UTF-8, byte by byte, and ends with errTokenTooLarge when the decoder asks for more
// than most bytes since the last mark. That bounds what the decoder may gather for one text, tag or comment.
type source struct {
	in     *bufio.Reader
	most   int
	handed []byte // since the last mark, as written but in UTF-8
	err    error  // what reading ended with, other than the end of the file
}

func newSource(r io.Reader, most int) (*source, error) {
	raw := bufio.NewReaderSize(r, 64<<10)
	enc, err := detect(raw)
	if err != nil {
		return nil, err
	}
	if enc == nil {
		return &source{in: raw, most: most}, nil
	}
	return &source{in: bufio.NewReaderSize(enc.NewDecoder().Reader(raw), 64<<10), most: most}, nil
}

func (s *source) mark() { s.handed = s.handed[:0] }

func (s *source) ReadByte() (byte, error) {
	if len(s.handed) == s.most {
		return 0, errTokenTooLarge
	}
	b, err := s.in.ReadByte()
	if err != nil {
		if err != io.EOF {
			s.err = err
		}
		return 0, err
	}
	s.handed = append(s.handed, b)
	return b, nil
}

// Read is here because the decoder asks for an io.Reader; it uses ReadByte.
func (s *source) Read(p []byte) (int, error) { return s.in.Read(p) }

// detect finds the encoding from a byte-order mark, which it takes away, else from the XML declaration; nil means UTF-8. A file
// that cannot be read gives that error.
func detect(r *bufio.Reader) (encoding.Encoding, error) {
	head, err := r.Peek(1024)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err := r.Discard(3)
		return nil, err
	case bytes.HasPrefix(head, []byte("\xfe\xff")), bytes.HasPrefix(head, []byte("\x00<")):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), nil
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("<\x00")):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), nil
	}
	switch name := declared(head); strings.ToLower(name) {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return nil, nil
	case "iso-8859-1", "latin1", "windows-1252", "cp1252":
		// Files that say ISO-8859-1 hold Windows quotation marks and dashes; windows-1252 is the same but for those.
		return charmap.Windows1252, nil
	case "iso-8859-15":
		return charmap.ISO8859_15, nil
	default:
		return nil, &RefusedError{Line: 1, Column: 1, What: fmt.Sprintf(
			"the file says its encoding is %q and its first bytes do not show another; save it as UTF-8, or as UTF-16, ISO-8859-1 or windows-1252",
			name)}
	}
}

// declared is the encoding that the XML declaration at the start of head names, "" if none.
func declared(head []byte) string {
	m := regexp.MustCompile(`^<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`).FindSubmatch(head)
	if m == nil {
		return ""
	}
	return string(m[1])
}
