package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/observe"
	"github.com/desirelines/desirelines/projections"
)

// standing is how everything stands: what doctor, projections list, the operator's page and /readyz say comes from here. It waits until
// the views show what the log holds, as long as they go on.
func (a *app) standing(ctx context.Context) (observe.Standing, error) {
	return a.standingWithin(ctx, 0)
}

// standingWithin is standing for who waits no longer than so for the views; 0: as standing.
func (a *app) standingWithin(ctx context.Context, most time.Duration) (observe.Standing, error) {
	if err := a.startOnce(); err != nil {
		return observe.Standing{}, err
	}
	s := observe.Standing{Rows: "in memory, made anew from the log at each start"}
	if a.base != "" {
		s.Rows = "in a PostgreSQL database"
	}
	var err error
	if s.Log, err = a.logFacts(ctx); err != nil {
		s.Findings = append(s.Findings, observe.Finding{Check: "the log answers", Found: err.Error(), Do: "see whether it is up; the program goes on by itself then", Blocks: true})
	} else {
		s.Findings = append(s.Findings, observe.Finding{Check: "the store opens", OK: true, Found: "store " + s.Log.Store, Blocks: true}, room(s.Log))
		if s.Log.Replicas > 1 {
			s.Findings = append(s.Findings, copiesOf(s.Log))
		}
	}
	waiting, enough := ctx, func() {}
	if most > 0 {
		waiting, enough = context.WithTimeout(ctx, most)
	}
	err = a.settled(waiting, s.Log.Last)
	enough()
	if err != nil && (most == 0 || ctx.Err() != nil) {
		return s, err
	}
	s.Now = now()
	s.Views = viewsAt(a.runner.States(), s.Log.Last)
	for _, v := range s.Views {
		s.Findings = append(s.Findings, v.Finding(s.Now))
	}
	s.Skips = skipped(a.runner.Skips())
	for _, one := range s.Skips {
		s.Findings = append(s.Findings, observe.Finding{Check: "left out for good", OK: true, Found: one.String()})
	}
	return s, nil
}

// settled returns when the views that go on show the commit with this sequence, and when none of them went on for a while: soon where they wait
// for their database, and after some seconds where nothing moves and they do not say why.
func (a *app) settled(ctx context.Context, last uint64) error {
	const look = patience / 4
	before := a.runner.States()
	for still := 0; still < 20; {
		look, done := context.WithTimeout(ctx, look)
		err := a.runner.Wait(look, last)
		ended := look.Err()
		done()
		switch {
		case err == nil || ended == nil: // there, or they follow no more
			return nil
		case ctx.Err() != nil:
			return err
		}
		now := a.runner.States()
		runs, moved := false, false
		for i, s := range now {
			runs = runs || s.Stopped == "" && s.Waiting == ""
			moved = moved || s.Position != before[i].Position
		}
		switch before = now; {
		case moved:
			still = 0
		case runs:
			still++
		default:
			still += 5
		}
	}
	return nil
}

func viewsAt(states []projections.State, last uint64) []observe.View {
	views := make([]observe.View, len(states))
	for i, s := range states {
		views[i] = observe.View{
			Name: s.Name, Version: s.Version, Position: s.Position, Lag: last - min(last, s.Position), Turned: s.Turned,
			Stopped: s.Stopped, At: s.At, Entry: s.Entry, Waiting: s.Waiting, Lasting: s.Lasting, Do: s.Do, Since: s.Since,
		}
	}
	return views
}

func skipped(skips projections.Skips) []observe.Skipped {
	now := map[string]int{}
	for _, p := range projections.All() {
		now[p.Name] = p.Version
	}
	var list []observe.Skipped
	for _, s := range skips.List() {
		list = append(list, observe.Skipped{View: s.Projection, Version: s.Version, Sequence: s.Sequence, Entry: s.Entry, Why: s.Why, Recorded: s.Recorded, Counts: now[s.Projection] == s.Version})
	}
	return list
}

func (a *app) logFacts(ctx context.Context) (observe.Log, error) {
	f, err := a.log.Facts(ctx)
	l := observe.Log{Store: f.Store, Last: f.Last, Bytes: f.Bytes, Quota: f.Quota, Free: f.Free, Watched: f.Watched, MinFree: f.MinFree, Replicas: f.Replicas, Current: f.Current, Where: "inside this program"}
	if a.nats != "" {
		l.Where = "on a NATS cluster"
	}
	return l, err
}

// room says whether more can be saved.
func room(l observe.Log) observe.Finding {
	f := observe.Finding{Check: "there is room", OK: true, Found: "the log takes " + size(l.Bytes)}
	if l.Quota > 0 {
		f.Found += " of at most " + size(uint64(l.Quota))
	}
	if l.Watched {
		f.Found += ", and " + size(l.Free) + " are free on its disk"
	}
	switch {
	case l.Watched && l.Free < l.MinFree:
		f.OK, f.Do = false, "make room on the disk: nothing more is saved until there is; reading goes on"
	case l.Quota > 0 && l.Bytes > uint64(l.Quota)/10*9:
		f.OK, f.Do = false, "raise the quota of the stream before it is full"
	case l.Watched && l.Free < 4*l.MinFree:
		f.OK, f.Do = false, "make room on the disk before it is full"
	}
	return f
}

func copiesOf(l observe.Log) observe.Finding {
	f := observe.Finding{Check: "every server of the log is up to date", OK: l.Current >= l.Replicas, Found: fmt.Sprintf("%d of %d are", l.Current, l.Replicas)}
	if !f.OK {
		f.Do = "see whether the others are up and can be reached; what is saved is safe while most of them are"
	}
	return f
}

// size writes bytes as people read them.
func size(b uint64) string {
	units := []string{"bytes", "KiB", "MiB", "GiB", "TiB"}
	v, u := float64(b), 0
	for v >= 1024 && u < len(units)-1 {
		v, u = v/1024, u+1
	}
	if u == 0 {
		return fmt.Sprintf("%d bytes", b)
	}
	return fmt.Sprintf("%.1f %s", v, units[u])
}

// isReady says whether everything that answers need is well, and everything that was written is shown; nil means yes.
func (a *app) isReady(ctx context.Context) error {
	s, err := a.standing(ctx)
	if err != nil {
		return err
	}
	if f, wrong := s.Blocked(); wrong {
		return &domain.Error{Kind: domain.Unavailable, Message: f.Check + ": " + f.Found, Want: f.Do}
	}
	for _, v := range s.Views {
		if v.Lag > 0 {
			return &domain.Error{Kind: domain.Unavailable, Message: "the view " + v.Name + " is behind", Want: "look again in a moment"}
		}
	}
	return a.forgetAgain(ctx)
}

// timerFacts are how many days are waited for, and how many of them are late.
func (a *app) timerFacts(ctx context.Context) (waiting, late int, err error) {
	if a.reminding.Load() == nil {
		return 0, 0, errors.New("nobody notices days here")
	}
	list, err := a.log.Timers().Waiting(ctx)
	for _, one := range list {
		if now().Sub(one.At) > overdue {
			late++
		}
	}
	return len(list), late, err
}
