package imports

import (
	"cmp"
	"slices"

	"github.com/desirelines/desirelines/domain"
)

// plan makes the steps from what stands to what an activity says.
type plan struct {
	stands    *standing
	why       domain.Words // the reason of each revision
	updated   domain.Date  // the day the publisher changed it last; unknown where the file does not say
	path      string       // names the activity in problems
	wanted    map[key]bool // what the activity says
	steps     []*step
	made      map[key]*step // the last step for a key
	restated  map[key]bool  // series of which one was stated anew, so that the later ones must follow
	unchanged int
}

func (s *standing) plan(now *statements, why domain.Words) *plan {
	p := &plan{
		stands: s, why: why, updated: now.updated, path: activityStep(now.activity),
		wanted: make(map[key]bool, len(now.list)), made: make(map[key]*step, len(now.list)), restated: map[key]bool{},
	}
	for i := range now.list {
		p.wanted[now.list[i].key] = true
		if k := now.list[i].key; k.thing == ofTarget {
			p.wanted[k.ofPeriod()] = true
		}
	}
	for i := range now.list {
		p.statement(&now.list[i])
	}
	p.retireTheRest()
	return p
}

func (p *plan) statement(now *statement) {
	before := p.stands.said[now.key]
	n := len(p.steps)
	switch now.key.thing {
	case ofProject:
		p.project(now, before)
	case ofAim:
		p.aim(now, before)
	case ofMeasure:
		p.measure(now, before)
	case ofBaseline, ofTarget:
		p.stated(now, before)
	case ofOutcome, ofEvidence:
		p.entry(now, before)
	}
	if len(p.steps) == n {
		p.unchanged++
	}
}

// add makes a step of a statement; what it is part of comes first.
func (p *plan) add(now *statement, body domain.Body) *step {
	one := &step{draft: domain.Draft{Body: body, Happened: now.happened}, where: where(now.line, p.path), size: len(asJSON(body))}
	container := now.key.within()
	if now.key.thing == ofEvidence {
		container = now.key.ofOwner()
	}
	for _, k := range []key{container, container.ofMeasure()} {
		if on := p.made[k]; on != nil && begins(on.draft.Body) {
			one.on = on
			break
		}
	}
	p.steps = append(p.steps, one)
	p.made[now.key] = one
	return one
}

// begins says whether what follows cannot be recorded without this.
func begins(body domain.Body) bool {
	switch body.(type) {
	case *domain.ProjectStarted, *domain.AimAgreed, *domain.MeasureAdded,
		*domain.BaselineSet, *domain.TargetSet, *domain.OutcomeRecorded:
		return true
	}
	return false
}

func (p *plan) project(now *statement, before *said) {
	b := now.body.(*domain.ProjectDescribed)
	if !p.stands.exists {
		p.add(now, &domain.ProjectStarted{Name: b.Name, Published: b.Published})
		return
	}
	var opened *step
	if p.stands.closed && p.stands.ended {
		opened = p.add(now, &domain.ProjectReopened{Why: p.why})
	}
	if before != nil && sameAs(before.body, b) {
		return
	}
	described := &domain.ProjectDescribed{Published: b.Published}
	if before == nil || before.body.(*domain.ProjectDescribed).Name != b.Name {
		described.Name = b.Name // else it stays as people may have changed it
	}
	p.add(now, described).on = opened
}

func (p *plan) aim(now *statement, before *said) {
	b := now.body.(*domain.AimAgreed)
	back := before != nil && before.gone
	switch {
	case (before == nil || back) && !p.stands.inForce[now.key]:
		p.add(now, b)
	case before == nil || back || !sameAs(before.body, b):
		p.add(now, &domain.AimRevised{Aim: b.Aim, Statement: b.Statement, Why: p.why, Published: b.Published})
	}
}

func (p *plan) measure(now *statement, before *said) {
	b := now.body.(*domain.MeasureAdded)
	back := before != nil && before.gone
	switch {
	case (before == nil || back) && !p.stands.inForce[now.key]:
		p.add(now, b)
	case before == nil || back || !sameAs(before.body, b):
		p.add(now, &domain.MeasureRevised{Aim: b.Aim, Measure: b.Measure, Definition: b.Definition, Why: p.why, Published: b.Published})
	}
}

// stated plans a baseline or a target. Of several in one series the last one counts, so a change to one of them states
// those after it again too; so does a period that comes back.
func (p *plan) stated(now *statement, before *said) {
	had := before != nil && len(before.entries) > 0
	again := p.restated[now.key.series()] || now.key.thing == ofTarget && p.stands.retired[now.key.ofPeriod()]
	if had && !again && sameAs(before.latest().body, now.body) {
		return
	}
	if !had {
		p.add(now, now.body)
		return
	}
	p.restated[now.key.series()] = true
	switch b := now.body.(type) {
	case *domain.BaselineSet:
		c := *b
		c.Why = p.why
		p.add(now, &c)
	case *domain.TargetSet:
		c := *b
		c.Why = p.why
		p.add(now, &c)
	}
}

// entry plans an outcome or evidence: what changed is corrected, so that it keeps its place.
func (p *plan) entry(now *statement, before *said) {
	if before == nil || len(before.entries) == 0 {
		p.withEntry(p.add(now, now.body), now)
		return
	}
	was := before.latest()
	if sameAs(was.body, now.body) {
		return
	}
	c := &domain.EntryCorrected{Entry: was.id, With: now.body, Why: p.why}
	if now.happened != was.happened {
		c.Happened = &now.happened
	}
	one := p.add(now, c)
	one.draft.Happened = p.updated
	p.withEntry(one, now)
}

// withEntry lets evidence name the entry it belongs to, which may be recorded only now.
func (p *plan) withEntry(one *step, now *statement) {
	evidence, ok := now.body.(*domain.EvidenceAttached)
	if !ok || now.key.owner < ofBaseline {
		return
	}
	if before := p.stands.said[now.key.ofOwner()]; before != nil && len(before.entries) > 0 {
		evidence.Entry = before.latest().id
	}
	owner := p.made[now.key.ofOwner()]
	if owner == nil || isCorrection(owner.draft.Body) {
		return
	}
	one.bind = func() { evidence.Entry = owner.id }
}

func isCorrection(b domain.Body) bool {
	_, ok := b.(*domain.EntryCorrected)
	return ok
}

// retireTheRest takes out of force what stands and the activity no longer says, the newest first. What was part of
// something that is gone goes with it and needs no step.
func (p *plan) retireTheRest() {
	keys := make([]key, 0, len(p.stands.said))
	for k := range p.stands.said {
		if !p.wanted[k] {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b key) int {
		return cmp.Compare(p.stands.said[b].position, p.stands.said[a].position)
	})
	for _, k := range keys {
		p.retire(k, p.stands.said[k])
	}
}

func (p *plan) retire(k key, was *said) {
	switch k.thing {
	case ofAim:
		if !was.gone && p.stands.inForce[k] {
			p.take(&domain.AimRetired{Aim: k.aim, Why: p.why})
		}
	case ofMeasure:
		if p.wanted[k.ofAim()] && !was.gone && p.stands.inForce[k] {
			p.take(&domain.MeasureRetired{Aim: k.aim, Measure: k.measure, Why: p.why})
		}
	default:
		if p.wanted[k.within()] {
			p.withdraw(was)
		} else if period := k.within(); period.thing == ofPeriod && len(was.entries) > 0 {
			p.retirePeriod(period)
		}
	}
}

func (p *plan) withdraw(was *said) {
	for _, e := range slices.Backward(was.entries) {
		if !p.stands.gone[e.id] {
			p.take(&domain.EntryWithdrawn{Entry: e.id, Why: p.why})
		}
	}
}

func (p *plan) retirePeriod(k key) {
	if p.stands.retired[k] || !p.wanted[k.ofMeasure()] {
		return
	}
	p.stands.retired[k] = true
	p.take(&domain.PeriodRetired{
		Aim: k.aim, Measure: k.measure, PeriodStart: k.start, PeriodEnd: k.end, Ordinal: k.ordinal, Why: p.why,
	})
}

func (p *plan) take(body domain.Body) {
	p.steps = append(p.steps, &step{
		draft: domain.Draft{Body: body, Happened: p.updated}, where: p.path, size: len(asJSON(body)),
	})
}
