package exports

import (
	"archive/zip"
	"io"
	"strings"
	"time"

	"github.com/desirelines/desirelines/reports"
)

// File is one file of an archive.
type File struct {
	Name  string
	About string // a sentence for the README
	Write func(io.Writer) error
}

// Zip writes files as one archive. Its README.txt says what the set says of itself, and what each file is; left are sentences about what is
// not in it.
func Zip(w io.Writer, set reports.SheetSet, made time.Time, files []File, left []string) error {
	z := packed(w)
	all := append([]File{{Name: "README.txt", Write: func(w io.Writer) error { return readMeText(w, set, files, left) }}}, files...)
	for _, f := range all {
		part, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: made.UTC()})
		if err != nil {
			return err
		}
		if err := f.Write(part); err != nil {
			return err
		}
	}
	return z.Close()
}

func readMeText(w io.Writer, set reports.SheetSet, files []File, left []string) error {
	var b strings.Builder
	b.WriteString(set.Title + "\n\n")
	for _, f := range set.Facts {
		b.WriteString(f[0] + ": " + f[1] + "\n")
	}
	b.WriteString("\nFiles\n")
	for _, f := range files {
		b.WriteString("  " + f.Name + ": " + f.About + "\n")
	}
	if len(left) > 0 {
		b.WriteString("\nNot in here\n")
	}
	for _, l := range left {
		b.WriteString("  " + l + "\n")
	}
	b.WriteString("\nIn the tables\n")
	for _, rule := range cellRules[2:] {
		b.WriteString("  " + rule[0] + ": " + rule[1] + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// CSVFiles are the tables of a set as files of a folder.
func CSVFiles(set reports.SheetSet, folder string) (files []File) {
	for _, s := range set.Sheets {
		files = append(files, File{Name: folder + s.Name + ".csv", About: s.About, Write: func(w io.Writer) error { return s.WriteCSV(w) }})
	}
	return files
}
