package reports

import (
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// This file is where a lens asks the gate about a row.

// permit is what the gate says of one entry.
type permit struct {
	see    bool
	rights rights
}

// sighting is what was found out about an entry, each once.
type sighting struct {
	asked, there bool      // whether it is there
	permits      [2]permit // of its body as the group's own, and as one that came from an open file
	known        [2]bool
}

// look returns what was found out about an id so far.
func (s *sight) look(id string) *sighting {
	l := s.looked[id]
	if l == nil {
		l = &sighting{}
		s.looked[id] = l
	}
	return l
}

// permit asks the gate about an entry, once. published is whether the body that is looked at came from an open file.
func (s *sight) permit(row *projections.EntryRow, published bool) permit {
	return s.look(row.ID).permit(s, row, published)
}

func (l *sighting) permit(s *sight, row *projections.EntryRow, published bool) permit {
	i := 0
	if published {
		i = 1
	}
	if !l.known[i] {
		p := s.ask(row, published, s.lens.Viewer, s.lens.Audience, s.told)
		p.rights.heard = s.hears(row, p.rights)
		l.permits[i], l.known[i] = p, true
	}
	return l.permits[i]
}

// ask asks the gate about an entry, for any viewer and audience.
func (s *sight) ask(row *projections.EntryRow, published bool, who Viewer, through Audience, told bool) (p permit) {
	what := s.resourceFor(row, published, who)
	what.Told = told
	said := s.now.about(row)
	agreed := Consent{Sharing: effective(row, "", said, s.today)}
	may := func(act Action, class string) bool {
		agreed.Field = agreed.Sharing
		if len(said) > 0 || class == domain.ConsentConfidential {
			agreed.Field = effective(row, class, said, s.today)
		}
		agreed.TakenBack = len(said) > 0 && through.inside() && through.ID != groupID && takenBackFrom(through.ID, row, class, said, s.today)
		d, _ := Decide(who, act, what, through, agreed)
		return bool(d)
	}
	if p.see = may(See, domain.ConsentWords); !p.see {
		return p
	}
	p.rights = rights{words: may(ReadWords, domain.ConsentWords), names: may(ReadName, domain.ConsentName)}
	if len(said) > 0 || what.Mine || what.Claimed || what.Confided {
		p.rights.secrets = may(ReadSecret, domain.ConsentConfidential)
	}
	if len(s.now.forgotten) > 0 {
		owner := ownerOf(row)
		p.rights.gone = [3]bool{
			s.now.gone(owner, domain.WordsClass(row.Sharing)), s.now.gone(owner, domain.ClassIdentity), s.now.gone(owner, domain.ClassConfidential)}
	}
	return p
}

// ownerOf is whose an entry is, and whose key it is sealed with: of what says somebody's name or role that person, whoever wrote it down.
func ownerOf(row *projections.EntryRow) string {
	if strings.HasPrefix(row.Kind, "person.") {
		return concerned(row.Body)
	}
	return row.Actor
}

// resource is an entry as the gate knows it.
func (s *sight) resource(row *projections.EntryRow, published bool) Resource {
	return s.resourceFor(row, published, s.lens.Viewer)
}

func (s *sight) resourceFor(row *projections.EntryRow, published bool, who Viewer) Resource {
	kind, circle := s.kindOf(row)
	what := Resource{
		Project: s.base.Project, Kind: kind, Mine: who.wrote(ownerOf(row)), Nobodys: row.Actor == "", Claimed: who.holds(row), Published: published,
		Withdrawn: row.Withdrawn != nil || s.now.withdrawn[row.ID], Told: s.told,
		Confided: who.Listens > 0 && row.Position > who.Listens,
	}
	if kind == KindConsent || kind == KindContact || strings.HasPrefix(row.Kind, "person.") {
		what.Concerns = who.wrote(s.concernedBy(row.Body))
	}
	if sharing := s.sharing(row); circle == "" && len(sharing) == 1 { // as it is today: what was taken back is for the circle no more
		circle = sharing[0]
	}
	if circle != "" && len(s.now.circles) > 0 && who.wrote(who.Person) {
		what.InCircle = slices.Contains(s.now.circles[circle], who.Person)
	}
	return what
}

// kindOf says what a kind is to the gate, and of which circle it speaks.
func (s *sight) kindOf(row *projections.EntryRow) (kind KindClass, circle string) {
	switch b := row.Body.(type) {
	case *domain.AimJudged:
		return KindJudgement, ""
	case *domain.ConsentGiven, *domain.ConsentWithdrawn, *domain.ConsentLapsed:
		return KindConsent, ""
	case *domain.AudienceNamed:
		return s.audienceKind(b.Audience, len(b.People) > 0)
	case *domain.AudienceChanged:
		return s.audienceKind(b.Audience, len(b.People) > 0)
	case *domain.AudienceRetired:
		return s.audienceKind(b.Audience, false)
	case *domain.AudienceTold:
		return s.audienceKind(b.Audience, false)
	case *domain.PersonJoined, *domain.PersonRenamed, *domain.PersonRoleGiven, *domain.PersonLeft, *domain.PersonForgotten,
		*domain.RecordingAsked, *domain.RecordingAgreed, *domain.RecordingRefused, *domain.ExportMade,
		*domain.StaffAppointed, *domain.StaffDismissed, *domain.ProjectionSkipped, *domain.ReminderDue:
		return KindAffair, ""
	case *domain.PersonContactGiven, *domain.ReminderSent, *domain.ReminderReturned:
		return KindContact, ""
	}
	return KindEntry, ""
}

func (s *sight) audienceKind(id string, circle bool) (KindClass, string) {
	if _, is := s.now.circles[id]; is || circle {
		return KindCircle, id
	}
	return KindAffair, ""
}

// concerned is the person whom an entry about a person is about.
func concerned(body domain.Body) string {
	switch b := body.(type) {
	case *domain.PersonJoined:
		return b.Person
	case *domain.PersonRenamed:
		return b.Person
	case *domain.PersonRoleGiven:
		return b.Person
	case *domain.PersonLeft:
		return b.Person
	case *domain.PersonForgotten:
		return b.Person
	case *domain.PersonContactGiven:
		return b.Person
	case *domain.ReminderSent:
		return b.Person
	case *domain.ConsentGiven:
		return b.Person
	case *domain.ConsentWithdrawn:
		return b.Person
	}
	return ""
}

// concernedBy is concerned; what says that a consent lapsed is about who gave it, and what came back about who was written to.
func (s *sight) concernedBy(body domain.Body) string {
	about := ""
	switch b := body.(type) {
	case *domain.ConsentLapsed:
		about = b.Consent
	case *domain.ReminderReturned:
		about = b.Reminder
	}
	if row := s.raw(about); row != nil {
		return concerned(row.Body)
	}
	return concerned(body)
}
