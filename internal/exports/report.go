package exports

import (
	"context"
	"io"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/html"
)

// ReportFormat is a way to write a whole report as one file that stands by itself.
type ReportFormat struct {
	MediaType, Ext string
	Write          func(context.Context, io.Writer, reports.Telling) error
}

// ReportFormats are the names of the formats of a report, in order.
func ReportFormats() []string { return []string{"csv", "html", "json", "md", "xlsx"} }

// Report returns what writes a report in one of the formats; draws draws the charts of html, and may be nil for the others. A format that is
// none of them is a Usage error.
func Report(format string, draws html.Drawer) (ReportFormat, error) {
	switch format {
	case "html":
		return ReportFormat{"text/html; charset=utf-8", ".html", func(ctx context.Context, w io.Writer, t reports.Telling) error {
			return (&html.Renderer{Charts: draws}).File(ctx, w, t)
		}}, nil
	case "md":
		return ReportFormat{"text/markdown; charset=utf-8", ".md", func(_ context.Context, w io.Writer, t reports.Telling) error { return t.WriteMarkdown(w) }}, nil
	case "json":
		return ReportFormat{"application/json", ".json", func(_ context.Context, w io.Writer, t reports.Telling) error { return reports.WriteJSON(w, t) }}, nil
	case "csv":
		return ReportFormat{"text/csv; charset=utf-8", ".csv", func(_ context.Context, w io.Writer, t reports.Telling) error { return reports.WriteCSV(w, t) }}, nil
	case "xlsx":
		return ReportFormat{workbook, ".xlsx", func(_ context.Context, w io.Writer, t reports.Telling) error {
			return XLSX(w, reports.SheetsOfTelling(t))
		}}, nil
	}
	return ReportFormat{}, &domain.Error{Kind: domain.Usage, Message: "a report is not written like this", Value: format, Want: "choose html, md, json, csv or xlsx"}
}

// workbook is the media type of XLSX.
const workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
