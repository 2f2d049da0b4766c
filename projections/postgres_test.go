package projections_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/internal/postgrestest"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/projections/projectiontest"
)

func postgres(t testing.TB) *projections.Postgres {
	t.Helper()
	return openPostgres(t, postgrestest.Database(t))
}

func openPostgres(t testing.TB, url string) *projections.Postgres {
	t.Helper()
	s, err := projections.OpenPostgres(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// mostDatabases is how many random histories get a database each: making one costs more than what is done in it.
const mostDatabases = 12

func TestPostgresIsAStore(t *testing.T) {
	projectiontest.TestStore(t, func(t *testing.T) projections.Store { return postgres(t) })
}

// Followed page by page with restarts and by two that race, the rows in PostgreSQL are those in memory.
func TestPostgresHoldsWhatMemoryHolds(t *testing.T) {
	tried := 0
	rapid.Check(t, func(rt *rapid.T) {
		if tried++; tried > mostDatabases {
			return
		}
		all := commits(domaintest.Histories(rt))
		memory := projections.NewMemory()
		if err := runner(t, memory, projections.All()).Apply(t.Context(), all); err != nil {
			rt.Fatal(err)
		}
		s := openPostgres(t, postgrestest.Database(t))
		r := runner(t, s, projections.All())
		for rest := all; len(rest) > 0; {
			k := rapid.IntRange(1, len(rest)).Draw(rt, "page")
			if err := r.Apply(t.Context(), rest[:k]); err != nil {
				rt.Fatal(err)
			}
			rest = rest[k:]
			if rapid.Bool().Draw(rt, "look") {
				projectiontest.Dump(t, s) // what readers keep is brought up to date, not read anew
			}
		}
		if a, b := projectiontest.Dump(t, memory), projectiontest.Dump(t, s); a != b {
			rt.Fatalf("memory:\n%s\nPostgreSQL:\n%s", a, b)
		}
	})
}

// Every row of every table says after writing and reading what it said before, and its sealed words know where they are.
func TestRowsAreReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := projections.NewMemory()
		if err := runner(t, s, projections.All()).Apply(t.Context(), commits(sealed(rt, domaintest.Histories(rt)))); err != nil {
			rt.Fatal(err)
		}
		err := s.Read(t.Context(), func(r projections.Reader) error {
			for _, p := range projections.All() {
				for _, table := range p.Tables() {
					for _, project := range r.Projects(table) {
						for id, row := range r.Scan(table, project) {
							raw, err := projections.EncodeRow(row)
							if err != nil {
								return err
							}
							again, err := projections.DecodeRow(table, project, raw)
							if err != nil {
								return err
							}
							if !reflect.DeepEqual(again, row) {
								return fmt.Errorf("%s %s:\n%#v\nis read as\n%#v\nfrom %s", table, id, row, again, raw)
							}
						}
					}
				}
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
	})
}

// sealed seals the personal fields of events as the log does, and binds them as it does when it reads.
func sealed(t interface{ Fatal(...any) }, events []domain.Event) []domain.Event {
	list := make([]domain.Event, len(events))
	for i, e := range events {
		out, err := domain.SealEvent(e, plainSealer{})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(out.Body)
		if err != nil {
			t.Fatal(err)
		}
		if out.Body, err = domain.DecodeBody(e.Body.Kind(), raw); err != nil {
			t.Fatal(err)
		}
		domain.BindEvent(&out)
		list[i] = out
	}
	return list
}

// plainSealer writes the text beside a key's name, so that a test can read it.
type plainSealer struct{}

func (plainSealer) Seal(owner string, class domain.Class, at domain.Place, text string) (domain.Sealed, error) {
	return domain.SealedAt(at, "k-"+string(class), []byte(text)), nil
}
