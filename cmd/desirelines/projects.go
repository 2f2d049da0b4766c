package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

func (c *cli) projectsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "projects",
		Short: "list the projects, start one, or say what one is",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withApp(cmd.Context(), func(a *app) error {
				if err := a.current(cmd.Context()); err != nil {
					return err
				}
				var list reports.ProjectList
				err := a.store.Read(cmd.Context(), func(r projections.Reader) error {
					list = reports.ProjectsOf(r)
					return nil
				})
				if err != nil {
					return err
				}
				return c.answer(list, func(w io.Writer) error { return list.WriteText(w, c.Width) })
			})
		},
	}
	cmd.AddCommand(c.startProject(), c.describeProject())
	return cmd
}

func (c *cli) startProject() *cobra.Command {
	var b domain.ProjectStarted
	cmd := &cobra.Command{
		Use:     "start ID",
		Short:   "start a project",
		Example: `  desirelines projects start riverside --name "Riverside" --question "How do we make the night shelter one that people trust?"`,
		Args:    oneArg("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withNewApp(cmd.Context(), func(a *app) error {
				started := b
				answer, err := c.record(cmd.Context(), a, domain.Command{Project: args[0], Drafts: []domain.Draft{{Body: &started}}})
				if err != nil {
					return err
				}
				return c.answer(answer, func(w io.Writer) error {
					_, err := fmt.Fprintf(w, "Started project %q.\n", args[0])
					return err
				})
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&b.Name, "name", "", "what the project is called")
	f.StringVar(&b.Question, "question", "", "the question it asks")
	f.StringVar(&b.Zone, "zone", "", "time zone, such as Europe/London (default UTC)")
	f.StringVar(&b.PartOf, "part-of", "", "id of the project it is part of")
	return cmd
}
