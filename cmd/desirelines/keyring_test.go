package main

import (
	"errors"
	"log/slog"
	"testing"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

// While keys are away only a page that forgets somebody asks for them, and once: every other page would wait until it is known that they are still
// away. What is owed is kept until it could be done.
func TestPagesDoNotWaitForKeysThatAreAway(t *testing.T) {
	away := &keysAway{away: true}
	o := &otherReplicas{keys: away, say: slog.New(slog.DiscardHandler)}
	forgets := true
	decode := o.follow(func(*message.Message) ([]domain.Commit, error) {
		c := domain.Commit{Events: []domain.Event{{ID: "e", Project: "p", Body: &domain.AimRaised{}}}}
		if forgets {
			c.Events[0].Body = &domain.PersonForgotten{Person: "somebody"}
		}
		return []domain.Commit{c}, nil
	})
	for range 3 {
		if commits, err := decode(nil); len(commits) != 1 || err != nil {
			t.Fatalf("%d commits, %v", len(commits), err)
		}
		forgets = false
	}
	if away.asked != 1 {
		t.Errorf("the keys were asked for %d times, want once", away.asked)
	}
	away.away = false
	for range 2 {
		o.forget(nil)
	}
	if away.asked != 2 || away.forgotten != 1 {
		t.Errorf("what was owed: asked %d times, %d forgotten", away.asked, away.forgotten)
	}
}

type keysAway struct {
	streams.Keys
	away             bool
	asked, forgotten int
}

func (k *keysAway) Forget(list ...domain.Forgotten) error {
	k.asked++
	if k.away {
		return errors.New("nobody is there")
	}
	k.forgotten += len(list)
	return nil
}
