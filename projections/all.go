package projections

// All returns every projection. This is THE list: running, checkpoints, storage, replay, health and the
// command line follow from it.
func All() []Projection {
	return []Projection{
		entriesProjection,
		aimsProjection,
		resultsProjection,
		testsProjection,
		learningProjection,
		journeyProjection,
		notesProjection,
		meetingsProjection,
		lookBacksProjection,
		remindersProjection,
		wordsProjection,
		edgesProjection,
		peopleProjection,
		audiencesProjection,
		summaryProjection,
	}
}

// owners finds the projection of a table, and the type of its rows. It is made once and only read afterwards.
var owners = func() map[string]owner {
	m := map[string]owner{}
	for _, p := range All() {
		for _, t := range p.tables {
			m[t.named()] = owner{p, t}
		}
	}
	return m
}()

type owner struct {
	projection Projection
	table      rowTable
}
