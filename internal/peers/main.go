// Command peers makes Desire Lines and other ways to keep events in Go do the same work on the same machine in one run. README.md says
// what is compared and how.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, notes io.Writer) error {
	flags := flag.NewFlagSet("peers", flag.ContinueOnError)
	flags.SetOutput(notes)
	server := flags.String("postgres", "", "address of a PostgreSQL server where databases may be made, with fsync on")
	seconds := flags.Float64("seconds", 3, "how long each figure is taken in each round")
	rounds := flags.Int("rounds", 3, "how often each figure is taken, in turn with the others")
	projects := flags.Int("projects", 2000, "projects of the spread load")
	entries := flags.Int("entries", 20000, "entries that a rebuild reads")
	only := flags.String("only", "", "names of the peers that are measured, with commas between; empty: all")
	parts := flags.String("parts", "append,live,rebuild", "what is measured")
	dir := flags.String("dir", "", "where Desire Lines keeps its log, on the disk that the server is on; empty: a temporary folder")
	asJSON := flags.Bool("json", false, "write JSON, and the table beside the notes")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case *server == "":
		return errors.New("--postgres is missing: say where a server is, as in postgres://user@host/postgres")
	case *seconds <= 0 || *seconds > 60 || *rounds < 1 || *rounds > 15 || *projects < mostWriters || *entries < *projects:
		return fmt.Errorf("--seconds is above 0 and at most 60, --rounds 1 to 15, --projects at least %d and --entries as many as --projects", mostWriters)
	}
	o := options{while: time.Duration(*seconds * float64(time.Second)), rounds: *rounds, projects: *projects, entries: *entries,
		note: func(format string, args ...any) { fmt.Fprintf(notes, format+"\n", args...) }}
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	work, err := os.MkdirTemp(*dir, "peers-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	a, err := measure(ctx, &stand{server: *server, dir: work}, o, strings.Split(*parts, ","))
	if err != nil {
		return err
	}
	if !*asJSON {
		return a.table(out)
	}
	if err := a.table(notes); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(a)
}

// measure does the parts that are named.
func measure(ctx context.Context, s *stand, o options, parts []string) (*answer, error) {
	version, err := s.durable(ctx)
	if err != nil {
		return nil, err
	}
	a := newAnswer(o, version)
	all := map[string]func(context.Context, options, *answer) error{"append": s.appends, "live": s.live, "rebuild": s.rebuilds}
	for _, part := range parts {
		if all[part] == nil {
			return nil, fmt.Errorf("there is nothing named %q to measure: choose append, live or rebuild", part)
		}
	}
	for _, part := range parts {
		if err := all[part](ctx, o, a); err != nil {
			return nil, err
		}
	}
	a.compare()
	return a, nil
}
