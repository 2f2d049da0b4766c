// Package projections holds the folds over the log and what keeps their rows current. It holds pure functions
// from events to keyed rows, the runner that feeds them, the stores that keep rows and checkpoint together, and
// replay to any moment through the very same folds. It refuses to know where events come from, how rows are
// shown, and who may see them: rows carry personal fields as they are in the event.
//
// A projection is one file: its rows, its tables, its Apply. all.go is the list of them. Rows change by no other
// path than the runner's router (live) or Replay (a copy of their own in memory).
//
// To add one: write <view>.go with Name, Version, Tables and Apply, add a line to all.go and a history to
// testdata. To change a fold, raise its Version: the rows of the old one are never mixed with the new.
package projections
