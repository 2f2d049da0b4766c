package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"text/tabwriter"
)

const (
	inMemory   = "memory"
	inPostgres = "postgresql"
)

// answer is everything that was measured. Figures are medians of the rounds; counts are of all rounds together.
type answer struct {
	Cores    int     `json:"cores"`
	Go       string  `json:"go"`
	Postgres string  `json:"postgres"`
	Seconds  float64 `json:"seconds"`
	Rounds   int     `json:"rounds"`
	Projects int     `json:"projects"`
	Entries  int     `json:"entries"`

	Append  []*appendFigure  `json:"append"`
	Guard   []*guardFigure   `json:"guard"`
	Live    []*liveFigure    `json:"live"`
	Rebuild []*rebuildFigure `json:"rebuild"`
	Ratios  []ratio          `json:"ratios"`
}

type appendFigure struct {
	Peer      string    `json:"peer"`
	Projects  int       `json:"projects"`
	Writers   int       `json:"writers"`
	PerSecond float64   `json:"per_s"`
	Conflicts float64   `json:"conflicts_per_append"`
	Rounds    []float64 `json:"rounds"` // per second

	conflicts []float64
}

type guardFigure struct {
	Peer  string `json:"peer"`
	Twice int    `json:"accepted_twice"`
}

type liveFigure struct {
	Peer         string `json:"peer"`
	Acknowledged int    `json:"acknowledged"`
	Missed       int    `json:"missed"`
}

type rebuildFigure struct {
	Peer      string    `json:"peer"`
	Into      string    `json:"into"`
	PerSecond float64   `json:"per_s"`
	Rounds    []float64 `json:"rounds"`
	Hash      string    `json:"hash"`
}

// ratio is how many times faster ours was than what it is compared with.
type ratio struct {
	Name  string  `json:"name"`
	Times float64 `json:"times"`
	Bar   float64 `json:"bar"`
}

func newAnswer(o options, postgres string) *answer {
	return &answer{Cores: runtime.NumCPU(), Go: runtime.Version(), Postgres: postgres, Seconds: o.while.Seconds(), Rounds: o.rounds, Projects: o.projects, Entries: o.entries}
}

// find returns the figure for which is is true, and makes it where there is none.
func find[F any](list *[]*F, is func(*F) bool, made F) *F {
	if i := slices.IndexFunc(*list, is); i >= 0 {
		return (*list)[i]
	}
	*list = append(*list, &made)
	return &made
}

func (a *answer) appended(peer string, l load) *appendFigure {
	return find(&a.Append, func(f *appendFigure) bool {
		return f.Peer == peer && f.Projects == l.projects && f.Writers == l.writers
	},
		appendFigure{Peer: peer, Projects: l.projects, Writers: l.writers})
}

func (a *answer) wrote(peer string, l load, w wrote) {
	f := a.appended(peer, l)
	f.Rounds = append(f.Rounds, w.perSecond())
	f.conflicts = append(f.conflicts, float64(w.conflicts)/float64(max(w.acknowledged, 1)))
	f.PerSecond, f.Conflicts = median(f.Rounds), median(f.conflicts)
}

func (a *answer) acceptedTwice(peer string, n int) {
	find(&a.Guard, func(f *guardFigure) bool { return f.Peer == peer }, guardFigure{Peer: peer}).Twice += n
}

func (a *answer) followed(peer string, acknowledged, missed int) {
	f := find(&a.Live, func(f *liveFigure) bool { return f.Peer == peer }, liveFigure{Peer: peer})
	f.Acknowledged += acknowledged
	f.Missed += missed
}

func (a *answer) rebuiltFigure(peer, into string) *rebuildFigure {
	return find(&a.Rebuild, func(f *rebuildFigure) bool { return f.Peer == peer && f.Into == into }, rebuildFigure{Peer: peer, Into: into})
}

// rebuilt takes in one figure with the hash of the read model that came of it; two different hashes are an error.
func (a *answer) rebuilt(peer, into string, perSecond float64, hash string) error {
	f := a.rebuiltFigure(peer, into)
	f.Rounds = append(f.Rounds, perSecond)
	f.PerSecond, f.Hash = median(f.Rounds), hash
	if first := a.Rebuild[0]; first.Hash != hash {
		return fmt.Errorf("what %s holds folds to %s, and what %s holds to %s", peer, hash, first.Peer, first.Hash)
	}
	return nil
}

// compare works out how many times faster ours was, round by round, and takes the middle.
func (a *answer) compare() {
	libraries := func(peer string) bool { return peer != ours && peer != sealed && peer != plain }
	others := func(peer string) bool { return peer != ours && peer != sealed }
	pgx := func(peer string) bool { return peer == plain }
	for _, our := range []string{ours, sealed} {
		for _, writers := range []int{1, 8, mostWriters} {
			bar := 5.0
			if writers == 1 {
				bar = 0
			}
			f, floors := a.appendRounds(our, load{writers, 1}, others)
			a.ratio(fmt.Sprintf("%s: one project, %d writers, against the best of them", our, writers), bar, f, floors)
		}
		f, floors := a.appendRounds(our, load{mostWriters, a.Projects}, pgx)
		a.ratio(fmt.Sprintf("%s: %d projects, %d writers, against plain pgx", our, a.Projects, mostWriters), 1.2, f, floors)
		f, floors = a.appendRounds(our, load{mostWriters, a.Projects}, libraries)
		a.ratio(fmt.Sprintf("%s: %d projects, %d writers, against the best library", our, a.Projects, mostWriters), 2, f, floors)
		f, floors = a.rebuildRounds(our, inMemory)
		a.ratio(our+": rebuild in memory, against plain pgx", 1.3, f, floors)
		f, floors = a.rebuildRounds(our, inPostgres)
		a.ratio(our+": rebuild into PostgreSQL, against plain pgx", 1, f, floors)
	}
}

func (a *answer) appendRounds(our string, l load, against func(peer string) bool) (figure []float64, floors [][]float64) {
	for _, f := range a.Append {
		switch {
		case f.Projects != l.projects || f.Writers != l.writers:
		case f.Peer == our:
			figure = f.Rounds
		case against(f.Peer):
			floors = append(floors, f.Rounds)
		}
	}
	return figure, floors
}

func (a *answer) rebuildRounds(our, into string) (figure []float64, floors [][]float64) {
	for _, f := range a.Rebuild {
		switch {
		case f.Into != into:
		case f.Peer == our:
			figure = f.Rounds
		case f.Peer == plain:
			floors = append(floors, f.Rounds)
		}
	}
	return figure, floors
}

// ratio compares with the best of the others in each round; where one of them was not measured there is no ratio.
func (a *answer) ratio(name string, bar float64, figure []float64, floors [][]float64) {
	var ratios []float64
	for round, f := range figure {
		best := 0.0
		for _, floor := range floors {
			best = max(best, floor[round])
		}
		if best > 0 {
			ratios = append(ratios, f/best)
		}
	}
	if len(ratios) > 0 {
		a.Ratios = append(a.Ratios, ratio{name, median(ratios), bar})
	}
}

// table writes everything for people.
func (a *answer) table(w io.Writer) error {
	fmt.Fprintf(w, "%d cores, %s, PostgreSQL %s with fsync; medians of %d rounds of %g s\n\n", a.Cores, a.Go, a.Postgres, a.Rounds, a.Seconds)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "appends acknowledged a second\tprojects\twriters\tper s\tconflicts per append")
	for _, f := range a.Append {
		fmt.Fprintf(t, "%s\t%d\t%d\t%.0f\t%.2f\n", f.Peer, f.Projects, f.Writers, f.PerSecond, f.Conflicts)
	}
	fmt.Fprintln(t, "\t\t\t\t\nguard\taccepted twice\t\t\t")
	for _, f := range a.Guard {
		fmt.Fprintf(t, "%s\t%d\t\t\t\n", f.Peer, f.Twice)
	}
	fmt.Fprintf(t, "\t\t\t\t\nlive reader, %d writers\tacknowledged\tmissed\t\t\n", liveWriters)
	for _, f := range a.Live {
		fmt.Fprintf(t, "%s\t%d\t%d\t\t\n", f.Peer, f.Acknowledged, f.Missed)
	}
	fmt.Fprintf(t, "\t\t\t\t\nrebuild of %d entries\tinto\tper s\thash\t\n", a.Entries)
	for _, f := range a.Rebuild {
		fmt.Fprintf(t, "%s\t%s\t%.0f\t%.12s\t\n", f.Peer, f.Into, f.PerSecond, f.Hash)
	}
	fmt.Fprintln(t, "\t\t\t\t\ntimes as fast\ttimes\tbar\t\t")
	for _, r := range a.Ratios {
		bar := "none"
		if r.Bar > 0 {
			bar = fmt.Sprint(r.Bar)
		}
		fmt.Fprintf(t, "%s\t%.2f\t%s\t\t\n", r.Name, r.Times, bar)
	}
	return t.Flush()
}

// median returns the middle of the figures.
func median(figures []float64) float64 {
	sorted := slices.Sorted(slices.Values(figures))
	return sorted[len(sorted)/2]
}
