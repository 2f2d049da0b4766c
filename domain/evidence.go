package domain

import "strings"

// Rules: evidence is attached to an entry, an aim or a measure; what was recorded (sound, pictures of people) is
// attached only where everybody in it agreed; a check from outside is about an entry.

// EvidenceAttached points at something that shows it: a page, a picture, a document. File is one that is kept with the log, Name
// what it was called where it came from.
type EvidenceAttached struct {
	v1
	Entry     string     `json:"entry,omitempty"`
	Aim       string     `json:"aim,omitempty"`
	Measure   string     `json:"measure,omitempty"`
	What      Words      `json:"what,omitzero"`
	URL       string     `json:"url,omitempty"`
	Format    string     `json:"format,omitempty"` // media type
	Name      Words      `json:"name,omitzero"`
	File      File       `json:"file,omitzero"`
	Recording string     `json:"recording,omitempty"` // id of the recording that people were asked about
	Published *Published `json:"published,omitempty"`
}

// MaxFile is the largest number of bytes that a sealed file may have.
const MaxFile = 11 << 20

// File is a file as it is kept beside the log: sealed with a key of its own, under a random name. The key is a personal field, so
// whoever is forgotten takes their files along, and who may not read the words of the evidence may not read the file. Everything else is
// plain and says nothing of what is in it: the hash is that of the sealed bytes. The zero value is no file.
type File struct {
	ID        string `json:"id"`         // random, 32 hexadecimal digits
	MediaType string `json:"media_type"` // of what is in it
	Size      int    `json:"size"`       // bytes, sealed
	SHA256    string `json:"sha256"`     // of the sealed bytes, in hexadecimal digits
	Width     int    `json:"width,omitempty"`
	Height    int    `json:"height,omitempty"` // of a picture, in its dots
	Key       Words  `json:"key,omitzero"`
}

// IsZero is true where there is no file.
func (f File) IsZero() bool { return f == File{} }

// check says nothing of the key: errors are logged.
func (f File) check() error {
	switch {
	case f.IsZero():
		return nil
	case !isHex(f.ID, 32):
		return invalid(f.ID, "this is not the id of a file", "give the 32 hexadecimal digits it is kept under")
	case !isHex(f.SHA256, 64):
		return invalid(f.SHA256, "this is not the hash of a file", "give the 64 hexadecimal digits of its SHA-256")
	case f.Size <= 0 || f.Size > MaxFile:
		return invalid(f.ID, "the size of the file cannot be", "give the number of its sealed bytes, at most 11 MiB")
	case f.Width < 0 || f.Height < 0 || f.Width > 65535 || f.Height > 65535:
		return invalid(f.ID, "the width and height of the picture cannot be", "give them in dots, or leave them out")
	case !strings.Contains(f.MediaType, "/") || len(f.MediaType) > 100:
		return invalid(f.MediaType, "this is not a media type", "give one such as image/jpeg")
	case saysNothing(f.Key):
		return invalid(f.ID, "the key of the file is missing", "give the key it was sealed with")
	}
	return checkFields(may("file.media_type", plain(f.MediaType)), may("file.key", f.Key))
}

// isHex says whether s is n hexadecimal digits in lower case.
func isHex(s string, n int) bool {
	for i := range len(s) {
		if _, ok := hexDigit(s[i]); !ok {
			return false
		}
	}
	return len(s) == n
}

// CheckedOutside is what somebody outside the group says of an entry.
type CheckedOutside struct {
	v1
	Entry  string `json:"entry"`
	Answer string `json:"answer"` // agrees, partly, no, cannot_say
	Role   Words  `json:"role,omitzero"`
	What   Words  `json:"what,omitzero"`
}

func (*EvidenceAttached) Kind() string { return "evidence.attached" }
func (*CheckedOutside) Kind() string   { return "entry.checked_outside" }

func (*EvidenceAttached) about(self string) Ref { return Ref{"evidence", self} }
func (b *CheckedOutside) about(string) Ref      { return Ref{"entry", b.Entry} }

func (b *EvidenceAttached) check(p *Project, _ string) error {
	if err := p.maybe("entry", b.Entry); err != nil {
		return err
	}
	if err := p.maybeMeasure(b.Aim, b.Measure); err != nil {
		return err
	}
	if saysNothing(b.What) && b.URL == "" && b.Published == nil && b.File.IsZero() {
		return invalid("", "what the evidence is, is missing", "say what it is, or give its address")
	}
	if err := p.checkRecording(b.Recording); err != nil {
		return err
	}
	if err := b.Published.check(); err != nil {
		return err
	}
	if err := b.File.check(); err != nil {
		return err
	}
	return checkFields(may("what", b.What), may("url", plain(b.URL)), may("format", plain(b.Format)), may("name", b.Name))
}

func (b *CheckedOutside) check(p *Project, _ string) error {
	if _, err := p.need("entry", b.Entry); err != nil {
		return err
	}
	if err := oneOf("answer", b.Answer, "agrees", "partly", "no", "cannot_say"); err != nil {
		return err
	}
	return checkFields(may("role", b.Role), may("what", b.What))
}

func (b *EvidenceAttached) evolve(p *Project, self string) { p.add("evidence", b.Kind(), self) }
func (b *CheckedOutside) evolve(p *Project, self string) {
	p.reply("outside_check", b.Kind(), self, b.Entry)
}
