package iati

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// generated is a valid file of any number of activities that is never in memory whole.
type generated struct {
	activities, next int
	rest             string
}

func (g *generated) Read(p []byte) (int, error) {
	if g.rest == "" {
		switch {
		case g.next == 0:
			g.rest = "<?xml version=\"1.0\"?>\n<iati-activities version=\"2.03\">\n"
		case g.next <= g.activities:
			g.rest = generatedActivity(g.next)
		case g.next == g.activities+1:
			g.rest = "</iati-activities>\n"
		default:
			return 0, io.EOF
		}
		g.next++
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

// Seek goes to the start, wherever it is asked to go.
func (g *generated) Seek(int64, int) (int64, error) {
	g.next, g.rest = 0, ""
	return 0, nil
}

// generatedActivity has some 22 kB, half of it results, as a large activity has.
func generatedActivity(n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "  <iati-activity xml:lang=\"en\" last-updated-datetime=\"2021-05-24T14:50:54\">\n    <iati-identifier>GB-1-%d</iati-identifier>\n"+
		"    <reporting-org ref=\"GB-1\" type=\"21\"><narrative>A &amp; B</narrative></reporting-org>\n    <title><narrative>Title %[1]d</narrative></title>\n"+
		"    <description><narrative>%s</narrative></description>\n    <participating-org role=\"1\"/>\n    <activity-status code=\"2\"/>\n"+
		"    <activity-date type=\"1\" iso-date=\"2020-01-01\"/>\n", n, strings.Repeat("What it is about. ", 30))
	for range 40 {
		b.WriteString("    <transaction>\n      <transaction-type code=\"1\"/>\n      <transaction-date iso-date=\"2016-06-13\"/>\n" +
			"      <value currency=\"GBP\" value-date=\"2016-06-13\">97330.00</value>\n      <description><narrative>Income</narrative></description>\n    </transaction>\n")
	}
	for r := range 3 {
		fmt.Fprintf(&b, "    <result type=\"1\">\n      <title><narrative>Result %d</narrative></title>\n", r)
		for i := range 5 {
			fmt.Fprintf(&b, "      <indicator measure=\"1\" ascending=\"1\">\n        <title><narrative>Indicator %d</narrative></title>\n"+
				"        <baseline year=\"2019\" value=\"0\"/>\n        <period>\n          <period-start iso-date=\"2020-01-01\"/>\n          <period-end iso-date=\"2020-12-31\"/>\n"+
				"          <target value=\"100\"><comment><narrative>%s</narrative></comment></target>\n          <actual value=\"90\"/>\n        </period>\n      </indicator>\n",
				i, strings.Repeat("As agreed. ", 20))
		}
		b.WriteString("    </result>\n")
	}
	b.WriteString("  </iati-activity>\n")
	return b.String()
}

// Both passes count as one reading of the file.
func BenchmarkRead(b *testing.B) {
	const activities = 200
	b.SetBytes(int64(activities * len(generatedActivity(100))))
	for b.Loop() {
		file, err := Read(context.Background(), &generated{activities: activities}, func(*File, *Activity) error { return nil })
		if err != nil || file.Activities != activities {
			b.Fatalf("%d activities, %v", file.Activities, err)
		}
	}
}

func TestMemoryDoesNotGrow(t *testing.T) {
	live := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	const activities, early = 120, 20
	var at20 uint64
	file, err := Read(context.Background(), &generated{activities: activities}, func(_ *File, a *Activity) error {
		if len(a.Problems) > 0 {
			t.Fatalf("the generated file is not valid: %v", a.Problems[0])
		}
		if a.Number == early {
			at20 = live()
		}
		if a.Number == activities {
			if now := live(); now > at20+256<<10 {
				t.Errorf("%d bytes in use at activity %d, %d at activity %d", at20, early, now, activities)
			}
		}
		return nil
	})
	if err != nil || file.Activities != activities {
		t.Fatalf("%d activities, %v", file.Activities, err)
	}
}
