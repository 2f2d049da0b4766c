package html

import "github.com/desirelines/desirelines/reports"

// source leads to the entry that says something.
type source struct {
	Position uint64
	URL      string
}

func sourceOf(position uint64, at addresses) source { return source{position, at.Entry(position)} }

// worded is what a list says of an entry: its beginning where it is long and the entry can be opened.
type worded struct {
	Says   string
	More   bool
	Source source
}

func wordedOf(says string, position uint64, at addresses) worded {
	w := worded{Says: says, Source: sourceOf(position, at)}
	if w.Source.URL != "" {
		w.Says, w.More = reports.Brief(says)
	}
	return w
}

// rowOf is what a row of all entries says; in a file it is what links lead to, and says all.
func rowOf(says string, position uint64, at addresses) worded {
	if at.Anchors() {
		return worded{Says: says}
	}
	return wordedOf(says, position, at)
}

// told is a line of a story with where it comes from.
type told struct {
	Says  string
	Entry uint64
	URL   string
}

func toldOf(l reports.StoryLine, at addresses) told { return told{l.Says, l.Entry, at.Entry(l.Entry)} }

// step is one step of a chain, with where it comes from.
type step struct {
	Says   string
	Words  worded
	Sticky sticky
}

func stepOf(s reports.Step, at addresses) step {
	return step{s.Says, wordedOf(s.SaysText(), s.Position, at), notedOf(s.Sticky, s.ID, at)}
}
