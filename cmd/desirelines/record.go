package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/intake"
	"github.com/desirelines/desirelines/projections"
)

// recorded is the answer to one entry.
type recorded struct {
	ID       string `json:"id"`
	Position uint64 `json:"position"`
}

func (c *cli) recordCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "record KIND",
		Short: "write down what happened",
		Long: `Writes down one entry of a kind, with its fields as flags, or many with --file: one JSON object a line,
fields named as the flags:

  {"kind":"surprise","project":"P","what":"People stayed for tea afterwards."}

An entry is saved when its answer says so.`,
		Example: `  desirelines record surprise --project P --what "People stayed for tea afterwards."
  desirelines record outcome --project P --aim homes --measure people --value 12
  desirelines record --file entries.jsonl`,
		Args:               cobra.ArbitraryArgs,
		FParseErrWhitelist: cobra.FParseErrWhitelist{UnknownFlags: true},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 0:
				return intake.UnknownKind(args[0])
			case file == "":
				return usage("record needs a kind, or --file")
			}
			return c.withApp(cmd.Context(), func(a *app) error { return c.recordFile(cmd.Context(), a, file) })
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "file with one JSON object a line; - for standard input")
	for _, k := range domain.Kinds() {
		cmd.AddCommand(c.recordKind(k))
	}
	return cmd
}

// recordKind is the command of one kind; its flags are the fields of its body.
func (c *cli) recordKind(k domain.KindInfo) *cobra.Command {
	cmd := &cobra.Command{Use: k.Name, Short: k.Says, Args: noArgs}
	if k.Short != "" {
		cmd.Use, cmd.Aliases = k.Short, []string{k.Name}
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return &domain.Error{Kind: domain.Invalid, Message: fmt.Sprintf("%s cannot be recorded: %v", k.Name, err), Want: "see desirelines record " + cmd.Name() + " --help"}
	})
	flags, err := intake.Flags(k.Name)
	if err != nil {
		panic(err) // the list of kinds and intake disagree: no input can cause it
	}
	given := map[string]*[]string{}
	for _, f := range flags {
		given[f.Name] = new([]string)
		flag := cmd.Flags().VarPF(&textFlag{given[f.Name], f.Form.Repeatable(), f.Takes}, f.Name, "", f.Usage)
		if f.Form == intake.YesNo {
			flag.NoOptDefVal = "yes"
		}
	}
	set := new([]string)
	if k.Name == "entry.corrected" {
		set = correctFlag(cmd)
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		values := map[string][]string{}
		cmd.Flags().Visit(func(f *pflag.Flag) {
			if v, ok := given[f.Name]; ok {
				values[f.Name] = *v
			}
		})
		if _, err := c.needProject(); err != nil {
			return err
		}
		return c.withApp(cmd.Context(), func(a *app) error {
			command, err := c.command(cmd.Context(), a, k.Name, values, *set)
			if err != nil {
				return err
			}
			answer, err := c.record(cmd.Context(), a, command)
			if err != nil {
				return err
			}
			return c.answer(answer, func(w io.Writer) error {
				_, err := fmt.Fprintf(w, "Saved as entry %d. Its id is %s.\n", answer.Position, answer.ID)
				return err
			})
		})
	}
	return cmd
}

// command makes a command of what was given as flags. Where an entry is named by its number, the project says its id.
func (c *cli) command(ctx context.Context, a *app, kind string, given map[string][]string, set []string) (command domain.Command, err error) {
	if kind != "entry.corrected" && !namesByNumber(given) {
		return intake.FromFlags(kind, given)
	}
	err = a.now(ctx, c.flags.project, func(v projections.View) error {
		if given, err = numbersToIDs(v, given); err != nil {
			return err
		}
		if kind == "entry.corrected" {
			command, err = correction(v, a.log.Opener(), given, set)
			return err
		}
		command, err = intake.FromFlags(kind, given)
		return err
	})
	return command, err
}

// references are the flags that name an entry.
var references = []string{"entry", "from", "test", "learning", "change", "rule", "edge", "response", "mending", "asked", "cause"}

func namesByNumber(given map[string][]string) bool {
	for _, name := range references {
		if slices.ContainsFunc(given[name], isNumber) {
			return true
		}
	}
	return false
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// numbersToIDs puts the ids of entries in the place of their numbers.
func numbersToIDs(v projections.View, given map[string][]string) (map[string][]string, error) {
	ids := map[string]string{}
	for _, e := range v.Entries() {
		ids[strconv.FormatUint(e.Position, 10)] = e.ID
	}
	resolved := maps.Clone(given)
	for _, name := range references {
		values := slices.Clone(given[name])
		for i, value := range values {
			if !isNumber(value) {
				continue
			}
			id, ok := ids[value]
			if !ok {
				return nil, &domain.Error{Kind: domain.Invalid, Message: "there is no entry with this number", Value: value, Want: fmt.Sprintf("the project has entries 1 to %d", len(ids))}
			}
			values[i] = id
		}
		if values != nil {
			resolved[name] = values
		}
	}
	return resolved, nil
}

// textFlag collects what was given for one field.
type textFlag struct {
	values     *[]string
	repeatable bool
	takes      string
}

func (t *textFlag) Set(s string) error {
	if !t.repeatable && len(*t.values) > 0 {
		return fmt.Errorf("it was given twice")
	}
	*t.values = append(*t.values, s)
	return nil
}

func (t *textFlag) Type() string   { return t.takes }
func (t *textFlag) String() string { return "" }

// record saves one command, filled up with what the global flags say.
func (c *cli) record(ctx context.Context, a *app, command domain.Command) (recorded, error) {
	if command.Project == "" {
		command.Project = c.flags.project
	}
	if command.Actor == "" {
		command.Actor = c.flags.as
	}
	if command.ID == "" {
		command.ID = newID()
	}
	for _, d := range command.Drafts {
		if _, ok := d.Body.(*domain.ProjectionSkipped); ok {
			return recorded{}, &domain.Error{Kind: domain.Refused, Message: "what a view leaves out is not recorded like this", Want: "say desirelines projections skip: it looks where the view stopped"}
		}
		if s, ok := d.Body.(*domain.ProjectStarted); ok {
			if err := intake.Zone(s.Zone); err != nil {
				return recorded{}, err
			}
		}
	}
	r, err := a.log.Do(ctx, command)
	if err != nil {
		return recorded{}, err
	}
	return recorded{r.ID, r.Position}, nil
}

// recordFile saves one entry a line and answers each as soon as it is saved; a refused line does not stop the rest.
func (c *cli) recordFile(ctx context.Context, a *app, file string) error {
	in := c.Stdin
	if file != "-" {
		f, err := os.Open(c.path(file))
		if err != nil {
			return &domain.Error{Kind: domain.Invalid, Message: "the file cannot be read", Value: file, Want: err.Error()}
		}
		defer f.Close()
		in = f
	}
	out := json.NewEncoder(c.Stdout)
	saved, refused, n := 0, 0, 0
	for line, err := range intake.Lines(in) {
		if err != nil {
			return err
		}
		n++
		answer, err := c.recordLine(ctx, a, line)
		switch kind := domain.KindOf(err); {
		case err == nil:
			saved++
			if c.flags.json {
				err = out.Encode(answer)
			}
		case kind == domain.Unavailable || kind == domain.Internal:
			return fmt.Errorf("line %d: %w", n, err)
		default:
			refused++
			if c.flags.json {
				err = out.Encode(asAnswer(err))
			} else {
				c.note("line %d: %s", n, sentence(err.Error()))
				err = nil
			}
		}
		if err != nil {
			return err
		}
	}
	if !c.flags.json {
		fmt.Fprintf(c.Stdout, "Saved %d of %d.\n", saved, n)
	}
	if refused > 0 {
		return &saidError{&domain.Error{Kind: domain.Partial, Message: fmt.Sprintf("%d of %d lines were refused", refused, n)}}
	}
	return nil
}

func (c *cli) recordLine(ctx context.Context, a *app, line []byte) (recorded, error) {
	command, err := intake.Line(line)
	if err != nil {
		return recorded{}, err
	}
	return c.record(ctx, a, command)
}
