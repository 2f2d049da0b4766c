package reports

import (
	"io"
	"strings"
	"testing"
)

type writer interface {
	WriteText(w io.Writer, width int) error
}

// models are all sections of the story as an audience sees it.
func models(t *testing.T, h *history, audience string) map[string]writer {
	t.Helper()
	seen := h.see(audience)
	return map[string]writer{
		"compare": ComparisonOf(seen), "log": LearningLogOf(seen), "journey": JourneyOf(seen), "entries": EntriesOf(seen),
	}
}

func TestTextAndJSONStayAsTheyAre(t *testing.T) {
	h := story(t)
	for name, m := range models(t, h, "group") {
		golden(t, name+"-60.golden.txt", []byte(text(t, m, 60)))
		golden(t, name+"-100.golden.txt", []byte(text(t, m, 100)))
		golden(t, name+".golden.json", []byte(asJSON(t, m)))
	}
	for name, m := range models(t, h, "public") {
		golden(t, name+"-public.golden.txt", []byte(text(t, m, 80)))
	}
	replay, err := ReplayOf(h.lens("group"), "garden", h.events, h.resolve(Ask{}), 4, 9)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "replay.golden.txt", []byte(text(t, replay, 80)))
	corrected, err := EntryOf(h.see("evaluators"), "7")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "entry.golden.txt", []byte(text(t, corrected, 80)))
}

func TestTheSameQuestionGivesTheSameBytes(t *testing.T) {
	a, b := models(t, story(t), "group"), models(t, story(t), "group")
	for name := range a {
		if asJSON(t, a[name]) != asJSON(t, b[name]) {
			t.Errorf("%s: JSON differs from one time to the next", name)
		}
		if text(t, a[name], 80) != text(t, b[name], 80) {
			t.Errorf("%s: text differs from one time to the next", name)
		}
	}
}

func TestTextKeepsToItsWidth(t *testing.T) {
	h := story(t)
	for name, m := range models(t, h, "group") {
		for _, width := range []int{40, 60, 80, 120} {
			for _, line := range strings.Split(text(t, m, width), "\n") {
				if length(line) > width {
					t.Errorf("%s at %d: %d characters: %q", name, width, length(line), line)
				}
			}
		}
	}
}
