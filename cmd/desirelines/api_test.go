package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/desirelines/desirelines/internal/api"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// toPrograms says of every command by which operations of the API a program does the same, or why it does not.
var toPrograms = map[string]struct {
	by     []string          // ids of operations; those that exist are a promise
	flags  map[string]string // flags whose question has another name, or why a program has no such question
	orElse string            // why there is no operation
}{
	"projects":       {by: []string{"projects", "project", "portfolio"}},
	"projects start": {by: []string{"start"}, flags: sent("name", "question", "zone", "part-of")},
	"projects describe": {by: []string{"record"}, flags: sent("name", "question", "what", "abstract", "language", "reporting-org", "reporting-type", "reporting-name", "partner", "status",
		"planned-start", "started", "planned-end", "ended")},
	"record":  {by: []string{"record"}, flags: sent("file")},
	"compare": {by: []string{"aims", "figure", "headline", "judged"}},
	"aims":    {by: []string{"aims-history", "aim-history"}},
	"log":     {by: []string{"learning", "tests", "did-not-work", "what-changed", "board"}},
	"journey": {by: []string{"journey", "story", "worked", "surprises"}},
	"replay":  {by: []string{"replay", "difference"}},
	"trace":   {by: []string{"trace", "entry", "entries"}},
	"find":    {by: []string{"find", "find-everywhere"}},
	"report":  {by: []string{"report", "make-report", "releases"}, flags: map[string]string{"out": "the answer is the file"}},
	"export": {by: []string{"export", "make-export", "events"}, flags: map[string]string{
		"out": "the answer is the file", "also": "a token may see each project differently: ask for each", "import": "a token may see each project differently: ask for each"}},
	"exports":     {by: []string{"exports"}},
	"people list": {by: []string{"people"}},
	"doctor":      {by: []string{"warnings"}, orElse: "what is wrong with the machine is for who runs it"},

	"people invite":       {orElse: "a card is given face to face"},
	"people forget":       {orElse: "it needs somebody who is signed in, since nothing brings it back"},
	"people token make":   {orElse: "a token that makes tokens would never end"},
	"people token list":   {orElse: "ways to sign in are for the person, on their page"},
	"people token end":    {orElse: "ways to sign in are for the person, on their page"},
	"import":              {orElse: "files are read on the pages and here, which show their problems first; a program sends entries"},
	"projections list":    {orElse: "how the program runs is for who runs it"},
	"projections rebuild": {orElse: "how the program runs is for who runs it"},
	"projections verify":  {orElse: "how the program runs is for who runs it"},
	"projections tidy":    {orElse: "how the program runs is for who runs it"},
	"projections skip":    {orElse: "how the program runs is for who runs it"},
	"bench":               {orElse: "how the program runs is for who runs it"},
	"serve":               {orElse: "how the program runs is for who runs it"},
	"demo":                {orElse: "how the program runs is for who runs it"},
	"init":                {orElse: "how the program runs is for who runs it"},
}

// sent are flags that are fields of what a program sends.
func sent(flags ...string) map[string]string {
	list := map[string]string{}
	for _, f := range flags {
		list[f] = "a field of what is sent"
	}
	return list
}

// Whatever the command line reads and records, a program does through the API too, with the same questions; where it does not, the table says why.
func TestTheAPIDoesWhatTheCommandLineDoes(t *testing.T) {
	log := streams.New(streamstest.NewMemory(), streams.Options{Now: time.Now})
	handler, err := api.API{Views: views{projections.NewMemory(), nil}, Source: log, Recorder: apiRecorder{log}, Now: time.Now, NewID: newID}.Handler()
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, api.Base+"/openapi.json", nil))
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string
			Parameters  []struct{ Name string }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	asks, unused := map[string][]string{}, map[string]bool{}
	for _, path := range doc.Paths {
		for _, o := range path {
			unused[o.OperationID] = true
			asks[o.OperationID] = []string{}
			for _, p := range o.Parameters {
				asks[o.OperationID] = append(asks[o.OperationID], strings.ReplaceAll(p.Name, "_", "-"))
			}
		}
	}
	seen := map[string]bool{}
	for _, cmd := range leaves((&cli{}).root()) {
		name := strings.TrimPrefix(cmd.CommandPath(), "desirelines ")
		if strings.HasPrefix(name, "record ") || name == "help" || strings.HasPrefix(name, "completion") {
			continue // kinds: see the test of internal/api that records each
		}
		seen[name] = true
		line, ok := toPrograms[name]
		switch {
		case !ok:
			t.Errorf("%s is new: say in the table how a program does it, or why it does not", name)
			continue
		case len(line.by) == 0 && line.orElse == "":
			t.Errorf("%s: nothing is said", name)
		}
		var questions []string
		for _, id := range line.by {
			if _, there := asks[id]; !there {
				t.Errorf("%s: there is no operation %s", name, id)
			}
			delete(unused, id)
			questions = append(questions, asks[id]...)
		}
		if len(line.by) == 0 {
			continue
		}
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" && line.flags[f.Name] == "" && !slices.Contains(questions, f.Name) {
				t.Errorf("%s --%s: none of %v asks that", name, f.Name, line.by)
			}
		})
	}
	for name := range toPrograms {
		if !seen[name] {
			t.Errorf("%s is in the table, and there is no such command", name)
		}
	}
	delete(unused, "walls") // the command line has none
	if len(unused) > 0 {
		t.Errorf("no command leads to %v", unused)
	}
}

// leaves are the commands that do something.
func leaves(cmd *cobra.Command) (list []*cobra.Command) {
	if cmd.Runnable() && cmd.Parent() != nil && (!cmd.HasSubCommands() || cmd.Name() == "projects" || cmd.Name() == "record" || cmd.Name() == "import") {
		list = append(list, cmd)
	}
	for _, c := range cmd.Commands() {
		list = append(list, leaves(c)...)
	}
	return list
}
