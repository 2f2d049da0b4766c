package intake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	_ "time/tzdata" // zone names are the same on every machine
	"unicode/utf8"

	"github.com/desirelines/desirelines/domain"
)

// MaxLine is the most bytes one line may have; it is also the most that one commit can hold.
const MaxLine = 1 << 20

const example = `write one object, such as {"kind":"surprise","project":"P","what":"…"}`

// common are the fields every kind has.
type common struct {
	Kind     string         `json:"kind"`
	Project  string         `json:"project"`
	Happened domain.Date    `json:"happened"`
	As       string         `json:"as"`
	Actor    string         `json:"actor"`
	Knowing  domain.Knowing `json:"knowing"`
	Taken    domain.Taken   `json:"taken"`
	Sharing  []string       `json:"sharing"`
	Cause    string         `json:"cause"`
	Command  string         `json:"command"`
}

// Line reads one entry. The command has exactly one draft; its ID, Project and Actor are empty where the
// line does not say them. Every error is Invalid, names the field and says what would be right.
func Line(raw []byte) (domain.Command, error) {
	obj, err := parse(raw)
	if err != nil {
		return domain.Command{}, err
	}
	body, err := obj.newBody("")
	if err != nil {
		return domain.Command{}, err
	}
	var c common
	if err := obj.fill(body.Kind(), reflect.ValueOf(body).Elem(), reflect.ValueOf(&c).Elem()); err != nil {
		return domain.Command{}, err
	}
	switch {
	case c.As != "" && c.Actor != "":
		return domain.Command{}, invalid(c.As, "as and actor are the same field", "give one of them")
	case c.Sharing != nil && len(c.Sharing) == 0:
		return domain.Command{}, invalid("", "sharing names nobody", "name an audience, or leave it out to share with the group")
	}
	if s, ok := body.(*domain.ProjectStarted); ok {
		if err := Zone(s.Zone); err != nil {
			return domain.Command{}, err
		}
	}
	return domain.Command{
		ID: c.Command, Project: c.Project, Actor: c.As + c.Actor,
		Drafts: []domain.Draft{{Body: body, Happened: c.Happened, Knowing: c.Knowing, Taken: c.Taken, Cause: c.Cause, Sharing: c.Sharing}},
	}, nil
}

// Zone checks the name of a time zone; the empty one is UTC. "Local" is refused, because it is another zone
// on every machine.
func Zone(name string) error {
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		return invalid(name, "this is not a time zone", "write a name such as Europe/London")
	}
	return nil
}

// parse reads one JSON object in UTF-8 with nothing after it.
func parse(raw []byte) (object, error) {
	raw = bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf")))
	switch {
	case len(raw) > MaxLine:
		return nil, invalid("", fmt.Sprintf("this line is too long: more than %d bytes", MaxLine), "make several entries of it")
	case len(raw) == 0:
		return nil, invalid("", "this line is empty", example)
	case !utf8.Valid(raw):
		return nil, invalid("", "this line holds bytes that are not text", "send UTF-8 text")
	}
	var whole json.RawMessage
	if err := json.Unmarshal(raw, &whole); err != nil {
		return nil, notJSON(raw, err)
	}
	if raw[0] != '{' {
		return nil, invalid(string(raw), "this is "+typeName(raw)+", not an entry", example)
	}
	return members("", raw)
}

func notJSON(raw []byte, err error) error {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return invalid(string(raw), "this line is not JSON", example)
	}
	if syntax.Offset >= int64(len(raw)) && strings.Contains(err.Error(), "unexpected end") {
		return invalid("", "this line ends before its object does", "close every quote and bracket")
	}
	at := max(int(syntax.Offset)-1, 0)
	return invalid(string(raw[at:]), fmt.Sprintf("this line is not JSON from character %d on", utf8.RuneCount(raw[:at])+1), example)
}

// newBody takes the kind out of an object and makes its empty body; place says where the object stands.
func (o object) newBody(place string) (domain.Body, error) {
	for _, m := range o {
		if m.name != "kind" {
			continue
		}
		kind, err := text(joinName(place, "kind"), m.raw)
		if err != nil {
			return nil, err
		}
		body, ok := domain.NewBody(kind)
		if !ok {
			return nil, UnknownKind(kind)
		}
		return body, nil
	}
	return nil, invalid("", joinName(place, "kind")+" is missing", `say what to record, such as "kind":"surprise"`)
}

// UnknownKind is the error for a kind that there is none of; it names the nearest ones.
func UnknownKind(kind string) error {
	var names []string
	for _, k := range domain.Kinds() {
		names = append(names, k.Name)
		if k.Short != "" {
			names = append(names, k.Short)
		}
	}
	if near := nearest(kind, names); len(near) > 0 {
		return invalid(kind, "there is no such kind of entry", "did you mean "+strings.Join(near, " or ")+"?")
	}
	return domain.UnknownKind(kind)
}

func invalid(value, message, want string) error {
	return &domain.Error{Kind: domain.Invalid, Message: message, Value: value, Want: want}
}
