package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// verified is the answer of `projections verify`.
type verified struct {
	Rows       int    `json:"rows"`       // how many were compared
	Skipped    int    `json:"skipped"`    // entries that views leave out in both, because an operator said so
	Agrees     bool   `json:"agrees"`     // with the log
	Projection string `json:"projection"` // of the first row that differs; empty where none does
	Table      string `json:"table"`
	Project    string `json:"project"`
	ID         string `json:"id"`
	Says       string `json:"says"`
}

func (c *cli) verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "fold the log afresh and compare every row with what is stored",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withApp(cmd.Context(), func(a *app) error {
				if err := a.current(cmd.Context()); err != nil {
					return err
				}
				return c.verify(cmd.Context(), a)
			})
		},
	}
}

func (c *cli) verify(ctx context.Context, a *app) error {
	projects, err := a.projectsInLog(ctx)
	if err != nil {
		return err
	}
	first, rows, err := projections.Verify(ctx, a.store, a.log, projects)
	if err != nil {
		return err
	}
	out := a.runner.Skips().Counting()
	answer := verified{Rows: rows, Skipped: out, Agrees: first == nil, Says: fmt.Sprintf("All %d rows are what the log says.", rows)}
	if out > 0 {
		answer.Says += fmt.Sprintf(" Entries that views leave out, as operators recorded: %d.", out)
	}
	if first != nil {
		answer = verified{Rows: rows, Skipped: out, Projection: first.Projection, Table: first.Table, Project: first.Project, ID: first.ID, Says: first.String()}
	}
	err = c.answer(answer, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, answer.Says)
		return err
	})
	if err == nil && first != nil {
		err = &domain.Error{Kind: domain.Disagrees, Message: "what is stored is not what the log says", Value: first.Projection, Want: "build it anew with projections rebuild " + first.Projection}
	}
	return err
}

// projectsInLog are the ids of everything that the log holds commits of, the installation too.
func (a *app) projectsInLog(ctx context.Context) ([]string, error) {
	found := map[string]bool{}
	var list []string
	for c, err := range a.log.Read(ctx, 1) {
		if err != nil {
			return nil, err
		}
		if !found[c.Project] {
			found[c.Project] = true
			list = append(list, c.Project)
		}
	}
	return list, nil
}

func (c *cli) rebuildCommand() *cobra.Command {
	var drop bool
	cmd := &cobra.Command{
		Use:   "rebuild NAME",
		Short: "build a view anew from the log, beside the one that is served, and put it in its place",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			all := projections.All()
			i := slices.IndexFunc(all, func(p projections.Projection) bool { return p.Name == args[0] })
			if i < 0 {
				return &domain.Error{Kind: domain.NotFound, Message: "there is no such view", Value: args[0], Want: "give a name of projections list"}
			}
			return c.withApp(cmd.Context(), func(a *app) error {
				if drop {
					return a.store.Drop(cmd.Context(), all[i])
				}
				return c.rebuild(cmd.Context(), a, all[i])
			})
		},
	}
	cmd.Long = `Builds a view anew from the log while the present one is served, and puts it in its place in one step. It may be stopped
with Ctrl-C: with --postgres the next call goes on where it stopped.`
	cmd.Flags().BoolVar(&drop, "drop", false, "throw away what an earlier rebuild that was stopped left")
	return cmd
}

func (c *cli) rebuild(ctx context.Context, a *app, p projections.Projection) error {
	if err := a.views(ctx); err != nil {
		return err
	}
	show := c.progress("%d commits folded")
	var at uint64
	out := 0
	for _, s := range skipped(a.runner.Skips()) {
		if s.View == p.Name && s.Counts {
			out++
		}
	}
	err := projections.Rebuild(ctx, a.store, p, a.log.Read, a.runner.Skips(), func(n uint64) {
		at = n
		show(int(n))
	})
	if errors.Is(err, context.Canceled) {
		return &domain.Error{Kind: domain.Unavailable, Message: "stopped; what is served is as it was", Want: "call it again to go on"}
	}
	if err == nil {
		err = a.dropSnapshot() // it holds the rows from before
	}
	if err != nil {
		return err
	}
	return c.answer(struct {
		Name     string `json:"name"`
		Version  int    `json:"version"`
		Position uint64 `json:"position"`
		Skipped  int    `json:"skipped"`
	}{p.Name, p.Version, at, out}, func(w io.Writer) error {
		says := fmt.Sprintf("%s was built anew up to commit %d.", p.Name, at)
		if out > 0 {
			says += fmt.Sprintf(" Entries left out, as operators recorded: %d.", out)
		}
		_, err := fmt.Fprintln(w, says)
		return err
	})
}
