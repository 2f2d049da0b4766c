package web

import (
	"bufio"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"time"
)

// longestPause is how long a reader may take no byte of a file that is sent as it is written.
const longestPause = 30 * time.Second

// stream sends a file as it is written. Where that goes wrong before the first byte left, the answer is the error; after that the
// connection is broken off, so that half a file is never taken for a whole one.
func (s *site) stream(w http.ResponseWriter, r *http.Request, name, contentType string, write func(io.Writer) error) error {
	out := &outgoing{w: w, name: name, contentType: contentType}
	if strings.HasPrefix(contentType, "text/") || strings.HasSuffix(contentType, "xml") || strings.HasSuffix(contentType, "json") {
		out.packed = takesGzip(r)
		w.Header().Add("Vary", "Accept-Encoding")
	}
	if r.Method == http.MethodHead {
		out.begin()
		return nil
	}
	err := out.all(write)
	switch {
	case err == nil:
		return nil
	case !out.begun:
		return err
	}
	s.Logger.Error("a file was broken off", "request", requestID(r), "error", err.Error())
	panic(http.ErrAbortHandler)
}

// outgoing is a file on its way. Its headers are set when its first byte leaves.
type outgoing struct {
	w                 http.ResponseWriter
	name, contentType string
	packed, begun     bool
}

func (o *outgoing) all(write func(io.Writer) error) error {
	b := bufio.NewWriterSize(o, 1<<15)
	var z *gzip.Writer
	var to io.Writer = b
	if o.packed {
		z = gzip.NewWriter(b)
		to = z
	}
	if err := write(to); err != nil {
		return err
	}
	if z != nil {
		if err := z.Close(); err != nil {
			return err
		}
	}
	if err := b.Flush(); err != nil {
		return err
	}
	o.begin() // a file may be empty
	return nil
}

// Write implements io.Writer.
func (o *outgoing) Write(p []byte) (int, error) {
	o.begin()
	_ = http.NewResponseController(o.w).SetWriteDeadline(time.Now().Add(longestPause)) // who cannot be waited for longer gets what the server allows
	return o.w.Write(p)
}

func (o *outgoing) begin() {
	if o.begun {
		return
	}
	o.begun = true
	h := o.w.Header()
	h.Set("Content-Type", o.contentType)
	asFile(h, o.name)
	if o.packed {
		h.Set("Content-Encoding", "gzip")
	}
	o.w.WriteHeader(http.StatusOK)
}
