package small

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"pgregory.net/rapid"
)

func people(n int) domain.Number { return domain.Int(int64(n)) }

func TestRuleOfAnAudience(t *testing.T) {
	for _, row := range []struct {
		rule Rule
		n    string
		want string
	}{
		{Public(), "9", "withheld"}, {Public(), "10", "10"}, {Public(), "12", "10"}, {Public(), "13", "15"}, {Public(), "0", "0"},
		{Funders(), "1", "withheld"}, {Funders(), "7", "withheld"}, {Funders(), "8", "10"}, {Funders(), "23", "25"}, {Funders(), "22", "20"},
		{Funders(), "-3", "withheld"}, {Funders(), "-23", "-25"}, {Funders(), "12.5", "15"}, {Funders(), "7.9", "withheld"},
		{From(5), "4", "withheld"}, {From(5), "5", "5"}, {From(5), "7", "5"}, {From(3), "4", "withheld"}, {From(8), "7", "withheld"},
		{From(10), "9", "withheld"}, {None(), "3", "3"}, {From(0), "1", "1"}, {From(1), "1", "1"},
	} {
		got := row.rule.Protect(Table{Cells: []Cell{{ID: "a", True: domain.MustNumber(row.n)}}})["a"]
		if says := says(got); says != row.want {
			t.Errorf("smallest %d: %s is shown as %s, want %s", row.rule.Smallest(), row.n, says, row.want)
		}
	}
	if f := Funders().Protect(Table{Cells: []Cell{{ID: "a", Sensitive: true}}})["a"]; f.Why != TooSmall {
		t.Errorf("a zero that says something about somebody is shown: %+v", f)
	}
}

func says(f Figure) string {
	if f.Withheld() {
		return "withheld"
	}
	return f.Number.String()
}

func TestAllOfOneSort(t *testing.T) {
	table := Table{
		Cells: []Cell{{ID: "all", True: people(40)}, {ID: "men"}, {ID: "women", True: people(40)}},
		Sums:  []Sum{{Whole: "all", Parts: []string{"women", "men"}, Breakdown: true}},
	}
	f := Public().Protect(table)
	if !f["men"].Withheld() || f["women"].Why != OneSort || f["all"].Withheld() {
		t.Errorf("that all are women is told: %+v", f)
	}
	table.Sums[0].Breakdown = false // two periods
	if f := Public().Protect(table); f["men"].Withheld() || f["women"].Withheld() {
		t.Errorf("periods are no sorts of people: %+v", f)
	}
}

func TestStatusThatGivesTheNumberAway(t *testing.T) {
	n := people(25)
	c := Cell{ID: "a", True: n, Least: &n, Most: &n}
	if f := Funders().Protect(Table{Cells: []Cell{c}})["a"]; f.Why != GivenAway {
		t.Errorf("exactly met is told as %s", says(f))
	}
	c.Most = nil
	if f := Funders().Protect(Table{Cells: []Cell{c}})["a"]; says(f) != "25" {
		t.Errorf("at least met is %s", says(f))
	}
}

func TestNextSmallestGivesWay(t *testing.T) {
	table := Table{
		Cells: []Cell{{ID: "all", True: people(63)}, {ID: "a", True: people(3)}, {ID: "b", True: people(20)}, {ID: "c", True: people(40)}},
		Sums:  []Sum{{Whole: "all", Parts: []string{"a", "b", "c"}}},
	}
	if f := Funders().Protect(table); says(f["a"]) != "withheld" || says(f["b"]) != "20" || says(f["all"]) != "65" {
		t.Errorf("three roundings hide 3 well enough: %v", f)
	}
	table = Table{
		Cells: []Cell{{ID: "all", True: people(23)}, {ID: "a", True: people(6)}, {ID: "b", True: people(17)}},
		Sums:  []Sum{{Whole: "all", Parts: []string{"a", "b"}}},
	}
	if f := Funders().Protect(table); f["b"].Why != Beside || says(f["all"]) != "25" {
		t.Errorf("25 less 15 gives 6 away: %v", f)
	}
}

// twoWay is a random table of two ways with all its totals.
func twoWay(t *rapid.T) Table {
	rows, columns := rapid.IntRange(1, 3).Draw(t, "rows"), rapid.IntRange(2, 3).Draw(t, "columns")
	sensitive := rapid.Bool().Draw(t, "sensitive")
	n := func(name string) int {
		if rapid.Bool().Draw(t, name+" is small") {
			return rapid.IntRange(0, 9).Draw(t, name)
		}
		return rapid.IntRange(0, 30).Draw(t, name)
	}
	counts := map[string]int{}
	var table Table
	all := Sum{Whole: "all"}
	for c := range columns {
		down := Sum{Whole: fmt.Sprintf("all/%d", c), Breakdown: true}
		for r := range rows {
			down.Parts = append(down.Parts, fmt.Sprintf("%d/%d", r, c))
		}
		table.Sums = append(table.Sums, down)
		all.Parts = append(all.Parts, down.Whole)
	}
	table.Sums = append(table.Sums, all)
	down := Sum{Whole: "all"}
	for r := range rows {
		across := Sum{Whole: fmt.Sprintf("%d/all", r), Breakdown: true}
		for c := range columns {
			id := fmt.Sprintf("%d/%d", r, c)
			counts[id] = n(id)
			counts["all"] += counts[id]
			counts[across.Whole] += counts[id]
			counts[fmt.Sprintf("all/%d", c)] += counts[id]
			across.Parts = append(across.Parts, id)
		}
		table.Sums = append(table.Sums, across)
		down.Parts = append(down.Parts, across.Whole)
	}
	table.Sums = append(table.Sums, down)
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		table.Cells = append(table.Cells, Cell{ID: id, True: people(counts[id]), Sensitive: sensitive})
	}
	return table
}

func anyRule(t *rapid.T) Rule {
	return rapid.SampledFrom([]Rule{Public(), Funders(), From(5)}).Draw(t, "rule")
}

// broken returns the small counts of a table that an attacker works out from figures.
func broken(r Rule, table Table, figures map[string]Figure) (ids []string) {
	for _, c := range table.Cells {
		f := figures[c.ID]
		if !f.Withheld() || c.True.Cmp(people(r.Smallest())) >= 0 {
			continue
		}
		if attack(r, table, figures).knows(r, c.ID) && !attack(r, table, nothing(figures)).knows(r, c.ID) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// nothing withholds all but zeros: what is known then follows from the rule.
func nothing(figures map[string]Figure) map[string]Figure {
	less := maps.Clone(figures)
	for id, f := range less {
		if f.Number.Sign() != 0 {
			less[id] = Figure{Why: Beside}
		}
	}
	return less
}

func attack(r Rule, table Table, figures map[string]Figure) *attacker {
	a := newAttacker()
	for _, c := range table.Cells {
		a.told(r, c.ID, figures[c.ID], c)
	}
	for _, s := range table.Sums {
		a.add(s.Whole, s.Parts, false)
	}
	return a
}

func TestNothingSmallIsWorkedOutOfATable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, table := anyRule(t), twoWay(t)
		figures := r.Protect(table)
		for _, c := range table.Cells {
			f := figures[c.ID]
			if small := c.True.Cmp(people(r.Smallest())) < 0 && (c.True.Sign() > 0 || c.Sensitive); small && !f.Withheld() {
				t.Errorf("%s is %s and shown", c.ID, c.True)
			}
			if want := r.round(c.True); !f.Withheld() && f.Number.Cmp(want) != 0 {
				t.Errorf("%s is shown as %s, want %s: rounded on its own", c.ID, f.Number, want)
			}
		}
		if ids := broken(r, table, figures); len(ids) > 0 {
			t.Errorf("worked out: %v\n%v\n%v", ids, table.Cells, figures)
		}
	})
}

func TestOrderMakesNoDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, table := anyRule(t), twoWay(t)
		want := r.Protect(table)
		again := Table{Cells: rapid.Permutation(table.Cells).Draw(t, "cells"), Sums: rapid.Permutation(table.Sums).Draw(t, "sums")}
		for i, s := range again.Sums {
			again.Sums[i].Parts = rapid.Permutation(s.Parts).Draw(t, "parts")
		}
		if got := r.Protect(again); !maps.Equal(marked(got), marked(want)) {
			t.Errorf("in another order %v, want %v", got, want)
		}
	})
}

func marked(figures map[string]Figure) map[string]string {
	m := map[string]string{}
	for id, f := range figures {
		m[id] = says(f) + string(f.Why)
	}
	return m
}

// Without the second step the attack succeeds, and so it does where totals are sums of rounded counts.
func TestAttackSucceedsWithoutTheGuards(t *testing.T) {
	r := Funders()
	table := Table{
		Cells: []Cell{{ID: "all", True: people(23)}, {ID: "a", True: people(6)}, {ID: "b", True: people(17)}},
		Sums:  []Sum{{Whole: "all", Parts: []string{"a", "b"}}},
	}
	first := map[string]Figure{}
	for _, c := range table.Cells {
		first[c.ID] = r.alone(c)
	}
	if ids := broken(r, table, first); !slices.Equal(ids, []string{"a"}) {
		t.Errorf("with no second step %v is worked out of %v, want a", ids, first)
	}
	// Where the total is what is shown of the parts and the withheld one, who subtracts has that, whatever else is withheld.
	table = Table{
		Cells: []Cell{{ID: "all", True: people(63)}, {ID: "a", True: people(3)}, {ID: "b", True: people(20)}, {ID: "c", True: people(40)}},
		Sums:  []Sum{{Whole: "all", Parts: []string{"a", "b", "c"}}},
	}
	figures := r.Protect(table)
	if ids := broken(r, table, figures); len(ids) > 0 {
		t.Fatalf("worked out with independent rounding: %v", ids)
	}
	dependent := newAttacker()
	dependent.learn("a", 1, 7)
	total := int64(3)
	for _, id := range []string{"b", "c"} {
		n := figures[id].Number.Decimal().IntPart()
		dependent.learn(id, n, n)
		total += n
	}
	dependent.learn("all", total, total)
	dependent.add("all", []string{"a", "b", "c"}, false)
	if !dependent.knows(r, "a") {
		t.Error("with dependent rounding the attack fails")
	}
}
