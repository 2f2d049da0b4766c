package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/evidence"
	"github.com/desirelines/desirelines/projections"
)

// The script outbox.js keeps what was written on the phone until we have it, and sends it when it can. It sends the same form to the same
// address and asks for JSON. A form of which it has no answer is sent again: the command id makes that harmless.

// phone is what a page tells the script of the phone. The page works without it.
type phone struct {
	Script   string // address
	Manifest string // address, with which a phone puts the site on its first screen; empty: the page does not offer it
	Page     string // address of what is kept on the phone
	Shells   string // addresses of pages without anybody's words that the worker may keep, with what they depend on
	More     string // address of the script for what is seldom needed
	Most     int    // bytes of a file that can be kept
}

// workerPath is fixed: a worker serves the addresses below its own.
const workerPath = "/sw.js"

// phoneOf is what the pages of a project tell the script. The version behind the address of a page changes with what is in it.
func (s *site) phoneOf(at where) *phone {
	here := where{Project: at.Project}
	version := hashed(s.style + s.outbox.script + string(at.role))
	left := ""
	if s.Identity != nil {
		left = " /left?v=" + version
	}
	return &phone{
		Script: s.outbox.script, Page: here.url(phoneName), Most: evidence.MaxBytes,
		Shells: here.url("write/shell", "v", version) + " " + here.url(phoneName, "v", version) + left, More: s.outbox.page,
	}
}

// As names who looks at the page, for the script alone: what they write here is sent by nobody else. Empty: nobody signs in.
func (s shell) As() string {
	if s.eyes == nil {
		return ""
	}
	return writerMark(s.eyes.who)
}

func writerMark(v viewer) string {
	if v.Person == "" {
		return ""
	}
	return hashed("writer " + v.Person)
}

func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// toScript says whether a form was sent by the script, which asks for JSON.
func toScript(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.Contains(r.Header.Get("Accept"), "application/json")
}

// errAnother is the answer to what somebody wrote on this phone who is not the one signed in now.
var errAnother = errors.New("somebody else wrote this")

// queued lets a form be kept on the phone and sent later: it takes one only from who wrote it.
func (s *site) queued(p answer) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		if toScript(r) {
			a, err := readForm(r)
			if err != nil {
				return err
			}
			if a.values["as"] != writerMark(viewerOf(r.Context())) {
				return errAnother
			}
		}
		return p(w, r)
	}
}

// savedAnswer tells the script that the log has what it sent.
type savedAnswer struct {
	Saved    bool   `json:"saved"`
	ID       string `json:"id"`
	Position uint64 `json:"position"`
	Next     string `json:"next,omitempty"` // address of the page that comes after a form
	Code     string `json:"code,omitempty"` // with it the writer comes back to it; it is told once
	NoCode   bool   `json:"no_code,omitempty"`
	For      string `json:"for,omitempty"` // "someone": the code is for somebody else than who sent it
}

// unsavedAnswer tells it why not.
type unsavedAnswer struct {
	Saved    bool          `json:"saved"`
	Problems []saidProblem `json:"problems"`
}

type saidProblem struct {
	Field string `json:"field"` // id of the field; empty: the whole
	Says  string `json:"says"`
}

// stored answers a form once the log has it: a browser goes on to the next page, the script is told.
func (s *site) stored(w http.ResponseWriter, r *http.Request, receipt Receipt, next string) error {
	if !toScript(r) {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return nil
	}
	return sendAnswer(w, r, http.StatusOK, savedAnswer{Saved: true, ID: receipt.ID, Position: receipt.Position, Next: next})
}

func sendAnswer(w http.ResponseWriter, r *http.Request, status int, said any) error {
	body, err := json.Marshal(said)
	if err != nil {
		return err
	}
	send(w, r, status, "application/json", body)
	return nil
}

// problemTeller is a page that says what is wrong with a form.
type problemTeller interface{ wrongs() []problem }

func (p writePage) wrongs() []problem { return p.Problems }

func (p problemPage) wrongs() []problem {
	return []problem{{"", strings.TrimSpace(p.Says + " " + p.Want)}}
}

// tellScript answers the script with what a page would say is wrong; false where the page says nothing of that kind.
func (s *site) tellScript(w http.ResponseWriter, r *http.Request, status int, page any) (bool, error) {
	teller, is := page.(problemTeller)
	if !is || status < http.StatusBadRequest || !toScript(r) {
		return false, nil
	}
	said := unsavedAnswer{Problems: []saidProblem{}}
	for _, p := range teller.wrongs() {
		if p.Field == wholeForm {
			p.Field = ""
		}
		said.Problems = append(said.Problems, saidProblem{p.Field, s.speaks(r).Say(p.Says)})
	}
	return true, sendAnswer(w, r, status, said)
}

// mustSignIn answers the script where nobody is signed in, or somebody else: it keeps what it has. false: the error is another.
func (s *site) mustSignIn(w http.ResponseWriter, r *http.Request, err error) bool {
	if !toScript(r) || !errors.Is(err, errStranger) && !errors.Is(err, errAnother) {
		return false
	}
	w.Header().Set("Cache-Control", "no-store")
	return sendAnswer(w, r, http.StatusUnauthorized, unsavedAnswer{Problems: []saidProblem{}}) == nil
}

// longestWait is how long something may have waited on a phone for its time to mean anything.
const longestWait = 366 * 24 * time.Hour

// waited is how long something waited on the phone before it was sent. The phone measures it by its own clock from one moment to the
// other, so a clock that is wrong does no harm. 0 where it did not wait, or where that cannot be.
func (a *answers) waited() time.Duration {
	seconds, err := strconv.ParseInt(a.values["waited"], 10, 64)
	if err != nil || seconds < 0 || seconds > int64(longestWait/time.Second) {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// dayOf is the day on which something was written on the phone, where the project is: "yesterday" means the day before that. It is
// unknown where the day of sending will do.
func (s *site) dayOf(r *http.Request, at where, a *answers) (day domain.Date, err error) {
	wait := a.waited()
	if wait == 0 {
		return day, nil
	}
	err = s.live(r.Context(), at.Project, func(v projections.View) error {
		day = domain.DateOf(s.Now().Add(-wait).In(v.Zone()))
		return nil
	})
	return day, err
}
