package charts

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
)

// Key is all that a picture depends on. Newest is in it because consent that was taken back moves it, wherever the cut is.
type Key struct {
	Project    string
	Cut        uint64 // position of the last event that the picture knows
	Newest     uint64 // position of the last event that the project has
	Today      domain.Date
	AskedOn    domain.Date
	HappenedBy domain.Date
	Against    aimed.Against
	Audience   string
	Chart      string // id of the chart
	Width      int
	Form       Form
	Language   string
}

// What a cache keeps where nobody says otherwise: a picture is about 10 KB.
const (
	DefaultPictures = 2000
	DefaultBytes    = 32 << 20
)

// Pause is how long a picture that could not be drawn is left alone before it is tried again.
const Pause = 30 * time.Second

// mostFlights is how many pictures may be drawn or wait for their turn at the same time.
const mostFlights = 64

// ErrBusy says that so many pictures are being drawn that no other can be begun.
var ErrBusy = errors.New("too many pictures are being drawn: ask again in a moment")

// A Cache keeps pictures that were drawn, the ones used last. It is safe for concurrent use: who asks for a picture that
// is being drawn waits for it, and nobody else waits for anything.
type Cache struct {
	maxPictures, maxBytes int

	mu     sync.Mutex
	bytes  int
	byKey  map[Key]*list.Element // of *picture
	order  *list.List            // the one used last in front
	flying map[Key]*flight
}

// picture is what came of drawing: a picture, or an error that stands until a time.
type picture struct {
	key   Key
	svg   []byte
	err   error
	until time.Time
}

// flight is a picture being drawn. Its fields are read after done is closed.
type flight struct {
	done chan struct{}
	svg  []byte
	err  error
}

// NewCache returns an empty cache for so many pictures (0: DefaultPictures) and bytes (0: DefaultBytes).
func NewCache(pictures, bytes int) *Cache {
	if pictures <= 0 {
		pictures = DefaultPictures
	}
	if bytes <= 0 {
		bytes = DefaultBytes
	}
	return &Cache{maxPictures: pictures, maxBytes: bytes, byKey: map[Key]*list.Element{}, order: list.New(), flying: map[Key]*flight{}}
}

// Get returns the picture of key; where there is none yet, draw is called, once whoever asks meanwhile. All of them wait for what
// it returns, each as long as its own context lives. The drawing goes on without them, under a context that nothing ends, and is
// kept for who asks again: draw must come to an end by itself. Nothing is begun for a context that has ended. Its error, or panic, stands for Pause and is kept like a
// picture. ErrBusy where too many pictures are being drawn. Nobody may change the bytes.
func (c *Cache) Get(ctx context.Context, key Key, draw func(context.Context) ([]byte, error)) ([]byte, error) {
	kept, f, mine := c.find(key, ctx.Err() == nil)
	switch {
	case kept != nil:
		return kept.svg, kept.err
	case f == nil && ctx.Err() != nil:
		return nil, ctx.Err()
	case f == nil:
		return nil, ErrBusy
	case mine:
		go c.fly(context.WithoutCancel(ctx), key, f, draw)
	}
	select {
	case <-f.done:
		return f.svg, f.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// find returns the picture of key, or else its flight, and whether the caller has to begin it; none of them where it may not be begun
// or there is no room for another flight.
func (c *Cache) find(key Key, begin bool) (kept *picture, f *flight, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byKey[key]; ok {
		if p := e.Value.(*picture); p.err == nil || time.Now().Before(p.until) {
			c.order.MoveToFront(e)
			return p, nil, false
		}
		c.drop(e)
	}
	if f, ok := c.flying[key]; ok {
		return nil, f, false
	}
	if !begin || len(c.flying) >= mostFlights {
		return nil, nil, false
	}
	f = &flight{done: make(chan struct{})}
	c.flying[key] = f
	return nil, f, true
}

// fly draws and lands, whatever draw does.
func (c *Cache) fly(ctx context.Context, key Key, f *flight, draw func(context.Context) ([]byte, error)) {
	defer func() {
		if p := recover(); p != nil {
			f.svg, f.err = nil, fmt.Errorf("drawing %s broke off: %v", key.Chart, p)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.keep(&picture{key, f.svg, f.err, time.Now().Add(Pause)})
		delete(c.flying, key)
		close(f.done)
	}()
	f.svg, f.err = draw(ctx)
}

// keep puts a picture in front and drops those behind that there is no room for. One that is larger than all the room is
// not kept.
func (c *Cache) keep(p *picture) {
	if len(p.svg) > c.maxBytes {
		return
	}
	c.byKey[p.key] = c.order.PushFront(p)
	c.bytes += len(p.svg)
	for c.bytes > c.maxBytes || c.order.Len() > c.maxPictures {
		c.drop(c.order.Back())
	}
}

func (c *Cache) drop(e *list.Element) {
	p := c.order.Remove(e).(*picture)
	delete(c.byKey, p.key)
	c.bytes -= len(p.svg)
}

// Len returns how many pictures are kept and how many bytes they take.
func (c *Cache) Len() (pictures, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.order.Len(), c.bytes
}
