package domain

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

// What is kept of a thing in little room is the thing that was put, under every id, and no other.
func TestThings(t *testing.T) {
	command := func(n int) string { return fmt.Sprintf("01922f6e-7c3a-7d2b-8d3e-%012x", n) }
	ids := []string{"", "x", "garden", command(1) + ".1", command(1) + ".02", command(1) + ".", command(1) + ".x", command(1) + ".+3", command(1) + ".70000", command(1) + "x2", command(1)[:35]}
	for n := range 6 {
		for nth := range 9 {
			ids = append(ids, EventID(command(n), nth))
		}
	}
	ids = append(ids, EventID(command(1), mostOfCommand-1), EventID(command(1), mostOfCommand))
	states := []thingState{
		{}, {thing: "target", body: "aim.target_set"}, {thing: "target", body: "aim.target_set", by: 7, withdrawn: true},
		{thing: "check", body: "change.checked", of: "a", closes: true}, {thing: "check", body: "change.checked", closed: 3, sharing: []string{"funders"}},
		{thing: "entry", body: "never.known", sharing: []string{}},
	}
	r := rand.New(rand.NewPCG(1, 2))
	var have things
	want := map[string]thingState{}
	for range 20_000 {
		id := ids[r.IntN(len(ids))]
		if r.IntN(4) == 0 {
			have.remove(id)
			delete(want, id)
		} else {
			state := states[r.IntN(len(states))]
			have.put(id, state)
			want[id] = state
		}
		id = ids[r.IntN(len(ids))]
		got, ok := have.get(id)
		if expected, there := want[id]; ok != there || !reflect.DeepEqual(got, expected) {
			t.Fatalf("%q is %+v %t, want %+v %t", id, got, ok, expected, there)
		}
	}
	for _, id := range ids {
		if at, ok := placeOf(id); ok && EventID(fmt.Sprintf("%x-%x-%x-%x-%x", at.command[:4], at.command[4:6], at.command[6:8], at.command[8:10], at.command[10:]), int(at.nth)) != id {
			t.Errorf("%q was taken for another id", id)
		}
	}
}

// BenchmarkProjectOfAnImport is what the state of a project takes for each event of a large import.
func BenchmarkProjectOfAnImport(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		p := NewProject("p")
		for c := range 100 {
			for n := range 800 {
				p.note(EventID(fmt.Sprintf("01922f6e-7c3a-7d2b-8d3e-%012x", c), n), thingState{thing: "target", body: "aim.target_set"})
			}
		}
	}
}
