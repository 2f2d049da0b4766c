package imports

import (
	"context"
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// Undo takes a whole import back by ordinary events, in every project that it changed. They carry its id as
// correlation too, so that importing the file again brings everything back. What cannot be taken back, because nothing
// takes its kind back or because somebody said something else since, is a problem. An import that no project knows is
// NotFound; one that was undone already is Conflict. A call that was cut off is finished by the next one.
func (i *Importer) Undo(ctx context.Context, importID string) (Answer, error) {
	r := i.begin(importID)
	projects, open, err := i.projectsOf(ctx, importID)
	switch {
	case err != nil:
		return r.end(), err
	case len(projects) == 0:
		return r.end(), &domain.Error{Kind: domain.NotFound, Message: "there is no such import", Value: importID, Want: "give the id that the import answered with"}
	case len(open) == 0:
		return r.end(), &domain.Error{Kind: domain.Conflict, Message: "this import was undone already", Value: importID, Want: "nothing needs doing"}
	}
	for n, project := range open {
		events, err := r.events(ctx, project)
		if err != nil {
			return r.end(), err
		}
		if err := r.undo(ctx, project, events); err != nil {
			return r.end(), err
		}
		r.progress(n + 1)
	}
	return r.end(), nil
}

// projectsOf finds the projects that an import changed, and those of them where it was not undone.
func (i *Importer) projectsOf(ctx context.Context, importID string) (all, open []string, err error) {
	for c, err := range i.Source.Read(ctx, 1) {
		if err != nil {
			return nil, nil, err
		}
		for n := range c.Events {
			switch b := c.Events[n].Body.(type) {
			case *domain.ImportMade:
				if b.Import == importID {
					all, open = append(all, c.Project), append(open, c.Project)
				}
			case *domain.ImportUndone:
				if b.Import == importID {
					open = slices.DeleteFunc(open, func(p string) bool { return p == c.Project })
				}
			}
		}
	}
	return all, open, nil
}

func (r *run) undo(ctx context.Context, project string, events []domain.Event) error {
	taken := map[string]bool{}
	for n := range events {
		taken[events[n].Command] = true
	}
	commands, undoing := 0, map[string]bool{} // commands of a call that was cut off are not undone themselves
	next := func() string {
		commands++
		return derivedID("undo", r.answer.ID, project, number(commands))
	}
	for id := next(); taken[id]; id = next() {
		undoing[id] = true
	}
	commands--
	u := &takingBack{run: r, project: project, history: newHistory(events, r.answer.ID), importID: r.answer.ID, anew: map[string]*step{}}
	for n := range slices.Backward(events) {
		e := &events[n]
		if e.Correlation == r.answer.ID && !undoing[e.Command] {
			r.answer.Read++
			u.event(e)
		}
	}
	u.leftOut(events)
	s := sender{run: r, project: project, correlation: r.answer.ID, commandID: next}
	s.last = func(int) *domain.Draft {
		return &domain.Draft{Body: &domain.ImportUndone{Import: r.answer.ID}, Happened: r.Today}
	}
	return s.send(ctx, u.steps)
}

// takingBack is taking back in one project.
type takingBack struct {
	*run
	*history
	project  string
	importID string
	steps    []*step
	anew     map[string]*step // what is recorded anew, by the id it had
}

func (u *takingBack) step(e *domain.Event, body domain.Body) *step {
	one := &step{
		draft: domain.Draft{Body: body, Happened: u.Today}, size: len(asJSON(body)),
		where: u.where(e),
	}
	u.steps = append(u.steps, one)
	return one
}

func (u *takingBack) where(e *domain.Event) string {
	return "project " + u.project + " entry " + number(int(e.Position)) //nolint:gosec // far below
}

func (u *takingBack) cannot(e *domain.Event, why string) {
	u.problem(Problem{Where: u.where(e), What: why, Value: e.Body.Kind(), Refused: true})
}

// event takes back one event. Later ones of the import are taken back already.
func (u *takingBack) event(e *domain.Event) {
	switch b := e.Body.(type) {
	case *domain.ImportMade, *domain.ImportUndone, *domain.ImportMapped:
		u.answer.Read--
	case *domain.ProjectStarted, *domain.ProjectReopened:
		if !u.ended {
			u.step(e, &domain.ProjectEnded{})
		}
	case *domain.ProjectEnded:
		if u.ended {
			u.step(e, &domain.ProjectReopened{})
		}
	case *domain.ProjectDescribed:
		u.described(e)
	case *domain.AimRaised:
		u.retireAim(e, b.Aim)
	case *domain.AimAgreed:
		u.retireAim(e, b.Aim)
	case *domain.AimRevised:
		u.aimBack(e, b.Aim)
	case *domain.AimRetired:
		u.agreeAgain(e, b.Aim)
	case *domain.AimDropped:
		u.agreeAgain(e, b.Aim)
	case *domain.MeasureAdded:
		if k := measureKey(b.Aim, b.Measure); u.inForce[k] {
			delete(u.inForce, k)
			u.step(e, &domain.MeasureRetired{Aim: b.Aim, Measure: b.Measure})
		}
	case *domain.MeasureRevised:
		u.measureBack(e, measureKey(b.Aim, b.Measure))
	case *domain.MeasureRetired:
		u.addAgain(e, measureKey(b.Aim, b.Measure))
	case *domain.PeriodRetired:
		if v, ok := u.lastTargetOf(b, e.Position); ok {
			u.step(e, v.body).draft.Happened = v.happened
		}
	case *domain.EntryCorrected:
		u.correctBack(e, b)
	case *domain.EntryWithdrawn:
		u.recordAgain(e, b)
	case *domain.EntryRedacted:
		u.cannot(e, "words that were taken out of sight cannot be brought back")
	case *domain.PersonJoined:
		u.step(e, &domain.PersonLeft{Person: b.Person})
	default:
		if !u.withdrawn[e.ID] {
			u.step(e, &domain.EntryWithdrawn{Entry: e.ID}) // refused where a kind cannot be withdrawn: a problem
		}
	}
}

func (u *takingBack) described(e *domain.Event) {
	was, ok := before(u.history.project, e.Position)
	switch {
	case !ok: // nobody said anything before
	case overtaken(u.history.project, e.Position):
		u.cannot(e, "the project was described anew since; that stays")
	default:
		u.step(e, was.body)
	}
}

func (u *takingBack) retireAim(e *domain.Event, aim string) {
	if k := aimKey(aim); u.inForce[k] {
		delete(u.inForce, k)
		u.step(e, &domain.AimRetired{Aim: aim})
	}
}

func (u *takingBack) aimBack(e *domain.Event, aim string) {
	was, ok := before(u.aims[aim], e.Position)
	switch {
	case !ok || !u.inForce[aimKey(aim)]: // agreed by this import, or out of force since
	case overtaken(u.aims[aim], e.Position):
		u.cannot(e, "the aim was put in other words since; that stays")
	default:
		b := was.body.(*domain.AimAgreed)
		u.step(e, &domain.AimRevised{Aim: aim, Statement: b.Statement, There: b.There, Published: b.Published})
	}
}

func (u *takingBack) agreeAgain(e *domain.Event, aim string) {
	if was, ok := before(u.aims[aim], e.Position); ok && !u.inForce[aimKey(aim)] {
		u.inForce[aimKey(aim)] = true
		u.step(e, was.body).draft.Happened = was.happened
	}
}

func (u *takingBack) measureBack(e *domain.Event, k key) {
	was, ok := before(u.measures[k], e.Position)
	switch {
	case !ok || !u.inForce[k]:
	case overtaken(u.measures[k], e.Position):
		u.cannot(e, "the measure was defined anew since; that stays")
	default:
		b := was.body.(*domain.MeasureAdded)
		u.step(e, &domain.MeasureRevised{Aim: b.Aim, Measure: b.Measure, Definition: b.Definition, Published: b.Published})
	}
}

func (u *takingBack) addAgain(e *domain.Event, k key) {
	if was, ok := before(u.measures[k], e.Position); ok && !u.inForce[k] {
		u.inForce[k] = true
		u.step(e, was.body).draft.Happened = was.happened
	}
}

func (u *takingBack) correctBack(e *domain.Event, b *domain.EntryCorrected) {
	list := u.entries[b.Entry]
	was, ok := before(list, e.Position)
	switch {
	case !ok || u.withdrawn[b.Entry] || u.ours(b.Entry): // it no longer counts, or is withdrawn here
	case overtaken(list, e.Position):
		u.cannot(e, "the entry was corrected again since; that stays")
	default:
		u.step(e, &domain.EntryCorrected{Entry: b.Entry, With: was.body, Happened: &was.happened})
	}
}

// recordAgain records a withdrawn entry anew, as it stood, unless it came with the import itself.
func (u *takingBack) recordAgain(e *domain.Event, b *domain.EntryWithdrawn) {
	was, ok := before(u.entries[b.Entry], e.Position)
	first := u.firsts[b.Entry]
	if !ok || first == nil || u.ours(b.Entry) {
		return
	}
	one := u.step(e, was.body)
	one.draft.Happened, one.draft.Knowing, one.draft.Taken, one.draft.Sharing = was.happened, first.Knowing, first.Taken, first.Sharing
	one.draft.Original = first.Recorded
	if !first.Original.IsZero() {
		one.draft.Original = first.Original
	}
	u.anew[b.Entry] = one
	if evidence, is := was.body.(*domain.EvidenceAttached); is {
		if owner := u.anew[evidence.Entry]; owner != nil {
			now := *evidence
			one.draft.Body, one.on = &now, owner
			one.bind = func() { now.Entry = owner.id }
		}
	}
}

// ours says whether the import recorded an entry.
func (u *takingBack) ours(entry string) bool {
	list := u.entries[entry]
	return len(list) > 0 && list[0].byImport
}

// leftOut says where entries came with the import and carry another correlation, as lines of an export may.
func (u *takingBack) leftOut(events []domain.Event) {
	mine := 0
	for n := range events {
		e := &events[n]
		if b, ok := e.Body.(*domain.ImportMade); ok && b.Import == u.importID && b.Appended > mine {
			u.problem(Problem{Where: u.where(e), Value: number(b.Appended - mine), Refused: true,
				What: "entries of this import belong to an undertaking of their own and stay"})
		}
		if e.Correlation == u.importID {
			mine++
		}
	}
}
