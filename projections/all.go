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

// rowsOf finds the type of the rows of a table. It is made once and only read afterwards.
var rowsOf = func() map[string]rowTable {
	m := map[string]rowTable{}
	for _, p := range All() {
		for _, t := range p.tables {
			m[t.named()] = t
		}
	}
	return m
}()
