package api

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// How events are written one after another.
const (
	pieceEvents  = 1024             // entries that are looked at together
	writingLimit = 30 * time.Second // how long a piece may take on its way
)

// The names of JSON with one value a line.
const (
	jsonLines = "application/jsonl"
	ndjson    = "application/x-ndjson"
)

// linesWanted is the media type of a stream, where a request asks for all events and not for a page of them; empty: it does not.
func linesWanted(r *http.Request) string {
	if r.Method != http.MethodGet || r.URL.Query().Has(limit.name) {
		return ""
	}
	for _, accept := range r.Header.Values("Accept") {
		for one := range strings.SplitSeq(accept, ",") {
			one, _, _ = strings.Cut(one, ";")
			switch one = strings.ToLower(strings.TrimSpace(one)); one {
			case jsonLines, ndjson:
				return one
			}
		}
	}
	return ""
}

func (q *question) events() error {
	q.w.Header().Add("Vary", "Accept")
	if same, err := q.unchanged(); err != nil || same {
		return err
	}
	if kind := linesWanted(q.r); kind != "" {
		return q.stream(kind)
	}
	var lines []reports.ExportLine
	most := q.most(someEntries)
	for next, over := q.number[after.name]+1, false; !over && len(lines) <= most; {
		piece, err := q.piece(next)
		if err != nil {
			return err
		}
		lines, next, over = append(lines, piece.lines...), piece.next, piece.over
	}
	if len(lines) > most {
		lines = lines[:most]
		q.leadOn(after.name, lines[most-1].Event.Position)
	}
	raw, err := q.encode(lines)
	if err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", jsonLines)
	_, _ = q.w.Write(raw) // who does not listen any more misses nothing
	return nil
}

// stream writes all events as they are read, piece by piece, so that it takes no more memory for a long project than for a short one: where a moment is
// asked for, which is folded up to it, the project as a whole. A fault after the first piece breaks the answer off, which its client notices; it
// goes on after the last line that it got.
func (q *question) stream(kind string) error {
	entering, cancel := context.WithTimeout(q.r.Context(), patience)
	defer cancel()
	leave, err := q.streams.enter(entering)
	if err != nil {
		return err
	}
	defer leave()
	whole, out := q.r, http.NewResponseController(q.w)
	for next, over, begun := q.number[after.name]+1, false, false; !over; begun = true {
		if err := out.SetWriteDeadline(time.Now().Add(patience + writingLimit)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		ctx, cancel := context.WithTimeout(whole.Context(), patience)
		q.r = whole.WithContext(ctx)
		piece, err := q.piece(next)
		cancel()
		var raw []byte
		if err == nil {
			raw, err = q.encode(piece.lines)
		}
		switch {
		case err != nil && !begun:
			return err
		case err != nil:
			q.Logger.Error("a stream of events was broken off", "request", q.w.Header().Get("X-Request-Id"), "error", err.Error())
			panic(http.ErrAbortHandler)
		case !begun:
			q.w.Header().Set("Content-Type", kind)
		}
		if _, err := q.w.Write(raw); err != nil {
			return nil // nobody listens any more
		}
		if err := out.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return nil
		}
		next, over = piece.next, piece.over
	}
	return nil
}

// piece is what may be seen of some entries that follow each other.
type piece struct {
	lines []reports.ExportLine
	next  uint64 // number of the entry that comes after them
	over  bool   // there is none, or the read models do not know of it yet
}

// piece reads some entries, from one number on. Nothing that the read models do not know of yet is passed over: it comes later, in its turn.
func (q *question) piece(from uint64) (piece, error) {
	most := pieceEvents
	if q.asked[atMoment.name]+q.asked[happenedBy.name] != "" {
		most = math.MaxInt // the project is folded for each look at it
	}
	read, err := q.readFrom(from, most)
	if err != nil {
		return piece{}, err
	}
	return see(q, func(seen reports.Seen) (p piece, err error) {
		known := reports.PlaceOf(seen).Position
		p.next, p.over = from, len(read) == 0
		for _, e := range read {
			if p.over = e.Position > known; p.over {
				break
			}
			if line, ok := reports.Export(seen, e); ok {
				p.lines = append(p.lines, line)
			}
			p.next = e.Position + 1
		}
		return p, nil
	})
}

// readFrom reads at least so many events of the project, or all there are, from a number on.
func (q *question) readFrom(from uint64, most int) (events []domain.Event, err error) {
	project := q.asked[inProject.name]
	for c, err := range q.Source.ReadProject(q.r.Context(), project, q.milestones.before(project, from)) {
		if err != nil {
			return nil, err
		}
		q.milestones.note(project, milestone{c.Events[0].Position, c.Sequence})
		for _, e := range c.Events {
			if e.Position >= from {
				events = append(events, e)
			}
		}
		if len(events) >= most {
			break
		}
	}
	return events, nil
}

func (q *question) encode(lines []reports.ExportLine) (all []byte, err error) {
	for _, line := range lines {
		raw, err := q.Encode(line)
		if err != nil {
			return nil, err
		}
		all = append(append(all, raw...), '\n')
	}
	return all, nil
}
