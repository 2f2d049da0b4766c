package reminders

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

// TestReplicasSendOne: workers of two replicas, each with a log and rows of its own on one server, look at the same moment, by what was written
// and by the timer. Each person gets one message, and each day is noted once.
func TestReplicasSendOne(t *testing.T) {
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true, JetStream: true, StoreDir: t.TempDir(), JetStreamMaxStore: 1 << 40})
	must(t, err)
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the server did not start")
	}
	o := streams.Options{NATS: s.ClientURL(), Replicas: 1}
	_, err = streams.Init(t.Context(), o)
	must(t, err)
	groups := []*group{{t: t}, {t: t}}
	for _, g := range groups {
		g.now = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
		o.Now = g.clock
		g.log, err = streams.Open(t.Context(), o)
		must(t, err)
		t.Cleanup(func() { must(t, g.log.Close()) })
		g.views, g.mails = g.follow(), mailServer(t)
		g.post, err = OpenPost("smtp://"+g.mails.address, "reminders@lines.example", "")
		must(t, err)
	}
	a, b := groups[0], groups[1]
	a.record("", &domain.ProjectStarted{Name: "The kitchen", Zone: "Europe/London"})
	const people = 8
	for i := range people {
		a.joins(fmt.Sprintf("%d@people.example", i))
	}
	a.test("2026-07-10")
	last, err := a.log.Last(t.Context())
	must(t, err)
	must(t, b.views.Wait(t.Context(), last))
	a.at("2026-07-13 12:00")
	b.at("2026-07-13 12:00")
	var both sync.WaitGroup
	for _, g := range groups {
		w := g.worker()
		for range 3 {
			both.Go(func() { g.round(w) })
			both.Go(func() { must(t, w.woken(t.Context(), "p")) })
		}
	}
	both.Wait()
	got := map[string]int{}
	for _, one := range append(a.mails.all(), b.mails.all()...) {
		got[one.to]++
	}
	for i := range people {
		if to := fmt.Sprintf("%d@people.example", i); got[to] != 1 {
			t.Errorf("%s got %d messages; want one", to, got[to])
		}
	}
	if due, sent := bodies[*domain.ReminderDue](a), bodies[*domain.ReminderSent](a); len(due) != 1 || len(sent) != people {
		t.Errorf("%d days noted and %d messages recorded; want 1 and %d", len(due), len(sent), people)
	}
	t.Logf("one replica sent %d, the other %d", len(a.mails.all()), len(b.mails.all()))
}
