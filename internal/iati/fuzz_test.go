package iati

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// FuzzRead: nothing panics, nothing of a refused file is handed on, and what is handed on comes from a file that the strict decoder
// of the standard library takes whole too.
func FuzzRead(f *testing.F) {
	seeds, err := filepath.Glob(filepath.Join("testdata", "*.xml"))
	if err != nil || len(seeds) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, path := range seeds {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("<iati-activities><iati-activity><result><title>a<!-- b --><![CDATA[c]]></title></result></iati-activity></iati-activities>"))
	f.Add([]byte("<iati-activities xmlns='u'><iati-activity xmlns=''><x:y xmlns:x='v'/></iati-activity></iati-activities>"))
	f.Add([]byte("<!DOCTYPE iati-activities [<!ENTITY a 'b'>]><iati-activities>&a;</iati-activities>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		handed := 0
		file, err := read(context.Background(), bytes.NewReader(b), limits{token: 1 << 16, activity: 1 << 20, depth: 50}, func(file *File, a *Activity) error {
			handed++
			if a.Number != handed || a.ProblemCount < len(a.Problems) {
				t.Errorf("activity %d is number %d; %d of %d problems", handed, a.Number, len(a.Problems), a.ProblemCount)
			}
			return nil
		})
		var refused *RefusedError
		switch {
		case errors.As(err, &refused):
			if handed > 0 {
				t.Errorf("handed on %d activities of a refused file: %v", handed, err)
			}
			if refused.Line < 1 {
				t.Errorf("refused without a line: %v", refused)
			}
		case err != nil:
			t.Errorf("an error that is no refusal: %v", err)
		case handed != file.Activities:
			t.Errorf("handed on %d activities of %d", handed, file.Activities)
		default:
			wholeByStandard(t, b)
		}
	})
}

func wholeByStandard(t *testing.T, b []byte) {
	if e, err := detect(bufio.NewReader(bytes.NewReader(b))); err != nil || e != nil {
		return // another encoding
	}
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("the standard library refuses what was read: %v", err)
		}
	}
}
