package reports

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/domaintest"
)

// aFile is an entry and a file that shows it, each shared with these.
func aFile(entry, file []string) (list []domain.Event) {
	list = []domain.Event{
		{ID: domaintest.ID(1), Position: 1, Sharing: entry, Body: &domain.SurpriseNoticed{What: domain.Write("the new kitchen")}},
		{ID: domaintest.ID(2), Position: 2, Sharing: file, Body: &domain.EvidenceAttached{
			Entry: domaintest.ID(1), Name: domain.Write("kitchen.jpg"),
			File: domain.File{ID: strings.Repeat("0a", 16), MediaType: "image/jpeg", Size: 4096, SHA256: strings.Repeat("f0", 32), Key: domain.Write("the key")},
		}},
	}
	for i := range list {
		list[i].Project, list[i].Recorded, list[i].Command = "garden", domaintest.Now(), list[i].ID
	}
	return list
}

// A file is for who may read the words of the evidence and those of the entry.
func TestWhoSeesAFile(t *testing.T) {
	funders := []string{"group", "funders"}
	for _, c := range []struct {
		name        string
		entry, file []string
		audience    string
		open        bool
	}{
		{"the group", nil, nil, "group", true},
		{"funders, of the group's", nil, nil, "funders", false},
		{"funders, of what both say", funders, funders, "funders", true},
		{"funders, where only the file says so", nil, funders, "funders", false},
		{"funders, where only the entry says so", funders, nil, "funders", false},
		{"the group, of a private entry", []string{"only-me"}, nil, "group", false},
		{"everybody", []string{"public"}, []string{"public"}, "public", true},
	} {
		events := aFile(c.entry, c.file)
		seen := seeEvents(t, c.audience, events...)
		f, err := FileOf(seen, domaintest.ID(2))
		if (err == nil) != c.open || c.open != (f.Key() == "the key") || len(FilesOf(seen, domaintest.ID(1))) == 1 != c.open {
			t.Errorf("%s: %+v, %v", c.name, f, err)
		}
		if !c.open && domain.KindOf(err) != domain.NotFound {
			t.Errorf("%s: %v; want NotFound", c.name, err)
		}
		if entry, err := EntryOf(seen, domaintest.ID(2)); err == nil {
			if b, err := json.Marshal(entry); err != nil || strings.Contains(string(b), "the key") {
				t.Errorf("%s: the data of the entry are %s, %v", c.name, b, err)
			}
		}
	}
}

// An export holds the key for who may read the file, and nothing of it for others.
func TestExportedFiles(t *testing.T) {
	events := aFile(nil, nil)
	for audience, open := range map[string]bool{"group": true, "funders": false, "public": false} {
		line, ok := Export(seeEvents(t, audience, events...), events[1])
		if !ok {
			t.Fatalf("%s: the evidence is not there", audience)
		}
		file := line.Event.Body.(*domain.EvidenceAttached).File
		if key, _ := file.Key.Reveal(nil); open != (key == "the key") || file.IsZero() == open {
			t.Errorf("%s: the file is %+v", audience, file)
		}
	}
	if key, _ := events[1].Body.(*domain.EvidenceAttached).File.Key.Reveal(nil); key != "the key" {
		t.Error("exporting changed the event")
	}
}
