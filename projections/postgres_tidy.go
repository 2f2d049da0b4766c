package projections

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/desirelines/desirelines/domain"
)

// programName is what the connections of programs are called that serve the same versions of the projections. Other connections of the program,
// such as to keys that lie in the same database, have names of another form, and say nothing of versions.
func programName(all []Projection) string {
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = versioned(p.Name, p.Version)
	}
	slices.Sort(names)
	sum := sha256.Sum256([]byte(strings.Join(names, " ")))
	return "desirelines " + hex.EncodeToString(sum[:6])
}

// versionedTable is a table of one version, or of one that is built beside it.
var versionedTable = regexp.MustCompile(`^(.+)_v([0-9]+)$`)

// Tidy drops the tables of versions that this program does not serve, and returns their names. It is Refused, and nothing is dropped, while a
// program that serves other versions is connected.
func (s *Postgres) Tidy(ctx context.Context) (dropped []string, err error) {
	versions := map[string]int{}
	for _, p := range s.all {
		versions[p.Name] = p.Version
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, int64(migrationLock)); err != nil { // nobody makes tables meanwhile
			return err
		}
		var others int
		if err := tx.QueryRow(ctx, `select count(*) from pg_stat_activity where datname = current_database() and application_name ~ '^desirelines [0-9a-f]{12}$'
			and application_name <> $1`, programName(s.all)).Scan(&others); err != nil {
			return err
		}
		if others > 0 {
			return &domain.Error{Kind: domain.Refused, Message: "a program that serves other versions of the views is connected", Want: "stop it first, or wait until it has ended"}
		}
		rows, err := tx.Query(ctx, `select tablename from pg_tables where schemaname = 'desirelines_rows' order by tablename`)
		if err != nil {
			return err
		}
		tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return err
		}
		for _, t := range tables {
			if m := versionedTable.FindStringSubmatch(t); m != nil && !s.serves(m[1], m[2]) {
				dropped = append(dropped, t)
				if _, err := tx.Exec(ctx, `drop table desirelines_rows.`+t); err != nil {
					return err
				}
			}
		}
		var work pgx.Batch
		names := slices.Sorted(maps.Keys(versions))
		numbers := make([]int, len(names))
		for i, name := range names {
			numbers[i] = versions[name]
		}
		for table, column := range map[string]string{"checkpoint": "name", "changed": "projection"} {
			work.Queue(`delete from desirelines_rows.`+table+` c where not exists
				(select from unnest($1::text[], $2::int[]) as u(name, version) where u.name = c.`+column+` and c.version in (u.version, u.version + $3))`, names, numbers, besideVersion)
		}
		return tx.SendBatch(ctx, &work).Close()
	})
	if err != nil {
		return nil, fmt.Errorf("tables of other versions: %w", err)
	}
	return dropped, nil
}

// serves says whether a table of this version is one of this program, or one that it builds beside it.
func (s *Postgres) serves(table, version string) bool {
	p, ok := s.owners[table]
	return ok && (version == strconv.Itoa(p.Version) || version == strconv.Itoa(p.Version+besideVersion))
}
