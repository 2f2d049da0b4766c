package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

func (c *cli) replayCommand() *cobra.Command {
	var m moment
	var and string
	var from, to uint64
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "step through the entries: which figure each of them moved",
		Long: `Steps through a project entry by entry and says which figure each entry moved, before and after. With --at and --and
it puts two moments side by side and says only what differs.`,
		Example: `  desirelines replay --project P --from 10 --to 20
  desirelines replay --project P --at 2026-03 --and 2026-06`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			project, err := c.needProject()
			if err != nil {
				return err
			}
			if and != "" && m.at == "" {
				return usage("--and needs --at, the other moment")
			}
			return c.withApp(cmd.Context(), func(a *app) error {
				if and == "" {
					if !cmd.Flags().Changed("from") {
						from = 0
					}
					return c.steps(cmd.Context(), a, project, m, from, to)
				}
				return c.sideBySide(cmd.Context(), a, project, m, and)
			})
		},
	}
	m.flags(cmd.Flags())
	f := cmd.Flags()
	f.StringVar(&and, "and", "", "the other moment to put beside --at")
	f.StringVar(&m.against, "against", "now", "hold figures against the aim as it stands (now), as it was first (first), or at the time (then)")
	f.Uint64Var(&from, "from", 1, "first entry to show (default: the last 200 are shown)")
	f.Uint64Var(&to, "to", 0, "last entry to show (0: the last there is)")
	return cmd
}

// sideBySide compares the project at two moments.
func (c *cli) sideBySide(ctx context.Context, a *app, project string, m moment, and string) error {
	compare := func(s reports.Seen) (reports.Side, error) { return reports.SideOf(s), nil }
	before, err := see(ctx, c, a, project, m, compare)
	if err != nil {
		return err
	}
	other := m
	other.at = and
	after, err := see(ctx, c, a, project, other, compare)
	if err != nil {
		return err
	}
	return c.print(reports.DifferenceOf(before, after))
}

// steps goes through the entries; --at ends the way at a moment.
func (c *cli) steps(ctx context.Context, a *app, project string, m moment, from, to uint64) error {
	ask, err := m.ask()
	if err != nil {
		return err
	}
	var lens reports.Lens
	var asked reports.Asked
	err = a.now(ctx, project, func(v projections.View) error {
		if lens, err = c.lens(a, v); err != nil {
			return err
		}
		asked, err = reports.Resolve(v, ask)
		return err
	})
	if err != nil {
		return err
	}
	if cut, known := asked.Cut(); !known {
		return &domain.Error{Kind: domain.Invalid, Message: "nothing was known then yet", Value: m.at, Want: "give a later moment"}
	} else if cut.Position != 0 && (to == 0 || to > cut.Position) {
		to = cut.Position
	}
	events, err := projections.AllEvents(ctx, a.log, project)
	if err != nil {
		return err
	}
	if from == 0 {
		from = c.recent(uint64(len(events)), to)
	}
	skips, err := projections.ReadSkips(ctx, a.log)
	if err != nil {
		return err
	}
	replay, err := reports.ReplayOf(lens, project, events, asked.Leaving(skips), from, to)
	if err != nil {
		return err
	}
	return c.print(replay)
}

// recentSteps is how many steps are shown where nobody says from which on: each compares every measure of the project.
const recentSteps = 200

// recent returns the first entry to show of a long project, and says how to see the others.
func (c *cli) recent(last, to uint64) uint64 {
	if to == 0 || to > last {
		to = last
	}
	if to <= recentSteps {
		return 1
	}
	c.note("Showing entries %d to %d. Say --from 1 for all of them.", to-recentSteps+1, to)
	return to - recentSteps + 1
}
