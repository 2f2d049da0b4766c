package domain

import "slices"

// Rules: a file that leaves the program is noted, with whose words are in it: it cannot be called back, and whoever is forgotten
// later should know where their words went.

// ExportMade says that a file was made for an audience.
type ExportMade struct {
	v1
	Audience string   `json:"audience"`
	Format   string   `json:"format"`
	What     string   `json:"what"`             // what is in it, in plain words that name nobody
	Position uint64   `json:"position"`         // of the last event that it knows
	People   []string `json:"people,omitempty"` // ids of those whose words are in it
	To       string   `json:"to,omitempty"`     // to whom it went, in roles
}

// Kind is export.made.
func (*ExportMade) Kind() string { return "export.made" }

func (*ExportMade) about(self string) Ref { return Ref{"export", self} }

func (b *ExportMade) check(p *Project, _ string) error {
	if _, err := p.needAudience(b.Audience); err != nil {
		return err
	}
	if err := p.checkPast(b.Position); err != nil {
		return err
	}
	for i, id := range b.People {
		if slices.Contains(b.People[:i], id) {
			return invalid(id, "this person is named twice", "name them once")
		}
		if _, err := p.needKnown(id); err != nil {
			return err
		}
	}
	return checkFields(must("format", plain(b.Format)), must("what", plain(b.What)), may("to", plain(b.To)))
}

func (*ExportMade) evolve(*Project, string) {}
