package projections

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/s2"
)

// LoadSnapshot fills the store, which must be empty and used by nobody else yet, from a file that SaveSnapshot wrote. The rows are those of the log up to the position
// that it returns; what came later is folded on top of them. Where there is no file the position is 0. A file that
// does not fit, or of which any byte changed, is deleted, the store stays empty and the error is a *MisfitError; any other error leaves
// the file, and the store empty too. Projections that only the file or only this program knows in their version begin from nothing.
func (m *Memory) LoadSnapshot(ctx context.Context, path string, of Origin) (SnapshotInfo, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return SnapshotInfo{}, nil
	}
	if err != nil {
		return SnapshotInfo{}, fmt.Errorf("snapshot: %w", err)
	}
	defer f.Close()
	info, err := m.load(ctx, f, of)
	var unfit *MisfitError
	if errors.As(err, &unfit) {
		_ = os.Remove(path) // one that stays is looked at again, and again does not fit
	}
	return info, err
}

func (m *Memory) load(ctx context.Context, f *os.File, of Origin) (info SnapshotInfo, err error) {
	in := &snapshotReader{in: bufio.NewReaderSize(f, 1<<20)}
	head, err := in.begin()
	if err != nil {
		return info, err
	}
	if info, err = head.fits(ctx, of); err != nil {
		return info, err
	}
	if stat, err := f.Stat(); err == nil {
		info.Bytes = stat.Size()
	}
	l := newLoading(info.LeftOut)
	if info.Rows, err = l.all(ctx, in); err != nil {
		return SnapshotInfo{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.checkpoints) > 0 {
		return SnapshotInfo{}, errors.New("snapshot: the store holds rows already")
	}
	for name, t := range l.tables {
		if len(t.rows) > 0 {
			m.tables[name] = t.rows
		}
	}
	for _, p := range head.Projections {
		if !slices.Contains(info.LeftOut, p.Name) {
			m.checkpoints[versioned(p.Name, p.Version)] = p.Position
		}
	}
	return info, nil
}

// fits says whether the snapshot is of this history, and which projections are left out.
func (head snapshotHead) fits(ctx context.Context, of Origin) (SnapshotInfo, error) {
	if head.Store != of.Store {
		return SnapshotInfo{}, misfit("it is of the store %s, this one is %s", head.Store, of.Store)
	}
	commit, err := of.Commit(ctx, head.Position)
	switch {
	case err != nil:
		return SnapshotInfo{}, fmt.Errorf("snapshot: %w", err)
	case commit == "":
		return SnapshotInfo{}, misfit("it goes up to commit %d, which the log does not hold", head.Position)
	case commit != head.Commit:
		return SnapshotInfo{}, misfit("commit %d of the log is not the one it was made after", head.Position)
	}
	info := SnapshotInfo{Position: head.Position, Made: head.Made}
	for _, p := range All() {
		known := slices.ContainsFunc(head.Projections, func(h snapshotMember) bool {
			return h.Name == p.Name && h.Version == p.Version && h.Shape == rowShape(p)
		})
		if !known {
			info.LeftOut = append(info.LeftOut, p.Name)
		}
	}
	if len(info.LeftOut) == len(All()) {
		return SnapshotInfo{}, misfit("it holds no view as this program makes it")
	}
	return info, nil
}

// snapshotReader reads frames.
type snapshotReader struct {
	in     *bufio.Reader
	head   [sha256.Size]byte
	frames uint64
}

var errTorn = misfit("it ends too early")

// begin reads the first line and the header.
func (r *snapshotReader) begin() (head snapshotHead, err error) {
	line := make([]byte, len(snapshotLine))
	if err := r.full(line); err != nil {
		return head, err
	}
	if string(line) != snapshotLine {
		return head, misfit("it is of a form that this program does not read")
	}
	frame, err := r.next(nil)
	if err != nil {
		return head, err
	}
	content, err := frame.checked()
	if err != nil {
		return head, err
	}
	r.head = sha256.Sum256(content)
	if json.Unmarshal(content, &head) != nil {
		return head, misfit("its header cannot be read")
	}
	return head, nil
}

// full fills b. What ends too early does not fit; a disk that cannot be read is another matter.
func (r *snapshotReader) full(b []byte) error {
	_, err := io.ReadFull(r.in, b)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errTorn
	case err != nil:
		return fmt.Errorf("snapshot: %w", err)
	}
	return nil
}

// snapshotPiece is a frame that is not checked yet.
type snapshotPiece struct {
	head    [sha256.Size]byte
	number  uint64
	sum     [snapshotSum]byte
	content []byte
}

// next reads one frame, into room where it is enough.
func (r *snapshotReader) next(room []byte) (snapshotPiece, error) {
	var b [4 + snapshotSum]byte
	if err := r.full(b[:]); err != nil {
		return snapshotPiece{}, err
	}
	piece := snapshotPiece{head: r.head, number: r.frames, sum: [snapshotSum]byte(b[4:])}
	r.frames++
	n := binary.BigEndian.Uint32(b[:])
	if n > snapshotFrame {
		return piece, errChanged
	}
	piece.content = slices.Grow(room[:0], int(n))[:n]
	return piece, r.full(piece.content)
}

var errChanged = misfit("a part of it was changed after it was written")

func (p snapshotPiece) checked() ([]byte, error) {
	if frameSum(p.head, p.number, p.content) != p.sum {
		return nil, errChanged
	}
	return p.content, nil
}

// loading gathers the rows of a snapshot, on every core.
type loading struct {
	tables map[string]*loadingTable // those that are wanted

	mu    sync.Mutex
	texts map[string]string // that blocks have in common, each once
}

type loadingTable struct {
	codec *codec
	row   reflect.Type
	mu    sync.RWMutex
	rows  memoryTable
}

func newLoading(leftOut []string) *loading {
	l := &loading{tables: map[string]*loadingTable{}, texts: map[string]string{}}
	for _, p := range All() {
		if slices.Contains(leftOut, p.Name) {
			continue
		}
		for _, t := range p.tables {
			l.tables[t.named()] = &loadingTable{codec: rowCodecs()[t.named()], row: reflect.TypeOf(t.fresh()).Elem(), rows: memoryTable{}}
		}
	}
	return l
}

// all reads every frame up to the last and returns how many rows there were.
func (l *loading) all(ctx context.Context, in *snapshotReader) (rows int, err error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	workers := runtime.GOMAXPROCS(0)
	pieces, counted, used := make(chan snapshotPiece, workers), make([]int, workers), make(chan []byte, 2*workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			var raw []byte
			for piece := range pieces {
				if ctx.Err() != nil {
					continue // the one who reads waits for nobody
				}
				n, err := l.piece(piece, &raw)
				if counted[w] += n; err != nil {
					stop(err)
				}
				select {
				case used <- piece.content: // which nothing holds any more
				default:
				}
			}
		})
	}
	err = l.hand(ctx, in, pieces, used)
	close(pieces)
	wait.Wait()
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	for _, n := range counted {
		rows += n
	}
	return rows, err
}

// hand reads the frames and hands them out, up to the last, which is empty and after which nothing comes. Memory that was used comes back to it.
func (l *loading) hand(ctx context.Context, in *snapshotReader, pieces chan<- snapshotPiece, used <-chan []byte) error {
	for ctx.Err() == nil {
		var room []byte
		select {
		case room = <-used:
		default:
		}
		piece, err := in.next(room)
		if err != nil {
			return err
		}
		if len(piece.content) > 0 {
			pieces <- piece
			continue
		}
		if _, err := piece.checked(); err != nil {
			return err
		}
		if _, err := in.in.ReadByte(); !errors.Is(err, io.EOF) {
			return errChanged
		}
		return nil
	}
	return ctx.Err()
}

// slabBytes is how much memory rows are made in at a time. They leave it together.
const slabBytes = 8<<10 - 8 // less what the allocator keeps beside it

// piece reads one block; raw is memory that is used again.
func (l *loading) piece(piece snapshotPiece, raw *[]byte) (rows int, err error) {
	content, err := piece.checked()
	if err != nil {
		return 0, err
	}
	if n, err := s2.DecodedLen(content); err != nil || n > snapshotFrame {
		return 0, misfit("a part of it cannot be read: it would be of %d bytes", n)
	}
	block, err := s2.Decode((*raw)[:cap(*raw)], content)
	if err != nil {
		return 0, misfit("a part of it cannot be read: %v", err)
	}
	*raw = block
	u := &unpacker{rest: string(block)}
	name, project, about := u.text(), u.text(), u.number()
	t, wanted := l.tables[name]
	if !wanted {
		return 0, nil
	}
	project = l.once(project)
	if entries := l.tables[entryTable.Name]; entries != nil && t != entries {
		entries.mu.RLock()
		defer entries.mu.RUnlock()
		ids := entries.rows[project]
		u.share = func(s string) string { return l.shared(ids, s) }
		for i, s := range u.known { // the names before the rows
			u.known[i] = l.once(s)
		}
	}
	slab := max(1, slabBytes/int(t.row.Size()))
	var read []momentRow
	var fresh reflect.Value // rows that are made, and how many of them are used
	for used := slab; u.number() == 1; used++ {
		if used == slab {
			fresh, used = reflect.MakeSlice(reflect.SliceOf(t.row), slab, slab), 0
		}
		id, row := u.text(), fresh.Index(used)
		t.codec.read(u, row)
		read = append(read, momentRow{id, row.Addr().Interface()})
	}
	if u.err == nil && u.rest != "" {
		u.fail(errors.New("something follows its last row"))
	}
	if u.err != nil {
		return 0, misfit("a part of it cannot be read: %v", u.err)
	}
	t.put(project, read, about)
	return len(read), nil
}

// shared is a text of a row in memory of another: other views hold the ids of entries, whose rows come first. So the
// memory of their blocks goes, and that of entries stays, which is nearly all words.
func (l *loading) shared(ids *rowSet, s string) string {
	if len(s) > longText {
		return strings.Clone(s)
	}
	if ids != nil {
		if i, _ := ids.find(s); i >= 0 {
			return ids.rows[i].id
		}
	}
	return l.once(s)
}

// once is a text that has no part in the memory of its block, and is made once.
func (l *loading) once(s string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	had, ok := l.texts[s]
	if !ok {
		had = strings.Clone(s)
		l.texts[had] = had
	}
	return had
}

func (t *loadingTable) put(project string, rows []momentRow, about uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	into := t.rows[project]
	if into == nil {
		into = newRowSet(int(min(about, 1<<20)))
		t.rows[project] = into
	}
	for _, r := range rows {
		into.put(r.id, r.row)
	}
}
