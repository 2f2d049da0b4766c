package projections

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/klauspost/compress/s2"
)

// A snapshot is one file with all rows of a Memory at one moment, so that a start need not fold the whole log. It may be deleted at any
// time, and it is thrown away wherever it does not fit: it is bound to the store of the log, to a commit of it, and for each projection to
// its name, its version and what its rows look like.
//
// The file is its first line, then frames: 4 bytes length (big-endian), 16 bytes checksum, content. The first frame is the header (JSON), the last
// one is empty; those between are blocks of rows of one table and project, compressed with S2. A checksum is over that of the header, the
// number of the frame and the content: a block of another file, or in another place, does not fit.
const (
	snapshotLine  = "desirelines rows 1\n" // the number goes up with the form of frames, blocks or values
	snapshotSum   = 16
	snapshotBlock = 256 << 10 // bytes from which a block ends, before it is compressed
	snapshotFrame = 256 << 20 // bytes that no frame reaches
)

// Origin says of which history rows are made.
type Origin struct {
	Store string // id of the store of the log

	// Commit returns a fingerprint of the commit with this sequence as it lies in the log, the same for the same bytes; empty where the
	// log holds none.
	Commit func(ctx context.Context, sequence uint64) (string, error)
}

// SnapshotInfo is what was written or read.
type SnapshotInfo struct {
	Position uint64    // sequence of the last commit that is in its rows
	Made     time.Time // when it was written
	Rows     int
	Bytes    int64    // of the file
	LeftOut  []string // projections that it holds in another version or not at all: they are folded from the beginning
}

// MisfitError says why a snapshot cannot be used. It was deleted, and the log says the same.
type MisfitError struct{ Why string }

// Error is the reason.
func (e *MisfitError) Error() string { return "the snapshot of the views does not fit: " + e.Why }

func misfit(format string, args ...any) error { return &MisfitError{fmt.Sprintf(format, args...)} }

// snapshotHead is the first frame.
type snapshotHead struct {
	Store       string           `json:"store"`
	Position    uint64           `json:"position"` // the highest checkpoint
	Commit      string           `json:"commit"`   // fingerprint of the commit there
	Made        time.Time        `json:"made"`
	Projections []snapshotMember `json:"projections"`
}

type snapshotMember struct {
	Name     string `json:"name"`
	Version  int    `json:"version"`
	Position uint64 `json:"position"`
	Shape    string `json:"shape"`
}

// SaveSnapshot writes the rows as they are at this moment to a file, which takes the place of an earlier one when all of it is on the disk. Folds and
// readers go on meanwhile. It writes nothing where the store is empty. Only one can be written at a time; an error leaves the earlier one.
func (m *Memory) SaveSnapshot(ctx context.Context, path string, of Origin) (SnapshotInfo, error) {
	moment, err := m.freeze()
	if err != nil {
		return SnapshotInfo{}, fmt.Errorf("snapshot: %w", err)
	}
	defer moment.thaw()
	head := snapshotHead{Store: of.Store, Made: time.Now().UTC()}
	for _, p := range All() {
		at := moment.positions[versioned(p.Name, p.Version)]
		head.Position = max(head.Position, at)
		head.Projections = append(head.Projections, snapshotMember{p.Name, p.Version, at, rowShape(p)})
	}
	if head.Position == 0 {
		return SnapshotInfo{}, nil
	}
	if head.Commit, err = of.Commit(ctx, head.Position); err == nil && head.Commit == "" {
		err = fmt.Errorf("the log holds no commit %d", head.Position)
	}
	if err != nil {
		return SnapshotInfo{}, fmt.Errorf("snapshot: %w", err)
	}
	info := SnapshotInfo{Position: head.Position, Made: head.Made}
	err = writeWhole(path, func(f io.Writer) error {
		w, err := newSnapshotWriter(f, head)
		if err != nil {
			return err
		}
		for _, p := range All() {
			for _, table := range p.Tables() {
				if err := w.table(ctx, moment, table); err != nil {
					return err
				}
			}
		}
		info.Rows = w.rows
		err = w.frame(nil)
		info.Bytes = w.bytes
		return err
	})
	if err != nil {
		return SnapshotInfo{}, fmt.Errorf("snapshot: %w", err)
	}
	return info, nil
}

// snapshotWriter writes frames.
type snapshotWriter struct {
	out    io.Writer
	head   [sha256.Size]byte // hash of the header
	frames uint64
	pack   packer
	zipped []byte
	rows   int
	bytes  int64
}

func newSnapshotWriter(out io.Writer, head snapshotHead) (*snapshotWriter, error) {
	raw, err := json.Marshal(head)
	if err != nil {
		return nil, err
	}
	w := &snapshotWriter{out: out}
	err = errors.Join(w.write([]byte(snapshotLine)), w.frame(raw))
	w.head = sha256.Sum256(raw)
	return w, err
}

func (w *snapshotWriter) write(b []byte) error {
	n, err := w.out.Write(b)
	w.bytes += int64(n)
	return err
}

func (w *snapshotWriter) frame(content []byte) error {
	var head [4 + snapshotSum]byte
	binary.BigEndian.PutUint32(head[:], uint32(len(content)))
	sum := frameSum(w.head, w.frames, content)
	copy(head[4:], sum[:])
	w.frames++
	if err := w.write(head[:]); err != nil {
		return err
	}
	return w.write(content)
}

// table writes the blocks of a table. A block is the name of the table, the project, how many rows of the project there are about, and the
// rows, each with 1 and its id before it; it ends with 0.
func (w *snapshotWriter) table(ctx context.Context, moment *moment, table string) error {
	of := rowCodecs()[table]
	for _, project := range moment.projects[table] {
		about := moment.count(table, project)
		begun := false
		err := moment.each(table, project, func(rows []momentRow) error {
			for _, r := range rows {
				if !begun {
					begun = true
					w.pack.reset()
					w.pack.text(table)
					w.pack.text(project)
					w.pack.number(uint64(about))
				}
				w.pack.number(1)
				w.pack.text(r.id)
				of.write(&w.pack, reflect.ValueOf(r.row).Elem())
				w.rows++
				if len(w.pack.out) >= snapshotBlock {
					begun = false
					if err := w.block(); err != nil {
						return err
					}
				}
			}
			return ctx.Err()
		})
		if err == nil && begun {
			err = w.block()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *snapshotWriter) block() error {
	w.pack.number(0)
	if w.pack.err != nil {
		return w.pack.err
	}
	w.zipped = s2.Encode(w.zipped[:cap(w.zipped)], w.pack.out)
	return w.frame(w.zipped)
}

// frameSum is the checksum of the frame with this number; head is the hash of the header, zero for the header itself.
func frameSum(head [sha256.Size]byte, number uint64, content []byte) (sum [snapshotSum]byte) {
	h := sha256.New()
	h.Write(head[:])
	h.Write(binary.BigEndian.AppendUint64(nil, number))
	h.Write(content)
	copy(sum[:], h.Sum(nil))
	return sum
}
