package html

import (
	"context"
	"fmt"

	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
)

// aimHistoryView is how one aim came to be what it is.
type aimHistoryView struct {
	M      reports.AimHistory
	A      addresses
	Drifts []driftView
}

// driftView is the way of one target; the picture only where it moved.
type driftView struct {
	reports.Drift
	Before, Unit, After string // the drift in a sentence; Unit is the group's
	Picture             *picture
}

func (r *Renderer) aim(ctx context.Context, m reports.AimHistory, at addresses) aimHistoryView {
	v := aimHistoryView{M: m, A: at}
	var link func(uint64) string
	if r.Links != nil {
		link = at.Entry
	}
	for i, d := range m.Drifts {
		if len(d.Points) > 1 {
			view := driftView{Drift: d, Picture: r.picture(ctx, charts.DriftOf(d, m.Until(), fmt.Sprintf("drift-%d", i+1), link))}
			view.Before, view.Unit, view.After = d.Pieces()
			v.Drifts = append(v.Drifts, view)
		}
	}
	return v
}
