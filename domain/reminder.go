package domain

// Rules: a reminder is due when a day comes that the group set: the review of a test, a look-back, a promise to mend, a measure
// whose period ended without a report. It is noted once for each thing and day, by a command id made of both. Somebody is
// reminded at most once a week, by one message of all that is due; it is noted before the message goes out, so that nobody is ever
// written to twice.

// What a reminder is of.
const (
	DueReview   = "review"
	DueLookBack = "look_back"
	DueMending  = "mending"
	DueReport   = "report"
)

// ReminderDue says that a day came.
type ReminderDue struct {
	v1
	What    string `json:"what"`            // review, look_back, mending, report
	Entry   string `json:"entry,omitempty"` // the test, look-back or mending; or, for a report
	Aim     string `json:"aim,omitempty"`
	Measure string `json:"measure,omitempty"`
	Due     Date   `json:"due"` // the day that came; for a report the last day of the period
}

// ReminderSent says that a message of what is due went out to somebody, or was printed for them.
type ReminderSent struct {
	v1
	Person string   `json:"person"`
	Due    []string `json:"due"` // ids of the reminders in it
	By     string   `json:"by"`  // email, list
}

// ReminderReturned says that a message could not be delivered.
type ReminderReturned struct {
	v1
	Reminder string `json:"reminder"` // id of the one sent
	Why      string `json:"why"`      // what the mail server said, without an address
}

func (*ReminderDue) Kind() string      { return "reminder.due" }
func (*ReminderSent) Kind() string     { return "reminder.sent" }
func (*ReminderReturned) Kind() string { return "reminder.returned" }

func (*ReminderDue) about(self string) Ref   { return Ref{"reminder", self} }
func (*ReminderSent) about(self string) Ref  { return Ref{"message", self} }
func (b *ReminderReturned) about(string) Ref { return Ref{"message", b.Reminder} }

func (b *ReminderDue) check(p *Project, _ string) error {
	if err := oneOf("what", b.What, DueReview, DueLookBack, DueMending, DueReport); err != nil {
		return err
	}
	if err := mustBeDay("due", b.Due); err != nil {
		return err
	}
	if b.What == DueReport {
		_, err := p.needMeasure(b.Aim, b.Measure)
		return err
	}
	thing := map[string]string{DueReview: "test", DueLookBack: "look_back", DueMending: "mending"}[b.What]
	t, err := p.need("entry", b.Entry, thing)
	if err == nil && t.isClosed() {
		return &Error{Kind: Conflict, Message: "this " + thing + " waits for nothing any more", Value: b.Entry, Want: "nothing needs doing"}
	}
	return err
}

func (b *ReminderSent) check(p *Project, _ string) error {
	if err := p.needMember(b.Person); err != nil {
		return err
	}
	if err := oneOf("by", b.By, "email", "list"); err != nil {
		return err
	}
	if len(b.Due) == 0 {
		return invalid("", "there is nothing to be reminded of", "name at least one reminder")
	}
	return p.needAll("reminder", b.Due, "reminder")
}

func (b *ReminderReturned) check(p *Project, _ string) error {
	if _, err := p.need("reminder", b.Reminder, "message"); err != nil {
		return err
	}
	return checkFields(must("why", plain(b.Why)))
}

func (b *ReminderDue) evolve(p *Project, self string)  { p.add("reminder", b.Kind(), self) }
func (b *ReminderSent) evolve(p *Project, self string) { p.add("message", b.Kind(), self) }
func (*ReminderReturned) evolve(*Project, string)      {}

// IsReminder says whether a body is bookkeeping of reminders, which tells nothing of what a group did.
func IsReminder(b Body) bool {
	switch b.(type) {
	case *ReminderDue, *ReminderSent, *ReminderReturned:
		return true
	}
	return false
}

// mustBeDay wants a whole day.
func mustBeDay(field string, d Date) error {
	switch {
	case !d.Known():
		return invalid("", field+" is missing", "give a day, such as 2026-09-15")
	case !d.Whole():
		return invalid(d.String(), field+" is not a whole day", "write it as 2026-09-15")
	}
	return nil
}
