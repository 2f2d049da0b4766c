package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/console"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/internal/records"
	"github.com/desirelines/desirelines/internal/reminders"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/streams"
)

// app is an open log with the read models that are built from it.
type app struct {
	log    *streams.Log
	store  projections.Rebuilder
	all    []projections.Projection // that the store keeps
	people *identity.Identity       // nil: nobody was asked for yet, or nobody signs in
	base   string                   // address of the database of the read models, empty where they are in memory
	nats   string                   // address of the cluster, empty where the log is embedded
	others *otherReplicas           // nil: nobody shares the keys
	say    *slog.Logger
	past   *reports.Past // what audiences were told
	watch  watching      // what is measured

	snapshots *snapshots // of read models in memory

	start  sync.Once
	runner *projections.Runner
	failed error // why the read models could not start
	stop   context.CancelFunc
	done   chan struct{}

	reminding atomic.Pointer[reminders.Worker] // nil: nobody notices the days that come

	forgetting  sync.Mutex // around forgotAgain
	forgotAgain bool       // who was forgotten is in no old copy of the identities any more
}

// topic is what the router calls the stream of pages; there is only one.
const topic = "EVENTS"

// openApp opens the log. Read models start when they are first asked for.
func (c *cli) openApp(ctx context.Context) (*app, error) {
	o, err := c.options()
	if err != nil {
		return nil, err
	}
	log, err := streams.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	store, err := c.openStore(ctx)
	if err != nil {
		return nil, errors.Join(err, log.Close())
	}
	a := &app{
		log: log, store: store, base: c.flags.postgres, nats: o.NATS, all: projections.All(), say: c.logger(slog.LevelWarn), past: reports.NewPast(log),
		watch: c.watch, snapshots: newSnapshots(o.Dir, projections.Origin{Store: log.StoreID(), Commit: log.Fingerprint}),
	}
	if records.IsURL(c.flags.keys) {
		a.others = &otherReplicas{keys: o.Keys, say: a.say}
	}
	return a, nil
}

// openStore opens where the read models are kept.
func (c *cli) openStore(ctx context.Context) (projections.Rebuilder, error) {
	if c.flags.postgres == "" {
		return projections.NewMemory(), nil
	}
	store, err := projections.OpenPostgres(ctx, c.flags.postgres)
	if err != nil {
		return nil, noDatabase(err)
	}
	return store, nil
}

func noDatabase(err error) error {
	return &domain.Error{Kind: domain.Unavailable, Message: err.Error(), Want: "see that the database runs and that its address is right"}
}

// Close ends the read models and the log; what was taken is answered first.
func (a *app) Close() error {
	if a.stop != nil {
		a.stop()
		<-a.done
	}
	var err error
	if a.people != nil {
		err = a.people.Close()
	}
	if s, ok := a.store.(*projections.Postgres); ok {
		s.Close()
	}
	return errors.Join(err, a.log.Close())
}

// current is views for somebody who wants to read: a view that stopped would show what is no longer true.
func (a *app) current(ctx context.Context) error {
	if err := a.views(ctx); err != nil {
		return err
	}
	for _, s := range a.runner.States() {
		if s.Stopped != "" {
			return &domain.Error{Kind: domain.Unavailable, Message: "the view " + s.Name + " has stopped: " + s.Stopped, Want: "see desirelines doctor"}
		}
	}
	return nil
}

// views starts the read models where they do not run yet, and waits until those that run show everything the log
// holds now. Where they wait for the database for a while it returns Unavailable, and they go on by themselves.
func (a *app) views(ctx context.Context) error {
	if err := a.startOnce(); err != nil {
		return err
	}
	last, err := a.log.Last(ctx)
	if err != nil {
		return err
	}
	if err := a.settled(ctx, last); err != nil {
		return err
	}
	for _, s := range a.runner.States() {
		if s.Stopped == "" && s.Waiting != "" {
			return &domain.Error{Kind: domain.Unavailable, Message: "the views wait for the database: " + s.Waiting, Want: "see desirelines doctor"}
		}
	}
	return a.runner.Wait(ctx, last)
}

// startOnce starts the read models where they do not run yet.
func (a *app) startOnce() error {
	a.start.Do(func() { a.failed = a.startViews() })
	return a.failed
}

func (a *app) startViews() error {
	a.loadSnapshot(context.Background())
	runner, err := projections.NewRunner(context.Background(), a.store, a.all, a.others.follow(streams.DecodePage), a.say)
	if err != nil {
		return err
	}
	skips, err := projections.ReadSkips(context.Background(), a.log) // after the checkpoints were read, so that none falls between
	if err != nil {
		return err
	}
	runner.Honour(skips)
	runner.Tell(a.watch.views())
	ctx, cancel := context.WithCancel(context.Background())
	a.runner, a.stop, a.done = runner, cancel, make(chan struct{})
	go func() {
		defer close(a.done)
		if err := runner.Run(ctx, a.log.Subscriber, topic); err != nil {
			a.say.Error("the views stopped", "why", err)
		}
	}()
	return nil
}

// withApp runs fn on the open log: that of the serve which runs this command, or one opened here. Where the folder
// is held by a serve, the whole command is handed to it over its socket and fn is not called.
//
// A folder without a store is NotFound: reading, or a slip in --data, must not make one. See withNewApp.
func (c *cli) withApp(ctx context.Context, fn func(*app) error) error {
	if dir := c.path(c.flags.data); c.flags.data != "" && c.Host == nil && c.flags.nats == "" && !streams.Holds(dir) {
		if socket, is := console.At(dir); is {
			return c.handOverTo(ctx, socket)
		}
		return &domain.Error{Kind: domain.NotFound, Message: "there is no store in this folder", Value: dir, Want: "name its folder with --data, or start a project there"}
	}
	return c.withNewApp(ctx, fn)
}

// withNewApp is withApp for what may begin a store: the first project, an import, a demo.
func (c *cli) withNewApp(ctx context.Context, fn func(*app) error) error {
	if c.flags.data == "" {
		return usage("--data is empty; name a folder")
	}
	if c.Host != nil {
		if c.flags.nats != "" && c.flags.nats != c.Host.nats {
			return &domain.Error{Kind: domain.Usage, Message: "the running server keeps its log elsewhere", Value: c.flags.nats, Want: "leave --nats out"}
		}
		if c.flags.postgres != "" && c.flags.postgres != c.Host.base {
			return &domain.Error{Kind: domain.Usage, Message: "the running server keeps its read models elsewhere", Want: "leave --postgres out"}
		}
		return fn(c.Host)
	}
	if dir := c.path(c.flags.data); c.flags.nats == "" && !streams.Holds(dir) {
		if socket, is := console.At(dir); is { // or a second history would begin here
			return c.handOverTo(ctx, socket)
		}
	}
	a, err := c.openApp(ctx)
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

func (c *cli) options() (streams.Options, error) {
	ring, err := c.keyring()
	o := streams.Options{
		Dir: c.path(c.flags.data), NATS: c.flags.nats, Creds: c.file(c.flags.creds), CA: c.file(c.flags.natsCA), Cert: c.file(c.flags.natsCert), Key: c.file(c.flags.natsKey),
		Entries: c.stateEntries, Logger: c.logger(slog.LevelError), Watch: c.watch.log(),
	}
	if err == nil {
		o.Keys = ring
	}
	return o, err
}

// file is path for a file that may be left out.
func (c *cli) file(p string) string {
	if p == "" {
		return ""
	}
	return c.path(p)
}

// handOver lets the serve that holds the folder run this command.
func (c *cli) handOver(ctx context.Context, held *streams.HeldError) error {
	err := c.call(ctx, held.Holder.Socket)
	if errors.Is(err, console.ErrNobody) {
		return fmt.Errorf("%w (and nobody answers there: %w)", held, err)
	}
	return err
}

// handOverTo lets the serve with a socket run this command, whose log is on a cluster, so that its folder holds no store.
func (c *cli) handOverTo(ctx context.Context, socket string) error {
	err := c.call(ctx, socket)
	if errors.Is(err, console.ErrNobody) {
		return &domain.Error{Kind: domain.Unavailable, Message: "the serve of this folder keeps its log on a cluster, and it does not run", Value: c.flags.data,
			Want: "start it again, or say where the log is with --nats"}
	}
	return err
}

func (c *cli) call(ctx context.Context, socket string) error {
	exit, err := console.Call(ctx, socket, console.Request{
		Args: c.args, Dir: c.Dir, Terminal: c.Terminal, Width: c.Width,
		Stdin: c.Stdin, Stdout: c.Stdout, Stderr: c.Stderr,
	})
	switch {
	case err == nil:
		c.exit = exit
		return nil
	case ctx.Err() != nil && !errors.Is(err, console.ErrNobody):
		return &domain.Error{Kind: domain.Unavailable, Message: "stopped before the answer was complete", Want: "ask again; what was answered as saved is saved"}
	}
	return err
}

// logger writes what the parts of the program have to say to standard error, from a level up.
func (c *cli) logger(from slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(c.Stderr, &slog.HandlerOptions{Level: from}))
}

// newID makes the id of a command: a UUID of version 7.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// patience is how long a read waits for what was just saved.
const patience = 2 * time.Second
