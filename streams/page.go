package streams

import (
	"encoding/binary"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/desirelines/desirelines/domain"
)

// A page is up to 256 commits as one Watermill message, because a message for each event costs
// more than everything else on the way. The payload is the raw commits one after the other:
//
//	8 bytes sequence, 2 bytes length of the subject, 4 bytes length of the data (big-endian),
//	subject, data
//
// The metadata say which sequences are in it, how many commits, and how many more were known to come when the last one was read.
const (
	MetaFirst   = "first"   // sequence of the first commit
	MetaLast    = "last"    // sequence of the last commit
	MetaCount   = "count"   // number of commits
	MetaWaiting = "waiting" // commits after the last one that the log held when it was read

	pageCommits = 256
	pageBytes   = 4 << 20 // one commit at least
	pageHeader  = 14
)

// page gathers commits.
type page struct {
	payload     []byte
	first, last uint64
	count       int
	traces      []string // of what wrote its commits, each once
	waiting     uint64
}

func (p *page) full() bool { return p.count >= pageCommits || len(p.payload) >= pageBytes }

func (p *page) add(raw RawCommit) {
	if p.count == 0 {
		p.first = raw.Sequence
	}
	p.last, p.waiting = raw.Sequence, raw.Waiting
	p.count++
	p.addTrace(raw.Trace)
	p.payload = binary.BigEndian.AppendUint64(p.payload, raw.Sequence)
	p.payload = binary.BigEndian.AppendUint16(p.payload, uint16(len(raw.Subject)))
	p.payload = binary.BigEndian.AppendUint32(p.payload, uint32(len(raw.Data)))
	p.payload = append(p.payload, raw.Subject...)
	p.payload = append(p.payload, raw.Data...)
}

func (p *page) message() *message.Message {
	m := message.NewMessage(strconv.FormatUint(p.first, 10)+"-"+strconv.FormatUint(p.last, 10), p.payload)
	m.Metadata.Set(MetaFirst, strconv.FormatUint(p.first, 10))
	m.Metadata.Set(MetaLast, strconv.FormatUint(p.last, 10))
	m.Metadata.Set(MetaCount, strconv.Itoa(p.count))
	if len(p.traces) > 0 {
		m.Metadata.Set(MetaTraces, strings.Join(p.traces, " "))
	}
	m.Metadata.Set(MetaWaiting, strconv.FormatUint(p.waiting, 10))
	return m
}

// DecodePage returns the commits of a page, in order. It fails only for a message that is no page;
// what DecodeCommit says of events that cannot be read holds here too. The commits do not point into
// the message. It uses every core where the page is large.
func DecodePage(m *message.Message) ([]domain.Commit, error) {
	raws, err := splitPage(m.Payload)
	if err != nil {
		return nil, err
	}
	return decodeAll(raws), nil
}

// worthCore is how many bytes of commits are worth the help of another core.
const worthCore = 32 << 10

// decodeAll decodes commits, on every core where there is much in them.
func decodeAll(raws []RawCommit) []domain.Commit {
	commits, size := make([]domain.Commit, len(raws)), 0
	for _, raw := range raws {
		size += len(raw.Data)
	}
	var next atomic.Int64
	decode := func() {
		const several = 4 // at a time
		for to := int(next.Add(several)); to-several < len(raws); to = int(next.Add(several)) {
			for i := to - several; i < min(to, len(raws)); i++ {
				commits[i] = DecodeCommit(raws[i])
			}
		}
	}
	workers := min(runtime.GOMAXPROCS(0), size/worthCore)
	if workers < 2 {
		decode()
		return commits
	}
	var all sync.WaitGroup
	for range workers {
		all.Go(decode)
	}
	all.Wait()
	return commits
}

func splitPage(b []byte) ([]RawCommit, error) {
	raws := make([]RawCommit, 0, pageCommits)
	for len(b) > 0 {
		if len(b) < pageHeader {
			return nil, corrupt("a page ends in the middle of a commit")
		}
		sequence := binary.BigEndian.Uint64(b)
		subject, data := int(binary.BigEndian.Uint16(b[8:])), int(binary.BigEndian.Uint32(b[10:]))
		b = b[pageHeader:]
		if len(b) < subject+data {
			return nil, corrupt("a page ends in the middle of commit %d", sequence)
		}
		raws = append(raws, RawCommit{Sequence: sequence, Subject: string(b[:subject]), Data: b[subject : subject+data : subject+data]})
		b = b[subject+data:]
	}
	return raws, nil
}
