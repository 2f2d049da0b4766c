package reports

import (
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
)

// What an audience sees of an entry.
const (
	SeesWords   = "words"
	SeesFigures = "figures"
	SeesNothing = "nothing"
)

// WhoSees answers for one entry: who can see this, and why?
type WhoSees struct {
	Entry   Line          `json:"entry"`
	Mine    bool          `json:"mine"` // the viewer wrote it, or holds its claim code
	Lines   []SeesLine    `json:"lines"`
	Options []ShareOption `json:"options"` // what the viewer may change; taking back first
}

// SeesLine is one audience and what it sees of the entry.
type SeesLine struct {
	Audience Told   `json:"audience"`
	Sees     string `json:"sees"` // words, figures or nothing
	Told     bool   `json:"told"` // it was told since; false: it sees nothing before that
	Says     string `json:"says"` // what it sees, or would once it was told, as a sentence
	Why      string `json:"why"`  // the reason, as a sentence
}

// ShareOption is something that may be changed about who sees an entry.
type ShareOption struct {
	Act      Action `json:"act"` // Share or TakeBack
	Audience Told   `json:"audience"`
	Says     string `json:"says"`     // for a button
	Assisted bool   `json:"assisted"` // the viewer would say it for the writer, who is asked first
}

// WhoSeesOf tells of an entry who can see it, and why. It is for the group: through another audience it is Refused, and an entry that
// the viewer may not know of is NotFound.
func WhoSeesOf(seen Seen, which string) (WhoSees, error) {
	s := seen.look()
	if s.lens.Audience.ID != groupID {
		return WhoSees{}, &domain.Error{Kind: domain.Refused, Message: "who sees what is for the group", Value: s.lens.Audience.ID, Want: "look through the group's own eyes"}
	}
	row, err := s.find(which)
	if err != nil {
		return WhoSees{}, err
	}
	raw := s.raw(row.ID)
	w := WhoSees{Entry: s.line(row), Mine: s.lens.Viewer.wrote(row.Actor) || s.lens.Viewer.holds(raw), Lines: []SeesLine{}, Options: []ShareOption{}}
	audiences := AudiencesOf(s.base)
	if sharing := s.sharing(raw); !slices.Contains(sharing, groupID) {
		w.Lines = append(w.Lines, s.seesPrivately(sharing, audiences))
	}
	for _, a := range audiences {
		if !a.Circle() {
			w.Lines = append(w.Lines, s.seesLine(raw, a))
		}
	}
	w.Options = s.shareOptions(raw, audiences)
	return w, nil
}

const toldInConfidence = "It was told in confidence. Who listens now reads what is told from then on, not what was told before."

// find returns an entry by its id or its number; NotFound where it is hidden or there is none.
func (s *sight) find(which string) (*projections.EntryRow, error) {
	rows := s.view().Entries()
	i := slices.IndexFunc(rows, func(r projections.EntryRow) bool { return r.ID == which || sayNumber(r.Position) == which })
	if i < 0 {
		return nil, notThere("entry", which, "give the number or the id of an entry")
	}
	return &rows[i], nil
}

// sharing is with whom an entry is shared today.
func (s *sight) sharing(row *projections.EntryRow) []string {
	return effective(row, "", s.now.about(row), s.today)
}

// seesPrivately is the line of who sees what is kept from the group. It is only asked for by one of them.
func (s *sight) seesPrivately(sharing []string, audiences []Audience) SeesLine {
	for _, a := range audiences {
		if a.Circle() && slices.Contains(sharing, a.ID) {
			return SeesLine{Told{a.ID, a.Name}, SeesWords, true, says(SeesWords), ofCircle.Words()}
		}
	}
	if slices.Contains(sharing, domain.SharedListener) {
		return SeesLine{Told{sharing[0], "whoever wrote it, and who listens in confidence"}, SeesWords, true, says(SeesWords), toldInConfidence}
	}
	return SeesLine{Told{sharing[0], "you"}, SeesWords, true, "You see it.", yours.Words()}
}

// seesLine asks the gate what somebody of an audience sees, who did not write the entry.
func (s *sight) seesLine(row *projections.EntryRow, a Audience) SeesLine {
	told := a.inside() || s.wasTold(a.ID, row.Position)
	who, published := s.somebodyOf(a), domain.FromPublisher(row.Body)
	line := SeesLine{Audience: Told{a.ID, a.Name}, Told: told}
	sees := s.whatTheySee(row, a, who, published)
	if sees != SeesNothing && !told {
		line.Sees, line.Says, line.Why = SeesNothing, "Once they are told: "+says(sees), notTold.Words()
		return line
	}
	line.Sees, line.Says = sees, says(sees)
	line.Why = s.why(row, a, who, sees).Words()
	return line
}

func (s *sight) whatTheySee(row *projections.EntryRow, a Audience, who Viewer, published bool) string {
	switch p := s.ask(row, published, who, a, true); {
	case !p.see || s.aboutHiddenFrom(row, a, who):
		return SeesNothing
	case p.rights.words:
		return SeesWords
	}
	return SeesFigures
}

// aboutHiddenFrom says whether an entry is about another one that an audience may not know of.
func (s *sight) aboutHiddenFrom(row *projections.EntryRow, a Audience, who Viewer) bool {
	event := domain.Event{ID: row.ID, Body: row.Body}
	for _, id := range []string{event.About().ID, onEntry(row.Body)} {
		about := s.raw(id)
		if id != row.ID && about != nil && !s.ask(about, domain.FromPublisher(about.Body), who, a, true).see {
			return true
		}
	}
	return false
}

// why is the reason that the gate gives for what somebody sees.
func (s *sight) why(row *projections.EntryRow, a Audience, who Viewer, sees string) Reason {
	what := s.resourceFor(row, domain.FromPublisher(row.Body), who)
	what.Told = true
	said := s.now.about(row)
	agreed := Consent{
		Sharing: effective(row, "", said, s.today), Field: effective(row, domain.ConsentWords, said, s.today),
		TakenBack: a.inside() && a.ID != groupID && takenBackFrom(a.ID, row, domain.ConsentWords, said, s.today),
	}
	_, why := Decide(who, ReadWords, what, a, agreed)
	return why
}

// somebodyOf is a viewer as those of an audience are.
func (s *sight) somebodyOf(a Audience) Viewer {
	v := Viewer{Projects: []string{s.base.Project}}
	switch a.ID {
	case groupID:
		v.Role = RoleMember
	case domain.SharedEvaluators:
		v.Role = RoleEvaluator
	case domain.SharedFunders:
		v.Role = RoleFunder
	case domain.SharedDecisionMakers:
		v.Role = RoleDecisionMaker
	case publicID:
		return Viewer{}
	default:
		v.Role, v.Audience = RoleLink, a.ID
	}
	return v
}

// wasTold says whether an audience was told what the project knew at a position.
func (s *sight) wasTold(audience string, position uint64) bool {
	return slices.ContainsFunc(s.base.Releases(audience), func(r projections.ReleaseRow) bool { return r.Position >= position })
}

// shareOptions are what the gate lets the viewer change.
func (s *sight) shareOptions(row *projections.EntryRow, audiences []Audience) []ShareOption {
	back, share := []ShareOption{}, []ShareOption{}
	what := s.resource(row, domain.FromPublisher(row.Body))
	if what.Kind != KindEntry && what.Kind != KindJudgement {
		return back
	}
	sharing := s.sharing(row)
	words := effective(row, domain.ConsentWords, s.now.about(row), s.today)
	for _, a := range audiences {
		if a.Circle() || a.ID != groupID && !slices.Contains(sharing, groupID) { // nobody outside sees what the group does not
			continue
		}
		act, does := Share, "Let "+a.Name+" read it"
		if a.ID == groupID {
			does = "Let my group read this"
		}
		shared := slices.Contains(words, a.ID)
		if a.ID == domain.SharedEvaluators {
			shared = s.whatTheySee(row, a, s.somebodyOf(a), what.Published) == SeesWords
		}
		if shared {
			act, does = TakeBack, "Take it back from "+a.Name
		}
		may, why := Decide(s.lens.Viewer, act, what, s.lens.Audience, Consent{})
		switch option := (ShareOption{act, Told{a.ID, a.Name}, does, why == assisted}); {
		case !bool(may):
		case act == TakeBack:
			back = append(back, option)
		case what.Published: // it is for everybody already
		default:
			share = append(share, option)
		}
	}
	return append(back, share...)
}

func says(sees string) string {
	switch sees {
	case SeesWords:
		return "They can read the words."
	case SeesFigures:
		return "They see the figures and dates, not the words."
	}
	return "They see nothing of it."
}
