package web

import (
	"net/http"

	"github.com/desirelines/desirelines/domain"
)

// waysPage offers ways to come back. What was just made is shown on it once.
type waysPage struct {
	shell
	Problems      []problem
	Unsaved       string
	Staff         bool
	Any           bool   // there is a way already
	On            string // address to go on to
	Ways          []myWay
	PIN           field
	Organisations []string
	Words, Digits string // shown now and never again
}

// noWay says whether somebody who signed in could not do so again.
func (s *site) noWay(person string) (bool, error) {
	if s.Identity == nil {
		return false, nil
	}
	ways, err := s.Identity.Accounts.Ways(person)
	return len(ways) == 0, err
}

func (s *site) ways(w http.ResponseWriter, r *http.Request) error {
	return s.showWays(w, r, http.StatusOK, &answers{values: map[string]string{}})
}

func (s *site) showWays(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	return s.showWaysWith(w, r, status, a, waysPage{})
}

func (s *site) showWaysWith(w http.ResponseWriter, r *http.Request, status int, a *answers, p waysPage) error {
	delete(a.values, "pin")
	a.inOrder([]string{wholeForm, "pin"})
	who := viewerOf(r.Context())
	ways, err := s.Identity.Accounts.Ways(who.Person)
	if err != nil {
		return err
	}
	for _, way := range ways {
		p.Ways = append(p.Ways, myWay{way.ID, s.saysWay(way)})
	}
	if p.On, err = s.firstPlace(r, who.Person); err != nil {
		return err
	}
	p.shell = s.plainShell(where{}, "How you come back")
	p.Problems, p.Unsaved, p.Staff, p.Any = a.problems, a.problem(wholeForm), who.Staff != "", len(ways) > 0
	p.PIN = a.fill(field{Name: "pin", Label: "Choose a PIN", Hint: "6 to 12 numbers that only you know.", Type: "password", Complete: "new-password"})
	p.Organisations = s.Identity.Organisations.Names()
	p.Wrong, p.Script = len(a.problems) > 0, s.script
	return s.show(w, r, status, "ways", p)
}

// newWords draws six words and shows them once.
func (s *site) newWords(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	words, err := s.Identity.Words.Offer(r.Context(), viewerOf(r.Context()).Person)
	if err != nil {
		return s.wrongSecret(w, r, a, wholeForm, err, s.showWays)
	}
	return s.showWaysWith(w, r, http.StatusOK, a, waysPage{Words: words})
}

// newCard draws the numbers of a card for the PIN that was chosen and shows them once.
func (s *site) newCard(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	digits, err := s.Identity.KeptCards.Issue(r.Context(), viewerOf(r.Context()).Person, a.text("pin"))
	if err != nil {
		return s.wrongSecret(w, r, a, "pin", err, s.showWays)
	}
	return s.showWaysWith(w, r, http.StatusOK, a, waysPage{Digits: digits})
}

func (s *site) beginMaking(r *http.Request, _ *answers) (any, error) {
	c, err := s.Identity.Passkeys.BeginRegister(viewerOf(r.Context()).Person, "Desire Lines")
	return begun{c.Options, c.Handle}, err
}

func (s *site) makePasskey(r *http.Request, a *answers) (any, error) {
	return done{"/me/ways"}, s.Identity.Passkeys.FinishRegister(viewerOf(r.Context()).Person, a.values["handle"], []byte(a.values["answer"]))
}

// removeWay takes one way away. The last one stays: nobody shuts themself out with one tap.
func (s *site) removeWay(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	person := viewerOf(r.Context()).Person
	ways, err := s.Identity.Accounts.Ways(person)
	if err != nil {
		return err
	}
	if len(ways) == 1 && ways[0].ID == a.values["way"] {
		return &domain.Error{Kind: domain.Refused, Message: "this is your only way to come back", Want: "make another one first"}
	}
	if err := s.Identity.Accounts.Remove(person, a.values["way"]); err != nil {
		return err
	}
	http.Redirect(w, r, "/me", http.StatusSeeOther)
	return nil
}
