package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/reports"
)

// send writes a whole answer, packed where the client takes gzip and it is worth it.
func send(w http.ResponseWriter, r *http.Request, status int, contentType string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	if _, kept := w.(*capture); kept {
		_, _ = w.Write(body) // it is packed once, when it is kept
		return
	}
	h.Add("Vary", "Accept-Encoding")
	if len(body) > 1000 && takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = pack(body, gzip.BestSpeed+2)
	}
	writeBody(w, r, status, body)
}

func writeBody(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader has gone; nobody is left to tell
	}
}

func pack(body []byte, level int) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, level) // the level is one of ours
	_, _ = z.Write(body)                   // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" {
			return strings.ReplaceAll(q, " ", "") != "q=0"
		}
	}
	return false
}

// sendJSON writes a model as JSON.
func sendJSON(w http.ResponseWriter, r *http.Request, model any) error {
	var b bytes.Buffer
	if err := reports.WriteJSON(&b, model); err != nil {
		return err
	}
	send(w, r, http.StatusOK, "application/json", b.Bytes())
	return nil
}

// sendFile offers an answer for keeping, under a name that is safe on every system.
func sendFile(w http.ResponseWriter, r *http.Request, name, contentType string, body []byte) {
	asFile(w.Header(), name)
	send(w, r, http.StatusOK, contentType, body)
}

// asFile says that an answer is a file for keeping.
func asFile(h http.Header, name string) {
	name = fileName(name)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"; filename*=UTF-8''`+url.PathEscape(name))
}

// fileName keeps letters, digits, dots and dashes of a name; all else becomes a dash.
func fileName(name string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_':
			return r
		}
		return '-'
	}, name)
	safe = strings.Trim(safe, ".-")
	if len(safe) > 120 {
		safe = safe[len(safe)-120:] // the ending says what it is
	}
	if safe == "" {
		return "file"
	}
	return safe
}
