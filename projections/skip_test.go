package projections_test

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/jackc/pgx/v5"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/postgrestest"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/projections/projectiontest"
)

// feed is a log that grows, given out one commit a page.
type feed struct {
	mu      sync.Mutex
	commits logOf
	grown   chan struct{}
}

func newFeed(commits ...domain.Commit) *feed {
	return &feed{commits: commits, grown: make(chan struct{})}
}

func (f *feed) add(project string, position uint64, bodies ...domain.Body) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := uint64(len(f.commits) + 1)
	c := domain.Commit{Sequence: n, Project: project}
	for i, b := range bodies {
		c.Events = append(c.Events, domain.Event{ID: entryOf(n, i), Project: project, Position: position + uint64(i), Recorded: time.Unix(1_800_000_000, 0).UTC(), Body: b})
	}
	f.commits = append(f.commits, c)
	close(f.grown)
	f.grown = make(chan struct{})
}

func entryOf(sequence uint64, i int) string {
	return "entry " + strconv.FormatUint(sequence, 10) + "." + strconv.Itoa(i)
}

func (f *feed) all() logOf {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.commits
}

func (f *feed) decode(m *message.Message) ([]domain.Commit, error) {
	n, err := strconv.Atoi(string(m.Payload))
	return f.all()[n-1 : n], err
}

func (f *feed) from(from uint64) message.Subscriber { return feeding{f, from} }

type feeding struct {
	*feed
	next uint64
}

func (f feeding) Close() error { return nil }

func (f feeding) Subscribe(ctx context.Context, _ string) (<-chan *message.Message, error) {
	pages := make(chan *message.Message)
	go func() {
		defer close(pages)
		for n := f.next; ctx.Err() == nil; n++ {
			f.mu.Lock()
			grown, there := f.grown, n <= uint64(len(f.commits))
			f.mu.Unlock()
			if !there {
				n--
				select {
				case <-grown:
				case <-ctx.Done():
				}
				continue
			}
			m := message.NewMessage("", []byte(strconv.FormatUint(n, 10)))
			m.SetContext(ctx)
			select {
			case pages <- m:
			case <-ctx.Done():
				return
			}
			select {
			case <-m.Acked():
			case <-m.Nacked():
				n--
			case <-ctx.Done():
			}
		}
	}()
	return pages, nil
}

// follow runs a runner until the test ends.
func follow(t *testing.T, s projections.Store, list []projections.Projection, f *feed) *projections.Runner {
	t.Helper()
	r, err := projections.NewRunner(t.Context(), s, list, f.decode, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	skips, err := projections.ReadSkips(t.Context(), f.all())
	if err != nil {
		t.Fatal(err)
	}
	r.Honour(skips)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- r.Run(ctx, f.from, "EVENTS") }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the runner ended: %v", err)
		}
	})
	return r
}

// until waits until a projection stands as it should.
func until(t *testing.T, r *projections.Runner, name string, what string, is func(projections.State) bool) projections.State {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	late := time.After(time.Minute)
	for {
		for _, s := range r.States() {
			if s.Name == name && is(s) {
				return s
			}
		}
		select {
		case <-look.C:
		case <-late:
			t.Fatalf("%s: %s; it stands so: %+v", name, what, r.States())
		}
	}
}

// poisoned are all projections, of which aims panics at one event.
func poisoned(entry string) []projections.Projection {
	all := projections.All()
	for i, p := range all {
		if p.Name == "aims" {
			all[i].Apply = func(rows *projections.Rows, e *domain.Event) error {
				err := p.Apply(rows, e)
				if e.ID == entry {
					panic("a fault in the fold")
				}
				return err
			}
		}
	}
	return all
}

func aim(id string) domain.Body { return &domain.AimRaised{Aim: id, Statement: id + "?"} }

func skip(name string, sequence uint64, entry string) domain.Body {
	return &domain.ProjectionSkipped{Projection: name, Fold: named(name).Version, Sequence: sequence, Entry: entry, Why: "it was made by mistake"}
}

// What one projection cannot apply stops it there, and no other. Nothing but an operator's recorded skip of that very event leads past,
// which leaves out the event alone; whoever folds the log afresh leaves out the same.
func TestPastAPoisonEventLeadsOnlyASkip(t *testing.T) {
	for name, store := range map[string]func(t *testing.T) projections.Rebuilder{
		"memory":     func(*testing.T) projections.Rebuilder { return projections.NewMemory() },
		"PostgreSQL": func(t *testing.T) projections.Rebuilder { return postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			f, s := newFeed(), store(t)
			f.add("p", 1, aim("before"))
			f.add("p", 2, aim("beside"), aim("poison"), aim("behind"))
			f.add("p", 5, aim("after"))
			list := poisoned(entryOf(2, 1))
			r := follow(t, s, list, f)
			at := until(t, r, "aims", "it does not stop", func(s projections.State) bool { return s.Stopped != "" })
			if at.Position != 1 || at.At != 2 || at.Entry != entryOf(2, 1) || !strings.Contains(at.Stopped, "panicked") {
				t.Errorf("it stands so: %+v", at)
			}
			until(t, r, "summary", "it does not go on", func(s projections.State) bool { return s.Position == 3 && s.Stopped == "" })

			f.add(domain.Installation, 1, skip("aims", 2, entryOf(2, 0)))
			old := skip("aims", 2, entryOf(2, 1)).(*domain.ProjectionSkipped)
			old.Fold--
			f.add(domain.Installation, 2, old)
			until(t, r, "summary", "it does not go on", func(s projections.State) bool { return s.Position == 5 })
			if at := until(t, r, "aims", "", func(projections.State) bool { return true }); at.Stopped == "" {
				t.Fatal("a skip of something else led past")
			}
			f.add(domain.Installation, 3, skip("aims", 2, entryOf(2, 1)))
			until(t, r, "aims", "it does not go on", func(s projections.State) bool { return s.Position == 6 && s.Stopped == "" && s.At == 0 })
			if err := r.Wait(t.Context(), 6); err != nil {
				t.Fatal(err)
			}
			want := "before behind after" // beside was skipped too, poison was not applied
			if got := aimsOf(t, s); got != want {
				t.Errorf("the aims are %s, want %s", got, want)
			}
			all := f.all()
			if d, n, err := projections.Verify(t.Context(), s, all, all.projects()); d != nil || n == 0 || err != nil {
				t.Errorf("a fresh fold differs: %v, %d rows, %v", d, n, err)
			}
			served := projectiontest.Dump(t, s)
			mine := list[1]
			if mine.Name != "aims" {
				t.Fatal("the second projection is not aims")
			}
			if err := projections.Rebuild(t.Context(), s, mine, all[:3].from, projections.Skips{}, nil); err == nil {
				t.Error("it is built anew without a skip")
			}
			if err := s.Drop(t.Context(), mine); err != nil {
				t.Fatal(err)
			}
			if err := projections.Rebuild(t.Context(), s, mine, all.from, r.Skips(), nil); err != nil {
				t.Fatal(err)
			}
			if got := projectiontest.Dump(t, s); got != served {
				t.Errorf("built anew it holds\n%s\nnot\n%s", got, served)
			}
			if n := len(r.Skips().List()); n != 3 || r.Skips().Counting() != 2 {
				t.Errorf("%d skips, %d of them count", n, r.Skips().Counting())
			}

			// Whoever starts later finds the skips in the log before anything else.
			again := follow(t, projections.NewMemory(), list, f)
			until(t, again, "aims", "it does not go past", func(s projections.State) bool { return s.Position == 6 })
		})
	}
}

func aimsOf(t *testing.T, s projections.Store) string {
	t.Helper()
	var list []string
	if err := s.Read(t.Context(), func(r projections.Reader) error {
		for _, a := range projections.Live(r, "p").Aims() {
			list = append(list, a.Aim)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(list, " ")
}

// An event of an unknown kind or a newer version stops every projection, each by itself, and each goes on by its own skip.
func TestWhatNobodyCanReadIsSkippedOneByOne(t *testing.T) {
	f := newFeed()
	f.add("p", 1, aim("before"))
	f.add("p", 2, &domain.Unreadable{KindName: "mood.felt", Ver: 2, Raw: []byte("{}"), Why: "there is no kind mood.felt"})
	f.add("p", 3, aim("after"))
	r := follow(t, projections.NewMemory(), projections.All(), f)
	for _, p := range projections.All() {
		until(t, r, p.Name, "it does not stop", func(s projections.State) bool { return s.At == 2 && strings.Contains(s.Stopped, "mood.felt") })
	}
	f.add(domain.Installation, 1, skip("aims", 2, entryOf(2, 0)))
	until(t, r, "aims", "it does not go on", func(s projections.State) bool { return s.Position == 4 && s.Stopped == "" })
	until(t, r, "entries", "it goes on", func(s projections.State) bool { return s.Position == 1 && s.At == 2 })
	if err := r.Wait(t.Context(), 4); err != nil {
		t.Error(err)
	}
}

// While the database is gone the runner waits and says so; it goes on by itself when it is back. What does not pass by itself is told
// apart, with what to do.
func TestADatabaseThatGoesAndComes(t *testing.T) {
	url := postgrestest.Database(t)
	f, s := newFeed(), openPostgres(t, url)
	f.add("p", 1, aim("one"))
	r := follow(t, s, projections.All(), f)
	if err := r.Wait(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	start := postgrestest.Halt(t)
	f.add("p", 2, aim("two"))
	at := until(t, r, "aims", "it does not wait", func(s projections.State) bool { return s.Waiting != "" && !s.Since.IsZero() })
	if at.Stopped != "" || at.Lasting || at.Position != 1 {
		t.Errorf("it stands so: %+v", at)
	}
	since := at.Since
	until(t, r, "aims", "it does not go on waiting", func(s projections.State) bool { return s.Since.Equal(since) && s.Waiting != "" })
	if err := r.Apply(t.Context(), nil); err == nil {
		t.Error("nobody notices that the database is gone where nothing is written")
	}
	start()
	at = until(t, r, "aims", "it does not go on", func(s projections.State) bool { return s.Position == 2 })
	if at.Waiting != "" || at.Stopped != "" || !at.Since.IsZero() {
		t.Errorf("it stands so: %+v", at)
	}

	database(t, url, "alter schema desirelines_rows rename to elsewhere")
	f.add("p", 3, aim("three"))
	at = until(t, r, "aims", "it does not wait", func(s projections.State) bool { return s.Waiting != "" })
	if !at.Lasting || !strings.Contains(at.Waiting, "SQLSTATE") || at.Do == "" || at.Stopped != "" {
		t.Errorf("it stands so: %+v", at)
	}
	database(t, url, "alter schema elsewhere rename to desirelines_rows")
	until(t, r, "aims", "it does not go on", func(s projections.State) bool { return s.Position == 3 && s.Waiting == "" && !s.Lasting })
	if got := aimsOf(t, s); got != "one two three" {
		t.Errorf("the aims are %s", got)
	}
}

// A log that cannot be reached for a while is followed again.
func TestALogThatGoesAndComes(t *testing.T) {
	f := newFeed()
	f.add("p", 1, aim("one"))
	r, err := projections.NewRunner(t.Context(), projections.NewMemory(), projections.All(), f.decode, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	tries, ended := 0, make(chan error)
	go func() {
		ended <- r.Run(ctx, func(from uint64) message.Subscriber {
			if tries++; tries < 3 {
				return gaveUp{&domain.Error{Kind: domain.Unavailable, Message: "the log cannot be read"}}
			}
			return f.from(from)
		}, "EVENTS")
	}()
	if err := r.Wait(t.Context(), 1); err != nil {
		t.Error(err)
	}
	stop()
	if err := <-ended; err != nil || tries != 3 {
		t.Errorf("after %d tries: %v", tries, err)
	}
}

// A store that panics is met with patience too, and whoever waits is let go when the runner ends.
func TestAStoreThatPanics(t *testing.T) {
	f := newFeed()
	f.add("p", 1, aim("one"))
	s := &panics{Memory: projections.NewMemory()}
	r := follow(t, s, projections.All(), f)
	if err := r.Wait(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if s.times != 2 {
		t.Errorf("it was tried %d times", s.times)
	}
}

type panics struct {
	*projections.Memory
	times int
}

func (p *panics) Commit(ctx context.Context, b ...projections.Batch) error {
	if p.times++; p.times == 1 {
		panic(errors.New("nothing is there"))
	}
	return p.Memory.Commit(ctx, b...)
}

// database runs a statement as somebody else.
func database(t *testing.T, url, statement string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	if _, err := c.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
