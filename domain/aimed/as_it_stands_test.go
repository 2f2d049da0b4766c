package aimed_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain/aimed"
)

// What is said to be as the aim stands is, whatever a measure holds; and it is said of most measures whose aims were stated once and in time.
func TestAsItStandsIsAsAgainstNow(t *testing.T) {
	said := map[aimed.Against]int{}
	rapid.Check(t, func(t *rapid.T) {
		m, q := anyMeasure(t), anyQuestion(t)
		for _, q.Against = range []aimed.Against{aimed.First, aimed.Then} {
			if !aimed.AsItStands(m, q) {
				continue
			}
			if len(m.Targets) > 0 {
				said[q.Against]++
			}
			now := aimed.Question{AskedOn: q.AskedOn, Against: aimed.Now}
			if got, want := written(t, aimed.Compare(m, q)), written(t, aimed.Compare(m, now)); !bytes.Equal(got, want) {
				t.Fatalf("against %s\n%s\nand against now\n%s", q.Against, got, want)
			}
		}
	})
	if said[aimed.First] == 0 || said[aimed.Then] == 0 {
		t.Errorf("it was said %v", said)
	}
}
