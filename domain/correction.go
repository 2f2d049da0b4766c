package domain

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Rules: what was written stays; a correction is a new event that says what should stand instead, whole and of
// the same kind. It may be corrected again: the latest counts. A withdrawn entry no longer counts anywhere and
// cannot be corrected. A redaction takes single texts out of sight for everybody. What a correction says instead is seen
// by whoever sees the entry, so its own sharing, which its reason goes by, keeps nobody out who is let in there.

// EntryCorrected says what an entry should have said.
type EntryCorrected struct {
	v1
	Entry    string `json:"entry"`
	With     Body   `json:"with"`               // the whole body, of the kind of the entry
	Happened *Date  `json:"happened,omitempty"` // nil: as it was
	Why      Words  `json:"why,omitzero"`

	author  string   // who wrote the entry, as the decision found; empty: not known
	sharing []string // with whom it was shared then
}

// EntryWithdrawn takes an entry, a baseline, a target or a judgement out of every account.
type EntryWithdrawn struct {
	v1
	Entry string `json:"entry"`
	Why   Words  `json:"why,omitzero"`
}

// EntryRedacted takes texts of an entry out of sight: names of fields, or all of them where the list is empty.
type EntryRedacted struct {
	v1
	Entry  string   `json:"entry"`
	Fields []string `json:"fields,omitempty"`
	Why    Words    `json:"why,omitzero"`
}

func (*EntryCorrected) Kind() string { return "entry.corrected" }
func (*EntryWithdrawn) Kind() string { return "entry.withdrawn" }
func (*EntryRedacted) Kind() string  { return "entry.redacted" }

func (b *EntryCorrected) about(string) Ref { return Ref{"entry", b.Entry} }
func (b *EntryWithdrawn) about(string) Ref { return Ref{"entry", b.Entry} }
func (b *EntryRedacted) about(string) Ref  { return Ref{"entry", b.Entry} }

func (b *EntryCorrected) check(p *Project, self string) error {
	t, err := p.need("entry", b.Entry)
	if err != nil {
		return err
	}
	if b.With == nil {
		return invalid("", "with is missing", "say what the entry should have said")
	}
	b.author, b.sharing = p.numbered(t.by), t.sharing
	if b.With.Kind() != t.body {
		return invalid(b.With.Kind(), "an entry is corrected with one of its own kind", "give one of kind "+t.body)
	}
	if h := b.Happened; h != nil && h.Known() && h.Month == 0 {
		return invalid(h.String(), "only the year is known", "give a day or a month")
	}
	// What is said instead must not rest on itself, so the entry is out of sight while it is checked.
	p.things.remove(b.Entry)
	defer func() { p.things.put(b.Entry, t) }()
	if t.of != "" {
		return b.checkReply(p, t.of)
	}
	if err := b.With.check(p, b.Entry); err != nil {
		return err
	}
	return checkFields(may("why", b.Why))
}

// checkReply checks the correction of what is said about another thing: it stays with that thing, which
// may have been closed by the very entry that is corrected.
func (b *EntryCorrected) checkReply(p *Project, of string) error {
	if ref := b.With.about(b.Entry); ref.ID != of {
		return invalid(ref.ID, "a correction stays with the thing it is about", "give "+of)
	}
	if about, ok := p.things.get(of); ok && about.isClosed() {
		p.things.put(of, thingState{thing: about.thing, body: about.body, of: about.of, withdrawn: about.withdrawn})
		defer func() { p.things.put(of, about) }()
	}
	if err := b.With.check(p, b.Entry); err != nil {
		return err
	}
	return checkFields(may("why", b.Why))
}

// numbered returns the id of who has a number; empty for 0. Only corrections ask, so it may take its time.
func (p *Project) numbered(n uint32) string {
	for id, who := range p.people {
		if n > 0 && who.number == n {
			return id
		}
	}
	return ""
}

// checkSharing refuses a correction that is meant for fewer than the entry: its words would reach the others all the same.
func (b *EntryCorrected) checkSharing(p *Project, sharing []string) error {
	said, _ := p.things.get(b.Entry)
	entry := said.sharing
	if len(entry) == 0 {
		entry = []string{"group"}
	}
	if len(sharing) == 0 || slices.Contains(sharing, "public") {
		return nil
	}
	for _, audience := range entry {
		if !slices.Contains(sharing, audience) {
			return invalid(strings.Join(sharing, ", "), "a correction is seen by whoever sees the entry", "leave the sharing out, or name "+audience+" too")
		}
	}
	return nil
}

func (b *EntryWithdrawn) check(p *Project, _ string) error {
	if _, err := p.need("entry", b.Entry); err != nil {
		return err
	}
	return checkFields(may("why", b.Why))
}

func (b *EntryRedacted) check(p *Project, _ string) error {
	if !p.hasEntry(b.Entry) {
		return invalid(b.Entry, "there is no such entry", "give the id of an entry of this project")
	}
	if err := b.checkFields(p); err != nil {
		return err
	}
	return checkFields(may("why", b.Why))
}

// checkFields refuses the name of a text that the entry cannot have, because whoever gave it would take the words for
// gone. What a correction says instead is taken out of sight with the entry it corrects.
func (b *EntryRedacted) checkFields(p *Project) error {
	t, _ := p.things.get(b.Entry)
	names := textsOf(t.body)
	if of, ok := p.corrections[b.Entry]; ok {
		if len(b.Fields) == 0 {
			return invalid(b.Entry, "this is a correction; its words go with the entry it corrects", "give the entry "+of+", or the field why alone")
		}
		names = textsOf(new(EntryCorrected).Kind())
	}
	for _, f := range b.Fields {
		if len(names) == 0 {
			return invalid(f, "the entry has no texts", "nothing needs doing")
		}
		if !slices.Contains(names, f) {
			return invalid(f, "this is no text of the entry", "choose "+joinOr(names))
		}
	}
	return nil
}

// textsOf returns the names of the texts that a kind has, by name; of a kind that is not known those of all kinds.
func textsOf(kind string) []string {
	names := map[string]bool{}
	for _, k := range kindList {
		if kind == "" || k.Name == kind {
			maps.Copy(names, personalFields(k.New()))
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func (b *EntryCorrected) read(p *Project) {
	if v, ok := b.With.(valued); ok {
		v.read(p)
	}
}

func (b *EntryCorrected) value() *Value {
	if v, ok := b.With.(valued); ok {
		return v.value()
	}
	return nil
}

func (b *EntryWithdrawn) evolve(p *Project, _ string) {
	t, ok := p.things.get(b.Entry)
	if !ok || t.withdrawn {
		return
	}
	t.withdrawn = true
	p.note(b.Entry, t)
	if t.closes {
		p.reopen(t.of)
	}
}

func (*EntryRedacted) evolve(*Project, string) {}

func (b *EntryCorrected) evolve(p *Project, self string) { set(p, p.corrections, self, b.Entry) }

type correctionJSON struct {
	Entry    string   `json:"entry"`
	With     withJSON `json:"with"`
	Happened *Date    `json:"happened,omitempty"`
	Why      Words    `json:"why,omitzero"`
}

type withJSON struct {
	Kind    string          `json:"kind"`
	Version int             `json:"version"`
	Body    json.RawMessage `json:"body"`
}

// MarshalJSON writes with as {"kind","version","body"}.
func (b *EntryCorrected) MarshalJSON() ([]byte, error) {
	j := correctionJSON{Entry: b.Entry, Happened: b.Happened, Why: b.Why}
	if b.With != nil {
		raw, err := json.Marshal(b.With)
		if err != nil {
			return nil, err
		}
		j.With = withJSON{b.With.Kind(), b.With.Version(), raw}
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (b *EntryCorrected) UnmarshalJSON(raw []byte) error {
	var j correctionJSON
	if err := json.Unmarshal(raw, &j); err != nil {
		return err
	}
	b.Entry, b.Happened, b.Why = j.Entry, j.Happened, j.Why
	if j.With.Kind == "" {
		return nil
	}
	with, err := DecodeBody(j.With.Kind, j.With.Body)
	if err != nil {
		return fmt.Errorf("with: %w", err)
	}
	b.With = with
	return nil
}
