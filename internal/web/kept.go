package web

import (
	"compress/gzip"
	"container/list"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports/charts"
)

// What pages that were written may take: so much memory, packed and not, and so many of them.
const (
	keptBytes = 32 << 20
	mostKept  = 2000
)

// A keptPage is an answer that was written once and stands until its project has another entry or the day is another.
type keptPage struct {
	key          string
	header       http.Header // what the handler set
	body, packed []byte
	until        time.Time // it stands no longer than this; zero: it does
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
	p := e.Value.(*keptPage)
	if !p.until.IsZero() && !time.Now().Before(p.until) {
		k.drop(e)
		return nil, false
	}
	k.order.MoveToFront(e)
	return p, true
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
	for k.bytes > keptBytes || k.order.Len() > mostKept {
		k.drop(k.order.Back())
	}
}

func (k *keptPages) drop(e *list.Element) {
	p := k.order.Remove(e).(*keptPage)
	delete(k.byKey, p.key)
	k.bytes -= p.size()
}

// asksHost is the question that stands for the name of this server in the address.
const asksHost = "Host:"

// keep answers with what was written before for the same question, newest entry and day. questions are what p reads of an address
// besides its path, moment and audience: p does not even see what else it asks. Who asks is part of the key, so that nobody is shown a page
// that was written for somebody else. A page whose pictures were not all ready is not kept; where one of them could not
// be drawn, until that is tried again.
func (s *site) keep(p answer, questions ...string) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		r = r.WithContext(r.Context()) // a copy
		r.URL = asking(r, questions)
		key, newest, ok := s.keyOf(r, questions)
		if !ok {
			return p(w, r)
		}
		kept, ok := s.written.get(key)
		if !ok {
			r, pictures := sketching(r, newest)
			c := &capture{header: http.Header{}}
			if err := p(c, r); err != nil {
				return err
			}
			kept = &keptPage{key: key, header: c.header, body: c.body, packed: pack(c.body, gzip.DefaultCompression)}
			if pictures.failed {
				kept.until = time.Now().Add(charts.Pause)
			}
			if !pictures.late {
				s.written.put(kept)
			}
		}
		kept.writeTo(w, r)
		return nil
	}
}

// asking is the address of a request with its moment and audience and these questions, each once and in order, and nothing else.
func asking(r *http.Request, questions []string) *url.URL {
	values, given, address := whereOf(r).values(), r.URL.Query(), *r.URL
	for _, q := range questions {
		if value := given.Get(q); value != "" {
			values.Set(q, value)
		}
	}
	address.RawQuery = values.Encode()
	return &address
}

// keyOf names all that a page of a project depends on, and the newest entry of the project; ok is false where there is no such project.
func (s *site) keyOf(r *http.Request, questions []string) (key string, newest uint64, ok bool) {
	path := []string{r.Pattern}
	for _, segment := range []string{"project", "section", "chart", "entry", "audience", "aim"} { // however they were escaped
		path = append(path, r.PathValue(segment))
	}
	if slices.Contains(questions, asksHost) {
		path = append(path, r.Host)
	}
	err := s.live(r.Context(), r.PathValue("project"), func(v projections.View) error {
		newest = v.Known.Position
		who := viewerOf(r.Context()).key()
		key = fmt.Sprintf("%d %v %s %s %q %s", newest, domain.DateOf(s.Now().In(v.Zone())), s.languageKey(r), who, path, r.URL.RawQuery)
		return nil
	})
	return key, newest, err == nil
}

func (k *keptPage) writeTo(w http.ResponseWriter, r *http.Request) {
	h, body := w.Header(), k.body
	for name, values := range k.header {
		h[name] = values
	}
	h["Vary"] = append(slices.Clip(k.header["Vary"]), "Accept-Encoding")
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
