package table

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Limits on a workbook, looked at before anything of it is read.
const (
	maxParts    = 5_000     // files in it
	maxUnpacked = 512 << 20 // bytes of all of them, unpacked
	maxTexts    = 64 << 20  // bytes of the texts that its cells share
	maxShared   = 2_000_000 // of these texts: an empty one takes more room here than in the file
	maxSmall    = 16 << 20  // bytes of any other part that is read
)

// oldWorkbook is how files begin that spreadsheets wrote before 2007, and those with a password.
var oldWorkbook = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

func oldFile() error {
	return invalid("", "this is a workbook of the old kind, or one with a password", "save it as .xlsx without a password")
}

// workbook is an open XLSX file.
type workbook struct {
	parts  map[string]*zip.File // by name in small letters
	order  []*zip.File
	texts  []string
	styles []shown
	from04 bool // days are counted from 1904
	sheets []sheetPart
}

type sheetPart struct{ name, part string }

// openWorkbook looks at what is in the file and reads everything but the sheets.
func openWorkbook(in File) (*workbook, error) {
	size, err := in.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	start := make([]byte, len(oldWorkbook))
	if n, _ := in.ReadAt(start, 0); string(start[:n]) == string(oldWorkbook) {
		return nil, oldFile()
	}
	z, err := zip.NewReader(in, size)
	if err != nil {
		return nil, invalid("", "this is no workbook (.xlsx), or it is damaged", "save it again as .xlsx, or import it as csv where it is one")
	}
	w := &workbook{parts: map[string]*zip.File{}, order: z.File}
	if err := w.check(); err != nil {
		return nil, err
	}
	if err := w.contents(); err != nil {
		return nil, damaged(err)
	}
	return w, nil
}

// check refuses what is too large and what runs programs.
func (w *workbook) check() error {
	if len(w.order) > maxParts {
		return invalid(number(len(w.order)), "this workbook has too many parts", "save the sheet alone in a new workbook")
	}
	var unpacked uint64
	for _, f := range w.order {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if strings.HasSuffix(name, "vbaproject.bin") || strings.HasPrefix(name, "xl/macrosheets/") {
			return invalid("", "this workbook has macros in it, and nothing of it was read", "save it as .xlsx, which has none")
		}
		if unpacked += f.UncompressedSize64; f.UncompressedSize64 > maxUnpacked || unpacked > maxUnpacked {
			return invalid("", "unpacked, this workbook is larger than "+number(maxUnpacked>>20)+" MB", "save the sheet alone in a new workbook, or as CSV")
		}
		if w.parts[name] == nil {
			w.parts[name] = f
		}
	}
	if w.parts["xl/workbook.xml"] == nil {
		return invalid("", "this is a packed file, and no workbook", "give a file that a spreadsheet saved as .xlsx")
	}
	return nil
}

// open opens a part; a missing one is nil. It ends with an error where the part is larger than it says.
func (w *workbook) open(name string) (io.ReadCloser, error) {
	f := w.parts[strings.ToLower(strings.TrimPrefix(name, "/"))]
	if f == nil {
		return nil, nil
	}
	return f.Open()
}

// small calls read with a part that must not be large; a missing part is passed over.
func (w *workbook) small(name string, most int64, read func(io.Reader) error) error {
	r, err := w.open(name)
	if r == nil || err != nil {
		return err
	}
	defer r.Close()
	if f := w.parts[strings.ToLower(name)]; f != nil && f.UncompressedSize64 > uint64(most) {
		return invalid(name, "a part of this workbook is too large", "save the sheet alone in a new workbook, or as CSV")
	}
	return read(io.LimitReader(r, most))
}

func (w *workbook) contents() error {
	var book struct {
		Pr struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	decode := func(into any) func(io.Reader) error {
		return func(r io.Reader) error { return xml.NewDecoder(r).Decode(into) }
	}
	if err := w.small("xl/workbook.xml", maxSmall, decode(&book)); err != nil {
		return err
	}
	if err := w.small("xl/_rels/workbook.xml.rels", maxSmall, decode(&links)); err != nil {
		return err
	}
	w.from04 = book.Pr.Date1904 == "1" || book.Pr.Date1904 == "true"
	targets := map[string]string{}
	for _, link := range links.List {
		targets[link.ID] = link.Target
	}
	for _, s := range book.Sheets {
		for _, a := range s.Attrs {
			if target, ok := targets[a.Value]; ok && a.Name.Local == "id" && (s.State == "" || s.State == "visible") {
				w.sheets = append(w.sheets, sheetPart{s.Name, partOf(target)})
			}
		}
	}
	err := w.small("xl/styles.xml", maxSmall, func(r io.Reader) (err error) {
		w.styles, err = readStyles(r)
		return err
	})
	if err != nil {
		return err
	}
	return w.small("xl/sharedStrings.xml", maxTexts, w.readTexts)
}

func partOf(target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(target, "/")
	}
	return path.Join("xl", target)
}

// readTexts reads the texts that cells share. What only says how a word is spoken is left out.
func (w *workbook) readTexts(r io.Reader) error {
	limit := &patientReader{r: r, err: invalid("", "a cell of this workbook has more than a megabyte of text", "shorten it")}
	d := xml.NewDecoder(limit)
	for {
		limit.begin()
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "si" {
			if len(w.texts) == maxShared {
				return invalid("", "this workbook has too many texts", "save the sheet alone in a new workbook, or as CSV")
			}
			text, err := richText(d, limit)
			if err != nil {
				return err
			}
			w.texts = append(w.texts, text)
		}
	}
}

// richText reads the text of an element that was just begun, up to its end.
func richText(d *xml.Decoder, limit *patientReader) (string, error) {
	var b strings.Builder
	depth, spoken, inText := 1, 0, false
	for depth > 0 {
		limit.begin()
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			if t.Name.Local == "rPh" {
				spoken = depth
			}
			inText = t.Name.Local == "t" && spoken == 0
		case xml.EndElement:
			if depth == spoken {
				spoken = 0
			}
			depth--
			inText = false
		case xml.CharData:
			if inText {
				b.Write(t)
			}
		}
		if b.Len() > maxRow {
			return "", limit.err
		}
	}
	return b.String(), nil
}

// sheet chooses the sheet that is read: the one that was named, else results, else the only one.
// Sheets are the names of the sheets of a workbook that can be seen, in their order, and which of them Open reads where none is named; empty: it
// has to be named.
func Sheets(in File) (names []string, otherwise string, err error) {
	w, err := openWorkbook(in)
	if err != nil {
		return nil, "", err
	}
	for _, s := range w.sheets {
		names = append(names, s.name)
	}
	if s, err := w.sheet(""); err == nil {
		otherwise = s.name
	}
	return names, otherwise, nil
}

func (w *workbook) sheet(name string) (sheetPart, error) {
	var names []string
	for _, s := range w.sheets {
		if name != "" && s.name == name || name == "" && strings.EqualFold(s.name, "results") {
			return s, nil
		}
		names = append(names, s.name)
	}
	switch {
	case name != "":
		return sheetPart{}, invalid(name, "the workbook has no such sheet", "choose from: "+strings.Join(names, ", "))
	case len(w.sheets) == 1:
		return w.sheets[0], nil
	case len(w.sheets) == 0:
		return sheetPart{}, invalid("", "this workbook has no sheet that can be seen", "show the sheet with the results and save it again")
	}
	return sheetPart{}, invalid(strings.Join(names, ", "), "this workbook has several sheets", "name one with --sheet, or call it results")
}

// damaged turns the error of a decoder into a sentence; others pass.
func damaged(err error) error {
	var syntax *xml.SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrAlgorithm):
		return invalid("", fmt.Sprintf("this workbook is damaged (%s)", err), "open it in a spreadsheet and save it again")
	}
	return err
}
