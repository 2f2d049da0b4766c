package iati

import "testing"

func TestDatatypes(t *testing.T) {
	for _, c := range []struct {
		kind  datatype
		value string
		want  bool
	}{
		{boolean, "true", true}, {boolean, " 0 ", true}, {boolean, "True", false}, {boolean, "", false}, {boolean, "xx", false},
		{date, "2017-11-22", true}, {date, " 2017-11-22 ", true}, {date, "2017-11-22Z", true}, {date, "2017-11-22+05:30", true},
		{date, "2017-11-31", false}, {date, "123456", false}, {date, "2017-1-2", false}, {date, "2017-11-22T00:00:00", false}, {date, "2017-11-22+9", false},
		{dateTime, "2017-11-22T09:30:00", true}, {dateTime, "2017-11-22T09:30:00.125Z", true}, {dateTime, "2017-11-22T09:30:00-03:00", true},
		{dateTime, "2017-11-22", false}, {dateTime, "2017-11-22 09:30:00", false},
		{positiveInteger, "2017", true}, {positiveInteger, "0", false}, {positiveInteger, "2017.0", false}, {positiveInteger, "", false},
		{decimal, "1.05", true}, {decimal, "-1", true}, {decimal, ".5", true}, {decimal, "1.0.5", false}, {decimal, "1e5", false}, {decimal, "", false},
		{anyText, "", true},
	} {
		if c.kind.allows(c.value) != c.want {
			t.Errorf("%s: %q allowed is %v", c.kind.right(), c.value, !c.want)
		}
	}
	for value, want := range map[string]string{
		"2017-11-22": "2017-11-22", "2017-11-22+05:30": "2017-11-22", "2017-11-22T23:59:00Z": "2017-11-22", "2017-11-22 10:00": "2017-11-22",
		"2017-11-221": "", "22/11/2017": "", "2017": "", "": "",
	} {
		got := ""
		if d := parseDay(value); !d.IsZero() {
			got = d.Format("2006-01-02")
		}
		if got != want {
			t.Errorf("the day of %q is %q, want %q", value, got, want)
		}
	}
	for value, want := range map[string]string{
		"2017-11-22T09:30:00": "2017-11-22T09:30:00Z", "2017-11-22T09:30:00+02:00": "2017-11-22T07:30:00Z", "2017-11-22 09:30:00": "2017-11-22T09:30:00Z",
		"2017-11-22": "2017-11-22T00:00:00Z", "2017-11-22Z": "2017-11-22T00:00:00Z", "soon": "0001-01-01T00:00:00Z",
	} {
		if got := parseTime(value).Format("2006-01-02T15:04:05Z07:00"); got != want {
			t.Errorf("the time of %q is %s, want %s", value, got, want)
		}
	}
	for value, want := range map[string]bool{"": true, "en": true, "pt-BR": true, "ENG": true, "en_GB": false, "english-speaking": true, "verylonglang": false, "x1": false} {
		if isLanguage(value) != want {
			t.Errorf("%q is a language: %v", value, !want)
		}
	}
}

func TestCodesOfVersion1(t *testing.T) {
	for _, c := range [][2]string{
		{ResultType("Output"), "1"}, {ResultType("other"), "9"}, {ResultType("2"), "2"}, {ResultType("xx"), "xx"},
		{Measure("Unit"), "1"}, {Measure("percentage"), "2"}, {Measure("NDP"), "NDP"},
		{DateType("end-actual"), "4"}, {DateType("1"), "1"}, {Role("Implementing"), "4"}, {Role(""), ""},
	} {
		if c[0] != c[1] {
			t.Errorf("got %q, want %q", c[0], c[1])
		}
	}
}
