package table

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/desirelines/desirelines/domain"
)

// all reads every row as texts, with the number before them.
func all(t *testing.T, r Reader) (rows [][]string) {
	t.Helper()
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		list := []string{number(row.Number)}
		for _, c := range row.Cells {
			list = append(list, c.Text)
		}
		rows = append(rows, list)
	}
}

func TestCSV(t *testing.T) {
	for _, c := range []struct{ name, file, first string }{
		{"commas", "aim_id,aim,kind\n1,\"a, b\",increase\n", "2|1|a, b|increase"},
		{"semicolons", "aim_id;aim;kind\r\n1;\"a, b\";increase\r\n", "2|1|a, b|increase"},
		{"tabs", "aim_id\taim\tkind\n1\ta, b\tincrease", "2|1|a, b|increase"},
		{"a mark", "\xef\xbb\xbfaim_id,aim,kind\n1,\"a, b\",increase\n", "2|1|a, b|increase"},
		{"said before", "sep=;\naim_id;aim;kind\n1;a, b;increase\n", "3|1|a, b|increase"},
		{"empty lines", "\n\naim_id,aim,kind\n,,\n\n1,\"a, b\",increase\n", "6|1|a, b|increase"},
		{"lines in a cell", "aim_id,aim,kind\n1,\"a,\nb\",increase\n", "2|1|a,\nb|increase"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := OpenCSV(strings.NewReader(c.file), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Headings(); !slices.Equal(got, []string{"aim_id", "aim", "kind"}) {
				t.Errorf("headings %q", got)
			}
			if rows := all(t, r); len(rows) != 1 || strings.Join(rows[0], "|") != c.first {
				t.Errorf("rows %q", rows)
			}
		})
	}
}

// A file in other letters is asked about, and read once somebody said which they are.
func TestEncodings(t *testing.T) {
	const text = "aim_id,aim\n1,Café für Łódź\n"
	western, err := charmap.Windows1252.NewEncoder().String(strings.Replace(text, "Łódź", "alle", 1))
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	late := "aim_id,aim\n" + strings.Repeat("1,fine\n", 20_000) + "2,caf\xe9\n"
	for _, c := range []struct{ name, file, says, want string }{
		{Windows1252, western, "--encoding windows-1252", "Café für alle"},
		{UTF16, wide, "--encoding utf-16", "Café für Łódź"},
		{Windows1252, late, "line 20002", "fine"},
	} {
		_, err := OpenCSV(strings.NewReader(c.file), Options{})
		if domain.KindOf(err) != domain.Invalid || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s was not asked about: %v", c.name, err)
		}
		r, err := OpenCSV(strings.NewReader(c.file), Options{Encoding: c.name})
		if err != nil {
			t.Fatal(err)
		}
		if rows := all(t, r); rows[0][2] != c.want {
			t.Errorf("%s: %q", c.name, rows[0])
		}
	}
}

func TestBadCSV(t *testing.T) {
	for _, c := range []struct{ name, file, says string }{
		{"empty", "  \n ", "empty"},
		{"a workbook", "PK\x03\x04aim", "xlsx"},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old kind"},
		{"a line without end", "aim_id," + strings.Repeat("x", 3<<20), "megabyte"},
	} {
		if _, err := OpenCSV(strings.NewReader(c.file), Options{}); domain.KindOf(err) != domain.Invalid || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	r, err := OpenCSV(strings.NewReader("aim_id,aim\n1,\"a\"b\n2,c\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if row, err := r.Next(); err != nil || row.Wrong == nil || row.Number != 2 {
		t.Errorf("%+v %v", row, err)
	}
	if row, err := r.Next(); err != nil || row.Number != 3 {
		t.Errorf("the row after a bad one: %+v %v", row, err)
	}
}

func TestLayout(t *testing.T) {
	headings := []string{"Aim ID", "aim", "Measure-ID", "measure", "Kind", "Ziel", "extra"}
	l, err := NewLayout(headings, Results[:], NeededResults[:], &domain.SheetMap{
		Columns: map[string]string{"target": "Ziel"}, Constants: map[string]string{"mode": "snapshot"}, Values: map[string]map[string]string{"kind": {"hoch": "increase"}},
	})
	if err != nil || !slices.Equal(l.Unused, []string{"extra"}) {
		t.Fatal(err, l)
	}
	row := Row{Cells: []Cell{{Text: "1"}, {}, {}, {}, {Text: "HOCH"}, {Text: "7"}}}
	for column, want := range map[Column]string{AimID: "1", Kind: "increase", Target: "7", Mode: "snapshot", Actual: ""} {
		if got := l.Cell(row, column).Text; got != want {
			t.Errorf("%s is %q, want %q", column, got, want)
		}
	}
	for _, c := range []struct {
		name     string
		headings []string
		m        domain.SheetMap
		says     string
	}{
		{"missing", []string{"aim_id", "aim"}, domain.SheetMap{}, "measure_id, measure, kind"},
		{"twice", append(headings, "KIND"), domain.SheetMap{}, "two columns"},
		{"no such heading", headings, domain.SheetMap{Columns: map[string]string{"actual": "Ist"}}, "does not have"},
		{"no such column", headings, domain.SheetMap{Constants: map[string]string{"colour": "red"}}, "none of"},
	} {
		if _, err := NewLayout(c.headings, Results[:], NeededResults[:], &c.m); domain.KindOf(err) != domain.Invalid || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if Fingerprint([]string{"b", "a"}) != Fingerprint([]string{"a", "b"}) || Fingerprint([]string{"ab"}) == Fingerprint([]string{"a", "b"}) {
		t.Error("fingerprints")
	}
}

func TestRefusedCSVComesBack(t *testing.T) {
	const file = "\xef\xbb\xbfid;what;more\n1;fine;x\n2;\"say \"\"no\"\"\";\n3;=1+1;\"two\nlines\"\n"
	var refused Refused
	refused.Add(3, "what: is wrong")
	refused.Add(4, "too")
	var out bytes.Buffer
	if err := Return(&out, strings.NewReader(file), "csv", Options{}, &refused); err != nil {
		t.Fatal(err)
	}
	if want := "id;what;more;error\r\n2;\"say \"\"no\"\"\";;what: is wrong\r\n3;'=1+1;\"two\r\nlines\";too\r\n"; out.String() != want {
		t.Errorf("got %q", out.String())
	}
	var twice bytes.Buffer // a file that was read already is read from its beginning
	read := strings.NewReader(file)
	if _, err := io.Copy(io.Discard, read); err != nil {
		t.Fatal(err)
	}
	if err := Return(&twice, read, "csv", Options{}, &refused); err != nil || twice.String() != out.String() {
		t.Errorf("%v %q", err, twice.String())
	}
	var again bytes.Buffer // what comes back comes back in the same columns
	other := Refused{rows: map[int]string{2: "still"}}
	if err := Return(&again, bytes.NewReader(out.Bytes()), "csv", Options{}, &other); err != nil || !strings.HasPrefix(again.String(), "id;what;more;error\r\n2;\"say \"\"no\"\"\";;still\r\n") {
		t.Errorf("%v %q", err, again.String())
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"aim_id,aim\n1,2\n", "a;b\n\"x;y\n", "sep=,\na\n", "\xff\xfea\x00", "a\tb\n\xe9\t1", "\"\n\n\"\"\","} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, encoding := range []string{"", UTF16, Windows1252} {
			r, err := OpenCSV(bytes.NewReader(file), Options{Encoding: encoding})
			for last := 0; err == nil; {
				var row Row
				if row, err = r.Next(); err == nil {
					if row.Number <= last || row.Wrong == nil && row.empty() {
						t.Fatalf("row %+v after %d", row, last)
					}
					last = row.Number
					for _, c := range row.Cells {
						if row.Wrong == nil && !utf8.ValidString(c.Text) {
							t.Fatalf("cell %q", c.Text)
						}
					}
				}
			}
			if !errors.Is(err, io.EOF) && domain.KindOf(err) != domain.Invalid {
				t.Fatalf("%s: %v", encoding, err)
			}
		}
	})
}

// What was guarded from being run by a spreadsheet stays so where it comes back, whoever wrote it; a number below zero needs no guard.
func TestRefusedCSVRunsNothing(t *testing.T) {
	const file = "id,what,n\n1,\"'=HYPERLINK(\"\"http://a\"\")\",-12.5\n2,@sum,-cmd\n3,'tis,'+5\n"
	refused := Refused{rows: map[int]string{2: "=what", 3: "wrong", 4: "wrong"}}
	var out bytes.Buffer
	if err := Return(&out, strings.NewReader(file), "csv", Options{}, &refused); err != nil {
		t.Fatal(err)
	}
	want := "id,what,n,error\r\n1,\"'=HYPERLINK(\"\"http://a\"\")\",-12.5,'=what\r\n2,'@sum,'-cmd,wrong\r\n3,'tis,'+5,wrong\r\n"
	if out.String() != want {
		t.Errorf("got %q", out.String())
	}
}

// What an export guards from being run by a spreadsheet is read back as it was.
func TestGuardedTextsAreReadAsTheyWere(t *testing.T) {
	r, err := OpenCSV(strings.NewReader("aim_id,aim\n'=1+1,'-x\n'tis,it's\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, want := range [][2]string{{"=1+1", "-x"}, {"'tis", "it's"}} {
		row, err := r.Next()
		if err != nil || row.Cells[0].Text != want[0] || row.Cells[1].Text != want[1] {
			t.Errorf("%v, %v; want %v", row, err, want)
		}
	}
}
