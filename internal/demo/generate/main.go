// Command generate makes the journeys of package demo from their sources. Run it in the folder of the package:
//
//	go generate ./internal/demo
//
// The same sources give the same bytes: ids stand in the source, and times follow from it.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/intake"
	"github.com/desirelines/desirelines/streams"
)

func main() {
	for _, j := range journeys() {
		source, err := os.ReadFile("source/" + j.file)
		if err != nil {
			log.Fatal(err)
		}
		out, err := j.generate(source)
		if err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(j.file, out, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// journey is one file to make.
type journey struct {
	file    string    // in source, and the name of what is made
	project string    // that every line is about
	begun   time.Time // when its first entry was written down, at the earliest
}

func journeys() []journey {
	return []journey{
		{"working-together.jsonl", "working-together", time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)},
		{"worked-example.jsonl", "worked-example", time.Date(2025, 1, 1, 18, 0, 0, 0, time.UTC)},
	}
}

// generate decides the lines of a source in order and returns their events as lines of CloudEvents.
func (j journey) generate(source []byte) ([]byte, error) {
	p, now := domain.NewProject(j.project), j.begun
	var out []byte
	n := 0
	for line, err := range intake.Lines(bytes.NewReader(source)) {
		n++
		if err != nil {
			return nil, err
		}
		c, err := intake.Line(line)
		if err == nil && c.Project != j.project {
			err = fmt.Errorf("the project is %q, not %q", c.Project, j.project)
		}
		if err != nil {
			return nil, fmt.Errorf("%s, entry %d: %w", j.file, n, err)
		}
		now = writtenDown(now, c.Drafts[0].Happened)
		events, err := domain.Decide(p, c, now)
		if err != nil {
			return nil, fmt.Errorf("%s, entry %d: %w", j.file, n, err)
		}
		for i := range events {
			event, err := streams.EncodeEvent(&events[i])
			if err != nil {
				return nil, err
			}
			out = append(append(out, event...), '\n')
		}
	}
	return out, nil
}

// writtenDown is when an entry was recorded: in the evening of the day it happened, and a minute after the entry
// before at the earliest.
func writtenDown(before time.Time, happened domain.Date) time.Time {
	next := before.Add(time.Minute)
	if !happened.Known() {
		return next
	}
	day := happened.Last()
	evening := time.Date(int(day.Year), time.Month(day.Month), int(day.Day), 18, 0, 0, 0, time.UTC)
	if evening.After(next) {
		return evening
	}
	return next
}
