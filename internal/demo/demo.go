package demo

import _ "embed"

//go:generate go run ./generate

//go:embed working-together.jsonl
var workingTogether []byte

//go:embed worked-example.jsonl
var workedExample []byte

// Journey is one example project.
type Journey struct {
	ID   string // of the project
	Name string // as its first entry says it
	File []byte // CloudEvents, one a line, as import jsonl reads them; not to be changed
}

// Journeys returns the examples, the true one first.
func Journeys() []Journey {
	return []Journey{
		{"working-together", "Working together in Greater Manchester, 2016–2019", workingTogether},
		{"worked-example", "Worked example (made up): the Tuesday Kitchen", workedExample},
	}
}
