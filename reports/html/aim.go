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
	Picture *picture
}

func (r *Renderer) aim(ctx context.Context, m reports.AimHistory, at addresses) aimHistoryView {
	v := aimHistoryView{M: m, A: at}
	var link func(uint64) string
	if r.Links != nil {
		link = at.Entry
	}
	for i, d := range m.Drifts {
		if len(d.Points) > 1 {
			v.Drifts = append(v.Drifts, driftView{d, r.picture(ctx, charts.DriftOf(d, m.Until(), fmt.Sprintf("drift-%d", i+1), link))})
		}
	}
	return v
}
