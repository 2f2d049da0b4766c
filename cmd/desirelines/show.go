package main

import (
	"context"
	"io"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// moment holds the flags that say which moment is meant.
type moment struct{ at, happenedBy, against string }

func (m *moment) flags(f *pflag.FlagSet) {
	f.StringVar(&m.at, "at", "", "what was known at: an entry number, a day, a month or an RFC 3339 time")
	f.StringVar(&m.happenedBy, "happened-by", "", "only what had happened by this day or month")
}

func (m *moment) ask() (reports.Ask, error) {
	by, err := domain.ParseDate(m.happenedBy)
	if err != nil {
		return reports.Ask{}, err
	}
	return reports.Ask{At: m.at, HappenedBy: by, Against: aimed.Against(m.against), Now: now()}, nil
}

// section is what a command shows: as JSON and as text for a terminal of some width.
type section interface {
	WriteText(w io.Writer, width int) error
}

// show prints a section of --project at a moment, as --audience may see it.
func show[S section](ctx context.Context, c *cli, m moment, build func(reports.Seen) (S, error)) error {
	project, err := c.needProject()
	if err != nil {
		return err
	}
	return c.withApp(ctx, func(a *app) error {
		s, err := see(ctx, c, a, project, m, build)
		if err != nil {
			return err
		}
		return c.print(s)
	})
}

// print writes a section as --json asks for it.
func (c *cli) print(s section) error {
	if c.flags.json {
		return reports.WriteJSON(c.Stdout, s)
	}
	return s.WriteText(c.Stdout, c.Width)
}

// see builds something from what --audience may see of a project at a moment, through the eyes of --as where somebody is named. build
// runs while the rows are held, so it only builds.
func see[T any](ctx context.Context, c *cli, a *app, project string, m moment, build func(reports.Seen) (T, error)) (built T, err error) {
	return seeBy(ctx, c, a, project, m, a.whole, build)
}

// seeInParts is see for tables, which are made from one part of a project after another; see projections.ReplayInParts.
func seeInParts[T any](ctx context.Context, c *cli, a *app, project string, m moment, build func(reports.Seen) (T, error)) (built T, err error) {
	by := a.whole
	if m == (moment{}) {
		by = a.inParts
	}
	return seeBy(ctx, c, a, project, m, by, build)
}

func seeBy[T any](ctx context.Context, c *cli, a *app, project string, m moment, by folding, build func(reports.Seen) (T, error)) (built T, err error) {
	ask, err := m.ask()
	if err != nil {
		return built, err
	}
	return reports.SeenIn(ctx, reports.Reading{
		Past: a.past, Ask: ask,
		Live: func(ctx context.Context, fn func(projections.View) error) error { return a.nowBy(ctx, project, by, fn) },
		Lens: func(v projections.View) (reports.Lens, error) { return c.lens(a, v) },
	}, build)
}

// folding folds a project from its own events.
type folding func(ctx context.Context, project string) (projections.View, error)

func (a *app) whole(ctx context.Context, project string) (projections.View, error) {
	return projections.Replay(ctx, a.log, project, projections.Cut{})
}

func (a *app) inParts(ctx context.Context, project string) (projections.View, error) {
	return projections.ReplayInParts(ctx, a.log, project, 0)
}

// lens is how a command looks at a project: as the operator, or as one of its people.
func (c *cli) lens(a *app, now projections.View) (reports.Lens, error) {
	l := reports.Lens{Viewer: reports.Operator(), Opener: a.log.Opener()}
	if c.flags.as != "" {
		if l.Viewer = reports.ViewerOf(now, now.Project, c.flags.as); l.Viewer.Role == reports.RoleStranger {
			return l, &domain.Error{Kind: domain.NotFound, Message: "this person is not part of the project", Value: c.flags.as, Want: "give the id of one of its people, or leave --as out"}
		}
	}
	var err error
	l.Audience, err = reports.AudienceIn(now, c.flags.audience)
	return l, err
}

// now calls fn with the view of a project as it stands: from the read models where they run, else folded from the
// project's own events. A project that nobody started is NotFound.
func (a *app) now(ctx context.Context, project string, fn func(projections.View) error) error {
	return a.nowBy(ctx, project, a.whole, fn)
}

// nowBy is now with a way to fold it where that is needed.
func (a *app) nowBy(ctx context.Context, project string, by folding, fn func(projections.View) error) error {
	check := func(v projections.View) error {
		if s, ok := v.Summary(); !ok || !s.Started {
			return &domain.Error{Kind: domain.NotFound, Message: "there is no such project", Value: project, Want: "see desirelines projects"}
		}
		return fn(v)
	}
	if a.runner == nil {
		v, err := by(ctx, project)
		if err != nil {
			return err
		}
		return check(v)
	}
	waiting, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := a.current(waiting); err != nil {
		return err
	}
	return a.store.Read(ctx, func(r projections.Reader) error { return check(projections.Live(r, project)) })
}

func (c *cli) compareCommand() *cobra.Command {
	var m moment
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "what was aimed for and what was achieved",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return show(cmd.Context(), c, m, func(s reports.Seen) (reports.Comparison, error) { return reports.ComparisonOf(s), nil })
		},
	}
	m.flags(cmd.Flags())
	cmd.Flags().StringVar(&m.against, "against", "now", "hold figures against the aim as it stands (now), as it was first (first), or at the time (then)")
	return cmd
}

func (c *cli) aimsCommand() *cobra.Command {
	var m moment
	var aim string
	cmd := &cobra.Command{
		Use:   "aims",
		Short: "how each aim came to be what it is: its words, how it is measured, what is aimed for, and why that changed",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if aim != "" {
				return show(cmd.Context(), c, m, func(s reports.Seen) (reports.AimHistory, error) { return reports.AimHistoryOf(s, aim) })
			}
			return show(cmd.Context(), c, m, func(s reports.Seen) (reports.AimHistories, error) { return reports.AimHistoriesOf(s), nil })
		},
	}
	m.flags(cmd.Flags())
	cmd.Flags().StringVar(&aim, "aim", "", "one aim only")
	return cmd
}

func (c *cli) logCommand() *cobra.Command {
	var m moment
	cmd := &cobra.Command{
		Use:   "log",
		Short: "what did not work, what was learnt, what changed; and what is still open",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return show(cmd.Context(), c, m, func(s reports.Seen) (reports.LearningLog, error) { return reports.LearningLogOf(s), nil })
		},
	}
	m.flags(cmd.Flags())
	return cmd
}

func (c *cli) journeyCommand() *cobra.Command {
	var m moment
	cmd := &cobra.Command{
		Use:   "journey",
		Short: "the way so far, moment by moment",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return show(cmd.Context(), c, m, func(s reports.Seen) (reports.Journey, error) { return reports.JourneyOf(s), nil })
		},
	}
	m.flags(cmd.Flags())
	return cmd
}

func (c *cli) traceCommand() *cobra.Command {
	var m moment
	cmd := &cobra.Command{
		Use:     "trace ENTRY",
		Short:   "what led to an entry and what came of it, all the way",
		Long:    "Prints the whole way to an entry, named by its number or its id, and from it, and the figures it belongs to.",
		Example: "  desirelines trace 12 --project P",
		Args:    oneArg("entry"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return show(cmd.Context(), c, m, func(s reports.Seen) (reports.Trace, error) { return reports.TraceOf(s, args[0]) })
		},
	}
	m.flags(cmd.Flags())
	return cmd
}

func (c *cli) findCommand() *cobra.Command {
	var m moment
	cmd := &cobra.Command{
		Use:   "find WORDS",
		Short: "entries by their words",
		Args:  oneArg("text to find"),
		RunE: func(cmd *cobra.Command, args []string) error {
			find := func(s reports.Seen) (reports.FoundList, error) { return reports.Find(s, args[0]), nil }
			if c.flags.project != "" {
				return show(cmd.Context(), c, m, func(s reports.Seen) (foundLists, error) {
					found, err := find(s)
					return foundLists{found}.some(), err
				})
			}
			return c.withApp(cmd.Context(), func(a *app) error {
				found, err := findEverywhere(cmd.Context(), c, a, m, find)
				if err != nil {
					return err
				}
				return c.print(found)
			})
		},
	}
	m.flags(cmd.Flags())
	return cmd
}

// findEverywhere looks in every project.
func findEverywhere(ctx context.Context, c *cli, a *app, m moment, find func(reports.Seen) (reports.FoundList, error)) (foundLists, error) {
	all := foundLists{}
	if err := a.current(ctx); err != nil {
		return all, err
	}
	var projectIDs []string
	err := a.store.Read(ctx, func(r projections.Reader) error {
		for _, s := range projections.Summaries(r) {
			projectIDs = append(projectIDs, s.Project)
		}
		return nil
	})
	for _, id := range projectIDs {
		found, err := see(ctx, c, a, id, m, find)
		if err != nil {
			return all, err
		}
		all = append(all, found)
	}
	return all.some(), err
}

// foundLists is what was found in each project that had something.
type foundLists []reports.FoundList

// some leaves out the lists that are empty.
func (l foundLists) some() foundLists {
	return slices.DeleteFunc(l, func(f reports.FoundList) bool { return len(f.Entries) == 0 })
}

// WriteText implements section.
func (l foundLists) WriteText(w io.Writer, width int) error {
	for _, f := range l {
		if err := f.WriteText(w, width); err != nil {
			return err
		}
	}
	if len(l) == 0 {
		_, err := io.WriteString(w, "Nothing was found.\n")
		return err
	}
	return nil
}
