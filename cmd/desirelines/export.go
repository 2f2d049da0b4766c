package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/streams"
)

func (c *cli) exportCommand() *cobra.Command {
	var m moment
	var out string
	cmd := &cobra.Command{
		Use:   "export jsonl",
		Short: "take everything away that --audience may see",
		Long: `Writes the events of one project as that audience may see them, one CloudEvent a line, as import jsonl reads them.
What is withheld is named in each line.`,
		Args: oneArg("format"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] != "jsonl" {
				return usage(fmt.Sprintf("there is no format %q to export; choose jsonl", args[0]))
			}
			project, err := c.needProject()
			if err != nil {
				return err
			}
			return c.withApp(cmd.Context(), func(a *app) error {
				events, err := readAll(cmd.Context(), a, project)
				if err != nil {
					return err
				}
				made, err := see(cmd.Context(), c, a, project, m, quoting(func(s reports.Seen) ([]reports.ExportLine, error) {
					return exportLines(s, events), nil
				}))
				if err != nil {
					return err
				}
				lines := made.built
				if err := c.noteFile(cmd.Context(), a, project, made.file, "jsonl", "every entry"); err != nil {
					return err
				}
				if hidden := len(events) - len(lines); hidden > 0 && m == (moment{}) {
					c.note("%d entries are kept private and are not in it.", hidden)
				}
				return c.writeOut(out, lines)
			})
		},
	}
	m.flags(cmd.Flags())
	cmd.Flags().StringVar(&out, "out", "-", "file to write; - for standard output")
	return cmd
}

// readAll returns the events of a project in order.
func readAll(ctx context.Context, a *app, project string) ([]domain.Event, error) {
	var events []domain.Event
	for commit, err := range a.log.ReadProject(ctx, project, 1) {
		if err != nil {
			return nil, err
		}
		events = append(events, commit.Events...)
	}
	return events, nil
}

func exportLines(s reports.Seen, events []domain.Event) []reports.ExportLine {
	lines := make([]reports.ExportLine, 0, len(events))
	for _, e := range events {
		if line, ok := reports.Export(s, e); ok {
			lines = append(lines, line)
		}
	}
	return lines
}

// writeOut writes the whole export or, in a file, nothing: a broken copy must not look like a good one.
func (c *cli) writeOut(out string, lines []reports.ExportLine) error {
	if out == "-" {
		return writeLines(c.Stdout, lines)
	}
	path := c.path(out)
	f, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return &domain.Error{Kind: domain.Invalid, Message: "the export cannot be written there", Value: out, Want: err.Error()}
	}
	defer os.Remove(f.Name())
	if err := writeLines(f, lines); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return &domain.Error{Kind: domain.Invalid, Message: "the export cannot be written there", Value: out, Want: err.Error()}
	}
	c.note("Wrote %d entries to %s.", len(lines), out)
	return nil
}

func writeLines(w io.Writer, lines []reports.ExportLine) error {
	b := bufio.NewWriter(w)
	for _, l := range lines {
		raw, err := streams.EncodeExport(&l.Event, l.Withheld, l.Removed)
		if err != nil {
			return err
		}
		b.Write(raw)
		b.WriteByte('\n')
	}
	return b.Flush()
}
