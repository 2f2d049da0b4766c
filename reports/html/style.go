package html

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
)

//go:embed style.css
var style []byte

// Style returns the one style sheet and a name for it that changes with its content. The bytes are not to be changed.
func Style() (css []byte, name string) {
	sum := sha256.Sum256(style)
	return style, "style-" + hex.EncodeToString(sum[:6]) + ".css"
}
