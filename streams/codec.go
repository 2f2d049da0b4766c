package streams

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
)

// The wire format. A commit is a CloudEvents 1.0 JSON batch: an array of the events of one or more
// commands of one project, in order. An event is one JSON object:
//
//	specversion      "1.0"
//	id               id of the event
//	source           "/projects/" and the id of the project, path-escaped; "/installation" without one
//	type             kind, such as surprise.noticed
//	subject          what it is about: thing, and "/" and its id where it has one. Told for other
//	                 readers; ours take it from the body
//	time             when the server took it, RFC 3339 in UTC
//	datacontenttype  "application/json"
//	dataversion      version of data's shape, from 1
//	position         number of the event in its project, from 1
//	command          id of the command that made it
//	happened, original, actor, knowing, taken, cause, correlation
//	                 as in domain.Event, left out where empty
//	sharing          who may see it: ids, path-escaped, joined by ","; left out where nil
//	data             the body
//
// Unknown attributes are passed over. Where a name comes twice the last one counts.
const (
	sourceProject      = "/projects/"
	sourceInstallation = "/installation"
)

// EncodeEvent returns e as one CloudEvents JSON object, without a line end. It fails only where
// the body cannot be written as JSON.
func EncodeEvent(e *domain.Event) ([]byte, error) {
	return appendEvent(make([]byte, 0, 1024), e)
}

// EncodeCommit returns the events of one project as the payload of one message. Without events it
// is an empty batch.
func EncodeCommit(events []domain.Event) ([]byte, error) {
	b := append(make([]byte, 0, 1024*len(events)+2), '[')
	for i := range events {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendEvent(b, &events[i]); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendEvent(b []byte, e *domain.Event) ([]byte, error) {
	data, err := json.Marshal(e.Body)
	if err != nil {
		return b, fmt.Errorf("write the body of event %s: %w", e.ID, err)
	}
	b = append(b, `{"specversion":"1.0","id":`...)
	b = appendString(b, e.ID)
	b = append(b, `,"source":`...)
	b = appendString(b, source(e.Project))
	b = append(b, `,"type":`...)
	b = appendString(b, e.Body.Kind())
	b = append(b, `,"subject":`...)
	b = appendString(b, aboutText(e))
	b = append(b, `,"time":"`...)
	b = e.Recorded.UTC().AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","datacontenttype":"application/json","dataversion":`...)
	b = strconv.AppendInt(b, int64(e.Body.Version()), 10)
	b = append(b, `,"position":`...)
	b = strconv.AppendUint(b, e.Position, 10)
	b = appendOptional(b, `,"command":`, e.Command)
	if e.Happened.Known() {
		b = appendOptional(b, `,"happened":`, e.Happened.String())
	}
	if !e.Original.IsZero() {
		b = append(b, `,"original":"`...)
		b = append(e.Original.UTC().AppendFormat(b, time.RFC3339Nano), '"')
	}
	b = appendOptional(b, `,"actor":`, e.Actor)
	b = appendOptional(b, `,"knowing":`, string(e.Knowing))
	b = appendOptional(b, `,"taken":`, string(e.Taken))
	b = appendOptional(b, `,"cause":`, e.Cause)
	b = appendOptional(b, `,"correlation":`, e.Correlation)
	if len(e.Sharing) > 0 {
		b = appendOptional(b, `,"sharing":`, joinEscaped(e.Sharing))
	}
	b = append(b, `,"data":`...)
	b = append(b, data...)
	return append(b, '}'), nil
}

func source(project string) string {
	if project == domain.Installation {
		return sourceInstallation
	}
	return sourceProject + url.PathEscape(project)
}

func aboutText(e *domain.Event) string {
	about := e.About()
	if about.ID == "" {
		return about.Thing
	}
	return about.Thing + "/" + about.ID
}

func joinEscaped(list []string) string {
	escaped := make([]string, len(list))
	for i, s := range list {
		escaped[i] = url.PathEscape(s)
	}
	return strings.Join(escaped, ",")
}

func splitEscaped(s string) ([]string, error) {
	list := strings.Split(s, ",")
	for i := range list {
		var err error
		if list[i], err = url.PathUnescape(list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// DecodeEvent reads what EncodeEvent wrote. A body that this program cannot read gives an event
// with a *domain.Unreadable body and no error; an envelope that is none is Invalid.
func DecodeEvent(line []byte) (domain.Event, error) {
	s := scanner{b: line}
	e, err := decodeEvent(&s, upcasters, nil)
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return domain.Event{}, &domain.Error{Kind: domain.Invalid, Message: "this is not an event: " + err.Error(),
			Value: string(line), Want: "one CloudEvents 1.0 JSON object as export jsonl writes it"}
	}
	return e, nil
}

// DecodeCommit reads one message of the stream. It never fails, so that one bad commit cannot
// stop every reader: an event whose body this program cannot read has a *domain.Unreadable body,
// and a commit that is no batch of events of its project at positions that follow each other is
// one event with such a body, at position 0.
func DecodeCommit(raw RawCommit) domain.Commit {
	c := domain.Commit{Sequence: raw.Sequence}
	var err error
	if c.Project, err = ProjectOf(raw.Subject); err == nil {
		c.Events, err = decodeBatch(raw.Data, c.Project)
	}
	if err != nil {
		c.Events = []domain.Event{{Project: c.Project, Body: &domain.Unreadable{Raw: json.RawMessage("null"),
			Why: fmt.Sprintf("commit %d cannot be read: %v", raw.Sequence, err)}}}
	}
	return c
}

func decodeBatch(data []byte, project string) ([]domain.Event, error) {
	s := scanner{b: data}
	if !s.take('[') {
		return nil, s.fail("a batch")
	}
	events := make([]domain.Event, 0, 1+bytes.Count(data, []byte(`},{"specversion"`)))
	for !s.take(']') {
		if len(events) > 0 && !s.take(',') {
			return nil, s.fail("a comma")
		}
		var last *domain.Event
		if len(events) > 0 {
			last = &events[len(events)-1]
		}
		e, err := decodeEvent(&s, upcasters, &envelopeHint{project: project, last: last})
		if err != nil {
			return nil, err
		}
		if e.Project != project {
			return nil, fmt.Errorf("event %d belongs to another project", e.Position)
		}
		if last != nil && e.Position != last.Position+1 {
			return nil, fmt.Errorf("event %d follows event %d", e.Position, last.Position)
		}
		events = append(events, e)
	}
	if len(events) == 0 {
		return nil, fmt.Errorf("it holds no event")
	}
	return events, s.end()
}

// envelopeHint is what an event very likely has in common with the one before it; it spares
// making the same strings again.
type envelopeHint struct {
	project string
	last    *domain.Event // nil for the first
}

func decodeEvent(s *scanner, chains upcasts, hint *envelopeHint) (domain.Event, error) {
	var e domain.Event
	var kind string
	var version, position uint64
	var data []byte
	if !s.take('{') {
		return e, s.fail("an event")
	}
	for first := true; !s.take('}'); first = false {
		if !first && !s.take(',') {
			return e, s.fail("a comma")
		}
		name := s.text()
		if !s.take(':') {
			return e, s.fail("a colon")
		}
		switch string(name) {
		case "specversion":
			if v := s.text(); string(v) != "1.0" {
				return e, fmt.Errorf("specversion is %q, not 1.0", v)
			}
		case "id":
			e.ID = string(s.text())
		case "source":
			e.Project = hint.projectOf(s.text())
		case "type":
			kind = nameOfKind(s.text())
		case "time":
			e.Recorded = s.time()
		case "original":
			e.Original = s.time()
		case "dataversion":
			version = s.number()
		case "position":
			position = s.number()
		case "command":
			e.Command = share(s.text(), e.ID)
		case "happened":
			var err error
			if e.Happened, err = domain.ParseDate(string(s.text())); err != nil {
				return e, err
			}
		case "actor":
			e.Actor = hint.actor(s.text())
		case "knowing":
			e.Knowing = domain.Knowing(s.text())
		case "taken":
			e.Taken = domain.Taken(s.text())
		case "cause":
			e.Cause = string(s.text())
		case "correlation":
			e.Correlation = string(s.text())
		case "sharing":
			var err error
			if e.Sharing, err = splitEscaped(string(s.text())); err != nil {
				return e, err
			}
		case "data":
			data = s.raw()
		default:
			s.raw()
		}
		if s.err != nil {
			return e, s.err
		}
	}
	if e.ID == "" || kind == "" || data == nil || version == 0 {
		return e, fmt.Errorf("id, type, dataversion or data is missing")
	}
	e.Position = position
	e.Body = decodeBody(chains, kind, int(version), data)
	domain.BindEvent(&e)
	return e, nil
}

// projectOf returns the project of a source; a source that is none gives one that no project has.
func (h *envelopeHint) projectOf(source []byte) string {
	if string(source) == sourceInstallation {
		return domain.Installation
	}
	escaped, ok := bytes.CutPrefix(source, []byte(sourceProject))
	if ok && h != nil && string(escaped) == h.project {
		return h.project
	}
	if id, err := url.PathUnescape(string(escaped)); ok && err == nil && id != "" {
		return id
	}
	return "\x00"
}

func (h *envelopeHint) actor(b []byte) string {
	if h != nil && h.last != nil {
		return share(b, h.last.Actor)
	}
	return string(b)
}

// nameOfKind is the name of a kind, the same string for every event of it.
func nameOfKind(b []byte) string {
	if k, ok := domain.KindNamed(string(b)); ok {
		return k.Name
	}
	return string(b)
}

func share(b []byte, maybe string) string {
	if string(b) == maybe {
		return maybe
	}
	return string(b)
}

// EncodeExport writes an event as EncodeEvent does, and names what was left out of it: withheld (kept private) and
// removed (taken out of sight) are fields of the body. DecodeEvent passes these names over.
func EncodeExport(e *domain.Event, withheld, removed []string) ([]byte, error) {
	b, err := EncodeEvent(e)
	if err != nil {
		return nil, err
	}
	if len(withheld) > 0 {
		b = append(appendOptional(b[:len(b)-1], `,"withheld":`, joinEscaped(withheld)), '}')
	}
	if len(removed) > 0 {
		b = append(appendOptional(b[:len(b)-1], `,"removed":`, joinEscaped(removed)), '}')
	}
	return b, nil
}
