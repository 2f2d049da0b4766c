package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/iati"
	"github.com/desirelines/desirelines/internal/imports"
	"github.com/desirelines/desirelines/internal/table"
)

// importing is what the flags of an import say.
type importing struct {
	undo, decimal, problems string
	sheetFlags
}

func (c *cli) importCommand() *cobra.Command {
	var o importing
	cmd := &cobra.Command{
		Use:   "import iati|360giving|csv|xlsx|jsonl FILE",
		Short: "take in a file; the same file again changes nothing",
		Long: `Takes in what others published (iati, 360giving), a results table (csv, xlsx), an old journal (csv --entries) or what export wrote
(jsonl). The same file again changes nothing; a changed file appends only what changed. An import can be taken back as a
whole with --undo and its id.

A results table has one row a period, or an observation, and these columns in any order; those that are not needed may be
missing: ` + columnsInWords(table.Results[:]) + `
An old journal (--entries) has one entry a row: ` + columnsInWords(table.Entries[:]) + `
Other headings are matched once, with a file for --map such as
  {"columns": {"aim_id": "Programme", "actual": "Result"}, "constants": {"mode": "snapshot"}, "values": {"kind": {"Up": "increase"}}}
How a sheet was read is kept by the project: its map, --dates and --decimal. The next one with these headings needs none of them.
Ids are your own. A row that is refused is not taken at all, and the others are: --problems gives the refused rows back in
a sheet like yours with a column that says what is wrong.`,
		Example: `  desirelines import iati activities.xml
  desirelines import csv results.csv --project wells --problems refused.csv
  desirelines import xlsx results.xlsx --project wells --map headings.json
  desirelines import csv journal.csv --project wells --entries
  desirelines import --undo 01922f6e-7c3a-7d2b-8d3e-0a1b2c3d4e5f`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(args); err != nil {
				return err
			}
			c.stateEntries = importEntries
			open := c.withNewApp
			if o.undo != "" {
				open = c.withApp
			}
			return open(cmd.Context(), func(a *app) error {
				answer, err := c.takeIn(cmd.Context(), a, args, o)
				if err != nil {
					return err
				}
				return c.imported(answer, o.undo != "")
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.undo, "undo", "", "take back the import with this id")
	f.StringVar(&o.decimal, "decimal", "", "how to read a number such as 24,055: dot or comma is the decimal mark")
	f.StringVar(&o.problems, "problems", "", "also write the problems to this file: one JSON object a line, or for a sheet the refused rows as a sheet")
	o.sheetFlags.add(f)
	return cmd
}

func (o *importing) check(args []string) error {
	mark := domain.DecimalMark(o.decimal)
	switch {
	case o.undo != "" && len(args) == 0:
		return nil
	case o.undo != "":
		return usage("import --undo takes no file")
	case len(args) != 2:
		return usage("import takes a format and a file")
	case !slices.Contains([]string{"iati", "360giving", "csv", "xlsx", "jsonl"}, args[0]):
		return usage(fmt.Sprintf("there is no format %q to import; choose iati, 360giving, csv, xlsx or jsonl", args[0]))
	case mark != domain.Ask && mark != domain.Dot && mark != domain.Comma:
		return usage(fmt.Sprintf("--decimal is dot or comma, not %q", o.decimal))
	}
	return o.sheetFlags.check(args[0])
}

// importEntries bounds what an import of its own keeps for deciding: it goes from project to project and seldom comes back.
const importEntries = 100_000

// takeIn runs one import or takes one back.
func (c *cli) takeIn(ctx context.Context, a *app, args []string, o importing) (imports.Answer, error) {
	in := newImporter(a)
	in.Project, in.Actor, in.Decimal, in.Progress = c.flags.project, c.flags.as, domain.DecimalMark(o.decimal), c.progress("%d read")
	memory := boundMemory(importMemory)
	defer memory.lift()
	show := in.Progress
	in.Progress = func(n int) {
		show(n)
		memory.wait(ctx)
	}
	if o.undo != "" {
		return in.Undo(ctx, o.undo)
	}
	file, name, done, err := c.openInput(ctx, args[1], args[0] != "jsonl")
	if err != nil {
		return imports.Answer{}, err
	}
	in.File = name
	answer, err := c.takeInFile(ctx, in, args[0], file, o, memory)
	return answer, errors.Join(err, done())
}

// takeInFile imports an open file.
func (c *cli) takeInFile(ctx context.Context, in *imports.Importer, format string, file io.Reader, o importing, memory *memoryBound) (imports.Answer, error) {
	if format == "csv" || format == "xlsx" {
		return c.takeInSheet(ctx, in, format, file.(table.File), o, memory)
	}
	note, done, err := c.problemFile(o.problems, file)
	if err != nil {
		return imports.Answer{}, err
	}
	in.OnProblem = note
	var answer imports.Answer
	switch format {
	case "jsonl":
		answer, err = in.JSONL(ctx, file)
	case "360giving":
		answer, err = in.Giving(ctx, file.(io.ReadSeeker))
	default:
		answer, err = in.IATI(ctx, file.(io.ReadSeeker))
	}
	return answer, errors.Join(err, done())
}

// openInput opens the file of this name, or standard input for a dash; again says that it is read more than once, so that standard input goes
// through a temporary file. name is what the file is called without folder and extension.
func (c *cli) openInput(ctx context.Context, path string, again bool) (in io.Reader, name string, done func() error, err error) {
	nothing := func() error { return nil }
	if path == "-" && !again {
		return c.Stdin, "input", nothing, nil
	}
	if path == "-" {
		in, done, err = iati.Spool(ctx, c.Stdin)
		return in, "input", done, err
	}
	file, err := os.Open(c.path(path))
	if err != nil {
		return nil, "", nothing, &domain.Error{Kind: domain.Invalid, Message: "the file cannot be read", Value: path, Want: "name a file that exists and that you may read"}
	}
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, "", nothing, errors.Join(&domain.Error{Kind: domain.Invalid, Message: "this is a folder", Value: path, Want: "name a file"}, file.Close())
	}
	base := filepath.Base(path)
	return file, strings.TrimSuffix(base, filepath.Ext(base)), file.Close, nil
}

func newImporter(a *app) *imports.Importer {
	return &imports.Importer{Recorder: a.log, Source: a.log, Opener: a.log.Opener(), NewID: newID, Today: domain.DateOf(now().UTC())}
}

// imported prints the answer; refused parts end with exit code 8, after the whole answer.
func (c *cli) imported(answer imports.Answer, undone bool) error {
	err := c.answer(answer, func(w io.Writer) error {
		switch {
		case undone:
			fmt.Fprintf(w, "Took the import back with %d entries.\n", answer.Appended)
		case answer.Appended == 0 && answer.Unchanged == 0 && answer.Refused > 0:
			fmt.Fprintf(w, "Read %d, and nothing of it could be taken.%s\n", answer.Read, leftOver(answer))
		case answer.Appended == 0:
			fmt.Fprintf(w, "Read %d. Nothing was new: added 0 entries, %d unchanged.%s\n", answer.Read, answer.Unchanged, leftOver(answer))
		default:
			fmt.Fprintf(w, "Read %d, added %d entries, %d unchanged.%s The id of this import is %s.\n", answer.Read, answer.Appended, answer.Unchanged, leftOver(answer), answer.ID)
		}
		for _, p := range answer.Problems {
			fmt.Fprintf(w, "  %s: %s\n", p.Where, sentence(p.What))
		}
		for _, one := range [...][2]string{{imports.SayDates, "--dates dmy or --dates mdy"}, {imports.SayDecimal, "--decimal dot or --decimal comma"}} {
			if slices.ContainsFunc(answer.Problems, func(p imports.Problem) bool { return strings.Contains(p.What, one[0]) }) {
				fmt.Fprintf(w, "To %s: %s. The project keeps it for the next sheet like this.\n", one[0], one[1])
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if n := answer.Refused; n > 0 {
		return &saidError{&domain.Error{Kind: domain.Partial, Message: fmt.Sprintf("%d parts were refused", n)}}
	}
	return nil
}

// leftOver says how many parts were refused, and how many rows that stand are not in the file any more. A row that was refused may be one of
// those: what it says is not known.
func leftOver(a imports.Answer) (said string) {
	if a.Refused > 0 {
		said = fmt.Sprintf(" %d refused.", a.Refused)
	}
	switch {
	case a.Gone > 0 && a.Refused > 0:
		said += fmt.Sprintf(" %d that stand are in no row that could be taken, and were left as they are.", a.Gone)
	case a.Gone > 0:
		said += fmt.Sprintf(" %d that stand are not in this file any more and were left as they are.", a.Gone)
	}
	return said
}

// problemFile opens the file that takes every problem with in, also those an answer has no room for. Without a name nothing is
// written. done closes it.
func (c *cli) problemFile(name string, in any) (note func(imports.Problem), done func() error, err error) {
	if name == "" {
		return nil, func() error { return nil }, nil
	}
	f, err := c.createBeside(name, in)
	if err != nil {
		return nil, nil, err
	}
	e := json.NewEncoder(f)
	var failed error
	note = func(p imports.Problem) {
		if err := e.Encode(p); err != nil && failed == nil {
			failed = err
		}
	}
	return note, func() error { return errors.Join(failed, f.Close()) }, nil
}

// progress shows how far long work is, on a terminal only and a few times a second.
func (c *cli) progress(format string) func(n int) {
	if !c.Terminal {
		return func(int) {}
	}
	var shown time.Time
	return func(n int) {
		if at := now(); at.Sub(shown) > 200*time.Millisecond {
			shown = at
			fmt.Fprintf(c.Stderr, "\r"+format+" … ", n)
		}
	}
}
