package domain

import (
	"testing"

	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	for in, last := range map[string]string{
		"": "", "2019-03-06": "2019-03-06", "2019-03": "2019-03-31", "2020-02": "2020-02-29", "1900-02": "1900-02-28", "2019": "2019-12-31", "2020-02-29": "2020-02-29",
	} {
		d, err := ParseDate(in)
		if err != nil || d.String() != in || d.Last().String() != last {
			t.Errorf("%q: read as %q with last day %q, %v; want last day %q", in, d, d.Last(), err, last)
		}
	}
	for _, s := range []string{"2019-02-29", "2019-13", "2019-00", "2019-01-00", "0000", "19-01-01", "2019/01/01", "2019-1-1", "06.03.2019", "2019-03-06T10:00:00Z", "+201", " 2019"} {
		if d, err := ParseDate(s); KindOf(err) != Invalid {
			t.Errorf("%q was read as %v, %v; want invalid", s, d, err)
		}
	}
}

func TestDatesCompareByTheirLastDay(t *testing.T) {
	order := []string{"", "2018", "2019-03-30", "2019-03", "2019-04-01", "2019"}
	for i, a := range order {
		for j, b := range order {
			x, _ := ParseDate(a)
			y, _ := ParseDate(b)
			if x.Before(y) != (i < j) || x.After(y) != (i > j) {
				t.Errorf("%q and %q are in the wrong order", a, b)
			}
		}
	}
}

func TestDays(t *testing.T) {
	for _, v := range []struct {
		from, to string
		want     int
	}{{"2020-02-28", "2020-03-01", 2}, {"2020-03-01", "2020-02-28", -2}, {"2019", "2020", 366}, {"2019-01", "2019-01-31", 0}} {
		from, _ := ParseDate(v.from)
		to, _ := ParseDate(v.to)
		if got := from.Days(to); got != v.want {
			t.Errorf("%s to %s: got %d, want %d", v.from, v.to, got, v.want)
		}
	}
}

func TestFirstIsNeverAfterLast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Date{Year: int16(rapid.IntRange(1, 9999).Draw(t, "year"))}
		if rapid.Bool().Draw(t, "month known") {
			d.Month = uint8(rapid.IntRange(1, 12).Draw(t, "month"))
		}
		if d.First().After(d.Last()) || d.First().Compare(d) > 0 || d.Last().Compare(d) != 0 {
			t.Fatalf("%s goes from %s to %s", d, d.First(), d.Last())
		}
		back, err := ParseDate(d.String())
		if err != nil || back != d {
			t.Fatalf("%s came back as %s, %v", d, back, err)
		}
	})
}
