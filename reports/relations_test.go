package reports

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/domain/domaintest"
	"github.com/desirelines/desirelines/internal/postgrestest"
	"github.com/desirelines/desirelines/projections"
)

func TestMain(m *testing.M) {
	code := m.Run()
	postgrestest.Stop()
	os.Exit(code)
}

// tools is a database with the tables for other tools, and whoever asks it.
type tools struct {
	store *projections.Postgres
	conn  *pgx.Conn
	shown uint64 // how often something was shown: what comes later counts
	kept  *KeptFigures
}

func newTools(t *testing.T) *tools {
	t.Helper()
	url := postgrestest.Database(t)
	store, err := projections.OpenPostgres(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	if err := store.MakeRelations(t.Context(), Relations()); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return &tools{store: store, conn: conn, kept: NewKeptFigures()}
}

func (x *tools) show(t fataler, view projections.View, today domain.Date) {
	shown, err := ShownToTools(view, today, x.kept)
	if err != nil {
		t.Fatalf("%v", err)
	}
	x.shown++
	shown.Position = x.shown
	if done, err := x.store.Show(context.Background(), shown); err != nil || !done {
		t.Fatalf("done %v: %v", done, err)
	}
}

type fataler interface{ Fatalf(string, ...any) }

// texts returns one column of what a query finds.
func (x *tools) texts(t fataler, sql string, args ...any) []string {
	rows, err := x.conn.Query(context.Background(), sql, args...)
	if err == nil {
		var list []string
		if list, err = pgx.CollectRows(rows, pgx.RowTo[string]); err == nil {
			return list
		}
	}
	t.Fatalf("%s: %v", sql, err)
	return nil
}

// dump is all that the tables hold, a line for each row.
func (x *tools) dump(t fataler) string {
	var b strings.Builder
	for _, r := range Relations() {
		for _, row := range x.texts(t, `select row_to_json(t)::text from desirelines.`+r.Name+` t order by 1`) {
			b.WriteString(r.Name + " " + row + "\n")
		}
	}
	return b.String()
}

// What SQL picks for a day is what the comparison says to whoever asks on that day, against each aim.
func TestSQLPicksTheFiguresOfADay(t *testing.T) {
	x := newTools(t)
	today := domain.DateOf(domaintest.Now())
	rapid.Check(t, func(rt *rapid.T) {
		events := domaintest.Histories(rt)
		view, err := projections.ReplayEvents(domaintest.Project, events, projections.Cut{})
		if err != nil {
			rt.Fatal(err)
		}
		if early := rapid.IntRange(0, len(events)).Draw(rt, "shown before"); early > 0 { // what is kept of an earlier moment must not stay
			before, err := projections.ReplayEvents(domaintest.Project, events[:early], projections.Cut{})
			if err != nil {
				rt.Fatal(err)
			}
			x.show(rt, before, today)
		}
		x.show(rt, view, today)
		for _, day := range someDays(rt, view) {
			for _, against := range []aimed.Against{aimed.Now, aimed.First, aimed.Then} {
				seen, err := SeenByTools(view, today, day, against)
				if err != nil {
					rt.Fatal(err)
				}
				want := figuresOf(ComparisonOf(seen))
				got := x.texts(rt, pickedFigures, domaintest.Project, day.String(), string(against))
				if slices.Sort(got); !slices.Equal(got, want) {
					rt.Fatalf("on %s against %s SQL picks\n%s\nand the comparison says\n%s", day, against, strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			}
		}
	})
}

const pickedFigures = `select concat_ws('|', aim, measure, what, coalesce(period_start::text, '-'), coalesce(period_end::text, '-'),
	coalesce(target_text, case when target_low = target_high then target_low::text else target_low || '..' || target_high end, '-'),
	coalesce(first_target_text, case when first_target_low = first_target_high then first_target_low::text else first_target_low || '..' || first_target_high end, '-'),
	coalesce(actual_text, case when actual_low = actual_high then actual_low::text else actual_low || '..' || actual_high end, '-'),
	coalesce(numerator::text, '-'), coalesce(denominator::text, '-'), carried, in_progress, status, coalesce(reached::text, '-'),
	coalesce(share_of_aim::text, '-'), coalesce(distance_travelled::text, '-'), entries, array_to_string(warnings, ','), rule)
	from desirelines.on_day($2::text::date) where project = $1 and against = $3`

// figuresOf writes the figures of a comparison as pickedFigures does, in order.
func figuresOf(c Comparison) []string {
	var list []string
	for _, a := range c.Aims {
		for _, m := range a.Measures {
			add := func(what string, f Figure) {
				reached := "-"
				if f.Reached != nil {
					reached = fmt.Sprint(*f.Reached)
				}
				codes := make([]string, len(f.Warnings))
				for i, w := range f.Warnings {
					codes[i] = string(w)
				}
				list = append(list, strings.Join([]string{
					a.ID, m.ID, what, dash(domain.Date(f.Start).First().String()), dash(domain.Date(f.End).Last().String()),
					plainText(f.Target), plainText(f.FirstTarget), plainText(f.Actual), numberText(f.Numerator), numberText(f.Denominator),
					string(fmt.Sprint(f.Carried)[0]), string(fmt.Sprint(f.InProgress)[0]), string(f.Status), reached, numberText(f.ShareOfAim), numberText(f.DistanceTravelled),
					fmt.Sprint(len(f.Entries)), strings.Join(codes, ","), f.Rule,
				}, "|"))
			}
			for _, f := range m.Periods {
				add("period", f)
			}
			add("overall", m.Overall)
			if m.SoFar != nil {
				add("so_far", *m.SoFar)
			}
		}
	}
	slices.Sort(list)
	return list
}

func plainText(p aimed.Plain) string {
	v := domain.Value(p)
	switch {
	case v.Form == domain.Range && v.Number.Cmp(v.High) == 0:
		return v.Number.String()
	case v.Form == domain.Numeric || v.Form == domain.Range || v.Form == domain.YesNo || v.Form == domain.Level:
		return v.Plain()
	}
	return "-"
}

func numberText(n *domain.Number) string {
	if n == nil {
		return "-"
	}
	return n.String()
}

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// someDays draws days on, before and after those on which something begins, ends or happened, and others.
func someDays(t *rapid.T, view projections.View) []domain.Date {
	days := []domain.Date{domain.DateOf(domaintest.Now().AddDate(0, 0, rapid.IntRange(-2000, 2000).Draw(t, "any day")))}
	var near []domain.Date
	for _, a := range projections.Statements(view, nil) {
		for _, m := range a.Measures {
			for _, target := range m.Statements.Targets {
				near = append(near, target.Start, target.End, target.Happened, target.Recorded)
			}
			for _, o := range m.Statements.Outcomes {
				near = append(near, o.PeriodStart, o.PeriodEnd, o.Happened, o.Recorded)
			}
		}
	}
	near = slices.DeleteFunc(near, func(d domain.Date) bool { return !d.Known() })
	for range min(len(near), 6) {
		d := rapid.SampledFrom(near).Draw(t, "near")
		if rapid.Bool().Draw(t, "its first day") {
			d = d.First()
		}
		days = append(days, addDays(d.Last(), rapid.IntRange(-1, 1).Draw(t, "off by")))
	}
	return days
}

// No table holds anything of what was kept to fewer than the group, words, or people; the rest of the entries is there.
func TestToolsSeeNothingHidden(t *testing.T) {
	now, _, ids := plotted(t)
	x := newTools(t)
	x.show(t, now, day("2024-07-01"))
	all := x.dump(t)
	hidden, open := 0, 0
	for _, s := range states() {
		for _, sort := range sorts {
			id := ids[[2]string{s.name, sort}]
			if s.private != "" && strings.Contains(all, id) {
				t.Errorf("%s, %s is there", s.name, sort)
			}
			if there := strings.Contains(all, `"entry":"`+id+`"`); s.private != "" {
				hidden++
			} else if there {
				open++
			}
		}
	}
	if hidden < 10 || open < 20 {
		t.Errorf("%d entries were looked for that are hidden, %d that are open are there", hidden, open)
	}
	for n := range 30 {
		if n > 0 && strings.Contains(all, domaintest.Person(n)) {
			t.Errorf("person %d is there", n)
		}
	}
}

// What is about something hidden is not there either, and what was taken back says so.
func TestToolsSeeNothingAboutWhatIsHidden(t *testing.T) {
	h := newHistory(t)
	h.shared(&domain.AimAgreed{Aim: "canaryaim", Statement: "canary wording"}, "only-me")
	h.add(&domain.MeasureAdded{Aim: "canaryaim", Measure: "m", Definition: domain.Definition{Name: "canary measure", MeasureKind: domain.Increase, Mode: domain.ToDate}})
	h.add(&domain.AimAgreed{Aim: "open", Statement: "An open aim"})
	h.shared(&domain.AimRevised{Aim: "open", Statement: "canary revision"}, "only-me")
	test := h.add(&domain.TestStarted{What: words("canary words"), Aim: "open"})
	end := h.shared(&domain.TestConcluded{Test: test, What: words("canary end"), Supported: "no"}, "only-me")
	failure := h.add(&domain.FailureShared{What: words("canary failure"), Aim: "canaryaim"})
	gone := h.add(&domain.SurpriseNoticed{What: words("canary surprise")})
	h.add(&domain.EntryWithdrawn{Entry: gone})
	h.add(&domain.LearningDrawn{What: words("canary learning"), From: []string{failure, end}})
	h.add(&domain.MeetingHeld{What: words("canary few"), Lived: 2, Professional: 2})
	h.add(&domain.MeetingHeld{What: words("canary many"), Lived: 3, Professional: 2})
	x := newTools(t)
	x.show(t, h.view(), domain.DateOf(h.now))
	if all := x.dump(t); strings.Contains(all, "canary") || strings.Contains(all, end) || strings.Contains(all, domaintest.Person(1)) {
		t.Errorf("it is there:\n%s", all)
	}
	for query, want := range map[string]string{
		`select state || coalesce(supported, ' so far') from desirelines.tests`:                             "running so far",
		`select string_agg(statement, ',') from desirelines.aims`:                                           "An open aim",
		`select withdrawn::text from desirelines.entries where entry = '` + gone + `'`:                      "true",
		`select array_to_string(drawn_from, ',') from desirelines.learning_steps where thing = 'learning'`:  failure,
		`select string_agg(coalesce(people::text, 'few'), ',' order by position) from desirelines.meetings`: "few,5",
		`select coalesce(aim, 'none') from desirelines.learning_steps where thing = 'failure'`:              "none",
		`select count(*)::text from desirelines.aimed_vs_achieved`:                                          "0",
	} {
		if got := x.texts(t, query); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %s", query, got, want)
		}
	}
}

// Whatever a group writes, no table holds words or sealed words, nor who wrote them.
func TestToolsSeeNoWords(t *testing.T) {
	x := newTools(t)
	rapid.Check(t, func(rt *rapid.T) {
		view, err := projections.ReplayEvents(domaintest.Project, domaintest.Histories(rt), projections.Cut{})
		if err != nil {
			rt.Fatal(err)
		}
		x.show(rt, view, domain.DateOf(domaintest.Now()))
		all := x.dump(rt)
		sealed := base64.StdEncoding.EncodeToString([]byte("sealed before it came here"))
		for _, never := range []string{"and then seven did", "橋を渡る", "and more", "sealed before", sealed, `"key"`, "5ca1ab1e"} {
			if strings.Contains(all, never) {
				rt.Fatalf("%q is there:\n%s", never, all)
			}
		}
	})
}

// A reader reads these tables and nothing of the program's own, and writes nothing. Every table and column says what it is.
func TestTheReaderReadsOnlyThis(t *testing.T) {
	x := newTools(t)
	if _, err := x.conn.Exec(t.Context(), `do $$ begin create role desirelines_reader nologin; exception when duplicate_object then null; end $$`); err != nil {
		t.Fatal(err)
	}
	if err := x.store.MakeRelations(t.Context(), Relations()); err != nil { // the role came later than the tables
		t.Fatal(err)
	}
	x.show(t, story(t).view(), day("2024-07-01"))
	if _, err := x.conn.Exec(t.Context(), `set role desirelines_reader`); err != nil {
		t.Fatal(err)
	}
	for _, r := range Relations() {
		if got := x.texts(t, `select count(*)::text from desirelines.`+r.Name); len(got) != 1 {
			t.Errorf("%s: %q", r.Name, got)
		}
		without := x.texts(t, `select a.attname::text from pg_attribute a where attrelid = $1::text::regclass and attnum > 0 and coalesce(col_description(attrelid, attnum), '') = ''`, "desirelines."+r.Name)
		if len(without) > 0 || r.Comment == "" {
			t.Errorf("%s: %q have no comment", r.Name, without)
		}
	}
	if got := x.texts(t, `select project from desirelines.projects`); !slices.Equal(got, []string{"garden"}) {
		t.Errorf("projects %q", got)
	}
	for _, refused := range []string{
		`select * from desirelines_rows.shown`, `select * from desirelines_rows.entry_v2`, `delete from desirelines.entries`, `create table desirelines.mine (a int)`,
	} {
		if _, err := x.conn.Exec(t.Context(), refused); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s: %v", refused, err)
		}
	}
}

// An older state never replaces a newer one, and what is made anew is empty until it is shown again.
func TestAnOlderStateIsNotShown(t *testing.T) {
	h := story(t)
	x := newTools(t)
	newer, err := ShownToTools(h.view(), day("2024-07-01"), nil)
	if err != nil {
		t.Fatal(err)
	}
	older := newer
	older.Position, older.Rows = newer.Position-1, nil
	for _, step := range []struct {
		show projections.Shown
		want bool
	}{{newer, true}, {older, false}, {newer, true}} {
		if done, err := x.store.Show(t.Context(), step.show); err != nil || done != step.want {
			t.Fatalf("done %v: %v", done, err)
		}
	}
	before := x.dump(t)
	if !strings.Contains(before, "aimed_vs_achieved") {
		t.Fatal(before)
	}
	// Other rules: what is there stays, and everything is shown again.
	ruled := Relations()
	ruled[0].Rules++
	if err := x.store.MakeRelations(t.Context(), ruled); err != nil {
		t.Fatal(err)
	}
	if left := x.dump(t); left != before {
		t.Errorf("after the rules changed: %s", left)
	}
	if done, err := x.store.Show(t.Context(), newer); err != nil || !done {
		t.Errorf("nothing is shown again after the rules changed: %v, %v", done, err)
	}
	if again := x.dump(t); again != before {
		t.Errorf("shown again: %s", again)
	}
	other := Relations()
	other[0].Comment = "another"
	if err := x.store.MakeRelations(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if left := x.dump(t); left != "" {
		t.Errorf("left: %s", left)
	}
	if done, err := x.store.Show(t.Context(), older); err != nil || !done {
		t.Errorf("nothing is shown after it was made anew: %v", err)
	}
}

// Small numbers of people are kept back, others are rounded, in figures and in how many entries they come from.
func TestToolsSeeNoSmallNumbersOfPeople(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "More people come"})
	for measure, n := range map[string]int64{"few": 3, "many": 23} {
		h.add(&domain.MeasureAdded{Aim: "a", Measure: measure, Definition: domain.Definition{Name: "People", Unit: "people", MeasureKind: domain.Increase, Mode: domain.PerPeriod}})
		h.add(&domain.TargetSet{Aim: "a", Measure: measure, Value: domain.Of(domain.Int(40)), PeriodStart: day("2024-01-01"), PeriodEnd: day("2024-12-31")})
		h.add(&domain.OutcomeRecorded{Aim: "a", Measure: measure, Value: domain.Of(domain.Int(n)), PeriodStart: day("2024-01-01"), PeriodEnd: day("2024-12-31")})
	}
	x := newTools(t)
	x.show(t, h.view(), domain.DateOf(h.now))
	for query, want := range map[string][]string{
		`select distinct measure || ' ' || coalesce(actual_low::text, 'kept back') from desirelines.on_day('2024-06-30') where what = 'period' order by 1`: {"few kept back", "many 25"},
		`select max(entries)::text from desirelines.aimed_vs_achieved`:                                                                                     {"1"},
	} {
		if got := x.texts(t, query); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}
