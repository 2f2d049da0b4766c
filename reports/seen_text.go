package reports

import "encoding/json"

// TextState says what became of a text on its way to an audience.
type TextState string

// The states of a text. The zero value is never used by the lens; it counts as empty.
const (
	TextShown   TextState = "shown"
	TextPrivate TextState = "private" // somebody wrote it, for others
	TextRemoved TextState = "removed" // taken out of sight for everybody, or its key is gone
	TextEmpty   TextState = "empty"   // nobody wrote anything
)

// SeenText is a text as one audience may see it; only the lens makes one with somebody's words in it.
type SeenText struct {
	Text  string // empty unless State is TextShown
	State TextState
}

// Empty says whether nobody wrote anything.
func (t SeenText) Empty() bool { return t.State == TextEmpty || t.State == "" }

// String is the text, or says in words why there is none. It is empty only where nobody wrote anything.
func (t SeenText) String() string {
	switch t.State {
	case TextShown:
		return t.Text
	case TextPrivate:
		return saysKeptPrivate
	case TextRemoved:
		return saysRemoved
	}
	return ""
}

// MarshalJSON writes the text, or null where there is none to be shown. Whoever needs to tell why writes State
// beside it.
func (t SeenText) MarshalJSON() ([]byte, error) {
	if t.State != TextShown {
		return []byte("null"), nil
	}
	return json.Marshal(t.Text)
}
