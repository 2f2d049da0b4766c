package reports

import (
	"cmp"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
)

// Lens is the one gate between rows and everything that is shown. It asks Decide about every row, for one viewer through the eyes
// of one audience; what was agreed counts as of now, whatever moment is shown. Whoever looks from outside sees the project as it was
// last told to them (Resolve finds it), whoever may preview sees what would be told today.
type Lens struct {
	Viewer   Viewer
	Audience Audience
	Opener   domain.Opener // opens sealed fields; nil: every sealed field counts as removed
	Today    domain.Date   // what was agreed until a day counts up to it; zero: the day of Ask.Now
}

// Resolve finds the moment that is meant, with the project as it stands now. The group and its evaluators look at any moment, see the
// function Resolve. Outside it is the newest release to the audience, or with Ask.At the last one at or before that moment;
// where there is none, IsNotTold, or Refused for a preview. What had happened by a day is Refused there, and so are an older aim and an audience that
// is not the viewer's.
func (l Lens) Resolve(now projections.View, a Ask) (Asked, error) {
	if err := l.mayLook(now); err != nil {
		return Asked{}, err
	}
	a.At = strings.TrimSpace(a.At)
	if l.Audience.inside() {
		return Resolve(now, a)
	}
	if l.Outside(now.Project) && a.Against != "" && a.Against != aimed.Now { // two aims for one figure would narrow what it stands for
		return Asked{}, notBack()
	}
	if a.At == "" && !l.Outside(now.Project) {
		asked, err := Resolve(now, a)
		asked.releases = l.told(now, 0)
		return asked, err
	}
	if a.HappenedBy.Known() {
		return Asked{}, notBack()
	}
	release, err := l.releaseAt(now, a.At)
	switch {
	case IsNotTold(err) && !l.Outside(now.Project): // nothing to show again, and no other moment is theirs to see
		return Asked{}, notBack()
	case err != nil:
		return Asked{}, err
	}
	asked, err := Resolve(now, Ask{At: sayNumber(release.Position), Against: a.Against, Now: a.Now})
	asked.told, asked.askedOn, asked.releases = &release, domain.Date(release.On), l.told(now, release.Told)
	asked.taken = takenSince(now.Entries(), release)
	return asked, err
}

// See returns what the viewer may see of a view. The Seen reads the view's rows, so it lives no longer than they do. An audience that is
// not the viewer's is Refused, a circle Invalid as one that does not exist. So is looking back from outside, because two moments side by side would give single people away,
// and a view that is not the one that was told.
func (l Lens) See(view projections.View, asked Asked) (Seen, error) {
	if err := l.mayLook(view); err != nil {
		return Seen{}, err
	}
	if err := l.mayAsk(view, asked); err != nil {
		return Seen{}, err
	}
	s := &sight{
		lens: l, asked: asked, base: view, zone: view.Zone(), looked: map[string]*sighting{}, now: asked.standing,
		today: l.Today.Or(asked.today).Or(domain.Date{Year: 9999, Month: 12, Day: 31}), // nobody said: what has an end has come to it
		told:  asked.told != nil || l.Audience.inside() || !l.Outside(view.Project),
	}
	if s.now == nil {
		s.now = standingOf(view)
	}
	s.aims = s.foldAims()
	return Seen{s}, nil
}

// Outside says whether the viewer sees of a project what was told and nothing else.
func (l Lens) Outside(project string) bool {
	return !l.Audience.inside() && !l.Viewer.previews(project)
}

// Key is what a page depends on beside its project, the newest entry there and the day.
func (l Lens) Key() string {
	v := l.Viewer
	if v.Role == RoleLink || v.Role == RoleStranger {
		v.Person = ""
	}
	return strings.Join([]string{l.Audience.ID, string(v.Role), v.Person, v.Audience, v.Release, strings.Join(v.Projects, "\x1f"), strings.Join(v.Holds, "\x1f")}, "\x1e")
}

func (l Lens) mayLook(view projections.View) error {
	may, why := Decide(l.Viewer, Look, Resource{Project: view.Project}, l.Audience, Consent{})
	switch {
	case bool(may):
		return nil
	case l.Audience.Circle():
		return noAudience(l.Audience.ID, slices.DeleteFunc(AudiencesOf(view), Audience.Circle))
	}
	return &domain.Error{Kind: domain.Refused, Message: strings.TrimSuffix(why.Words(), "."), Value: l.Audience.ID, Want: "look at what is yours"}
}

// mayAsk refuses a moment that is not for the viewer.
func (l Lens) mayAsk(view projections.View, asked Asked) error {
	switch told := asked.told; {
	case l.Audience.inside():
		return nil
	case told != nil:
		if told.Audience.ID == l.Audience.ID && told.Position == view.Known.Position && cmp.Or(l.Viewer.Release, told.ID) == told.ID && !asked.happenedBy.Known() {
			return nil
		}
	case !l.Outside(view.Project) && asked.Now():
		return nil
	}
	return notBack()
}

func notBack() error {
	return &domain.Error{
		Kind: domain.Refused, Message: "looking back is for the group and its evaluators", Want: "ask without a moment, or for what was told",
	}
}

// rights says which texts of an entry may be read, and which are gone for good.
type rights struct {
	words, names, secrets bool
	gone                  [3]bool // of the same three: whoever wrote it was forgotten
	heard                 *hearing
}

// personal is any of Words, Identity and Confidential.
type personal interface {
	IsZero() bool
	Reveal(domain.Opener) (text string, erased bool)
}

// open returns a text for somebody who may or may not read it.
func (l Lens) open(p personal, r rights) SeenText {
	if p.IsZero() {
		return SeenText{State: TextEmpty}
	}
	may, gone := r.words, r.gone[0]
	switch p.(type) {
	case domain.Identity:
		may, gone = r.names, r.gone[1]
	case domain.Confidential:
		may, gone = r.secrets, r.gone[2]
	}
	if !may {
		return SeenText{State: TextPrivate}
	}
	text, erased := p.Reveal(l.Opener)
	switch {
	case erased || gone:
		return SeenText{State: TextRemoved}
	case text == "":
		return SeenText{State: TextEmpty}
	}
	r.heard.reads(p)
	return SeenText{text, TextShown}
}
