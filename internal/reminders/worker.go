package reminders

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

const (
	timerID  = "next" // a project has one timer, for the next moment at which there is something to do
	breath   = time.Second
	retry    = 5 * time.Second
	retryTop = 5 * time.Minute
)

// Views are the read models. Wait returns when they show the commit with this sequence.
type Views interface {
	Read(ctx context.Context, fn func(projections.Reader) error) error
	Wait(ctx context.Context, sequence uint64) error
}

// Options say what a worker works with.
type Options struct {
	Log    *streams.Log
	Timers *streams.Timers
	Views  Views
	Post   *Post // nil: nothing is sent, and nothing is recorded as sent
	Pages  Pages
	Now    func() time.Time
	Rest   time.Duration // after trouble, doubled each time up to five minutes; 0: 5 seconds
	Logger *slog.Logger
}

// Worker notes the days that come and sends what is due. Any number may work on one log.
type Worker struct {
	Options
	mu    sync.Mutex           // around everything that is done for a project
	seen  map[string]uint64    // position at which a project was last looked at
	wakes map[string]time.Time // timers as they are set
	away  error                // why the mail server could not be reached in this round, or for this timer

	trouble struct {
		sync.Mutex
		looking, following error
	}
}

// New returns a worker; Run starts it.
func New(o Options) *Worker {
	if o.Rest == 0 {
		o.Rest = retry
	}
	return &Worker{Options: o, seen: map[string]uint64{}}
}

// Trouble is why the worker cannot do its work at the moment; nil: it can. Writing goes on all the same.
func (w *Worker) Trouble() error {
	w.trouble.Lock()
	defer w.trouble.Unlock()
	return errors.Join(w.trouble.looking, w.trouble.following)
}

// Run works until ctx ends. Trouble is logged and tried again, less often each time; it never ends the work.
func (w *Worker) Run(ctx context.Context) {
	var both sync.WaitGroup
	both.Go(func() { w.untilEnd(ctx, &w.trouble.looking, w.followViews) })
	both.Go(func() { w.untilEnd(ctx, &w.trouble.following, w.followTimers) })
	both.Wait()
}

// untilEnd does work again and again; it calls well whenever it got somewhere.
func (w *Worker) untilEnd(ctx context.Context, trouble *error, work func(ctx context.Context, well func()) error) {
	wait := w.Rest
	note := func(err error) {
		w.trouble.Lock()
		defer w.trouble.Unlock()
		*trouble = err
	}
	for ctx.Err() == nil {
		err := work(ctx, func() { wait = w.Rest; note(nil) })
		if ctx.Err() != nil {
			return
		}
		note(err)
		w.Logger.Warn("reminders rest for a while; writing goes on", "why", err, "rest", wait)
		pause(ctx, wait)
		wait = min(2*wait, retryTop)
	}
}

// followViews looks at what changed, and waits for more.
func (w *Worker) followViews(ctx context.Context, well func()) error {
	for {
		last, err := w.Round(ctx)
		if err != nil {
			return err
		}
		well()
		if err := w.Views.Wait(ctx, last+1); err != nil {
			return err
		}
		pause(ctx, breath) // what comes in one after another is looked at once
	}
}

var errEarly = errors.New("it is not time yet")

// followTimers looks at what a timer wakes it for. One timer that comes to nothing is handed out again, and is no trouble of the others.
func (w *Worker) followTimers(ctx context.Context, well func()) error {
	if err := w.Timers.Check(ctx); err != nil {
		return err
	}
	well()
	return w.Timers.Follow(ctx, w.due)
}

// due looks at a project whose timer came due. Where our clock is behind that of the timers it is left for later: set again, it would come due
// at once, over and over until then.
func (w *Worker) due(ctx context.Context, t streams.Timer) error {
	if w.Now().Before(t.At) {
		return errEarly
	}
	return w.woken(ctx, t.Project)
}

// Round looks at every project that changed since it was last looked at, and returns the last commit that was known when it began. Where one
// gives trouble it goes on with the others, and looks at it again in the next round.
func (w *Worker) Round(ctx context.Context) (last uint64, err error) {
	if last, err = w.Log.Last(ctx); err != nil {
		return 0, err
	}
	if err := w.Views.Wait(ctx, last); err != nil {
		return 0, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.away = nil
	if err := w.knowTimers(ctx); err != nil {
		return 0, err
	}
	var changed []projections.SummaryRow
	err = w.Views.Read(ctx, func(r projections.Reader) error {
		for _, s := range projections.Summaries(r) {
			if w.seen[s.Project] != s.Position {
				changed = append(changed, s)
			}
		}
		return nil
	})
	errs := []error{err}
	for _, s := range changed {
		if err := w.look(ctx, s.Project); err != nil {
			errs = append(errs, err)
			continue
		}
		w.seen[s.Project] = s.Position
	}
	return last, errors.Join(errs...)
}

// knowTimers reads once which timers are set.
func (w *Worker) knowTimers(ctx context.Context) error {
	if w.wakes != nil {
		return nil
	}
	list, err := w.Timers.Waiting(ctx)
	if err != nil {
		return err
	}
	w.wakes = map[string]time.Time{}
	for _, t := range list {
		if t.ID == timerID && !t.Due {
			w.wakes[t.Project] = t.At
		}
	}
	return nil
}

// woken looks at a project whose timer came due.
func (w *Worker) woken(ctx context.Context, project string) error {
	last, err := w.Log.Last(ctx)
	if err == nil {
		err = w.Views.Wait(ctx, last)
	}
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.wakes, project) // that it is set is no longer true
	w.away = nil             // it may be back: no other round may come for long
	return w.look(ctx, project)
}

// look does what is to be done for a project now, and sets its timer. The lock is held.
func (w *Worker) look(ctx context.Context, project string) error {
	s, err := w.standing(ctx, project)
	for recorded := true; err == nil && recorded && len(s.notices) > 0; {
		if recorded, err = w.record(ctx, s.notices); err == nil {
			s, err = w.standing(ctx, project)
		}
	}
	if err != nil {
		return err
	}
	if err := w.wake(ctx, project, s.next); err != nil {
		return err
	}
	return w.sendAll(ctx, s.letters)
}

func (w *Worker) standing(ctx context.Context, project string) (s standing, err error) {
	err = w.Views.Read(ctx, func(r projections.Reader) error {
		s = standingOf(projections.Live(r, project), w.Now(), w.Post != nil)
		return nil
	})
	return s, err
}

// record records notices and waits until the views show them. It returns false where none was new: what the rows say is
// settled otherwise then, or soon will be, and nothing needs doing.
func (w *Worker) record(ctx context.Context, notices []domain.Command) (recorded bool, err error) {
	var last uint64
	for _, c := range notices {
		receipt, err := w.Log.Do(ctx, c)
		switch {
		case isTrouble(err):
			return false, err
		case err == nil:
			last, recorded = max(last, receipt.Sequence), recorded || !receipt.Repeated
		}
	}
	if last == 0 {
		return false, nil
	}
	return recorded, w.Views.Wait(ctx, last)
}

// isTrouble says whether an answer means that it should be tried again; all others mean that nothing needs doing.
func isTrouble(err error) bool {
	switch domain.KindOf(err) {
	case domain.Conflict, domain.Invalid, domain.NotFound:
		return false
	}
	return err != nil
}

// wake sets the timer of a project, or takes it back where at is zero.
func (w *Worker) wake(ctx context.Context, project string, at time.Time) (err error) {
	set, is := w.wakes[project]
	switch {
	case at.IsZero() && is:
		err = w.Timers.Cancel(ctx, project, timerID)
	case !at.IsZero() && !(is && set.Equal(at)):
		err = w.Timers.Set(ctx, streams.Timer{Project: project, ID: timerID, At: at})
	}
	switch {
	case err != nil:
		return err
	case at.IsZero():
		delete(w.wakes, project)
	case w.wakes != nil:
		w.wakes[project] = at
	}
	return nil
}

// pause waits, or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
