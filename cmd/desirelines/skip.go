package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// leftOut is the answer of `projections skip`.
type leftOut struct {
	Name     string `json:"name"`
	Version  int    `json:"version"`
	Sequence uint64 `json:"sequence"`
	Entry    string `json:"entry"`
	ID       string `json:"id"`      // of the event that records it
	Stopped  string `json:"stopped"` // why the view stands again, at a later entry; empty where it goes on
}

func (c *cli) skipCommand() *cobra.Command {
	var at uint64
	var why string
	cmd := &cobra.Command{
		Use:   "skip NAME --at COMMIT --why WORDS",
		Short: "let a view that stopped go on without the entry that it cannot take in",
		Long: `Lets a view that stopped go on without the one entry that it cannot take in. The rest of its commit is taken in, and the log keeps
the entry. That you did so, and why, stands in the log for ever; verify, rebuild and replay leave out the same. A newer version of the
view tries the entry again.

Only where the view stopped may something be left out: projections list says where.`,
		Args: oneArg("view"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withApp(cmd.Context(), func(a *app) error {
				if err := c.mustOperate(cmd.Context(), a); err != nil {
					return err
				}
				answer, err := a.skip(cmd.Context(), domain.Command{ID: newID(), Actor: c.flags.as}, args[0], at, why)
				if err != nil {
					return err
				}
				return c.answer(answer, func(w io.Writer) error {
					_, err := fmt.Fprintln(w, answer.says())
					return err
				})
			})
		},
	}
	cmd.Flags().Uint64Var(&at, "at", 0, "number of the commit where it stopped")
	cmd.Flags().StringVar(&why, "why", "", "why it is right to go on without it; name nobody")
	return cmd
}

func (l leftOut) says() string {
	if l.Stopped != "" {
		return fmt.Sprintf("Saved. %s left the entry out, went on, and stopped again: %s", l.Name, l.Stopped)
	}
	return fmt.Sprintf("Saved. %s goes on without the entry. projections verify and doctor name it from now on.", l.Name)
}

// mustOperate refuses --as for who is no operator. Whoever may open the folder is one.
func (c *cli) mustOperate(ctx context.Context, a *app) error {
	if c.flags.as == "" {
		return nil
	}
	return a.store.Read(ctx, func(r projections.Reader) error {
		for _, s := range projections.Staff(r) {
			if s.Person == c.flags.as && s.Role == domain.StaffOperator && s.Dismissed == nil {
				return nil
			}
		}
		return &domain.Error{Kind: domain.Refused, Message: "only an operator may let a view leave something out", Value: c.flags.as, Want: "leave --as out, or give the id of an operator"}
	})
}

// skip records that a view leaves out the entry where it stopped, and returns when it went on, or stands again. command gives the id and
// the actor. A view that did not stop there is refused (Conflict).
func (a *app) skip(ctx context.Context, command domain.Command, name string, at uint64, why string) (leftOut, error) {
	if !slices.ContainsFunc(projections.All(), func(p projections.Projection) bool { return p.Name == name }) {
		return leftOut{}, &domain.Error{Kind: domain.NotFound, Message: "there is no such view", Value: name, Want: "give a name of projections list"}
	}
	if _, err := a.standing(ctx); err != nil { // which waits until they stand
		return leftOut{}, err
	}
	s := a.stateOf(name)
	if s.Stopped == "" {
		return leftOut{}, &domain.Error{Kind: domain.Conflict, Message: "this view has not stopped", Value: name, Want: "only what a view cannot take in is left out"}
	}
	if s.At != at {
		return leftOut{}, &domain.Error{Kind: domain.Conflict, Message: "this view did not stop there", Value: fmt.Sprint(at), Want: fmt.Sprintf("it stopped at commit %d; say --at %d", s.At, s.At)}
	}
	command.Project = domain.Installation
	command.Drafts = []domain.Draft{{Body: &domain.ProjectionSkipped{Projection: name, Fold: s.Version, Sequence: s.At, Entry: s.Entry, Why: why}}}
	receipt, err := a.log.Do(ctx, command)
	if err != nil {
		return leftOut{}, err
	}
	answer := leftOut{Name: name, Version: s.Version, Sequence: s.At, Entry: s.Entry, ID: receipt.ID}
	answer.Stopped, err = a.wentOn(ctx, s, receipt.Sequence)
	return answer, err
}

func (a *app) stateOf(name string) projections.State {
	for _, s := range a.runner.States() {
		if s.Name == name {
			return s
		}
	}
	return projections.State{}
}

// wentOn returns when a view that had stopped has taken in the commit with this sequence, or stands at another place, with why it does.
func (a *app) wentOn(ctx context.Context, before projections.State, sequence uint64) (stopped string, err error) {
	for {
		moved, over := a.runner.Moved()
		s := a.stateOf(before.Name)
		switch {
		case s.Stopped == "" && s.Position >= sequence:
			return "", nil
		case s.Stopped != "" && (s.At != before.At || s.Entry != before.Entry):
			return s.Stopped, nil
		case over:
			return "", &domain.Error{Kind: domain.Unavailable, Message: "it is saved; the views no longer follow the log", Want: "start the program again"}
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return "", &domain.Error{Kind: domain.Unavailable, Message: "it is saved; the view has not gone on yet", Want: "look again in a moment with projections list"}
		}
	}
}
