package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/internal/records"
	"github.com/desirelines/desirelines/streams"
)

func (c *cli) initCommand() *cobra.Command {
	var replicas int
	var from, keysFrom, masterFrom string
	cmd := &cobra.Command{
		Use:   "init",
		Short: "make the log on a NATS cluster, once; move a log and its keys there",
		Long: `Makes the streams that serve needs on a cluster, with rights that serve itself does not have. Doing it again
changes nothing. Without a cluster there is nothing to make: the log is inside this program.

With --from it copies the log of a data folder there, with files, readings and reminders, for moving from one machine to several.
With --keys-from it copies a folder of keys, with who may sign in and who is signed in, to the database that --keys names and their master
key to where --master says, which several replicas need. Stop serve first. Both may be run again where they broke off.

The folders stay as they are and are old copies from then on. Put the data folder away; destroy the keys folder within 30 days, because
whoever is forgotten from now on could be read with it.`,
		Example: `  desirelines init --from desirelines-data --keys-from desirelines-data-keys --keys postgres://desirelines@db.example.org/lines_keys \
    --master postgres://desirelines@other.example.org/lines_master --nats tls://log-a.example.org --nats-ca ca.pem --creds init.seed`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if c.flags.nats == "" && (keysFrom == "" || from != "") {
				return usage("init needs --nats")
			}
			if masterFrom != "" && keysFrom == "" {
				return usage("--master-from needs --keys-from")
			}
			if keysFrom != "" && !records.IsURL(c.flags.keys) {
				return usage("--keys-from copies to a database: name it with --keys postgres://…")
			}
			var store string
			if c.flags.nats != "" && (from != "" || keysFrom == "") {
				var err error
				if store, err = c.initLog(cmd.Context(), from, keysFrom, masterFrom, replicas); err != nil {
					return err
				}
			}
			if keysFrom != "" {
				if err := c.moveKeys(keysFrom, masterFrom, store); err != nil {
					return err
				}
			}
			return c.answer(map[string]any{"store": store, "keys": keysFrom != ""}, func(w io.Writer) error {
				var said error
				if store != "" {
					_, said = fmt.Fprintf(w, "The log is ready. Its store id is %s.\n", store)
				}
				if keysFrom != "" {
					_, err := fmt.Fprintf(w, "The keys, and who may sign in, are copied. Destroy %s within 30 days: whoever is forgotten from now on could be read with it.\n", keysFrom)
					said = errors.Join(said, err)
				}
				return said
			})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "data folder whose log is copied to the cluster")
	cmd.Flags().StringVar(&keysFrom, "keys-from", "", "folder of keys that are copied, with who may sign in, to the database of --keys")
	cmd.Flags().StringVar(&masterFrom, "master-from", "", "where the master key of --keys-from lies, if not in that folder")
	cmd.Flags().IntVar(&replicas, "replicas", 3, "copies of the log the cluster keeps: 1 or 3")
	return cmd
}

// initLog makes the streams on the cluster, or copies those of a data folder there where from names one. Its keys lie in keysFrom, else where
// --keys says, else beside it.
func (c *cli) initLog(ctx context.Context, from, keysFrom, masterFrom string, replicas int) (store string, err error) {
	if from != "" && keysFrom == "" && c.flags.keys == "" {
		keysFrom = filepath.Clean(from) + "-keys"
	}
	o, err := c.options()
	if err != nil {
		return "", err
	}
	o.Replicas = replicas
	if from == "" {
		return streams.Init(ctx, o)
	}
	if keysFrom != "" {
		o.Keys = c.oldKeys(keysFrom, masterFrom)
	}
	if o.Dir = c.path(from); !streams.Holds(o.Dir) {
		return "", &domain.Error{Kind: domain.NotFound, Message: "there is no store in this folder", Value: from, Want: "name the data folder that serve used until now"}
	}
	return streams.Move(ctx, o)
}

// oldKeys are those in a folder, with their master key there or apart.
func (c *cli) oldKeys(folder, master string) *keys.Store {
	if master != "" && !records.IsURL(master) {
		master = c.path(master)
	}
	return keys.At(c.path(folder), keys.Options{Master: master})
}

// moveKeys copies the keys of the log with an id, and who may sign in, from a folder to where --keys and --master say.
func (c *cli) moveKeys(from, masterFrom, store string) error {
	to, err := c.keyring()
	if err != nil {
		return err
	}
	if err := keys.Move(c.oldKeys(from, masterFrom), to, store); err != nil {
		return err
	}
	return identity.Move(c.path(from), c.flags.keys)
}
