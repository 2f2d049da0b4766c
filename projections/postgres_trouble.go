package projections

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// lasting says what helps against the errors of PostgreSQL that do not pass by themselves, by their SQLSTATE or its class.
var lasting = map[string]string{
	"28":    "give this program a user that the database lets in",
	"42501": "give the user of this program the rights to its tables, or let the user who made them run it",
	"3D000": "make the database again, or give the address of the one that is there; rows are folded from the log",
	"3F000": "start this program again: it makes its schema",
	"42":    "start this program again: it makes or updates its tables; if that does not help, rebuild the view",
	"25006": "give the address of a server that takes writes: this one only reads",
	"53100": "make room on the disk of the database",
	"22":    "tell those who make this program: the database does not take a row",
	"23":    "tell those who make this program: the database does not take a row",
}

// Explain tells what passes by itself (a lost connection, a server that starts, two that wrote at once) from what does not.
func (s *Postgres) Explain(err error) Trouble {
	var said *pgconn.PgError
	if !errors.As(err, &said) {
		why := err.Error()
		if errors.Is(err, context.DeadlineExceeded) {
			why = "it does not answer in time"
		}
		return Trouble{Why: oneLine(why)}
	}
	t := Trouble{Why: oneLine(said.Message) + " (SQLSTATE " + said.Code + ")"}
	if t.Do = lasting[said.Code]; t.Do == "" && len(said.Code) == 5 {
		t.Do = lasting[said.Code[:2]]
	}
	t.Lasting = t.Do != ""
	return t
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Pool is how many connections a Postgres has.
type Pool struct {
	Most, Open, Idle, InUse int32
	Waits                   int64         // times that somebody had to wait for one
	Waited                  time.Duration // altogether
}

// Pool says how many connections there are.
func (s *Postgres) Pool() Pool {
	p := s.pool.Stat()
	return Pool{Most: p.MaxConns(), Open: p.TotalConns(), Idle: p.IdleConns(), InUse: p.AcquiredConns(), Waits: p.EmptyAcquireCount(), Waited: p.EmptyAcquireWaitTime()}
}
