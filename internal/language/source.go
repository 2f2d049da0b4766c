package language

import (
	"encoding/json"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// SourceList is THE list of messages, in English. Group are those of the pages where groups write and find what they wrote, which have
// the plainest words; Others are all the others. Both are sorted, and no message is in both.
type SourceList struct {
	Language  string   `json:"language"`
	Name      string   `json:"name"`
	Direction string   `json:"direction"`
	Group     []string `json:"group"`
	Others    []string `json:"others"`
}

// Sources reads the list of messages.
func Sources() (SourceList, error) {
	var s SourceList
	text, err := files.ReadFile("messages/" + Source + ".json")
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(text, &s)
}

// Has says whether a message is in the list.
func (s SourceList) Has(key string) bool {
	_, group := slices.BinarySearch(s.Group, key)
	_, others := slices.BinarySearch(s.Others, key)
	return group || others
}

// Messages are the messages of a page in English, in order, each once.
func Messages(page []byte) (keys []string) {
	seen := map[string]bool{}
	w := &writer{language: source(SourceList{})}
	w.found = func(key string) {
		if !seen[key] {
			seen[key], keys = true, append(keys, key)
		}
	}
	w.page = parse(page)
	w.inside(w.page, true)
	return keys
}

// source is the language of the list itself.
func source(s SourceList) *Language {
	months := strings.Split(monthNames, "|")
	return &Language{Tag: Source, Name: s.Name, Direction: s.Direction, ReadBy: "us", tag: language.English, months: months, monthsOfDay: months}
}
