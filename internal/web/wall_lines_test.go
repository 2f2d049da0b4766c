package web

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// Each line is one note, and nothing that was written is lost.
func TestReadWall(t *testing.T) {
	tick, heart, bubble, square := "tick", "heart", "bubble", "square"
	for line, want := range map[string]wallNote{
		"People need time":       {What: "People need time", Count: 1},
		"+":                      {Mark: tick, Count: 1},
		"+ x3":                   {Mark: tick, Count: 3},
		"+ More soup":            {Mark: tick, What: "More soup", Count: 1},
		"+More soup x12":         {Mark: tick, What: "More soup", Count: 12},
		"*":                      {Mark: heart, Count: 1},
		"> ask at the bus stop":  {Mark: bubble, What: "ask at the bus stop", Count: 1},
		"# who decides?":         {Mark: square, What: "who decides?", Count: 1},
		"-":                      {Blank: true, Count: 1},
		"- x2":                   {Blank: true, Count: 2},
		"blank x4":               {Blank: true, Count: 4},
		"?":                      {Illegible: true, Count: 1},
		"Unreadable":             {Illegible: true, Count: 1},
		"+ ?":                    {Mark: tick, Illegible: true, Count: 1},
		"# -":                    {Mark: square, Blank: true, Count: 1},
		"[?]":                    {Illegible: true, Count: 1},
		"[…] [...]":              {Illegible: true, Count: 1},
		"make [?] for tea":       {What: "make [?] for tea", Gaps: true, Count: 1},
		"* we need [ ... ] x2":   {Mark: heart, What: "we need [ ... ]", Gaps: true, Count: 2},
		"tick":                   {Mark: tick, Count: 1},
		"Heart x5":               {Mark: heart, Count: 5},
		"square: who pays?":      {Mark: square, What: "who pays?", Count: 1},
		"heart of the matter":    {What: "heart of the matter", Count: 1},
		"hearts":                 {What: "hearts", Count: 1},
		"- a list of things":     {What: "- a list of things", Count: 1},
		"? is it so":             {What: "? is it so", Count: 1},
		"x3":                     {What: "x3", Count: 1},
		"room x0":                {What: "room x0", Count: 1},
		"vertex3":                {What: "vertex3", Count: 1},
		"وقت x2":                 {What: "وقت", Count: 2},
		"two +":                  {What: "two +", Count: 1},
		"[a part of the garden]": {What: "[a part of the garden]", Count: 1},
	} {
		notes, wrong := readWall("\n" + line + "\n\n")
		want.Line = 2
		if len(notes) != 1 || len(wrong) != 0 || notes[0] != want {
			t.Errorf("%q was read as %+v %q, want %+v", line, notes, wrong, want)
		}
	}
}

func TestReadWallSaysWhatIsTooMuch(t *testing.T) {
	if _, wrong := readWall(strings.Repeat("+\n", mostNotes+1)); len(wrong) != 1 || !strings.Contains(wrong[0], "301") {
		t.Errorf("too many notes: %q", wrong)
	}
	if _, wrong := readWall(strings.Repeat("a", 20001) + "\nb"); len(wrong) != 1 || !strings.HasPrefix(wrong[0], "Line 1 has 20,001") {
		t.Errorf("a line that is too long: %q", wrong)
	}
	if got := saysWall([]wallNote{{What: "a", Count: 7}, {Mark: "tick", Count: 3}, {Blank: true, Count: 1}, {Illegible: true, Count: 1}}); got != "12 notes: 7 with words, 3 with a tick, 1 blank, 1 that nobody can read." {
		t.Error(got)
	}
}

// Whatever is typed, every line that says something is a note that can be kept.
func FuzzReadWall(f *testing.F) {
	for _, seed := range []string{"+ x3\n# who [?]\n-\n?\nheart: yes\n", "[…]\n×2", "+x", "square:", "\u00a0", "- -", "+ + x2 x3"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		notes, _ := readWall(text)
		lines := 0
		for line := range strings.Lines(text) {
			if strings.TrimSpace(line) != "" {
				lines++
			}
		}
		if len(notes) != lines {
			t.Fatalf("%d notes of %d lines", len(notes), lines)
		}
		for _, n := range notes {
			if n.Count < 1 || n.Count > mostAlike || n.Mark == "" && n.What == "" && !n.Blank && !n.Illegible || n.Gaps && n.What == "" {
				t.Fatalf("%+v says nothing", n)
			}
			if utf8.ValidString(text) && !strings.Contains(text, n.What) {
				t.Fatalf("%q is not what was written", n.What)
			}
		}
	})
}
