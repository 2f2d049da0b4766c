package domain

import "math"

// things is what a Project knows of everything that has an event's id, by that id. A state is kept for every entry there ever was, so it takes
// little room: a dozen bytes for each event of a command, beside what a command takes. The zero value is empty.
type things struct {
	made  map[[16]byte][]slimThing // by command, the first event first
	more  map[thingAt]thingMore    // of the few that need it
	odd   map[string]thingState    // under ids that EventID did not make
	names []thingName              // each once, so that a thing has only the number of its own
	named map[thingName]uint16     // that number, from 1
}

// slimThing is a thingState without what few have.
type slimThing struct {
	name      uint16 // from 1; 0: there is no such thing
	closed    uint16
	by        uint32
	withdrawn bool
	closes    bool
	more      bool // there is a thingMore of it
}

type thingName struct{ thing, body string }

type thingMore struct {
	of      string
	sharing []string
}

// thingAt is the id of an event that EventID made.
type thingAt struct {
	command [16]byte
	nth     uint32 // from 0
}

// mostOfCommand is more events than any commit has room for.
const mostOfCommand = 1 << 16

// placeOf takes the id of an event apart; ok is false for one that EventID does not make.
func placeOf(id string) (at thingAt, ok bool) {
	const uuid = 36
	if len(id) < uuid {
		return at, false
	}
	if at.command, ok = parseUUID(id[:uuid]); !ok || len(id) == uuid {
		return at, ok
	}
	digits := id[uuid+1:]
	if id[uuid] != '.' || len(digits) == 0 || len(digits) > 5 || digits[0] == '0' {
		return at, false
	}
	n := uint32(0)
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return at, false
		}
		n = n*10 + uint32(c-'0')
	}
	at.nth = n - 1
	return at, n >= 2 && n <= mostOfCommand
}

// get returns the thing with this id; ok is false where there is none.
func (s *things) get(id string) (t thingState, ok bool) {
	at, plain := placeOf(id)
	if list := s.made[at.command]; plain && int(at.nth) < len(list) {
		if slim := list[at.nth]; slim.name > 0 {
			return s.whole(at, slim), true
		}
	}
	t, ok = s.odd[id]
	return t, ok
}

func (s *things) whole(at thingAt, slim slimThing) thingState {
	name := s.names[slim.name-1]
	t := thingState{
		thing: name.thing, body: name.body, withdrawn: slim.withdrawn, closes: slim.closes, closed: slim.closed, by: slim.by,
	}
	if slim.more {
		m := s.more[at]
		t.of, t.sharing = m.of, m.sharing
	}
	return t
}

// put notes a thing in the place of what had its id.
func (s *things) put(id string, t thingState) {
	at, plain := placeOf(id)
	number := s.number(thingName{t.thing, t.body})
	if !plain || number == 0 {
		s.remove(id)
		if s.odd == nil {
			s.odd = map[string]thingState{}
		}
		s.odd[id] = t
		return
	}
	delete(s.odd, id)
	slim := slimThing{name: number, closed: t.closed, by: t.by, withdrawn: t.withdrawn, closes: t.closes, more: t.of != "" || t.sharing != nil}
	if slim.more {
		if s.more == nil {
			s.more = map[thingAt]thingMore{}
		}
		s.more[at] = thingMore{t.of, t.sharing}
	} else {
		delete(s.more, at)
	}
	if s.made == nil {
		s.made = map[[16]byte][]slimThing{}
	}
	list := s.made[at.command]
	for len(list) <= int(at.nth) {
		list = append(list, slimThing{})
	}
	list[at.nth] = slim
	s.made[at.command] = list
}

// number is that of a name, which gets one where it has none; 0 where there are too many, which only a log that nobody of ours wrote could hold.
func (s *things) number(name thingName) uint16 {
	n, known := s.named[name]
	if known || len(s.names) == math.MaxUint16 {
		return n
	}
	if s.named == nil {
		s.named = map[thingName]uint16{}
	}
	s.names = append(s.names, name)
	n = uint16(len(s.names)) //nolint:gosec // just compared
	s.named[name] = n
	return n
}

// remove forgets the thing with this id.
func (s *things) remove(id string) {
	delete(s.odd, id)
	at, plain := placeOf(id)
	if !plain {
		return
	}
	delete(s.more, at)
	list := s.made[at.command]
	if int(at.nth) >= len(list) {
		return
	}
	list[at.nth] = slimThing{}
	for len(list) > 0 && list[len(list)-1].name == 0 {
		list = list[:len(list)-1]
	}
	if s.made[at.command] = list; len(list) == 0 {
		delete(s.made, at.command)
	}
}

// forget takes back the names after the first n.
func (s *things) forget(n int) {
	for _, name := range s.names[n:] {
		delete(s.named, name)
	}
	s.names = s.names[:n]
}

// note notes a thing, and how to take that back where somebody asks.
func (p *Project) note(id string, t thingState) {
	if p.recording {
		before, had := p.things.get(id)
		names := len(p.things.names)
		p.undo = append(p.undo, func() {
			if had {
				p.things.put(id, before)
			} else {
				p.things.remove(id)
			}
			p.things.forget(names)
		})
	}
	p.things.put(id, t)
}
