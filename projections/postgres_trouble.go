package projections

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// A machine that is gone says nothing, and neither side would notice for hours: the fence of a commit in its middle would stay closed, the lock of
// who leads would stay taken, and who asked would wait. Both sides look after silence instead.
const (
	longestSilence = 10 * time.Second // before the other side is asked whether it is there
	silentAgain    = 5 * time.Second  // between two questions
	silentAnswers  = 3                // questions without an answer after which it is gone
	longestHang    = 30 * time.Second // of a program in the middle of a commit
)

var dialer = net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: longestSilence, Interval: silentAgain, Count: silentAnswers}}

// watchUs asks the server to look after silence too. One that does not, such as one behind a pooler, is used as it is.
func watchUs(ctx context.Context, c *pgconn.PgConn) error {
	_, err := c.Exec(ctx, fmt.Sprintf(`set tcp_keepalives_idle = %d; set tcp_keepalives_interval = %d; set tcp_keepalives_count = %d`,
		int(longestSilence.Seconds()), int(silentAgain.Seconds()), silentAnswers)).ReadAll()
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return nil
	}
	return err
}

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
