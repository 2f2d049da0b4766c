package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// forgotten is what people forget answers.
type forgotten struct {
	Person   string      `json:"person"`
	Classes  []string    `json:"classes"`  // none: everything
	Projects []string    `json:"projects"` // in which it is recorded: all that know of the person
	Recall   []heldWords `json:"recall"`   // files that hold their words and cannot be called back
}

// heldWords is a file that went out.
type heldWords struct {
	Project  string `json:"project"`
	On       string `json:"on"`
	What     string `json:"what"`
	Format   string `json:"format"`
	Audience string `json:"audience"`
	To       string `json:"to"`
}

func (c *cli) forgetCommand() *cobra.Command {
	var classes []string
	var reason string
	cmd := &cobra.Command{
		Use:   "forget PERSON",
		Short: "make the name and the words of a person unreadable, for good",
		Long: `Destroys the keys of a person of --project, so that nobody can read their name and their words again. It is
recorded in every project that knows of them, and cannot be undone.
Without --class everything goes, and with it the way to sign in. Figures and dates stay. Make new copies of the keys on the same day.`,
		Example: `  desirelines people forget 5ca1ab1e-0000-4000-8000-000000000001 --project riverside
  desirelines people forget 5ca1ab1e-0000-4000-8000-000000000001 --project riverside --class identity`,
		Args: oneArg("person"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withApp(cmd.Context(), func(a *app) error {
				return c.forget(cmd.Context(), a, &domain.PersonForgotten{Person: args[0], Classes: classes, Reason: reason})
			})
		},
	}
	cmd.Flags().StringSliceVar(&classes, "class", nil, "identity, voice or confidential; may be given more than once (default: everything)")
	cmd.Flags().StringVar(&reason, "reason", "asked", "asked, harm, mistake or law")
	return cmd
}

func (c *cli) forget(ctx context.Context, a *app, body *domain.PersonForgotten) error {
	project, err := c.needProject()
	if err != nil {
		return err
	}
	if err := a.current(ctx); err != nil {
		return err
	}
	answer, err := knownIn(ctx, a, project, body.Person)
	if err != nil {
		return err
	}
	answer.Classes = append([]string{}, body.Classes...)
	for _, id := range answer.Projects {
		command := domain.Command{ID: newID(), Project: id, Actor: c.flags.as, Drafts: []domain.Draft{{Body: body}}}
		if _, err := a.log.Do(ctx, command); err != nil {
			return err
		}
	}
	if body.Whole() {
		people, err := c.openPeople(a, c.publicURL(defaultListen, false))
		if err != nil {
			return err
		}
		if err := people.Accounts.Forget(body.Person); err != nil {
			return err
		}
	}
	return c.answer(answer, answer.write)
}

// knownIn finds the projects that know of a person, project first, and the files that hold their words. The log says whether project does.
func knownIn(ctx context.Context, a *app, project, person string) (forgotten, error) {
	f := forgotten{Person: person, Projects: []string{project}, Recall: []heldWords{}}
	return f, a.store.Read(ctx, func(r projections.Reader) error {
		for _, s := range projections.Summaries(r) {
			v := projections.Live(r, s.Project)
			knows := slices.ContainsFunc(v.People(), func(p projections.PersonRow) bool { return p.Person == person })
			if knows && s.Project != project {
				f.Projects = append(f.Projects, s.Project)
			}
			for _, e := range v.Exports() {
				if slices.Contains(e.People, person) {
					f.Recall = append(f.Recall, heldWords{s.Project, e.Day(v.Zone()).String(), e.What, e.Format, e.Audience, e.To})
				}
			}
		}
		return nil
	})
}

func (f forgotten) write(w io.Writer) error {
	what := "Everything of this person"
	if len(f.Classes) > 0 {
		what = "Of this person: " + strings.Join(f.Classes, ", ")
	}
	says := []string{what + " is forgotten. Nobody can read it again. Make new copies of the keys today."}
	if len(f.Projects) > 1 {
		says = append(says, "It is recorded in: "+strings.Join(f.Projects, ", "))
	}
	if len(f.Recall) > 0 {
		says = append(says, "These files hold their words and cannot be called back. Ask those who have them to delete them:")
	}
	for _, h := range f.Recall {
		says = append(says, fmt.Sprintf("  %s  %s (%s) for %s %s", h.On, h.What, h.Format, h.Audience, h.To))
	}
	_, err := fmt.Fprintln(w, strings.TrimRight(strings.Join(says, "\n"), " "))
	return err
}
