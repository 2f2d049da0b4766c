package domain

import (
	"slices"
	"strings"
)

// Rules: a breakdown of a measure is the name of a dimension, such as "by sex"; behind a colon its parts may be named, with commas
// between: "sex: women, men". A part that is not named there may be counted all the same.

// Dimension is one way to divide the figures of a measure, with the parts that were named for it; none: nobody named any.
type Dimension struct {
	Name  string
	Parts []string
}

// Dimensions reads the breakdowns of a measure. One that is named twice is one, with the parts of both.
func (d Definition) Dimensions() (list []Dimension) {
	for _, text := range d.Breakdowns {
		name, parts, _ := strings.Cut(text, ":")
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		i := slices.IndexFunc(list, func(x Dimension) bool { return x.Name == name })
		if i < 0 {
			i, list = len(list), append(list, Dimension{Name: name})
		}
		for _, part := range strings.Split(parts, ",") {
			if part = strings.TrimSpace(part); part != "" && !slices.Contains(list[i].Parts, part) {
				list[i].Parts = append(list[i].Parts, part)
			}
		}
	}
	return list
}

// Breakdown writes the dimension as Dimensions reads it.
func (d Dimension) Breakdown() string {
	if len(d.Parts) == 0 {
		return d.Name
	}
	return d.Name + ": " + strings.Join(d.Parts, ", ")
}
