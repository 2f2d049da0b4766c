// Command desirelines is the one binary: the command line and the server.
//
// main.go maps errors to exit codes, run.go holds the command tree and the global flags, app.go opens the log and
// the read models; every command is a file of its own.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // projects name their time zone; the machine may not know it

	"golang.org/x/term"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // asked to stop a second time it ends at once; what was answered as saved is saved
	dir, _ := os.Getwd()
	s := session{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Dir: dir, Width: 100}
	if fd := int(os.Stdout.Fd()); term.IsTerminal(fd) {
		s.Terminal = true
		if w, _, err := term.GetSize(fd); err == nil && w > 0 {
			s.Width = w
		}
	}
	exit := run(ctx, os.Args[1:], s)
	stop()
	os.Exit(exit)
}
