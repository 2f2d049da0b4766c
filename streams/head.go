package streams

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

const headFile = "head"

// headNote keeps the last sequence that was acknowledged, beside the log. The marker is moved only
// now and then, because it costs two fsyncs; this note is written after every acknowledgement
// without one, so it survives the end of the process (a power failure takes it back to an earlier
// sequence, never ahead). It is what shows that the end of the log is missing after a kill.
//
// The file holds 12 bytes: the sequence, big-endian, and its CRC-32. A note that does not check
// counts as none.
type headNote struct {
	mu   sync.Mutex
	file *os.File
	last uint64
}

func openHead(dir string) (*headNote, error) {
	f, err := os.OpenFile(filepath.Join(dir, headFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, folderError(dir, err)
	}
	return &headNote{file: f}, nil
}

// readHead returns the sequence noted in dir, 0 where there is none, without changing anything.
func readHead(dir string) (uint64, error) {
	b, err := os.ReadFile(filepath.Join(dir, headFile))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, folderError(dir, err)
	}
	if len(b) != 12 || crc32.ChecksumIEEE(b[:8]) != binary.BigEndian.Uint32(b[8:]) {
		return 0, nil
	}
	return binary.BigEndian.Uint64(b), nil
}

// reach notes that everything up to sequence was acknowledged. A lower one than before is ignored.
func (h *headNote) reach(sequence uint64) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if sequence <= h.last {
		return nil
	}
	var b [12]byte
	binary.BigEndian.PutUint64(b[:], sequence)
	binary.BigEndian.PutUint32(b[8:], crc32.ChecksumIEEE(b[:8]))
	if _, err := h.file.WriteAt(b[:], 0); err != nil {
		return err
	}
	h.last = sequence
	return nil
}

func (h *headNote) reached() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.last
}

func (h *headNote) close() error { return h.file.Close() }
