package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/internal/observe"
	"github.com/desirelines/desirelines/projections"
)

// projectionState is one line of `projections list`.
type projectionState struct {
	Name     string `json:"name"`
	Version  int    `json:"version"`
	Position uint64 `json:"position"` // sequence of the last commit taken in
	Lag      uint64 `json:"lag"`      // commits still to come
	Stopped  string `json:"stopped"`  // why it stopped; empty while it runs
	At       uint64 `json:"at"`       // number of the commit where it stopped; 0 while it runs
	Entry    string `json:"entry"`    // id of the entry that it cannot take in; empty while it runs, and where the commit cannot be read
	Waiting  string `json:"waiting"`  // why it waits for the database; empty while it does not
	Since    string `json:"since"`    // since when it waits
	Turned   string `json:"turned"`   // when its loop last turned
	Skipped  int    `json:"skipped"`  // entries that this version leaves out, because an operator said so
}

func (c *cli) projectionsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "projections",
		Short: "how the views stand",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "list",
		Short: "name, version, position and lag of every view",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withApp(cmd.Context(), func(a *app) error {
				standing, err := a.standing(cmd.Context())
				if err != nil {
					return err
				}
				return c.listProjections(cmd.Context(), a, standing)
			})
		},
	})
	cmd.AddCommand(c.verifyCommand(), c.rebuildCommand(), c.skipCommand())
	return cmd
}

func (c *cli) listProjections(ctx context.Context, a *app, standing observe.Standing) error {
	list := []projectionState{}
	views := standing.Views
	tools, there, err := a.toolsState(ctx)
	switch {
	case err != nil && len(standing.Wrong()) == 0:
		return err
	case there && err == nil:
		views = append(views, viewsAt([]projections.State{tools}, standing.Log.Last)...)
	}
	states := map[string]string{}
	for _, v := range views {
		p := projectionState{Name: v.Name, Version: v.Version, Position: v.Position, Lag: v.Lag, Stopped: v.Stopped, At: v.At, Entry: v.Entry,
			Waiting: v.Waiting, Since: timeOrNone(v.Since), Turned: timeOrNone(v.Turned)}
		for _, s := range standing.Skips {
			if s.View == v.Name && s.Counts {
				p.Skipped++
			}
		}
		states[v.Name], list = v.State(standing.Now), append(list, p)
	}
	return c.answer(list, func(w io.Writer) error {
		fmt.Fprintf(w, "%-17s %7s %10s %6s  %s\n", "name", "version", "position", "lag", "state")
		for _, p := range list {
			state := states[p.Name]
			if p.At > 0 {
				state = fmt.Sprintf("stopped at commit %d: %s", p.At, p.Stopped)
			}
			if p.Skipped > 0 {
				state += fmt.Sprintf(" (leaves out: %d)", p.Skipped)
			}
			fmt.Fprintf(w, "%-17s %7d %10d %6d  %s\n", p.Name, p.Version, p.Position, p.Lag, state)
		}
		return nil
	})
}

// timeOrNone writes a time, nothing where it is none.
func timeOrNone(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
