package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/demo"
	"github.com/desirelines/desirelines/internal/imports"
	"github.com/desirelines/desirelines/internal/intake"
	"github.com/desirelines/desirelines/streams"
)

const (
	gardener = "5ca1ab1e-0000-4000-8000-00000000000a" // who is forgotten
	baker    = "5ca1ab1e-0000-4000-8000-00000000000b"
)

// canaries are texts that stand nowhere else, by who wrote them.
type canaries struct {
	of      map[string][]string
	planted []string
}

func (c *canaries) plant(who string) string {
	text := fmt.Sprintf("canary-%04d-%s", len(c.planted), uuid.NewString())
	c.of[who], c.planted = append(c.of[who], text), append(c.planted, text)
	return text
}

// replace puts a canary in the place of every text in a body.
func (c *canaries) replace(v reflect.Value, who string) {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return
	}
	for i := range v.NumField() {
		field := v.Field(i)
		if !field.CanSet() {
			continue
		}
		switch f := field.Interface().(type) {
		case domain.Words:
			if !f.IsZero() {
				field.Set(reflect.ValueOf(domain.Write(c.plant(who))))
			}
		case domain.Identity:
			field.Set(reflect.ValueOf(domain.Name(c.plant(who))))
		case domain.Value:
			if f.Form == domain.InWords {
				field.Set(reflect.ValueOf(domain.Say(c.plant(who))))
			}
		default:
			c.replace(field, who)
		}
	}
}

// story is an example journey with canaries for words, as a file of lines. Its entries were written by turns by two people.
func story(t *testing.T) (file []byte, project string, c *canaries) {
	t.Helper()
	c = &canaries{of: map[string][]string{}}
	journeys := demo.Journeys()
	journey := journeys[len(journeys)-1]
	commands := map[string]int{}
	var out bytes.Buffer
	for line, err := range intake.Lines(bytes.NewReader(journey.File)) {
		if err != nil {
			t.Fatal(err)
		}
		e, err := streams.DecodeEvent(line)
		if err != nil {
			t.Fatal(err)
		}
		if _, seen := commands[e.Command]; !seen {
			commands[e.Command] = len(commands)
		}
		e.Actor = []string{gardener, baker}[commands[e.Command]%2]
		who := e.Actor
		if b, ok := e.Body.(*domain.PersonJoined); ok {
			who = b.Person
		}
		c.replace(reflect.ValueOf(e.Body), who)
		line, err = streams.EncodeEvent(&e)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(line, '\n'))
	}
	if len(c.of[gardener]) < 25 || len(c.of[baker]) < 25 {
		t.Fatalf("only %d and %d canaries are planted, want 25 of each", len(c.of[gardener]), len(c.of[baker]))
	}
	return out.Bytes(), journey.ID, c
}

// runs runs the program in a folder and returns what it says.
func runs(t *testing.T, dir string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	exit := run(t.Context(), args, session{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Dir: dir, Width: 100})
	if exit != 0 {
		t.Fatalf("desirelines %s: exit %d: %s", strings.Join(args, " "), exit, errs.String())
	}
	return out.String()
}

// found is how many canaries lie in the files below some folders.
func found(t *testing.T, planted []string, folders ...string) (n int) {
	t.Helper()
	var all []byte
	for _, folder := range folders {
		var look fs.WalkDirFunc
		look = func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if d.Type()&fs.ModeSymlink != 0 { // what the log stages lies in memory
				return filepath.WalkDir(path+"/", look)
			}
			b, err := os.ReadFile(path)
			all = append(all, b...)
			if err == nil && filepath.Base(filepath.Dir(path)) == "snapshots" {
				all = append(all, unpacked(t, b)...)
			}
			return err
		}
		if err := filepath.WalkDir(folder, look); err != nil {
			t.Fatal(err)
		}
	}
	return count(all, planted)
}

func count(b []byte, planted []string) (n int) {
	for _, text := range planted {
		if bytes.Contains(b, []byte(text)) {
			n++
		}
	}
	return n
}

// TestNoWordsLieOnTheDisk plants texts, uses the program, and looks for them byte by byte in every file it made, before anybody
// asked for anything to be erased. With sealing switched off the same search finds every one.
func TestNoWordsLieOnTheDisk(t *testing.T) {
	file, project, c := story(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "story.jsonl"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	runs(t, dir, "import", "jsonl", "story.jsonl")
	for _, command := range []string{"journey", "log", "compare", "replay"} {
		runs(t, dir, command, "--project", project, "--json")
	}
	data, keysFolder := filepath.Join(dir, "desirelines-data"), filepath.Join(dir, "desirelines-data-keys")
	if n := found(t, c.planted, data, keysFolder); n != 0 {
		t.Errorf("%d of %d texts lie on the disk", n, len(c.planted))
	}
	// One text of the story was redacted for everybody by an entry of its own.
	if out := runs(t, dir, "export", "jsonl", "--project", project); count([]byte(out), c.planted) != len(c.planted)-1 {
		t.Errorf("the group reads %d of %d texts", count([]byte(out), c.planted), len(c.planted))
	}

	open := filepath.Join(dir, "open")
	log, err := streams.Open(t.Context(), streams.Options{Dir: open})
	if err != nil {
		t.Fatal(err)
	}
	in := &imports.Importer{Recorder: log, Source: log, NewID: newID, Today: domain.DateOf(now())}
	if _, err := in.JSONL(t.Context(), bytes.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	if n := found(t, c.planted, open); n != len(c.planted) {
		t.Errorf("the search finds %d of %d texts that lie open: it would miss some that are not meant to", n, len(c.planted))
	}
}

// TestForgottenIsReadNowhere erases what one person said and reads everything again, also from copies of the keys.
func TestForgottenIsReadNowhere(t *testing.T) {
	file, project, c := story(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "story.jsonl"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	runs(t, dir, "import", "jsonl", "story.jsonl")
	keysFolder := filepath.Join(dir, "desirelines-data-keys")
	old := filepath.Join(dir, "old")
	if err := os.CopyFS(old, os.DirFS(keysFolder)); err != nil {
		t.Fatal(err)
	}
	export := func() (all string) { // less what is noted of the files that were made before it
		for line := range strings.Lines(runs(t, dir, "export", "jsonl", "--project", project)) {
			if !strings.Contains(line, "export.made") {
				all += line
			}
		}
		return all
	}
	before := export()
	figures := runs(t, dir, "compare", "--project", project, "--json", "--at", fmt.Sprint(strings.Count(before, "\n")))

	id := uuid.NewString()
	e := domain.Event{ID: id, Command: id, Project: project, Position: 1, Recorded: now(), Body: &domain.PersonForgotten{Person: gardener, Reason: "asked"}}
	line, err := streams.EncodeEvent(&e)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "forget.jsonl"), append(line, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	runs(t, dir, "import", "jsonl", "forget.jsonl")
	check := func(when string) {
		t.Helper()
		after := export()
		if n := count([]byte(after), c.of[gardener]); n != 0 {
			t.Errorf("%s: %d texts of who was forgotten are read", when, n)
		}
		if n := count([]byte(after), c.of[baker]); n != len(c.of[baker]) {
			t.Errorf("%s: %d of %d texts of somebody else are read", when, n, len(c.of[baker]))
		}
		if !strings.Contains(after, `"removed":"`) {
			t.Errorf("%s: nothing says that something was removed", when)
		}
		if again := export(); again != after {
			t.Errorf("%s: read again it is another", when)
		}
	}
	check("after it was erased")
	now := runs(t, dir, "compare", "--project", project, "--json", "--at", fmt.Sprint(strings.Count(before, "\n")))
	if strip(now) != strip(figures) {
		t.Errorf("figures changed:\n%s\nthey were\n%s", strip(now), strip(figures))
	}
	runs(t, dir, "import", "jsonl", "story.jsonl") // the same lines again bring nothing back
	check("after the file was taken in again")

	if err := os.RemoveAll(keysFolder); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(keysFolder, os.DirFS(old)); err != nil {
		t.Fatal(err)
	}
	check("after an old copy of the keys was put back")
}

// texts are what stands for words of people in an answer: the words, or nothing where they cannot be read.
var texts = regexp.MustCompile(`"canary-[0-9]{4}-[0-9a-f-]{36}"|null|"text_state":"(shown|removed)"`)

// strip leaves out words of people.
func strip(answer string) string {
	return texts.ReplaceAllString(answer, "")
}
