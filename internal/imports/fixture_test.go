package imports

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/internal/keys"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

// bench is a sealed log in memory and an importer on it. Events are given with their words open.
type bench struct {
	t     *testing.T
	log   *streams.Log
	keys  *keys.Store
	ids   int
	imp   *Importer
	taken domain.Taken // how all that do records was taken down
}

func newBench(t *testing.T) *bench {
	t.Helper()
	store, sealer := streamstest.NewMemory(), keys.At(t.TempDir(), keys.Options{})
	if _, err := sealer.Attach(store.ID(), ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sealer.Close(); err != nil {
			t.Error(err)
		}
	})
	b := &bench{t: t, log: streams.New(store, streams.Options{Keys: sealer}), keys: sealer}
	b.imp = &Importer{
		Recorder: b.log, Source: b.log, Opener: b.log.Opener(), NewID: b.id, Today: domain.Date{Year: 2024, Month: 5, Day: 17}, File: "wells",
	}
	return b
}

func (b *bench) id() string {
	b.ids++
	return fmt.Sprintf("01900000-0000-7000-8000-%012x", b.ids)
}

// iati imports a file and checks how many events it made.
func (b *bench) iati(file string, appended int) Answer {
	b.t.Helper()
	a, err := b.imp.IATI(context.Background(), strings.NewReader(file))
	if err != nil {
		b.t.Fatalf("import: %v", err)
	}
	if a.Appended != appended {
		b.t.Fatalf("appended %d events, want %d; problems %v; last kinds %v", a.Appended, appended, a.Problems, b.last(8))
	}
	return a
}

func (b *bench) clean(a Answer) {
	b.t.Helper()
	if len(a.Problems) > 0 {
		b.t.Fatalf("problems: %+v", a.Problems)
	}
}

func (b *bench) all() []domain.Event {
	b.t.Helper()
	var all []domain.Event
	for c, err := range b.log.Read(context.Background(), 1) {
		if err != nil {
			b.t.Fatal(err)
		}
		for n := range c.Events {
			c.Events[n].Body = domain.OpenBody(c.Events[n].Body, b.log.Opener())
		}
		all = append(all, c.Events...)
	}
	return all
}

func (b *bench) events(project string) []domain.Event {
	b.t.Helper()
	var all []domain.Event
	for c, err := range b.log.ReadProject(context.Background(), project, 1) {
		if err != nil {
			b.t.Fatal(err)
		}
		for n := range c.Events {
			c.Events[n].Body = domain.OpenBody(c.Events[n].Body, b.log.Opener())
		}
		all = append(all, c.Events...)
	}
	return all
}

// last is the kinds of the last n events.
func (b *bench) last(n int) []string {
	var kinds []string
	for _, e := range b.all() {
		kinds = append(kinds, e.Body.Kind())
	}
	return kinds[max(0, len(kinds)-n):]
}

// do records what a person says.
func (b *bench) do(project string, bodies ...domain.Body) streams.Receipt {
	b.t.Helper()
	c := domain.Command{ID: b.id(), Project: project}
	for _, body := range bodies {
		c.Drafts = append(c.Drafts, domain.Draft{Body: body, Taken: b.taken})
	}
	r, err := b.log.Do(context.Background(), c)
	if err != nil {
		b.t.Fatalf("record %T: %v", bodies[0], err)
	}
	return r
}

// entry is the id of the first event whose body satisfies is.
func (b *bench) entry(is func(domain.Body) bool) string {
	b.t.Helper()
	for _, e := range b.all() {
		if is(e.Body) {
			return e.ID
		}
	}
	b.t.Fatal("there is no such entry")
	return ""
}

// figures is everything a group sees of what a project aims for and achieved, in words that can be compared. Ids and
// positions are left out: what is recorded again has other ones.
func (b *bench) figures(project string) string {
	b.t.Helper()
	v, err := projections.ReplayEvents(project, b.events(project), projections.Cut{})
	if err != nil {
		b.t.Fatal(err)
	}
	var out bytes.Buffer
	q := aimed.Question{AskedOn: domain.Date{Year: 2024, Month: 5, Day: 17}, Against: aimed.Now}
	for _, a := range projections.Compare(v, q, nil) {
		if a.Aim.State.InForce() {
			fmt.Fprintf(&out, "aim %s: %s %s\n", a.Aim.Aim, a.Aim.Statement, asText(a.Aim.Published))
		}
		for _, m := range a.Measures {
			if m.Measure.Retired || !a.Aim.State.InForce() {
				continue
			}
			fmt.Fprintf(&out, "  measure %s: %s %s\n", m.Measure.Measure, asText(m.Measure.Definition), asText(m.Measure.Published))
			fmt.Fprintf(&out, "    start %s %s\n", m.Figures.Baseline.Plain(), m.Figures.BaselineOn)
			for _, p := range m.Figures.Periods {
				if !slices.Contains(p.Warnings, aimed.WarnRetired) {
					fmt.Fprintf(&out, "    %s..%s %s of %s: %s, %d parts\n", p.Start, p.End, p.Actual.Plain(), p.Target.Plain(), p.Status, len(p.Parts))
				}
			}
		}
	}
	return out.String()
}

// file wraps activities as a file of 2.03.
func file(activities ...string) string {
	return `<iati-activities version="2.03">` + strings.Join(activities, "\n") + `</iati-activities>`
}

// activity is one with an id, a day of its last change ("" for none) and results.
func activity(id, updated string, results ...string) string {
	at := ""
	if updated != "" {
		at = ` last-updated-datetime="` + updated + `T00:00:00Z"`
	}
	return `<iati-activity xml:lang="en"` + at + `><iati-identifier>` + id + `</iati-identifier>
<reporting-org ref="XX-1" type="21"><narrative>Well Diggers</narrative></reporting-org>
<title><narrative>Wells for all</narrative><narrative xml:lang="fr">Des puits</narrative></title>
<description type="1"><narrative>Clean water.</narrative></description>
<participating-org ref="XX-1" role="4" type="21"><narrative>Well Diggers</narrative></participating-org>
<activity-status code="2"/><activity-date type="2" iso-date="2019-01-01"/>
` + strings.Join(results, "\n") + `</iati-activity>`
}

func result(title string, indicators ...string) string {
	return `<result type="1" aggregation-status="0"><title><narrative>` + title + `</narrative></title>` + strings.Join(indicators, "\n") + `</result>`
}

func indicator1(title, attributes string, inside ...string) string {
	return `<indicator measure="1" ` + attributes + `><title><narrative>` + title + `</narrative></title>` + strings.Join(inside, "\n") + `</indicator>`
}

func year(year int, inside string) string {
	return fmt.Sprintf(`<period><period-start iso-date="%d-01-01"/><period-end iso-date="%d-12-31"/>%s</period>`, year, year, inside)
}

const baseline = `<baseline year="2018" iso-date="2018-12-31" value="10"><comment><narrative>counted</narrative></comment></baseline>`

// wells is the file that most tests begin with: 1 project, 2 aims, 2 measures, 1 baseline, 3 targets, 2 outcomes.
func wells(updated, actual string) string {
	return file(activity("XX-1-W", updated,
		result("Water nearby", indicator1("Wells dug", `ascending="1"`, baseline,
			year(2019, `<target value="20"/><actual value="`+actual+`"><document-link url="https://example.org/r" format="text/html"><title><narrative>Report</narrative></title><category code="B01"/></document-link></actual>`),
			year(2020, `<target value="40"/>`))),
		result("Less illness", indicator1("Cases", `ascending="0"`, year(2019, `<actual value="1,5"/>`)))))
}

func asText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// recorder stands between an importer and its log.
type recorder func(context.Context, domain.Command) (streams.Receipt, error)

func (r recorder) Do(ctx context.Context, c domain.Command) (streams.Receipt, error) {
	return r(ctx, c)
}
