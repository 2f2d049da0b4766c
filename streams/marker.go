package streams

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/desirelines/desirelines/domain"
)

const (
	markerFile = "store.json"
	// formatNow is the format of the whole store: subjects, commits, envelope. A binary opens
	// every format up to its own.
	formatNow    = 2
	formatOpen   = 1 // personal fields lie open
	formatSealed = 2 // they are sealed
)

// marker is what the folder says of itself, beside the log and not inside it: which store this
// is, which streams were made, and how far the log was seen whole. It is how a damaged folder is
// told from a new one. The file is JSON and is replaced whole, never written in place.
type marker struct {
	Store   string   `json:"store"`          // random id, 32 hexadecimal digits, made once
	Format  int      `json:"format"`         // of the store, see formatNow
	Streams []string `json:"streams"`        // names of the streams that were made and must be there
	Keys    string   `json:"keys,omitempty"` // id of the key store it is sealed with; empty: it is not sealed, or nothing was recorded yet
	Proved  uint64   `json:"proved"`         // last sequence of EVENTS that was seen whole and on the disk
}

func newMarker() marker { return marker{Store: newStoreID(), Format: formatOpen} }

func newStoreID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	return hex.EncodeToString(b[:])
}

func (m marker) made(stream string) bool { return slices.Contains(m.Streams, stream) }

// note adds a stream that was made.
func (m *marker) note(dir, stream string) error {
	m.Streams = append(m.Streams, stream)
	return m.write(dir)
}

// readMarker returns the marker of dir. ok is false where the folder holds neither a marker nor a
// log: a first start. A log without a marker, a marker that cannot be read and one of a newer
// format are refused.
func readMarker(dir string) (m marker, ok bool, err error) {
	b, err := os.ReadFile(filepath.Join(dir, markerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return marker{}, false, refuseOrphans(dir)
	}
	if err != nil {
		return marker{}, false, folderError(dir, err)
	}
	if json.Unmarshal(b, &m) != nil || m.Store == "" || m.Format < 1 {
		return marker{}, false, damaged(dir, fmt.Sprintf("its marker %s cannot be read", markerFile))
	}
	if m.Format > formatNow {
		return marker{}, false, &domain.Error{Kind: domain.Unavailable,
			Message: fmt.Sprintf("the store in %s is of format %d; this program knows formats up to %d", dir, m.Format, formatNow),
			Want:    "run the newer version that wrote it"}
	}
	return m, true, nil
}

// refuseOrphans refuses a folder that holds a log, or the note of one, without its marker.
func refuseOrphans(dir string) error {
	for _, name := range []string{jetstreamFolder, headFile} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return damaged(dir, fmt.Sprintf("it holds %s, but no marker %s that says which store this is", name, markerFile))
		}
	}
	return nil
}

func (m marker) write(dir string) error {
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := replaceFile(filepath.Join(dir, markerFile), append(b, '\n')); err != nil {
		return folderError(dir, err)
	}
	return nil
}

// replaceFile puts a file in place whole: after a fault at any moment it is the old one or the new one.
func replaceFile(path string, content []byte) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already where all went well
	_, err = f.Write(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// damaged is the refusal to open a store: what was found, and the two ways on.
func damaged(where, found string) error {
	return &domain.Error{Kind: domain.Unavailable,
		Message: fmt.Sprintf("the store in %s is not whole: %s; nothing was changed", where, found),
		Want:    "put back a copy or a backup of the folder; going on with what is left will be a command of a later version"}
}

// Holds says whether a folder holds a store, whole or not: whoever only wants to read should not make one.
func Holds(dir string) bool {
	for _, name := range []string{markerFile, jetstreamFolder} {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}
