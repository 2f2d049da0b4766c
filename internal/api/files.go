package api

import (
	"bytes"
	"context"
	"io"
	"iter"
	"mime"
	"strconv"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/exports"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// A report or an export is a file, which nobody can call back. Where somebody makes one who holds a group together, and it leaves the group or holds words
// of its people, it is noted in the log before it is given out: that is for POST, since GET changes nothing. What others take of what they may
// read is no file of the group's.

// bound is what becomes a file.
type bound struct {
	what           string // for the register
	mediaType, ext string
	write          func(context.Context, io.Writer) error
}

func (q *question) report() error {
	if q.asked[format.name] == "" {
		q.asked[format.name] = "html"
	}
	written, err := exports.Report(q.asked[format.name], q.Charts)
	if err != nil {
		return err
	}
	if done, err := q.begin(); done || err != nil {
		return err
	}
	return q.file("report", func(seen reports.Seen) (bound, error) {
		t, err := reports.TellingOf(seen, reports.PlaceOf(seen).Audience)
		return bound{"a report", written.MediaType, written.Ext, func(ctx context.Context, w io.Writer) error { return written.Write(ctx, w, t) }}, err
	})
}

func (q *question) export() error {
	take := exports.Take{Format: q.asked[format.name], Table: q.asked["table"]}
	if take.Table != "" && take.Format != "csv" {
		return at("?table", invalid(take.Table, "only csv is one table", "leave it out, or ask for the format csv"))
	}
	if done, err := q.begin(); done || err != nil {
		return err
	}
	var events iter.Seq2[domain.Event, error]
	if take.NeedsEvents() {
		all, err := projections.AllEvents(q.r.Context(), q.Source, q.asked[inProject.name])
		if err != nil {
			return err
		}
		events = exports.Events(all)
	}
	return q.file("export", func(seen reports.Seen) (bound, error) {
		taken, err := take.Of(seen, events)
		return bound{taken.What, taken.MediaType, taken.Ext, func(_ context.Context, w io.Writer) error {
			_, err := taken.Write(w)
			return err
		}}, err
	})
}

// begin refuses whom the project is not open to, and answers at once where the file is known already.
func (q *question) begin() (done bool, err error) {
	switch {
	case !q.operation.records():
		return q.unchanged()
	case q.People == nil:
		return false, errDemonstration
	}
	return false, q.live(q.r.Context(), q.asked[inProject.name], func(v projections.View) error {
		lens, err := q.lens(v)
		if err != nil {
			return err
		}
		return reports.May(lens.Viewer, reports.Facilitate, v.Project)
	})
}

// file makes a file, notes it where that must be, and gives it out.
func (q *question) file(name string, build func(reports.Seen) (bound, error)) error {
	var place reports.Place
	var people []string
	ours := false // who asks makes files for the group
	file, err := see(q, func(seen reports.Seen) (b bound, err error) {
		place, ours = reports.PlaceOf(seen), reports.May(seen.Viewer(), reports.Facilitate, q.asked[inProject.name]) == nil
		b, people, err = reports.Quoting(seen, build)
		return b, err
	})
	noted := ours && q.People != nil && reports.MustNote(place.Audience, people)
	switch {
	case err != nil:
		return err
	case noted && !q.operation.records():
		return &domain.Error{Kind: domain.Refused, Message: "this file leaves the group or holds words of its people, so it is noted that you made it", Want: "ask for it with POST and a token that records"}
	}
	var b bytes.Buffer // whole, before anything is noted or sent
	if err := file.write(q.r.Context(), &b); err != nil {
		return err
	}
	if noted {
		if err := q.noteFile(place, people, file.what); err != nil {
			return err
		}
	}
	h := q.w.Header()
	h.Set("Content-Type", file.mediaType)
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": q.asked[inProject.name] + "-" + place.Audience.ID + "-" + name + file.ext}))
	_, _ = q.w.Write(b.Bytes()) // who does not listen any more misses nothing
	return nil
}

// noteFile notes in the log that a file was made. Where words were taken back since what it knows, it is not given out.
func (q *question) noteFile(place reports.Place, people []string, what string) error {
	body := &domain.ExportMade{Audience: place.Audience.ID, Format: q.asked[format.name], What: what, Position: max(1, place.Position), People: people}
	receipt, err := q.Recorder.Record(q.r.Context(), domain.Command{ID: q.NewID(), Project: q.asked[inProject.name], Actor: q.token.Person, Drafts: []domain.Draft{{Body: body}}})
	if err != nil {
		return err
	}
	back, err := reports.TookBack(q.r.Context(), q.Source, q.asked[inProject.name], place.Position, receipt.Position)
	if err == nil && back {
		return reports.ErrTookBack()
	}
	return err
}

// errDemonstration is why nothing is recorded where examples are shown.
var errDemonstration = &domain.Error{Kind: domain.Refused, Message: "this is a demonstration, and takes nothing in this way", Want: "use its pages, or a site of your own"}
