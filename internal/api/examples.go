package api

// The examples of the description. They follow each other: the project is started, the entries are recorded by somebody who joined it then, and every
// example of a question is about what is there now; a test asks them all.

var startExample = map[string]any{
	"id": "riverside", "name": "Riverside", "question": "How do we make the night shelter one that people trust?", "zone": "Europe/London",
}

// entriesExample is one loop of learning, and a figure: what was sent together has the ids of the command with .2, .3 … behind it.
var entriesExample = []any{
	map[string]any{"kind": "aim", "aim": "warm-meals", "statement": "Everybody who stays the night has eaten."},
	map[string]any{"kind": "measure", "aim": "warm-meals", "measure": "meals", "name": "Warm meals", "unit": "meals", "measure_kind": "increase", "mode": "to_date"},
	map[string]any{"kind": "target", "aim": "warm-meals", "measure": "meals", "value": 400, "period_start": "2026-01-01", "period_end": "2026-12-31"},
	map[string]any{"kind": "outcome", "aim": "warm-meals", "measure": "meals", "value": 180, "period_start": "2026-01-01", "period_end": "2026-12-31", "happened": "2026-06-30"},
	map[string]any{"kind": "failure", "what": "The soup was cold by ten.", "hoped": "That it would last the evening.", "happened": "2026-07-02"},
	map[string]any{"kind": "learning", "what": "People come later in summer."},
	map[string]any{"kind": "surprise", "what": "People stayed for soup and tea afterwards.", "welcome": "wanted", "happened": "2026-07"},
}
