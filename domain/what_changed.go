package domain

// WhatChanged is what an outcome or a surprise changed, as far as the writer says. All of it may be left out.
type WhatChanged struct {
	Changed string `json:"changed,omitempty"` // person: somebody; together: how we work together; service; rules: rules or money
	Between Words  `json:"between,omitzero"`  // between whom, in roles
	Level   string `json:"level,omitempty"`   // one: one person; group: our group; area: our area; system
}

// ChangedChoices and LevelChoices are what may be said, in the order in which people are asked.
func ChangedChoices() []string { return []string{"person", "together", "service", "rules"} }

// LevelChoices are at which level something changed, from the smallest.
func LevelChoices() []string { return []string{"one", "group", "area", "system"} }

func (w WhatChanged) check() error {
	if err := oneOf("changed", w.Changed, append(ChangedChoices(), "")...); err != nil {
		return err
	}
	return oneOf("level", w.Level, append(LevelChoices(), "")...)
}
