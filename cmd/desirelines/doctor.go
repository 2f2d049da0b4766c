package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/observe"
)

func (c *cli) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "what is wrong, in plain words, and what to do",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var findings []observe.Finding
			err := c.withApp(cmd.Context(), func(a *app) error {
				var err error
				findings, err = a.examine(cmd.Context())
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
			if !f.OK {
				mark = "WRONG  "
			}
			fmt.Fprintf(w, "%s%s: %s\n", mark, f.Check, f.Found)
			if f.Do != "" {
				fmt.Fprintf(w, "       What to do: %s.\n", f.Do)
			}
		}
		return nil
	})
	if err == nil && wrong > 0 {
		err = &saidError{&domain.Error{Kind: domain.Disagrees, Message: fmt.Sprintf("%d things are wrong", wrong)}}
	}
	return err
}
