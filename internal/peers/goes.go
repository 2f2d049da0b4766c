package main

import (
	"context"

	"github.com/google/uuid"
	"github.com/modernice/goes/backend/postgres"
	"github.com/modernice/goes/codec"
	"github.com/modernice/goes/event"
	"github.com/modernice/goes/event/query"
	"github.com/modernice/goes/event/query/version"
	"github.com/modernice/goes/helper/streams"
	"github.com/modernice/goes/projection"
	"github.com/modernice/goes/projection/schedule"
)

// goesPeer keeps entries with modernice/goes and its store for PostgreSQL. Its guard is the version of the aggregate, which a unique index
// keeps.
type goesPeer struct {
	store *postgres.EventStore
	known *known
}

const (
	goesEvent     = "surprise.noticed"
	goesAggregate = "project"
)

func openGoes(ctx context.Context, at place) (peer, error) {
	registry := codec.New()
	codec.Register[entry](registry, goesEvent)
	s := postgres.NewEventStore(registry, postgres.Pool(at.pool))
	return &goesPeer{store: s, known: newKnown()}, s.Connect(ctx)
}

func (p *goesPeer) Append(ctx context.Context, e entry) error {
	e.Number = p.known.last(e.Project) + 1
	id := goesID(e.Project)
	made := event.New(goesEvent, e, event.ID(uuid.MustParse(e.ID)), event.Aggregate(id, goesAggregate, e.Number)).Any()
	err := p.store.Insert(ctx, made)
	switch {
	case taken(err):
		return p.known.lost(e.Project, e.Number, func(after int) (int, error) { return p.last(ctx, id, after) })
	case err == nil:
		p.known.heard(e.Project, e.Number)
	}
	return err
}

// goesID is the id of a project's aggregate.
func goesID(project string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(project)) }

// last reads what came after the version that is known, as a repository does when it fetches an aggregate.
func (p *goesPeer) last(ctx context.Context, id uuid.UUID, after int) (int, error) {
	err := p.each(ctx, query.New(query.AggregateName(goesAggregate), query.AggregateID(id), query.AggregateVersion(version.Min(after+1)), query.SortBy(event.SortAggregateVersion, event.SortAsc)),
		func(e event.Event) error {
			_, _, after = e.Aggregate()
			return nil
		})
	return after, err
}

func (p *goesPeer) each(ctx context.Context, q event.Query, fn func(event.Event) error) error {
	events, failed, err := p.store.Query(ctx, q)
	if err != nil {
		return err
	}
	return streams.Walk(ctx, fn, events, failed)
}

// goesReader is a projection that knows how far it came, which one needs that goes on after a restart.
type goesReader struct {
	*projection.Progressor
	seen func(*entry)
}

// ApplyEvent implements the projection of the library.
func (r *goesReader) ApplyEvent(e event.Event) {
	took := e.Data().(entry)
	r.seen(&took)
}

// Follow runs a projection job again and again, which asks for what has a later time than the last entry it applied. The library can also
// wake its projections by a bus inside the process; with the same progress those lost more.
func (p *goesPeer) Follow(ctx context.Context, seen func(*entry)) error {
	reader := &goesReader{projection.NewProgressor(), seen}
	failed, err := schedule.Periodically(p.store, pause, []string{goesEvent}).Subscribe(ctx, func(job projection.Job) error { return job.Apply(job, reader) }, projection.Startup())
	if err != nil {
		return err
	}
	for err := range failed {
		if ctx.Err() == nil {
			return err
		}
	}
	return nil
}

func (p *goesPeer) Read(ctx context.Context, each func(*entry) error) error {
	return p.each(ctx, query.New(query.SortByTime()), func(e event.Event) error {
		took := e.Data().(entry)
		return each(&took)
	})
}

func (p *goesPeer) Close() error { return nil }
