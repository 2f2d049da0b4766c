package projections

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// Skip is what an operator recorded: one version of one projection leaves one event out. It holds for ever, in every fold of that
// version: live, in a rebuild and in a replay.
type Skip struct {
	Projection string
	Version    int
	Sequence   uint64 // of the commit
	Entry      string // id of the event; empty: the whole commit cannot be read
	Why        string
	Actor      string    // who recorded it; empty: who runs the program
	Recorded   time.Time // when
}

// Skips are the skips that were recorded. The zero value has none. It is never changed once others know it.
type Skips struct {
	set  map[skipKey]bool
	list []Skip // in the order recorded, each once
}

type skipKey struct {
	projection string
	version    int
	entry      string
}

// entryKey names an event, whose id is unique; a commit that cannot be read has only its sequence.
func entryKey(sequence uint64, id string) string {
	if id == "" {
		return fmt.Sprintf("commit %d", sequence)
	}
	return id
}

// List returns every skip, in the order recorded. The list is not to be changed.
func (s Skips) List() []Skip { return s.list }

// Counting returns how many of the skips are of the projections as they are folded now.
func (s Skips) Counting() int {
	n := 0
	for _, p := range All() {
		for _, one := range s.list {
			if one.Projection == p.Name && one.Version == p.Version {
				n++
			}
		}
	}
	return n
}

// has says whether a version of a projection leaves an event out.
func (s Skips) has(projection string, version int, sequence uint64, entry string) bool {
	return len(s.set) > 0 && s.set[skipKey{projection, version, entryKey(sequence, entry)}]
}

// with returns the skips together with those that commits record; s itself where they record none.
func (s Skips) with(commits ...domain.Commit) Skips {
	more, grown := s, false
	for i := range commits {
		if commits[i].Project != domain.Installation {
			continue
		}
		for j := range commits[i].Events {
			e := &commits[i].Events[j]
			b, ok := e.Body.(*domain.ProjectionSkipped)
			if !ok || more.has(b.Projection, b.Fold, b.Sequence, b.Entry) {
				continue
			}
			if !grown {
				more, grown = Skips{maps.Clone(s.set), append([]Skip(nil), s.list...)}, true
			}
			if more.set == nil {
				more.set = map[skipKey]bool{}
			}
			more.set[skipKey{b.Projection, b.Fold, entryKey(b.Sequence, b.Entry)}] = true
			more.list = append(more.list, Skip{b.Projection, b.Fold, b.Sequence, b.Entry, b.Why, e.Actor, e.Recorded})
		}
	}
	return more
}

// ReadSkips reads what the log of the installation says.
func ReadSkips(ctx context.Context, source Source) (Skips, error) {
	var s Skips
	for c, err := range source.ReadProject(ctx, domain.Installation, 1) {
		if err != nil {
			return Skips{}, fmt.Errorf("what operators let views leave out: %w", err)
		}
		s = s.with(c)
	}
	return s, nil
}
