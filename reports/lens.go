package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// Lens is the one gate between rows and everything that is shown. What an entry was shared with decides:
//
//   - Not shared with the group, the public or the audience itself: the entry is not there. It is not
//     listed and its numbers count nowhere. The same goes for what is said about it (its note, its correction).
//   - Otherwise its plain fields (numbers, dates, kinds, aims, statuses) are seen by all.
//   - Its words are seen by the group and its evaluators where it was shared with the group, and by any audience
//     it names. Naming public names all. What came from a publisher's open file may go anywhere.
//   - Names are for the group, what was said in confidence only for who is named.
//
// Nobody named anybody (nil) means the group. Sharing and redaction count as of now, whatever moment is shown.
type Lens struct {
	Audience Audience
	Opener   domain.Opener // opens sealed fields; nil: every sealed field counts as removed
}

// See returns what the audience may see of a view. The Seen reads the view's rows, so it lives no longer than
// they do. Looking back in time is Refused outside the group and its evaluators: two moments side by side would
// give single people away.
func (l Lens) See(view projections.View, asked Asked) (Seen, error) {
	if !l.Audience.Words && !asked.Now() {
		return Seen{}, &domain.Error{
			Kind: domain.Refused, Message: "looking back is for the group and its evaluators", Value: l.Audience.ID,
			Want: "ask without a moment",
		}
	}
	s := &sight{lens: l, asked: asked, base: view, zone: view.Zone(), there: map[string]bool{}}
	s.aims = s.foldAims()
	return Seen{s}, nil
}

// listed says whether what was shared like this is there for the audience.
func (l Lens) listed(sharing []string) bool {
	return len(sharing) == 0 || slices.Contains(sharing, groupID) || l.named(sharing)
}

// named says whether the sharing names the audience.
func (l Lens) named(sharing []string) bool {
	return slices.Contains(sharing, publicID) || slices.Contains(sharing, l.Audience.ID)
}

// inGroup says whether this was shared with the group and the audience is of it.
func (l Lens) inGroup(sharing []string) bool {
	return l.Audience.Words && (len(sharing) == 0 || slices.Contains(sharing, groupID))
}

// rights says which texts of an entry the audience may read.
type rights struct{ words, names, secrets bool }

func (l Lens) rights(sharing []string, body domain.Body) rights {
	named, published := l.named(sharing), domain.FromPublisher(body)
	in := l.inGroup(sharing)
	return rights{words: named || published || in, names: named || (in && l.Audience.Names), secrets: named}
}

// personal is any of Words, Identity and Confidential.
type personal interface {
	IsZero() bool
	Reveal(domain.Opener) (text string, erased bool)
}

// open returns a text for somebody who may or may not read it.
func (l Lens) open(p personal, r rights) SeenText {
	if p.IsZero() {
		return SeenText{State: TextEmpty}
	}
	may := r.words
	switch p.(type) {
	case domain.Identity:
		may = r.names
	case domain.Confidential:
		may = r.secrets
	}
	if !may {
		return SeenText{State: TextPrivate}
	}
	text, erased := p.Reveal(l.Opener)
	switch {
	case erased:
		return SeenText{State: TextRemoved}
	case text == "":
		return SeenText{State: TextEmpty}
	}
	return SeenText{text, TextShown}
}
