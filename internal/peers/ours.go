package main

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/streams"
)

// oursPeer is Desire Lines as the program runs it: the embedded log, which waits for the disk, commands that are decided on everything
// recorded before them, and readers that follow page by page.
type oursPeer struct {
	log     *streams.Log
	started sync.Map // a *sync.Once by project
}

func openOurs(ctx context.Context, at place) (peer, error) {
	return openLog(ctx, streams.Options{Dir: filepath.Join(at.dir, "log")})
}

// openSealed opens a log that seals what people write, as the program does and no other peer.
func openSealed(ctx context.Context, at place) (peer, error) {
	return openLog(ctx, streams.Options{Dir: filepath.Join(at.dir, "log"), Keys: keys.At(filepath.Join(at.dir, "keys"), keys.Options{})})
}

func openLog(ctx context.Context, o streams.Options) (peer, error) {
	log, err := streams.Open(ctx, o)
	if err != nil {
		return nil, err
	}
	return &oursPeer{log: log}, nil
}

// Append never has a conflict: commands of a project are decided one after another where it is kept.
func (p *oursPeer) Append(ctx context.Context, e entry) error {
	if err := p.start(ctx, e.Project); err != nil {
		return err
	}
	_, err := p.log.Do(ctx, domain.Command{ID: e.ID, Project: e.Project, Actor: e.Actor, Drafts: []domain.Draft{{
		Body: &domain.SurpriseNoticed{What: domain.Write(e.What), Welcome: e.Welcome}, Happened: domain.Date{Year: 2026, Month: 3, Day: uint8(e.Day)},
	}}})
	return err
}

// start records that a project was started, which the log wants to know first.
func (p *oursPeer) start(ctx context.Context, project string) (err error) {
	once, _ := p.started.LoadOrStore(project, new(sync.Once))
	once.(*sync.Once).Do(func() {
		var there bool
		if there, err = p.log.ProjectExists(ctx, project); err != nil || there {
			return
		}
		_, err = p.log.Do(ctx, domain.Command{ID: uuid.NewString(), Project: project, Drafts: []domain.Draft{{Body: &domain.ProjectStarted{Name: project}}}})
	})
	return err
}

func (p *oursPeer) Follow(ctx context.Context, seen func(*entry)) error {
	return p.pages(ctx, func(c *domain.Commit) (bool, error) {
		return true, entries(c, func(e *entry) error { seen(e); return nil })
	})
}

func (p *oursPeer) Read(ctx context.Context, each func(*entry) error) error {
	last, err := p.log.Last(ctx)
	if err != nil || last == 0 {
		return err
	}
	return p.pages(ctx, func(c *domain.Commit) (bool, error) { return c.Sequence < last, entries(c, each) })
}

// pages hands over commits from the first one on until take says that it was the last one it wants, or ctx ends.
func (p *oursPeer) pages(ctx context.Context, take func(*domain.Commit) (more bool, err error)) error {
	s := streams.NewSubscriber(p.log, 1)
	defer s.Close()
	pages, err := s.Subscribe(ctx, "")
	if err != nil {
		return err
	}
	for page := range pages {
		commits, err := streams.DecodePage(page)
		if err != nil {
			return err
		}
		page.Ack()
		for i := range commits {
			if more, err := take(&commits[i]); err != nil || !more {
				return err
			}
		}
	}
	return s.Err()
}

// entries hands over the entries of a commit.
func entries(c *domain.Commit, each func(*entry) error) error {
	for i := range c.Events {
		event := &c.Events[i]
		switch body := event.Body.(type) {
		case *domain.ProjectStarted:
		case *domain.SurpriseNoticed:
			// The first event of a project is its start.
			e := &entry{ID: event.ID, Project: event.Project, Number: int(event.Position) - 1, Actor: event.Actor, Kind: body.Kind(), Day: int(event.Happened.Day), Welcome: body.Welcome}
			if err := each(e); err != nil {
				return err
			}
		default:
			return fmt.Errorf("commit %d holds %s, which nobody recorded", c.Sequence, body.Kind())
		}
	}
	return nil
}

func (p *oursPeer) Close() error { return p.log.Close() }
