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
