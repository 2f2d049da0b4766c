package domain

import (
	"fmt"
	"strconv"
	"strings"
)

// Project is what a decision needs to know of one project: a small index, never words. It is
// not safe for concurrent use; the owner of the project in a process holds it.
type Project struct {
	id          string
	position    uint64
	started     bool
	ended       bool
	unreadable  string // what stands in the way of deciding, or empty
	aims        map[string]aimState
	measures    map[measureKey]measureState
	things      things                 // everything that has an event's id
	corrections map[string]string      // id of a correction → the entry it corrects
	people      map[string]personState // who joined or wrote something, by id; of the installation its staff
	consents    map[string]bool        // event id of a consent → still stands (false: lapsed)
	recordings  map[string]recordingState
	audiences   map[string]audienceState // those the project named, also the retired
	imports     map[string]bool          // import id → still stands (false: undone)
	commands    map[[16]byte]span
	undo        []func() // how to take back what the present command did, or all since Hold, newest last
	recording   bool
	held        bool // since Hold
}

type aimState struct{ state AimState }

type measureKey struct{ aim, measure string }

type measureState struct {
	kind    MeasureKind
	mode    Mode
	levels  []string
	retired bool
}

type thingState struct {
	thing     string
	body      string   // its kind
	of        string   // the thing a note, conclusion, check or answer is about
	sharing   []string // of its event; nil: the group
	withdrawn bool
	closes    bool   // it closes the thing it is about
	closed    uint16 // how many that stand close it: a test concluded, a rule retired, a mending done, a question answered
	by        uint32 // the number of who wrote it; 0: nobody said
}

type personState struct {
	number    uint32 // from 1, in the order they came up: things hold it in place of the long id
	here      bool   // joined and did not leave
	forgotten bool
}

type span struct {
	first uint64
	n     int
}

// NewProject returns the state before anything happened.
func NewProject(id string) *Project {
	return &Project{
		id: id, aims: map[string]aimState{}, measures: map[measureKey]measureState{},
		corrections: map[string]string{},
		people:      map[string]personState{}, consents: map[string]bool{}, recordings: map[string]recordingState{}, audiences: map[string]audienceState{},
		imports: map[string]bool{}, commands: map[[16]byte]span{},
	}
}

// ID returns the project's id.
func (p *Project) ID() string { return p.id }

// Position returns the number of the last event, 0 before the first.
func (p *Project) Position() uint64 { return p.position }

// Started says whether the project exists.
func (p *Project) Started() bool { return p.started }

// Taken returns the position of the first event of a command and how many it made; ok is false
// where no such command was taken.
func (p *Project) Taken(command string) (first uint64, n int, ok bool) {
	id, valid := parseUUID(command)
	if !valid {
		return 0, 0, false
	}
	s, ok := p.commands[id]
	return s.first, s.n, ok
}

// Evolve takes in one event. Events must come in order; anything the log holds is accepted.
func (p *Project) Evolve(e *Event) {
	p.position = e.Position
	if id, ok := parseUUID(e.Command); ok {
		before, had := p.commands[id]
		now := before
		if !had {
			now.first = e.Position
		}
		now.n++
		set(p, p.commands, id, now)
	}
	by := p.writer(e.Actor)
	e.Body.evolve(p, e.ID)
	if by == 0 && len(e.Sharing) == 0 {
		return
	}
	if t, ok := p.things.get(e.ID); ok {
		t.by = by
		if len(e.Sharing) > 0 {
			t.sharing = e.Sharing
		}
		p.note(e.ID, t)
	}
}

// writer returns the number of who wrote an event, 0 for nobody. Who writes is known from then on.
func (p *Project) writer(actor string) uint32 {
	if actor == "" {
		return 0
	}
	who, known := p.people[actor]
	if !known {
		who = p.person(actor)
		set(p, p.people, actor, who)
	}
	return who.number
}

// remember starts to note how to take back what follows and returns the way to do so. A command
// of one draft is checked before it changes anything, so it needs no notes.
func (p *Project) remember(several bool) (undo func()) {
	position, started, ended, from := p.position, p.started, p.ended, len(p.undo)
	p.recording = several || p.held
	return func() {
		for i := len(p.undo) - 1; i >= from; i-- {
			p.undo[i]()
		}
		p.undo = p.undo[:from]
		p.position, p.started, p.ended = position, started, ended
		p.forget()
	}
}

// Hold notes how to take back whatever is decided or evolved from now on, until settle is called once: with true all of that stays, with
// false the state is as it was at Hold. It costs a note for each change, so it is for states that others change too.
func (p *Project) Hold() (settle func(keep bool)) {
	p.held = true
	undo := p.remember(true)
	return func(keep bool) {
		p.held = false
		if keep {
			p.forget()
		} else {
			undo()
		}
	}
}

func (p *Project) forget() {
	if p.held {
		return
	}
	clear(p.undo)
	p.undo, p.recording = p.undo[:0], false
}

// set is the only way the maps of a Project change; note is that of its things.
func set[K comparable, V any](p *Project, m map[K]V, k K, v V) {
	if p.recording {
		before, had := m[k]
		p.undo = append(p.undo, func() {
			if had {
				m[k] = before
			} else {
				delete(m, k)
			}
		})
	}
	m[k] = v
}

func (p *Project) add(thing, kind, id string) {
	p.note(id, thingState{thing: thing, body: kind})
}

// reply notes a thing that is about another one.
func (p *Project) reply(thing, kind, id, of string) {
	p.note(id, thingState{thing: thing, body: kind, of: of})
}

// closing notes a thing that is about another one and closes it for as long as it stands.
func (p *Project) closing(thing, kind, id, of string) {
	p.note(id, thingState{thing: thing, body: kind, of: of, closes: true})
	p.close(of)
}

// close closes a thing; an unknown one is passed over. What was closed more than once is open when all of that was taken back.
func (p *Project) close(id string) {
	if t, ok := p.things.get(id); ok {
		t.closed++
		p.note(id, t)
	}
}

// reopen takes back one closing.
func (p *Project) reopen(id string) {
	if t, ok := p.things.get(id); ok && t.isClosed() {
		t.closed--
		p.note(id, t)
	}
}

func (t thingState) isClosed() bool { return t.closed > 0 }

// hasEntry says whether any event of the project has this id, whatever it is about: ids are made from
// commands, as EventID does it.
func (p *Project) hasEntry(id string) bool {
	if _, ok := p.things.get(id); ok {
		return true
	}
	command, nth, _ := strings.Cut(id, ".")
	_, made, _ := p.Taken(command)
	n, err := strconv.Atoi(nth)
	if nth == "" {
		n, err = 1, nil
	}
	return err == nil && n >= 1 && n <= made && id == EventID(command, n-1)
}

// need returns the thing with this id where it is one of the things named and was not withdrawn.
// An empty list of things takes any.
func (p *Project) need(field, id string, things ...string) (thingState, error) {
	want := "give the id of an entry of this project"
	if len(things) > 0 {
		want = "give the id of " + a(joinOr(things)) + " of this project"
	}
	if id == "" {
		return thingState{}, invalid("", fmt.Sprintf("the %s is missing", field), want)
	}
	t, ok := p.things.get(id)
	if !ok {
		return t, invalid(id, fmt.Sprintf("there is no such %s", field), want)
	}
	if t.withdrawn {
		return t, invalid(id, fmt.Sprintf("this %s was withdrawn", field), want)
	}
	for _, thing := range things {
		if t.thing == thing {
			return t, nil
		}
	}
	if len(things) > 0 {
		return t, invalid(id, fmt.Sprintf("this is %s, not %s", a(t.thing), a(joinOr(things))), want)
	}
	return t, nil
}

// needAll is need for a list, which may be empty; a doubled id is refused.
func (p *Project) needAll(field string, ids []string, things ...string) error {
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id] {
			return invalid(id, fmt.Sprintf("this %s is named twice", field), "name it once")
		}
		seen[id] = true
		if _, err := p.need(field, id, things...); err != nil {
			return err
		}
	}
	return nil
}

// maybe is need for a reference that may be left out.
func (p *Project) maybe(field, id string, things ...string) error {
	if id == "" {
		return nil
	}
	_, err := p.need(field, id, things...)
	return err
}

func (p *Project) needAim(id string) (aimState, error) {
	if id == "" {
		return aimState{}, invalid("", "the aim is missing", "give its id")
	}
	a, ok := p.aims[id]
	if !ok {
		return a, invalid(id, "there is no such aim", "agree on it first, or leave the aim out")
	}
	return a, nil
}

func (p *Project) maybeAim(id string) error {
	if id == "" {
		return nil
	}
	_, err := p.needAim(id)
	return err
}

// maybeMeasure is for a reference to a measure, to an aim alone, or to neither.
func (p *Project) maybeMeasure(aim, measure string) error {
	if measure == "" {
		return p.maybeAim(aim)
	}
	_, err := p.needMeasure(aim, measure)
	return err
}

func (p *Project) needMeasure(aim, measure string) (measureState, error) {
	if _, err := p.needAim(aim); err != nil {
		return measureState{}, err
	}
	if measure == "" {
		return measureState{}, invalid("", "the measure is missing", "give its id")
	}
	m, ok := p.measures[measureKey{aim, measure}]
	if !ok {
		return m, invalid(measure, fmt.Sprintf("the aim %q has no such measure", Short(aim, 60)), "add the measure first")
	}
	return m, nil
}
