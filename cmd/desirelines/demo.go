package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/internal/demo"
	"github.com/desirelines/desirelines/reports"
)

// told is one journey as demo shows it.
type told struct {
	Project    string              `json:"project"`
	Comparison reports.Comparison  `json:"comparison"`
	Log        reports.LearningLog `json:"log"`
	Journey    reports.Journey     `json:"journey"`
}

func (c *cli) demoCommand() *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "load the example journeys into a throw-away folder and show them",
		Long: `Loads two journeys and shows for each what was aimed for and achieved, what was learnt, and the way so far. Nothing is
kept. One journey is true: people with and without lived experience working together in Greater Manchester. The
other is made up, to show every kind of result.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := os.MkdirTemp("", "desirelines-demo-")
			if err != nil {
				return fmt.Errorf("demo: %w", err)
			}
			defer os.RemoveAll(dir)
			c.Host, c.flags.data, c.flags.nats = nil, dir, ""
			if err := c.demo(cmd.Context()); err != nil || listen == "" {
				return err
			}
			return c.serve(cmd.Context(), listen)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "", "then go on serving health and the socket at this address")
	return cmd
}

func (c *cli) demo(ctx context.Context) error {
	return c.withApp(ctx, func(a *app) error {
		var journeys []told
		for _, j := range demo.Journeys() {
			answer, err := newImporter(a).JSONL(ctx, bytes.NewReader(j.File))
			if err != nil {
				return fmt.Errorf("journey %s: %w", j.ID, err)
			}
			if n := len(answer.Problems); n > 0 {
				return fmt.Errorf("journey %s has %d problems: %s", j.ID, n, answer.Problems[0].What)
			}
			t, err := see(ctx, c, a, j.ID, moment{}, tell)
			if err != nil {
				return err
			}
			t.Project = j.ID
			journeys = append(journeys, t)
		}
		return c.answer(journeys, func(w io.Writer) error { return c.tellAll(w, journeys) })
	})
}

func tell(s reports.Seen) (told, error) {
	return told{Comparison: reports.ComparisonOf(s), Log: reports.LearningLogOf(s), Journey: reports.JourneyOf(s)}, nil
}

func (c *cli) tellAll(w io.Writer, journeys []told) error {
	for _, t := range journeys {
		for _, s := range []section{t.Comparison, t.Log, t.Journey} {
			if err := s.WriteText(w, c.Width); err != nil {
				return err
			}
			fmt.Fprintln(w)
		}
	}
	return nil
}
