package domaintest

import (
	"fmt"
	"io/fs"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/testdata/events"
)

// SampleName returns the name of the file that holds the sample body of a kind in one version.
func SampleName(kind string, version int) string { return fmt.Sprintf("%s.v%d.json", kind, version) }

// SampleFiles are the sample bodies of every kind and version.
func SampleFiles() fs.FS { return events.Files }

// Sample returns the full and realistic body of a kind in its present version. It panics where there is none;
// the domain's own tests say so with an instruction.
func Sample(k domain.KindInfo) domain.Body {
	raw, err := fs.ReadFile(events.Files, SampleName(k.Name, k.New().Version()))
	if err != nil {
		panic(err)
	}
	b, err := domain.DecodeBody(k.Name, raw)
	if err != nil {
		panic(err)
	}
	return b
}

// Samples returns the sample of every kind in the order of domain.Kinds. Each is new, so a caller may change it.
// They refer to things that need not exist: together they are no valid history.
func Samples() []domain.Body {
	var list []domain.Body
	for _, k := range domain.Kinds() {
		list = append(list, Sample(k))
	}
	return list
}

// SampleEvents returns the samples in full envelopes at positions 1, 2, 3 …, each by a command of its own.
func SampleEvents() []domain.Event {
	var list []domain.Event
	for i, b := range Samples() {
		n := i + 1
		list = append(list, domain.Event{
			ID: ID(n), Project: Project, Position: uint64(n), Recorded: Now().AddDate(0, 0, i),
			Original: Now().AddDate(-1, 0, i), Happened: domain.DateOf(Now().AddDate(0, -1, i)),
			Actor: Person(1), Knowing: domain.Lived, Taken: domain.TakenForSomeone, Cause: ID(max(1, n-1)), Correlation: "meeting of 2024-05",
			Sharing: []string{"group", "funders"}, Command: ID(n), Body: b,
		})
	}
	return list
}
