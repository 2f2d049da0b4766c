package domain

import (
	"fmt"
	"testing"
)

func TestDimensions(t *testing.T) {
	d := Definition{Breakdowns: []string{"sex: women, men", "place", " sex :men,  others ", ":", "age: "}}
	if got, want := fmt.Sprint(d.Dimensions()), "[{sex [women men others]} {place []} {age []}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, one := range d.Dimensions() {
		again := Definition{Breakdowns: []string{one.Breakdown()}}.Dimensions()
		if fmt.Sprint(again[0]) != fmt.Sprint(one) {
			t.Errorf("%v is read again as %v", one, again[0])
		}
	}
}
