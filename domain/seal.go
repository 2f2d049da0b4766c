package domain

import (
	"reflect"
	"slices"
	"strings"
)

// Class is a sort of personal text. Each has a key of its own, so that one can be destroyed and the others kept.
type Class string

// The classes, one for each type of personal field.
const (
	ClassIdentity     Class = "identity"     // Identity: names and contacts
	ClassVoice        Class = "voice"        // Words: what somebody said or wrote
	ClassConfidential Class = "confidential" // Confidential, and Words that were shared with a listener or a circle alone: see WordsClass
)

// Classes returns every class.
func Classes() []Class { return []Class{ClassIdentity, ClassVoice, ClassConfidential} }

// Place is where a field was sealed. A box that is found anywhere else opens nothing, so that nobody can move what one
// person said under the name of another.
type Place struct {
	Project string
	Event   string // id
	Field   string // path in the body's JSON: "what", "value", "with.what" inside a correction
}

// Sealed is a personal field as it lies in the log once it was encrypted. One without a key was taken out of sight and
// opens nothing.
type Sealed struct {
	Key string `json:"key"` // id of the key; never made from the content
	Box []byte `json:"box"` // nonce and ciphertext; never changed

	at Place // known from where it was found, so it is not on the wire
}

// SealedAt returns a field sealed at a place.
func SealedAt(at Place, key string, box []byte) Sealed { return Sealed{Key: key, Box: box, at: at} }

// At is where the field was sealed or found; zero before BindEvent.
func (s Sealed) At() Place { return s.at }

// Sealer seals texts. Owner is whose key it is: "p:", the id of a person, "/" and the project, "i:" and the correlation of an import, or "e:"
// and the id of an event that has neither; everything with the same owner and class has the same key, but that of
// an event. The key may not be on the disk yet when Seal returns. It is safe for concurrent use.
type Sealer interface {
	Seal(owner string, class Class, at Place, text string) (Sealed, error)
}

// Opener opens sealed fields; the lens holds one. Open returns false where the key is gone for good: the field was erased.
// It is safe for concurrent use. One whose keys may be out of reach for a while has a method Unreached() uint64 besides, which grows each time that
// Open returned false for that reason: see Unreached.
type Opener interface {
	Open(Sealed) (text string, ok bool)
}

// Unreached is how often an opener could not tell whether a field was erased, because its keys could not be reached. Whoever opened fields for
// somebody and finds it grown shows nothing of them.
func Unreached(o Opener) uint64 {
	if u, may := o.(interface{ Unreached() uint64 }); may {
		return u.Unreached()
	}
	return 0
}

// plan is where the personal fields of a body are. Plans are made once, because every event of every start needs one.
type plan struct {
	fields []planned
	with   []int // index of a body inside the body; nil: there is none
}

// planned is one personal field.
type planned struct {
	index []int
	name  string // in JSON
	class Class
	value bool // a Value, whose Text it is
}

// plans has the plan of every kind in kindList; it is made once and only read afterwards.
var plans = func() map[reflect.Type]plan {
	m := make(map[reflect.Type]plan, len(kindList))
	for _, k := range kindList {
		t := reflect.TypeOf(k.New())
		m[t] = planOf(t.Elem())
	}
	return m
}()

func planOf(t reflect.Type) plan {
	var p plan
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		one := planned{index: f.Index, name: name}
		switch f.Type {
		case reflect.TypeFor[Words]():
			one.class = ClassVoice
		case reflect.TypeFor[Identity]():
			one.class = ClassIdentity
		case reflect.TypeFor[Confidential]():
			one.class = ClassConfidential
		case reflect.TypeFor[Value]():
			one.class, one.value = ClassVoice, true
		case reflect.TypeFor[File]():
			one.class = ClassVoice
		case reflect.TypeFor[Body]():
			p.with = f.Index
			continue
		default:
			continue
		}
		p.fields = append(p.fields, one)
	}
	return p
}

// in is the field of a body.
func (f planned) in(body reflect.Value) *personal {
	switch x := body.FieldByIndex(f.index).Addr().Interface().(type) {
	case *Words:
		return &x.personal
	case *Identity:
		return &x.personal
	case *Confidential:
		return &x.personal
	case *Value:
		return &x.Text.personal
	case *File:
		return &x.Key.personal
	}
	panic("a planned field is none") // planOf knows these types and no others
}

// inside is the body inside a body, nil where there is none, and where it stands.
func (p plan) inside(body reflect.Value) (with Body, at reflect.Value) {
	if p.with == nil {
		return nil, at
	}
	at = body.FieldByIndex(p.with)
	with, _ = at.Interface().(Body)
	return with, at
}

// mapped returns a copy of body with each personal field that is not empty changed by change; field is its path. A body without any is
// returned as it is.
func mapped(body Body, prefix string, change func(body Body, f planned, field string, p *personal) error) (Body, error) {
	p, ok := plans[reflect.TypeOf(body)]
	if !ok || len(p.fields) == 0 && p.with == nil {
		return body, nil
	}
	was := reflect.ValueOf(body).Elem()
	now := reflect.New(was.Type())
	now.Elem().Set(was)
	for _, f := range p.fields {
		if field := f.in(now.Elem()); !field.IsZero() {
			if err := change(body, f, pathTo(prefix, f.name), field); err != nil {
				return nil, err
			}
		}
	}
	if with, at := p.inside(now.Elem()); with != nil {
		fresh, err := mapped(with, prefix+"with.", change)
		if err != nil {
			return nil, err
		}
		at.Set(reflect.ValueOf(fresh))
	}
	return now.Interface().(Body), nil
}

func pathTo(prefix, name string) string {
	if prefix == "" {
		return name
	}
	return prefix + name
}

// WordsClass is the class that the words of an entry are sealed as, by how it was first shared. What is told to a listener or in a
// circle can be destroyed by itself; what somebody keeps to themselves goes with the rest of their words.
func WordsClass(sharing []string) Class {
	if SharedWithGroup(sharing) || slices.Contains(sharing, SharedOnlyMe) {
		return ClassVoice
	}
	return ClassConfidential
}

// SealEvent returns a copy of e whose personal fields are sealed; e is not changed. What was taken out of sight stays so. A
// field that comes sealed from elsewhere could never be opened here, so it is taken out of sight too.
func SealEvent(e Event, s Sealer) (Event, error) {
	at := Place{Project: e.Project, Event: e.ID}
	var owner string
	var of Body
	body, err := mapped(e.Body, "", func(body Body, f planned, field string, p *personal) error {
		at.Field = field
		if p.sealed != nil {
			if p.sealed.at != at {
				p.sealed = removed()
			}
			return nil
		}
		if of != body {
			of, owner = body, ownerOf(body, &e)
		}
		class := f.class
		if class == ClassVoice {
			class = WordsClass(sharingOf(body, &e))
		}
		sealed, err := s.Seal(owner, class, at, p.written())
		if err != nil {
			return err
		}
		box, err := newBox(sealed)
		*p = personal{sealed: box}
		return err
	})
	e.Body = body
	return e, err
}

// OwnerOfPerson is whose key seals what a person said in a project: see Sealer. A person has keys of their own in every project, so that
// one group cannot destroy what belongs to another.
func OwnerOfPerson(project, id string) string { return "p:" + id + "/" + project }

// ownerOf says whose key seals a body, that of the event or the one inside it: of the person it is about, else of who wrote the entry
// that it corrects, since their words are in it too, else of who recorded it, else of the import, else its own.
func ownerOf(body Body, e *Event) string {
	if about := body.about(e.ID); about.Thing == "person" && about.ID != "" {
		return OwnerOfPerson(e.Project, about.ID)
	}
	if c, ok := e.Body.(*EntryCorrected); ok && c.With == body && c.author != "" {
		return OwnerOfPerson(e.Project, c.author)
	}
	switch {
	case e.Actor != "":
		return OwnerOfPerson(e.Project, e.Actor)
	case e.Correlation != "":
		return "i:" + e.Correlation
	}
	return "e:" + e.ID
}

// sharingOf is with whom a body is shared: what a correction says instead as the entry is, so that it goes with the entry's own words.
func sharingOf(body Body, e *Event) []string {
	if c, ok := e.Body.(*EntryCorrected); ok && c.With == body {
		return c.sharing
	}
	return e.Sharing
}

// BindEvent tells the sealed fields of an event that was just read where they are. Nobody else may hold its body yet.
func BindEvent(e *Event) { bind(e.Body, "", e) }

// BindBody is BindEvent for a body that was kept elsewhere: at is the event that its sealed fields were sealed in, with what stands
// before their names there, which is "with." inside a correction. Nobody else may hold the body yet.
func BindBody(body Body, at Place) {
	bind(body, at.Field, &Event{Project: at.Project, ID: at.Event})
}

// BindAt tells a sealed text that was kept outside its event where it is. Text that is not sealed is passed over.
func (p *personal) BindAt(at Place) {
	if p.sealed != nil && !p.sealed.isRemoved() {
		s := *p.sealed
		s.at = at
		p.sealed = &s
	}
}

// BindAt is that of the text of the value.
func (v *Value) BindAt(at Place) { v.Text.BindAt(at) }

func bind(body Body, prefix string, e *Event) {
	p, ok := plans[reflect.TypeOf(body)]
	if !ok || len(p.fields) == 0 && p.with == nil {
		return
	}
	v := reflect.ValueOf(body).Elem()
	for _, f := range p.fields {
		if s := f.in(v).sealed; s != nil && !s.isRemoved() { // what was taken out of sight is nowhere
			s.at = Place{e.Project, e.ID, pathTo(prefix, f.name)}
		}
	}
	if with, _ := p.inside(v); with != nil {
		bind(with, prefix+"with.", e)
	}
}

// OpenBody returns a copy of body with every field open; one that o cannot open is taken out of sight. It is for what will
// be recorded anew, or compared with what was sent, and never for what is shown: that goes through the lens.
func OpenBody(body Body, o Opener) Body {
	open, _ := mapped(body, "", func(_ Body, _ planned, _ string, p *personal) error { // nothing in it fails
		p.reopen(o)
		return nil
	})
	return open
}

// reopen makes a sealed field an open one, or one that was taken out of sight.
func (p *personal) reopen(o Opener) {
	if p.sealed == nil {
		return
	}
	if text, erased := p.Reveal(o); !erased {
		*p = open(text)
		return
	}
	p.sealed = removed()
}

// isRemoved says whether there was a text that nobody can open any more.
func (p personal) isRemoved() bool { return p.sealed != nil && p.sealed.isRemoved() }

// Unerased returns a copy of body in which what was taken out of sight stands as in like, a body of the same kind: what
// nobody can read any more is as good as equal. Of another kind it returns body as it is.
func Unerased(body, like Body) Body {
	if reflect.TypeOf(body) != reflect.TypeOf(like) {
		return body
	}
	p, ok := plans[reflect.TypeOf(body)]
	if !ok || len(p.fields) == 0 && p.with == nil {
		return body
	}
	now, other := reflect.New(reflect.TypeOf(body).Elem()), reflect.ValueOf(like).Elem()
	now.Elem().Set(reflect.ValueOf(body).Elem())
	for _, f := range p.fields {
		if f.in(now.Elem()).isRemoved() {
			now.Elem().FieldByIndex(f.index).Set(other.FieldByIndex(f.index))
		}
	}
	mine, at := p.inside(now.Elem())
	theirs, _ := p.inside(other)
	if mine != nil && theirs != nil {
		at.Set(reflect.ValueOf(Unerased(mine, theirs)))
	}
	return now.Interface().(Body)
}

// CheckSealed refuses an event with an open personal field, for a log that holds none.
func CheckSealed(e *Event) error {
	_, err := mapped(e.Body, "", func(_ Body, _ planned, field string, p *personal) error {
		if p.sealed == nil {
			return &Error{Kind: Refused, Message: "this log takes sealed words only, and these are open: field " + field,
				Value: e.ID, Want: "import them, which seals them"}
		}
		return nil
	})
	return err
}

// Forgotten says whose keys are to be destroyed, and which.
type Forgotten struct {
	Event   string   // id of the event that says so; what was done for it once is not done again
	Owner   string   // as a Sealer knows it; empty: nobody's
	Classes []Class  // of the owner's keys; empty: all
	Keys    []string // single keys by their id, of entries that have no owner
}

// ForgottenIn returns what an event says is to be forgotten; ok is false for every kind but person.forgotten.
func ForgottenIn(e *Event) (f Forgotten, ok bool) {
	b, ok := e.Body.(*PersonForgotten)
	if !ok {
		return Forgotten{}, false
	}
	f = Forgotten{Event: e.ID, Owner: OwnerOfPerson(e.Project, b.Person)}
	for _, c := range b.Classes {
		f.Classes = append(f.Classes, Class(c))
	}
	return f, true
}
