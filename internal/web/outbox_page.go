package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"

	"github.com/desirelines/desirelines/reports"
)

// phoneName is the address of the page "This phone" in a project.
const phoneName = "phone"

// phonePage says what is kept on this phone. The server does not know: the script fills it in.
type phonePage struct {
	shell
	Write string // address of the form
}

// thisPhone shows what is kept on the phone. The worker keeps the page, so it names nothing of the project.
func (s *site) thisPhone(w http.ResponseWriter, r *http.Request) error {
	at := ourPlace(r)
	p := phonePage{s.bareShell(at, "This phone"), at.url("write")}
	p.Script, p.Phone.Manifest = s.outbox.page, s.outbox.manifest
	return s.show(w, r, http.StatusOK, "phone", p)
}

// bareShell is the shell of a page of a project that the phone may keep: nobody's words are in it, and no name.
func (s *site) bareShell(at where, title string) shell {
	sh := s.shellOf(at, reports.Place{Name: "Our project"}, phoneName, title)
	sh.Nav, sh.Phone, sh.Wide = nil, s.phoneOf(at), ""
	return sh
}

// writeShell is the form as it can be kept on the phone: without aims, entries and audiences, which are words of the group.
func (s *site) writeShell(w http.ResponseWriter, r *http.Request) error {
	at := ourPlace(r)
	a := &answers{values: map[string]string{"kind": writeOutcome, "command": s.NewID()}}
	p := s.formPage(r, at, choices{short: true}, a)
	p.shell, p.Offline = s.bareShell(at, "Write down what happened"), true
	return s.show(w, r, http.StatusOK, "write", p)
}

// outboxFiles are the addresses of the files of the outbox.
type outboxFiles struct{ script, page, manifest string }

// worker answers with the service worker. Its address never changes, so browsers ask for it anew.
func (s *site) worker(w http.ResponseWriter, r *http.Request) {
	body, err := script("static/sw.js")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", backKeeps)
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Add("Vary", "Accept-Encoding")
	if takesGzip(r) {
		w.Header().Set("Content-Encoding", "gzip")
		body = pack(body, gzip.BestCompression)
	}
	writeBody(w, r, http.StatusOK, body)
}

// addOutbox makes the files of the outbox. The manifest lets a phone put the site on its first screen, where what it keeps stays longer.
func (s *site) addOutbox() error {
	outbox, err := script("static/outbox.js")
	if err != nil {
		return err
	}
	page, err := script("static/phone.js")
	if err != nil {
		return err
	}
	manifest, err := json.Marshal(map[string]any{
		"name": "Desire Lines", "short_name": "Notes", "start_url": "/", "scope": "/", "display": "minimal-ui",
		"icons": []map[string]string{{"src": s.icon, "sizes": "any", "type": "image/svg+xml"}},
	})
	if err != nil {
		return err
	}
	s.outbox.script = s.add("outbox", ".js", "text/javascript; charset=utf-8", outbox)
	s.outbox.page = s.add("phone", ".js", "text/javascript; charset=utf-8", page)
	s.outbox.manifest = s.add("manifest", ".webmanifest", "application/manifest+json", manifest)
	return nil
}

// script is a file of script without its comments and indents: people read it here, and phones pay for every byte. No text in it
// goes over the end of a line.
func script(name string) ([]byte, error) {
	text, err := static.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for line := range bytes.Lines(text) {
		if line = bytes.TrimLeft(line, " "); len(line) > 1 && !bytes.HasPrefix(line, []byte("//")) {
			b.Write(line)
		}
	}
	return b.Bytes(), nil
}
