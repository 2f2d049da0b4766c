package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

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
	var printed bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "serve the example journeys from a throw-away folder",
		Long: `Loads two journeys and serves their pages until it is stopped. Nothing is kept. One journey is true: people with and
without lived experience working together in Greater Manchester. The other is made up, to show every kind of result.

With --print it shows for each what was aimed for and achieved, what was learnt, and the way so far, and ends.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			addresses := []string{listen}
			if !cmd.Flags().Changed("listen") {
				addresses = append(addresses, "127.0.0.1:0")
			}
			if err := loopbackOnly(listen); err != nil {
				return err
			}
			dir, err := os.MkdirTemp("", "desirelines-demo-")
			if err != nil {
				return fmt.Errorf("demo: %w", err)
			}
			defer os.RemoveAll(dir)
			c.Host, c.flags.data, c.flags.keys, c.flags.nats, c.flags.postgres = nil, filepath.Join(dir, "data"), filepath.Join(dir, "keys"), "", ""
			if printed || c.flags.json {
				return c.printDemo(cmd.Context())
			}
			return c.serve(cmd.Context(), serving{addresses: addresses, examples: true, prepare: loadJourneys})
		},
	}
	cmd.Flags().StringVar(&listen, "listen", defaultListen, "address for HTTP, on this machine only; where the default is taken another port is used")
	cmd.Flags().BoolVar(&printed, "print", false, "print what the journeys say, and end")
	return cmd
}

// loadJourneys takes in the example journeys.
func loadJourneys(ctx context.Context, a *app) error {
	for _, j := range demo.Journeys() {
		answer, err := newImporter(a).JSONL(ctx, bytes.NewReader(j.File))
		if err != nil {
			return fmt.Errorf("journey %s: %w", j.ID, err)
		}
		if n := len(answer.Problems); n > 0 {
			return fmt.Errorf("journey %s has %d problems: %s", j.ID, n, answer.Problems[0].What)
		}
	}
	return nil
}

func (c *cli) printDemo(ctx context.Context) error {
	return c.withNewApp(ctx, func(a *app) error {
		if err := loadJourneys(ctx, a); err != nil {
			return err
		}
		var journeys []told
		for _, j := range demo.Journeys() {
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
