package streams

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"os"
	"slices"
	"sort"
)

// rereadFrom is how many commits must lie ahead for the blocks to be read from the disk.
const rereadFrom = directMost

// reread yields commits from from on as they lie in the blocks on the disk, past the server: that handed over each commit by itself,
// through a queue, a connection and a client, which took four times as long as to read it and check its hash. It yields only what was
// acknowledged, so what it yields lies in the files for good and no one changes it, whatever is written meanwhile. It ends at the
// first commit that is not as it should be, without an error: who reads goes on there by the server, which says what is wrong with it.
// once says that nobody looks at a commit after the next one was asked for, so that all blocks may be read into the same memory.
func (s *jetstreamStore) reread(ctx context.Context, from uint64, once bool) iter.Seq2[RawCommit, error] {
	return func(yield func(RawCommit, error) bool) {
		if s.dir == "" || s.head == nil {
			return
		}
		last := s.head.reached()
		if last < from+rereadFrom {
			return
		}
		numbers, err := blockNumbers(streamBlocks(s.dir, eventsStream))
		if err != nil {
			return
		}
		after := sort.Search(len(numbers), func(i int) bool {
			first, ok := firstOf(s.dir, eventsStream, numbers[i])
			return !ok || first > from
		})
		next := from
		var room []byte
		for _, number := range numbers[max(after-1, 0):] {
			if !once {
				room = nil
			}
			block, err := readInto(room, blockFile(s.dir, eventsStream, number))
			if err != nil {
				return
			}
			room = block[:0]
			sum, err := blockHash(eventsStream, number)
			if err != nil {
				return
			}
			for len(block) > 0 && next <= last {
				if sequence, length := recordAt(block); sequence < next && length > 0 {
					block = block[length:]
					continue
				}
				raw, length := readRecord(block, sum)
				if length == 0 || raw.Sequence != next {
					return
				}
				raw.Waiting = last - next
				if ctx.Err() != nil {
					yield(RawCommit{}, ctx.Err())
					return
				}
				if !yield(raw, nil) {
					return
				}
				next, block = next+1, block[length:]
			}
		}
	}
}

// readInto is os.ReadFile into room, where it is enough.
func readInto(room []byte, name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	room = slices.Grow(room[:0], int(info.Size()))[:info.Size()]
	n, err := io.ReadFull(f, room) // the last block grows meanwhile: what was acknowledged before is in what it was
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = nil
	}
	return room[:n], err
}

// firstOf is the sequence that a block begins with; ok is false where it holds none.
func firstOf(dir, stream string, number int) (sequence uint64, ok bool) {
	f, err := os.Open(blockFile(dir, stream, number))
	if err != nil {
		return 0, false
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, recordHead)
	if _, err := io.ReadFull(f, head); err != nil {
		return 0, false
	}
	return binary.LittleEndian.Uint64(head[4:]), true
}

// recordAt is what the first record of b says of itself, unproved; length is 0 where b is too short for it.
func recordAt(b []byte) (sequence uint64, length int) {
	if len(b) < recordHead {
		return 0, 0
	}
	length = int(binary.LittleEndian.Uint32(b) &^ recordHeaders)
	if length < recordHead+recordHash || length > len(b) {
		return 0, 0
	}
	return binary.LittleEndian.Uint64(b[4:]), length
}

// traceBeside is traceIn for headers as they lie in a record.
func traceBeside(headers []byte) string {
	_, rest, found := bytes.Cut(headers, []byte("\r\n"+headerTrace+":"))
	if !found {
		return ""
	}
	value, _, _ := bytes.Cut(rest, []byte("\r\n"))
	return string(bytes.TrimSpace(value))
}
