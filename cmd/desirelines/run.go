package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
)

// session is who runs a command and where: a terminal, or the socket of a running serve.
type session struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Dir            string // working directory: relative paths start here
	Terminal       bool   // Stdout is a terminal
	Width          int    // of the terminal; of a pipe: 100
	Host           *app   // the running serve that runs this for somebody else; nil: run it here
}

// cli is one run of the program.
type cli struct {
	session
	args  []string
	flags globals
	exit  int // set where the answer came from a running serve

	watch        watching // what is measured; serve sets it
	stateEntries uint64   // entries that the states for deciding may know of; 0: the log's own bound
}

// globals are the flags every command has.
type globals struct {
	data, keys, master    string
	nats, creds, postgres string
	natsCA, natsCert      string // files for TLS to NATS
	natsKey               string
	project, audience, as string
	url, cert, key        string
	json                  bool
}

// run runs one command and returns its exit code. Every error becomes one sentence on standard error, with --json one
// object {"error","value","want"}.
func run(ctx context.Context, args []string, s session) int {
	c := &cli{session: s, args: args}
	root := c.root()
	root.SetArgs(args)
	root.SetIn(s.Stdin)
	root.SetOut(s.Stdout)
	root.SetErr(s.Stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return c.exit
	}
	var said *saidError
	if !errors.As(err, &said) {
		c.say(err)
	}
	return domain.KindOf(err).ExitCode()
}

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "desirelines",
		Short:         "Say what you aim for, what you try and what happens; see what came of it",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          noArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	f := root.PersistentFlags()
	f.StringVar(&c.flags.data, "data", "desirelines-data", "data folder")
	f.StringVar(&c.flags.keys, "keys", "", "where the keys that personal words are sealed with lie, and who may sign in: a folder, or a PostgreSQL database that replicas share, postgres://… (default: the data folder's name with -keys behind it)")
	f.StringVar(&c.flags.master, "master", "", "where the master key of the keys lies: a folder that all replicas see and may write to, or another PostgreSQL database, best on another server (default: with the keys, in their folder)")
	f.StringVar(&c.flags.nats, "nats", "", "addresses of a NATS cluster that keeps the log, such as tls://a.example.org,tls://b.example.org (default: inside this program)")
	f.StringVar(&c.flags.creds, "creds", "", "file with the credentials for --nats: a signed user, or the seed of one")
	f.StringVar(&c.flags.natsCA, "nats-ca", "", "file with the certificate of who signed those of --nats (PEM; default: whom this machine trusts)")
	f.StringVar(&c.flags.natsCert, "nats-cert", "", "file with the certificate to show to --nats (PEM)")
	f.StringVar(&c.flags.natsKey, "nats-key", "", "file with the key of --nats-cert (PEM)")
	f.BoolVar(&c.flags.json, "json", false, "answer in JSON on standard output, nothing else there")
	f.StringVar(&c.flags.postgres, "postgres", "", "address of a PostgreSQL database that keeps the read models, postgres://… (default: in memory)")
	f.StringVar(&c.flags.project, "project", "", "id of the project")
	f.StringVar(&c.flags.audience, "audience", "group", "show what this audience may see: one of those that are always there, or one that the project named")
	f.StringVar(&c.flags.as, "as", "", "id of the person who records or looks (default: the operator)")
	f.StringVar(&c.flags.url, "url", "", "address that people come by, such as https://lines.example.org (default: this machine)")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage(err.Error()) })
	root.AddCommand(
		c.demoCommand(), c.serveCommand(), c.initCommand(), c.projectsCommand(), c.peopleCommand(), c.recordCommand(), c.importCommand(),
		c.exportCommand(), c.compareCommand(), c.aimsCommand(), c.logCommand(), c.journeyCommand(), c.replayCommand(), c.traceCommand(), c.findCommand(), c.reportCommand(), c.exportsCommand(),
		c.projectionsCommand(), c.doctorCommand(), c.benchCommand(),
	)
	return root
}

// saidError is an error that was told to the user already.
type saidError struct{ error }

func (e *saidError) Unwrap() error { return e.error }

// usage is the error for a command line that cannot be understood.
func usage(message string) error {
	return &domain.Error{Kind: domain.Usage, Message: message, Want: "see desirelines --help"}
}

// noArgs refuses arguments; cobra's own sentence would end with the wrong exit code.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(fmt.Sprintf("%s does not know %q", cmd.CommandPath(), args[0]))
	}
	return nil
}

// oneArg asks for exactly one argument with this name.
func oneArg(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usage(fmt.Sprintf("%s takes one %s, not %d", cmd.CommandPath(), name, len(args)))
		}
		return nil
	}
}

// answerError is how an error looks with --json.
type answerError struct {
	Error string `json:"error"`
	Value string `json:"value"`
	Want  string `json:"want"`
}

func asAnswer(err error) answerError {
	var d *domain.Error
	if errors.As(err, &d) {
		return answerError{sentence(err.Error()), d.Value, d.Want}
	}
	return answerError{Error: sentence(err.Error())}
}

func (c *cli) say(err error) {
	// The flag may stand behind the word that could not be understood.
	if c.flags.json || slices.Contains(c.args, "--json") {
		_ = json.NewEncoder(c.Stderr).Encode(asAnswer(err))
		return
	}
	fmt.Fprintln(c.Stderr, "desirelines: "+sentence(err.Error()))
}

// sentence keeps an error on one line.
func sentence(s string) string { return strings.Join(strings.Fields(s), " ") }

// note writes a message for the person, never into the answer.
func (c *cli) note(format string, args ...any) { fmt.Fprintf(c.Stderr, format+"\n", args...) }

// answer writes v as JSON with --json, else calls text.
func (c *cli) answer(v any, text func(io.Writer) error) error {
	if !c.flags.json {
		return text(c.Stdout)
	}
	e := json.NewEncoder(c.Stdout)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// path makes a path that the user gave independent of the working directory of a running serve.
func (c *cli) path(p string) string {
	if p == "-" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(c.Dir, p)
}

// needProject asks for --project.
func (c *cli) needProject() (string, error) {
	if c.flags.project == "" {
		return "", usage("--project is missing")
	}
	return c.flags.project, nil
}

// now is the server's clock; the domain never reads one.
func now() time.Time { return time.Now() }
