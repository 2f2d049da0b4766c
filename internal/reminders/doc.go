// Package reminders keeps the days that groups set: it notes that one came, and writes to people who gave an address.
//
// What is to be done follows from the rows and the hour alone (standing.go), so it can be asked for again at any moment. The worker
// (worker.go) asks for a project when it changed, when a timer wakes it, and at the start, and records what is due as ordinary events. Every
// command has an id that is made from what it says, so that two workers, or one that was stopped in between, record it once. A message
// goes out after the event that says so, and only by the worker that recorded it: nobody is written to twice, and a rebuild of the views sends
// nothing. The timer of a project (package streams) is set to the next moment at which asking gives something new.
package reminders
