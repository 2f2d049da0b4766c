package projections

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
)

// Hash names what the rows of a projection say at one moment: the same rows have the same hash, wherever they are kept and in whichever version
// of their projection. It is SHA-256 over every row in order of table, project and id, each of these and the row as JSON with its
// length before it, in hexadecimal.
func Hash(ctx context.Context, s Store, p Projection) (string, error) {
	type keyed struct {
		id  string
		row any
	}
	type part struct {
		table, project string
		rows           []keyed
	}
	var parts []part
	if err := stored(s)(ctx, func(r Reader) error { // rows never change: only finding them needs the moment
		parts = nil
		for _, table := range slices.Sorted(slices.Values(p.Tables())) {
			for _, project := range r.Projects(table) {
				q := part{table: table, project: project}
				for id, row := range r.Scan(table, project) {
					q.rows = append(q.rows, keyed{id, row})
				}
				parts = append(parts, q)
			}
		}
		return nil
	}); err != nil {
		return "", err
	}
	h := sha256.New()
	var length [8]byte
	add := func(b []byte) {
		binary.BigEndian.PutUint64(length[:], uint64(len(b)))
		h.Write(length[:])
		h.Write(b)
	}
	for _, q := range parts {
		slices.SortFunc(q.rows, func(a, b keyed) int { return strings.Compare(a.id, b.id) })
		for _, k := range q.rows {
			raw, err := EncodeRow(k.row)
			if err != nil {
				return "", err
			}
			add([]byte(q.table))
			add([]byte(q.project))
			add([]byte(k.id))
			add(raw)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// stored is how a store is read without what readers keep of it.
func stored(s Store) func(context.Context, func(Reader) error) error {
	if s, ok := s.(interface {
		ReadStored(context.Context, func(Reader) error) error
	}); ok {
		return s.ReadStored
	}
	return s.Read
}
