package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/rodolfodpk/go-crablet/pkg/dcb"
)

// crabletPeer keeps entries with go-crablet, a tag for each project. Its guard is a condition: no event with this tag after the last one
// that was read. Only Project makes such a condition, so each attempt reads the end of its project first.
type crabletPeer struct {
	store dcb.EventStore

	mu   sync.Mutex
	ends map[string]end
}

// end is what was seen last of a project. Project gives a condition that fails for every event where it reads none, so it is always asked
// from before the last one.
type end struct{ before, last *dcb.Cursor }

const crabletType = "SurpriseNoticed"

func openCrablet(ctx context.Context, at place) (peer, error) {
	var there bool
	if err := at.pool.QueryRow(ctx, `select to_regclass('events') is not null`).Scan(&there); err != nil {
		return nil, err
	}
	if !there {
		schema, err := crabletSchema(ctx)
		if err != nil {
			return nil, err
		}
		if _, err := at.pool.Exec(ctx, schema); err != nil {
			return nil, fmt.Errorf("the tables of go-crablet: %w", err)
		}
	}
	store, err := dcb.NewEventStore(ctx, at.pool)
	return &crabletPeer{store: store, ends: map[string]end{}}, err
}

// crabletSchema is the schema as the module ships it, from the first table on: what stands before is for psql.
func crabletSchema(ctx context.Context) (string, error) {
	dir, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/rodolfodpk/go-crablet").Output()
	if err != nil {
		return "", fmt.Errorf("where go-crablet lies: %w; run this in its module, where the go command is", err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "docker-entrypoint-initdb.d", "schema.sql"))
	if err != nil {
		return "", err
	}
	at := strings.Index(string(text), "CREATE TABLE")
	if at < 0 {
		return "", errors.New("the schema of go-crablet makes no table")
	}
	return string(text[at:]), nil
}

func (p *crabletPeer) Append(ctx context.Context, e entry) error {
	p.mu.Lock()
	known := p.ends[e.Project]
	p.mu.Unlock()
	found := known
	var failed error
	_, condition, err := p.store.Project(ctx, []dcb.StateProjector{{
		ID: "end", Query: dcb.NewQueryBuilder().WithTag("project", e.Project).WithType(crabletType).Build(), InitialState: 0,
		TransitionFn: func(state any, event dcb.Event) any {
			var last entry
			failed = errors.Join(failed, json.Unmarshal(event.Data, &last))
			at := &dcb.Cursor{TransactionID: event.TransactionID, Position: event.Position}
			if found.last == nil || *found.last != *at {
				found.before, found.last = found.last, at
			}
			e.Number = max(e.Number, last.Number)
			return state
		},
	}}, known.before)
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	p.mu.Lock()
	p.ends[e.Project] = found
	p.mu.Unlock()
	e.Number++
	event := dcb.NewEvent(crabletType).WithTag("project", e.Project).WithData(e).Build()
	err = p.store.AppendIf(ctx, []dcb.InputEvent{event}, condition)
	var conflict *dcb.ConcurrencyError
	if errors.As(err, &conflict) {
		return errConflict
	}
	return err
}

// Fill implements filler: each condition that the library checks reads every event there is.
func (p *crabletPeer) Fill(ctx context.Context, entries []entry) error {
	for some := range slices.Chunk(entries, 500) {
		events := make([]dcb.InputEvent, len(some))
		for i, e := range some {
			events[i] = dcb.NewEvent(crabletType).WithTag("project", e.Project).WithData(e).Build()
		}
		if err := p.store.Append(ctx, events); err != nil {
			return err
		}
	}
	return nil
}

// Follow asks for what comes after the cursor of the last event it saw.
func (p *crabletPeer) Follow(ctx context.Context, seen func(*entry)) error {
	var last *dcb.Cursor
	return asking(ctx, func() error {
		events, err := p.store.Query(ctx, dcb.NewQueryAll(), last)
		if err != nil {
			return err
		}
		for _, event := range events {
			if err := unmarshal(event.Data, seen); err != nil {
				return err
			}
			last = &dcb.Cursor{TransactionID: event.TransactionID, Position: event.Position}
		}
		return nil
	})
}

func (p *crabletPeer) Read(ctx context.Context, each func(*entry) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	events, err := p.store.QueryStream(ctx, dcb.NewQueryAll(), nil)
	if err != nil {
		return err
	}
	for event := range events {
		e := new(entry)
		if err := json.Unmarshal(event.Data, e); err != nil {
			return err
		}
		if err := each(e); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (p *crabletPeer) Close() error { return nil }
