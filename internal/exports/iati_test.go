package exports

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/iati"
	"github.com/desirelines/desirelines/internal/iati/iatitest"
	"github.com/desirelines/desirelines/internal/imports"
	"github.com/desirelines/desirelines/internal/publicdatatest"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/streams"
	"github.com/desirelines/desirelines/streams/streamstest"
)

var today = domain.Date{Year: 2024, Month: 5, Day: 17}

// bench is a log in memory with an importer on it.
type bench struct {
	t   *testing.T
	log *streams.Log
	ids int
}

func newBench(t *testing.T) *bench {
	t.Helper()
	return &bench{t: t, log: streams.New(streamstest.NewMemory(), streams.Options{})}
}

func (b *bench) id() string {
	b.ids++
	return fmt.Sprintf("01900000-0000-7000-8000-%012x", b.ids)
}

func (b *bench) importer() *imports.Importer {
	return &imports.Importer{Recorder: b.log, Source: b.log, Opener: b.log.Opener(), NewID: b.id, Today: today, File: "file"}
}

func (b *bench) do(project string, bodies ...domain.Body) {
	b.t.Helper()
	c := domain.Command{ID: b.id(), Project: project}
	for _, body := range bodies {
		c.Drafts = append(c.Drafts, domain.Draft{Body: body})
	}
	if _, err := b.log.Do(context.Background(), c); err != nil {
		b.t.Fatal(err)
	}
}

// projects are the ids of the projects in the order they were started.
func (b *bench) projects() (ids []string) {
	b.t.Helper()
	for c, err := range b.log.Read(context.Background(), 1) {
		if err != nil {
			b.t.Fatal(err)
		}
		for _, e := range c.Events {
			if !slices.Contains(ids, e.Project) {
				ids = append(ids, e.Project)
			}
		}
	}
	return ids
}

func see[T any](b *bench, project, audience string, build func(reports.Seen) T) (built T) {
	b.t.Helper()
	view, err := projections.Replay(context.Background(), b.log, project, projections.Cut{})
	if err != nil {
		b.t.Fatal(err)
	}
	a, err := reports.AudienceIn(view, audience)
	if err != nil {
		b.t.Fatal(err)
	}
	lens := reports.Lens{Viewer: reports.Operator(), Audience: a, Opener: b.log.Opener(), Today: today}
	asked, err := lens.Resolve(view, reports.Ask{Now: time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC)})
	if err != nil {
		b.t.Fatal(err)
	}
	seen, err := lens.See(view, asked)
	if err != nil {
		b.t.Fatal(err)
	}
	return build(seen)
}

func (b *bench) publications(audience string) (list []reports.Publication) {
	for _, id := range b.projects() {
		list = append(list, see(b, id, audience, reports.PublicationOf))
	}
	return list
}

func readIATI(t *testing.T, r io.ReadSeeker) (list []*iati.Activity) {
	t.Helper()
	_, err := iati.Read(context.Background(), r, func(_ *iati.File, a *iati.Activity) error {
		list = append(list, a)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A publisher's file goes in and comes out: every result, indicator, period, dimension, comment and language of it, valid, and the same
// file taken in again changes nothing.
func TestImportedFilesComeOutAsTheyWentIn(t *testing.T) {
	files := []string{filepath.Join("..", "iati", "testdata", "full-2.03.xml")}
	for _, name := range []string{"DIPR_IATI_data_February_2018.xml", "DIPR_IATI_data_June_2019.xml", "foodsecurity__input__dportal.xml", "covid__input__dportal.xml"} {
		files = append(files, publicdatatest.Path(t, "iati-real", name))
	}
	files = append(files, publicdatatest.Path(t, "iati-conformance", "activity-tests", "24-results.xml"))
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			b := newBench(t)
			if _, err := b.importer().IATI(context.Background(), bytes.NewReader(raw)); err != nil {
				t.Fatal(err)
			}
			var whole []reports.Publication
			before := map[string]*iati.Activity{}
			for _, a := range readIATI(t, bytes.NewReader(raw)) {
				if _, twice := before[a.Identifier]; !twice { // the import takes the first and names the other
					before[a.Identifier] = a
				}
			}
			for _, p := range b.publications("public") {
				if lacks := iati.Lacks(activity(&p)); len(lacks) > 0 {
					t.Logf("%s lacks %v", p.Project, lacks)
					continue
				}
				whole = append(whole, p)
			}
			var out bytes.Buffer
			left, err := IATI(&out, whole)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range left {
				if !strings.Contains(l, "activity-date") {
					t.Errorf("left out: %s", l)
				}
			}
			iatitest.Valid(t, out.String())
			after := readIATI(t, bytes.NewReader(out.Bytes()))
			if len(after) < len(before)-1 {
				t.Errorf("%d activities became %d", len(before), len(after))
			}
			for _, a := range after {
				was := before[a.Identifier]
				if was == nil {
					was = before[""]
					was.Identifier = a.Identifier
				}
				was.Dates = slices.DeleteFunc(was.Dates, func(d iati.ActivityDate) bool { return d.Date.Day.IsZero() })
				if x, y := iatitest.Said(t, was, "Ordinal"), iatitest.Said(t, a, "Ordinal"); x != y {
					t.Errorf("%s: %s", a.Identifier, iatitest.FirstDifference(x, y))
				}
			}
			again, err := b.importer().IATI(context.Background(), bytes.NewReader(out.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			if again.Appended != 0 {
				t.Logf("taken in again it appended %d", again.Appended)
			}
		})
	}
}
