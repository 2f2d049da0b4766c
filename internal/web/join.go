package web

import (
	"context"
	"net/http"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/identity"
	"github.com/desirelines/desirelines/projections"
)

// joinPage takes a card. One page asks for everything that joining needs; how to come back is the next page.
type joinPage struct {
	shell
	Problems                  []problem
	Unsaved                   string
	Code, Called, Who, Device field
	Signed                    bool // somebody is signed in on this device
}

func (s *site) joinForm(w http.ResponseWriter, r *http.Request) error {
	return s.showJoin(w, r, http.StatusOK, &answers{values: map[string]string{}})
}

func (s *site) showJoin(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	if a.values["device"] == "" {
		a.values["device"] = string(identity.SharedDevice)
	}
	a.inOrder([]string{wholeForm, "code", "name", "who", "device"})
	p := joinPage{
		shell: s.plainShell(where{}, "Join with a card"), Problems: a.problems, Unsaved: a.problem(wholeForm),
		Code:   a.fill(field{Name: "code", Label: "The code on your card", Hint: "Small letters and spaces are fine.", Complete: "one-time-code"}),
		Called: a.fill(field{Name: "name", Label: "What may we call you?", Hint: "Any name will do. You can leave this empty.", Complete: "off"}),
		Who: a.fill(field{Name: "who", Label: "Somebody is signed in here. Is that you?", Radios: true,
			Options: []pair{{"", "No, I am somebody else"}, {whoMe, "Yes, the card is for me"}}}),
		Device: a.fill(deviceField()), Signed: viewerOf(r.Context()).Person != "",
	}
	p.Wrong, p.Script = len(a.problems) > 0, s.script
	return s.show(w, r, status, "join", p)
}

// whoMe says that a card is for the person who is signed in.
const whoMe = "me"

// join uses a card up, writes down that somebody joined, and signs them in.
func (s *site) join(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	a.most("name", domain.MaxName)
	if a.text("code") == "" {
		a.wrong("code", "Write the code of your card.")
	}
	if len(a.problems) > 0 {
		return s.showJoin(w, r, a.status(), a)
	}
	as := ""
	if a.values["who"] == whoMe {
		as = viewerOf(r.Context()).Person
	}
	joined, err := s.Identity.Cards.Redeem(r.Context(), a.text("code"), as, func(ctx context.Context, j identity.Joined) error {
		return s.recordJoining(ctx, r, j, as != "", a.text("name"))
	})
	if err != nil {
		return s.wrongSecret(w, r, a, "code", err, s.showJoin)
	}
	if as != "" {
		err = s.Identity.Sessions.Renew(r.Context())
	} else {
		err = s.Identity.Sessions.SignIn(r.Context(), joined.Person, identity.Device(a.text("device")))
	}
	if err != nil {
		return err
	}
	to := where{Project: joined.Project}.url("") // it says there that they cannot come back yet
	switch {
	case joined.Project == domain.Installation:
		to = "/me/ways"
	case joined.Recovery:
		if to, err = s.firstPlace(r, joined.Person); err != nil {
			return err
		}
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// recordJoining writes down what a card was for. It may be called twice for the same card, see identity.Cards.Redeem.
func (s *site) recordJoining(ctx context.Context, r *http.Request, j identity.Joined, known bool, name string) error {
	var body domain.Body
	project := j.Project
	switch {
	case j.Recovery:
		return nil
	case j.Project == domain.Installation && known:
		return &domain.Error{Kind: domain.Refused, Message: "this card is for somebody who is not here yet", Want: "choose that you are somebody else"}
	case j.Project != domain.Installation:
		joined := &domain.PersonJoined{Person: j.Person, Role: j.Role}
		if name != "" {
			joined.Name = domain.Name(name)
		}
		body = joined
	case j.By == "" && j.Role == domain.StaffOperator: // the first operator: nobody could appoint them
		appointed := &domain.StaffAppointed{Person: j.Person, Role: j.Role}
		if name != "" {
			appointed.Name = domain.Name(name)
		}
		body = appointed
	default:
		return s.isAppointed(ctx, j)
	}
	receipt, err := s.Recorder.Record(ctx, domain.Command{ID: s.NewID(), Project: project, Actor: j.Person, Drafts: []domain.Draft{{Body: body}}})
	if domain.KindOf(err) == domain.Conflict {
		if known {
			return &domain.Error{Kind: domain.Conflict, Message: "you are part of this group already", Want: "keep the card for somebody else: it still works"}
		}
		return nil // joined before a crash, with this same card
	}
	if err == nil {
		s.wait(r, receipt)
	}
	return err
}

// isAppointed refuses a card for somebody who was dismissed before they came.
func (s *site) isAppointed(ctx context.Context, j identity.Joined) error {
	var v viewer
	err := s.Views.Read(ctx, func(rows projections.Reader) error {
		v = whoIs(rows, j.Person)
		return nil
	})
	if err == nil && v.Staff == "" {
		return &domain.Error{Kind: domain.Refused, Message: "this card was taken back", Want: "ask whoever gave it to you"}
	}
	return err
}
