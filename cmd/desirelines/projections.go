package main

import (
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
				return c.listProjections(a, last)
			})
		},
	})
	return cmd
}

func (c *cli) listProjections(a *app, last uint64) error {
	list := []projectionState{}
	for _, s := range a.runner.States() {
		p := projectionState{Name: s.Name, Version: s.Version, Position: s.Position, Lag: last - min(last, s.Position), Stopped: s.Stopped}
		if !s.Turned.IsZero() {
			p.Turned = s.Turned.UTC().Format(time.RFC3339)
		}
		list = append(list, p)
	}
	return c.answer(list, func(w io.Writer) error {
		fmt.Fprintf(w, "%-10s %7s %10s %6s  %s\n", "name", "version", "position", "lag", "state")
		for _, p := range list {
			state := "runs"
			if p.Stopped != "" {
				state = "stopped: " + p.Stopped
			}
			fmt.Fprintf(w, "%-10s %7d %10d %6d  %s\n", p.Name, p.Version, p.Position, p.Lag, state)
		}
		return nil
	})
}
