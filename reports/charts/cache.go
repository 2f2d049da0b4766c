package charts

import (
	"container/list"
	"context"
	"fmt"
	"sync"

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

type picture struct {
	key Key
	svg []byte
}

// flight is a picture being drawn. Its fields are read after done is closed.
type flight struct {
	done chan struct{}
	svg  []byte
	err  error
	gone bool // the one who drew went away: somebody else has to
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

// Get returns the picture of key; where there is none yet, draw is called with ctx, by one caller at a time. The others
// get what it returns, its error too; where it failed because that caller's context ended, one of them draws. An error is
// not kept. Nobody may change the bytes.
func (c *Cache) Get(ctx context.Context, key Key, draw func(context.Context) ([]byte, error)) ([]byte, error) {
	for {
		svg, f, mine := c.find(key)
		switch {
		case f == nil:
			return svg, nil
		case mine:
			return c.fly(ctx, key, f, draw)
		}
		select {
		case <-f.done:
			if !f.gone {
				return f.svg, f.err
			}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// find returns the picture of key, or else its flight, and whether the caller has to draw.
func (c *Cache) find(key Key) (svg []byte, f *flight, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byKey[key]; ok {
		c.order.MoveToFront(e)
		return e.Value.(*picture).svg, nil, false
	}
	if f, ok := c.flying[key]; ok {
		return nil, f, false
	}
	f = &flight{done: make(chan struct{})}
	c.flying[key] = f
	return nil, f, true
}

// fly draws and lands, whatever draw does.
func (c *Cache) fly(ctx context.Context, key Key, f *flight, draw func(context.Context) ([]byte, error)) ([]byte, error) {
	f.err = fmt.Errorf("drawing %s broke off", key.Chart) // what others hear where draw panics
	defer func() {
		f.gone = f.err != nil && ctx.Err() != nil
		c.mu.Lock()
		defer c.mu.Unlock()
		if f.err == nil {
			c.keep(key, f.svg)
		}
		delete(c.flying, key)
		close(f.done)
	}()
	f.svg, f.err = draw(ctx)
	return f.svg, f.err
}

// keep puts a picture in front and drops those behind that there is no room for. One that is larger than all the room is
// not kept.
func (c *Cache) keep(key Key, svg []byte) {
	if len(svg) > c.maxBytes {
		return
	}
	c.byKey[key] = c.order.PushFront(&picture{key, svg})
	c.bytes += len(svg)
	for c.bytes > c.maxBytes || c.order.Len() > c.maxPictures {
		last := c.order.Remove(c.order.Back()).(*picture)
		delete(c.byKey, last.key)
		c.bytes -= len(last.svg)
	}
}

// Len returns how many pictures are kept and how many bytes they take.
func (c *Cache) Len() (pictures, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.order.Len(), c.bytes
}
