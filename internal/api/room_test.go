package api

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/desirelines/desirelines/internal/identity"
)

// What takes long has a place for few at a time: the next one waits, and is asked to come again where its time is over first.
func TestWhatTakesLongWaitsItsTurn(t *testing.T) {
	r := make(room, 1)
	leave, err := r.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	var busy *identity.Busy
	if _, err := r.enter(over); !errors.As(err, &busy) || busy.Seconds() < 1 {
		t.Errorf("with no place the answer is %v", err)
	}
	waited := make(chan error)
	go func() {
		leave, err := r.enter(t.Context())
		if err == nil {
			leave()
		}
		waited <- err
	}()
	leave()
	if err := <-waited; err != nil {
		t.Errorf("who waited gets %v", err)
	}
	s := &server{}
	list, err := s.operations()
	if err != nil {
		t.Fatal(err)
	}
	var heavy []string
	for _, o := range list {
		if o.heavy {
			heavy = append(heavy, o.id)
		}
	}
	if want := []string{"replay", "difference", "report", "make-report", "export", "make-export"}; !slices.Equal(heavy, want) {
		t.Errorf("long are %v, want %v", heavy, want)
	}
}

// Reading begins at a milestone that comes no later than the entry asked for, however they were noted.
func TestMilestones(t *testing.T) {
	var m milestones
	if m.before("p", 900) != 1 {
		t.Error("without a milestone reading begins at the beginning")
	}
	for _, one := range []milestone{{1, 4}, {600, 20}, {700, 21}, {1200, 30}, {600, 20}, {9000, 31}} {
		m.note("p", one)
	}
	for position, want := range map[uint64]uint64{1: 1, 599: 1, 600: 20, 1199: 20, 1200: 30, 8999: 30, 9000: 31, 1 << 60: 31} {
		if got := m.before("p", position); got != want {
			t.Errorf("for entry %d reading begins with commit %d, want %d", position, got, want)
		}
	}
	if m.before("q", 9000) != 1 {
		t.Error("a milestone counts in another project")
	}
}
