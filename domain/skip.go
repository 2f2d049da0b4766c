package domain

import "regexp"

// Rules: a projection that cannot apply an event stops before its commit. The only way past is that an operator says, for good and for
// everybody to see, that this version of this projection leaves this event out. Whether it stopped there is known to whoever runs it and
// is asked before this is recorded. Another version of the projection tries the event again.

// ProjectionSkipped lets one version of a projection leave out one event. The rest of the event's commit is applied.
type ProjectionSkipped struct {
	v1
	Projection string `json:"projection"`
	Fold       int    `json:"fold"`            // version of the projection
	Sequence   uint64 `json:"sequence"`        // of the commit that holds the event
	Entry      string `json:"entry,omitempty"` // id of the event; empty: the commit as a whole cannot be read
	Why        string `json:"why"`             // in the operator's words, which name nobody
}

func (*ProjectionSkipped) Kind() string { return "projection.skipped" }

func (b *ProjectionSkipped) about(self string) Ref { return Ref{"skip", self} }

var projectionName = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

func (b *ProjectionSkipped) check(*Project, string) error {
	switch {
	case !projectionName.MatchString(b.Projection):
		return invalid(b.Projection, "this is not the name of a projection", "give a name of projections list")
	case b.Fold < 1:
		return invalid("", "the version of the projection is missing", "give that of projections list")
	case b.Sequence < 1:
		return invalid("", "the sequence of the commit is missing", "give the one where the projection stopped")
	}
	if err := checkText("entry", b.Entry, 100); err != nil {
		return err
	}
	return checkFields(must("why", plain(b.Why)))
}

func (b *ProjectionSkipped) evolve(p *Project, self string) { p.add("skip", b.Kind(), self) }
