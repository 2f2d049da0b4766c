package web

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/evidence/evidencetest"
	"github.com/desirelines/desirelines/internal/imports"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// mary writes everything on a site with files.
const mary = "5f0c1c8e-7d1b-4a53-9f35-0d5b8c1f2a11"

// byMary records what is sent as Mary, as shared.
type byMary struct {
	recorder
	sharing []string
}

func (m *byMary) Record(ctx context.Context, c domain.Command) (Receipt, error) {
	c.Actor = mary
	for i := range c.Drafts {
		if c.Drafts[i].Body.Kind() != "project.started" {
			c.Drafts[i].Sharing = m.sharing
		}
	}
	return m.recorder.Record(ctx, c)
}

// archive is a site on a folder: sealed, with files.
type archive struct {
	*visit
	dir  string
	mary *byMary
}

func newArchive(t *testing.T) *archive {
	t.Helper()
	dir := t.TempDir()
	log, err := streams.Open(t.Context(), streams.Options{
		Dir: filepath.Join(dir, "data"), Keys: keys.At(filepath.Join(dir, "keys"), keys.Options{}), Now: today, UnsafeNoSync: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	})
	v := &visit{t: t, log: log, said: new(bytes.Buffer)}
	memory := projections.NewMemory()
	runner, err := projections.NewRunner(t.Context(), memory, projections.All(), streams.DecodePage, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	v.views = &views{Memory: memory, runner: runner, log: log}
	a := &archive{visit: v, dir: dir, mary: &byMary{recorder: recorder{log}}}
	v.handler, err = Site{
		Views: v.views, Source: log, Recorder: a.mary, Charts: engine(), Opener: log.Opener(), Files: log.Evidence(),
		Sheets: imports.Desk{Recorder: log, Source: log, Opener: log.Opener(), NewID: newID, Now: today},
		Now:    today, NewID: newID, Logger: slog.New(slog.NewTextHandler(v.said, nil)), Demo: true,
	}.Handler()
	if err != nil {
		t.Fatal(err)
	}
	start(t, v, "p", "P")
	return a
}

// send sends a form with a file.
func (a *archive) send(form url.Values, f evidencetest.File) *httptest.ResponseRecorder {
	a.t.Helper()
	return a.sendTo("/p/p/write", form, f)
}

// sendTo sends it to an address.
func (a *archive) sendTo(address string, form url.Values, f evidencetest.File) *httptest.ResponseRecorder {
	a.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range form {
		if err := w.WriteField(name, values[0]); err != nil {
			a.t.Fatal(err)
		}
	}
	head := textproto.MIMEHeader{}
	head.Set("Content-Disposition", multipart.FileContentDisposition("file", f.Name))
	head.Set("Content-Type", f.Claimed)
	part, err := w.CreatePart(head)
	if err == nil {
		_, err = part.Write(f.Bytes)
	}
	if err != nil || w.Close() != nil {
		a.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, address, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return a.do(r)
}

// save sends a file with these words and returns the id of the entry and of its evidence.
func (a *archive) save(words string, f evidencetest.File) (entry, evidence string) {
	a.t.Helper()
	form := a.fresh("/p/p/write", "what", words)
	w := a.send(form, f)
	if w.Code != http.StatusSeeOther {
		a.t.Fatalf("%s: status %d\n%s\n%s", f.Name, w.Code, shorten(w.Body.String()), a.said)
	}
	entry = form.Get("command")
	return entry, domain.EventID(entry, 1)
}

func (a *archive) kept() int {
	a.t.Helper()
	files, err := a.log.Evidence().Files(a.t.Context())
	if err != nil {
		a.t.Fatal(err)
	}
	return len(files)
}

func photo() evidencetest.File {
	return evidencetest.File{Name: `C:\Mary at the day centre.jpg`, Claimed: "image/jpeg", Bytes: evidencetest.WithPlace(evidencetest.JPEG(evidencetest.Drawing(800, 600)), 1)}
}

func TestAPhotoIsShownWithItsEntry(t *testing.T) {
	a := newArchive(t)
	entry, evidence := a.save("The new kitchen.", photo())
	page := a.page("/p/p/entry/"+entry, 200)
	images := page.all("img")
	if faults := checkPage(page); len(faults) > 0 || len(images) != 1 {
		t.Fatalf("%d pictures; %v", len(images), faults)
	}
	img := images[0].attr
	if img["width"] != "480" || img["height"] != "360" || img["loading"] != "lazy" || img["alt"] != "Picture: \u2068The new kitchen.\u2069" {
		t.Errorf("the picture is %v", img)
	}
	small := a.get(img["src"], 200)
	whole := a.get("/p/p/file/"+evidence, 200)
	for name, w := range map[string]*httptest.ResponseRecorder{"small": small, "whole": whole} {
		h := w.Header()
		if h.Get("Content-Type") != "image/jpeg" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" ||
			h.Get("Content-Security-Policy") != "sandbox; default-src 'none'" || !strings.HasPrefix(h.Get("Content-Disposition"), "inline") {
			t.Errorf("%s: %v", name, h)
		}
		if bytes.Contains(w.Body.Bytes(), []byte(evidencetest.Here)) || !bytes.HasPrefix(w.Body.Bytes(), []byte("\xff\xd8\xff")) {
			t.Errorf("%s: it is no photo, or says where it was taken", name)
		}
	}
	if small.Body.Len() >= whole.Body.Len() || small.Body.Len() > 40<<10 {
		t.Errorf("the small picture has %d bytes, the whole one %d", small.Body.Len(), whole.Body.Len())
	}
	if text := a.page("/p/p/entry/"+evidence, 200).text(); !strings.Contains(text, "Mary at the day centre.jpg") || strings.Contains(text, `C:\`) {
		t.Errorf("the page of the evidence says %q", text)
	}
	body := a.get("/p/p/entry/"+evidence+".json", 200).Body.String()
	file := a.events("p")[2].Body.(*domain.EvidenceAttached).File
	key, _ := file.Key.Reveal(a.log.Opener())
	if strings.Contains(body, key) || strings.Contains(body, file.ID) || key == "" {
		t.Error("the data of the entry hold the key of its file")
	}
}

// TestOtherFilesAreForKeeping: nothing but a picture is ever shown by the browser itself.
func TestOtherFilesAreForKeeping(t *testing.T) {
	a := newArchive(t)
	for mediaType, f := range evidencetest.Good() {
		if strings.HasPrefix(mediaType, "image/") {
			continue
		}
		entry, evidence := a.save("What shows it: "+f.Name, f)
		w := a.get("/p/p/file/"+evidence, 200)
		h := w.Header()
		if h.Get("Content-Type") != mediaType || !strings.HasPrefix(h.Get("Content-Disposition"), `attachment; filename="entry-`) ||
			h.Get("Content-Security-Policy") != "sandbox; default-src 'none'" || strings.Contains(h.Get("Content-Disposition"), f.Name) {
			t.Errorf("%s: %v", f.Name, h)
		}
		if !bytes.Equal(w.Body.Bytes(), f.Bytes) {
			t.Errorf("%s comes back changed", f.Name)
		}
		page := a.page("/p/p/entry/"+entry, 200)
		if len(page.all("img")) > 0 || !strings.Contains(page.text(), f.Name) {
			t.Errorf("%s: the page says %q", f.Name, page.text())
		}
	}
}

// TestNothingOfAFileLiesOpen looks through every file on the disk; the control finds the words once they are open.
func TestNothingOfAFileLiesOpen(t *testing.T) {
	a := newArchive(t)
	secret := "We planted this sentence for the search."
	a.save("One.", evidencetest.File{Name: "planted name.txt", Claimed: "text/plain", Bytes: []byte(secret)})
	key, _ := a.events("p")[2].Body.(*domain.EvidenceAttached).File.Key.Reveal(a.log.Opener())
	found := func() (hits int) {
		var look fs.WalkDirFunc
		look = func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if d.Type()&fs.ModeSymlink != 0 { // what the log stages lies in memory
				return filepath.WalkDir(path+"/", look)
			}
			b, err := os.ReadFile(path)
			hits += bytes.Count(b, []byte(secret)) + bytes.Count(b, []byte("planted name")) + bytes.Count(b, []byte(key))
			return err
		}
		if err := filepath.WalkDir(a.dir, look); err != nil {
			t.Fatal(err)
		}
		return hits
	}
	if n := found(); n > 0 {
		t.Errorf("%d places on the disk say what is in the file, its name or its key", n)
	}
	if err := a.log.Evidence().Put(t.Context(), strings.Repeat("ab", 16), strings.NewReader(secret)); err != nil {
		t.Fatal(err)
	}
	if found() == 0 {
		t.Error("the search finds nothing at all")
	}
}

// TestAFileSentTwiceIsThereOnce: a second click is the same entry, another file under the same id is asked about.
func TestAFileSentTwiceIsThereOnce(t *testing.T) {
	a := newArchive(t)
	form := a.fresh("/p/p/write", "what", "The new kitchen.")
	first := a.send(form, photo())
	n := len(a.events("p"))
	again := a.send(form, photo())
	if first.Code != 303 || again.Code != 303 || again.Header().Get("Location") != first.Header().Get("Location") || len(a.events("p")) != n {
		t.Fatalf("sent twice: %d and %d, %d and %d entries\n%s", first.Code, again.Code, n, len(a.events("p")), shorten(again.Body.String()))
	}
	other := photo()
	other.Bytes = evidencetest.JPEG(evidencetest.Drawing(300, 300))
	w := a.send(form, other)
	page := read(t, "the answer", w.Body)
	if w.Code != 409 || page.field("command").attr["value"] == form.Get("command") || len(a.events("p")) != n {
		t.Errorf("another file under the same id: status %d, %d entries", w.Code, len(a.events("p")))
	}
	form.Set("what", "Other words.")
	if w := a.send(form, photo()); w.Code != 409 {
		t.Errorf("other words under the same id: status %d", w.Code)
	}
}

// TestNastyFilesAreNotKept sends each: the words stay, nothing is stored, and the page says what is taken and runs nothing.
func TestNastyFilesAreNotKept(t *testing.T) {
	a := newArchive(t)
	form := a.fresh("/p/p/write", "what", "My words stay here.")
	for name, f := range evidencetest.Nasty() {
		w := a.send(form, f)
		page := read(t, name, w.Body)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", name, w.Code)
			continue
		}
		if faults := checkPage(page); len(faults) > 0 || page.field("what").text == "" || !strings.Contains(page.field("what").text, "My words stay here.") {
			t.Errorf("%s: %q %v", name, page.field("what").text, faults)
		}
		if text := page.text(); !strings.Contains(text, "This file cannot be kept") || !strings.Contains(text, "a PDF") || page.field("file").attr["aria-invalid"] != "true" {
			t.Errorf("%s: the page does not say why, at the field: %q", name, text)
		}
	}
	if n := a.kept(); n > 0 || len(a.events("p")) != 1 {
		t.Errorf("%d files and %d entries are kept", n, len(a.events("p")))
	}
	for name, f := range evidencetest.Disguised() {
		_, evidence := a.save(name, f)
		if w := a.get("/p/p/file/"+evidence, 200); strings.Contains(w.Body.String(), "script") || w.Header().Get("Content-Type") != "image/jpeg" {
			t.Errorf("%s: what was hidden in it comes back", name)
		}
	}
	if a.said.Len() > 0 {
		t.Errorf("the log of the server says %s", a.said)
	}
}

// TestTheFileMustBeChosenAgain: whatever else is wrong with a form, the words stay and the page says what became of the file.
func TestTheFileMustBeChosenAgain(t *testing.T) {
	a := newArchive(t)
	page := read(t, "form", a.send(a.fresh("/p/p/write", "what", "The new kitchen.", "happened", "soon"), photo()).Body)
	if text := page.text(); !strings.Contains(text, "Please choose your file again.") || page.field("what").text == "" {
		t.Errorf("the page says %q", text)
	}
	if n := a.kept(); n != 0 {
		t.Errorf("%d files are kept of a form that was refused", n)
	}
	if w := a.send(a.fresh("/p/p/write", "what", "No file."), evidencetest.File{Claimed: "application/octet-stream"}); w.Code != 303 || len(a.events("p")) != 2 {
		t.Errorf("a form without a file: status %d, %d entries", w.Code, len(a.events("p")))
	}
	if page := a.page("/p/p/write", 200); page.all("form")[0].attr["enctype"] != "multipart/form-data" || page.field("file").attr["type"] != "file" {
		t.Error("the form takes no file")
	}
	if page := newVisitWithP(t).page("/p/p/write", 200); page.field("file") != nil {
		t.Error("the form takes a file where none are kept")
	}
}

func newVisitWithP(t *testing.T) *visit {
	v := newVisit(t)
	start(t, v, "p", "P")
	return v
}

// TestWhatIsTooLargeIsSaid: more than a form may hold is an answer in words too, and the words come back.
func TestWhatIsTooLargeIsSaid(t *testing.T) {
	a := newArchive(t)
	page := read(t, "form", a.send(a.fresh("/p/p/write", "what", "My words stay here."), evidencetest.File{Name: "film.mp4", Bytes: make([]byte, maxUpload+1)}).Body)
	if !strings.Contains(page.text(), "larger than 10 MB") || !strings.Contains(page.field("what").text, "My words stay here.") {
		t.Errorf("the page says %q", page.text())
	}
	w := a.send(a.fresh("/p/p/write", "what", strings.Repeat("ä", maxBody)), photo())
	if w.Code != http.StatusRequestEntityTooLarge || a.kept() != 0 {
		t.Errorf("too many words with a file: status %d", w.Code)
	}
}

// TestARecordingNeedsEverybody: what people did not agree to is refused where the file was chosen.
func TestARecordingNeedsEverybody(t *testing.T) {
	a := newArchive(t)
	tell := func(bodies ...domain.Body) string {
		t.Helper()
		c := domain.Command{ID: newID(), Project: "p", Actor: mary}
		for _, b := range bodies {
			c.Drafts = append(c.Drafts, domain.Draft{Body: b})
		}
		r, err := a.log.Do(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		return r.ID
	}
	tell(&domain.PersonJoined{Person: mary, Name: domain.Name("Mary")})
	asked := tell(&domain.RecordingAsked{What: domain.Write("The talk in May"), People: []string{mary}})
	talk := evidencetest.Good()["audio/wav"]
	address := "/p/p/write?recording=" + asked
	form := func() url.Values {
		f := a.fresh(address, "what", "The talk in May.")
		f.Set("recording", a.page(address, 200).field("recording").attr["value"])
		return f
	}
	w := a.send(form(), talk)
	page := read(t, "form", w.Body)
	if w.Code != http.StatusForbidden || page.field("file").attr["aria-invalid"] != "true" || !strings.Contains(page.text(), "somebody has not said yet") &&
		!strings.Contains(page.text(), "Somebody has not said yet") || page.field("recording").attr["value"] != asked {
		t.Fatalf("before the answer: status %d, %q", w.Code, page.text())
	}
	tell(&domain.RecordingAgreed{Recording: asked, Person: mary})
	if w := a.send(form(), talk); w.Code != 303 {
		t.Fatalf("after the yes: status %d\n%s", w.Code, shorten(w.Body.String()))
	}
	events := a.events("p")
	if b := events[len(events)-1].Body.(*domain.EvidenceAttached); b.Recording != asked || b.File.IsZero() {
		t.Errorf("the evidence is %+v", b)
	}
	tell(&domain.RecordingRefused{Recording: asked, Person: mary})
	if w := a.send(form(), talk); w.Code != http.StatusForbidden {
		t.Errorf("after the no: status %d", w.Code)
	}
}

// TestOnlyReadersOfTheWordsSeeTheFile asks as each audience; one that may not is told no more than where there is no file at all.
func TestOnlyReadersOfTheWordsSeeTheFile(t *testing.T) {
	a := newArchive(t)
	for _, c := range []struct {
		sharing []string
		open    map[string]bool
	}{
		{nil, map[string]bool{"": true, "evaluators": true}},
		{[]string{"group", "funders"}, map[string]bool{"": true, "evaluators": true, "funders": true}},
		{[]string{"only-me"}, nil},
	} {
		a.mary.sharing = c.sharing
		entry, evidence := a.save("The new kitchen.", photo())
		for _, audience := range []string{"", "evaluators", "funders", "public"} {
			q := ""
			if audience != "" {
				q = "?audience=" + audience
			}
			status := http.StatusNotFound
			if c.open[audience] {
				status = http.StatusOK
			}
			a.get("/p/p/file/"+evidence+q, status)
			if w := a.do(httptest.NewRequest(http.MethodGet, "/p/p/entry/"+entry+q, nil)); strings.Contains(w.Body.String(), "<img") != c.open[audience] {
				t.Errorf("shared with %v, the page for %q shows the picture: %v", c.sharing, audience, !c.open[audience])
			}
		}
	}
	a.get("/p/p/file/"+newID(), http.StatusNotFound)
	a.get("/p/p/file/"+a.events("p")[1].ID, http.StatusNotFound)
}

// TestForgottenFilesAreGone: with the person's key, or with the words, goes the file, also from where it was read before.
func TestForgottenFilesAreGone(t *testing.T) {
	a := newArchive(t)
	entry, redacted := a.save("The new kitchen.", photo())
	_, forgotten := a.save("The old kitchen.", photo())
	third, words := a.save("The garden.", photo())
	a.get("/p/p/file/"+redacted, 200)
	tell := func(body domain.Body) {
		t.Helper()
		if _, err := a.log.Do(t.Context(), domain.Command{ID: newID(), Project: "p", Drafts: []domain.Draft{{Body: body}}}); err != nil {
			t.Fatal(err)
		}
		if err := a.views.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	gone := func(evidence string) {
		t.Helper()
		page := a.page("/p/p/file/"+evidence, http.StatusGone)
		if faults := checkPage(page); len(faults) > 0 || !strings.Contains(page.text(), "It was removed.") {
			t.Errorf("the page says %q, %v", page.text(), faults)
		}
		a.page("/p/p/file/"+evidence+"?small=yes", http.StatusGone)
	}
	tell(&domain.EntryRedacted{Entry: redacted})
	gone(redacted)
	if page := a.page("/p/p/entry/"+entry, 200); len(page.all("img")) > 0 || !strings.Contains(page.text(), "A file was here. It was removed.") {
		t.Errorf("the page of the entry says %q", page.text())
	}
	tell(&domain.EntryRedacted{Entry: third})
	gone(words)
	a.get("/p/p/file/"+forgotten, 200)
	tell(&domain.PersonForgotten{Person: mary, Reason: "asked"})
	gone(forgotten)
	var data struct{ Removed []string }
	if err := json.Unmarshal(a.get("/p/p/entry/"+forgotten+".json", 200).Body.Bytes(), &data); err != nil || len(data.Removed) == 0 {
		t.Errorf("its data say that %v was removed, %v", data.Removed, err)
	}
}
