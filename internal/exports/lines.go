package exports

import (
	"bytes"
	"io"
	"iter"

	"github.com/klauspost/compress/s2"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/streams"
)

// lines are the events of a project as an audience sees them, one CloudEvent a line as import jsonl reads them, packed. What is withheld is
// named in each line; those that it may not know of are left out.
type lines struct {
	packed bytes.Buffer
	hidden int // events that are left out
}

// linesOf makes them of events in order, of which it holds one at a time. It never returns nil.
func linesOf(seen reports.Seen, events iter.Seq2[domain.Event, error]) (*lines, error) {
	l := &lines{}
	w := s2.NewWriter(&l.packed, s2.WriterConcurrency(1))
	for e, err := range events {
		if err != nil {
			return l, err
		}
		line, ok := reports.Export(seen, e)
		if !ok {
			l.hidden++
			continue
		}
		raw, err := streams.EncodeExport(&line.Event, line.Withheld, line.Removed)
		if err == nil {
			_, err = w.Write(append(raw, '\n'))
		}
		if err != nil {
			return l, err
		}
	}
	return l, w.Close()
}

func (l *lines) write(w io.Writer) error {
	_, err := io.Copy(w, s2.NewReader(bytes.NewReader(l.packed.Bytes())))
	return err
}
