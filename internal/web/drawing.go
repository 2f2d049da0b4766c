package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
	"github.com/desirelines/desirelines/reports/html"
)

// sketch is what one answer knows of its pictures. It belongs to one request.
type sketch struct {
	newest uint64 // number of the newest entry of the project before anything of the answer was read
	late   bool   // a picture was not ready
	failed bool   // a picture could not be drawn
}

type sketchKey struct{}

// sketching returns the request with a sketch of its own.
func sketching(r *http.Request, newest uint64) (*http.Request, *sketch) {
	k := &sketch{newest: newest}
	return r.WithContext(context.WithValue(r.Context(), sketchKey{}, k)), k
}

// sketchOf returns the sketch of a request; one that nobody looks at where it has none.
func sketchOf(r *http.Request) *sketch {
	if k, ok := r.Context().Value(sketchKey{}).(*sketch); ok {
		return k
	}
	return &sketch{}
}

// renderer writes sections whose links keep the moment of the page, with headings from a level on.
func (s *site) renderer(r *http.Request, at where, place reports.Place, heading int) *html.Renderer {
	return &html.Renderer{Charts: s.drawer(r, at, place), Links: links{at}, Heading: heading}
}

// drawer draws the charts of one answer, each once for the same answer. It implements html.Drawer.
type drawer struct {
	site   *site
	key    charts.Key // less the chart, its width and its form
	asks   string     // what the address asks: links of marks hold it
	sketch *sketch

	until time.Time     // nothing is begun after this: a page with many charts comes with those that are ready
	drawn *[]drawnChart // what the page shows, in order
}

// drawing is how long one page waits for charts that nobody drew yet. What was begun is drawn to its end; the next look at the page
// goes on from there.
const drawing = 3 * time.Second

// drawnChart is a chart that a page shows.
type drawnChart struct{ id, title string }

// drawer returns the drawer of an answer about what a place says. Its pictures count as those of the newest entry there was before
// the place was read: what is taken out of sight meanwhile has a later number, and is in none of the pictures under that one.
func (s *site) drawer(r *http.Request, at where, place reports.Place) drawer {
	d := drawer{site: s, asks: at.values().Encode(), sketch: sketchOf(r), until: time.Now().Add(drawing), drawn: new([]drawnChart)}
	switch who := viewerOf(r.Context()); {
	case at.stays(): // its marks lead nowhere
		d.asks += " alone"
	case who.Person != "" && who.Role.writes(): // what they keep for themself is in it
		d.asks += " of " + who.Person
	}
	d.key = charts.Key{
		Project: at.Project, Cut: place.Position, Newest: d.sketch.newest, AskedOn: place.Asked, Audience: place.Audience.ID, Language: "en",
	}
	return d
}

// Draw implements html.Drawer.
func (d drawer) Draw(ctx context.Context, chart string, c charts.Chart, width int) ([]byte, error) {
	if list := *d.drawn; len(list) == 0 || list[len(list)-1].id != chart {
		*d.drawn = append(list, drawnChart{chart, c.Title})
	}
	ctx, cancel := context.WithDeadline(ctx, d.until)
	defer cancel()
	svg, err := d.picture(ctx, chart, c, width, charts.Page)
	switch {
	case err == nil:
	case errors.Is(err, charts.ErrBusy), ctx.Err() != nil:
		d.sketch.late = true
	default:
		d.sketch.failed = true
	}
	return svg, err
}

// picture returns a chart as it was drawn before for the same answer, or draws it. chart names it among those of the project.
func (d drawer) picture(ctx context.Context, chart string, c charts.Chart, width int, form charts.Form) ([]byte, error) {
	if d.key.Newest == 0 { // nothing says how long this answer stands
		return d.site.draw(ctx, c, width, form)
	}
	key := d.key
	key.Chart, key.Width, key.Form = chart+"?"+d.asks, width, form
	return d.site.drawn.Get(ctx, key, func(ctx context.Context) ([]byte, error) { return d.site.draw(ctx, c, width, form) })
}

// draw draws a chart and tells the log where that fails.
func (s *site) draw(ctx context.Context, c charts.Chart, width int, form charts.Form) (svg []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			svg, err = nil, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
		if err != nil {
			s.Logger.Error("a chart could not be drawn", "chart", c.ID, "error", err.Error())
		}
	}()
	return s.Charts.Draw(ctx, c, width, form)
}

// pictures are the charts that a renderer drew, each by itself; nil where it drew none.
func pictures(at where, r *html.Renderer) (list []link) {
	d, ok := r.Charts.(drawer)
	if !ok {
		return nil
	}
	for _, c := range *d.drawn {
		if strings.HasPrefix(c.id, "path-") { // it is called as its measure
			c.title = language.Theirs(reports.Harmless(c.title))
		}
		list = append(list, link{URL: links{at}.Chart(at.Project, c.id, "svg"), Words: c.title},
			link{URL: links{at}.Chart(at.Project, c.id, "csv"), Words: c.title + " – its table (CSV)"})
	}
	return list
}

// links implements html.Links: where the parts of a section lead.
type links struct{ at where }

// Project implements html.Links.
func (l links) Project(project string) string { return l.at.of(project).url("") }

// stays says whether who looks came for one report alone: by a share link, or as anybody to what everybody was told.
func (p where) stays() bool { return p.role == roleLink || p.role == rolePublic }

// Aim implements html.Links.
func (l links) Aim(project, aim string) string {
	if l.at.stays() {
		return ""
	}
	return l.in(project).url("find", "aim", aim)
}

// Figure implements html.Links.
func (l links) Figure(project, aim, measure, period string) string {
	if l.at.stays() {
		return ""
	}
	return l.in(project).figure(aim, measure, period)
}

// Entry implements html.Links.
func (l links) Entry(project string, position uint64) string {
	if l.at.stays() {
		return ""
	}
	return l.in(project).entry(number(position))
}

// Chart implements html.Links.
func (l links) Chart(project, chart, ext string) string {
	return l.in(project).url("chart/" + escape(chart) + "." + ext)
}

// Section implements html.Links.
func (l links) Section(project, section string) string {
	if l.at.stays() && !slices.Contains(l.at.shows, section) {
		return ""
	}
	return l.in(project).url(section)
}

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
