package evidence

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// Limits of a document, which is a zip archive.
const (
	mostParts    = 2000
	mostExpanded = 64 << 20 // bytes, all parts together
	zipEnd       = 22       // bytes of the end of an archive without a comment
)

const (
	contentTypes = "[Content_Types].xml"
	mimetype     = "mimetype"
	mostTypes    = 1 << 20 // bytes of the part that says what a document is
)

// documentType says what a zip archive is: one of the documents that are taken, or empty.
func documentType(b []byte) string {
	archive, err := openZip(b)
	if err != nil {
		return ""
	}
	if first := archive.File[0]; first.Name == mimetype {
		says, err := readPart(first, 100)
		if text := string(says); err == nil && (text == odtType || text == odsType) {
			return text
		}
		return ""
	}
	i := slices.IndexFunc(archive.File, func(f *zip.File) bool { return f.Name == contentTypes })
	if i < 0 {
		return ""
	}
	says, err := readPart(archive.File[i], mostTypes)
	if err != nil || bytes.Contains(says, []byte("macroEnabled")) {
		return ""
	}
	for _, t := range []string{docxType, xlsxType} {
		if bytes.Contains(says, []byte(`"`+t+`.main+xml"`)) {
			return t
		}
	}
	return ""
}

// openZip opens an archive that is nothing but an archive: nothing stands before or after it, and no comment in it.
func openZip(b []byte) (*zip.Reader, error) {
	if len(b) < zipEnd || !bytes.HasPrefix(b[len(b)-zipEnd:], []byte("PK\x05\x06")) {
		return nil, refused("it is not whole")
	}
	archive, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(archive.File) == 0 {
		return nil, refused("it cannot be opened")
	}
	if len(archive.File) > mostParts {
		return nil, refused("it has too many parts")
	}
	return archive, nil
}

// checkDocument opens every part, so that what does not fit is found here and not where somebody reads it.
func checkDocument(b []byte) error {
	archive, err := openZip(b)
	if err != nil {
		return err
	}
	left, names := int64(mostExpanded), map[string]bool{}
	for _, f := range archive.File {
		name := strings.ToLower(f.Name)
		switch {
		case !plainPath(f.Name) || names[name]:
			return refused("its parts have names that cannot be")
		case f.Flags&1 != 0:
			return refused("it is locked with a password")
		case f.Method != zip.Store && f.Method != zip.Deflate:
			return refused("it is packed in a way that we cannot open")
		case hasMacros(name):
			return refused("it holds macros or other programs")
		}
		names[name] = true
		n, err := checkPart(f, left)
		if err != nil {
			return err
		}
		left -= n
	}
	return nil
}

// plainPath says whether the name of a part leads to nowhere but inside the document.
func plainPath(name string) bool {
	clean := strings.TrimSuffix(name, "/")
	return clean != "" && path.Clean(clean) == clean && !path.IsAbs(clean) && clean != ".." && !strings.HasPrefix(clean, "../") && !strings.ContainsAny(clean, "\\:\x00")
}

// hasMacros names the parts that programs lie in.
func hasMacros(name string) bool {
	for _, inside := range []string{"vbaproject", "vbadata", "macrosheets/", "activex/", "oleobject", "dialogsheets/"} {
		if strings.Contains(name, inside) {
			return true
		}
	}
	return strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/")
}

// checkPart reads a part to its end, at most left bytes of it, and refuses an archive or a program inside.
func checkPart(f *zip.File, left int64) (int64, error) {
	r, err := f.Open()
	if err != nil {
		return 0, refused("it cannot be opened")
	}
	defer func() { _ = r.Close() }()
	head := make([]byte, 8)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, refused("it is damaged")
	}
	for _, magic := range []string{"PK\x03\x04", "Rar!", "7z\xbc\xaf", "\x1f\x8b\x08", "BZh", "\xfd7zXZ", "MZ", "\x7fELF", "\xcf\xfa\xed\xfe", "\xca\xfe\xba\xbe", "#!"} {
		if bytes.HasPrefix(head[:n], []byte(magic)) {
			return 0, refused("it holds another archive or a program")
		}
	}
	more, err := io.Copy(io.Discard, io.LimitReader(r, left+1))
	if err != nil {
		return 0, refused("it is damaged")
	}
	if int64(n)+more > left {
		return 0, refused("it grows too large when it is opened")
	}
	return int64(n) + more, nil
}

// readPart reads a part of at most so many bytes.
func readPart(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(b)) > most {
		err = errors.New("the part is too large")
	}
	return b, err
}
