package main

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/hallgren/eventsourcing"
	"github.com/hallgren/eventsourcing/aggregate"
	"github.com/hallgren/eventsourcing/core"
	store "github.com/hallgren/eventsourcing/eventstore/sql"
	"github.com/jackc/pgx/v5/stdlib"
)

// hallgrenPeer keeps entries with hallgren/eventsourcing and its store for PostgreSQL. Its guard is the version of the aggregate, which
// the store looks up and a unique index keeps.
type hallgrenPeer struct {
	store *store.Postgres
	known *known
}

// The library names aggregates and events after these types.
type (
	journey struct{ aggregate.Root }
	noted   entry
)

// Transition implements the aggregate of the library.
func (*journey) Transition(eventsourcing.Event) {}

// Register implements the aggregate of the library.
func (*journey) Register(r aggregate.RegisterFunc) { r(&noted{}) }

func openHallgren(_ context.Context, at place) (peer, error) {
	aggregate.Register(&journey{})
	s, err := store.NewPostgres(stdlib.OpenDBFromPool(at.pool))
	return &hallgrenPeer{s, newKnown()}, err
}

func (p *hallgrenPeer) Append(ctx context.Context, e entry) error {
	e.Number = p.known.last(e.Project) + 1
	data, err := json.Marshal(e)
	if err != nil {
		return err
	}
	err = p.store.Save([]core.Event{{AggregateID: e.Project, Version: core.Version(e.Number), AggregateType: "journey", Timestamp: time.Now().UTC(), Reason: "noted", Data: data}})
	switch {
	case errors.Is(err, core.ErrConcurrency) || taken(err):
		return p.known.lost(e.Project, e.Number, func(after int) (int, error) { return p.last(ctx, e.Project, after) })
	case err == nil:
		p.known.heard(e.Project, e.Number)
	}
	return err
}

// last reads what came after the version that is known, as the library does when it loads an aggregate.
func (p *hallgrenPeer) last(ctx context.Context, project string, after int) (int, error) {
	events, err := p.store.Get(ctx, project, "journey", core.Version(after))
	if err != nil {
		return 0, err
	}
	defer events.Close()
	for events.Next() {
		event, err := events.Value()
		if err != nil {
			return 0, err
		}
		after = int(event.Version)
	}
	return after, nil
}

func (p *hallgrenPeer) Follow(ctx context.Context, seen func(*entry)) error {
	err := eventsourcing.NewProjection(p.store.All(0), func(event eventsourcing.Event) error {
		seen((*entry)(event.Data().(*noted)))
		return nil
	}).Run(ctx, pause)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (p *hallgrenPeer) Read(ctx context.Context, each func(*entry) error) error {
	return eventsourcing.NewProjection(p.store.All(0), func(event eventsourcing.Event) error {
		return each((*entry)(event.Data().(*noted)))
	}).RunToEnd(ctx).Error
}

func (p *hallgrenPeer) Close() error { return nil }
