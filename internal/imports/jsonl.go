package imports

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/intake"
	"github.com/desirelines/desirelines/streams"
)

const formatJSONL = "jsonl"

// JSONL records the lines that export jsonl wrote anew: one event a line, in the order of their projects. Lines of one
// command that follow each other are one command again, with the same id, so that the same file again is recognised.
// The time they were first recorded stays with them as the original one. Lines that are no events, or are refused, are
// problems; where events of a command are missing, the ids of the later ones change and what names them follows.
func (i *Importer) JSONL(ctx context.Context, in io.Reader) (Answer, error) {
	r := &lines{run: i.begin(i.NewID()), ids: map[string]string{}, touched: map[string]int{}, taken: map[string]map[string]bool{}}
	err := r.all(ctx, in)
	if err == nil {
		err = r.note(ctx)
	}
	return r.end(), err
}

// lines is the import of one file of lines.
type lines struct {
	*run
	group    []line                     // of one command of one project
	ids      map[string]string          // events that have another id now, by the one they had
	projects []string                   // in order of their first line
	touched  map[string]int             // events recorded, by project
	taken    map[string]map[string]bool // commands that the log held when one was first refused, by project
}

type line struct {
	number int
	event  domain.Event
}

func (l line) where() string { return fmt.Sprintf("line %d", l.number) }

func (r *lines) all(ctx context.Context, in io.Reader) error {
	n := 0
	for text, err := range intake.Lines(in) {
		if err != nil {
			return err
		}
		n++
		e, err := streams.DecodeEvent(text)
		if err != nil {
			r.problem(Problem{Where: fmt.Sprintf("line %d", n), What: sentence(err), Value: domain.Short(string(text), 80), Refused: true})
			continue
		}
		r.answer.Read++
		if u, ok := e.Body.(*domain.Unreadable); ok {
			r.problem(Problem{Where: fmt.Sprintf("line %d", n), What: "this cannot be recorded: " + u.Why, Value: u.KindName, Refused: true})
			continue
		}
		if s, ok := e.Body.(*domain.ProjectStarted); ok {
			if err := intake.Zone(s.Zone); err != nil {
				r.problem(Problem{Where: fmt.Sprintf("line %d", n), What: sentence(err), Value: s.Zone, Refused: true})
				continue
			}
		}
		if r.Project != "" {
			e.Project = r.Project
		}
		if len(r.group) > 0 && (r.group[0].event.Project != e.Project || r.group[0].event.Command != e.Command || e.Command == "") {
			if err := r.flush(ctx); err != nil {
				return err
			}
		}
		r.group = append(r.group, line{n, e})
		r.progress(n)
	}
	return r.flush(ctx)
}

func (r *lines) flush(ctx context.Context) error {
	if len(r.group) == 0 {
		return nil
	}
	first := r.group[0].event
	if _, seen := r.touched[first.Project]; !seen {
		r.projects, r.touched[first.Project] = append(r.projects, first.Project), 0
	}
	command := first.Command
	if command == "" {
		command = derivedID("line", first.Project, first.ID)
	}
	err := r.record(ctx, command, r.group)
	r.group = r.group[:0]
	return err
}

// record records lines as one command. One that is refused is halved until the line that is at fault stands alone; the
// ids of the halves follow from that of the whole, so that they too are recognised when the file comes again.
func (r *lines) record(ctx context.Context, id string, group []line) error {
	first := group[0].event
	command := domain.Command{ID: id, Project: first.Project, Actor: first.Actor, Correlation: first.Correlation}
	if command.Correlation == "" {
		command.Correlation = r.answer.ID
	}
	for n, l := range group {
		delete(r.ids, l.event.ID)
		if now := domain.EventID(id, n); now != l.event.ID {
			r.ids[l.event.ID] = now
		}
	}
	for _, l := range group {
		d, err := r.draft(&l.event)
		if err != nil {
			return err
		}
		command.Drafts = append(command.Drafts, d)
	}
	receipt, taken, err := r.do(ctx, command)
	switch {
	case err == nil && receipt.Repeated:
		r.answer.Unchanged += len(group)
		return nil
	case err == nil:
		r.answer.Appended += len(group)
		r.touched[first.Project] += len(group)
		return nil
	case !isRefusal(err):
		return err
	case taken || len(group) == 1:
		r.problem(Problem{Where: group[0].where(), What: err.Error(), Value: valueOf(err), Refused: true})
		return nil
	}
	middle := len(group) / 2
	if err := r.record(ctx, derivedID("half", id, "1"), group[:middle]); err != nil {
		return err
	}
	return r.record(ctx, derivedID("half", id, "2"), group[middle:])
}

// do records a command. taken says that the log has one of this id already; where that was recorded here in the first
// place it has no original time, so it is asked for again without one.
func (r *lines) do(ctx context.Context, c domain.Command) (receipt streams.Receipt, taken bool, err error) {
	receipt, err = r.Recorder.Do(ctx, c)
	if err == nil || !isRefusal(err) {
		return receipt, false, err
	}
	taken, failed := r.isTaken(ctx, c.Project, c.ID)
	if failed != nil || !taken {
		return receipt, false, cmp.Or(failed, err)
	}
	for n := range c.Drafts {
		c.Drafts[n].Original = time.Time{}
	}
	receipt, err = r.Recorder.Do(ctx, c)
	return receipt, true, err
}

// isTaken says whether the log holds a command of this id, so that its halves would be recorded twice.
func (r *lines) isTaken(ctx context.Context, project, id string) (bool, error) {
	if r.taken[project] == nil {
		events, err := r.events(ctx, project)
		if err != nil {
			return false, err
		}
		r.taken[project] = map[string]bool{}
		for n := range events {
			r.taken[project][events[n].Command] = true
		}
	}
	return r.taken[project][id], nil
}

func (r *lines) draft(e *domain.Event) (domain.Draft, error) {
	d := domain.Draft{
		Body: e.Body, Happened: e.Happened, Original: e.Original, Knowing: e.Knowing, Taken: e.Taken, Cause: e.Cause, Sharing: e.Sharing,
	}
	if d.Original.IsZero() {
		d.Original = e.Recorded
	}
	if len(r.ids) == 0 {
		return d, nil
	}
	if now, ok := r.ids[d.Cause]; ok {
		d.Cause = now
	}
	var err error
	d.Body, err = renamed(e.Body, r.ids)
	return d, err
}

// renamed is body with the ids of other events replaced wherever a text in it is exactly one of them.
func renamed(body domain.Body, ids map[string]string) (domain.Body, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	now, changed := renamedIn(raw, ids)
	if !changed {
		return body, nil
	}
	return domain.DecodeBody(body.Kind(), now)
}

// renamedIn replaces ids in a JSON text, list or object; everything else stays as it is, byte for byte.
func renamedIn(raw json.RawMessage, ids map[string]string) (now json.RawMessage, changed bool) {
	var text string
	var list []json.RawMessage
	var object map[string]json.RawMessage
	switch {
	case json.Unmarshal(raw, &text) == nil:
		id, ok := ids[text]
		if !ok {
			return raw, false
		}
		return quoted(id), true
	case json.Unmarshal(raw, &list) == nil:
		for i := range list {
			if one, ok := renamedIn(list[i], ids); ok {
				list[i], changed = one, true
			}
		}
		now, _ = json.Marshal(list) // it was JSON before
	case json.Unmarshal(raw, &object) == nil:
		for name := range object {
			if one, ok := renamedIn(object[name], ids); ok {
				object[name], changed = one, true
			}
		}
		now, _ = json.Marshal(object) // it was JSON before
	}
	if !changed {
		return raw, false
	}
	return now, true
}

func quoted(s string) json.RawMessage {
	b, _ := json.Marshal(s) // a string
	return b
}

// note records once in each project that came something from the file.
func (r *lines) note(ctx context.Context) error {
	for _, project := range r.projects {
		if r.touched[project] == 0 {
			continue
		}
		_, err := r.Recorder.Do(ctx, domain.Command{
			ID: r.NewID(), Project: project, Actor: r.Actor, Correlation: r.answer.ID,
			Drafts: []domain.Draft{{
				Body:     r.made(formatJSONL, time.Time{}, r.touched[project]),
				Happened: r.Today,
			}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sentence is the error without the line it is about, which may be long.
func sentence(err error) string {
	if e, ok := err.(*domain.Error); ok { //nolint:errorlint // DecodeEvent returns it as it is
		short := *e
		short.Value = ""
		return short.Error()
	}
	return err.Error()
}
