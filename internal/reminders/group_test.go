package reminders

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

const secretWords = "plantedwords"

// group is a project "p" in London on a log of its own, with people, a clock and a mail server.
type group struct {
	t     *testing.T
	log   *streams.Log
	views *views
	mails *mails
	post  *Post
	said  strings.Builder

	mu  sync.Mutex
	now time.Time
}

// views are rows that follow the log.
type views struct {
	*projections.Memory
	runner *projections.Runner
	wait   func(sequence uint64) // called before each waiting; nil: nothing
}

func (v *views) Wait(ctx context.Context, sequence uint64) error {
	if v.wait != nil {
		v.wait(sequence)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return v.runner.Wait(ctx, sequence)
}

func aGroup(t *testing.T) *group {
	t.Helper()
	g := &group{t: t, now: time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)}
	var err error
	g.log, err = streams.Open(t.Context(), streams.Options{Dir: t.TempDir(), Keys: keys.At(t.TempDir(), keys.Options{}), Now: g.clock, UnsafeNoSync: true})
	must(t, err)
	t.Cleanup(func() { must(t, g.log.Close()) })
	g.views = g.follow()
	g.mails = mailServer(t)
	g.post, err = OpenPost("smtp://"+g.mails.address, "reminders@lines.example", "")
	must(t, err)
	g.record("", &domain.ProjectStarted{Name: "The kitchen", Zone: "Europe/London"})
	return g
}

// follow makes the rows anew from the log.
func (g *group) follow() *views {
	memory := projections.NewMemory()
	runner, err := projections.NewRunner(g.t.Context(), memory, projections.All(), streams.DecodePage, slog.New(slog.DiscardHandler))
	must(g.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- runner.Run(ctx, g.log.Subscriber, "EVENTS") }()
	g.t.Cleanup(func() { cancel(); must(g.t, <-ended) })
	return &views{Memory: memory, runner: runner}
}

func (g *group) clock() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.now
}

// at moves the clock to an hour in London.
func (g *group) at(hour string) {
	g.t.Helper()
	london, err := time.LoadLocation("Europe/London")
	must(g.t, err)
	now, err := time.ParseInLocation("2006-01-02 15:04", hour, london)
	must(g.t, err)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now = now
}

// worker is one that starts now, as after a restart.
func (g *group) worker() *Worker {
	pages := Pages{Project: func(id string) string { return "https://lines.example/p/" + id }, Me: "https://lines.example/me"}
	return New(Options{Log: g.log, Timers: g.log.Timers(), Views: g.views, Post: g.post, Pages: pages, Now: g.clock, Rest: time.Millisecond, Logger: slog.New(slog.NewTextHandler(&g.said, nil))})
}

// round lets a worker look until nothing changes any more.
func (g *group) round(w *Worker) {
	g.t.Helper()
	for {
		last, err := w.Round(g.t.Context())
		must(g.t, err)
		if now, err := g.log.Last(g.t.Context()); err != nil || now == last {
			must(g.t, err)
			return
		}
	}
}

func (g *group) record(actor string, bodies ...domain.Body) string {
	g.t.Helper()
	c := domain.Command{ID: uuid.NewString(), Project: "p", Actor: actor}
	for _, b := range bodies {
		c.Drafts = append(c.Drafts, domain.Draft{Body: b})
	}
	r, err := g.log.Do(g.t.Context(), c)
	must(g.t, err)
	must(g.t, g.views.Wait(g.t.Context(), r.Sequence))
	return c.ID
}

// joins is somebody new; with an address where one is given.
func (g *group) joins(email string) string {
	id := uuid.NewString()
	g.record(id, &domain.PersonJoined{Person: id, Name: domain.Name("Ada " + secretWords)})
	if email != "" {
		g.record(id, &domain.PersonContactGiven{Person: id, Email: domain.Name(email)})
	}
	return id
}

// aMessageIsDue is a group with Ada, who gave an address, on the day after one of its days came.
func aMessageIsDue(t *testing.T) (g *group, ada string) {
	t.Helper()
	g = aGroup(t)
	ada = g.joins("ada@people.example")
	g.test("2026-07-10")
	g.at("2026-07-13 12:00")
	return g, ada
}

// nobodyThere is a mail server that is away.
func nobodyThere(t *testing.T) *Post {
	t.Helper()
	post, err := OpenPost("smtp://127.0.0.1:1", "reminders@lines.example", "")
	must(t, err)
	return post
}

// test starts one that is to be looked at again on a day.
func (g *group) test(day string) string {
	g.t.Helper()
	return g.record("", &domain.TestStarted{What: domain.Write("soup, " + secretWords), ReviewOn: date(g.t, day)})
}

// bodies are all that was recorded of a type, in order.
func bodies[B domain.Body](g *group) (list []B) {
	g.t.Helper()
	for commit, err := range g.log.ReadProject(g.t.Context(), "p", 1) {
		must(g.t, err)
		for _, e := range commit.Events {
			if b, ok := e.Body.(B); ok {
				list = append(list, b)
			}
		}
	}
	return list
}

// timer is when the project's timer is set to; zero: it is not.
func (g *group) timer() time.Time {
	g.t.Helper()
	list, err := g.log.Timers().Waiting(g.t.Context())
	must(g.t, err)
	for _, one := range list {
		if one.Project == "p" && !one.Due {
			return one.At
		}
	}
	return time.Time{}
}

func date(t *testing.T, day string) domain.Date {
	t.Helper()
	d, err := domain.ParseDate(day)
	must(t, err)
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// mails is a mail server and what it took.
type mails struct {
	address string
	mu      sync.Mutex
	taken   []taken
	refuse  error // the answer to every recipient; nil: they are welcome
	hangUp  bool  // after a message
}

type taken struct {
	to, subject, text, id string
	header                mail.Header
}

func mailServer(t *testing.T) *mails {
	t.Helper()
	m := &mails{}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{m: m, conn: c}, nil }))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	m.address = listener.Addr().String()
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return m
}

func (m *mails) all() []taken {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]taken(nil), m.taken...)
}

func (m *mails) answer(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refuse = err
}

type session struct {
	m    *mails
	conn *smtp.Conn
	to   string
	took bool
}

// Reset is called once the answer to a message was given.
func (s *session) Reset() {
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	if s.took && s.m.hangUp {
		_ = s.conn.Conn().Close()
	}
}

func (s *session) Logout() error                        { return nil }
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	return s.m.refuse
}

func (s *session) Data(r io.Reader) error {
	read, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(read.Body)
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	s.took = true
	s.m.taken = append(s.m.taken, taken{s.to, read.Header.Get("Subject"), string(text), read.Header.Get("Message-Id"), read.Header})
	return errors.Join(err, s.m.refuse)
}
