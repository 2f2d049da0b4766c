package web

import (
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// whatChangedFields ask what an outcome or a surprise changed. All of it may be left out.
func whatChangedFields() []field {
	return []field{
		{Name: "changed", Label: "Did it change something?", Options: changedOptions()},
		{Name: "between", Label: "Between whom?", Hint: "Say what people do, not their names. Such as: the council and people who use the garden.", Rows: 2},
		{Name: "level", Label: "Where did it change something?", Options: levelOptions()},
	}
}

func changedOptions() []pair {
	list := []pair{{"", "Leave this out"}}
	for _, c := range domain.ChangedChoices() {
		list = append(list, pair{c, reports.Capital(reports.ChangedWords(c))})
	}
	return list
}

func levelOptions() []pair {
	list := []pair{{"", "Leave this out"}}
	for _, l := range domain.LevelChoices() {
		list = append(list, pair{l, reports.Capital(reports.LevelWords(l))})
	}
	return list
}

// different reads what it changed.
func (a *answers) different() domain.WhatChanged {
	a.mustChoose("changed", domain.ChangedChoices()...)
	a.mustChoose("level", domain.LevelChoices()...)
	return domain.WhatChanged{Changed: a.text("changed"), Between: domain.Write(a.text("between")), Level: a.text("level")}
}

// saysDifferent is the same in words, for a kind that has no place for it.
func saysDifferent(w domain.WhatChanged) string {
	between, _ := w.Between.Reveal(nil)
	var says []string
	if w.Changed != "" {
		says = append(says, reports.ChangedWords(w.Changed))
	}
	if between != "" {
		says = append(says, between)
	}
	if w.Level != "" {
		says = append(says, reports.LevelWords(w.Level))
	}
	return strings.Join(says, ", ")
}

// changedBoxes are the boxes for what an outcome or a surprise changed, where it is put right. Words that are there have a box already,
// where who puts it right may read them.
func changedBoxes(e reports.Entry) []field {
	if e.Kind != "outcome.recorded" && e.Kind != "surprise.noticed" {
		return nil
	}
	fields := whatChangedFields()
	if slices.ContainsFunc(e.Fields, func(f reports.Field) bool { return f.Name == "between" }) {
		fields = slices.Delete(fields, 1, 2)
	}
	for i := range fields {
		fields[i].Name = isBox + fields[i].Name
	}
	return fields
}
