package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// The gate answers one question: may this viewer do this with this field of this entry, through the eyes of this audience, given what
// was agreed? It is pure and says no to whatever it has no rule for. Everything that is shown was asked here, by a lens, and every
// act of a page by May and MayWith.
//
//   - Nobody looks through an audience that is not theirs; whoever reads what the group reads looks through all, as a preview.
//   - The writer sees their own in the group; of what nobody known wrote that is whoever holds its claim code. What is private is
//     for nobody else, what was told in confidence for who listens, what is for a circle for its people alone.
//   - Where somebody wants reminders, and that they got one, is for nobody but them.
//   - The group's own affairs (people, consent, audiences, recordings, files made) stay with it, circles with their people.
//   - Plain fields are the group's record: others see them once they were told. Words, names and confidences need a yes.
//   - What one way of knowing judged goes out by the yes of whoever judged.

// Action is what somebody wants to do.
type Action string

// The actions. Those of reading are about one sort of field.
const (
	Look       Action = "look"        // look at the project through the audience
	See        Action = "see"         // know that the entry is there, and read its plain fields
	Count      Action = "count"       // have its number count
	ReadWords  Action = "read words"  // read what somebody wrote in it
	ReadName   Action = "read name"   // read the names that it states
	ReadSecret Action = "read secret" // read what was said in confidence
	ReadWriter Action = "read writer" // read its writer's name beside it
	Write      Action = "write"       // add entries
	Correct    Action = "correct"     // correct an entry, take it back, take words of it out of sight
	Share      Action = "share"       // let another audience read an entry
	TakeBack   Action = "take back"   // take an entry back from an audience
	Facilitate Action = "facilitate"  // invite, recover, name audiences, tell them, make files
	Forget     Action = "forget"      // have a person forgotten
	Administer Action = "administer"  // appoint staff and look after the installation
)

// KindClass is what a kind of entry is to the gate. The zero value is none, which nobody sees.
type KindClass string

// The classes of kinds.
const (
	KindEntry     KindClass = "entry"
	KindJudgement KindClass = "judgement" // what people think was achieved
	KindAffair    KindClass = "affair"    // of the group alone: people, audiences, recordings, files made
	KindConsent   KindClass = "consent"   // of who agreed and of who keeps the list
	KindCircle    KindClass = "circle"    // who is in a circle
	KindContact   KindClass = "contact"   // of the person alone: where they want reminders, and that they were reminded
)

// Resource is what is asked about. Its zero value is a project without an entry, of which nothing can be read.
type Resource struct {
	Project   string
	Kind      KindClass
	Mine      bool // the viewer wrote it
	Concerns  bool // it is about the viewer: their consent, their leaving
	Claimed   bool // nobody known wrote it, and the viewer holds its claim code
	Nobodys   bool // nobody known wrote it
	InCircle  bool // the viewer is of the circle that it is for
	Confided  bool // the viewer listens in confidence, and did when it was written
	Published bool // it came from a publisher's open file
	Withdrawn bool // it no longer counts
	Told      bool // whom it is shown to was told, or it is a preview
}

// Consent is what was agreed about an entry: see domain.Effective.
type Consent struct {
	Sharing   []string // with whom the entry is shared
	Field     []string // with whom the sort of field is shared that is asked about
	TakenBack bool     // it was taken back from the audience that is asked about
	Named     bool     // its writer wants their name beside it there
}

// Decision is the answer. The zero value is no.
type Decision bool

// The two answers.
const (
	Denied  Decision = false
	Allowed Decision = true
)

// Decide answers. The reason has plain words, for the page that tells who sees what and why.
func Decide(who Viewer, act Action, what Resource, through Audience, agreed Consent) (Decision, Reason) {
	switch act {
	case Write, Correct, Share, TakeBack, Facilitate, Forget, Administer:
		return mayDo(who, act, what)
	case Look, See, Count, ReadWords, ReadName, ReadSecret, ReadWriter:
	default:
		return Denied, noRule
	}
	may, why := mayLook(who, what.Project, through)
	if !may || act == Look {
		return may, why
	}
	may, why = maySee(who, what, through, agreed)
	if !may || act == See || act == Count {
		return may, why
	}
	return mayRead(act, what, through, agreed, why)
}

func mayLook(who Viewer, project string, through Audience) (Decision, Reason) {
	switch {
	case through.ID == "":
		return Denied, noRule
	case through.Circle():
		if who.ofGroup(project) && who.wrote(who.Person) && slices.Contains(through.People, who.Person) {
			return Allowed, ofCircle
		}
		return Denied, forCircle
	case through.ID == publicID:
		return Allowed, forAll
	case through.ID == groupID:
		if who.ofGroup(project) {
			return Allowed, ofGroup
		}
		return Denied, forGroup
	case who.previews(project):
		return Allowed, asPreview
	case who.In(project) && through.ID == who.outsideOf() && !through.inside():
		return Allowed, forThem
	}
	return Denied, forOthers
}

func maySee(who Viewer, what Resource, through Audience, agreed Consent) (Decision, Reason) {
	private := !slices.Contains(agreed.Sharing, groupID)
	ours := through.ID == groupID || through.Circle()
	switch what.Kind {
	case KindCircle:
		if ours && (what.InCircle || what.Mine) {
			return Allowed, ofCircle
		}
		return Denied, forCircle
	case KindConsent:
		switch {
		case through.ID != groupID || private:
		case what.Mine || what.Concerns:
			return Allowed, yours
		case who.Role == RoleFacilitator || who.Role == RoleOperator:
			return Allowed, keepsList
		}
		return Denied, itsConsent
	case KindContact:
		if through.ID == groupID && what.Concerns {
			return Allowed, yours
		}
		return Denied, theirOwn
	case KindAffair:
		if through.inside() && !private {
			return Allowed, ofGroup
		}
		return Denied, groupsOwn
	case KindEntry, KindJudgement:
	default:
		return Denied, noRule
	}
	switch {
	case ours && (what.Mine || what.Claimed):
		return Allowed, yours
	case ours && private && what.InCircle:
		return Allowed, ofCircle
	case ours && private && what.Confided && slices.Contains(agreed.Sharing, domain.SharedListener):
		return Allowed, ofListener
	case private:
		return Denied, keptPrivate
	case through.inside():
		return Allowed, ofGroup
	case !what.Told:
		return Denied, notTold
	case what.Kind == KindJudgement && !names(agreed.Field, through.ID):
		return Denied, judgedInside
	}
	return Allowed, plainRecord
}

// mayRead answers for a sort of field of an entry that is there; why is why it is.
func mayRead(act Action, what Resource, through Audience, agreed Consent, why Reason) (Decision, Reason) {
	ours := through.ID == groupID || through.Circle()
	mine := why == yours || ours && (what.Mine || what.Claimed)
	switch {
	case what.Withdrawn && !through.inside():
		return Denied, takenBack
	case what.Published && act == ReadWords:
		return Allowed, published
	case mine:
		return Allowed, yours
	case (why == ofListener || why == ofCircle) && slices.Contains(agreed.Field, domain.SharedOnlyMe):
		return Denied, takenBack
	case why == ofListener:
		return Allowed, ofListener
	case why == ofCircle && act != ReadSecret:
		return Allowed, ofCircle
	case agreed.TakenBack:
		return Denied, takenBack
	}
	inGroup := slices.Contains(agreed.Field, groupID)
	agrees := names(agreed.Field, through.ID)
	switch act {
	case ReadWords:
		if through.inside() && inGroup {
			return Allowed, ofGroup
		}
	case ReadName:
		if ours && through.Names && inGroup {
			return Allowed, ofGroup
		}
	case ReadWriter:
		if ours && through.Names && inGroup {
			return Allowed, ofGroup
		}
		agrees = agrees && agreed.Named
	}
	if agrees {
		return Allowed, agreedTo
	}
	return Denied, notAgreed
}

func mayDo(who Viewer, act Action, what Resource) (Decision, Reason) {
	in := who.ofGroup(what.Project)
	switch act {
	case Write:
		if in {
			return Allowed, ofGroup
		}
	case Correct:
		switch {
		case in && (what.Mine || what.Claimed):
			return Allowed, yours
		case in && (what.Nobodys || who.Role != RoleMember):
			return Allowed, ofGroup
		case in:
			return Denied, theirs
		}
	case Share, TakeBack:
		switch {
		case act == Share && what.Withdrawn:
			return Denied, takenBack
		case what.Mine || what.Claimed:
			return Allowed, yours
		case in && who.Role == RoleFacilitator && !what.Nobodys:
			return Allowed, assisted
		}
		return Denied, theirs
	case Facilitate:
		if in && who.Role != RoleMember {
			return Allowed, keepsList
		}
		return Denied, forFacilitators
	case Forget:
		if what.Concerns {
			return Allowed, yours
		}
		if in && who.Role != RoleMember {
			return Allowed, keepsList
		}
		return Denied, forFacilitators
	case Administer:
		if who.Role == RoleOperator && len(who.Projects) == 0 {
			return Allowed, forOperators
		}
		return Denied, forOperators
	}
	return Denied, forGroup
}

// names says whether an audience is named; everybody is everybody.
func names(sharing []string, audience string) bool {
	return slices.Contains(sharing, audience) || slices.Contains(sharing, publicID)
}

// May answers for an act of a viewer on a project: Write, Facilitate, Forget or Administer. What is not allowed is Refused.
func May(who Viewer, act Action, project string) error {
	may, why := Decide(who, act, Resource{Project: project}, Audience{}, Consent{})
	return refusedUnless(may, why)
}

// MayWith answers for an act on one entry: Correct, Share or TakeBack. An entry that the viewer may not know of is NotFound,
// what is not allowed is Refused.
func MayWith(seen Seen, act Action, entry string) error {
	s := seen.look()
	row := s.raw(entry)
	if row == nil || !s.isThere(entry) {
		return notThere("entry", entry, "give the number or the id of an entry")
	}
	may, why := Decide(s.lens.Viewer, act, s.resource(row, domain.FromPublisher(row.Body)), s.lens.Audience, Consent{})
	return refusedUnless(may, why)
}

func refusedUnless(may Decision, why Reason) error {
	if may {
		return nil
	}
	return &domain.Error{Kind: domain.Refused, Message: why.Words()}
}
