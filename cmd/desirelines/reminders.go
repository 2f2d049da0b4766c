package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/observe"
	"github.com/desirelines/desirelines/internal/reminders"
)

// mailPassword is the variable that holds the password of the mail server; others see the command line.
const mailPassword = "DESIRELINES_MAIL_PASSWORD" //nolint:gosec // its name, not what it holds

// overdue is how late a timer may be before something is wrong.
const overdue = time.Hour

// mailing says where messages go out.
type mailing struct{ server, from, file string }

func (m *mailing) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&m.server, "mail", "", "mail server for reminders, such as smtps://user@mail.example.org (default: none are sent); its password is read from "+mailPassword)
	cmd.Flags().StringVar(&m.from, "mail-from", "", "address that reminders come from")
	cmd.Flags().StringVar(&m.file, "mail-password-file", "", "file with the password of the mail server, instead of "+mailPassword)
}

// open reads where messages go out; nil: nowhere.
func (m mailing) open(c *cli) (*reminders.Post, error) {
	if m.server == "" {
		if m.from != "" || m.file != "" {
			return nil, usage("there is no mail server to send from; name it with --mail")
		}
		return nil, nil
	}
	password := os.Getenv(mailPassword)
	if m.file != "" {
		raw, err := os.ReadFile(c.path(m.file))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, &domain.Error{Kind: domain.Usage, Message: "the file with the password is not there", Value: m.file, Want: "name a file that holds it alone"}
		}
		if err != nil {
			return nil, fmt.Errorf("password of the mail server: %w", err)
		}
		password = strings.TrimRight(string(raw), "\r\n")
	}
	return reminders.OpenPost(m.server, m.from, password)
}

// remind notes the days that come and writes to people until ctx ends. site is the address that people come by.
func (c *cli) remind(ctx context.Context, a *app, post *reminders.Post, site string) {
	pages := reminders.Pages{Project: func(id string) string { return site + "/p/" + url.PathEscape(id) + "/reminders" }, Me: site + "/me"}
	worker := reminders.New(reminders.Options{
		Log: a.log, Timers: a.log.Timers(), Views: views{a.store, a}, Post: post, Pages: pages, Now: now, Logger: c.logger(slog.LevelWarn),
	})
	a.reminding.Store(worker)
	worker.Run(ctx)
}

// examineTimers looks whether days that come are noticed.
func (a *app) examineTimers(ctx context.Context) observe.Finding {
	f := observe.Finding{Check: "days that come are noticed"}
	worker := a.reminding.Load()
	list, err := a.log.Timers().Waiting(ctx)
	if err == nil && worker != nil {
		err = worker.Trouble()
	}
	if err != nil {
		f.Found, f.Do = err.Error(), "see whether the stream TIMERS and the mail server can be reached; writing goes on, and what is due is noted afterwards"
		return f
	}
	late := 0
	for _, one := range list {
		if now().Sub(one.At) > overdue {
			late++
		}
	}
	switch {
	case worker == nil:
		f.OK, f.Found = true, fmt.Sprintf("%d wait; serve notices them", len(list))
	case late > 0:
		f.Found, f.Do = fmt.Sprintf("%d of %d are more than an hour late", late, len(list)), "start the server again; what is due is noted then"
	default:
		f.OK, f.Found = true, fmt.Sprintf("%d wait, none is late", len(list))
	}
	return f
}
