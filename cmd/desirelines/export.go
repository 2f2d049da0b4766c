package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/klauspost/compress/s2"
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
  xlsx   a workbook: README, aims, results, figures, tests, learning, journey
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
	case !slices.Contains([]string{"iati", "csv", "xlsx", "jsonl", "zip"}, x.format):
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
	return c.withApp(ctx, func(a *app) error {
		switch x.format {
		case "jsonl":
			return c.exportLines(ctx, a, project, x)
		case "zip":
			return c.exportZip(ctx, a, project, x)
		}
		return c.exportTables(ctx, a, project, x)
	})
}

// tightGC is how much the heap may grow, in percent, before it is collected while tables are made: little of what was made for a row stays, and
// a process that does nothing else need not be larger than that.
const tightGC = 40

// exportTables writes csv and xlsx.
func (c *cli) exportTables(ctx context.Context, a *app, project string, x export) error {
	if a.runner == nil {
		defer debug.SetGCPercent(debug.SetGCPercent(tightGC))
	}
	what, names := "tables of everything", []string(nil)
	if x.format == "csv" {
		if x.table == "" {
			x.table = reports.SheetResults
		}
		what, names = "the table "+x.table, []string{x.table}
	}
	made, err := seeInParts(ctx, c, a, project, x.moment, quoting(func(s reports.Seen) (reports.SheetSet, error) { return reports.SheetsOf(s, names...) }))
	if err != nil {
		return err
	}
	return c.give(ctx, a, project, made.file, x, what, func(w io.Writer) error {
		if x.format == "csv" {
			return made.built.Sheets[0].WriteCSV(w)
		}
		return exports.XLSX(w, made.built)
	})
}

// exportLines writes jsonl.
func (c *cli) exportLines(ctx context.Context, a *app, project string, x export) error {
	events, err := eventsFor(ctx, a, project)
	if err != nil {
		return err
	}
	made, err := see(ctx, c, a, project, x.moment, quoting(func(s reports.Seen) (*lines, error) { return exportLines(s, events) }))
	if err != nil {
		return err
	}
	if hidden := made.built.hidden; hidden > 0 && x.moment == (moment{}) {
		c.note("%d entries are kept private and are not in it.", hidden)
	}
	return c.give(ctx, a, project, made.file, x, "every entry", made.built.write)
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
	if _, err := exports.IATI(io.Discard, list); err != nil {
		return err
	}
	for i := 1; i < len(ids); i++ {
		if err := c.noteFile(ctx, a, ids[i], made[i].file, x.format, "a file for publishing"); err != nil {
			return err
		}
	}
	return c.give(ctx, a, ids[0], made[0].file, x, "a file for publishing", func(w io.Writer) error {
		left, err := exports.IATI(w, list)
		for _, says := range left {
			c.note("Left out: %s.", says)
		}
		return err
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

// everything is what goes into an archive.
type everything struct {
	tables      reports.SheetSet
	lines       *lines
	publication reports.Publication
}

// mostChanges is how often an archive is begun anew because somebody recorded something between its parts.
const mostChanges = 5

// everything makes what goes into an archive: the tables apart from the rest, so that what each needs is not held at once. All of it knows the
// project up to the same entry.
func (c *cli) everything(ctx context.Context, a *app, project string, x export) (all everything, f file, err error) {
	for range mostChanges {
		tables, err := seeInParts(ctx, c, a, project, x.moment, quoting(func(s reports.Seen) (reports.SheetSet, error) { return reports.SheetsOf(s) }))
		if err != nil {
			return all, f, err
		}
		events, err := eventsFor(ctx, a, project)
		if err != nil {
			return all, f, err
		}
		rest, err := see(ctx, c, a, project, x.moment, quoting(func(s reports.Seen) (all everything, err error) {
			all.publication = reports.PublicationOf(s)
			all.lines, err = exportLines(s, events)
			return all, err
		}))
		if err != nil {
			return all, f, err
		}
		if all, f = rest.built, rest.file; f.position == tables.position {
			all.tables = tables.built
			f.people = slices.Compact(slices.Sorted(slices.Values(slices.Concat(f.people, tables.people))))
			return all, f, nil
		}
	}
	return all, f, &domain.Error{Kind: domain.Unavailable, Message: "the project is being changed all the time, so that no archive of one moment could be made", Want: "try again in a moment"}
}

func (c *cli) exportZip(ctx context.Context, a *app, project string, x export) error {
	all, f, err := c.everything(ctx, a, project, x)
	if err != nil {
		return err
	}
	files := append([]exports.File{{
		Name: "tables.xlsx", About: "All tables as a workbook.", Write: func(w io.Writer) error { return exports.XLSX(w, all.tables) },
	}}, exports.CSVFiles(all.tables, "tables/")...)
	files = append(files, exports.File{
		Name: "events.jsonl", About: "Every entry as a CloudEvent, one a line; import jsonl reads it.", Write: all.lines.write,
	})
	left, err := exports.IATI(io.Discard, []reports.Publication{all.publication})
	switch {
	case err == nil:
		files = append(files, exports.File{Name: "iati.xml", About: "The same as an IATI 2.03 file.", Write: func(w io.Writer) error {
			_, err := exports.IATI(w, []reports.Publication{all.publication})
			return err
		}})
	case domain.KindOf(err) == domain.Invalid:
		left = []string{"An IATI file: " + err.Error() + "."}
	default:
		return err
	}
	return c.give(ctx, a, project, f, x, "everything", func(w io.Writer) error {
		return exports.Zip(w, all.tables, all.publication.Generated(), files, left)
	})
}

// give notes an export in the log and writes it.
func (c *cli) give(ctx context.Context, a *app, project string, f file, x export, what string, write func(io.Writer) error) error {
	if err := c.noteFile(ctx, a, project, f, x.format, what); err != nil {
		return err
	}
	return c.writeOut(x.out, write)
}

// readAll returns the events of a project in order.
func readAll(ctx context.Context, a *app, project string) ([]domain.Event, error) {
	var events []domain.Event
	for e, err := range eventsOf(ctx, a, project) {
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// eventsOf yields the events of a project in order, as they are read.
func eventsOf(ctx context.Context, a *app, project string) iter.Seq2[domain.Event, error] {
	return func(yield func(domain.Event, error) bool) {
		for commit, err := range a.log.ReadProject(ctx, project, 1) {
			if err != nil {
				yield(domain.Event{}, err)
				return
			}
			for _, e := range commit.Events {
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}

// eventsFor is eventsOf for whoever asks while rows are held: where a server holds them all are read before, so that nobody waits for the log.
func eventsFor(ctx context.Context, a *app, project string) (iter.Seq2[domain.Event, error], error) {
	if a.runner == nil {
		return eventsOf(ctx, a, project), nil
	}
	events, err := readAll(ctx, a, project)
	return func(yield func(domain.Event, error) bool) {
		for _, e := range events {
			if !yield(e, nil) {
				return
			}
		}
	}, err
}

// lines are the lines of an export, packed.
type lines struct {
	packed bytes.Buffer
	hidden int // entries that are not in it
}

func exportLines(s reports.Seen, events iter.Seq2[domain.Event, error]) (*lines, error) {
	l := &lines{}
	w := s2.NewWriter(&l.packed, s2.WriterConcurrency(1))
	for e, err := range events {
		if err != nil {
			return nil, err
		}
		line, ok := reports.Export(s, e)
		if !ok {
			l.hidden++
			continue
		}
		raw, err := streams.EncodeExport(&line.Event, line.Withheld, line.Removed)
		if err == nil {
			_, err = w.Write(append(raw, '\n'))
		}
		if err != nil {
			return nil, err
		}
	}
	return l, w.Close()
}

func (l *lines) write(w io.Writer) error {
	_, err := io.Copy(w, s2.NewReader(bytes.NewReader(l.packed.Bytes())))
	return err
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
