package streams

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"slices"

	"github.com/minio/highwayhash"
	"github.com/nats-io/nats-server/v2/server"
)

// The server mends what it finds damaged: it cuts a block off at the first commit it cannot read,
// uses the sequences behind it again, and may take all memory for a sequence number with one bit
// turned over. So the newest blocks are read here first, without changing them, and a server is
// only started on a folder that holds what was written.
//
// A block is a file n.blk of records one after the other (little-endian):
//
//	4 length of the record, highest bit set where it has headers   8 sequence   8 time   2 length of the subject
//	subject   [4 length of the headers, headers]   payload   8 HighwayHash
//
// The hash covers sequence, time, subject, headers and payload; its key is the SHA-256 of
// "<stream>-<n>". The lengths are not covered, so the payload must read as a batch of events too.
const (
	recordHead    = 22
	recordHash    = 8
	recordHeaders = 1 << 31
)

// streamBlocks is the folder with the blocks of a stream.
func streamBlocks(dir, stream string) string {
	return filepath.Join(dir, jetstreamFolder, server.DEFAULT_GLOBAL_ACCOUNT, "streams", stream, "msgs")
}

// missingFiles says what is missing of a stream that was made; "" where nothing is.
func missingFiles(dir, stream string, holdsCommits bool) string {
	blocks := streamBlocks(dir, stream)
	for _, name := range []string{"meta.inf", "meta.sum"} {
		if _, err := os.Stat(filepath.Join(blocks, "..", name)); err != nil {
			return fmt.Sprintf("the file %s of stream %s is missing", name, stream)
		}
	}
	if found, _ := filepath.Glob(filepath.Join(blocks, "*.blk")); holdsCommits && len(found) == 0 {
		return "every file with the commits of stream " + stream + " is missing"
	}
	return ""
}

// checkBlocks reads the blocks of a stream from the newest backwards until there were as many
// events as asked for, and says what is wrong; "" where nothing is. Proved is a sequence that was
// acknowledged before: what cannot be read behind it was never promised to anybody, and the server
// takes it away.
func checkBlocks(dir, stream string, proved uint64, events int) (found string, err error) {
	numbers, err := blockNumbers(streamBlocks(dir, stream))
	if err != nil {
		return "", err
	}
	next := uint64(0) // the first sequence of the block after, once there was one
	for i := len(numbers) - 1; i >= 0 && events > 0; i-- {
		b, err := readBlock(dir, stream, numbers[i])
		if err != nil {
			return "", err
		}
		switch newest := next == 0; {
		case newest && b.last > 0 && b.last < proved:
			return fmt.Sprintf("it ends at sequence %d, and %d was saved before", b.last, proved), nil
		case !newest && (!b.whole || b.last+1 != next):
			return fmt.Sprintf("the commit with sequence %d cannot be read", b.last+1), nil
		}
		if b.last > 0 {
			next = b.first
		}
		events -= b.events
	}
	if next == 0 && proved > 0 {
		return fmt.Sprintf("it holds no commit, and %d were saved before", proved), nil
	}
	if events > 0 && next > 1 {
		return fmt.Sprintf("it begins at sequence %d instead of 1", next), nil
	}
	return "", nil
}

func blockNumbers(folder string) ([]int, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.blk"))
	if err != nil {
		return nil, err
	}
	numbers := make([]int, 0, len(names))
	for _, name := range names {
		var n int
		if _, err := fmt.Sscanf(filepath.Base(name), "%d.blk", &n); err == nil {
			numbers = append(numbers, n)
		}
	}
	slices.SortFunc(numbers, cmp.Compare)
	return numbers, nil
}

// block is what was found in one: the commits that can be read from its beginning on.
type block struct {
	first, last uint64 // sequences, 0 where it holds no commit
	events      int
	whole       bool // nothing follows that cannot be read
}

func readBlock(dir, stream string, number int) (block, error) {
	content, err := os.ReadFile(blockFile(dir, stream, number))
	if err != nil {
		return block{}, folderError(dir, err)
	}
	sum, err := blockHash(stream, number)
	if err != nil {
		return block{}, err
	}
	var b block
	for len(content) > 0 {
		raw, length := readRecord(content, sum)
		if length == 0 || b.last > 0 && raw.Sequence != b.last+1 {
			return b, nil
		}
		commit := DecodeCommit(raw)
		if commit.Events[0].Position == 0 {
			return b, nil // no batch of events at all
		}
		if b.last == 0 {
			b.first = raw.Sequence
		}
		b.last = raw.Sequence
		b.events += len(commit.Events)
		content = content[length:]
	}
	b.whole = true
	return b, nil
}

// blockFile is the file of one block.
func blockFile(dir, stream string, number int) string {
	return filepath.Join(streamBlocks(dir, stream), fmt.Sprintf("%d.blk", number))
}

// blockHash makes the hashes of the records of one block.
func blockHash(stream string, number int) (hash.Hash64, error) {
	key := sha256.Sum256(fmt.Appendf(nil, "%s-%d", stream, number))
	return highwayhash.New64(key[:])
}

// readRecord reads the first record of b; the data points into it. Length is 0 where there is none that checks with the hash of its block.
func readRecord(b []byte, sum hash.Hash64) (raw RawCommit, length int) {
	if len(b) < recordHead+recordHash {
		return raw, 0
	}
	total := binary.LittleEndian.Uint32(b)
	headers := total&recordHeaders != 0
	length = int(total &^ recordHeaders)
	subject := int(binary.LittleEndian.Uint16(b[20:]))
	if length < recordHead+recordHash+subject || length > len(b) {
		return raw, 0
	}
	body, want := b[recordHead:length-recordHash], b[length-recordHash:length]
	rest := body[subject:]
	payload := 0
	if headers {
		if len(rest) < 4 {
			return raw, 0
		}
		payload = int(binary.LittleEndian.Uint32(rest))
		rest = rest[4:]
	}
	if payload > len(rest) {
		return raw, 0
	}
	sum.Reset()
	_, _ = sum.Write(b[4:20])
	_, _ = sum.Write(body[:subject])
	_, _ = sum.Write(rest)
	var got [recordHash]byte
	if !bytes.Equal(sum.Sum(got[:0]), want) {
		return raw, 0
	}
	return RawCommit{
		Sequence: binary.LittleEndian.Uint64(b[4:]), Subject: string(body[:subject]),
		Data: rest[payload:len(rest):len(rest)], Trace: traceBeside(rest[:payload]),
	}, length
}
