package domain

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Command asks for one or more things to be recorded in one project, all of them or none.
type Command struct {
	ID          string  // a UUID made by the client, best version 7; the only idempotency key, for ever
	Project     string  // id of the project
	Actor       string  // random id of the person, or empty
	Correlation string  // ties the commands of one undertaking together, such as an import; or empty
	Drafts      []Draft // in order; a later one may rely on an earlier one
	Facts       Facts   // what was looked up before; see Needs
	Expected    uint64  // number of the last entry that its sender knows of; 0: it may come after any. See Moved
}

// Moved is why a command is refused that expects to come after another entry than the last there is. Its kind is Conflict.
type Moved struct{ Expected, Position uint64 }

// Error implements error.
func (m *Moved) Error() string { return m.Unwrap().Error() }

// Unwrap gives it its kind and its words.
func (m *Moved) Unwrap() error {
	return &Error{
		Kind: Conflict, Message: fmt.Sprintf("the project has %d entries by now", m.Position), Value: fmt.Sprint(m.Expected), Want: "look at what is new, and send it again after that",
	}
}

// Draft is one thing to record.
type Draft struct {
	Body     Body
	Happened Date      // zero: not known
	Original time.Time // when another store first recorded it; zero otherwise
	Knowing  Knowing
	Taken    Taken
	Cause    string   // id of an event of this project that led to this one, or empty
	Sharing  []string // nil: the group
}

// Facts are answers from outside the project that a command needs. Nothing is ever deleted, so
// an old yes stays true.
type Facts struct {
	Projects map[string]bool // project id → it exists
}

// Needs returns the ids of other projects whose existence c depends on; look them up into Facts.
func (c Command) Needs() []string {
	var ids []string
	for _, d := range c.Drafts {
		switch b := d.Body.(type) {
		case *ProjectStarted:
			if b.PartOf != "" {
				ids = append(ids, b.PartOf)
			}
		case *StaffAppointed:
			ids = append(ids, b.Projects...)
		}
	}
	return ids
}

// EventID returns the id of the n-th event (from 0) of a command.
func EventID(command string, n int) string {
	if n == 0 {
		return command
	}
	return fmt.Sprintf("%s.%d", command, n+1)
}

// Decide answers a command: the events that follow, or an error in plain words. It is pure: now is
// the server's time. On success p has evolved through the events, which carry their positions; on
// error p is as it was. A command id that p has taken already is not decided again: ask Taken first.
func Decide(p *Project, c Command, now time.Time) ([]Event, error) {
	if p.unreadable != "" {
		return nil, &Error{Kind: Unavailable, Message: "this program is too old for the project: " + p.unreadable, Want: "run the newer version"}
	}
	if err := c.check(p); err != nil {
		return nil, err
	}
	if p.id != c.Project {
		return nil, &Error{Kind: Internal, Message: "the command is for another project than its state", Value: c.Project, Want: p.id}
	}
	undo := p.remember(len(c.Drafts) > 1)
	events := make([]Event, 0, len(c.Drafts))
	for i, d := range c.Drafts {
		id := EventID(c.ID, i)
		if err := d.check(p, c, id); err != nil {
			undo()
			return nil, err
		}
		e := Event{
			ID: id, Project: c.Project, Position: p.position + 1, Recorded: now.UTC(), Original: d.Original,
			Happened: d.Happened, Actor: c.Actor, Knowing: d.Knowing, Taken: d.Taken, Cause: d.Cause,
			Correlation: c.Correlation, Sharing: d.Sharing, Command: c.ID, Body: d.Body,
		}
		p.Evolve(&e)
		events = append(events, e)
	}
	p.forget()
	return events, nil
}

func (c Command) check(p *Project) error {
	if _, ok := parseUUID(c.ID); !ok {
		return invalid(c.ID, "this is not a command id", "send a UUID in lower case")
	}
	if _, _, taken := p.Taken(c.ID); taken {
		return &Error{Kind: Conflict, Message: "this command was taken before", Value: c.ID, Want: "send a new thing with a new id"}
	}
	if c.Expected != 0 && c.Expected != p.position {
		return &Moved{c.Expected, p.position}
	}
	if c.Project != Installation {
		if err := CheckID("project", c.Project); err != nil {
			return err
		}
	}
	if len(c.Drafts) == 0 {
		return invalid("", "there is nothing to record", "say at least one thing")
	}
	if c.Actor != "" {
		if _, ok := parseUUID(c.Actor); !ok {
			return invalid(c.Actor, "this is not a person's id", "send the random id (a UUID) of the person")
		}
	}
	return checkText("correlation", c.Correlation, 200)
}

func (d Draft) check(p *Project, c Command, self string) error {
	if d.Body == nil {
		return invalid("", "what happened is missing", "say at least one thing")
	}
	if err := d.checkPlace(p, c); err != nil {
		return err
	}
	if d.Happened.Known() && d.Happened.Month == 0 {
		return invalid(d.Happened.String(), "only the year is known", "give a day or a month, or leave the date out")
	}
	if d.Cause != "" && !p.hasEntry(d.Cause) {
		return invalid(d.Cause, "there is no such entry to be the cause", "give the id of an entry of this project")
	}
	if err := oneOf("knowing", string(d.Knowing), string(Lived), string(Professional), string(BothWays), ""); err != nil {
		return err
	}
	if err := oneOf("taken", string(d.Taken), string(TakenByMe), string(TakenForSomeone), string(TakenFromPaper), string(TakenFromPicture), ""); err != nil {
		return err
	}
	if b, ok := d.Body.(*EntryCorrected); ok {
		if err := b.checkSharing(p, d.Sharing); err != nil {
			return err
		}
	}
	if err := p.checkSharing(d.Sharing); err != nil {
		return err
	}
	if isAboutProject(d.Body) && !SharedWithGroup(d.Sharing) {
		return invalid(strings.Join(d.Sharing, ", "), "what is said of the project as a whole cannot be kept from the group", "share it with the group, or write an entry")
	}
	if err := c.checkOthers(d.Body); err != nil {
		return err
	}
	if b, ok := d.Body.(*ConsentGiven); ok {
		if err := b.checkActor(c.Actor); err != nil {
			return err
		}
	}
	return d.Body.check(p, self)
}

// checkPlace refuses what is said of a project that was not started, a second start, and whatever is of the installation in a project or
// the other way round.
func (d Draft) checkPlace(p *Project, c Command) error {
	_, starts := d.Body.(*ProjectStarted)
	switch inside := c.Project == Installation; {
	case inside != ofInstallation(d.Body) && inside:
		return invalid(d.Body.Kind(), "this is said of a project, not of the installation", "give the id of a project")
	case inside != ofInstallation(d.Body):
		return invalid(d.Body.Kind(), "this is said of the installation, not of a project", "give the project "+Installation)
	case inside && len(d.Sharing) > 0:
		return invalid(strings.Join(d.Sharing, ", "), "what is said of the installation is shared with nobody", "leave the sharing out")
	case inside:
		return nil
	case !p.started && !starts:
		return &Error{Kind: NotFound, Message: "there is no such project", Value: c.Project, Want: "start it first"}
	case p.started && starts:
		return &Error{Kind: Conflict, Message: "this project exists already", Value: c.Project, Want: "choose another id"}
	}
	return nil
}

// checkOthers refuses a body that names another project that does not exist.
func (c Command) checkOthers(b Body) error {
	switch b := b.(type) {
	case *ProjectStarted:
		if b.PartOf != "" && !c.Facts.Projects[b.PartOf] {
			return invalid(b.PartOf, "there is no project for this to be part of", "start that one first")
		}
	case *StaffAppointed:
		for _, id := range b.Projects {
			if !c.Facts.Projects[id] {
				return invalid(id, "there is no such project", "start it first, or leave it out")
			}
		}
	}
	return nil
}

// isAboutProject says whether a body names or describes the project or its audiences, or says what was told: lists show that to
// whoever may see the project.
func isAboutProject(b Body) bool {
	switch b.(type) {
	case *ProjectStarted, *ProjectDescribed, *AudienceNamed, *AudienceChanged, *AudienceRetired, *AudienceTold, *ExportMade:
		return true
	}
	return false
}

// SameCommand says whether c is a repetition of the command that made stored, the events p holds
// for its id. It returns nil, or Conflict where the content is another. Sealed fields are opened with o; one that was erased equals
// anything. A nil o opens nothing: sealed fields are then the same where they are sealed alike.
func SameCommand(p *Project, c Command, stored []Event, o Opener) error {
	conflict := &Error{Kind: Conflict, Message: "this command id was used before with other content", Value: c.ID, Want: "send a new thing with a new id"}
	if len(stored) != len(c.Drafts) {
		return conflict
	}
	for i, d := range c.Drafts {
		e := stored[i]
		same, err := sameBody(p, d.Body, e.Body, o)
		if err != nil {
			return err
		}
		if !same || d.Happened != e.Happened || !d.Original.Equal(e.Original) ||
			c.Actor != e.Actor || d.Knowing != e.Knowing || d.Taken != e.Taken || d.Cause != e.Cause || !sameSet(d.Sharing, e.Sharing) {
			return conflict
		}
	}
	return nil
}

// sameBody compares what is sent with what is stored. A value is the same where it was written alike: its measure may
// have been defined anew since, and would be read otherwise now.
func sameBody(p *Project, sent, stored Body, o Opener) (bool, error) {
	if sent.Kind() != stored.Kind() {
		return false, nil
	}
	if o != nil {
		stored = OpenBody(stored, o)
	}
	mine, mayRead := sent.(valued)
	if theirs, readable := stored.(valued); mayRead && readable {
		if v, kept := mine.value(), theirs.value(); v != nil && kept != nil && (v.writtenAs(*kept) || kept.Text.isRemoved()) {
			*v = *kept
		} else {
			mine.read(p)
		}
	}
	stored = Unerased(stored, sent)
	asSent, err := json.Marshal(sent)
	if err != nil {
		return false, err
	}
	asStored, err := json.Marshal(stored)
	return bytes.Equal(asSent, asStored), err
}

func sameSet(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	in := map[string]bool{}
	for _, s := range a {
		in[s] = true
	}
	for _, s := range b {
		if !in[s] {
			return false
		}
	}
	return true
}

// valued is a body that may be sent in a shorter form than it is kept in, such as values as people write them;
// read completes it with what p knows. Reading twice changes nothing.
type valued interface {
	read(p *Project)
	value() *Value // the value in it; nil where it has none
}
