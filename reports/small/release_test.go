package small

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// one is a table of parts that add up.
func one(parts ...int) Table {
	table, all, sum := Table{}, 0, Sum{Whole: "all"}
	for i, n := range parts {
		id := fmt.Sprintf("part%d", i)
		table.Cells = append(table.Cells, Cell{ID: id, True: people(n)})
		sum.Parts = append(sum.Parts, id)
		all += n
	}
	table.Cells, table.Sums = append(table.Cells, Cell{ID: "all", True: people(all)}), []Sum{sum}
	return table
}

func TestReleaseStaysUntilFarEnough(t *testing.T) {
	r := Funders()
	tell := func(n int) Table { return Table{Cells: []Cell{{ID: "a", True: people(n)}}} }
	var releases []Released
	for i, step := range []struct {
		n     int
		want  string
		stays bool
	}{
		{22, "20", false}, {23, "20", true}, {29, "20", true}, {30, "30", false}, {23, "30", true}, {6, "withheld", false},
		{9, "withheld", true}, {13, "withheld", true}, {14, "15", false},
	} {
		next := r.Release(releases, tell(step.n))
		if got := says(next.Figures()["a"]); got != step.want || next.Stays("a") != step.stays {
			t.Errorf("release %d: %d is told as %s (stays: %v), want %s", i+1, step.n, got, next.Stays("a"), step.want)
		}
		if again := r.Release(releases, tell(step.n)); !maps.Equal(marked(again.Figures()), marked(next.Figures())) {
			t.Errorf("release %d: asked again it is %v", i+1, again.Figures())
		}
		releases = append(releases, next)
	}
	if got := None().Release(releases, tell(15)); says(got.Figures()["a"]) != "15" {
		t.Errorf("the group is told %v", got.Figures())
	}
}

// A part that does not change any more is measured again by each release: 40 − 15 − 25 says 1 to 6, 80 − 30 − 40 says 4 to 9.
var growing = [][]int{{5, 13, 23}, {5, 32, 42}}

func TestPartThatStaysIsNotWorkedOutOfManyReleases(t *testing.T) {
	r := Public()
	var releases []Released
	var tables []Table
	for _, parts := range growing {
		tables = append(tables, one(parts...))
		releases = append(releases, r.Release(releases, tables[len(tables)-1]))
	}
	if found := derived(r, tables, releases); len(found) > 0 {
		t.Errorf("worked out: %v", found)
	}
	apart := make([]Released, len(tables)) // each release as if it were the first
	for i, table := range tables {
		apart[i] = r.Release(nil, table)
	}
	if found := derived(r, tables, apart); len(found) == 0 {
		t.Error("the attack fails where releases know nothing of each other")
	}
}

// That a count is withheld now says that it is small now. Where that is too much, it is told as before.
func TestWithheldNowCanTellOfEarlier(t *testing.T) {
	tables := []Table{one(0, 2, 1), one(0, 6, 12), one(0, 6, 2)}
	var releases []Released
	for _, table := range tables {
		releases = append(releases, Public().Release(releases, table))
	}
	if found := derived(Public(), tables, releases); len(found) > 0 {
		t.Errorf("worked out: %v", found)
	}
}

// A small difference between two releases is a small count too. It is known where the figures move with the true counts.
func TestSmallDifferenceBetweenReleases(t *testing.T) {
	r := Funders()
	tables := []Table{one(20, 30), one(22, 33)}
	first := r.Release(nil, tables[0])
	if found := derived(r, tables, []Released{first, r.Release([]Released{first}, tables[1])}); len(found) > 0 {
		t.Errorf("worked out: %v", found)
	}
	told := newAttacker() // who got the true counts of both
	told.learn("before", 50, 50)
	told.learn("after", 53, 57)
	told.learn("difference", 1-8, 8-1)
	told.add("after", []string{"before", "difference"}, false)
	if !told.knows(r, "difference") {
		t.Error("the attack fails without rounding")
	}
}

func TestNothingSmallIsWorkedOutOfReleases(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRule(t)
		parts := make([]int, rapid.IntRange(2, 3).Draw(t, "parts"))
		for i := range parts {
			parts[i] = rapid.IntRange(0, 20).Draw(t, "part")
		}
		var releases []Released
		var tables []Table
		for range rapid.IntRange(2, 4).Draw(t, "releases") {
			tables = append(tables, one(parts...))
			releases = append(releases, r.Release(releases, tables[len(tables)-1]))
			for i := range parts {
				switch rapid.IntRange(0, 2).Draw(t, "change") {
				case 1:
					parts[i] = max(0, parts[i]+rapid.IntRange(-3, 7).Draw(t, "little"))
				case 2:
					parts[i] = max(0, parts[i]+rapid.IntRange(-12, 20).Draw(t, "much"))
				}
			}
		}
		if found := derived(r, tables, releases); len(found) > 0 {
			for i := range tables {
				t.Log(tables[i].Cells, releases[i].told)
			}
			t.Errorf("worked out: %v", found)
		}
	})
}

// derived returns what an attacker works out of all releases: small counts, and small differences.
func derived(r Rule, tables []Table, releases []Released) (found []string) {
	a, blind := newAttacker(), newAttacker()
	small := gather(r, a, tables, releases, false)
	gather(r, blind, tables, releases, true)
	for _, name := range small {
		if a.knows(r, name) && !blind.knows(r, name) {
			found = append(found, name)
		}
	}
	return found
}

// gather teaches an attacker all releases and returns the names of what must not be known. A blind one is shown nothing but zeros.
func gather(r Rule, a *attacker, tables []Table, releases []Released, blind bool) (small []string) {
	k := int64(r.Smallest())
	now, taken := map[string]string{}, map[string]string{}
	for i, table := range tables {
		figures := releases[i].Figures()
		if blind {
			figures = nothing(figures)
		}
		for _, c := range table.Cells {
			name := c.ID + "=" + c.True.String()
			if old, ok := now[c.ID]; !ok || !strings.HasPrefix(old, name+" ") {
				now[c.ID] = fmt.Sprintf("%s in release %d", name, i+1)
			}
			name = now[c.ID]
			a.learn(name, 0, crowd)
			told := releases[i].told[releases[i].sheet.at[c.ID]]
			switch {
			case told.forced:
			case !told.stays:
				a.told(r, name, figures[c.ID], c)
				taken[c.ID] = name
			case taken[c.ID] != name:
				d := fmt.Sprintf("%s since %s", name, taken[c.ID])
				a.learn(d, 1-k, k-1)
				a.add(name, []string{taken[c.ID], d}, false)
				if c.True.Cmp(told.from) != 0 {
					small = append(small, d)
				}
			}
			if c.True.Sign() > 0 && c.True.Cmp(people(r.Smallest())) < 0 {
				small = append(small, name)
			}
		}
		for _, s := range table.Sums {
			var parts []string
			for _, p := range s.Parts {
				parts = append(parts, now[p])
			}
			a.add(now[s.Whole], parts, false)
		}
	}
	return small
}
