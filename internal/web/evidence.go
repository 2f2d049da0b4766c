package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/desirelines/desirelines/internal/evidence"
)

// Files keep sealed files by their random ids. Put returns when a file is on the disk; one that is not there is NotFound.
type Files interface {
	Put(ctx context.Context, id string, sealed io.Reader) error
	Get(ctx context.Context, id string) (io.ReadCloser, error)
}

// Limits on a form with a file. What is larger than a file may be is read and thrown away, up to a point: a browser that may not send it to the
// end shows no page that says so.
const (
	maxUpload      = 64 << 20        // bytes
	uploadPatience = 2 * time.Minute // slow telephones
	mostUploads    = 16              // files in memory at a time, of those that are being sent
	mostParts      = 100             // answers in a form
)

// desk takes files in.
type desk struct {
	taker *evidence.Taker
	room  chan struct{}
}

func newDesk() *desk { return &desk{evidence.NewTaker(), make(chan struct{}, mostUploads)} }

// upload is the file that a form sent; it is filled when the form is read.
type upload struct {
	room          chan struct{}
	took          bool // a place in room
	sent          bool // there is a file, whatever became of it
	large, late   bool // it is too large; there was no room for it
	several       bool // there are others besides
	name, claimed string
	content       []byte
}

type uploadKey struct{}

// uploadOf is the file of a form; nil where its address takes none.
func uploadOf(r *http.Request) *upload {
	u, _ := r.Context().Value(uploadKey{}).(*upload)
	return u
}

// withFile lets a form send a file, which lives as long as the request.
func (s *site) withFile(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isUpload(r) {
			until := time.Now().Add(uploadPatience)
			c := http.NewResponseController(w)
			_, _ = c.SetReadDeadline(until), c.SetWriteDeadline(until.Add(settle+patience)) // where they cannot be set, those of the server stand
		}
		u := &upload{room: s.desk.room}
		defer u.leave()
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), uploadKey{}, u)))
	})
}

// isUpload says whether a request is a form that may hold a file: it may be larger and take longer.
func isUpload(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/p/") && (strings.HasSuffix(r.URL.Path, "/write") || strings.HasSuffix(r.URL.Path, "/"+typeName) || strings.HasSuffix(r.URL.Path, "/"+sheetName)) &&
		strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}

// multipartForm reads a form with a file. Nothing of it is ever written to the disk as it is. cut says that the answers are over their limit.
func multipartForm(r *http.Request) (form url.Values, cut bool, err error) {
	u := uploadOf(r)
	if u == nil {
		return nil, false, unreadable()
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, false, unreadable()
	}
	form = url.Values{}
	for left := int64(maxBody); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return form, cut, nil
		}
		if tooBig(err) && u.sent {
			u.large = true
			return form, cut, nil
		}
		if err != nil || len(form) == mostParts {
			return nil, false, unreadable()
		}
		if part.FormName() == "file" {
			u.take(r.Context(), part)
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil && !tooBig(err) {
			return nil, false, unreadable()
		}
		if cut = cut || err != nil || int64(len(value)) > left; int64(len(value)) > left {
			value = value[:left]
		}
		left -= int64(len(value))
		form.Add(part.FormName(), string(value))
	}
}

func tooBig(err error) bool {
	var limit *http.MaxBytesError
	return errors.As(err, &limit)
}

// take reads the file. The page has several boxes for one; one that was left empty counts for nothing.
func (u *upload) take(ctx context.Context, part *multipart.Part) {
	if u.sent {
		u.several = u.several || part.FileName() != ""
		return
	}
	u.name, u.claimed = part.FileName(), part.Header.Get("Content-Type")
	var first [1]byte
	if n, err := io.ReadFull(part, first[:]); n == 0 { // no file was chosen, or an empty one
		u.sent = u.name != "" || tooBig(err)
		return
	}
	u.sent = true
	if u.late = !u.enter(ctx); u.late {
		return
	}
	b, err := io.ReadAll(io.LimitReader(io.MultiReader(bytes.NewReader(first[:]), part), evidence.MaxBytes+1))
	if u.large = len(b) > evidence.MaxBytes || tooBig(err); !u.large && err == nil {
		u.content = b
	}
}

// enter waits for room for a file.
func (u *upload) enter(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, settle)
	defer cancel()
	select {
	case u.room <- struct{}{}:
		u.took = true
	case <-ctx.Done():
	}
	return u.took
}

func (u *upload) leave() {
	u.content = nil
	if u.took {
		u.took = false
		<-u.room
	}
}
