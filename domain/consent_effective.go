package domain

import (
	"maps"
	"slices"
)

// Consent is what a consent event says of who may see what, as far as the answer depends on it.
type Consent struct {
	Given    bool     // false: taken back
	Person   string   // empty: of entries that nobody known wrote
	Items    []string // ids of entries; or
	Class    string   // words, name, confidential
	Audience string   // empty where it was taken back from every audience
	ReviewBy Date     // last day that it counts; zero: no end
	Lapsed   bool
}

// counts says whether a consent still counts on a day; what was taken back stays so.
func (c Consent) counts(today Date) bool {
	return !c.Given || !c.Lapsed && !(c.ReviewBy.Known() && today.After(c.ReviewBy))
}

// Effective returns with whom an entry is shared today: the writer's first answer, changed by the consents of the same writer, which come in
// order of position. class says which fields are asked about (words, name, confidential); consents to that class count
// beside those that name the entry. An empty class asks about the entry itself, which consents to a class leave alone. An empty
// writer is nobody known, whose entries only consents that name them are about.
//
// The latest word about an entry and an audience wins. Consent to a class counts for an entry that has no word of its own about the
// audience; taken back, it ends every earlier consent. What lapsed, or should have been reviewed before today, counts as never given. What
// is taken back from one audience is no longer public either; taken back from the group it is private, and nobody sees it again
// before a new consent. Nothing is seen outside that the group does not see.
//
// The result is never empty: "group" and then the others, or one word that keeps it private: only-me, listener or a circle.
func Effective(sharing []string, writer, item, class string, consents []Consent, today Date) []string {
	e := entryConsent{shared: map[string]bool{}, own: map[string]ownWord{}}
	e.start(sharing)
	for _, c := range consents {
		own := slices.Contains(c.Items, item)
		byClass := class != "" && c.Class == class && writer != ""
		if c.Person != writer || !own && !byClass || !c.counts(today) {
			continue
		}
		if c.Given {
			e.give(c.Audience, own)
		} else {
			e.takeBack(c.Audience, own)
		}
	}
	return e.sharing()
}

// ownWord is the latest word about an audience that names the entry itself.
type ownWord uint8

const (
	noWord ownWord = iota
	saidYes
	saidNo
)

// entryConsent is who an entry is shared with while consents are told one after another.
type entryConsent struct {
	shared  map[string]bool // audiences
	private string          // only-me, listener or a circle; what it is where the group is not among the shared
	own     map[string]ownWord
	all     ownWord // for audiences that own does not hold
}

func (e *entryConsent) start(sharing []string) {
	e.private = SharedOnlyMe
	if !SharedWithGroup(sharing) {
		e.private = sharing[0]
		return
	}
	e.shared[SharedGroup] = true
	for _, audience := range sharing {
		e.shared[audience] = true
	}
}

func (e *entryConsent) word(audience string) ownWord {
	if w, ok := e.own[audience]; ok {
		return w
	}
	return e.all
}

func (e *entryConsent) give(audience string, own bool) {
	if !own && e.word(audience) != noWord {
		return
	}
	e.shared[audience] = true
	if audience == SharedPublic {
		e.shared[SharedGroup] = true
	}
	if own {
		e.own[audience] = saidYes
	}
}

func (e *entryConsent) takeBack(audience string, own bool) {
	if audience != "" && audience != SharedGroup {
		if audience == e.private {
			e.private = SharedOnlyMe
		}
		e.end(audience, own)
		e.end(SharedPublic, own)
		return
	}
	e.private = SharedOnlyMe
	clear(e.shared)
	if own {
		clear(e.own)
		e.all = saidNo
		return
	}
	for a := range e.own {
		e.end(a, false)
	}
}

// end takes one audience away. A yes of the entry's own that a class ended is gone, so that the class may be given again.
func (e *entryConsent) end(audience string, own bool) {
	delete(e.shared, audience)
	switch {
	case own:
		e.own[audience] = saidNo
	case e.word(audience) == saidYes:
		e.own[audience] = noWord
	}
}

func (e *entryConsent) sharing() []string {
	if !e.shared[SharedGroup] {
		return []string{e.private}
	}
	delete(e.shared, SharedGroup)
	return append([]string{SharedGroup}, slices.Sorted(maps.Keys(e.shared))...)
}
