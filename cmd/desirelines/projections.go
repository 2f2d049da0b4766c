package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/observe"
	"github.com/desirelines/desirelines/projections"
)

// projectionState is one line of `projections list`.
type projectionState struct {
	Name     string `json:"name"`
	Version  int    `json:"version"`
	Position uint64 `json:"position"`       // sequence of the last commit taken in
	Lag      uint64 `json:"lag"`            // commits still to come
	Stopped  string `json:"stopped"`        // why it stopped; empty while it runs
	At       uint64 `json:"at"`             // number of the commit where it stopped; 0 while it runs
	Entry    string `json:"entry"`          // id of the entry that it cannot take in; empty while it runs, and where the commit cannot be read
	Waiting  string `json:"waiting"`        // why it waits for the database; empty while it does not
	Since    string `json:"since"`          // since when it waits
	Turned   string `json:"turned"`         // when its loop last turned
	Skipped  int    `json:"skipped"`        // entries that this version leaves out, because an operator said so
	Hash     string `json:"hash,omitempty"` // of its rows, where it was asked for: the same rows have the same one wherever they are kept
}

func (c *cli) projectionsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "projections",
		Short: "how the views stand",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var hash bool
	list := &cobra.Command{
		Use:   "list",
		Short: "name, version, position and lag of every view",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withApp(cmd.Context(), func(a *app) error {
				standing, err := a.standing(cmd.Context())
				if err != nil {
					return err
				}
				return c.listProjections(cmd.Context(), a, standing, hash)
			})
		},
	}
	list.Flags().BoolVar(&hash, "hash", false, "with a hash of the rows of each view: the same rows have the same one, in memory, in a database and in another version")
	cmd.AddCommand(list, c.verifyCommand(), c.rebuildCommand(), c.tidyCommand(), c.skipCommand())
	return cmd
}

func (c *cli) listProjections(ctx context.Context, a *app, standing observe.Standing, hash bool) error {
	list, views := []projectionState{}, standing.Views
	stands, hashes, err := a.hashed(ctx, hash)
	if err != nil {
		return err
	}
	if hash {
		views = viewsAt(stands, standing.Log.Last)
	}
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
			Waiting: v.Waiting, Since: timeOrNone(v.Since), Turned: timeOrNone(v.Turned), Hash: hashes[v.Name]}
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
			fmt.Fprintf(w, "%-17s %7d %10d %6d  %s\n", p.Name, p.Version, p.Position, p.Lag, strings.TrimSpace(state+" "+p.Hash))
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

// mostHashings is how often rows are hashed again because they moved meanwhile.
const mostHashings = 5

// hashed is how the views stand, with the hashes of their rows by name where they are asked for: at that very position.
func (a *app) hashed(ctx context.Context, wanted bool) ([]projections.State, map[string]string, error) {
	states := a.runner.States()
	if !wanted {
		return states, nil, nil
	}
	for range mostHashings {
		hashes := map[string]string{}
		for _, p := range a.all {
			sum, err := projections.Hash(ctx, a.store, p)
			if err != nil {
				return nil, nil, err
			}
			hashes[p.Name] = sum
		}
		now := a.runner.States()
		if slices.EqualFunc(states, now, func(a, b projections.State) bool { return a.Position == b.Position }) {
			return states, hashes, nil
		}
		states = now
	}
	return nil, nil, &domain.Error{Kind: domain.Unavailable, Message: "too much is being written: the rows never stood still", Want: "ask again when it is quieter"}
}

// tidyCommand drops what other versions of the views left in the database.
func (c *cli) tidyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "tidy",
		Short: "drop the tables that older versions of the views left in the database",
		Long: `Drops the tables of versions of the views that this program does not serve. It is refused while a program that serves other
versions is connected to the database. A program of such a version that is started later builds its tables anew.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withApp(cmd.Context(), func(a *app) error {
				dropped := []string{}
				if store, ok := a.store.(*projections.Postgres); ok {
					list, err := store.Tidy(cmd.Context())
					if err != nil {
						return err
					}
					dropped = append(dropped, list...)
				}
				return c.answer(struct {
					Dropped []string `json:"dropped"`
				}{dropped}, func(w io.Writer) error {
					if len(dropped) == 0 {
						_, err := fmt.Fprintln(w, "There was nothing to drop.")
						return err
					}
					_, err := fmt.Fprintf(w, "Dropped %s.\n", strings.Join(dropped, ", "))
					return err
				})
			})
		},
	}
}
