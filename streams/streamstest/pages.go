package streamstest

import (
	"context"
	"strconv"
	"testing"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

// pagesOf subscribes and returns the channel; it is closed at the end of the test.
func pagesOf(t *testing.T, l *streams.Log, from uint64) <-chan *message.Message {
	t.Helper()
	s := streams.NewSubscriber(l, from)
	pages, err := s.Subscribe(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil || s.Err() != nil {
			t.Errorf("Close: %v; the subscription ended with %v", err, s.Err())
		}
	})
	return pages
}

// decode returns the commits of a page and checks what its metadata say.
func decode(t *testing.T, m *message.Message) []domain.Commit {
	t.Helper()
	commits, err := streams.DecodePage(m)
	if err != nil || len(commits) == 0 {
		t.Fatalf("DecodePage: %d commits, %v", len(commits), err)
	}
	first, last := commits[0].Sequence, commits[len(commits)-1].Sequence
	if m.Metadata.Get(streams.MetaFirst) != strconv.FormatUint(first, 10) || m.Metadata.Get(streams.MetaLast) != strconv.FormatUint(last, 10) ||
		m.Metadata.Get(streams.MetaCount) != strconv.Itoa(len(commits)) || last-first+1 != uint64(len(commits)) || len(commits) > 256 {
		t.Fatalf("a page of %d commits, %d to %d, says %v", len(commits), first, last, m.Metadata)
	}
	return commits
}

func testPages(t *testing.T, place Place) {
	l := open(t, place)
	Do(t, l, Start("p"))
	for range 599 {
		Do(t, l, Surprise("p", "x"))
	}
	pages := pagesOf(t, l, 1)
	next := uint64(1)
	for refuse := true; next <= 600; {
		m := <-pages
		commits := decode(t, m)
		if commits[0].Sequence != next {
			t.Fatalf("a page begins at %d; want %d", commits[0].Sequence, next)
		}
		if refuse = !refuse; refuse {
			m.Ack()
			next += uint64(len(commits))
			continue
		}
		m.Nack()
		again := <-pages
		if string(again.Payload) != string(m.Payload) {
			t.Fatal("after a refusal another page came")
		}
		again.Ack()
		next += uint64(len(commits))
	}
	// What is recorded now comes without anything behind it to push it out.
	r := Do(t, l, Surprise("p", "alone"))
	m := <-pages
	if commits := decode(t, m); commits[0].Sequence != r.Sequence {
		t.Fatalf("a page begins at %d; want %d", commits[0].Sequence, r.Sequence)
	}
	m.Ack()
}

func testResume(t *testing.T, place Place) {
	l := open(t, place)
	Do(t, l, Start("p"), Surprise("p", "1"), Surprise("p", "2"))
	m := <-pagesOf(t, l, 3)
	if commits := decode(t, m); commits[0].Sequence != 3 || len(commits) != 1 {
		t.Fatalf("behind checkpoint 2 comes sequence %d and %d commits", commits[0].Sequence, len(commits))
	}
	m.Ack()
	ctx, cancel := context.WithCancel(context.Background())
	s := streams.NewSubscriber(l, 1)
	pages, err := s.Subscribe(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	<-pages // never acknowledged
	cancel()
	if _, open := <-pages; open {
		t.Fatal("a second page came although the first was not acknowledged")
	}
	if err := s.Close(); err != nil || s.Err() != nil {
		t.Fatalf("Close: %v; Err: %v", err, s.Err())
	}
}
