package html

import (
	"context"
	"html/template"

	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
)

// picture is a chart in its widths, beside its words and numbers.
type picture struct {
	charts.Chart
	Wide, Phone template.HTML // empty where there is none
	Failed      bool          // it could not be drawn, or nobody draws here
}

// Shown says whether there is any picture.
func (p picture) Shown() bool { return p.Wide != "" || p.Phone != "" }

// picture draws a chart in both widths. The drawings keep their ids apart.
func (r *Renderer) picture(ctx context.Context, c charts.Chart) *picture {
	p := &picture{Chart: c}
	p.Wide = r.draw(ctx, c, charts.Wide, "-w")
	p.Phone = r.draw(ctx, c, charts.Phone, "-p")
	p.Failed = !p.Shown()
	return p
}

func (r *Renderer) draw(ctx context.Context, c charts.Chart, width int, mark string) template.HTML {
	if r.Charts == nil {
		return ""
	}
	key := c.ID
	c.ID += mark
	svg, err := r.Charts.Draw(ctx, key, c, width)
	if err != nil {
		return "" // the numbers stand beside it
	}
	return template.HTML(svg) //nolint:gosec // charts.Tidy made it
}

type learningView struct {
	M    reports.LearningLog
	A    addresses
	Flow *picture

	PrivateChains, PrivateOpen int
}

func (r *Renderer) learning(ctx context.Context, m reports.LearningLog, at addresses) learningView {
	v := learningView{M: m, A: at, Flow: r.flow(ctx, m)}
	v.PrivateChains, v.PrivateOpen = m.KeptPrivate()
	return v
}

// Shown counts the chains that can be read.
func (v learningView) Shown() int { return len(v.M.Chains) - v.PrivateChains }

// ShownOpen counts the open loops that can be read.
func (v learningView) ShownOpen() int { return len(v.M.Open) - v.PrivateOpen }

type journeyView struct {
	M     reports.Journey
	A     addresses
	Way   *picture
	Left  int    // moments that came before those that are shown
	Whole string // where all of them are; may be empty
}

func (r *Renderer) journey(ctx context.Context, m reports.Journey, at addresses) journeyView {
	v := journeyView{M: m, A: at, Way: r.way(ctx, m, at)}
	if r.Newest > 0 {
		v.M, v.Left = m.Newest(r.Newest)
		v.Whole = r.links().Section(m.Project, reports.SectionJourney)
	}
	return v
}
