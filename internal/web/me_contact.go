package web

import (
	"net/http"
	"net/mail"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// myContact is the form for where somebody wants the reminders of one group; it is not shown where this site sends none, unless an address is
// there to be taken away.
type myContact struct {
	Command string
	Email   field
	Show    bool
}

// contact is the field for where somebody wants the reminders of one group. Nobody but them is shown what is in it.
func contact(seen reports.Seen) field {
	return field{
		Name: "email", Label: "Remind me by e-mail", Type: "email", Complete: "email", Value: reports.ContactOf(seen).Text,
		Hint: "We write once a week at most, when something waits. Nobody else in the group sees your address. Leave it empty to get no more messages.",
	}
}

// setContact records where somebody wants the reminders of one group; an empty address takes it back.
func (s *site) setContact(w http.ResponseWriter, r *http.Request) error {
	a, err := shortForm(r)
	if err != nil {
		return err
	}
	project, command := a.values["project"], a.values["command"]
	a.values["email"] = a.text("email-" + command)
	if email := a.values["email"]; email != "" {
		if read, err := mail.ParseAddress(email); err != nil || read.Address != email || len(email) > domain.MaxName {
			a.wrong("email", "Write one address, such as name@example.org.")
		}
	}
	person := viewerOf(r.Context()).Person
	if len(a.problems) == 0 && isCommandID(command) {
		body := &domain.PersonContactGiven{Person: person, Email: domain.Name(a.values["email"])}
		if err := s.sayIn(r, project, body, command); err == nil {
			http.Redirect(w, r, "/me", http.StatusSeeOther)
			return nil
		} else if domain.KindOf(err) != domain.Invalid {
			return err
		}
		a.wrong("email", "This address cannot be used. Try another one.")
	}
	return s.showMe(w, r, http.StatusUnprocessableEntity, a)
}
