package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/internal/records"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// keyring names where the keys lie, and their master key.
func (c *cli) keyring() (*keys.Store, error) {
	where, err := c.keysPlace()
	if err != nil {
		return nil, err
	}
	master := c.flags.master
	if master != "" && !records.IsURL(master) {
		if master, err = c.outside(master, "the master key"); err != nil {
			return nil, err
		}
	}
	if records.IsURL(where) && master == "" {
		return nil, &domain.Error{Kind: domain.Usage, Message: "keys in a database need another place for their master key, or a copy of the database would open everything", Value: records.Shown(where),
			Want: "name a folder that all replicas see, or another database, with --master"}
	}
	return keys.At(where, keys.Options{Master: master, Logger: c.logger(slog.LevelError)}), nil
}

// keysPlace is where the keys lie, and who may sign in: a folder, or the address of a database.
func (c *cli) keysPlace() (string, error) {
	if records.IsURL(c.flags.keys) {
		return c.flags.keys, nil
	}
	return c.keysFolder()
}

// keysFolder is the folder of the keys; where they are in a database it holds only what replicas are told, each for itself.
func (c *cli) keysFolder() (string, error) {
	if c.flags.keys == "" || records.IsURL(c.flags.keys) {
		return filepath.Clean(c.path(c.flags.data)) + "-keys", nil
	}
	return c.outside(c.flags.keys, "the keys")
}

// outside refuses a folder inside the data folder: whoever copies the data would copy what opens it too, and what was erased could be read
// in that copy.
func (c *cli) outside(place, what string) (string, error) {
	folder := c.path(place)
	if inside, err := filepath.Rel(c.path(c.flags.data), folder); c.flags.nats == "" && err == nil && filepath.IsLocal(inside) {
		return "", &domain.Error{Kind: domain.Usage, Message: what + " must not lie inside the data folder", Value: place, Want: "name a folder beside it, best on another disk"}
	}
	return folder, nil
}

// oweEvery is how often it is tried again to destroy keys that could not be.
const oweEvery = 5 * time.Second

// otherReplicas follows whom others forgot: this replica takes their keys out of memory at once, and destroys them where the one that recorded it
// could not. nil: there are none.
type otherReplicas struct {
	keys streams.Keys
	say  *slog.Logger

	mu   sync.Mutex
	owed []domain.Forgotten // their keys could not be reached
}

// follow is decode that forgets whom the pages of the log say.
func (o *otherReplicas) follow(decode projections.Decode) projections.Decode {
	if o == nil {
		return decode
	}
	return func(m *message.Message) ([]domain.Commit, error) {
		commits, err := decode(m)
		var list []domain.Forgotten
		for _, c := range commits {
			for i := range c.Events {
				if f, ok := domain.ForgottenIn(&c.Events[i]); ok {
					list = append(list, f)
				}
			}
		}
		if len(list) > 0 { // what is owed from before is tried again beside: no page waits for keys that are away
			o.forget(list)
		}
		return commits, err
	}
}

// forget does what it can now, and owes the rest.
func (o *otherReplicas) forget(list []domain.Forgotten) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.owed = append(o.owed, list...); len(o.owed) == 0 {
		return
	}
	if err := o.keys.Forget(o.owed...); err != nil {
		o.say.Error("keys of somebody who was forgotten could not be reached; it is tried again", "why", err)
		return
	}
	o.owed = nil
}

// again tries what is owed until ctx ends.
func (o *otherReplicas) again(ctx context.Context) {
	if o == nil {
		return
	}
	tick := time.NewTicker(oweEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			o.forget(nil)
		case <-ctx.Done():
			return
		}
	}
}
