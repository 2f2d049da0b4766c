package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/console"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

// app is an open log with the read models that are built from it.
type app struct {
	log   *streams.Log
	store projections.Store
	nats  string // address of the cluster, empty where the log is embedded

	start  sync.Once
	runner *projections.Runner
	failed error // why the read models could not start
	stop   context.CancelFunc
	done   chan struct{}
}

// topic is what the router calls the stream of pages; there is only one.
const topic = "EVENTS"

// openApp opens the log. Read models start when they are first asked for.
func openApp(ctx context.Context, o streams.Options) (*app, error) {
	log, err := streams.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	return &app{log: log, store: projections.NewMemory(), nats: o.NATS}, nil
}

// Close ends the read models and the log; what was taken is answered first.
func (a *app) Close() error {
	if a.stop != nil {
		a.stop()
		<-a.done
	}
	return a.log.Close()
}

// views starts the read models where they do not run yet, and waits until they show everything the log
// holds now.
func (a *app) views(ctx context.Context) error {
	a.start.Do(func() { a.failed = a.startViews() })
	if a.failed != nil {
		return a.failed
	}
	last, err := a.log.Last(ctx)
	if err != nil {
		return err
	}
	return a.runner.Wait(ctx, last)
}

func (a *app) startViews() error {
	runner, err := projections.NewRunner(context.Background(), a.store, projections.All(), streams.DecodePage, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	a.runner, a.stop, a.done = runner, cancel, make(chan struct{})
	go func() {
		defer close(a.done)
		_ = runner.Run(ctx, streams.NewSubscriber(a.log, runner.From()), topic)
	}()
	return nil
}

// withApp runs fn on the open log: that of the serve which runs this command, or one opened here. Where the folder
// is held by a serve, the whole command is handed to it over its socket and fn is not called.
func (c *cli) withApp(ctx context.Context, fn func(*app) error) error {
	if c.Host != nil {
		if c.flags.nats != "" && c.flags.nats != c.Host.nats {
			return &domain.Error{Kind: domain.Usage, Message: "the running server keeps its log elsewhere", Value: c.flags.nats, Want: "leave --nats out"}
		}
		return fn(c.Host)
	}
	a, err := openApp(ctx, c.options())
	var held *streams.HeldError
	if errors.As(err, &held) && held.Holder.Socket != "" {
		return c.handOver(ctx, held)
	}
	if err != nil {
		return err
	}
	err = fn(a)
	if closed := a.Close(); err == nil && closed != nil {
		err = fmt.Errorf("closing the log: %w", closed)
	}
	return err
}

func (c *cli) options() streams.Options {
	return streams.Options{Dir: c.path(c.flags.data), NATS: c.flags.nats, Creds: c.flags.creds}
}

// handOver lets the serve that holds the folder run this command.
func (c *cli) handOver(ctx context.Context, held *streams.HeldError) error {
	exit, err := console.Call(ctx, held.Holder.Socket, console.Request{
		Args: c.args, Dir: c.Dir, Terminal: c.Terminal, Width: c.Width,
		Stdin: c.Stdin, Stdout: c.Stdout, Stderr: c.Stderr,
	})
	if err != nil {
		return fmt.Errorf("%w (and it did not answer: %w)", held, err)
	}
	c.exit = exit
	return nil
}

// newID makes the id of a command: a UUID of version 7.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// patience is how long a read waits for what was just saved.
const patience = 2 * time.Second
