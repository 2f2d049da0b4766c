package projections

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// EdgeRow is something that cannot be decided freely; its words are in the entries it names.
type EdgeRow struct {
	Stated
	When
	CanMove   string   // yes, no, not_sure; empty: not said
	Moves     []Stated // each time it was found elsewhere, oldest first
	Sharing   []string
	Withdrawn bool
}

var edgeTable = Table[EdgeRow]{"edge"}

var edgesProjection = Projection{Name: "edges", Version: 1, tables: []rowTable{edgeTable}, Apply: applyEdges}

func applyEdges(rows *Rows, e *domain.Event) error {
	switch b := e.Body.(type) {
	case *domain.EdgeStated:
		edgeTable.put(rows, e.ID, EdgeRow{Stated: stated(e), When: when(e), CanMove: b.CanMove, Sharing: e.Sharing})
	case *domain.EdgeMoved:
		edgeTable.edit(rows, b.Edge, func(r *EdgeRow) { r.Moves = append(slices.Clip(r.Moves), stated(e)) })
	case *domain.EntryCorrected:
		if said, ok := b.With.(*domain.EdgeStated); ok {
			edgeTable.edit(rows, b.Entry, func(r *EdgeRow) { r.CanMove, r.When = said.CanMove, r.When.corrected(b) })
		}
	case *domain.EntryWithdrawn:
		edgeTable.edit(rows, b.Entry, func(r *EdgeRow) { r.Withdrawn = true })
	}
	return nil
}

// Edges returns the edges of the blank page, the withdrawn ones too.
func (v View) Edges() []EdgeRow {
	return edgeTable.all(v, v.Project, nil, func(r *EdgeRow) uint64 { return r.Position })
}
