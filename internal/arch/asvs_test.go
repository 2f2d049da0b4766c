package arch

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"go/ast"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	asvsTable = "internal/docs/security/asvs.csv"
	asvsIDs   = "testdata/asvs-5.0.0.txt"
)

// TestEveryRequirementIsAnswered holds the table of the security standard against its ids and against what is in the repository.
func TestEveryRequirementIsAnswered(t *testing.T) {
	faults, err := checkASVS(os.DirFS("../.."), readIDs(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Error(f)
	}
}

// TestAnsweredBadlyIsNoticed breaks the table in every way that the rules are against.
func TestAnsweredBadlyIsNoticed(t *testing.T) {
	repository := func(rows string) fs.FS {
		return fstest.MapFS{
			asvsTable:          {Data: []byte("id,level,answer,where,here\n" + rows)},
			"a/x_test.go":      {Data: []byte("package a\nimport \"testing\"\nfunc TestX(t *testing.T) {}\nfunc testY(t *testing.T) {}\n")},
			"a/x.go":           {Data: []byte("package a\nconst limit = 1\nfunc (t T) Do() {}\ntype T struct{}\n")},
			"a/testdata/b.txt": {Data: []byte("words")},
		}
	}
	ids := map[string]string{"1.1.1": "1"}
	for rows, want := range map[string]string{
		"1.1.1,1,test,a TestX,x\n": "", "1.1.1,1,code,a/x.go,x\n": "", "1.1.1,1,code,a/x.go limit,x\n": "", "1.1.1,1,code,a/x.go Do,x\n": "", "1.1.1,1,code,a/x.go T,x\n": "",
		"1.1.1,1,reason,There is nothing like that here.,\n": "", "": "1.1.1 is not answered",
		"1.1.1,1,test,a TestX,x\n1.1.1,1,test,a TestX,x\n": "1.1.1 is answered twice", "1.1.1,2,test,a TestX,x\n": "is of level 1", "1.1.2,1,test,a TestX,x\n": "is none of those in force",
		"1.1.1,1,,a TestX,x\n": "is no answer", "1.1.1,1,test,,x\n": "names nothing", "1.1.1,1,test,a TestZ,x\n": "there is no test TestZ", "1.1.1,1,test,b TestX,x\n": "there is no test TestX", "1.1.1,1,test,a testY,x\n": "there is no test testY",
		"1.1.1,1,test,a TestX; a TestZ,x\n": "there is no test TestZ", "1.1.1,1,test,a TestX,\n": "does not say what it means here",
		"1.1.1,1,code,a/y.go,x\n": "there is no file a/y.go", "1.1.1,1,code,a/x.go Undo,x\n": "a/x.go has no Undo", "1.1.1,1,reason,No.,\n": "is no sentence", "1.1.1,1,reason,It does not apply to this,\n": "is no sentence",
	} {
		faults, err := checkASVS(repository(rows), ids)
		if err != nil {
			t.Fatal(err)
		}
		if said := strings.Join(faults, "\n"); want == "" && said != "" || !strings.Contains(said, want) {
			t.Errorf("%q: faults are %q, want %q", rows, said, want)
		}
	}
}

// readIDs returns the level of every requirement in force.
func readIDs(t *testing.T) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(asvsIDs)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for lines := bufio.NewScanner(bytes.NewReader(raw)); lines.Scan(); {
		if id, level, ok := strings.Cut(lines.Text(), " "); ok && id != "#" {
			ids[id] = level
		}
	}
	if len(ids) != 219 {
		t.Fatalf("%s holds %d ids, want 219", asvsIDs, len(ids))
	}
	return ids
}

var aSentence = regexp.MustCompile(`^\p{Lu}.{20,}\.$`)

// checkASVS returns a sentence for each row of the table that is missing or does not hold.
func checkASVS(repository fs.FS, ids map[string]string) (faults []string, err error) {
	raw, err := fs.ReadFile(repository, asvsTable)
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		id, level, answer, where, here := row[0], row[1], row[2], row[3], row[4]
		fault := func(format string, args ...any) {
			faults = append(faults, asvsTable+": "+id+" "+fmt.Sprintf(format, args...))
		}
		switch {
		case seen[id]:
			fault("is answered twice")
		case ids[id] == "":
			fault("is none of those in force")
		case ids[id] != level:
			fault("is of level %s, not %s", ids[id], level)
		}
		seen[id] = true
		if strings.TrimSpace(where) == "" {
			fault("names nothing")
			continue
		}
		if answer != "reason" && here == "" {
			fault("does not say what it means here")
		}
		for _, one := range strings.Split(where, "; ") {
			first, second, _ := strings.Cut(one, " ")
			switch answer {
			case "test":
				if ok, err := hasTest(repository, first, second); err != nil {
					return nil, err
				} else if !ok {
					fault("says that it is tested, and there is no test %s in %s", second, first)
				}
			case "code":
				if says, err := hasCode(repository, first, second); err != nil {
					return nil, err
				} else if says != "" {
					fault("%s", says)
				}
			}
		}
		switch answer {
		case "test", "code":
		case "reason":
			if !aSentence.MatchString(where) {
				fault("has a reason that is no sentence: %s", where)
			}
		default:
			fault("has %q for an answer, which is no answer; write test, code or reason", answer)
		}
	}
	for id := range ids {
		if !seen[id] {
			faults = append(faults, asvsTable+": "+id+" is not answered")
		}
	}
	slices.Sort(faults)
	return faults, nil
}

// hasTest looks for a test of a package by its folder.
func hasTest(repository fs.FS, folder, name string) (bool, error) {
	files, err := fs.Glob(repository, folder+"/*_test.go")
	if err != nil || !strings.HasPrefix(name, "Test") {
		return false, err
	}
	for _, file := range files {
		s, err := parse(repository, file)
		if err != nil {
			return false, err
		}
		if slices.Contains(named(s.file), name) {
			return true, nil
		}
	}
	return false, nil
}

// hasCode says what is missing of a file, or of what it declares.
func hasCode(repository fs.FS, file, name string) (missing string, err error) {
	if _, err := fs.Stat(repository, file); errors.Is(err, fs.ErrNotExist) {
		return "names code, and there is no file " + file, nil
	} else if err != nil {
		return "", err
	}
	if name == "" {
		return "", nil
	}
	if path.Ext(file) != ".go" {
		return "names " + name + " in a file that declares nothing", nil
	}
	s, err := parse(repository, file)
	if err != nil || slices.Contains(named(s.file), name) {
		return "", err
	}
	return file + " has no " + name, nil
}

// named are the names that a file declares at its top, methods among them.
func named(file *ast.File) (names []string) {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			names = append(names, d.Name.Name)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					names = append(names, spec.Name.Name)
				case *ast.ValueSpec:
					for _, n := range spec.Names {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}
