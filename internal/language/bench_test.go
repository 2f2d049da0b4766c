package language

import (
	"strings"
	"testing"
)

// A page of 60 KB in another language.
func BenchmarkPage(b *testing.B) {
	all, err := Open()
	if err != nil {
		b.Fatal(err)
	}
	page := []byte(`<html lang="en"><body>` + strings.Repeat(`<li><p class="when">10 July 2025. <b>What happened</b></p><p class="words" dir="auto">Rain &amp; wind.</p><p><a href="/e/1">Entry 12</a>, corrected later</p></li>`, 400) + `</body></html>`)
	ur := all.Named("ur")
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		ur.Page(page)
	}
}
