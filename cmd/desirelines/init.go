package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

func (c *cli) initCommand() *cobra.Command {
	var replicas int
	var from string
	cmd := &cobra.Command{
		Use:   "init",
		Short: "make the log on a NATS cluster, once",
		Long: `Makes the stream that serve needs on a cluster, with rights that serve itself does not have. Doing it again
changes nothing. Without a cluster there is nothing to make: the log is inside this program.

With --from it copies the log of a data folder there, with files, readings and reminders, for moving from one machine to several.
Stop serve first. The folder stays as it is and is an old copy from then on; the keys stay where they are.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if c.flags.nats == "" {
				return usage("init needs --nats")
			}
			o, err := c.options()
			if err != nil {
				return err
			}
			o.Replicas = replicas
			make := streams.Init
			if from != "" {
				if o.Dir, make = c.path(from), streams.Move; !streams.Holds(o.Dir) {
					return &domain.Error{Kind: domain.NotFound, Message: "there is no store in this folder", Value: from, Want: "name the data folder that serve used until now"}
				}
			}
			store, err := make(cmd.Context(), o)
			if err != nil {
				return err
			}
			return c.answer(map[string]string{"store": store}, func(w io.Writer) error {
				_, err := fmt.Fprintf(w, "The log is ready. Its store id is %s.\n", store)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "data folder whose log is copied to the cluster")
	cmd.Flags().IntVar(&replicas, "replicas", 3, "copies of the log the cluster keeps: 1 or 3")
	return cmd
}
