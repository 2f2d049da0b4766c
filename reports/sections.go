package reports

import (
	"io"

	"github.com/desirelines/desirelines/domain"
)

// Model is what a section shows. WriteText writes it for lines of width characters (0: 80), WriteJSON(w, model) as
// JSON, WriteCSV(w, model) as a table.
type Model interface {
	WriteText(w io.Writer, width int) error
}

// Section is one part that a report may have. Build takes nothing but what an audience may see, so that no section
// shows more than the lens let through.
type Section struct {
	ID    string
	Title string // in plain words
	Build func(Seen) (Model, error)
}

// The ids of sections. They are part of addresses and of audiences, and so never change.
const (
	SectionHeadline   = "headline"
	SectionStory      = "story"
	SectionAims       = "aims"
	SectionWorked     = "worked"
	SectionDidNotWork = "did_not_work"
	SectionSurprises  = "surprises"
	SectionTests      = "tests"
	SectionLearning   = "learning"
	SectionJourney    = "journey"
	SectionEntries    = "entries"
	SectionJudged     = "judged"

	SectionWhatChanged = "what_changed"
)

// Sections returns all sections there are. Which of them an audience is told, and in which order, is the audience's.
func Sections() []Section {
	return []Section{
		section(SectionHeadline, HeadlineOf),
		section(SectionStory, StoryOf),
		section(SectionAims, ComparisonOf),
		section(SectionJudged, JudgedOf),
		section(SectionWorked, WorkedOf),
		section(SectionDidNotWork, DidNotWorkOf),
		section(SectionSurprises, SurprisesOf),
		section(SectionWhatChanged, WhatChangedOf),
		section(SectionTests, TestsOf),
		section(SectionLearning, LearningLogOf),
		section(SectionJourney, JourneyOf),
		section(SectionEntries, EntriesOf),
	}
}

// optional is a section that is told only where there is something to tell: that nothing is there would say nothing of the project.
type optional interface{ tellsNothing() bool }

func section[M Model](id string, of func(Seen) M) Section {
	return Section{ID: id, Title: SectionWords(id), Build: func(s Seen) (Model, error) { return of(s), nil }}
}

// SectionNamed returns the section with this id. An id that is not there is NotFound.
func SectionNamed(id string) (Section, error) {
	for _, s := range Sections() {
		if s.ID == id {
			return s, nil
		}
	}
	return Section{}, &domain.Error{Kind: domain.NotFound, Message: "there is no such section", Value: id, Want: "choose one of the sections of the report"}
}
