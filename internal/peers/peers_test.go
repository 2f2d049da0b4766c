package main

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/desirelines/desirelines/internal/postgrestest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	postgrestest.Stop()
	os.Exit(code)
}

const (
	fewProjects = mostWriters + 3
	fewEntries  = 3*fewProjects + 5
)

// TestEveryPeerFoldsToTheSameModel fills every peer with the same entries: in memory and in PostgreSQL the read model is the one that the
// entries fold to before anybody kept them.
func TestEveryPeerFoldsToTheSameModel(t *testing.T) {
	s := &stand{server: postgrestest.Database(t), dir: t.TempDir()}
	expected := model{}
	for n := range fewEntries {
		e := newEntry("fill", n%fewProjects, n/fewProjects)
		if err := expected.take(&e); err != nil {
			t.Fatal(err)
		}
	}
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			err := s.on(t.Context(), k, func(p peer, at place) error {
				if err := filled(t.Context(), p, at, "fill", fewProjects, fewEntries); err != nil {
					return err
				}
				m, err := rebuilt(t.Context(), p)
				if m.hash() != expected.hash() {
					t.Errorf("%d projects fold to %s in memory, not to %s", len(m), m.hash(), expected.hash())
				}
				if err != nil {
					return err
				}
				into, leave, err := s.ground(t.Context(), true)
				if err != nil {
					return err
				}
				defer leave()
				pool, err := s.connect(t.Context(), into.database)
				if err != nil {
					return err
				}
				defer pool.Close()
				if _, err := pool.Exec(t.Context(), modelTables); err != nil {
					return err
				}
				if err := rebuiltInto(t.Context(), p, pool); err != nil {
					return err
				}
				m, err = readModel(t.Context(), pool)
				if m.hash() != expected.hash() {
					t.Errorf("%d projects fold to %s in PostgreSQL, not to %s", len(m), m.hash(), expected.hash())
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestNothingAcknowledgedIsLost lets writers meet on one project: what was acknowledged is there once, and no guard but that of
// go-crablet lets two through as the same entry.
func TestNothingAcknowledgedIsLost(t *testing.T) {
	s := &stand{server: postgrestest.Database(t), dir: t.TempDir()}
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			err := s.on(t.Context(), k, func(p peer, _ place) error {
				const writers, times = 4, 5
				var conflicts sync.Map
				err := each(t.Context(), writers, func(ctx context.Context, w int) error {
					for n := range times {
						e := newEntry("meet", 0, w*times+n)
						lost, err := recorded(ctx, p, e)
						if err != nil {
							return err
						}
						conflicts.Store(e.ID, lost)
					}
					return nil
				})
				if err != nil {
					return err
				}
				there := map[string]int{}
				if err := p.Read(t.Context(), func(e *entry) error { there[e.ID]++; return nil }); err != nil {
					return err
				}
				conflicts.Range(func(id, lost any) bool {
					if there[id.(string)] != 1 {
						t.Errorf("entry %s was acknowledged and is there %d times", id, there[id.(string)])
					}
					if (k.name == ours || k.name == sealed) && lost != 0 {
						t.Errorf("entry %s met %d conflicts; commands of a project are decided one after another", id, lost)
					}
					return true
				})
				if len(there) != writers*times {
					t.Errorf("there are %d entries, not %d", len(there), writers*times)
				}
				twice, err := acceptedTwice(t.Context(), p)
				if twice > 0 && k.name != "go-crablet" {
					t.Errorf("%d entries were accepted as one that was there", twice)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestOurLiveReaderMissesNothing follows while writers append.
func TestOurLiveReaderMissesNothing(t *testing.T) {
	s := &stand{dir: t.TempDir()}
	for _, k := range kinds[:2] {
		err := s.on(t.Context(), k, func(p peer, at place) error {
			acknowledged, missed, err := followed(t.Context(), p, at, options{while: 50 * time.Millisecond, projects: fewProjects})
			if missed > 0 || acknowledged == 0 {
				t.Errorf("%s: of %d entries %d were missed", k.name, acknowledged, missed)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestAServerThatForgetsIsRefused asks a server that does not wait for its disk, as that of the tests does not.
func TestAServerThatForgetsIsRefused(t *testing.T) {
	s := &stand{server: postgrestest.Database(t)}
	if _, err := s.durable(t.Context()); err == nil {
		t.Error("it was taken")
	}
}
