package projections

import (
	"strconv"

	"github.com/ThreeDotsLabs/watermill/message"
	"go.opentelemetry.io/otel/trace"

	"github.com/desirelines/desirelines/domain"
)

// Gatherer is a store where a commit has a price of its own, so that many pages at a time are better while the runner is behind.
type Gatherer interface {
	Store

	// Gathers is how many commits are best taken in at a time.
	Gathers() int
}

// mostGathered is how many bytes of pages are gathered, whatever the store would like.
const mostGathered = 16 << 20

// MetaWaiting names what a page says of how many commits are known to come after it, in its metadata.
const MetaWaiting = "waiting"

// heldPages are pages that were acknowledged and are taken in with a later one: where the store would rather have many at a time and more are
// known to come. To acknowledge only asks for the next page; what is lost with the process comes again from the checkpoint. It
// is used by one goroutine.
type heldPages struct {
	most    int // commits
	commits []domain.Commit
	links   []trace.Link // to what wrote them, no more than mostLinks
	bytes   int
}

// mostLinks is how many links a span of pages has: one that is linked to more says nothing.
const mostLinks = 128

// pagesFor returns what is held for a store: nothing where it does not gather.
func pagesFor(s Store) *heldPages {
	if g, ok := s.(Gatherer); ok {
		return &heldPages{most: g.Gathers()}
	}
	return &heldPages{}
}

// holds keeps a page behind which others wait, where there is room for one more like it. Else it is to be taken in now, after those
// that are held.
func (h *heldPages) holds(m *message.Message, commits []domain.Commit, links []trace.Link) bool {
	waiting, err := strconv.ParseUint(m.Metadata.Get(MetaWaiting), 10, 64)
	if err != nil || waiting == 0 || len(h.commits)+2*len(commits) > h.most || h.bytes+2*len(m.Payload) > mostGathered {
		return false
	}
	h.commits, h.links, h.bytes = append(h.commits, commits...), h.linked(links), h.bytes+len(m.Payload)
	return true
}

// linked are the links of what is held, with those of one more page.
func (h *heldPages) linked(more []trace.Link) []trace.Link {
	all := append(h.links[:len(h.links):len(h.links)], more...)
	return all[:min(len(all), mostLinks)]
}

// taken lets go of what was held: the store has it.
func (h *heldPages) taken() { h.commits, h.links, h.bytes = nil, nil, 0 }
