package table

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The encodings of CSV that can be named.
const (
	UTF8        = "utf-8"
	UTF16       = "utf-16"
	Windows1252 = "windows-1252"
)

// ErrEncoding is behind the error of a CSV file that is not in UTF-8 and of which nobody said how it is written.
var ErrEncoding = errors.New("nobody said in which encoding the file is written")

// askedEncoding is that error.
type askedEncoding struct{ said error }

func (e askedEncoding) Error() string   { return e.said.Error() }
func (e askedEncoding) Unwrap() []error { return []error{e.said, ErrEncoding} }

var utf8Mark = []byte("\xef\xbb\xbf")

// letters returns the text of a CSV file in UTF-8, without a mark at its beginning. Where nobody named the encoding the whole file is
// looked at first, from its beginning: one that is not in UTF-8 is not guessed at, because a wrong guess turns letters of names into others.
func letters(in File, name string) (io.Reader, error) {
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	start := make([]byte, 4096)
	n, err := io.ReadFull(in, start)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	start = start[:n]
	if err := notText(start); err != nil {
		return nil, err
	}
	if name == "" {
		if err := ask(in, start); err != nil {
			return nil, err
		}
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	var decoder encoding.Encoding
	switch name {
	case "", UTF8:
		if bytes.HasPrefix(start, utf8Mark) {
			_, err := in.Seek(int64(len(utf8Mark)), io.SeekStart)
			return in, err
		}
		return in, nil
	case UTF16:
		decoder = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case Windows1252:
		decoder = charmap.Windows1252
	default:
		return nil, invalid(name, "this encoding is not known", "choose "+UTF8+", "+UTF16+" or "+Windows1252)
	}
	return transform.NewReader(in, decoder.NewDecoder()), nil
}

// notText refuses files of other kinds by how they begin.
func notText(start []byte) error {
	switch {
	case len(bytes.TrimSpace(start)) == 0:
		return invalid("", "this file is empty", "give a file with a line of headings and rows below it")
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return invalid("", "this is a workbook or another packed file, and no CSV", "import it as xlsx, or save it as CSV")
	case bytes.HasPrefix(start, oldWorkbook):
		return oldFile()
	}
	return nil
}

// ask refuses a file that is not in UTF-8 and says what it looks like. The file is read from where it stands to its end.
func ask(in io.Reader, start []byte) error {
	if bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff")) || bytes.IndexByte(start, 0) >= 0 {
		return askedEncoding{invalid("", "this file looks as if it were written in UTF-16", "save it as CSV in UTF-8, or say so with --encoding "+UTF16)}
	}
	buf := make([]byte, 64<<10)
	kept := copy(buf, start)
	line := 1
	for {
		n, err := in.Read(buf[kept:])
		end := kept + n
		good := validUpTo(buf[:end], err != nil)
		line += bytes.Count(buf[:good], []byte("\n"))
		if good < end && (err != nil || end-good >= utf8.UTFMax) {
			return askedEncoding{invalid(readable(buf[good:end]), "this file is not written in UTF-8: line "+number(line)+" has other letters",
				"save it as CSV in UTF-8, or say --encoding "+Windows1252+" if it is from Windows")}
		}
		kept = copy(buf, buf[good:end])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// validUpTo is how many bytes of b are whole letters in UTF-8; what is cut off at the end counts as bad only where it is last.
func validUpTo(b []byte, last bool) int {
	n := 0
	for n < len(b) {
		if b[n] < utf8.RuneSelf {
			n++
			continue
		}
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size == 1 {
			if !last && !utf8.FullRune(b[n:]) {
				return n
			}
			return n
		}
		n += size
	}
	return n
}

// readable shows bytes as Windows in Western Europe has them, so that somebody finds the place.
func readable(b []byte) string {
	text, _ := charmap.Windows1252.NewDecoder().Bytes(b[:min(len(b), 20)]) // it knows every byte
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return string(bytes.TrimRight(line, "\r"))
}
