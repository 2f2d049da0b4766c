package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/console"
	"github.com/desirelines/desirelines/internal/reminders"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
)

func (c *cli) serveCommand() *cobra.Command {
	var listen, token string
	var mail mailing
	var last time.Duration
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "serve the pages, and keep the data folder open for the command line",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if c.Host != nil {
				return usage("a running server does not start another")
			}
			if err := c.reachable(listen); err != nil {
				return err
			}
			if last < 0 || last > mostDrain {
				return usage(fmt.Sprintf("--drain %v is not a time from 0s to %v", last, mostDrain))
			}
			post, err := mail.open(c)
			if err != nil {
				return err
			}
			return c.serve(cmd.Context(), serving{addresses: []string{listen}, post: post, metricsToken: token, draining: newDrain(last)})
		},
	}
	cmd.Long = `Serves the pages to who signs in. A stranger sees the page for signing in, and what a group told everybody.

The first operator gets a card from: desirelines people invite --role operator

It listens on this machine alone. For others to reach it, put a proxy with https before it and give its address as --url; or give
--tls-cert, --tls-key and --url, and listen on an address that others reach.

Several replicas share a log and its keys: --nats, --postgres, --keys postgres://… and --master are the same for all, --data is a folder
of each replica's own, and commands with that --data alone are run by its serve. Give --drain a little more than your balancer takes to
notice that /readyz says 503: when it is asked to stop, serve goes on answering for so long, then lets what runs come to its end.`
	cmd.Flags().StringVar(&listen, "listen", defaultListen, "address to listen on; with a certificate it may be one that others reach")
	cmd.Flags().StringVar(&c.flags.cert, "tls-cert", "", "file with the certificate for https (PEM)")
	cmd.Flags().StringVar(&c.flags.key, "tls-key", "", "file with the key of the certificate (PEM)")
	cmd.Flags().StringVar(&token, "metrics-token", "", "file with the token that /metrics asks for, as Authorization: Bearer … (default: there is no /metrics)")
	cmd.Flags().DurationVar(&last, "drain", 0, "how long to go on answering once asked to stop, with /readyz at 503, so that a balancer sends people elsewhere")
	mail.flags(cmd)
	return cmd
}

// mostDrain is longer than any balancer takes to notice.
const mostDrain = 5 * time.Minute

// defaultListen is where the pages are served where nobody says otherwise.
const defaultListen = "127.0.0.1:8080"

// serving says how to serve.
type serving struct {
	addresses    []string        // the first one that is free is taken
	examples     bool            // the projects are examples
	post         *reminders.Post // where reminders go out; nil: none are sent
	metricsToken string          // file with the token for the figures; empty: there are none
	prepare      func(context.Context, *app) error
	draining     *drain // nil: it stops at once when it is asked to
}

// serve runs until ctx ends. It opens the log before it listens, so that a folder held by another ends at once.
func (c *cli) serve(ctx context.Context, how serving) error {
	err := c.oneHistory()
	if err != nil {
		return err
	}
	if c.watch, err = c.openWatching(ctx, how.metricsToken); err != nil {
		return err
	}
	defer c.watch.close()
	a, err := c.openApp(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.makeTables(ctx); err != nil {
		return err
	}
	if err := a.startOnce(); err != nil {
		return err
	}
	a.watch.ask(a)
	if how.prepare != nil {
		if err := how.prepare(ctx, a); err != nil {
			return err
		}
	}
	listener, err := c.listen(how.addresses)
	if err != nil {
		return err
	}
	defer listener.Close()
	secure, err := c.certificate()
	if err != nil {
		return err
	}
	url := c.publicURL(listener.Addr().String(), secure != nil)
	if !how.examples {
		if _, err := c.openPeople(a, url); err != nil {
			return err
		}
	}
	pages, err := c.pages(a, how, url)
	if err != nil {
		return err
	}
	if secure != nil {
		listener = tls.NewListener(listener, secure)
	}
	if err := os.MkdirAll(c.path(c.flags.data), 0o700); err != nil { // with the log on a cluster nobody has made it
		return &domain.Error{Kind: domain.Unavailable, Message: "the data folder cannot be made: " + err.Error(), Value: c.flags.data, Want: "name a folder that can be written to with --data"}
	}
	socket, err := console.Listen(c.path(c.flags.data))
	if err != nil {
		return err
	}
	defer socket.Close()
	if err := a.log.SetSocket(socket.Path()); err != nil {
		return err
	}
	return c.serveAll(ctx, a, pages, listener, socket, how, url)
}

// oneHistory refuses a data folder that would hold a second history beside the one on a cluster: commands that name only the folder would read
// and write the wrong one.
func (c *cli) oneHistory() error {
	dir := c.path(c.flags.data)
	switch holds := streams.Holds(dir); {
	case c.flags.nats != "" && holds:
		return &domain.Error{Kind: domain.Conflict, Message: "this folder holds a log of its own, and yours is on a cluster", Value: c.flags.data,
			Want: "put the folder away as an old copy, and name another one with --data; move its log with desirelines init --from, if you have not"}
	case c.flags.nats == "" && !holds:
		if _, is := console.At(dir); is {
			return &domain.Error{Kind: domain.Conflict, Message: "the serve of this folder keeps its log on a cluster", Value: c.flags.data,
				Want: "say where the log is with --nats, or name another folder with --data"}
		}
	}
	return nil
}

// listen takes the first address that is free, and says so where that is not the first.
func (c *cli) listen(addresses []string) (net.Listener, error) {
	var first error
	for _, address := range addresses {
		listener, err := net.Listen("tcp", address)
		if err == nil {
			if first != nil {
				c.note("%s is taken, so another port is used.", addresses[0])
			}
			return listener, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, &domain.Error{Kind: domain.Unavailable, Message: "cannot listen there: " + first.Error(), Value: addresses[0], Want: "choose another address with --listen"}
}

// serveAll answers on both until ctx ends, and while it drains, or until one of them breaks; then it lets what runs come to its end.
func (c *cli) serveAll(asked context.Context, a *app, web *http.Server, listener net.Listener, socket *console.Listener, how serving, url string) error {
	ctx, cancel := context.WithCancel(context.WithoutCancel(asked))
	defer cancel()
	broken := make(chan error, 2)
	go func() { broken <- web.Serve(listener) }()
	commands := &console.Server{Run: a.runFor}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := commands.Serve(ctx, socket); err != nil {
			broken <- err
		}
	}()
	caughtUp := make(chan struct{})
	go func() {
		defer close(caughtUp)
		if a.views(ctx) == nil {
			debug.FreeOSMemory() // folding everything took more than keeping it
			c.noteOperator(ctx, a)
		}
	}()
	var beside sync.WaitGroup
	beside.Go(func() { a.sweep(ctx) })
	beside.Go(func() { a.others.again(ctx) })
	beside.Go(func() { c.remind(ctx, a, how.post, url) })
	beside.Go(func() { a.tell(ctx) })
	beside.Go(func() { a.keepSnapshots(ctx) })
	c.note("Desire Lines is at %s. Stop it with Ctrl-C.", url)
	if a.people == nil {
		c.note("This is a demonstration: nobody signs in, and it is for this machine only.")
	}
	var err error
	select {
	case <-asked.Done():
		err = how.draining.wait(broken)
	case err = <-broken:
	}
	cancel()
	stop, ended := context.WithTimeout(context.Background(), endTime)
	defer ended()
	_ = web.Shutdown(stop)
	<-done
	<-caughtUp
	beside.Wait()
	select {
	case late := <-broken:
		if err == nil {
			err = late
		}
	default:
	}
	if err != nil && !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("serving: %w", err)
	}
	return nil
}

// noteOperator says how to begin where nobody looks after the installation yet.
func (c *cli) noteOperator(ctx context.Context, a *app) {
	if a.people == nil {
		return
	}
	if found, err := a.hasOperator(ctx); err == nil && !found {
		c.note("Nobody can sign in as operator yet. Make a card for the first one:  desirelines people invite --role operator")
	}
}

// runFor runs a command that came over the socket.
func (a *app) runFor(ctx context.Context, r console.Request) int {
	return run(ctx, r.Args, session{
		Stdin: r.Stdin, Stdout: r.Stdout, Stderr: r.Stderr, Dir: r.Dir, Terminal: r.Terminal, Width: r.Width, Host: a,
	})
}

// ready says whether every projection has caught up, and nobody can sign in who was forgotten; nil means yes.
func (a *app) ready(ctx context.Context) error {
	if err := a.current(ctx); err != nil {
		return a.behind(err)
	}
	return a.forgetAgain(ctx)
}

// behind says with an error how far the views have come, where they are built.
func (a *app) behind(err error) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second) // that of the page may have ended
	defer cancel()
	last, failed := a.log.Last(ctx)
	if failed != nil || a.runner == nil {
		return err
	}
	if at := a.runner.From() - 1; at < last {
		return &projections.BehindError{At: at, Of: last, Err: err}
	}
	return err
}
