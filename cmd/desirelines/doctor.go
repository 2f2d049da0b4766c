package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/observe"
	"github.com/desirelines/desirelines/reports"
)

func (c *cli) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "what is wrong, in plain words, and what to do",
		Long: `Looks at the log, the views and all that runs, and says what is wrong and what helps. With --project it also looks at every figure of that
project and says what should be looked at again: that is no fault of the program, so it alone never ends with an error.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var findings []observe.Finding
			err := c.withApp(cmd.Context(), func(a *app) error {
				var err error
				if findings, err = a.examine(cmd.Context()); err != nil || c.flags.project == "" {
					return err
				}
				warned, err := see(cmd.Context(), c, a, c.flags.project, moment{}, func(s reports.Seen) (reports.Warned, error) { return reports.WarnedOf(s), nil })
				findings = append(findings, figuresToCheck(warned)...)
				return err
			})
			var d *domain.Error
			switch {
			case errors.As(err, &d) && d.Kind == domain.Unavailable:
				where := d.Value // a database, perhaps
				if where == "" {
					where = c.path(c.flags.data)
				}
				findings = []observe.Finding{{Check: "the store opens", Found: fmt.Sprintf("%s (%s)", d.Message, where), Do: d.Want}}
			case err != nil || findings == nil: // answered by the running serve
				return err
			}
			return c.diagnosis(findings)
		},
	}
}

// figuresToCheck is one finding for each warning among the figures of a project, or one that says that there is none.
func figuresToCheck(w reports.Warned) []observe.Finding {
	check := "figures of project " + w.Project
	if len(w.Figures) == 0 {
		return []observe.Finding{{Check: check, OK: true, Found: "none of them needs another look"}}
	}
	list := make([]observe.Finding, len(w.Figures))
	for i, f := range w.Figures {
		list[i] = observe.Finding{
			Check: check, OK: true, Look: true, Found: fmt.Sprintf("%s, %s: %s", f.Name, f.When, strings.ReplaceAll(string(f.Warning), "_", " ")), Do: strings.TrimSuffix(f.Says, "."),
		}
	}
	return list
}

// examine reads the whole log besides looking at how everything stands.
func (a *app) examine(ctx context.Context) ([]observe.Finding, error) {
	standing, err := a.standing(ctx)
	if err != nil {
		return nil, err
	}
	checked, err := a.examineLog(ctx)
	if err != nil {
		return nil, err
	}
	findings := append([]observe.Finding{standing.Findings[0]}, checked...)
	return append(append(append(findings, standing.Findings[1:]...), a.examineSnapshot()...), a.examineTimers(ctx)), nil
}

// examineLog checks that nothing is missing and everything can be read.
func (a *app) examineLog(ctx context.Context) ([]observe.Finding, error) {
	complete := observe.Finding{Check: "nothing is missing from the log", OK: true}
	readable := observe.Finding{Check: "every entry can be read", OK: true, Found: "all of them can"}
	positions := map[string]uint64{}
	entries := 0
	for commit, err := range a.log.Read(ctx, 1) {
		if err != nil {
			complete.OK, complete.Found, complete.Do = false, err.Error(), "put back a copy of the folder that is whole, or a backup"
			break
		}
		for _, e := range commit.Events {
			entries++
			if e.Position != positions[e.Project]+1 {
				complete.OK = false
				complete.Found = fmt.Sprintf("in project %q entry %d follows entry %d", e.Project, e.Position, positions[e.Project])
				complete.Do = "put back a copy of the folder that is whole, or a backup"
			}
			positions[e.Project] = e.Position
			if u, ok := e.Body.(*domain.Unreadable); ok && readable.OK {
				readable = observe.Finding{Check: readable.Check, Found: fmt.Sprintf("entry %d of project %q: %s", e.Position, e.Project, u.Why), Do: "run the newest version of this program"}
			}
		}
	}
	if complete.OK {
		complete.Found = fmt.Sprintf("%d entries, none missing; projects: %d", entries, len(positions))
	}
	return []observe.Finding{complete, readable}, nil
}

func (c *cli) diagnosis(findings []observe.Finding) error {
	wrong := 0
	for _, f := range findings {
		if !f.OK {
			wrong++
		}
	}
	err := c.answer(findings, func(w io.Writer) error {
		for _, f := range findings {
			mark := "well   "
			switch {
			case !f.OK:
				mark = "WRONG  "
			case f.Look:
				mark = "LOOK   "
			}
			fmt.Fprintf(w, "%s%s: %s\n", mark, f.Check, f.Found)
			if f.Do != "" {
				do := f.Do
				if !strings.HasSuffix(do, ".") && !strings.HasSuffix(do, "?") {
					do += "."
				}
				fmt.Fprintf(w, "       What to do: %s\n", do)
			}
		}
		return nil
	})
	if err == nil && wrong > 0 {
		err = &saidError{&domain.Error{Kind: domain.Disagrees, Message: fmt.Sprintf("%d things are wrong", wrong)}}
	}
	return err
}
