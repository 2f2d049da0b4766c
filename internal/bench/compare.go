package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/streams"
)

// periodsEach is how many periods each measure has that is compared: ten years of quarters, with a result in each.
const periodsEach = 40

// benchCompare measures what was aimed for and achieved in one project of o.Events results, as JSON: from its log against a bare filtered read
// of the same messages, then from read models that are there, for the first and for the next who asks. These two are held against what whoever
// gets the answer must do at least: look at each of its bytes once, to see that it is JSON.
func benchCompare(ctx context.Context, o Options, dir string, answer Answer) error {
	at := filepath.Join(dir, "log")
	commits, err := fillResults(ctx, streams.Options{Dir: at, Keys: keysIn(dir)}, max(1, o.Events/periodsEach))
	if err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(dir, "raw"), os.DirFS(at)); err != nil {
		return err
	}
	floor, err := openRaw(filepath.Join(dir, "raw"))
	if err != nil {
		return err
	}
	defer floor.close()
	log, store, err := folded(ctx, dir)
	if err != nil {
		return err
	}
	defer log.Close()
	replayed := func(ctx context.Context, fn func(projections.View) error) error {
		v, err := projections.Replay(ctx, log, project(0), projections.Cut{})
		if err != nil {
			return err
		}
		return fn(v)
	}
	live := func(ctx context.Context, fn func(projections.View) error) error {
		return store.Read(ctx, func(r projections.Reader) error { return fn(projections.Live(r, project(0))) })
	}
	results := float64(max(1, o.Events/periodsEach) * periodsEach)
	var cold, first, again pairs
	for round := range Rounds {
		o.Note("compare: round %d of %d", round+1, Rounds)
		perSecond, err := floor.read(ctx, streams.Subject(project(0)), commits)
		if err != nil {
			return err
		}
		said, tookCold, err := compareOnce(ctx, asking(log, reports.NewPast(log), replayed))
		if err != nil {
			return err
		}
		ask := asking(log, reports.NewPast(log), live)
		_, tookFirst, err := compareOnce(ctx, ask)
		if err != nil {
			return err
		}
		_, tookAgain, err := compareOnce(ctx, ask)
		if err != nil {
			return err
		}
		started := time.Now()
		if !json.Valid(said) {
			return fmt.Errorf("bench: the comparison is no JSON")
		}
		scanned := results / time.Since(started).Seconds()
		cold.add(results/tookCold.Seconds(), results*perSecond/float64(commits))
		first.add(results/tookFirst.Seconds(), scanned)
		again.add(results/tookAgain.Seconds(), scanned)
		answer["compare_bytes"] = float64(len(said))
	}
	cold.into(answer, "compare_cold_vs_read", "compare_cold_per_s", "compare_read_per_s")
	first.into(answer, "compare_first_vs_scan", "compare_first_per_s", "compare_scan_per_s")
	again.into(answer, "compare_again_vs_scan", "compare_again_per_s", "compare_scan_per_s")
	for name, p := range map[string]pairs{"cold": cold, "first": first, "again": again} {
		answer["compare_"+name+"_ms"] = results / median(p.figure) * 1000
	}
	answer["compare_results"] = results
	return nil
}

// asking is how the operator looks at the project through the eyes of its group.
func asking(log *streams.Log, past *reports.Past, live func(context.Context, func(projections.View) error) error) reports.Reading {
	return reports.Reading{
		Past: past, Live: live, Ask: reports.Ask{Now: time.Now()},
		Lens: func(v projections.View) (reports.Lens, error) {
			through, err := reports.AudienceIn(v, domain.SharedGroup)
			return reports.Lens{Viewer: reports.Operator(), Audience: through, Opener: log.Opener()}, err
		},
	}
}

// compareOnce asks and writes the answer, which it returns with how long that took; keeping it for who called is not counted.
func compareOnce(ctx context.Context, r reports.Reading) (said []byte, took time.Duration, err error) {
	started := time.Now()
	c, err := reports.SeenIn(ctx, r, func(seen reports.Seen) (reports.Comparison, error) { return reports.ComparisonOf(seen), nil })
	if err != nil {
		return nil, 0, err
	}
	if err := reports.WriteJSON(io.Discard, c); err != nil {
		return nil, 0, err
	}
	took = time.Since(started)
	var kept bytes.Buffer
	err = reports.WriteJSON(&kept, c)
	return kept.Bytes(), took, err
}

// fillResults makes a project with measures, each with its periods, what was aimed for in them and what was found, as a sheet of results
// brings them in: a command for each measure. It returns how many commits that made. It does not wait for the disk, which nothing here measures.
func fillResults(ctx context.Context, at streams.Options, measures int) (commits int, err error) {
	at.UnsafeNoSync = true
	log, err := streams.Open(ctx, at)
	if err != nil {
		return 0, err
	}
	defer log.Close()
	if err := startProjects(ctx, log, 1); err != nil {
		return 0, err
	}
	for n := range measures {
		if _, err := log.Do(ctx, resultsOf(n)); err != nil {
			return 0, err
		}
	}
	return measures + 1, nil
}

// measuresEach is how many measures an aim has.
const measuresEach = 5

// resultsOf is the n-th measure with everything that is known about it. The first of each aim begins with the aim.
func resultsOf(n int) domain.Command {
	c := domain.Command{ID: uuid.Must(uuid.NewV7()).String(), Project: project(0), Actor: person(n % 20)}
	aim, measure := fmt.Sprintf("aim-%d", n/measuresEach), fmt.Sprintf("measure-%d", n)
	say := func(happened domain.Date, b domain.Body) {
		c.Drafts = append(c.Drafts, domain.Draft{Body: b, Happened: happened})
	}
	if n%measuresEach == 0 {
		say(domain.Date{}, &domain.AimAgreed{Aim: aim, Statement: fmt.Sprintf("More people of quarter %d come to the table", n/measuresEach), Born: domain.BornStart})
	}
	d := domain.Definition{Name: fmt.Sprintf("People who came, count %d", n), MeasureKind: domain.Increase, Mode: domain.PerPeriod, Unit: "people"}
	switch n % measuresEach {
	case 1:
		d.Mode = domain.ToDate
	case 2:
		d.MeasureKind, d.Mode, d.Unit = domain.Decrease, domain.Snapshot, "days"
	case 3:
		d.Mode, d.Unit = domain.Percentage, "%"
	}
	say(domain.Date{}, &domain.MeasureAdded{Aim: aim, Measure: measure, Definition: d})
	say(domain.Date{}, &domain.BaselineSet{Aim: aim, Measure: measure, Value: domain.Of(domain.Int(int64(60 - n%7))), On: domain.Date{Year: 2015, Month: 12, Day: 31}})
	for i := range periodsEach {
		start := domain.Date{Year: int16(2016 + i/4), Month: uint8(i%4*3 + 1), Day: 1}
		end := domain.Date{Year: start.Year, Month: start.Month + 2}.Last()
		say(domain.Date{}, &domain.TargetSet{Aim: aim, Measure: measure, PeriodStart: start, PeriodEnd: end, Value: domain.Of(domain.Int(int64(30 + (n+i)%11)))})
		found := &domain.OutcomeRecorded{Aim: aim, Measure: measure, Value: domain.Of(domain.Int(int64(25 + (n*3+i)%20)))}
		if d.Mode == domain.Percentage {
			some, all := domain.Int(int64(7+(n+i)%9)), domain.Int(23)
			found.Value, found.Numerator, found.Denominator = domain.Value{}, &some, &all
		}
		if i%10 == 9 {
			found.What = domain.Write("we counted at the door, and asked who was new")
		}
		say(domain.Date{Year: start.Year, Month: start.Month + 1, Day: uint8(1 + n%28)}, found)
	}
	if n%measuresEach == 4 { // some aims were changed, for a reason
		for i := range 4 {
			start := domain.Date{Year: 2025, Month: uint8(i*3 + 1), Day: 1}
			end := domain.Date{Year: 2025, Month: start.Month + 2}.Last()
			say(domain.Date{}, &domain.TargetSet{Aim: aim, Measure: measure, PeriodStart: start, PeriodEnd: end, Value: domain.Of(domain.Int(50)), Because: domain.BecauseLearnt, Why: domain.Write("more came than we thought")})
		}
	}
	return c
}
