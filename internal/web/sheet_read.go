package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/internal/table"
)

// sheetLetters are the encodings of a CSV file that can be chosen. They are asked about where it is not in UTF-8, and never guessed.
var sheetLetters = []pair{
	{table.Windows1252, "The letters of Windows in Western Europe"}, {table.UTF16, "Letters in pairs of bytes (UTF-16)"}, {table.UTF8, "The letters of most programs today (UTF-8)"},
}

// open reads a kept sheet from its beginning as it is to be read, as long as the context lasts: unpacked, a small file can be half a gigabyte.
func (k keptSheet) open(ctx context.Context, how table.Options) (table.Reader, error) {
	return table.Open(waitedFor{bytes.NewReader(k.content), ctx}, k.format, how)
}

// waitedFor is a file that ends with the error of its context.
type waitedFor struct {
	in  *bytes.Reader
	ctx context.Context
}

func (f waitedFor) Read(b []byte) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	return f.in.Read(b)
}

func (f waitedFor) ReadAt(b []byte, at int64) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	return f.in.ReadAt(b, at)
}

func (f waitedFor) Seek(offset int64, whence int) (int64, error) { return f.in.Seek(offset, whence) }

// reading finds how a kept sheet is to be read and what has to be asked about it. asks says that nothing more can be said before somebody
// chose; the sheet is kept meanwhile.
func reading(ctx context.Context, kept keptSheet, how table.Options) (p sheetPage, asks bool, err error) {
	p = sheetPage{Sheet: kept.id, File: kept.name, Read: how}
	if kept.format == "xlsx" {
		p.Read.Encoding = ""
		asks, err = p.chooseSheet(kept)
		return p, asks, err
	}
	p.Read.Sheet = ""
	in, err := kept.open(ctx, p.Read)
	if err == nil {
		_ = in.Close()
	}
	if asks = errors.Is(err, table.ErrEncoding); asks {
		err = nil
	}
	if err != nil || !asks && how.Encoding == "" {
		return p, false, err
	}
	f := field{Name: "encoding", Label: "In which letters is it written?", Value: how.Encoding}
	if asks {
		f.Options = []pair{{"", "Not said"}}
	}
	for _, letters := range sheetLetters {
		line, ok := lineIn(ctx, kept, letters.Name)
		if !ok || asks && letters.Name == table.UTF8 {
			continue
		}
		f.Options = append(f.Options, letters)
		if asks {
			p.Ways = append(p.Ways, sheetHeading{letters.Value, line})
		}
	}
	p.Reading = []field{f}
	return p, asks, nil
}

// chooseSheet asks for the sheet of a workbook that has several.
func (p *sheetPage) chooseSheet(kept keptSheet) (asks bool, err error) {
	names, otherwise, err := table.Sheets(bytes.NewReader(kept.content))
	if err != nil || len(names) < 2 {
		return false, err
	}
	f := field{Name: "book", Label: "Which sheet of your workbook?", Value: p.Read.Sheet}
	if !slices.Contains(names, f.Value) {
		f.Value = otherwise
	}
	if asks = f.Value == ""; asks {
		f.Options = []pair{{"", "Not said"}}
	}
	for _, name := range names {
		f.Options = append(f.Options, pair{name, language.Theirs(name)})
	}
	p.Read.Sheet, p.Reading = f.Value, []field{f}
	return asks, nil
}

// lineIn is the first line of a sheet with letters beyond the plain ones, read in an encoding; ok is false where it cannot be read so, or
// something in it is no letter then.
func lineIn(ctx context.Context, kept keptSheet, encoding string) (line string, ok bool) {
	in, err := kept.open(ctx, table.Options{Encoding: encoding})
	if err != nil {
		return "", false
	}
	defer in.Close()
	line = strings.Join(in.Headings(), " · ")
	for strings.IndexFunc(line, func(r rune) bool { return r > 127 && r != '·' }) < 0 {
		row, err := in.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || row.Wrong != nil {
			return "", false
		}
		texts := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			texts[i] = c.Text
		}
		line = strings.Join(texts, " · ")
	}
	return domain.Short(line, 120), strings.IndexFunc(line, func(r rune) bool { return r == unicode.ReplacementChar || unicode.IsControl(r) }) < 0
}
