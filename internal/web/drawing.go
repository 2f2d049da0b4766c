package web

import (
	"context"
	"net/http"
	"time"

	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
	"github.com/desirelines/desirelines/reports/html"
)

// renderer writes sections whose links keep the moment of the page, with headings from a level on.
func (s *site) renderer(r *http.Request, at where, place reports.Place, heading int) *html.Renderer {
	return &html.Renderer{Charts: s.drawer(r, at, place), Links: links{at}, Heading: heading}
}

// drawer draws the charts of one page, each once for the same answer. It implements html.Drawer.
type drawer struct {
	site *site
	key  charts.Key // less the chart and its width
	asks string     // what the address asks: links of marks hold it

	until time.Time     // nothing is begun after this: a page with many charts comes with those that are ready
	drawn *[]drawnChart // what the page shows, in order
	late  *bool         // a chart was not ready
}

// drawing is how long one page waits for charts that nobody drew yet. The next look at the page goes on where it stopped.
const drawing = 3 * time.Second

// drawnChart is a chart that a page shows.
type drawnChart struct{ id, title string }

func (s *site) drawer(r *http.Request, at where, place reports.Place) drawer {
	d := drawer{site: s, asks: at.values().Encode(), until: time.Now().Add(drawing), drawn: new([]drawnChart), late: new(bool)}
	d.key = charts.Key{Project: at.Project, Cut: place.Position, AskedOn: place.Asked, Audience: place.Audience.ID, Language: "en"}
	_ = s.live(r.Context(), at.Project, func(v projections.View) error { // a project that is gone has no newest entry
		d.key.Newest = v.Known.Position
		return nil
	})
	return d
}

// Draw implements html.Drawer.
func (d drawer) Draw(ctx context.Context, chart string, c charts.Chart, width int) ([]byte, error) {
	if list := *d.drawn; len(list) == 0 || list[len(list)-1].id != chart {
		*d.drawn = append(list, drawnChart{chart, c.Title})
	}
	key := d.key
	key.Chart, key.Width, key.Form = chart+"?"+d.asks, width, charts.Page
	ctx, cancel := context.WithDeadline(ctx, d.until)
	defer cancel()
	svg, err := d.site.drawn.Get(ctx, key, func(ctx context.Context) ([]byte, error) {
		svg, err := d.site.Charts.Draw(ctx, c, width, charts.Page)
		if err != nil && ctx.Err() == nil {
			d.site.Logger.Error("a chart could not be drawn", "chart", chart, "error", err.Error())
		}
		return svg, err
	})
	if ctx.Err() != nil {
		*d.late = true
	}
	return svg, err
}

// pictures are the charts that a renderer drew, each by itself; late says that some were not ready.
func pictures(at where, r *html.Renderer) (list []link, late bool) {
	d, ok := r.Charts.(drawer)
	if !ok {
		return nil, false
	}
	for _, c := range *d.drawn {
		list = append(list, link{URL: links{at}.Chart(at.Project, c.id, "svg"), Words: c.title},
			link{URL: links{at}.Chart(at.Project, c.id, "csv"), Words: c.title + " – its table (CSV)"})
	}
	return list, *d.late
}

// links implements html.Links: where the parts of a section lead.
type links struct{ at where }

// Project implements html.Links.
func (l links) Project(project string) string { return l.at.of(project).url("") }

// Aim implements html.Links.
func (l links) Aim(project, aim string) string {
	return l.in(project).url("find", "aim", aim)
}

// Figure implements html.Links.
func (l links) Figure(project, aim, measure, period string) string {
	return l.in(project).figure(aim, measure, period)
}

// Entry implements html.Links.
func (l links) Entry(project string, position uint64) string {
	return l.in(project).entry(number(position))
}

// Chart implements html.Links.
func (l links) Chart(project, chart, ext string) string {
	return l.in(project).url("chart/" + escape(chart) + "." + ext)
}

// Section implements html.Links.
func (l links) Section(project, section string) string { return l.in(project).url(section) }

// Portfolio implements html.Links.
func (l links) Portfolio(order, show string) string {
	return l.at.all("/portfolio", "order", order, "show", show)
}

// in is the place in a project: the same moment where it is the project of the page.
func (l links) in(project string) where {
	if project == l.at.Project {
		return l.at
	}
	return l.at.of(project)
}
