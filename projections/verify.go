package projections

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Difference is a row that is not what the log says.
type Difference struct {
	Projection string
	Table      string
	Project    string
	ID         string
	Stored     string // as JSON; empty: there is no such row
	Log        string // what a fresh fold of the log makes of it; empty: there should be none
}

// String names the row; what it holds may be personal and stays out.
func (d Difference) String() string {
	where := fmt.Sprintf("%s: the row %q of %s in project %q", d.Projection, d.ID, d.Table, d.Project)
	switch {
	case d.Stored == "":
		return where + " is missing"
	case d.Log == "":
		return where + " should not be there"
	}
	return where + " is not what the log says"
}

// Verify folds the log afresh, project by project, and compares every row with what the store holds at that moment; what is appended
// meanwhile changes nothing. It returns the first difference in order of project, projection, table and id, nil where there is none, and
// how many rows were compared. projects are those of the log; what the store holds of others is a difference too.
func Verify(ctx context.Context, s Store, source Source, projects []string) (first *Difference, rows int, err error) {
	read := stored(s)
	all := slices.Clone(projects)
	if err := read(ctx, func(r Reader) error {
		all = append(all, r.Projects(summaryTable.Name)...)
		return nil
	}); err != nil {
		return nil, 0, err
	}
	slices.Sort(all)
	all = slices.Compact(all)
	found, counted, failed := make([]*Difference, len(all)), make([]int, len(all)), make([]error, len(all))
	inParallel(len(all), func(i int) {
		found[i], counted[i], failed[i] = verifyProject(ctx, read, source, all[i])
	})
	for i := range all {
		if rows += counted[i]; first == nil {
			first = found[i]
		}
	}
	return first, rows, errors.Join(failed...)
}

// verifyProject compares one project. The log is read outside of the store's moment, so that nobody waits for it; where the project
// moved on meanwhile it is looked at again.
func verifyProject(ctx context.Context, read func(context.Context, func(Reader) error) error, source Source, project string) (*Difference, int, error) {
	for {
		var known uint64
		if err := read(ctx, func(r Reader) error {
			known = Live(r, project).Known.Position
			return nil
		}); err != nil {
			return nil, 0, err
		}
		fresh, err := Replay(ctx, source, project, Cut{Position: known})
		if err != nil {
			return nil, 0, err
		}
		var d *Difference
		var n int
		moved := false
		if err := read(ctx, func(r Reader) (err error) {
			if moved = Live(r, project).Known.Position != known; !moved {
				d, n, err = differ(project, r, fresh.Reader)
			}
			return err
		}); err != nil || !moved {
			return d, n, err
		}
	}
}

// differ compares the rows of one project and returns the first difference.
func differ(project string, stored, log Reader) (*Difference, int, error) {
	n := 0
	for _, p := range All() {
		for _, table := range p.Tables() {
			have, want := maps.Collect(stored.Scan(table, project)), maps.Collect(log.Scan(table, project))
			ids := slices.Sorted(maps.Keys(have))
			for id := range want {
				if _, ok := have[id]; !ok {
					ids = append(ids, id)
				}
			}
			slices.Sort(ids)
			for _, id := range ids {
				n++
				a, err := encodeOrEmpty(have[id])
				if err != nil {
					return nil, n, err
				}
				b, err := encodeOrEmpty(want[id])
				if err != nil {
					return nil, n, err
				}
				if !bytes.Equal(a, b) {
					return &Difference{p.Name, table, project, id, string(a), string(b)}, n, nil
				}
			}
		}
	}
	return nil, n, nil
}

func encodeOrEmpty(row any) ([]byte, error) {
	if row == nil {
		return nil, nil
	}
	return EncodeRow(row)
}
