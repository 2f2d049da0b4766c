// Package reports turns rows into what one audience may see, and what it may see into JSON and text. It holds the
// audiences, the lens and the models of the sections; it refuses queries, files, HTTP and any look at a clock.
//
// The way through:
//
//	ask, err := Resolve(now, Ask{…})      which moment is meant: position, day asked
//	view, err := ask.Replay(…)            only where ask.Now() is false
//	seen, err := Lens{…}.See(view, ask)   the one gate: rows go in, what the audience may see comes out
//	model := ComparisonOf(seen)           a section; it takes nothing but a Seen
//	WriteJSON(w, model), model.WriteText(w, width)
//
// The files: audience.go, lens.go, seen.go and export.go decide who sees what; ask.go the moment; comparison.go,
// learning_log.go, journey.go, entries.go, find.go, moved.go, steps.go and projects.go are the sections, each with a
// …_text.go where its words need room; words.go is THE table of words on screen; say.go and page.go lay them out, json.go writes JSON.
//
// To add a section: a file with a model and a function from Seen to it. To add an audience: nothing here, it is data.
package reports
