package web

import (
	"compress/gzip"
	"container/list"
	"fmt"
	"net/http"
	"sync"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// keptBytes is how much memory pages that were written may take, packed and not.
const keptBytes = 32 << 20

// A keptPage is an answer that was written once and stands until its project has another entry or the day is another.
type keptPage struct {
	key          string
	header       http.Header // what the handler set
	body, packed []byte
}

func (k *keptPage) size() int { return len(k.key) + len(k.body) + len(k.packed) + 500 }

// keptPages keeps the pages used last. It is safe for concurrent use.
type keptPages struct {
	mu    sync.Mutex
	bytes int
	byKey map[string]*list.Element // of *keptPage
	order list.List                // the one used last in front
}

func (k *keptPages) get(key string) (*keptPage, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.byKey[key]
	if !ok {
		return nil, false
	}
	k.order.MoveToFront(e)
	return e.Value.(*keptPage), true
}

func (k *keptPages) put(p *keptPage) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.byKey == nil {
		k.byKey = map[string]*list.Element{}
	}
	if _, there := k.byKey[p.key]; there || p.size() > keptBytes/8 {
		return
	}
	k.byKey[p.key] = k.order.PushFront(p)
	k.bytes += p.size()
	for k.bytes > keptBytes {
		last := k.order.Remove(k.order.Back()).(*keptPage)
		delete(k.byKey, last.key)
		k.bytes -= last.size()
	}
}

// keep answers with what was written before for the same address, newest entry and day. Whatever else a page comes to depend
// on, such as who is signed in, belongs into the key. Pages that are not whole say so with notYet and are not kept.
func (s *site) keep(p answer) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		key, ok := s.keyOf(r)
		if !ok {
			return p(w, r)
		}
		kept, ok := s.written.get(key)
		if !ok {
			c := &capture{header: http.Header{}}
			if err := p(c, r); err != nil {
				return err
			}
			kept = &keptPage{key: key, header: c.header, body: c.body, packed: pack(c.body, gzip.DefaultCompression)}
			if !c.partly {
				s.written.put(kept)
			}
		}
		kept.writeTo(w, r)
		return nil
	}
}

// keyOf names all that a page of a project depends on; ok is false where there is no such project.
func (s *site) keyOf(r *http.Request) (key string, ok bool) {
	err := s.live(r.Context(), r.PathValue("project"), func(v projections.View) error {
		key = fmt.Sprintf("%d %v %s %s", v.Known.Position, domain.DateOf(s.Now().In(v.Zone())), r.Host, r.URL.RequestURI())
		return nil
	})
	return key, err == nil
}

func (k *keptPage) writeTo(w http.ResponseWriter, r *http.Request) {
	h, body := w.Header(), k.body
	for name, values := range k.header {
		h[name] = values
	}
	h.Set("Vary", "Accept-Encoding")
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = k.packed
	}
	writeBody(w, r, http.StatusOK, body)
}

// capture takes an answer in, so that it can be kept.
type capture struct {
	header http.Header
	body   []byte
	partly bool
}

// Header implements http.ResponseWriter.
func (c *capture) Header() http.Header { return c.header }

// Write implements http.ResponseWriter.
func (c *capture) Write(b []byte) (int, error) {
	c.body = append(c.body, b...)
	return len(b), nil
}

// WriteHeader implements http.ResponseWriter; what is kept was always done well.
func (c *capture) WriteHeader(int) {}

// notYet says that a page is not whole, so that it is made anew the next time.
func notYet(w http.ResponseWriter) {
	if c, ok := w.(*capture); ok {
		c.partly = true
	}
}
