package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/internal/observe"
	"github.com/desirelines/desirelines/reports"
)

// Operating is the running program as its operator sees it.
type Operating interface {
	// Standing is how everything stands; it does not wait for long.
	Standing(ctx context.Context) (observe.Standing, error)
	// Ready returns nil where everything that answers need is well and the views show all that was written.
	Ready(ctx context.Context) error
	// Skip records that a view leaves out the entry where it stopped. It refuses (Conflict) where the view did not stop there.
	Skip(ctx context.Context, c domain.Command, view string, at uint64, why string) error
}

// runsPath is the page that says how the program runs.
const runsPath = "/operator/how-it-runs"

// runsPage says how the program runs: the same as doctor and projections list say.
type runsPage struct {
	shell
	Problems []problem
	Unsaved  string
	Wrongs   []observe.Finding
	Views    []runningView
	Facts    []fact
	Skips    []string
	Stopped  []stoppedView
	Checked  string // when it was looked at
}

type runningView struct {
	Name, State    string
	Well           bool
	Position, Lag  uint64
	Turned         string // when its loop last turned; empty: not yet
	Version, LeftN int
}

type fact struct{ Name, Value string }

// stoppedView is a view that waits for an operator, with the form that lets it go on.
type stoppedView struct {
	Name, Why, Command string
	At                 uint64
	Entry              string
	Say                field
}

// operatorRoutes are the pages of those who look after the program. They do not wait for the views: when these stand still is when
// somebody looks here.
func (s *site) operatorRoutes(mux *http.ServeMux) {
	at := func(pattern string, p answer) { mux.Handle(pattern, s.now(s.only(forOperators, p))) }
	at("GET /operator/how-it-runs", s.howItRuns)
	at("POST /operator/how-it-runs", s.goOnWithout)
}

// now answers at once, whatever became of the views.
func (s *site) now(p answer) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r, err := s.arrive(r)
		if err == nil {
			err = p(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

func (s *site) howItRuns(w http.ResponseWriter, r *http.Request) error {
	return s.showRuns(w, r, http.StatusOK, &answers{values: map[string]string{}})
}

func (s *site) showRuns(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	if s.Runs == nil {
		return s.nowhere(w, r)
	}
	standing, err := s.Runs.Standing(r.Context())
	if err != nil {
		return err
	}
	p := runsPage{
		shell: s.plainShell(where{}, "How the program runs"), Wrongs: standing.Wrong(), Facts: factsOf(standing), Checked: clockWords(standing.Now),
	}
	for _, one := range standing.Skips {
		p.Skips = append(p.Skips, language.Theirs(reports.Harmless(one.String())))
	}
	var names []string
	for _, v := range standing.Views {
		row := runningView{Name: v.Name, State: v.State(standing.Now), Well: v.Finding(standing.Now).OK, Position: v.Position, Lag: v.Lag, Turned: clockWords(v.Turned), Version: v.Version}
		for _, one := range standing.Skips {
			if one.View == v.Name && one.Counts {
				row.LeftN++
			}
		}
		p.Views = append(p.Views, row)
		if v.Stopped != "" {
			p.Stopped = append(p.Stopped, s.stoppedView(v, a))
			names = append(names, "why-"+v.Name)
		}
	}
	a.inOrder(append([]string{wholeForm}, names...))
	p.Problems, p.Unsaved, p.Wrong = a.problems, a.problem(wholeForm), len(a.problems) > 0
	return s.show(w, r, status, "runs", p)
}

// stoppedView asks why it is right to go on; what was answered for another view is not shown here.
func (s *site) stoppedView(v observe.View, a *answers) stoppedView {
	one := stoppedView{Name: v.Name, Why: v.Stopped, At: v.At, Entry: v.Entry, Command: s.NewID()}
	mine := &answers{values: map[string]string{}}
	if a.values["view"] == v.Name {
		mine = a
		if isCommandID(a.values["command"]) {
			one.Command = a.values["command"]
		}
	}
	one.Say = mine.fill(field{Name: "why-" + v.Name, Label: "Why is it right to go on without this entry?", Hint: "This stays in the log for ever. Do not name anybody.", Complete: "off"})
	return one
}

// factsOf are what there is to know of the log and the rows.
func factsOf(s observe.Standing) []fact {
	l := s.Log
	facts := []fact{
		{"Last commit", strconv.FormatUint(l.Last, 10)}, {"Id of the store", l.Store}, {"Where the log is", l.Where}, {"Where the views are", s.Rows},
		{"Copies of the log that are up to date", fmt.Sprintf("%d / %d", l.Current, l.Replicas)},
	}
	for _, f := range s.Findings {
		if f.Check == "there is room" {
			facts = append(facts, fact{"Room", f.Found})
		}
	}
	return facts
}

// clockWords is a moment as an operator compares it with other logs; empty for none.
func clockWords(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}

// goOnWithout records that a view leaves out the entry where it stopped.
func (s *site) goOnWithout(w http.ResponseWriter, r *http.Request) error {
	if s.Runs == nil {
		return s.nowhere(w, r)
	}
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	a.mustHaveID(s.NewID)
	view := a.values["view"]
	why := "why-" + view
	at, err := strconv.ParseUint(a.values["at"], 10, 64)
	if err != nil {
		return unreadable()
	}
	a.most(why, domain.MaxName)
	if a.text(why) == "" {
		a.wrong(why, "Say why.")
	}
	if len(a.problems) > 0 {
		return s.showRuns(w, r, a.status(), a)
	}
	command := domain.Command{ID: a.values["command"], Actor: viewerOf(r.Context()).Person}
	if err := s.Runs.Skip(r.Context(), command, view, at, a.text(why)); err != nil {
		return s.notSaid(w, r, a, err, s.showRuns)
	}
	http.Redirect(w, r, runsPath, http.StatusSeeOther)
	return nil
}
