package domain

import "time"

// Rules: an import notes itself once in each project where it changed something, with one id in all of
// them; it is undone once. The undoing itself is done by ordinary events, so that every view follows.

// ImportMade says that what carries its id as correlation came from a file.
type ImportMade struct {
	v1
	Import    string    `json:"import"`             // a UUID
	Format    string    `json:"format"`             // iati, csv, xlsx, jsonl
	Published time.Time `json:"published,omitzero"` // the date of the file or of the activity, where it says one
	Appended  int       `json:"appended,omitempty"` // events of this project that it made, without this one
}

// ImportUndone says that an import was taken back.
type ImportUndone struct {
	v1
	Import string `json:"import"`
	Why    Words  `json:"why,omitzero"`
}

func (*ImportMade) Kind() string   { return "import.made" }
func (*ImportUndone) Kind() string { return "import.undone" }

func (b *ImportMade) about(string) Ref   { return Ref{"import", b.Import} }
func (b *ImportUndone) about(string) Ref { return Ref{"import", b.Import} }

func (b *ImportMade) check(p *Project, _ string) error {
	if _, ok := parseUUID(b.Import); !ok {
		return invalid(b.Import, "this is not the id of an import", "send a UUID")
	}
	if _, ok := p.imports[b.Import]; ok {
		return &Error{Kind: Conflict, Message: "this import is noted already", Value: b.Import, Want: "use a new id"}
	}
	return oneOf("format", b.Format, "iati", "csv", "xlsx", "jsonl", "360giving")
}

func (b *ImportUndone) check(p *Project, _ string) error {
	stands, ok := p.imports[b.Import]
	if !ok {
		return invalid(b.Import, "there is no such import in this project", "give the id that the import answered with")
	}
	if !stands {
		return &Error{Kind: Conflict, Message: "this import was undone already", Value: b.Import, Want: "nothing needs doing"}
	}
	return checkFields(may("why", b.Why))
}

func (b *ImportMade) evolve(p *Project, _ string)   { set(p, p.imports, b.Import, true) }
func (b *ImportUndone) evolve(p *Project, _ string) { set(p, p.imports, b.Import, false) }
