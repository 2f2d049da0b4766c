package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// listedPerson is one person of a project, or one who works for the installation.
type listedPerson struct {
	Person   string   `json:"person"`
	Name     string   `json:"name"`
	Role     string   `json:"role"`
	Here     bool     `json:"here"`
	Projects []string `json:"projects,omitempty"` // of staff; none: all
}

func (c *cli) peopleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "people",
		Short: "who is part of a project or works here, and cards for who joins",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	list := &cobra.Command{
		Use: "list", Short: "list the people of --project, or those who work here", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withApp(cmd.Context(), func(a *app) error { return c.listPeople(cmd.Context(), a) })
		},
	}
	cmd.AddCommand(list, c.inviteCommand(), c.tokenCommand(), c.forgetCommand())
	return cmd
}

func (c *cli) listPeople(ctx context.Context, a *app) error {
	if err := a.current(ctx); err != nil {
		return err
	}
	list := c.staff
	if c.flags.project != "" {
		list = c.ofProject
	}
	people, err := list(ctx, a)
	if err != nil {
		return err
	}
	return c.answer(people, func(w io.Writer) error {
		if len(people) == 0 {
			_, err := fmt.Fprintln(w, "Nobody yet. See desirelines people invite --help.")
			return err
		}
		for _, p := range people {
			says := p.Role
			if p.Name == "" {
				p.Name = "(no name given)"
			}
			if !p.Here {
				says += ", no longer"
			}
			if _, err := fmt.Fprintf(w, "%s  %s: %s\n", p.Person, p.Name, says); err != nil {
				return err
			}
		}
		return nil
	})
}

// staff are those who work here, and who did. They are of no project, so that no lens is for them: whoever may run this is the operator.
func (c *cli) staff(ctx context.Context, a *app) (people []listedPerson, err error) {
	people = []listedPerson{}
	err = a.store.Read(ctx, func(r projections.Reader) error {
		for _, s := range projections.Staff(r) {
			name, _ := s.Name.Reveal(a.log.Opener())
			people = append(people, listedPerson{s.Person, name, s.Role, s.Dismissed == nil, s.Projects})
		}
		return nil
	})
	return people, err
}

func (c *cli) ofProject(ctx context.Context, a *app) ([]listedPerson, error) {
	return see(ctx, c, a, c.flags.project, moment{}, func(seen reports.Seen) ([]listedPerson, error) {
		people := []listedPerson{}
		for _, p := range reports.PeopleOf(seen) {
			people = append(people, listedPerson{Person: p.ID, Name: p.Name.Text, Role: p.Role, Here: p.Here})
		}
		return people, nil
	})
}

// invited is a card that was just made.
type invited struct {
	Role    string    `json:"role"`
	Project string    `json:"project,omitempty"`
	Join    string    `json:"join"` // where to type the code
	Code    string    `json:"code"`
	URL     string    `json:"url"` // the address with the code, as a QR code would hold it
	Until   time.Time `json:"until"`
}

func (c *cli) inviteCommand() *cobra.Command {
	var role, name string
	cmd := &cobra.Command{
		Use:   "invite --role ROLE",
		Short: "make a card that lets one person join",
		Long: `Makes a card that lets one person join, once. It is shown now and is not kept.

Roles of a project (--project): member, listener (of what is told in confidence), facilitator. Who joins says their own name.
Roles of this installation: operator; evaluator (--project: for that one only); funder and decision-maker (with --project).`,
		Example: `  desirelines people invite --role operator
  desirelines people invite --role facilitator --project riverside
  desirelines people invite --role funder --project riverside --name "The River Fund"`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withApp(cmd.Context(), func(a *app) error { return c.invite(cmd.Context(), a, role, name) })
		},
	}
	cmd.Flags().StringVar(&role, "role", "", "member, listener, facilitator, operator, evaluator, funder or decision-maker")
	cmd.Flags().StringVar(&name, "name", "", "name of who works here; sealed in the log")
	return cmd
}

func (c *cli) invite(ctx context.Context, a *app, role, name string) error {
	if err := a.current(ctx); err != nil {
		return err
	}
	people, err := c.openPeople(a, c.publicURL(defaultListen, false))
	if err != nil {
		return err
	}
	card, err := c.issue(ctx, a, people, role, name)
	if err != nil {
		return err
	}
	join, _, _ := strings.Cut(card.URL, "#")
	answer := invited{role, c.flags.project, join, card.Code, card.URL, card.Until}
	return c.answer(answer, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "A card for one %s. It works once, until %s.\n  Go to  %s\n  Code   %s\n",
			role, card.Until.Local().Format("2 January 2006, 15:04"), join, card.Code)
		return err
	})
}

func (c *cli) issue(ctx context.Context, a *app, people *identity.Identity, role, name string) (identity.Issued, error) {
	project := c.flags.project
	ofGroup := role == domain.RoleMember || role == domain.RoleListener || role == domain.RoleFacilitator
	switch {
	case name != "" && (ofGroup || role == domain.StaffOperator):
		return identity.Issued{}, usage("--name is for evaluators, funders and people who decide; others say their name when they join")
	case ofGroup && project == "":
		return identity.Issued{}, usage("--project is missing")
	case ofGroup:
		if err := a.now(ctx, project, func(projections.View) error { return nil }); err != nil {
			return identity.Issued{}, err
		}
		return people.Cards.Issue(project, role, c.flags.as)
	case role == domain.StaffOperator:
		return people.Cards.Operator()
	}
	body := &domain.StaffAppointed{Person: uuid.NewString(), Role: role}
	if project != "" {
		body.Projects = []string{project}
	}
	if name != "" {
		body.Name = domain.Name(name)
	}
	receipt, err := a.log.Do(ctx, domain.Command{ID: newID(), Project: domain.Installation, Actor: c.flags.as, Drafts: []domain.Draft{{Body: body}}})
	if err != nil {
		return identity.Issued{}, err
	}
	if err := a.runner.Wait(ctx, receipt.Sequence); err != nil {
		return identity.Issued{}, err
	}
	return people.Cards.Appoint(body.Person, role, c.flags.as)
}
