package streams_test

import (
	"sync"
	"testing"
)

// Eight who come again as soon as they are answered share their commits. If a commit left with the first of them, every other one would
// hold a single command, four in the mean. A machine that has much else to do may wake them late, so that they may try again.
func TestWhoComesAgainAtOnceSharesTheCommit(t *testing.T) {
	const writers, each, tries = 8, 200, 5
	l := openAt(t, t.TempDir())
	if _, err := l.Do(t.Context(), start("p")); err != nil {
		t.Fatal(err)
	}
	var mean float64
	for range tries {
		before, err := l.Last(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		for range writers {
			wait.Go(func() {
				for range each {
					if _, err := l.Do(t.Context(), surprise("p")); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wait.Wait()
		after, err := l.Last(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if mean = float64(writers*each) / float64(after-before); mean > 4.5 {
			return
		}
	}
	t.Errorf("a commit holds %.1f commands of eight writers in the mean, want more than 4.5", mean)
}
