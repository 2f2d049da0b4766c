package demo_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/internal/demo"
	"github.com/desirelines/desirelines/internal/postgrestest"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

func TestMain(m *testing.M) {
	code := m.Run()
	postgrestest.Stop()
	os.Exit(code)
}

// asked is the day that the queries are asked on.
var asked = domain.Date{Year: 2026, Month: 12, Day: 2}

// inTables shows the journeys to other tools.
func inTables(t *testing.T) *pgx.Conn {
	t.Helper()
	url := postgrestest.Database(t)
	store, err := projections.OpenPostgres(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	if err := store.MakeRelations(t.Context(), reports.Relations()); err != nil {
		t.Fatal(err)
	}
	for _, j := range demo.Journeys() {
		shown, err := reports.ShownToTools(view(t, j.ID), asked, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Show(t.Context(), shown); err != nil {
			t.Fatal(err)
		}
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// evaluators see the journey with this id as the evaluators do.
func evaluators(t *testing.T, id string) reports.Seen {
	t.Helper()
	return seenBy(t, id, "evaluators")
}

// seenBy is the journey with this id as an audience that is always there sees it.
func seenBy(t *testing.T, id, by string) reports.Seen {
	t.Helper()
	v := view(t, id)
	audience, err := reports.AudienceNamed(by)
	if err != nil {
		t.Fatal(err)
	}
	on, err := reports.Resolve(v, reports.Ask{Now: time.Date(2026, 12, 2, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	seen, err := reports.Lens{Viewer: reports.Operator(), Audience: audience}.See(v, on)
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

var (
	named = regexp.MustCompile(`(?m)^-- name: (\w+)\n`)
	asks  = map[string][]any{ // what a tool fills in
		"aimed_and_achieved": {"worked-example", "2026-12-02"}, "path_of_a_measure": {"worked-example", "", "meals", "2026-12-02"},
		"targets_that_moved": {"2026-12-02"}, "who_has_not_reported": {"2026-12-02"}, "did_it_last": {"2026-12-02"},
	}
)

// answers runs every query of the page for other tools and returns the rows of each as text.
func answers(t *testing.T, conn *pgx.Conn) map[string][]string {
	t.Helper()
	page, err := os.ReadFile("../docs/postgresql/queries.sql")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	at := named.FindAllStringSubmatchIndex(string(page), -1)
	for i, m := range at {
		end := len(page)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		name, query := string(page[m[2]:m[3]]), strings.TrimSuffix(strings.TrimSpace(string(page[m[1]:end])), ";")
		args := asks[name]
		for n := range args { // as a tool does it
			query = strings.ReplaceAll(query, fmt.Sprintf("$%d", n+1), "'"+fmt.Sprint(args[n])+"'")
		}
		rows, err := conn.Query(t.Context(), query)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		found[name], err = pgx.CollectRows(rows, func(r pgx.CollectableRow) (string, error) {
			values, err := r.Values()
			cells := make([]string, len(values))
			for i, v := range values {
				if day, is := v.(time.Time); is {
					v = day.Format(time.DateOnly)
				}
				cells[i] = fmt.Sprint(v)
			}
			return strings.Join(cells, "|"), err
		})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return found
}

// Every query that the page offers runs, and says what the pages say.
func TestTheQueriesSayWhatThePagesSay(t *testing.T) {
	conn := inTables(t)
	c := reports.ComparisonOf(evaluators(t, "worked-example"))
	var aim string
	for _, a := range c.Aims {
		for _, m := range a.Measures {
			if m.ID == "meals" {
				aim = a.ID
			}
		}
	}
	asks["path_of_a_measure"][1] = aim
	found := answers(t, conn)
	if len(found) < 10 {
		t.Fatalf("only %d queries were found", len(found))
	}
	want := map[string][]string{"aims_met_by_project": nil, "tests_by_end": nil, "open_loops": nil, "who_has_not_reported": nil}
	entries := 0
	for _, j := range demo.Journeys() {
		seen := evaluators(t, j.ID)
		name := reports.ComparisonOf(seen).Name
		want["aims_met_by_project"] = append(want["aims_met_by_project"], aimsMet(reports.ComparisonOf(seen), name)...)
		want["tests_by_end"] = append(want["tests_by_end"], testsByEnd(view(t, j.ID), name)...)
		want["open_loops"] = append(want["open_loops"], openLoops(reports.BoardOf(seen), name)...)
		want["who_has_not_reported"] = append(want["who_has_not_reported"], notReported(reports.ComparisonOf(seen), name)...)
		for _, e := range view(t, j.ID).Entries() {
			if e.Withdrawn == nil && !strings.HasPrefix(e.Kind, "person.") && !strings.HasPrefix(e.Kind, "consent.") && !strings.HasPrefix(e.Kind, "audience.") {
				entries++
			}
		}
	}
	for query, rows := range want {
		got := found[query]
		slices.Sort(got)
		slices.Sort(rows)
		if !slices.Equal(got, rows) || len(got) == 0 {
			t.Errorf("%s:\n%s\nwant\n%s", query, strings.Join(got, "\n"), strings.Join(rows, "\n"))
		}
	}
	sum := 0
	for _, row := range found["entries_by_week_and_kind"] {
		var n int
		if _, err := fmt.Sscan(row[strings.LastIndex(row, "|")+1:], &n); err != nil {
			t.Fatal(err)
		}
		sum += n
	}
	if sum == 0 || sum > entries {
		t.Errorf("%d entries in all weeks, %d are not about people", sum, entries)
	}
	if got := found["path_of_a_measure"]; len(got) != 4 || !strings.HasSuffix(got[0], "|partly") || !strings.HasSuffix(got[2], "|exceeded") {
		t.Errorf("path of the meals: %q", got)
	}
	for _, query := range []string{"aimed_and_achieved", "targets_that_moved", "did_it_last", "what_led_to_what"} {
		if len(found[query]) == 0 {
			t.Errorf("%s finds nothing", query)
		}
	}
}

func aimsMet(c reports.Comparison, name string) []string {
	n := map[aimed.Counted]int{}
	for _, a := range c.Aims {
		if a.State.InForce() {
			n[a.Counted]++
		}
	}
	return []string{fmt.Sprintf("%s|%d|%d|%d|%d", name, n["met"], n["part"], n["not_met"], n["unknown"])}
}

func testsByEnd(v projections.View, name string) []string {
	n := map[string]int{}
	for _, r := range v.Tests() {
		switch {
		case r.Withdrawn:
		case r.Abandoned:
			n["abandoned"]++
		case r.Conclusion == "":
			n["running"]++
		default:
			n[r.Supported]++
		}
	}
	return counted(name, n)
}

func counted(name string, n map[string]int) []string {
	var rows []string
	for what, count := range n {
		rows = append(rows, fmt.Sprintf("%s|%s|%d", name, what, count))
	}
	return rows
}

func openLoops(b reports.Board, name string) []string {
	n, longest := map[string]int{}, map[string]int{}
	for _, l := range b.Open {
		n[l.WaitsFor]++
		longest[l.WaitsFor] = max(longest[l.WaitsFor], l.Days)
	}
	var rows []string
	for what, count := range n {
		rows = append(rows, fmt.Sprintf("%s|%s|%d|%d", name, what, count, longest[what]))
	}
	return rows
}

func notReported(c reports.Comparison, name string) []string {
	var rows []string
	for _, a := range c.Aims {
		for _, m := range a.Measures {
			for _, f := range m.Periods {
				if end := domain.Date(f.End); f.Status == aimed.NotReported && !m.Retired && a.State.InForce() {
					rows = append(rows, fmt.Sprintf("%s|%s|%s|%s|%s|%d", name, a.Statement, m.Name, domain.Date(f.Start), end, end.Days(asked)))
				}
			}
		}
	}
	return rows
}
