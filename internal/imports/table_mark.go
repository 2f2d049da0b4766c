package imports

import (
	"encoding/binary"
	"encoding/hex"
	"hash/maphash"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// mark is what a statement of a results table is known by: the measure, the period, the site and, of an outcome, the day of observation.
// It is a hash of them, so that a million rows can be known again. It is good in the import that made it and nowhere else.
type mark struct{ a, b uint64 }

// fingerprint is what a statement says, as far as two can be told apart: its figures, and the words beside them.
type fingerprint struct{ figures, words uint64 }

// short is both in one, for where nobody asks which of the two differs.
func (f fingerprint) short() uint64 { return f.figures ^ (f.words<<31 | f.words>>33) }

// marker makes marks and fingerprints. It is not safe for concurrent use.
type marker struct {
	one, two maphash.Seed
	buf      []byte
}

func newMarker() *marker { return &marker{one: maphash.MakeSeed(), two: maphash.MakeSeed()} }

func (m *marker) begin(what byte) { m.buf = append(m.buf[:0], what) }

func (m *marker) text(s string) {
	m.buf = binary.AppendUvarint(m.buf, uint64(len(s)))
	m.buf = append(m.buf, s...)
}

func (m *marker) date(d domain.Date) {
	m.buf = append(m.buf, byte(d.Year>>8), byte(d.Year), d.Month, d.Day) //nolint:gosec // two halves
}

func (m *marker) mark() mark { return mark{maphash.Bytes(m.one, m.buf), maphash.Bytes(m.two, m.buf)} }

func (m *marker) of(what byte, aim, measure, site string) {
	m.begin(what)
	m.text(aim)
	m.text(measure)
	m.text(site)
}

func (m *marker) baseline(aim, measure, site string) mark {
	m.of('b', aim, measure, site)
	return m.mark()
}

func (m *marker) target(aim, measure, site string, start, end domain.Date) mark {
	m.of('t', aim, measure, site)
	m.date(start)
	m.date(end)
	return m.mark()
}

// outcome leaves the day out where it is the last of the period: it is the one that an outcome has whose day nobody gave.
func (m *marker) outcome(aim, measure, site string, start, end, observed domain.Date) mark {
	m.of('o', aim, measure, site)
	m.date(start)
	m.date(end)
	if observed == end {
		observed = domain.Date{}
	}
	m.date(observed)
	return m.mark()
}

// printOf is what a baseline, a target or an outcome says.
func (m *marker) printOf(body domain.Body) fingerprint {
	p, _ := m.readable(body)
	return p
}

// readable is printOf; hidden says that words of it were taken out of sight, so that nobody can tell whether they are the same.
func (m *marker) readable(body domain.Body) (p fingerprint, hidden bool) {
	var words [3]string
	see := func(n int, w domain.Words) {
		text, erased := w.Reveal(nil)
		words[n], hidden = text, hidden || erased
	}
	m.begin('f')
	switch b := body.(type) {
	case *domain.BaselineSet:
		m.value(b.Value)
		m.date(b.On)
		see(0, b.Value.Text)
	case *domain.TargetSet:
		m.value(b.Value)
		see(0, b.Value.Text)
	case *domain.OutcomeRecorded:
		m.value(b.Value)
		m.number(b.Numerator)
		m.number(b.Denominator)
		see(0, b.Value.Text)
		see(1, b.What)
		see(2, b.Source)
	}
	p.figures = maphash.Bytes(m.one, m.buf)
	m.begin('w')
	for _, w := range words {
		m.text(w)
	}
	p.words = maphash.Bytes(m.one, m.buf)
	return p, hidden
}

func (m *marker) value(v domain.Value) {
	m.buf = append(m.buf, byte(v.Form))
	m.text(v.Plain())
	m.text(v.Note)
}

func (m *marker) number(n *domain.Number) {
	if n == nil {
		m.text("")
		return
	}
	m.text(n.String())
}

// entryID is the id of an event in a third of the room: a command and which of its events it is.
type entryID struct {
	command [16]byte
	nth     uint32
}

// packed packs the id of an event; ok is false for one that domain.EventID did not make.
func packed(id string) (e entryID, ok bool) {
	command, nth, several := strings.Cut(id, ".")
	if several {
		n, err := strconv.ParseUint(nth, 10, 32)
		if err != nil || n == 0 {
			return e, false
		}
		e.nth = uint32(n) - 1
	}
	n, err := hex.Decode(e.command[:], []byte(strings.ReplaceAll(command, "-", "")))
	return e, err == nil && n == 16 && len(command) == 36
}

func (e entryID) String() string {
	h := hex.EncodeToString(e.command[:])
	return domain.EventID(h[:8]+"-"+h[8:12]+"-"+h[12:16]+"-"+h[16:20]+"-"+h[20:], int(e.nth))
}
