package domain

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Event is an immutable fact about one project.
type Event struct {
	ID          string    // the command's id for its first event, then "<command id>.2", "<command id>.3" …
	Project     string    // id of the project; its events are numbered 1, 2, 3 … without a gap
	Position    uint64    // that number, the same on every surface, in every copy and after every restore
	Recorded    time.Time // when the server took it (UTC)
	Original    time.Time // when another store first recorded it, for what was imported; zero otherwise
	Happened    Date      // when it happened, as the writer says: a day, a month or unknown
	Actor       string    // random id of the person who recorded it, or empty
	Knowing     Knowing   // how that person knows
	Taken       Taken     // how it was taken down
	Cause       string    // id of the event that led to this one, or empty
	Correlation string    // id that ties events of one undertaking together, such as an import; or empty
	Sharing     []string  // the writer's first answer to "who may see it?"; nil means the group
	Command     string    // id of the command that made it
	Body        Body      // what happened; never nil
}

// Body is what happened, by kind. The kinds are the lines of kindList; a body's own file holds
// its rules (check) and what follows from it for later decisions (evolve).
type Body interface {
	Kind() string // "thing.what_happened", as on the wire, for ever
	Version() int // of the body's JSON, from 1

	about(self string) Ref               // self is the id of the event
	check(p *Project, self string) error // the rules; p already holds all that came before
	evolve(p *Project, self string)      // p afterwards; must not fail, whatever the log holds
}

// Ref names a thing inside a project.
type Ref struct {
	Thing string // aim, test, surprise, project …
	ID    string
}

// About names the thing the event is about: the one it made, or the one it changes.
func (e *Event) About() Ref { return e.Body.about(e.ID) }

// RecordedDay is the day the event was first recorded, in the project's zone; it stands in
// where nobody knows when it happened.
func (e *Event) RecordedDay(zone *time.Location) Date {
	t := e.Recorded
	if !e.Original.IsZero() {
		t = e.Original
	}
	return DateOf(t.In(zone))
}

// Commit is one message on the stream: the events of one command, or of several commands of
// one project that waited together. It is applied whole or not at all.
type Commit struct {
	Sequence uint64 // of the stream; orders projects among each other; what checkpoints keep
	Project  string
	Events   []Event
}

// v1 is embedded by every body whose JSON is in its first version.
type v1 struct{}

// Version is 1.
func (v1) Version() int { return 1 }

// DecodeBody reads the JSON body of an event of this kind in its present version. Unknown
// fields are ignored, because a newer binary may have added one. An unknown kind is Invalid.
func DecodeBody(kind string, raw []byte) (Body, error) {
	k, ok := KindNamed(kind)
	if !ok {
		return nil, UnknownKind(kind)
	}
	b := k.New()
	if err := json.Unmarshal(raw, b); err != nil {
		return nil, fmt.Errorf("body of %s: %w", kind, err)
	}
	return b, nil
}

// UnknownKind is the error for a kind that is not in the list; it names the nearest ones.
func UnknownKind(kind string) error {
	var near []string
	thing, _, _ := strings.Cut(kind, ".")
	for _, k := range kindList {
		if t, _, _ := strings.Cut(k.Name, "."); t == thing || k.Short == thing {
			near = append(near, k.Name)
		}
	}
	want := "such as surprise.noticed or failure.shared"
	if len(near) > 0 {
		want = "for example " + strings.Join(near, ", ")
	}
	return invalid(kind, "there is no such kind of entry", want)
}

// Unreadable stands for an event that this binary cannot read: an unknown kind, a newer version,
// or a body that is not what its kind says. Projections stop at it and nothing is decided on top of it.
type Unreadable struct {
	KindName string
	Ver      int
	Raw      json.RawMessage
	Why      string
}

// Kind is the kind as it stands in the log.
func (u *Unreadable) Kind() string { return u.KindName }

// Version is the version as it stands in the log.
func (u *Unreadable) Version() int { return u.Ver }

// MarshalJSON writes the body as it stands in the log.
func (u *Unreadable) MarshalJSON() ([]byte, error) { return u.Raw, nil }

func (u *Unreadable) about(self string) Ref { return Ref{"entry", self} }

func (u *Unreadable) check(*Project, string) error { return UnknownKind(u.KindName) }

func (u *Unreadable) evolve(p *Project, _ string) {
	if p.unreadable == "" {
		p.unreadable = fmt.Sprintf("entry %d is of kind %s version %d", p.position, u.KindName, u.Ver)
	}
}
