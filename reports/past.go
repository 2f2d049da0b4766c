package reports

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports/small"
)

// What Past keeps in memory: so many entries of projects as they were told, and so many figures of measures.
const (
	pastEntries = 400_000
	pastFigures = 100_000
	nowFigures  = 50_000   // figures of projects as they stand
	nowBytes    = 64 << 20 // of the same as they are shown
)

// Past folds a project up to its releases, to show them again and to know what an audience was told before, and keeps what that
// gave: what a release knows never changes. It also keeps the figures of projects as they stand, until a row of theirs is another. What is kept holds words only as they are sealed, or none at all. It is safe for concurrent use.
type Past struct {
	source   projections.Source
	views    *shelf[projections.View]
	figures  *shelf[toldFigures]
	compared *shelf[[]projections.AimFigures]
	measures *shelf[map[string]Measure]
}

// NewPast returns a past that reads the events of projects from source.
func NewPast(source projections.Source) *Past {
	return &Past{
		source, newShelf[projections.View](pastEntries), newShelf[toldFigures](pastFigures), newShelf[[]projections.AimFigures](nowFigures),
		newShelf[map[string]Measure](nowBytes),
	}
}

// toldFigures is what an audience was told in figures, release by release, oldest first, by projections.MeasureID.
type toldFigures []map[string]small.Told

// of returns how the figures of one measure were told. A release that did not have it told nothing.
func (t toldFigures) of(measure string) []small.Told {
	told := make([]small.Told, len(t))
	for i, release := range t {
		told[i] = release[measure]
	}
	return told
}

// Reading is everything that is needed to look at one project: Live calls a function with the project as it stands, while its rows are
// held, and Lens says for that who looks.
type Reading struct {
	Past *Past
	Live func(context.Context, func(projections.View) error) error
	Lens func(now projections.View) (Lens, error)
	Ask  Ask
}

// errUnreached is what a reading meets while the keys of what people wrote cannot be reached: it would look like removed.
var errUnreached = &domain.Error{Kind: domain.Unavailable, Message: "what people wrote cannot be opened now", Want: "try again in a moment; nothing is lost"}

// SeenIn builds something from what may be seen in a reading. build runs while rows are held, so it only builds; it may run with the project as
// it stands or with an earlier moment of it, but once.
func SeenIn[T any](ctx context.Context, r Reading, build func(Seen) (T, error)) (built T, err error) {
	var lens Lens
	var asked Asked
	through := func(v projections.View) error {
		asked.compared, asked.measures = r.Past.compared, r.Past.measures
		unreached := domain.Unreached(lens.Opener)
		seen, err := lens.See(v, asked)
		if err != nil {
			return err
		}
		if built, err = build(seen); err == nil && domain.Unreached(lens.Opener) != unreached {
			err = errUnreached
		}
		return err
	}
	done := false
	err = r.Live(ctx, func(v projections.View) error {
		if lens, err = r.Lens(v); err != nil {
			return err
		}
		if asked, err = lens.Resolve(v, r.Ask); err != nil || !asked.Now() || !r.Past.recall(lens, v.Project, &asked) {
			return err
		}
		done = true
		return through(v)
	})
	if err != nil || done {
		return built, err
	}
	v, err := r.Past.prepare(ctx, lens, &asked)
	switch {
	case err != nil:
	case asked.Now():
		err = r.Live(ctx, through)
	default:
		err = through(v)
	}
	return built, err
}

// recall gives a question what was told before, where that is kept or nothing is needed.
func (p *Past) recall(l Lens, project string, asked *Asked) bool {
	if asked.before(l); len(asked.releases) == 0 {
		return true
	}
	figures, ok := p.figures.kept(figuresKey(project, asked))
	asked.figures = figures
	return ok
}

// prepare finds what was told before, and the project at the moment asked unless that is now.
func (p *Past) prepare(ctx context.Context, l Lens, asked *Asked) (view projections.View, err error) {
	project := asked.project
	if asked.before(l); len(asked.releases) > 0 {
		if asked.figures, err = p.tell(ctx, l.Audience, project, asked); err != nil {
			return view, err
		}
	}
	switch {
	case asked.Now():
		return view, nil
	case asked.told == nil:
		return asked.Replay(ctx, p.source, project)
	}
	key := project + "\x1f" + sayNumber(asked.position)
	return p.views.get(ctx, key, func(ctx context.Context) (projections.View, int, error) {
		v, err := asked.Replay(ctx, p.source, project)
		return v, int(asked.position), err
	})
}

// before keeps the releases that matter to a question: those to an audience that is not shown small numbers.
func (a *Asked) before(l Lens) {
	if !l.Audience.rule().Hides() {
		a.releases = nil
	}
}

func figuresKey(project string, asked *Asked) string {
	last := asked.releases[len(asked.releases)-1]
	return strings.Join([]string{project, string(asked.against), last.ID}, "\x1f")
}

// tell returns the figures of the releases of a question, as they were told each time.
func (p *Past) tell(ctx context.Context, a Audience, project string, asked *Asked) (toldFigures, error) {
	return p.figures.get(ctx, figuresKey(project, asked), func(ctx context.Context) (toldFigures, int, error) {
		releases, earlier := asked.releases, toldFigures{}
		if n := len(releases) - 1; n > 0 {
			less := *asked
			less.releases = releases[:n]
			earlier, _ = p.figures.kept(figuresKey(project, &less))
		}
		told, err := p.tellAfter(ctx, earlier, a, project, releases, asked.against)
		weight := 1
		for _, t := range told {
			weight += len(t)
		}
		return told, weight, err
	})
}

// tellAfter adds to the figures of the first releases those of the others.
func (p *Past) tellAfter(ctx context.Context, earlier toldFigures, a Audience, project string, releases []Release, against aimed.Against) (toldFigures, error) {
	events, err := projections.AllEvents(ctx, p.source, project)
	if err != nil {
		return nil, err
	}
	skips, err := projections.ReadSkips(ctx, p.source)
	if err != nil {
		return nil, err
	}
	raw, err := compareEach(a, project, events, skips, releases[len(earlier):], against)
	if err != nil {
		return nil, err
	}
	told := slices.Clip(earlier)
	for _, r := range raw {
		told = append(told, r.tell(told))
	}
	return told, nil
}

// atRelease is what a project came to at a release, and by which rule it was told.
type atRelease struct {
	rule small.Rule
	aims []projections.AimFigures
}

func (r atRelease) tell(before toldFigures) map[string]small.Told {
	told := map[string]small.Told{}
	for _, a := range r.aims {
		for _, m := range a.Measures {
			id := projections.MeasureID(m.Measure.Aim, m.Measure.Measure)
			if r.rule.Touches(m.Measure.Definition) {
				told[id] = r.rule.Tell(before.of(id), m.Measure.Definition, m.Figures)
			}
		}
	}
	return told
}

// compareEach returns what each release knew: with what was taken back until it was told, and nothing that was taken back later. The
// project is folded once, as far as the releases follow each other.
func compareEach(a Audience, project string, events []domain.Event, skips projections.Skips, releases []Release, against aimed.Against) ([]atRelease, error) {
	list, steps, taken := make([]atRelease, len(releases)), projections.NewSteps(project).Honour(skips), 0
	upTo := func(position uint64) int {
		n, _ := slices.BinarySearchFunc(events, position+1, func(e domain.Event, at uint64) int { return cmp.Compare(e.Position, at) })
		return n
	}
	for i, r := range releases {
		n := upTo(r.Position)
		if n < taken { // it tells of an earlier moment than the one before
			steps, taken = projections.NewSteps(project).Honour(skips), 0
		}
		if err := steps.TakeAll(events[taken:n]); err != nil {
			return nil, err
		}
		taken = n
		var err error
		if list[i], err = compareAt(a, project, steps.View(), events[:upTo(r.Told)], r, against); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// compareAt is what a release knew; until are all events up to the one that told it.
func compareAt(a Audience, project string, view projections.View, until []domain.Event, r Release, against aimed.Against) (at atRelease, err error) {
	if then, err := AudienceIn(view, a.ID); err == nil {
		a = then
	}
	asked := Asked{
		project: project, at: true, position: r.Position, against: against, askedOn: domain.Date(r.On), today: domain.Date(r.On),
		redactions: redactionsIn(until), told: &r,
	}
	if asked.standing, err = standingIn(project, until); err != nil {
		return at, err
	}
	lens := Lens{Viewer: Viewer{Role: RoleLink, Projects: []string{project}, Audience: a.ID}, Audience: a}
	seen, err := lens.See(view, asked)
	if err != nil {
		return at, err
	}
	s := seen.look()
	return atRelease{a.rule(), projections.Compare(s.view(), asked.question(), nil)}, nil
}
