// Package records is a small database of buckets of records, for what must not lie in the log: keys, and who somebody is. It is one file
// that one process holds, or one schema of a PostgreSQL database that many replicas share; what stands on it does not know which.
//
// In both there is one writer at a time, everywhere: Update sees everything that was written before it, and nobody writes beside it. So a
// record that is looked at and then changed is changed once, however many replicas try.
//
//	records.go   what both can do          file.go       a bbolt file
//	postgres.go  a schema in PostgreSQL    postgres_tx.go  its transactions, and what became of one whose answer was lost
package records

import (
	"net/url"
	"strings"
)

// DB is a small database. All methods may be called concurrently. Where it cannot be reached errors are Unavailable; it comes back by itself.
type DB interface {
	// View reads at one moment: f sees nothing of what is written meanwhile. f may run more than once; its error is returned as it is.
	View(f func(Tx) error) error

	// Update reads and writes, alone: it waits for its turn. What f wrote is kept, on the disk, where Update returns nil, and nothing of
	// it where f returns an error, which is returned as it is. f may run more than once, each time as if for the first; one run is
	// kept. Another error that says "not known" leaves open whether it was kept.
	Update(f func(Tx) error) error

	// Compact leaves nothing of deleted records in the file or the table.
	Compact() error

	// Close waits for what is under way. A second call does nothing.
	Close() error
}

// Tx is one transaction, good until its function returns. Buckets need not be made; an empty one and none are the same. A key is not empty.
type Tx interface {
	// Get returns a copy of a record, nil where there is none.
	Get(bucket string, key []byte) ([]byte, error)

	// Put writes a record over what was there. Its error may come as late as that of Update.
	Put(bucket string, key, value []byte) error

	// Delete removes a record; one that is not there is no error.
	Delete(bucket string, key []byte) error

	// Each calls f for every record whose key begins with prefix, in the order of the bytes of their keys, until f returns an error,
	// which is returned. f may read, must not write, and may keep what it is given.
	Each(bucket string, prefix []byte, f func(key, value []byte) error) error
}

// IsURL says whether a place is the address of a PostgreSQL database, and not a folder.
func IsURL(place string) bool {
	return strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")
}

// Shown is a place as people may read it: the address of a database without the password in it.
func Shown(place string) string {
	if !IsURL(place) {
		return place
	}
	u, err := url.Parse(place)
	if err != nil {
		return "postgres://…"
	}
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if u.User != nil {
		shown.User = url.User(u.User.Username())
	}
	return shown.String()
}
