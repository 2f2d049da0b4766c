package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// peer is one way to keep events. All methods but Close may be called concurrently.
type peer interface {
	// Append makes one attempt to record an entry, guarded by what this process last knew of its project. It returns errConflict where
	// somebody else was first, and knows more of the project then; nil means that the entry is on the disk.
	Append(ctx context.Context, e entry) error

	// Follow hands over every entry from the first one on by what the peer itself offers for that, those that come later too. It returns nil
	// when ctx ends.
	Follow(ctx context.Context, seen func(*entry)) error

	// Read hands over every entry that is there now, those of a project in their order.
	Read(ctx context.Context, each func(*entry) error) error

	Close() error
}

// errConflict says that an attempt to append lost against another; nothing was recorded.
var errConflict = errors.New("the project moved")

// entry is what everybody records.
type entry struct {
	ID       string `json:"id"`
	Project  string `json:"project"`
	Number   int    `json:"number"` // which entry of the project its writer took it to be, from 1; Append sets it
	Recorded string `json:"recorded"`
	Actor    string `json:"actor"`
	Kind     string `json:"kind"`
	Day      int    `json:"day"` // of March 2026, when it happened
	Welcome  string `json:"welcome"`
	What     string `json:"what"`
}

// what makes an entry of about 512 bytes as JSON.
var what = strings.Repeat("what we saw today ", 15) + "again, again"

// newEntry returns the n-th entry that a run makes, always the same one.
func newEntry(run string, project, n int) entry {
	name := projectName(project)
	return entry{
		ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte(run+"/"+name+"/"+strconv.Itoa(n))).String(), Project: name,
		Recorded: "2026-03-05T10:11:12.131415Z", Actor: person(n % mostWriters), Kind: "surprise.noticed",
		Day: 1 + (project+n)%28, Welcome: "wanted", What: what,
	}
}

// person is the id of a writer.
func person(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func projectName(n int) string { return fmt.Sprintf("project-%d", n) }

// place is where one peer keeps its entries: a database of its own, or a folder. The database is connected to while the peer is open.
type place struct {
	dir      string
	database string // its name; empty: none
	pool     *pgxpool.Pool
}

// kind is a peer that can be opened.
type kind struct {
	name     string
	database bool // it needs one
	open     func(ctx context.Context, at place) (peer, error)
}

const (
	ours   = "Desire Lines"
	sealed = "Desire Lines (words sealed)"
	plain  = "plain pgx"
)

// kinds are the peers, in the order of the table.
var kinds = []kind{
	{ours, false, openOurs},
	{sealed, false, openSealed},
	{plain, true, openPlain},
	{"go-crablet", true, openCrablet},
	{"hallgren/eventsourcing", true, openHallgren},
	{"modernice/goes", true, openGoes},
}

// stand is the server and the folder that a run works in.
type stand struct {
	server string
	dir    string
	made   atomic.Int64
}

// ground makes an empty place for a peer; leave throws it away.
func (s *stand) ground(ctx context.Context, database bool) (at place, leave func(), err error) {
	number := s.made.Add(1)
	at.dir = filepath.Join(s.dir, strconv.FormatInt(number, 10))
	if !database {
		return at, func() { _ = os.RemoveAll(at.dir) }, os.MkdirAll(at.dir, 0o700)
	}
	at.database = fmt.Sprintf("peers_%d_%d", os.Getpid(), number)
	return at, func() {
		_ = s.exec(context.WithoutCancel(ctx), "drop database if exists "+at.database+" with (force)")
	}, s.exec(ctx, "create database "+at.database)
}

// open opens a peer at a place, for fn.
func (s *stand) open(ctx context.Context, k kind, at place, fn func(peer, place) error) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%s: %w", k.name, err)
		}
	}()
	if at.database != "" {
		if at.pool, err = s.connect(ctx, at.database); err != nil {
			return err
		}
		defer at.pool.Close()
	}
	p, err := k.open(ctx, at)
	if err != nil {
		return err
	}
	err = fn(p, at)
	if closing := p.Close(); err == nil {
		err = closing
	}
	return err
}

// on opens a peer on an empty place, which is thrown away afterwards.
func (s *stand) on(ctx context.Context, k kind, fn func(peer, place) error) error {
	at, leave, err := s.ground(ctx, k.database)
	if err != nil {
		return err
	}
	defer leave()
	return s.open(ctx, k, at, fn)
}

// settle tells the server to look at what its tables hold, as it does by itself a minute later: without that it guesses how to look things
// up.
func (at place) settle(ctx context.Context) error {
	if at.pool == nil {
		return nil
	}
	_, err := at.pool.Exec(ctx, "vacuum analyze")
	return err
}

// mostWriters is how many append at a time; every peer has a connection for each of them, and some to read with.
const mostWriters = 64

func (s *stand) connect(ctx context.Context, database string) (*pgxpool.Pool, error) {
	address, err := url.Parse(s.server)
	if err != nil {
		return nil, errors.New("--postgres is not the address of a server: write it as postgres://user@host/name")
	}
	address.Path = "/" + database
	config, err := pgxpool.ParseConfig(address.String())
	if err != nil {
		return nil, err
	}
	config.MaxConns = mostWriters + 8
	return pgxpool.NewWithConfig(ctx, config)
}

func (s *stand) exec(ctx context.Context, statement string) error {
	c, err := pgx.Connect(ctx, s.server)
	if err != nil {
		return fmt.Errorf("the server cannot be reached: %w", err)
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, statement)
	return err
}

// durable refuses a server that says "recorded" before its disk has it.
func (s *stand) durable(ctx context.Context) (version string, err error) {
	c, err := pgx.Connect(ctx, s.server)
	if err != nil {
		return "", fmt.Errorf("the server cannot be reached: %w", err)
	}
	defer c.Close(ctx)
	var fsync, commit string
	err = c.QueryRow(ctx, "select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('server_version')").Scan(&fsync, &commit, &version)
	if err == nil && (fsync != "on" || commit != "on") {
		err = fmt.Errorf("the server has fsync %s and synchronous_commit %s: nothing can be compared unless both are on", fsync, commit)
	}
	return version, err
}
