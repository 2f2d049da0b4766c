package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// planting is a folder in which the program ran, with texts that stand nowhere else, and all that it said.
type planting struct {
	t       *testing.T
	dir     string // where the program works
	exports string // what was taken away
	said    bytes.Buffer
	place   globals // where the keys lie; zero: beside the data
	*canaries
	private []string          // those that were shared with nobody
	ids     map[string]string // of who joined
	cookies map[string]string // their sessions
}

// origin is where the pages are, as a browser of this machine sees them.
const origin = "http://localhost:8080"

// program is the program in a process of its own.
func (p *planting) program(args ...string) *exec.Cmd {
	if p.place.keys != "" {
		args = append(args, "--keys", p.place.keys, "--master", p.place.master)
	}
	cmd := exec.CommandContext(p.t.Context(), "desirelines", args...)          //nolint:gosec // the program that is tested
	cmd.Dir, cmd.Env = p.dir, append(os.Environ(), "GORACE=atexit_sleep_ms=0") // which costs a second for each process otherwise
	return cmd
}

// does runs the program and returns its answer.
func (p *planting) does(stdin string, args ...string) string {
	p.t.Helper()
	cmd := p.program(args...)
	var out bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &p.said
	if err := cmd.Run(); err != nil {
		p.t.Fatalf("desirelines %s: %v\n%s", strings.Join(args, " "), err, p.said.String())
	}
	return out.String()
}

// write lets somebody write one entry of each, in order, in one go.
func (p *planting) write(who string, lines ...map[string]any) {
	p.t.Helper()
	var in strings.Builder
	for _, l := range lines {
		l["project"], l["as"] = "p", p.ids[who]
		raw, err := json.Marshal(l)
		if err != nil {
			p.t.Fatal(err)
		}
		in.Write(append(raw, '\n'))
	}
	if out := p.does(in.String(), "record", "--file", "-"); !strings.Contains(out, fmt.Sprintf("Saved %d of %d", len(lines), len(lines))) {
		p.t.Fatal(out)
	}
}

// entries are one of everything that a person can write, with planted texts.
func (p *planting) entries(who string) (lines []map[string]any) {
	for i := range 8 {
		lines = append(lines, map[string]any{"kind": "surprise", "what": p.plant(who)})
		private := map[string]any{"kind": "failure", "what": p.plant(who), "sharing": []string{[]string{"only-me", "listener"}[i%2]}}
		p.private = append(p.private, private["what"].(string))
		lines = append(lines, private, map[string]any{"kind": "person.renamed", "person": p.ids[who], "name": p.plant(who)})
	}
	for range 3 {
		lines = append(lines, map[string]any{"kind": "moment", "what": p.plant(who)}, map[string]any{"kind": "problem", "what": p.plant(who)})
	}
	return lines
}

// pages opens the pages as serve does, on the stopped folder, calls f and stops.
func (p *planting) pages(f func(http.Handler)) {
	p.t.Helper()
	c := &cli{session: session{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &p.said, Dir: p.dir}, flags: p.place}
	c.flags.data = "desirelines-data"
	a, err := c.openApp(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	defer a.Close()
	if _, err := c.openPeople(a, origin); err != nil {
		p.t.Fatal(err)
	}
	server, err := c.pages(a, serving{}, origin)
	if err != nil {
		p.t.Fatal(err)
	}
	f(server.Handler)
	p.snapshot(a)
}

// asks sends a request as somebody, and checks its status; no status: any but a fault.
func (p *planting) asks(h http.Handler, who, method, path string, want int, body io.Reader, kind string) *httptest.ResponseRecorder {
	p.t.Helper()
	r := httptest.NewRequest(method, origin+path, body)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if p.cookies[who] != "" {
		r.Header.Set("Cookie", p.cookies[who])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if want == 0 && w.Code >= 500 || want != 0 && w.Code != want {
		p.t.Fatalf("%s %s: status %d\n%.2000s\n%s", method, path, w.Code, w.Body, p.said.String())
	}
	return w
}

func (p *planting) posts(h http.Handler, who, path string, want int, form url.Values) *httptest.ResponseRecorder {
	p.t.Helper()
	return p.asks(h, who, http.MethodPost, path, want, strings.NewReader(form.Encode()), "application/x-www-form-urlencoded")
}

// joins lets somebody in by a card, under a planted name.
func (p *planting) joins(who string) {
	p.t.Helper()
	var card struct{ Code string }
	if err := json.Unmarshal([]byte(p.does("", "people", "invite", "--project", "p", "--role", "facilitator", "--json")), &card); err != nil {
		p.t.Fatal(err)
	}
	name := p.plant(who)
	p.pages(func(h http.Handler) {
		for _, c := range p.posts(h, "", "/join", http.StatusSeeOther, url.Values{"code": {card.Code}, "name": {name}}).Result().Cookies() {
			p.cookies[who] = c.Name + "=" + c.Value
		}
	})
	var people []listedPerson
	if err := json.Unmarshal([]byte(p.does("", "people", "list", "--project", "p", "--json")), &people); err != nil {
		p.t.Fatal(err)
	}
	for _, one := range people {
		if one.Name == name {
			p.ids[who] = one.Person
		}
	}
	if p.ids[who] == "" || p.cookies[who] == "" {
		p.t.Fatalf("%s did not join: %v", who, people)
	}
}

var commandField = regexp.MustCompile(`name="command" value="([^"]+)"`)

// attach sends an entry with a file over the page, and returns the id of the file's entry.
func (p *planting) attach(h http.Handler, who string) string {
	p.t.Helper()
	found := commandField.FindStringSubmatch(p.asks(h, who, http.MethodGet, "/p/p/write", http.StatusOK, nil, "").Body.String())
	if found == nil {
		p.t.Fatal("the form has no id")
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for name, value := range map[string]string{"command": found[1], "kind": "surprise", "what": p.plant(who)} {
		_ = form.WriteField(name, value)
	}
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {multipart.FileContentDisposition("file", p.plant(who)+".txt")}, "Content-Type": {"text/plain"},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	fmt.Fprintf(part, "%s\n", p.plant(who))
	_ = form.Close()
	p.asks(h, who, http.MethodPost, "/p/p/write", http.StatusSeeOther, &b, form.FormDataContentType())
	return domain.EventID(found[1], 1)
}

// reads is everything that the program shows of the project: pages, files on them, data, exports, reports.
func (p *planting) reads(files []string) string {
	p.t.Helper()
	var all strings.Builder
	p.pages(func(h http.Handler) {
		addresses := []string{"", "/entries", "/entries?before=60", "/entries?before=40", "/entries?before=20", "/find?words=canary", "/find.json?words=canary", "/journey", "/journey.json", "/surprises", "/problems", "/replay", "/journey.atom", "/for/group", "/for/group.html", "/for/funders.md"}
		for _, id := range files {
			addresses = append(addresses, "/file/"+id, "/entry/"+id)
		}
		for _, address := range addresses {
			w := p.asks(h, baker, http.MethodGet, "/p/p"+address, 0, nil, "")
			if address == "" && w.Code != http.StatusOK {
				p.t.Fatalf("who reads is not let in: status %d", w.Code)
			}
			all.WriteString(w.Body.String())
		}
	})
	for _, args := range [][]string{{"export", "jsonl"}, {"journey", "--json"}, {"log", "--json"}, {"replay", "--json"}, {"report", "group"}, {"report", "group", "--format", "json"}, {"find", "canary", "--json"}} {
		all.WriteString(p.does("", append(args, "--project", "p")...))
	}
	return all.String()
}

// serves starts the server, and kills it as soon as it says that it listens, before anybody asked for anything.
func (p *planting) serves() {
	p.t.Helper()
	cmd := p.program("serve", "--listen", "127.0.0.1:0")
	errs, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	ready := make(chan bool)
	go func() {
		defer close(ready)
		for lines := bufio.NewScanner(errs); lines.Scan(); {
			p.said.WriteString(lines.Text() + "\n")
			if strings.Contains(lines.Text(), "Desire Lines is at") {
				ready <- true
				return
			}
		}
	}()
	if !<-ready {
		p.t.Fatalf("serve never listened\n%s", p.said.String())
	}
	if err := cmd.Process.Kill(); err != nil {
		p.t.Fatal(err)
	}
	_ = cmd.Wait()
	// What a killed server listened on is no file, and nothing can be read in it.
	if err := os.Remove(p.in("desirelines-data", "console.sock")); err != nil {
		p.t.Fatal(err)
	}
}

// copies puts the files of a folder in the place of another one.
func (p *planting) copies(from, to string) {
	p.t.Helper()
	if err := os.RemoveAll(to); err != nil {
		p.t.Fatal(err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		p.t.Fatal(err)
	}
}

func (p *planting) in(parts ...string) string {
	return filepath.Join(append([]string{p.dir}, parts...)...)
}

// TestPlantedTexts plants texts in everything that a person can write, through the program and its pages, lets the person be
// forgotten, and looks for every text in every byte that is left, also where old copies were put back.
func TestPlantedTexts(t *testing.T) {
	root := t.TempDir()
	p := &planting{t: t, dir: filepath.Join(root, "work"), exports: filepath.Join(root, "exports"), canaries: &canaries{of: map[string][]string{}},
		ids: map[string]string{}, cookies: map[string]string{}}
	for _, dir := range []string{p.dir, p.exports} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	p.does("", "projects", "start", "p", "--name", "The garden")
	p.joins(gardener)
	p.joins(baker)
	gardeners := p.entries(gardener)
	gardenersPrivate := p.private
	bakers := p.entries(baker)
	p.write(gardener, gardeners...)
	p.write(baker, bakers...)
	var files []string
	for _, who := range []string{gardener, baker} {
		p.pages(func(h http.Handler) {
			for range 7 {
				files = append(files, p.attach(h, who))
			}
		})
	}
	mine := p.of[gardener]
	if len(mine) < 50 {
		t.Fatalf("only %d texts are planted, want 50", len(mine))
	}

	before := p.reads(files)
	for _, text := range mine {
		if private := slices.Contains(gardenersPrivate, text); !private && !renamedLater(gardeners, text) && !strings.Contains(before, text) {
			t.Errorf("before anything is forgotten nobody reads %q", text)
		}
	}
	export := p.does("", "export", "jsonl", "--project", "p")
	if err := os.WriteFile(filepath.Join(p.exports, "p.jsonl"), []byte(export), 0o600); err != nil {
		t.Fatal(err)
	}
	p.write("", map[string]any{"kind": "export.made", "audience": "group", "format": "jsonl", "what": "every entry", "position": 1, "people": []string{p.ids[gardener], p.ids[baker]}})
	if n := found(t, p.planted, p.dir); n != 0 {
		t.Errorf("%d of %d texts lie on the disk while they can still be read", n, len(p.planted))
	}

	data, keysFolder := p.in("desirelines-data"), p.in("desirelines-data-keys")
	oldData, oldKeys := filepath.Join(root, "old-data"), filepath.Join(root, "old-keys")
	p.copies(data, oldData)
	p.copies(keysFolder, oldKeys)
	p.pages(func(h http.Handler) {
		p.posts(h, baker, "/p/p/people/"+p.ids[gardener]+"/forget", http.StatusOK, url.Values{"command": {newID()}, "what": {"all"}, "why": {"asked"}, "typed": {"Forget"}})
	})

	if _, err := os.Stat(p.in("desirelines-data", "snapshots", "rows")); err != nil {
		t.Errorf("there is no snapshot to look into: %v", err)
	}
	forgotten := func(when string) {
		t.Helper()
		after := p.reads(files)
		if n := count([]byte(after), mine); n != 0 {
			t.Errorf("%s: %d texts of who was forgotten are read", when, n)
		}
		for _, text := range p.of[baker] {
			if strings.Contains(before, text) && !strings.Contains(after, text) {
				t.Errorf("%s: a text of somebody else is read no more: %s", when, text)
			}
		}
		if !strings.Contains(after, "export.made") {
			t.Errorf("%s: nothing says that a file was taken away", when)
		}
		if n := found(t, mine, p.dir); n != 0 {
			t.Errorf("%s: %d texts lie on the disk", when, n)
		}
		p.pages(func(h http.Handler) {
			if w := p.asks(h, gardener, http.MethodGet, "/me", 0, nil, ""); w.Code == http.StatusOK {
				t.Errorf("%s: who was forgotten is still signed in", when)
			}
			if w := p.asks(h, gardener, http.MethodGet, "/p/p", 0, nil, ""); w.Code == http.StatusOK {
				t.Errorf("%s: who was forgotten still reads what the group reads", when)
			}
		})
	}
	forgotten("after it was asked for")
	if n := found(t, mine, p.exports); n == 0 {
		t.Error("the file that was taken away holds nothing: the search may find nothing at all")
	}

	// An old copy of the keys. The server is killed before anybody asks it anything; its keys then open nothing of the person, even where the
	// log does not know yet that they asked.
	p.copies(oldKeys, keysFolder)
	p.serves()
	cleaned := filepath.Join(root, "cleaned-keys")
	p.copies(keysFolder, cleaned)
	forgotten("after an old copy of the keys was put back")
	// Both old: what the copies of that day hold is what they held, which shows that the next look is worth something.
	p.copies(oldData, data)
	p.copies(oldKeys, keysFolder)
	if n := count([]byte(p.reads(files)), mine); n == 0 {
		t.Error("copies of everything from before open nothing: then nothing is shown by what follows")
	}
	p.copies(oldData, data)
	p.copies(cleaned, keysFolder)
	if n := count([]byte(p.reads(files)), mine); n != 0 {
		t.Errorf("the keys of a server that was asked nothing yet open %d texts in an old copy of the data", n)
	}

	if n := count(p.said.Bytes(), p.planted); n != 0 {
		t.Errorf("what the program said to its log holds %d texts:\n%s", n, p.said.String())
	}
}

// renamedLater says whether a text is a name that another one took the place of.
func renamedLater(lines []map[string]any, text string) bool {
	last := ""
	is := false
	for _, l := range lines {
		if name, has := l["name"].(string); has {
			is, last = is || name == text, name
		}
	}
	return is && last != text
}

// TestPlantedTextsWithoutSealing is the control: what is looked for in the same way, and lies open, is found, every one of it.
func TestPlantedTextsWithoutSealing(t *testing.T) {
	p := &canaries{of: map[string][]string{}}
	dir := t.TempDir()
	log, err := streams.Open(t.Context(), streams.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	do := func(body domain.Body) {
		t.Helper()
		if _, err := log.Do(t.Context(), domain.Command{ID: newID(), Project: "p", Actor: gardener, Drafts: []domain.Draft{{Body: body}}}); err != nil {
			t.Fatal(err)
		}
	}
	do(&domain.ProjectStarted{Name: "P"})
	do(&domain.PersonJoined{Person: gardener, Name: domain.Name(p.plant(gardener))})
	for range 20 {
		do(&domain.SurpriseNoticed{What: domain.Write(p.plant(gardener))})
		do(&domain.PersonRenamed{Person: gardener, Name: domain.Name(p.plant(gardener))})
	}
	for range 10 {
		id := strings.ReplaceAll(uuid.NewString(), "-", "")
		if err := log.Evidence().Put(t.Context(), id, strings.NewReader(p.plant(gardener))); err != nil {
			t.Fatal(err)
		}
	}
	rows := projections.NewMemory()
	runner, err := projections.NewRunner(t.Context(), rows, projections.All(), nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for commit, err := range log.Read(t.Context(), 1) {
		if err == nil {
			err = runner.Apply(t.Context(), []domain.Commit{commit})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := rows.SaveSnapshot(t.Context(), filepath.Join(dir, "copies", "snapshots", "rows"), projections.Origin{Commit: log.Fingerprint}); err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	if n := found(t, p.planted, filepath.Join(dir, "copies")); n != len(p.planted)-10 { // files are in no row
		t.Errorf("the search finds %d of %d texts that lie open in a snapshot", n, len(p.planted)-10)
	}
	if n := found(t, p.planted, dir); n != len(p.planted) || n < 50 {
		t.Errorf("the search finds %d of %d texts that lie open", n, len(p.planted))
	}
}
