package projections

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/desirelines/desirelines/internal/postgrestest"
)

// A machine that is gone keeps no fence closed and no lock taken for hours: both sides of a connection look after silence, and who hangs in the
// middle of a commit loses it.
func TestAMachineThatIsGoneIsNoticed(t *testing.T) {
	s, err := OpenPostgres(t.Context(), postgrestest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = pgx.BeginFunc(t.Context(), s.pool, func(tx pgx.Tx) error {
		if err := commit(t.Context(), tx, nil, nil, nil); err != nil {
			return err
		}
		want := map[string]string{"idle_in_transaction_session_timeout": "30s", "synchronous_commit": "off"}
		if host := s.pool.Config().ConnConfig.Host; !strings.HasPrefix(host, "/") { // a socket of this machine has no silence
			want["tcp_keepalives_idle"], want["tcp_keepalives_interval"], want["tcp_keepalives_count"] = "10", "5", "3"
		}
		for name, value := range want {
			var is string
			if err := tx.QueryRow(t.Context(), "show "+name).Scan(&is); err != nil {
				return err
			}
			if is != value {
				t.Errorf("%s is %s, want %s", name, is, value)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
