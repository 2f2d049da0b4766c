package html

import "github.com/desirelines/desirelines/reports"

// source leads to the entry that says something.
type source struct {
	Position uint64
	URL      string
}

func sourceOf(position uint64, at addresses) source { return source{position, at.Entry(position)} }

// told is a line of a story with where it comes from.
type told struct {
	Says  string
	Entry uint64
	URL   string
}

func toldOf(l reports.StoryLine, at addresses) told { return told{l.Says, l.Entry, at.Entry(l.Entry)} }

// step is one step of a chain, with where it comes from.
type step struct {
	Says, Text string
	Source     source
}

func stepOf(s reports.Step, at addresses) step {
	return step{s.Says, s.SaysText(), sourceOf(s.Position, at)}
}
