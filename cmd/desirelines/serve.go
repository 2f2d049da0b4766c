package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/console"
	"github.com/desirelines/desirelines/internal/web"
)

func (c *cli) serveCommand() *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "keep the data folder open for others: health and the socket for the command line",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if c.Host != nil {
				return usage("a running server does not start another")
			}
			return c.serve(cmd.Context(), listen)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "address for HTTP, on this machine only until sign-in exists")
	return cmd
}

// serve runs until ctx ends. It opens the log before it listens, so that a folder held by another ends at once.
func (c *cli) serve(ctx context.Context, listen string) error {
	if err := loopbackOnly(listen); err != nil {
		return err
	}
	a, err := openApp(ctx, c.options())
	if err != nil {
		return err
	}
	defer a.Close()
	web := &http.Server{
		Handler: web.Health(a.ready), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(slog.NewTextHandler(c.Stderr, nil), slog.LevelWarn),
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return &domain.Error{Kind: domain.Unavailable, Message: "cannot listen there: " + err.Error(), Value: listen, Want: "choose another address with --listen"}
	}
	defer listener.Close()
	socket, err := console.Listen(c.path(c.flags.data))
	if err != nil {
		return err
	}
	defer socket.Close()
	if err := a.log.SetSocket(socket.Path()); err != nil {
		return err
	}
	return c.serveAll(ctx, a, web, listener, socket)
}

// serveAll answers on both until ctx ends or one of them breaks, then lets what runs come to its end.
func (c *cli) serveAll(ctx context.Context, a *app, web *http.Server, listener net.Listener, socket *console.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
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
	go func() {
		if a.views(ctx) == nil {
			debug.FreeOSMemory() // folding everything took more than keeping it
		}
	}()
	c.note("Desire Lines listens on http://%s, for this machine only. Stop it with Ctrl-C.", listener.Addr())
	var err error
	select {
	case <-ctx.Done():
	case err = <-broken:
	}
	cancel()
	stop, ended := context.WithTimeout(context.Background(), 10*time.Second)
	defer ended()
	_ = web.Shutdown(stop)
	<-done
	if err != nil && !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("serving: %w", err)
	}
	return nil
}

// runFor runs a command that came over the socket.
func (a *app) runFor(ctx context.Context, r console.Request) int {
	return run(ctx, r.Args, session{
		Stdin: r.Stdin, Stdout: r.Stdout, Stderr: r.Stderr, Dir: r.Dir, Terminal: r.Terminal, Width: r.Width, Host: a,
	})
}

// ready says whether every projection has caught up; nil means yes.
func (a *app) ready(ctx context.Context) error {
	if err := a.views(ctx); err != nil {
		return err
	}
	for _, s := range a.runner.States() {
		if s.Stopped != "" {
			return fmt.Errorf("projection %s stopped", s.Name)
		}
	}
	return nil
}

// loopbackOnly refuses addresses that others can reach: there is no sign-in yet.
func loopbackOnly(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return usage(fmt.Sprintf("--listen %q is not an address such as 127.0.0.1:8080", listen))
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return &domain.Error{Kind: domain.Refused, Message: "there is no sign-in yet, so others must not reach it", Value: listen, Want: "listen on 127.0.0.1 or localhost"}
}
