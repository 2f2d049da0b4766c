package domain

// KindInfo is one line of the list of kinds.
type KindInfo struct {
	Name  string // "thing.what_happened"; never changes
	Short string // for the command line, where there is one
	Says  string // what it records, for help texts
	New   func() Body
}

// kindList is THE list of kinds. A new kind is one line here, its body with its rules in the file of
// its concept, and a sample in testdata/events.
var kindList = [...]KindInfo{
	{"project.started", "", "a project begins", func() Body { return new(ProjectStarted) }},
	{"project.described", "describe", "what the project is about", func() Body { return new(ProjectDescribed) }},
	{"project.ended", "", "the project is over", func() Body { return new(ProjectEnded) }},
	{"project.reopened", "", "the project goes on after all", func() Body { return new(ProjectReopened) }},
	{"edge.stated", "edge", "something that cannot be decided freely", func() Body { return new(EdgeStated) }},
	{"edge.moved", "", "an edge is elsewhere now", func() Body { return new(EdgeMoved) }},
	{"stage.reached", "stage", "a step of the way", func() Body { return new(StageReached) }},
	{"rule.agreed", "rule", "a rule of behaviour", func() Body { return new(RuleAgreed) }},
	{"rule.revised", "", "a rule in other words", func() Body { return new(RuleRevised) }},
	{"rule.retired", "", "a rule ends", func() Body { return new(RuleRetired) }},
	{"rule.checked", "", "how far a rule was kept", func() Body { return new(RuleChecked) }},
	{"turning_point.chosen", "turning-point", "something changed the course", func() Body { return new(TurningPointChosen) }},
	{"moment.celebrated", "moment", "a moment to keep", func() Body { return new(MomentCelebrated) }},

	{"person.joined", "", "somebody joins", func() Body { return new(PersonJoined) }},
	{"person.renamed", "", "somebody wants another name", func() Body { return new(PersonRenamed) }},
	{"person.role_given", "", "somebody has another role", func() Body { return new(PersonRoleGiven) }},
	{"person.contact_given", "", "where somebody wants reminders", func() Body { return new(PersonContactGiven) }},
	{"person.left", "", "somebody leaves", func() Body { return new(PersonLeft) }},
	{"person.forgotten", "", "what somebody wrote can be opened no more", func() Body { return new(PersonForgotten) }},
	{"consent.given", "consent", "somebody lets an audience see what they wrote", func() Body { return new(ConsentGiven) }},
	{"consent.withdrawn", "take-back", "somebody takes back what others may see", func() Body { return new(ConsentWithdrawn) }},
	{"consent.lapsed", "", "a consent was not renewed", func() Body { return new(ConsentLapsed) }},
	{"recording.asked", "recording", "people are asked whether something may be recorded", func() Body { return new(RecordingAsked) }},
	{"recording.agreed", "", "somebody may be recorded", func() Body { return new(RecordingAgreed) }},
	{"recording.refused", "", "somebody may not be recorded", func() Body { return new(RecordingRefused) }},

	{"audience.named", "audience", "an audience or a circle more", func() Body { return new(AudienceNamed) }},
	{"audience.changed", "", "an audience defined anew", func() Body { return new(AudienceChanged) }},
	{"audience.retired", "", "an audience that is told nothing any more", func() Body { return new(AudienceRetired) }},
	{"audience.told", "told", "what an audience was told", func() Body { return new(AudienceTold) }},
	{"export.made", "", "a file was made for an audience", func() Body { return new(ExportMade) }},

	{"aim.raised", "question", "an aim that is still a question", func() Body { return new(AimRaised) }},
	{"aim.agreed", "aim", "what we want to be different", func() Body { return new(AimAgreed) }},
	{"aim.revised", "", "an aim in other words", func() Body { return new(AimRevised) }},
	{"aim.dropped", "", "an aim the group no longer wants", func() Body { return new(AimDropped) }},
	{"aim.retired", "", "an aim that is no longer followed", func() Body { return new(AimRetired) }},
	{"aim.measure_added", "measure", "how we will know", func() Body { return new(MeasureAdded) }},
	{"aim.measure_revised", "", "a measure defined anew", func() Body { return new(MeasureRevised) }},
	{"aim.measure_retired", "", "a measure is no longer used", func() Body { return new(MeasureRetired) }},
	{"aim.baseline_set", "baseline", "where things stood before", func() Body { return new(BaselineSet) }},
	{"aim.target_set", "target", "what is aimed for", func() Body { return new(TargetSet) }},
	{"aim.period_retired", "", "a period is no longer part of a measure", func() Body { return new(PeriodRetired) }},
	{"aim.judged", "judgement", "how much we think we achieved", func() Body { return new(AimJudged) }},

	{"test.started", "test", "what we try", func() Body { return new(TestStarted) }},
	{"test.noted", "note", "something seen during a test", func() Body { return new(TestNoted) }},
	{"test.concluded", "conclusion", "what came of a test", func() Body { return new(TestConcluded) }},
	{"test.postponed", "postpone", "too early to tell, look again later", func() Body { return new(TestPostponed) }},
	{"test.abandoned", "", "a test that was not carried through", func() Body { return new(TestAbandoned) }},

	{"outcome.recorded", "outcome", "what happened", func() Body { return new(OutcomeRecorded) }},
	{"surprise.noticed", "surprise", "what surprised us", func() Body { return new(SurpriseNoticed) }},
	{"theme.formed", "theme", "what entries have in common", func() Body { return new(ThemeFormed) }},
	{"failure.shared", "failure", "what did not go as we hoped", func() Body { return new(FailureShared) }},
	{"learning.drawn", "learning", "what we learnt", func() Body { return new(LearningDrawn) }},
	{"change.made", "change", "what we do now", func() Body { return new(ChangeMade) }},
	{"change.checked", "check", "whether a change helped", func() Body { return new(ChangeChecked) }},
	{"response.given", "response", "a note on something", func() Body { return new(ResponseGiven) }},
	{"heading.stated", "heading", "a heading on a wall of notes", func() Body { return new(HeadingStated) }},
	{"response.answered", "answer", "an answer to a note", func() Body { return new(ResponseAnswered) }},
	{"evidence.attached", "evidence", "something that shows it", func() Body { return new(EvidenceAttached) }},
	{"entry.checked_outside", "", "what somebody outside says of it", func() Body { return new(CheckedOutside) }},
	{"problem.named", "problem", "something in the way", func() Body { return new(ProblemNamed) }},
	{"word.asked", "word", "a word somebody does not know", func() Body { return new(WordAsked) }},
	{"word.explained", "explain", "what a word means to us", func() Body { return new(WordExplained) }},
	{"mending.promised", "mending", "a gap in the record to be filled", func() Body { return new(MendingPromised) }},
	{"mending.done", "mended", "the gap is filled", func() Body { return new(MendingDone) }},
	{"principle.named", "principle", "what the group holds to", func() Body { return new(PrincipleNamed) }},
	{"decision.made", "decision", "what was decided", func() Body { return new(DecisionMade) }},
	{"meeting.held", "meeting", "who met and what came of it", func() Body { return new(MeetingHeld) }},
	{"silence.answered", "silence", "whether something was not being said", func() Body { return new(SilenceAnswered) }},

	{"look_back.planned", "look-back", "when to ask whether it lasted", func() Body { return new(LookBackPlanned) }},
	{"look_back.answered", "", "whether it lasted", func() Body { return new(LookBackAnswered) }},
	{"look_back.missed", "", "nobody could say whether it lasted", func() Body { return new(LookBackMissed) }},
	{"reminder.due", "", "a day came that the group had set", func() Body { return new(ReminderDue) }},
	{"reminder.sent", "", "somebody was reminded", func() Body { return new(ReminderSent) }},
	{"reminder.returned", "", "a reminder did not arrive", func() Body { return new(ReminderReturned) }},

	{"import.made", "", "entries came from a file", func() Body { return new(ImportMade) }},
	{"import.undone", "", "an import was taken back", func() Body { return new(ImportUndone) }},
	{"import.mapped", "", "how a sheet with other headings is read", func() Body { return new(ImportMapped) }},
	{"entry.corrected", "correction", "what an entry should have said", func() Body { return new(EntryCorrected) }},
	{"entry.withdrawn", "withdraw", "an entry no longer counts", func() Body { return new(EntryWithdrawn) }},
	{"entry.redacted", "redact", "words taken out of sight", func() Body { return new(EntryRedacted) }},

	{"staff.appointed", "", "somebody works for the installation", func() Body { return new(StaffAppointed) }},
	{"staff.dismissed", "", "somebody works for the installation no more", func() Body { return new(StaffDismissed) }},
	{"projection.skipped", "", "a view goes on past an event that it could not apply", func() Body { return new(ProjectionSkipped) }},
}

// byName finds a line of kindList; it is made once and only read afterwards.
var byName = func() map[string]*KindInfo {
	m := make(map[string]*KindInfo, len(kindList))
	for i := range kindList {
		m[kindList[i].Name] = &kindList[i]
	}
	return m
}()

// Kinds returns every kind, in the order of the list.
func Kinds() []KindInfo { return kindList[:] }

// KindNamed returns the kind of this name.
func KindNamed(name string) (KindInfo, bool) {
	k, ok := byName[name]
	if !ok {
		return KindInfo{}, false
	}
	return *k, true
}

// NewBody returns an empty body of the kind with this name or short name.
func NewBody(kind string) (Body, bool) {
	if k, ok := byName[kind]; ok {
		return k.New(), true
	}
	for _, k := range kindList {
		if k.Short == kind && kind != "" {
			return k.New(), true
		}
	}
	return nil, false
}
