package domain

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

func TestRatioRoundsHalfAwayFromZero(t *testing.T) {
	for _, v := range []struct{ n, d, want string }{
		{"1", "3", "0.3333"}, {"2", "3", "0.6667"}, {"-2", "3", "-0.6667"}, {"0.00005", "1", "0.0001"}, {"-0.00005", "1", "-0.0001"},
		{"-0.00004", "1", "0"}, {"0", "-7", "0"}, {"1900", "2000", "0.95"}, {"5", "5", "1"}, {"1", "0", "none"}, {"1", "-8", "-0.125"},
	} {
		got := "none"
		if r, ok := MustNumber(v.n).Ratio(MustNumber(v.d)); ok {
			got = r.String()
		}
		if got != v.want {
			t.Errorf("%s ÷ %s: got %s, want %s", v.n, v.d, got, v.want)
		}
	}
}

func TestParseNumberIsStrict(t *testing.T) {
	for _, s := range []string{"", "-", "+1", "1.", ".5", "1e3", "1,5", " 1", "1 ", "--1", "0x1", "NaN"} {
		if n, err := ParseNumber(s); KindOf(err) != Invalid {
			t.Errorf("%q was read as %s, %v; want invalid", s, n, err)
		}
	}
}

func TestNumberKeepsWhatWasWritten(t *testing.T) {
	for in, want := range map[string]string{"0.10": "0.1", "100": "100", "-0": "0", "-0.0": "0", "007": "7", "123456789012345678901234567890.5": "123456789012345678901234567890.5"} {
		if got := MustNumber(in).String(); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

func TestNumberThroughJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := MustNumber(rapid.StringMatching(`-?[0-9]{1,20}(\.[0-9]{1,20})?`).Draw(t, "number"))
		b, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		var back Number
		if err := json.Unmarshal(b, &back); err != nil || back.Cmp(n) != 0 {
			t.Fatalf("%s came back as %s, %v", n, back, err)
		}
	})
}
