// Package reports turns rows into what one audience may see, and what it may see into JSON and text. It holds the
// audiences, the lens and the models of the sections; it refuses queries, files, HTTP and any look at a clock.
//
// The way through:
//
//	ask, err := lens.Resolve(now, Ask{…}) which moment is meant: position, day asked; from outside the release that was told
//	view, err := ask.Replay(…)            only where ask.Now() is false
//	seen, err := lens.See(view, ask)      the one gate: rows go in, what the viewer may see through the audience comes out
//	model := ComparisonOf(seen)           a section; it takes nothing but a Seen
//	WriteJSON(w, model), model.WriteText(w, width)
//
//	telling, err := TellingOf(seen, a)    all sections of an audience; WriteMarkdown, WriteCSV, and reports/html write it
//
// The files: gate.go decides who may do and see what, with gate_viewer.go (who asks), gate_standing.go (what was agreed) and
// gate_sight.go (a row as the gate knows it); lens.go, seen.go and export.go ask it; audience.go and audience_in.go are for whom,
// releases.go what was told, who_sees.go, may_go_out.go and people.go what the group reads about that; ask.go the moment; sections.go is THE list of
// sections and telling.go puts those of an audience together. headline.go, story.go, comparison.go, happenings.go (what went as
// hoped, what did not, what surprised), tests_section.go, learning_log.go, journey.go and entries.go are the sections; find.go,
// moved.go, steps.go, provenance.go, projects.go and portfolio.go what else is asked; each has a …_text.go where its words need
// room. words.go is THE table of words on screen; say.go, said.go and saying.go put models into words; page.go and markdown.go lay
// them out, csv.go and csv_tables.go write tables, json.go JSON; private.go, keeps.go and harmless.go keep back what is not to be shown.
//
// To add a section: a file with a model and a function from Seen to it, its line in sections.go, its title in words.go, its rows
// for CSV, its template in reports/html. To add an audience: nothing here, it is data.
package reports
