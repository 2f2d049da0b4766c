package reminders

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

const (
	sendTime = 2 * time.Minute  // how long all the messages of a project may take
	endTime  = 10 * time.Second // how long one that was begun may take beside what the mail server needs, once there is no time left
)

// sendAll sends messages over one line. Nothing is recorded before the mail server answers, so that one which is away, or breaks off in
// between, costs nobody their reminder.
func (w *Worker) sendAll(ctx context.Context, letters []letter) error {
	if len(letters) == 0 {
		return nil
	}
	if w.away != nil {
		return w.away
	}
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	line, err := w.Post.call(ctx)
	if err != nil {
		w.away = err
		return err
	}
	defer func() { _ = line.Close() }() // what it took it has
	for _, l := range letters {
		if err := w.Post.open(line); err != nil {
			return err
		}
		if err := w.sendOne(ctx, line, l); err != nil {
			return err
		}
	}
	return nil
}

// sendOne records that a message goes out, looks whether the person still wants it, and sends it. Where the program ends in between
// it is not sent: at most once, never twice. One that did not go out is recorded as returned, also where ctx ended meanwhile, and what was in
// it is told again after the usual rest.
func (w *Worker) sendOne(ctx context.Context, line *mail.Client, l letter) error {
	receipt, err := w.Log.Do(ctx, l.sent)
	switch {
	case isTrouble(err):
		return err
	case err != nil || receipt.Repeated: // it is settled, or another worker sends it
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	why := w.deliver(ctx, line, l, receipt)
	if why == "" {
		return nil
	}
	c := command(l.project, &domain.ReminderReturned{Reminder: receipt.ID, Why: why}, "returned", receipt.ID)
	if _, err := w.Log.Do(ctx, c); isTrouble(err) {
		return err
	}
	if why == brokeOff {
		return w.Post.unavailable(errors.New(why))
	}
	return nil
}

// deliver sends what was recorded as sent; why is empty, or says why it did not go out.
func (w *Worker) deliver(ctx context.Context, line *mail.Client, l letter, receipt streams.Receipt) (why string) {
	var to string
	err := w.Views.Wait(ctx, receipt.Sequence)
	if err == nil {
		to, err = w.address(ctx, l)
	}
	switch {
	case err != nil:
		return "it could not be seen whether it is still wanted"
	case to == "":
		return "the address was taken back"
	}
	return w.Post.send(line, receipt.ID, to, l.subject(), l.text(w.Pages), w.Pages.Me)
}

// address is where somebody wants their reminders; empty where they no longer want any. It is opened here and kept nowhere.
func (w *Worker) address(ctx context.Context, l letter) (to string, err error) {
	err = w.Views.Read(ctx, func(r projections.Reader) error {
		people := projections.Live(r, l.project).People()
		i := slices.IndexFunc(people, func(p projections.PersonRow) bool { return p.Person == l.person })
		if i >= 0 && people[i].Here() {
			to, _ = people[i].Email.Reveal(w.Log.Opener())
		}
		return nil
	})
	return to, err
}
