package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/iati"
	"github.com/desirelines/desirelines/internal/imports"
)

func (c *cli) importCommand() *cobra.Command {
	var undo, decimalMark, problems string
	cmd := &cobra.Command{
		Use:   "import iati|360giving|jsonl FILE",
		Short: "take in a file; the same file again changes nothing",
		Long: `Takes in what others published (iati, 360giving) or what export wrote (jsonl). The same file again changes nothing; a
changed file appends only what changed. An import can be taken back as a whole with --undo and its id.`,
		Example: `  desirelines import iati activities.xml
  desirelines import --undo 01922f6e-7c3a-7d2b-8d3e-0a1b2c3d4e5f`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			mark := domain.DecimalMark(decimalMark)
			switch {
			case undo != "" && len(args) == 0:
			case undo != "":
				return usage("import --undo takes no file")
			case len(args) != 2:
				return usage("import takes a format and a file")
			case mark != domain.Ask && mark != domain.Dot && mark != domain.Comma:
				return usage(fmt.Sprintf("--decimal is dot or comma, not %q", decimalMark))
			}
			c.stateEntries = importEntries
			open := c.withNewApp
			if undo != "" {
				open = c.withApp
			}
			return open(cmd.Context(), func(a *app) error {
				note, done, err := c.problemFile(problems)
				if err != nil {
					return err
				}
				answer, err := c.takeIn(cmd.Context(), a, args, undo, mark, note)
				if closed := done(); err == nil {
					err = closed
				}
				if err != nil {
					return err
				}
				return c.imported(answer, undo != "")
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&undo, "undo", "", "take back the import with this id")
	f.StringVar(&decimalMark, "decimal", "", "how to read a number such as 24,055: dot or comma is the decimal mark")
	f.StringVar(&problems, "problems", "", "also write the problems to this file, one JSON object a line")
	return cmd
}

// importEntries bounds what an import of its own keeps for deciding: it goes from project to project and seldom comes back.
const importEntries = 100_000

// takeIn runs one import or takes one back.
func (c *cli) takeIn(ctx context.Context, a *app, args []string, undo string, mark domain.DecimalMark, note func(imports.Problem)) (imports.Answer, error) {
	in := newImporter(a)
	in.Project, in.Actor, in.Decimal, in.Progress = c.flags.project, c.flags.as, mark, c.progress("%d read")
	in.OnProblem = note
	memory := boundMemory(importMemory)
	defer memory.lift()
	show := in.Progress
	in.Progress = func(n int) {
		show(n)
		memory.wait(ctx)
	}
	if undo != "" {
		return in.Undo(ctx, undo)
	}
	if args[0] != "iati" && args[0] != "jsonl" && args[0] != "360giving" {
		return imports.Answer{}, usage(fmt.Sprintf("there is no format %q to import; choose iati, 360giving or jsonl", args[0]))
	}
	if args[1] == "-" {
		return c.takeInInput(ctx, in, args[0])
	}
	file, err := os.Open(c.path(args[1]))
	if err != nil {
		return imports.Answer{}, &domain.Error{Kind: domain.Invalid, Message: "the file cannot be read", Value: args[1], Want: "name a file that exists and that you may read"}
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return imports.Answer{}, &domain.Error{Kind: domain.Invalid, Message: "this is a folder", Value: args[1], Want: "name a file"}
	}
	name := filepath.Base(args[1])
	in.File = strings.TrimSuffix(name, filepath.Ext(name))
	switch args[0] {
	case "jsonl":
		return in.JSONL(ctx, file)
	case "360giving":
		return in.Giving(ctx, file)
	}
	return in.IATI(ctx, file)
}

// takeInInput imports standard input; a format that is read twice goes through a temporary file.
func (c *cli) takeInInput(ctx context.Context, in *imports.Importer, format string) (imports.Answer, error) {
	in.File = "input"
	if format == "jsonl" {
		return in.JSONL(ctx, c.Stdin)
	}
	file, remove, err := iati.Spool(ctx, c.Stdin)
	if err != nil {
		return imports.Answer{}, err
	}
	defer func() { _ = remove() }()
	if format == "360giving" {
		return in.Giving(ctx, file)
	}
	return in.IATI(ctx, file)
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
		case answer.Appended == 0:
			fmt.Fprintf(w, "Read %d. Nothing was new: added 0 entries, %d unchanged.\n", answer.Read, answer.Unchanged)
		default:
			fmt.Fprintf(w, "Read %d, added %d entries, %d unchanged. The id of this import is %s.\n", answer.Read, answer.Appended, answer.Unchanged, answer.ID)
		}
		for _, p := range answer.Problems {
			fmt.Fprintf(w, "  %s: %s\n", p.Where, sentence(p.What))
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

// problemFile opens the file that takes every problem, also those an answer has no room for. Without a name nothing is
// written. done closes it.
func (c *cli) problemFile(name string) (note func(imports.Problem), done func() error, err error) {
	if name == "" {
		return nil, func() error { return nil }, nil
	}
	f, err := os.Create(c.path(name))
	if err != nil {
		return nil, nil, &domain.Error{Kind: domain.Invalid, Message: "the problems cannot be written there", Value: name, Want: "name a file that you may write"}
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
