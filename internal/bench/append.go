package bench

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/streams"
)

const (
	manyProjects = 2000
	manyWriters  = 64
	slice        = 50 * time.Millisecond // how long one figure is taken in one round
)

// benchAppend measures durable appends through Do against raw single publishes, fsync on in both. Each writer is a person, and words
// are sealed, as in the program. A log with open words is measured beside it, and entries without a person, each with a key of its own.
func benchAppend(ctx context.Context, o Options, dir string, answer Answer) error {
	floor, err := openRaw(filepath.Join(dir, "raw"))
	if err != nil {
		return err
	}
	defer floor.close()
	if err := floor.stream(ctx); err != nil {
		return err
	}
	log, err := streams.Open(ctx, streams.Options{Dir: filepath.Join(dir, "log"), Keys: keysIn(dir)})
	if err != nil {
		return err
	}
	defer log.Close()
	open, err := streams.Open(ctx, streams.Options{Dir: filepath.Join(dir, "open")})
	if err != nil {
		return err
	}
	defer open.Close()
	o.Note("append: making %d projects", manyProjects)
	if err := startProjects(ctx, log, manyProjects); err != nil {
		return err
	}
	if err := startProjects(ctx, open, 1); err != nil {
		return err
	}
	var hot, spread, alone, sealed, nobody pairs
	payload := make([]byte, 512)
	for round := range Rounds {
		o.Note("append: round %d of %d", round+1, Rounds)
		rawMany, _, err := floor.publish(ctx, manyWriters, payload, slice)
		if err != nil {
			return err
		}
		perHot, _, err := load(manyWriters, slice, func(w, _ int) error { return appendOne(ctx, log, project(0), person(w)) })
		if err != nil {
			return err
		}
		perOpen, _, err := load(manyWriters, slice, func(w, _ int) error { return appendOne(ctx, open, project(0), person(w)) })
		if err != nil {
			return err
		}
		perNobody, _, err := load(manyWriters, slice, func(int, int) error { return appendOne(ctx, log, project(0), "") })
		if err != nil {
			return err
		}
		perSpread, _, err := load(manyWriters, slice, func(w, n int) error {
			return appendOne(ctx, log, project((w+n*manyWriters)%manyProjects), person(w))
		})
		if err != nil {
			return err
		}
		_, rawAlone, err := floor.publish(ctx, 1, payload, slice)
		if err != nil {
			return err
		}
		_, p50, err := load(1, slice, func(int, int) error { return appendOne(ctx, log, project(1), person(0)) })
		if err != nil {
			return err
		}
		hot.add(perHot, rawMany)
		sealed.add(perHot, perOpen)
		nobody.add(perNobody, perOpen)
		spread.add(perSpread, rawMany)
		alone.add(float64(p50.Microseconds()), float64(rawAlone.Microseconds()))
	}
	hot.into(answer, "append_hot_vs_raw_single", "append_hot_per_s", "raw_single_per_s")
	spread.into(answer, "append_spread_vs_raw_single", "append_spread_per_s", "raw_single_per_s")
	alone.into(answer, "append_alone_p50_vs_single", "append_alone_p50_us", "raw_single_p50_us")
	sealed.into(answer, "append_sealed_vs_open", "append_hot_per_s", "append_hot_open_per_s")
	nobody.into(answer, "append_nobody_vs_open", "append_nobody_per_s", "append_hot_open_per_s")
	return nil
}

// keysIn are new keys beside the logs of a benchmark.
func keysIn(dir string) *keys.Store { return keys.At(filepath.Join(dir, "keys"), keys.Options{}) }

func project(n int) string { return fmt.Sprintf("project-%d", n) }

// words make an event of about 512 bytes on the wire.
var words = strings.Repeat("what we saw today ", 9)

func startProjects(ctx context.Context, log *streams.Log, n int) error {
	failed := make([]error, manyWriters)
	var wait sync.WaitGroup
	for w := range failed {
		wait.Go(func() {
			for i := w; i < n && failed[w] == nil; i += manyWriters {
				c := domain.Command{ID: uuid.Must(uuid.NewV7()).String(), Project: project(i), Drafts: []domain.Draft{{Body: &domain.ProjectStarted{Name: project(i)}}}}
				_, failed[w] = log.Do(ctx, c)
			}
		})
	}
	wait.Wait()
	return errors.Join(failed...)
}

// person is the id of a writer.
func person(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// appendOne records one entry; actor is empty where nobody is known.
func appendOne(ctx context.Context, log *streams.Log, project, actor string) error {
	c := surprise(project)
	c.Actor = actor
	_, err := log.Do(ctx, c)
	return err
}

// surprise is a new entry of about 512 bytes.
func surprise(project string) domain.Command {
	return domain.Command{
		ID: uuid.Must(uuid.NewV7()).String(), Project: project,
		Drafts: []domain.Draft{{Body: &domain.SurpriseNoticed{What: domain.Write(words), Welcome: "wanted"}, Happened: domain.Date{Year: 2026, Month: 3, Day: 5}}},
	}
}
