// Package domain says what may happen in a project and what follows from it. It holds the events, the rules
// that decide them and the value types they are made of; it refuses I/O, clocks, randomness and anything
// that knows how events are stored or shown.
//
// The words:
//
//	event      a fact that happened, immutable: its kind is "thing.what_happened"
//	entry      an event that a person wrote down, as people call it
//	project    the aggregate: what a rule may rely on, numbered 1, 2, 3 … by position
//	command    what somebody asks to be recorded, with the only idempotency key
//	aim        what change is wanted; measure: how the group will know; baseline, target, outcome: where it
//	           stood, what is wanted, what was found
//	test       something tried; surprise, failure, learning, change: what came of it
//
// The way through: a Command with Drafts goes to Decide together with the Project's state and comes back as
// Events, or as an Error in plain words. Evolve takes an event into the state.
//
// The files: kinds.go is the list of every kind; event.go the envelope; command.go the decision;
// project_state.go what decisions know; one file for each concept (project, course, person, consent, recording, audience,
// export, theme, staff, aim, measure, outcome, test, surprise, failure, learning, response, evidence, problem, import,
// correction) with its rules, bodies, checks and what they lead to, in that order; value.go, number.go, date.go, personal.go the value types;
// error.go the table of error kinds, HTTP statuses and exit codes. Package domain/aimed is the arithmetic of
// aimed against achieved.
//
// To add a kind of event: write its body in the file of its concept with Kind, about, check and evolve; add its
// line to kinds.go; add a sample to testdata/events and a line to domaintest/random_bodies.go; the tests say what is
// missing. A body whose JSON must change gets a new version, and
// streams/upcast.go a step from the old one.
package domain
