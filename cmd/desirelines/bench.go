package main

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/internal/bench"
)

func (c *cli) benchCommand() *cobra.Command {
	var events int
	cmd := &cobra.Command{
		Use:   "bench [append|rebuild|replay|freshness|pages|write|compare]",
		Short: "measure speed as ratios against what the machine itself can do",
		Long: `Measures in a fresh folder under --data, which must not hold a store, and leaves nothing there. Each figure is the median
of seven rounds, taken in turn with its floor.`,
		ValidArgs: []string{"append", "rebuild", "replay", "freshness", "pages", "write", "compare"},
		RunE: func(cmd *cobra.Command, args []string) error {
			note := func(string, ...any) {}
			if c.Terminal {
				note = c.note
			}
			answer, err := bench.Run(cmd.Context(), bench.Options{Dir: c.path(c.flags.data), Events: events, Postgres: c.flags.postgres, Note: note}, args)
			if err != nil {
				return err
			}
			return c.answer(answer, func(w io.Writer) error {
				for _, key := range slices.Sorted(maps.Keys(answer)) {
					fmt.Fprintf(w, "%-32s %12.2f\n", key, answer[key])
				}
				return nil
			})
		},
	}
	cmd.Flags().IntVar(&events, "events", 5000, "how many events to read and rebuild")
	return cmd
}
