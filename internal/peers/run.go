package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// options of a run.
type options struct {
	while    time.Duration // of one figure
	rounds   int
	projects int // that the spread loads, the fill and the live reader use
	entries  int // that a rebuild reads
	only     []string
	note     func(format string, args ...any)
}

// kinds are the peers that are wanted.
func (o options) kinds() []kind {
	if len(o.only) == 0 {
		return kinds
	}
	return slices.DeleteFunc(slices.Clone(kinds), func(k kind) bool { return !slices.Contains(o.only, k.name) })
}

// appends measures every load on every peer, in turn, each time on an empty store with one entry in each project.
func (s *stand) appends(ctx context.Context, o options, a *answer) error {
	for round := range o.rounds {
		for _, k := range o.kinds() {
			o.note("append: round %d of %d, %s", round+1, o.rounds, k.name)
			err := s.on(ctx, k, func(p peer, at place) error {
				if err := filled(ctx, p, at, "first", o.projects, o.projects); err != nil {
					return err
				}
				for i, l := range loads(o.projects) {
					if _, err := write(ctx, p, l, fmt.Sprintf("warm %d", i), o.while/10, nil); err != nil {
						return err
					}
					w, err := write(ctx, p, l, fmt.Sprintf("load %d", i), o.while, nil)
					if err != nil {
						return err
					}
					a.wrote(k.name, l, w)
				}
				twice, err := acceptedTwice(ctx, p)
				a.acceptedTwice(k.name, twice)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// live measures what a live reader misses.
func (s *stand) live(ctx context.Context, o options, a *answer) error {
	for round := range o.rounds {
		for _, k := range o.kinds() {
			o.note("live reader: round %d of %d, %s", round+1, o.rounds, k.name)
			err := s.on(ctx, k, func(p peer, at place) error {
				acknowledged, missed, err := followed(ctx, p, at, o)
				a.followed(k.name, acknowledged, missed)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// rebuilds fills every peer with the same entries and folds them all again, in memory and, for ours and the plain one, into PostgreSQL.
func (s *stand) rebuilds(ctx context.Context, o options, a *answer) error {
	full := map[string]place{}
	for _, k := range o.kinds() {
		o.note("rebuild: filling %s", k.name)
		at, leave, err := s.ground(ctx, k.database)
		if err != nil {
			return err
		}
		defer leave()
		full[k.name] = at
		if err := s.open(ctx, k, at, func(p peer, at place) error { return filled(ctx, p, at, "fill", o.projects, o.entries) }); err != nil {
			return err
		}
	}
	for round := range o.rounds {
		for _, k := range o.kinds() {
			o.note("rebuild: round %d of %d, %s", round+1, o.rounds, k.name)
			if err := s.open(ctx, k, full[k.name], func(p peer, _ place) error { return s.rebuild(ctx, o, k.name, p, a) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// rebuild takes the figures of one peer in one round.
func (s *stand) rebuild(ctx context.Context, o options, name string, p peer, a *answer) error {
	if _, err := rebuilt(ctx, p); err != nil { // what is read first comes from the disk
		return err
	}
	perSecond, hash, err := often(o, func() (time.Duration, model, error) {
		begun := time.Now()
		m, err := rebuilt(ctx, p)
		return time.Since(begun), m, err
	})
	if err == nil {
		err = a.rebuilt(name, inMemory, perSecond, hash)
	}
	if err != nil || name != ours && name != sealed && name != plain {
		return err
	}
	perSecond, hash, err = often(o, func() (took time.Duration, m model, err error) {
		at, leave, err := s.ground(ctx, true)
		if err != nil {
			return 0, nil, err
		}
		defer leave()
		pool, err := s.connect(ctx, at.database)
		if err != nil {
			return 0, nil, err
		}
		defer pool.Close()
		if _, err := pool.Exec(ctx, modelTables); err != nil {
			return 0, nil, err
		}
		begun := time.Now()
		if err := rebuiltInto(ctx, p, pool); err != nil {
			return 0, nil, err
		}
		took = time.Since(begun)
		m, err = readModel(ctx, pool)
		return took, m, err
	})
	if err != nil {
		return err
	}
	return a.rebuilt(name, inPostgres, perSecond, hash)
}

// often calls fn until the time is over, at least three times. It returns how many entries a second that is in the middle, and the hash of
// the last read model.
func often(o options, fn func() (time.Duration, model, error)) (perSecond float64, hash string, err error) {
	var figures []float64
	for begun := time.Now(); len(figures) < 3 || time.Since(begun) < o.while; {
		took, m, err := fn()
		if err != nil {
			return 0, "", err
		}
		figures, hash = append(figures, float64(o.entries)/took.Seconds()), m.hash()
	}
	return median(figures), hash, nil
}
