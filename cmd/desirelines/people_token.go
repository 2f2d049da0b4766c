package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/internal/api"
	"github.com/desirelines/desirelines/internal/identity"
)

// tokenLine is a token of a list. The token itself is only in the answer that made it.
type tokenLine struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	Records  bool       `json:"records"`
	Projects []string   `json:"projects"`
	Made     time.Time  `json:"made"`
	Until    time.Time  `json:"until"`
	Seen     *time.Time `json:"seen"` // up to a minute old; null: never
	Token    string     `json:"token,omitempty"`
}

func lineOfToken(k identity.Token, secret string) tokenLine {
	l := tokenLine{k.ID, k.Name, k.Records, append([]string{}, k.Projects...), k.Made, k.Until, nil, secret}
	if !k.Seen.IsZero() {
		l.Seen = &k.Seen
	}
	return l
}

func (l tokenLine) says() string {
	does, of, seen := "reads", "all projects of its person", "never used"
	if l.Records {
		does = "reads and records"
	}
	if len(l.Projects) > 0 {
		of = strings.Join(l.Projects, ", ")
	}
	if l.Seen != nil {
		seen = "last used on " + l.Seen.Local().Format("2 January 2006, 15:04")
	}
	return fmt.Sprintf("%s  %s: %s in %s, until %s, %s", l.ID, l.Name, does, of, l.Until.Local().Format("2 January 2006"), seen)
}

func (c *cli) tokenCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "token", Short: "tokens that let a program act for a person", Args: noArgs,
		Long: `A token lets a program act for one person at ` + api.Base + `, with what that person may do at that moment and never more.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var s identity.TokenSpec
	var days int
	make := &cobra.Command{
		Use: "make PERSON --name NAME", Short: "make a token for a person who has joined", Args: oneArg("person"),
		Long:    "Makes a token. It is shown now and is not kept. With --project it is for that one only.",
		Example: `  desirelines people token make 5ca1ab1e-0000-4000-8000-000000000001 --name "wall screen" --project riverside`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withPeople(cmd.Context(), func(people *identity.Identity) error {
				spec := s
				spec.Person, spec.Until = args[0], now().AddDate(0, 0, days)
				if c.flags.project != "" {
					spec.Projects = []string{c.flags.project}
				}
				secret, made, err := people.Tokens.Make(spec)
				if err != nil {
					return err
				}
				line := lineOfToken(made, secret)
				return c.answer(line, func(w io.Writer) error {
					_, err := fmt.Fprintf(w, "A token, shown this once:\n  %s\n%s\n", secret, line.says())
					return err
				})
			})
		},
	}
	make.Flags().StringVar(&s.Name, "name", "", "what it is for")
	make.Flags().BoolVar(&s.Records, "record", false, "it may record too; else it only reads")
	make.Flags().IntVar(&days, "days", 90, "how long it works")
	list := &cobra.Command{
		Use: "list PERSON", Short: "list the tokens of a person that work", Args: oneArg("person"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withPeople(cmd.Context(), func(people *identity.Identity) error {
				tokens, err := people.Tokens.List(args[0])
				if err != nil {
					return err
				}
				lines := []tokenLine{}
				for _, k := range tokens {
					lines = append(lines, lineOfToken(k, ""))
				}
				return c.answer(lines, func(w io.Writer) error {
					if len(lines) == 0 {
						_, err := fmt.Fprintln(w, "There is none.")
						return err
					}
					for _, l := range lines {
						if _, err := fmt.Fprintln(w, l.says()); err != nil {
							return err
						}
					}
					return nil
				})
			})
		},
	}
	end := &cobra.Command{
		Use: "end PERSON TOKEN-ID", Short: "end a token at once", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withPeople(cmd.Context(), func(people *identity.Identity) error {
				if err := people.Tokens.Revoke(args[0], args[1]); err != nil {
					return err
				}
				return c.answer(struct {
					Ended string `json:"ended"`
				}{args[1]}, func(w io.Writer) error {
					_, err := fmt.Fprintln(w, "It opens nothing any more.")
					return err
				})
			})
		},
	}
	cmd.AddCommand(make, list, end)
	return cmd
}

// withPeople runs fn with the identities.
func (c *cli) withPeople(ctx context.Context, fn func(*identity.Identity) error) error {
	return c.withApp(ctx, func(a *app) error {
		people, err := c.openPeople(a, c.publicURL(defaultListen, false))
		if err != nil {
			return err
		}
		return fn(people)
	})
}
