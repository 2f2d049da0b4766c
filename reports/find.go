package reports

import (
	"cmp"
	"io"
	"strings"
	"unicode"
)

// FoundList is what a search found. It is a list of entries with the words that were looked for.
type FoundList struct {
	Words string `json:"words"`
	EntryList

	name string // of the project; its text says it
}

// Find returns the entries that hold every one of the words, as a word or part of one, in what the audience may read of
// them: its texts and its plain fields. Case and accents make no difference. No words find nothing.
func Find(seen Seen, words string) FoundList {
	s := seen.look()
	summary, _ := s.view().Summary()
	found := FoundList{words, EntryList{Project: s.base.Project, KnownAt: knownAt(s.base.Known), Entries: []Line{}}, summary.Name}
	wanted := strings.Fields(fold(words))
	if len(wanted) == 0 {
		return found
	}
	for _, row := range s.view().Entries() {
		line := s.line(&row)
		text := fold(line.Says + " " + line.About + " " + readable(s.fields(row.Body, s.rights(&row))))
		if holdsAll(text, wanted) {
			found.Entries = append(found.Entries, line)
		}
	}
	return found
}

// WriteText writes what was found under the name of the project, for lines of width characters (0: 80): several lists may
// follow one another.
func (f FoundList) WriteText(w io.Writer, width int) error {
	p := newPage(width)
	if name := cmp.Or(f.name, f.Project); name != "" {
		p.heading(name, "=")
	}
	f.EntryList.list(p, saysNothingFound)
	return p.writeTo(w)
}

func holdsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// readable joins the texts of fields that are shown, and the names in plain fields.
func readable(f Fields) string {
	var b strings.Builder
	for _, field := range f {
		switch v := field.Value.(type) {
		case SeenText:
			b.WriteString(" " + v.Text)
		case string:
			b.WriteString(" " + v)
		case Fields:
			b.WriteString(" " + readable(v))
		}
	}
	return b.String()
}

// fold writes a text in small letters without accents, as far as Latin letters have them.
func fold(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch r = unicode.ToLower(r); {
		case unicode.Is(unicode.Mn, r): // an accent that stands behind its letter
		case r < 0x80:
			b.WriteRune(r)
		default:
			b.WriteString(base(r))
		}
	}
	return b.String()
}

// base returns a letter without its accent, where it is a Latin one.
func base(r rune) string {
	for _, family := range [...][2]string{
		{"a", "àáâãäåāăąǎạảấầẩẫậắằẳẵặ"}, {"c", "çćĉċč"}, {"d", "ďđð"}, {"e", "èéêëēĕėęěẹẻẽếềểễệ"}, {"g", "ĝğġģ"},
		{"h", "ĥħ"}, {"i", "ìíîïĩīĭįıỉị"}, {"j", "ĵ"}, {"k", "ķ"}, {"l", "ĺļľŀł"}, {"n", "ñńņňŉŋ"},
		{"o", "òóôõöøōŏőơọỏốồổỗộớờởỡợ"}, {"r", "ŕŗř"}, {"s", "śŝşšș"}, {"t", "ţťŧț"}, {"u", "ùúûüũūŭůűųưụủứừửữự"},
		{"w", "ŵẁẃẅ"}, {"y", "ýÿŷỳỵỷỹ"}, {"z", "źżž"}, {"ae", "æ"}, {"oe", "œ"}, {"ss", "ß"}, {"th", "þ"},
	} {
		if strings.ContainsRune(family[1], r) {
			return family[0]
		}
	}
	return string(r)
}
