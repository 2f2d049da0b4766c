package reports

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// Notes alike count one by one, a note on the words of an aim is one on the aim, and what was taken back counts no more.
func TestNotesOn(t *testing.T) {
	h := newHistory(t)
	agreed := h.add(&domain.AimAgreed{Aim: "cook", Statement: "We cook"})
	h.add(&domain.ResponseGiven{Aim: "cook", Mark: MarkTick, Count: 3})
	h.add(&domain.ResponseGiven{Aim: "cook", Mark: MarkHeart})
	square := h.add(&domain.ResponseGiven{Aim: "cook", Mark: MarkSquare, What: words("Who washes up?")})
	h.add(&domain.ResponseGiven{Entry: square, Mark: MarkTick})
	h.add(&domain.ResponseGiven{Aim: "cook", Blank: true, Count: 2})
	h.add(&domain.ResponseGiven{Aim: "cook", Illegible: true})
	h.add(&domain.ResponseGiven{Aim: "cook", What: words("A […] stove"), Gaps: true})
	h.add(&domain.ResponseGiven{Aim: "cook", Untyped: true, Count: 5})
	gone := h.add(&domain.ResponseGiven{Aim: "cook", Mark: MarkBubble, What: words("More salt")})
	h.add(&domain.EntryWithdrawn{Entry: gone})

	n := NotesOn(h.see("group"), OnAim("cook"))
	if want := (NoteCounts{Tick: 3, Heart: 1, Square: 1, Plain: 1, Blank: 2, Illegible: 1, Gaps: 1, Untyped: 5, All: 14}); n.NoteCounts != want {
		t.Errorf("counted %+v, want %+v", n.NoteCounts, want)
	}
	if same := NotesOn(h.see("group"), agreed); same.NoteCounts != n.NoteCounts {
		t.Errorf("the words of the aim have other notes: %+v", same.NoteCounts)
	}
	if on := NotesOn(h.see("group"), square); on == nil || on.Tick != 1 {
		t.Errorf("the note on a note is %+v", on)
	}
	if NotesOn(h.see("group"), "none") != nil {
		t.Error("what is not there has notes")
	}
	if open := n.Open(); len(open) != 1 || open[0].Text.String() != "Who washes up?" || open[0].SaysOpen() == "" {
		t.Errorf("open are %+v", open)
	}
	answer := h.add(&domain.ResponseAnswered{Response: square, What: words("We take turns.")})
	if open := NotesOn(h.see("group"), OnAim("cook")).Open(); len(open) != 0 {
		t.Errorf("answered, and still open: %+v", open)
	}
	h.add(&domain.EntryWithdrawn{Entry: answer})
	if open := NotesOn(h.see("group"), OnAim("cook")).Open(); len(open) != 1 {
		t.Error("its answer was taken back, and it is not open again")
	}
}

// A report says as much in text, in Markdown and as data as it does on a page.
func TestChallengesStandInReports(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "cook", Statement: "We cook"})
	h.add(&domain.ResponseGiven{Aim: "cook", Mark: MarkSquare, What: words("Who washes up?")})
	failure := h.add(&domain.FailureShared{What: words("The stove broke.")})
	h.add(&domain.ResponseGiven{Entry: failure, Mark: MarkSquare, What: words("It was old.")})
	seen := h.see("group")
	audience, err := AudienceNamed("group")
	if err != nil {
		t.Fatal(err)
	}
	telling, err := TellingOf(seen, audience)
	if err != nil {
		t.Fatal(err)
	}
	var text, md bytes.Buffer
	if err := telling.WriteText(&text, 200); err != nil {
		t.Fatal(err)
	}
	if err := telling.WriteMarkdown(&md); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(telling)
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]string{"text": text.String(), "markdown": md.String(), "data": string(data)} {
		for _, want := range []string{"Who washes up?", "It was old."} {
			if !strings.Contains(got, want) {
				t.Errorf("%s does not hold %q", name, want)
			}
		}
	}
	if !strings.Contains(text.String(), "Somebody sees this differently: “Who washes up?”. Not answered yet") {
		t.Errorf("the text says\n%s", text.String())
	}
}

// What a heading says of its notes stays beside what is listed below it; the same words are the same heading.
func TestWallsOf(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.HeadingStated{Heading: "Engaged", Wall: "Gallery", Stated: 5})
	first := h.add(&domain.HeadingStated{Heading: "Power", Wall: "Gallery"})
	other := h.add(&domain.HeadingStated{Heading: "Power", Wall: "Kitchen", Stated: 1})
	h.add(&domain.ResponseGiven{Entry: first, Heading: "Power", Mark: MarkTick, Count: 4})
	h.add(&domain.ResponseGiven{Entry: other, Heading: "Power", What: words("Share it")})
	h.add(&domain.ResponseGiven{Heading: "engaged ", What: words("Who does it?"), Count: 7})
	h.add(&domain.ResponseGiven{Heading: "Nowhere", Blank: true})
	h.add(&domain.HeadingStated{Heading: "engaged", Wall: "gallery", Stated: 6})

	walls := WallsOf(h.see("group"))
	says := map[string]string{}
	for _, w := range walls.Walls {
		for _, heading := range w.Headings {
			says[w.Name+"/"+heading.Heading] = heading.SaysStated()
		}
	}
	for heading, want := range map[string]string{
		"Gallery/Engaged": "The heading says 6. 7 are listed here.", "Gallery/Power": "The heading has no number. 4 are listed here.",
		"Kitchen/Power": "The heading says 1. 1 is listed here.", "/Nowhere": "The heading has no number. 1 is listed here.",
	} {
		if says[heading] != want {
			t.Errorf("%s: %q, want %q", heading, says[heading], want)
		}
	}
	if len(says) != 4 {
		t.Errorf("there are %d headings: %v", len(says), says)
	}
	gallery, err := walls.Wall(" GALLERY")
	if err != nil || gallery.All != 11 || !gallery.Headings[0].Differs() || gallery.Headings[1].Differs() {
		t.Errorf("the gallery is %+v, %v", gallery.NoteCounts, err)
	}
	if _, err := walls.Wall("none"); domain.KindOf(err) != domain.NotFound {
		t.Errorf("a wall that is not there: %v", err)
	}
	if len(WallsOf(h.see("public")).Walls) != 0 {
		t.Error("a wall of the group is for everybody")
	}
}
