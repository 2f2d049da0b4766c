package demo_test

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/internal/demo"
)

// Everybody reads the journeys: one idea a sentence, 15 words at most.
func TestSentencesAreShort(t *testing.T) {
	end := regexp.MustCompile(`[.?!]\s+`)
	for _, j := range demo.Journeys() {
		for i, line := range bytes.Split(bytes.TrimSpace(j.File), []byte("\n")) {
			var event struct{ Data any }
			if err := json.Unmarshal(line, &event); err != nil {
				t.Fatal(err)
			}
			for _, text := range texts(event.Data) {
				for _, sentence := range end.Split(text, -1) {
					if n := len(strings.Fields(sentence)); n > 15 {
						t.Errorf("%s, entry %d: %d words: %s", j.ID, i+1, n, sentence)
					}
				}
			}
		}
	}
}

// texts returns every text in a JSON value.
func texts(v any) []string {
	var all []string
	switch v := v.(type) {
	case string:
		all = append(all, v)
	case []any:
		for _, inner := range v {
			all = append(all, texts(inner)...)
		}
	case map[string]any:
		for _, inner := range v {
			all = append(all, texts(inner)...)
		}
	}
	return all
}
