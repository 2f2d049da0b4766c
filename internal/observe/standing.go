package observe

import (
	"fmt"
	"time"
)

// Finding is one thing that was looked at.
type Finding struct {
	Check string `json:"check"`
	OK    bool   `json:"ok"`
	Found string `json:"found"`
	Do    string `json:"do"`             // what helps; empty where nothing is wrong
	Look  bool   `json:"look,omitempty"` // nothing is broken, and somebody should look at it again

	Blocks bool `json:"-"` // while it is wrong the program is not ready
}

// View is how one view stands.
type View struct {
	Name     string
	Version  int
	Position uint64    // sequence of the last commit taken in
	Lag      uint64    // commits still to come
	Turned   time.Time // when its loop last turned; zero: not yet

	Stopped string // why it stopped; empty while it runs
	At      uint64 // sequence of the commit where it stopped
	Entry   string // id of the event there; empty where the commit cannot be read

	Waiting string // why it waits for the database; empty while it does not
	Lasting bool   // that does not pass by itself
	Do      string // what helps then
	Since   time.Time
}

// Stale is after how long a loop that did not turn is taken for dead. It turns every few seconds, also where nothing is written.
const Stale = 30 * time.Second

// still says whether the loop of a view that seems to run does not turn. Before it turned for the first time that is not known.
func (v View) still(now time.Time) bool { return !v.Turned.IsZero() && now.Sub(v.Turned) > Stale }

// State says in one line how the view stands.
func (v View) State(now time.Time) string {
	switch {
	case v.Stopped != "":
		return "stopped: " + v.Stopped
	case v.Waiting != "":
		return fmt.Sprintf("waiting for the database since %s because %s", v.Since.UTC().Format(time.RFC3339), v.Waiting)
	case v.still(now):
		return fmt.Sprintf("its loop has not turned since %s", v.Turned.UTC().Format(time.RFC3339))
	}
	return "runs"
}

// Finding says whether the view is well, and what to do where it is not.
func (v View) Finding(now time.Time) Finding {
	f := Finding{Check: "view " + v.Name, Blocks: true}
	switch {
	case v.Stopped != "":
		f.Found = fmt.Sprintf("it stopped at commit %d: %s", v.At, v.Stopped)
		f.Do = fmt.Sprintf("run the newest version of this program; the other views go on. If that does not help, leave this entry out of this view for good: "+
			"desirelines projections skip %s --at %d --why \"…\"", v.Name, v.At)
	case v.Waiting != "" && v.Lasting:
		f.Found, f.Do = v.State(now)+"; this does not pass by itself", v.Do
	case v.Waiting != "":
		f.Found, f.Do = v.State(now), "see that the database runs and can be reached; the view goes on by itself then"
	case v.still(now):
		f.Found, f.Do = v.State(now), "start the program again, and tell those who make it"
	default:
		f.OK, f.Found = true, fmt.Sprintf("it has taken in everything up to commit %d", v.Position)
	}
	return f
}

// Skipped is an entry that a view leaves out for good, because an operator said so.
type Skipped struct {
	View     string
	Version  int
	Sequence uint64
	Entry    string
	Why      string
	Recorded time.Time
	Counts   bool // the view is still of that version
}

// String says what was left out.
func (s Skipped) String() string {
	text := fmt.Sprintf("%s (version %d) leaves out entry %s of commit %d since %s: %s", s.View, s.Version, s.Entry, s.Sequence, s.Recorded.UTC().Format("2006-01-02"), s.Why)
	if s.Entry == "" {
		text = fmt.Sprintf("%s (version %d) leaves out commit %d since %s: %s", s.View, s.Version, s.Sequence, s.Recorded.UTC().Format("2006-01-02"), s.Why)
	}
	if !s.Counts {
		text += " (an older version of the view; this one tried it again)"
	}
	return text
}

// Log is how the log stands.
type Log struct {
	Store    string // its random id
	Last     uint64 // sequence of the newest commit
	Bytes    uint64 // that it takes
	Quota    int64  // most bytes that it may take; 0: no limit
	Free     uint64 // bytes on its device
	Watched  bool   // Free is known
	MinFree  uint64 // free bytes under which nothing more is saved
	Replicas int    // that hold it
	Current  int    // of these, that are up to date
	Where    string // in words
}

// Standing is how everything stands.
type Standing struct {
	Now      time.Time
	Log      Log
	Rows     string // where the views are kept, in words
	Views    []View
	Skips    []Skipped
	Findings []Finding
}

// Wrong are the findings that are not well.
func (s Standing) Wrong() []Finding {
	var wrong []Finding
	for _, f := range s.Findings {
		if !f.OK {
			wrong = append(wrong, f)
		}
	}
	return wrong
}

// Blocked is the first finding because of which the program is not ready; ok is false where there is none.
func (s Standing) Blocked() (f Finding, ok bool) {
	for _, f := range s.Findings {
		if !f.OK && f.Blocks {
			return f, true
		}
	}
	return Finding{}, false
}
