// Package charts draws the figures of a report as SVG pictures, inside the program: no browser, no script on the page.
// It holds the charts, what draws them and what makes a drawing fit for a page; it refuses events, queries and HTTP.
//
// The way through:
//
//	engine := NewEngine(0, 0)                        once; ECharts in runtimes of its own
//	chart := AimedOf(comparison, link)               a chart from a model of package reports
//	svg, err := engine.Draw(ctx, chart, Wide, Page)  raw SVG from ECharts or from Go, then Tidy
//	svg, err := cache.Get(ctx, key, func(…) { … })   at most once for a key
//
// Every chart says the same thing four times from one model: a headline, a picture, a description and a table (some
// also an ordered list), so that nobody depends on the picture. A headline is 6 to 12 words and says what was found.
//
// Words of people come into pictures only through clean, which takes out what no picture can hold, and fit, which
// shortens them. Colours are those of palette.go and no others: Tidy refuses what it does not know.
//
// The files: engine.go and bundle/ draw; tidy*.go and palette.go make it fit; cache.go keeps it; chart.go is what a chart
// is; option.go and svg.go are what the charts are written with; each other file is one chart.
package charts
