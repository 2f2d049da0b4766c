// Package imports turns files into commands, repeatably, and takes a whole import back.
//
// An import never overwrites. It compares what a file says with what the same publisher's files said before, which it
// reads from the log, and records the difference as ordinary events: an aim in other words, a target stated again, an
// outcome corrected. What people recorded themselves is not compared, so the same file again does not undo it.
// All events of one import carry its id as correlation; each project it changed notes it once (import.made).
//
//	importer.go    Importer, what it needs, what it answers
//	send.go        steps into commands: how many at once, what happens when one is refused
//	iati.go        an IATI file, activity after activity
//	identity.go    the ids of projects, aims and measures
//	statements.go  one activity as a list of statements, each under the key it is known by from file to file
//	published.go   what stands beside the figures, kept whole
//	values.go      values, directions and dates
//	key.go         the keys
//	standing.go    what the publisher last said, from the log
//	plan.go        the difference as steps
//	jsonl.go       lines that export jsonl wrote
//	undo.go        taking an import back; history.go: what was said before it
package imports
