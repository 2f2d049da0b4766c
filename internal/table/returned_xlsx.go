package table

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// giveBack copies the workbook part by part as it is packed. Only the sheet that was read is written anew, and in it only the rows that get a
// cell more and the note of how wide it is, so that nothing of what its writer made is lost, whatever a spreadsheet put there.
func (x *XLSX) giveBack(out io.Writer, refused *Refused) error {
	sheet, err := x.book.sheet(x.name)
	if err != nil {
		return err
	}
	part := x.book.parts[strings.ToLower(sheet.part)]
	z := zip.NewWriter(out)
	for _, f := range x.book.order {
		if f != part {
			if err := z.Copy(f); err != nil {
				return damaged(err)
			}
			continue
		}
		header := f.FileHeader
		w, err := z.CreateHeader(&zip.FileHeader{Name: header.Name, Method: zip.Deflate, Modified: header.Modified})
		if err != nil {
			return err
		}
		r, err := f.Open()
		if err != nil {
			return damaged(err)
		}
		err = x.copySheet(w, r, refused)
		if err := errors.Join(err, r.Close()); err != nil {
			return damaged(err)
		}
	}
	return z.Close()
}

// copying is the sheet on its way: what was read of it and not written yet.
type copying struct {
	out     io.Writer
	d       *xml.Decoder
	read    bytes.Buffer
	written int64
}

// upTo takes what was read up to where the decoder stands.
func (c *copying) upTo() []byte {
	n := c.d.InputOffset() - c.written
	c.written += n
	return c.read.Next(int(n))
}

func (x *XLSX) copySheet(out io.Writer, in io.Reader, refused *Refused) error {
	column := slices.IndexFunc(x.headings, func(h string) bool { return Column(tidyHeading(h)) == ErrorColumn })
	again := column >= 0
	if !again {
		column = len(x.headings)
	}
	limit := &patientReader{err: errors.New("the sheet holds a text of more than a megabyte")}
	c := &copying{out: out}
	limit.r = io.TeeReader(in, &c.read)
	c.d = xml.NewDecoder(limit)
	row, headed, skip := 0, false, false
	for {
		limit.begin()
		token, err := c.d.RawToken()
		if errors.Is(err, io.EOF) {
			_, err = c.out.Write(c.upTo())
			return err
		}
		if err != nil {
			return err
		}
		raw := c.upTo()
		switch t := token.(type) {
		case xml.StartElement:
			switch {
			case t.Name.Local == "dimension":
				raw = widened(raw, attribute(t, "ref"), column)
			case t.Name.Local == "row":
				row++
				if n, err := strconv.Atoi(attribute(t, "r")); err == nil {
					row = n
				}
				if _, wrong := refused.rows[row]; wrong || row == x.headingRow {
					raw = spans.ReplaceAll(raw, nil)
				}
			case t.Name.Local == "c" && again && attribute(t, "r") == columnName(column)+strconv.Itoa(row) && row != x.headingRow:
				skip = true // what an earlier import said of this row
			}
		case xml.EndElement:
			if skip && t.Name.Local == "c" {
				skip, raw = false, nil
			}
			if t.Name.Local == "row" {
				what, wrong := refused.rows[row]
				if row == x.headingRow && !headed && !again {
					what, wrong, headed = string(ErrorColumn), true, true
				}
				if wrong {
					raw = append(inlineCell(column, row, what, prefixOf(t)), raw...)
				}
			}
		}
		if skip {
			continue
		}
		if _, err := c.out.Write(raw); err != nil {
			return err
		}
	}
}

// spans is a hint of how wide a row is, which would be wrong.
var spans = regexp.MustCompile(` spans="[^"]*"`)

func prefixOf(e xml.EndElement) string {
	if e.Name.Space == "" {
		return ""
	}
	return e.Name.Space + ":"
}

// inlineCell is a cell with a text of its own.
func inlineCell(column, row int, text, prefix string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<%[1]sc r="%[2]s%[3]d" t="inlineStr"><%[1]sis><%[1]st xml:space="preserve">`, prefix, columnName(column), row)
	_ = xml.EscapeText(&b, []byte(text)) // a buffer takes everything
	fmt.Fprintf(&b, `</%[1]st></%[1]sis></%[1]sc>`, prefix)
	return b.Bytes()
}

// widened is the note of how wide a sheet is, with a column more.
func widened(raw []byte, ref string, column int) []byte {
	from, to, several := strings.Cut(ref, ":")
	if !several {
		to = from
	}
	last, row, ok := coordinates(to)
	if !ok || last >= column {
		return raw
	}
	return bytes.Replace(raw, []byte(`"`+ref+`"`), []byte(`"`+from+":"+columnName(column)+strconv.Itoa(row)+`"`), 1)
}
