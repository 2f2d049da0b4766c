package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/exports"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/streams"
)

// export is what somebody wants to take away.
type export struct {
	moment
	format, out string
	table       string   // csv: which one
	also        []string // iati: more projects
	ofImport    string   // iati: all projects of this import
}

func (c *cli) exportCommand() *cobra.Command {
	var x export
	cmd := &cobra.Command{
		Use:   "export iati|csv|xlsx|jsonl|zip",
		Short: "take everything away that --audience may see",
		Long: `Writes what that audience may see of one project, at one moment:

  jsonl  its events, one CloudEvent a line, as import jsonl reads them; what is withheld is named in each line
  xlsx   a workbook: README, aims, results, figures, sources, tests, learning, journey
  csv    one of those tables (--table); results is what import csv reads
  iati   an IATI 2.03 file; what was imported goes back out as it was read. Several projects go into one file with --also or --import
  zip    all of these with a README.txt

A file that leaves the group is noted in the log before it is given out.`,
		Example: `  desirelines export xlsx --project riverside --audience funders --out riverside.xlsx
  desirelines export iati --import 01922f6e-7c3a-7d2b-8d3e-0a1b2c3d4e5f --out activities.xml`,
		Args: oneArg("format"),
		RunE: func(cmd *cobra.Command, args []string) error {
			x.format = args[0]
			return c.export(cmd.Context(), x)
		},
	}
	x.flags(cmd.Flags())
	f := cmd.Flags()
	f.StringVar(&x.out, "out", "-", "file to write; - for standard output")
	f.StringVar(&x.table, "table", "", "csv: "+strings.Join(reports.SheetNames(), ", ")+" (default results)")
	f.StringArrayVar(&x.also, "also", nil, "iati: id of another project for the same file; may be repeated")
	f.StringVar(&x.ofImport, "import", "", "iati: all projects that the import with this id changed")
	return cmd
}

func (c *cli) export(ctx context.Context, x export) error {
	switch {
	case !slices.Contains(exports.Formats(), x.format):
		return usage(fmt.Sprintf("there is no format %q to export; choose iati, csv, xlsx, jsonl or zip", x.format))
	case x.format != "iati" && (len(x.also) > 0 || x.ofImport != ""):
		return usage("--also and --import are for export iati")
	case x.format != "csv" && x.table != "":
		return usage("--table is for export csv")
	}
	if x.format == "iati" {
		return c.withApp(ctx, func(a *app) error { return c.exportIATI(ctx, a, x) })
	}
	project, err := c.needProject()
	if err != nil {
		return err
	}
	return c.withApp(ctx, func(a *app) error { return c.exportProject(ctx, a, project, x) })
}

// tightGC is how much the heap may grow, in percent, before it is collected while tables are made: little of what was made for a row stays, and
// a process that does nothing else need not be larger than that.
const tightGC = 40

// exportProject writes one project in every format but iati.
func (c *cli) exportProject(ctx context.Context, a *app, project string, x export) error {
	take := exports.Take{Format: x.format, Table: x.table}
	var events iter.Seq2[domain.Event, error]
	looks := see[forFile[exports.Taken]]
	if take.NeedsEvents() {
		var err error
		if events, err = eventsFor(ctx, a, project); err != nil {
			return err
		}
	}
	if take.Tables() {
		looks = seeInParts[forFile[exports.Taken]]
		if a.runner == nil {
			defer debug.SetGCPercent(debug.SetGCPercent(tightGC))
		}
	}
	made, err := looks(ctx, c, a, project, x.moment, quoting(func(s reports.Seen) (exports.Taken, error) { return take.Of(s, events) }))
	if err != nil {
		return err
	}
	if hidden := made.built.Hidden; hidden > 0 && x.format == "jsonl" && x.moment == (moment{}) {
		c.note("%d entries are kept private and are not in it.", hidden)
	}
	return c.give(ctx, a, project, made.file, x, made.built.What, func(w io.Writer) error {
		_, err := made.built.Write(w)
		return err
	})
}

// encodeLine writes one event as import jsonl reads it.
func encodeLine(l reports.ExportLine) ([]byte, error) {
	return streams.EncodeExport(&l.Event, l.Withheld, l.Removed)
}

// exportIATI writes one or many projects as IATI. All of them can be written, or nothing is.
func (c *cli) exportIATI(ctx context.Context, a *app, x export) error {
	ids, err := c.exported(ctx, a, x)
	if err != nil {
		return err
	}
	var made []forFile[reports.Publication]
	var list []reports.Publication
	for _, id := range ids {
		one, err := see(ctx, c, a, id, x.moment, quoting(func(s reports.Seen) (reports.Publication, error) { return reports.PublicationOf(s), nil }))
		if err != nil {
			return err
		}
		made, list = append(made, one), append(list, one.built)
	}
	published, err := exports.PublishedOf(list)
	if err != nil {
		return err
	}
	for i := 1; i < len(ids); i++ {
		if err := c.noteFile(ctx, a, ids[i], made[i].file, x.format, "a file for publishing"); err != nil {
			return err
		}
	}
	return c.give(ctx, a, ids[0], made[0].file, x, "a file for publishing", func(w io.Writer) error {
		for _, says := range published.Left {
			c.note("Left out: %s.", says)
		}
		return published.Write(w)
	})
}

// exported are the ids of the projects that go into one file, in the order of their ids where an import is named.
func (c *cli) exported(ctx context.Context, a *app, x export) (ids []string, err error) {
	if x.ofImport == "" {
		project, err := c.needProject()
		return append([]string{project}, x.also...), err
	}
	if c.flags.project != "" {
		ids = append(ids, c.flags.project)
	}
	ids = append(ids, x.also...)
	if err := a.current(ctx); err != nil {
		return nil, err
	}
	err = a.store.Read(ctx, func(r projections.Reader) error {
		for _, s := range projections.Summaries(r) {
			if slices.Contains(s.Imports, x.ofImport) && !slices.Contains(ids, s.Project) {
				ids = append(ids, s.Project)
			}
		}
		return nil
	})
	if err == nil && len(ids) == 0 {
		err = &domain.Error{Kind: domain.NotFound, Message: "there is no such import", Value: x.ofImport, Want: "give the id that the import answered with"}
	}
	return ids, err
}

// give notes an export in the log and writes it.
func (c *cli) give(ctx context.Context, a *app, project string, f file, x export, what string, write func(io.Writer) error) error {
	if err := c.noteFile(ctx, a, project, f, x.format, what); err != nil {
		return err
	}
	return c.writeOut(x.out, write)
}

// eventsFor are the events of a project for whoever asks while rows are held: where a server holds them all are read before, so that nobody
// waits for the log.
func eventsFor(ctx context.Context, a *app, project string) (iter.Seq2[domain.Event, error], error) {
	if a.runner == nil {
		return projections.Events(ctx, a.log, project), nil
	}
	events, err := projections.AllEvents(ctx, a.log, project)
	return exports.Events(events), err
}

// writeOut writes the whole export or, in a file, nothing: a broken copy must not look like a good one.
func (c *cli) writeOut(out string, write func(io.Writer) error) error {
	if out == "-" {
		return write(c.Stdout)
	}
	path := c.path(out)
	f, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return &domain.Error{Kind: domain.Invalid, Message: "the export cannot be written there", Value: out, Want: err.Error()}
	}
	defer os.Remove(f.Name())
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return &domain.Error{Kind: domain.Invalid, Message: "the export cannot be written there", Value: out, Want: err.Error()}
	}
	c.note("%s is written.", out)
	return nil
}
