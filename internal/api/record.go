package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/intake"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// mostAtOnce is how many entries one request may hold.
const mostAtOnce = 500

// startKind is the kind that has an address of its own.
const startKind = "project.started"

// Recorded is the answer to what was recorded: it is in the log.
type Recorded struct {
	ID       string `json:"id"`       // of the first entry; also the command
	Position uint64 `json:"position"` // its number
	Sequence uint64 `json:"sequence"` // for at_least
	Entries  int    `json:"entries"`  // how many there are; their numbers follow each other, their ids are that of the first with .2, .3 … behind it
}

// body reads what was sent, which is JSON in UTF-8.
func (q *question) body() ([]byte, error) {
	kind, how, err := mime.ParseMediaType(q.r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" || how["charset"] != "" && !strings.EqualFold(how["charset"], "utf-8") || q.r.Header.Get("Content-Encoding") != "" {
		return nil, errNotJSON
	}
	raw, err := io.ReadAll(q.r.Body)
	if err != nil {
		return nil, err
	}
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0:
		return nil, invalid("", "nothing was sent", `send an entry, such as {"kind":"surprise","what":"…"}`)
	case !utf8.Valid(raw):
		return nil, invalid("", "what was sent holds bytes that are not text", "send UTF-8")
	}
	var whole json.RawMessage
	var syntax *json.SyntaxError
	if err := json.Unmarshal(raw, &whole); errors.As(err, &syntax) {
		if strings.Contains(syntax.Error(), "max depth") {
			return nil, invalid("", "what was sent is nested too deeply", "send entries as the description has them")
		}
		place := min(max(int(syntax.Offset)-1, 0), len(raw))
		return nil, invalid(domain.Short(string(raw[place:]), 40), fmt.Sprintf("this is not JSON from character %d on", utf8.RuneCount(raw[:place])+1), "close every quote and bracket, and leave no comma at an end")
	}
	return raw, nil
}

// record records one entry, or a list of which all are recorded or none.
func (q *question) record() error {
	raw, err := q.body()
	if err != nil {
		return err
	}
	entries, list := []json.RawMessage{raw}, raw[0] == '['
	if list {
		if err := json.Unmarshal(raw, &entries); err != nil {
			return err
		}
	}
	if n := len(entries); n == 0 || n > mostAtOnce {
		return invalid(strconv.Itoa(n), "this is not a number of entries that can be recorded at once", fmt.Sprintf("send 1 to %d", mostAtOnce))
	}
	c := domain.Command{ID: q.asked[command.name], Project: q.asked["project"], Actor: q.token.Person}
	if c.Expected, err = q.expected(); err != nil {
		return err
	}
	where := func(i int) string {
		if list {
			return "/" + strconv.Itoa(i)
		}
		return ""
	}
	for i, entry := range entries {
		if err := q.add(&c, entry); err != nil {
			return at(where(i)+pointerIn(entry, err), err)
		}
	}
	if c.ID == "" {
		c.ID = q.NewID()
	}
	wrong := func(i int, err error) error { return at(where(i)+pointerIn(entries[i], err), err) }
	err = q.mayRecord(c, wrong)
	if kind := domain.KindOf(err); kind == domain.Invalid || kind == domain.NotFound || kind == domain.Refused {
		if q.caughtUp() { // what it is about may have been saved a moment ago
			err = q.mayRecord(c, wrong)
		}
	}
	if err != nil {
		return err
	}
	return q.keep(c, func(err error) error {
		if !list {
			return at(pointerIn(entries[0], err), err)
		}
		return err
	})
}

// caughtUp waits a little until the read models show what was written before, and says whether they do.
func (q *question) caughtUp() bool {
	ctx, cancel := context.WithTimeout(q.r.Context(), settle)
	defer cancel()
	return q.Views.Ready(ctx) == nil
}

// add reads one entry into the command.
func (q *question) add(c *domain.Command, raw []byte) error {
	one, err := intake.Line(raw)
	switch {
	case err != nil:
		return err
	case one.Project != "" && one.Project != c.Project:
		return invalid(one.Project, "project is another one than that of the address", "leave it out")
	case one.Actor != "" && one.Actor != q.token.Person:
		return &domain.Error{Kind: domain.Refused, Message: "actor is somebody else than the person of the token", Value: one.Actor, Want: "leave it out"}
	case one.ID != "" && c.ID != "" && one.ID != c.ID:
		return invalid(one.ID, "command is another one than Idempotency-Key", "give one of them")
	}
	if one.ID != "" {
		c.ID = one.ID
	}
	c.Drafts = append(c.Drafts, one.Drafts...)
	return nil
}

// mayRecord asks for each draft whether who sent it may record it; wrong says where it stands.
func (q *question) mayRecord(c domain.Command, wrong func(i int, err error) error) error {
	var now projections.View
	if q.People == nil {
		return errDemonstration
	}
	_, err := reports.SeenIn(q.r.Context(), reports.Reading{
		Past: q.past, Ask: reports.Ask{Now: q.Now()},
		Live: func(ctx context.Context, fn func(projections.View) error) error { return q.live(ctx, c.Project, fn) },
		Lens: func(v projections.View) (reports.Lens, error) {
			now = v
			lens, err := q.lens(v)
			if err == nil {
				err = reports.May(lens.Viewer, reports.Write, c.Project)
			}
			return lens, err
		},
	}, func(seen reports.Seen) (struct{}, error) {
		viewer, ok, err := q.viewer(now, c.Project)
		if err != nil || !ok {
			return struct{}{}, notOpen(err, c.Project)
		}
		w := writer{viewer, now, seen}
		for i, d := range c.Drafts {
			if err := w.may(d); err != nil {
				return struct{}{}, wrong(i, err)
			}
		}
		return struct{}{}, nil
	})
	return err
}

// keep records a command and answers when the log has it.
func (q *question) keep(c domain.Command, wrong func(error) error) error {
	q.w.Header().Set(command.name, c.ID) // also where nobody can say whether it was saved: sent again with it, it is saved once
	receipt, err := q.Recorder.Record(q.r.Context(), c)
	switch kind := domain.KindOf(err); {
	case kind == domain.Unavailable || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		q.Logger.Error("nothing can be said about what was sent", "request", q.w.Header().Get("X-Request-Id"), "error", err.Error())
		return placed{"", &domain.Error{Kind: domain.Unavailable, Message: "nobody can say yet whether this was saved", Value: c.ID, Want: "send the same again with this Idempotency-Key: it is saved once"}}
	case kind == domain.Conflict || kind == domain.Internal:
		return err
	case err != nil:
		return wrong(err)
	}
	q.w.Header().Set("Location", Base+"/projects/"+escapePath(c.Project)+"/entries/"+receipt.ID)
	first := receipt.Position - uint64(len(c.Drafts)) + 1
	return q.sendJSON(http.StatusCreated, Recorded{receipt.ID, first, receipt.Sequence, len(c.Drafts)})
}

// start starts a project. It is for who looks after the installation.
func (q *question) start() error {
	if q.People == nil {
		return errDemonstration
	}
	may := false
	err := q.Views.Read(q.r.Context(), func(rows projections.Reader) error {
		may = q.operates(rows)
		return nil
	})
	if err != nil {
		return err
	}
	if !may {
		return &domain.Error{Kind: domain.Refused, Message: "this is for people who look after this site", Want: "ask one of them"}
	}
	raw, err := q.body()
	if err != nil {
		return err
	}
	entry, id, err := startOf(raw)
	if err != nil {
		return at(pointerIn(raw, err), err)
	}
	c := domain.Command{ID: q.asked[command.name], Project: id, Actor: q.token.Person}
	if err := q.add(&c, entry); err != nil {
		return at(pointerIn(raw, err), err)
	}
	if c.ID == "" {
		c.ID = q.NewID()
	}
	return q.keep(c, func(err error) error { return at(pointerIn(raw, err), err) })
}

// startOf makes the entry of a new project of {"id","name",…}: its id is a field here, and the address there.
func startOf(raw []byte) (entry []byte, id string, err error) {
	if raw[0] != '{' {
		return nil, "", invalid(domain.Short(string(raw), 40), "this is not a project", `send {"id":"…","name":"…"}`)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	_, _ = d.Token()
	var b bytes.Buffer
	b.WriteString(`{"kind":"` + startKind + `"`)
	given := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, "", err
		}
		key, _ := token.(string)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, "", err
		}
		if given[key] {
			return nil, "", invalid(key, "this field stands twice", "give it once")
		}
		given[key] = true
		switch key {
		case "id":
			if json.Unmarshal(value, &id) != nil {
				return nil, "", invalid(string(value), "id is not a text", "write it in quotes")
			}
			continue
		case "kind", "project":
			return nil, "", invalid(key, "there is no such field of a new project", "leave it out")
		}
		name, _ := json.Marshal(key)
		fmt.Fprintf(&b, ",%s:%s", name, value)
	}
	if id == "" {
		return nil, "", invalid("", "id is missing", "name the project, such as riverside")
	}
	b.WriteByte('}')
	return b.Bytes(), id, nil
}

// pointerIn finds where in an entry an error is: it names a field, or a value that stands in one. It is empty where that is the whole.
func pointerIn(entry []byte, err error) string {
	var e *domain.Error
	fields := map[string]json.RawMessage{}
	if !errors.As(err, &e) || json.Unmarshal(entry, &fields) != nil {
		return ""
	}
	names := slices.Sorted(maps.Keys(fields))
	slices.SortStableFunc(names, func(a, b string) int { return len(b) - len(a) })
	first, rest, _ := strings.Cut(e.Message, " ")
	outer, inner, _ := strings.Cut(first, ".")
	for _, name := range names {
		if e.Value == name || strings.ReplaceAll(name, "-", "_") == e.Value {
			return "/" + escapePointer(name)
		}
	}
	for _, name := range names {
		if strings.ReplaceAll(name, "-", "_") != outer {
			continue
		}
		pointer := "/" + escapePointer(name)
		if inner != "" {
			return pointer + "/" + strings.ReplaceAll(escapePointer(inner), ".", "/")
		}
		word, _, _ := strings.Cut(rest, " ")
		if n, err := strconv.Atoi(word); err == nil && n > 0 && fields[name][0] == '[' {
			return pointer + "/" + strconv.Itoa(n-1)
		}
		return pointer
	}
	for _, name := range names {
		if e.Value != "" && holds(fields[name], e.Value) {
			return "/" + escapePointer(name)
		}
	}
	return ""
}

// holds says whether a value, or one of a list, is this text.
func holds(raw json.RawMessage, value string) bool {
	var text string
	var list []json.RawMessage
	switch {
	case json.Unmarshal(raw, &text) == nil:
		return text == value
	case json.Unmarshal(raw, &list) == nil:
		return slices.ContainsFunc(list, func(one json.RawMessage) bool { return holds(one, value) })
	}
	return string(raw) == value
}

func escapePointer(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
