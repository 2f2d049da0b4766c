package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
)

// projectionState is one line of `projections list`.
type projectionState struct {
	Name     string `json:"name"`
	Version  int    `json:"version"`
	Position uint64 `json:"position"` // sequence of the last commit taken in
	Lag      uint64 `json:"lag"`      // commits still to come
	Stopped  string `json:"stopped"`  // why it stopped; empty while it runs
	Turned   string `json:"turned"`   // when it last took in a page
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
				if err := a.views(cmd.Context()); err != nil {
					return err
				}
				last, err := a.log.Last(cmd.Context())
				if err != nil {
					return err
				}
				return c.listProjections(cmd.Context(), a, last)
			})
		},
	})
	cmd.AddCommand(c.verifyCommand(), c.rebuildCommand())
	return cmd
}

func (c *cli) listProjections(ctx context.Context, a *app, last uint64) error {
	list := []projectionState{}
	states := a.runner.States()
	tools, there, err := a.toolsState(ctx)
	if err != nil {
		return err
	}
	if there {
		states = append(states, tools)
	}
	for _, s := range states {
		p := projectionState{Name: s.Name, Version: s.Version, Position: s.Position, Lag: last - min(last, s.Position), Stopped: s.Stopped}
		if !s.Turned.IsZero() {
			p.Turned = s.Turned.UTC().Format(time.RFC3339)
		}
		list = append(list, p)
	}
	return c.answer(list, func(w io.Writer) error {
		fmt.Fprintf(w, "%-17s %7s %10s %6s  %s\n", "name", "version", "position", "lag", "state")
		for _, p := range list {
			state := "runs"
			if p.Stopped != "" {
				state = "stopped: " + p.Stopped
			}
			fmt.Fprintf(w, "%-17s %7d %10d %6d  %s\n", p.Name, p.Version, p.Position, p.Lag, state)
		}
		return nil
	})
}
