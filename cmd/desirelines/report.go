package main

import (
	"bytes"
	"context"
	"os"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/exports"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
)

func (c *cli) reportCommand() *cobra.Command {
	var m moment
	var format, out string
	cmd := &cobra.Command{
		Use:   "report AUDIENCE",
		Short: "a whole report for one audience, in one file",
		Long: `Writes what AUDIENCE (group, evaluators, funders, decision-makers, public, or one that the project named) is told of --project as one file that stands by
itself: html with pictures and style inside, for reading and printing; md as Markdown; json with every section; csv with the
sections one after another, each under a line with its title; xlsx with a sheet for each section and a README. What the audience may not see is not in it.

Each of them says at its end where its figures come from: the rule, the entries that count, how they were corrected, what led to them, and those left out
and why. A number behind a figure, or the column figure, leads there.`,
		Args: oneArg("audience"),
		RunE: func(cmd *cobra.Command, args []string) error { return c.report(cmd.Context(), args[0], format, out, m) },
	}
	m.flags(cmd.Flags())
	cmd.Flags().StringVar(&m.against, "against", "now", "hold figures against the aim as it stands (now), as it was first (first), or at the time (then)")
	cmd.Flags().StringVar(&format, "format", "html", "html, md, json, csv or xlsx")
	cmd.Flags().StringVar(&out, "out", "-", "file to write; - is standard output")
	return cmd
}

func (c *cli) report(ctx context.Context, audienceID, format, out string, m moment) error {
	file, err := exports.Report(format, uncached{charts.NewEngine(0, drawingLimit)})
	if err != nil {
		return err
	}
	project, err := c.needProject()
	if err != nil {
		return err
	}
	c.flags.audience = audienceID
	return c.withApp(ctx, func(a *app) error {
		t, err := see(ctx, c, a, project, m, quoting(func(s reports.Seen) (reports.Telling, error) {
			return reports.TellingOf(s, reports.PlaceOf(s).Audience)
		}))
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := file.Write(ctx, &b, t.built); err != nil {
			return err
		}
		if err := c.noteFile(ctx, a, project, t.file, format, "a report"); err != nil {
			return err
		}
		return c.writeReport(b.Bytes(), out, t.built)
	})
}

// writeReport writes a finished report, so that a file is never half of one.
func (c *cli) writeReport(report []byte, out string, t reports.Telling) error {
	if out == "-" {
		_, err := c.Stdout.Write(report)
		return err
	}
	if err := os.WriteFile(c.path(out), report, 0o600); err != nil {
		return &domain.Error{Kind: domain.Invalid, Message: "cannot write there: " + err.Error(), Value: out, Want: "choose another file with --out"}
	}
	if c.flags.json {
		return reports.WriteJSON(c.Stdout, struct {
			Out      string          `json:"out"`
			Audience string          `json:"audience"`
			KnownAt  reports.KnownAt `json:"known_at"`
		}{out, t.Audience.ID, t.KnownAt})
	}
	c.note("%s is written. %s", out, t.Moment())
	return nil
}

// uncached draws each chart of a report once, as a report needs it.
type uncached struct{ engine *charts.Engine }

// Draw implements html.Drawer.
func (u uncached) Draw(ctx context.Context, _ string, chart charts.Chart, width int) ([]byte, error) {
	return u.engine.Draw(ctx, chart, width, charts.Page)
}
