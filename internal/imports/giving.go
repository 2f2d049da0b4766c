package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/desirelines/desirelines/domain"
)

const formatGiving = "360giving"

// Giving imports grants as the 360Giving standard has them, a JSON object with a list "grants", from the position where in stands; it is
// read twice. Each grant is a project without an aim, known by the id of the grant, with its amount, its dates, its funder and the
// organisation that it went to. A newer file changes what it says of a grant; a grant that is no longer in it stays. What is not kept is
// named once for the file. Of a grant to a person nothing is kept that could name them. A file that is no such JSON is Invalid and nothing
// of it was taken.
func (i *Importer) Giving(ctx context.Context, in io.ReadSeeker) (Answer, error) {
	r := &grants{run: i.begin(i.NewID()), seen: map[string]int{}, others: map[string]int{}}
	start, err := in.Seek(0, io.SeekCurrent)
	if err != nil {
		return r.end(), fmt.Errorf("find where the file starts: %w", err)
	}
	if err := eachGrant(in, func(int, json.RawMessage) error { return ctx.Err() }); err != nil {
		return r.end(), err
	}
	if _, err := in.Seek(start, io.SeekStart); err != nil {
		return r.end(), fmt.Errorf("go back to the start of the file: %w", err)
	}
	err = eachGrant(in, func(n int, raw json.RawMessage) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := r.grant(ctx, n, raw)
		r.progress(n)
		return err
	})
	for _, name := range slices.Sorted(maps.Keys(r.others)) {
		r.problem(Problem{Where: "grants", Value: name, What: fmt.Sprintf("the field %s of %d grants is not kept", name, r.others[name])})
	}
	return r.end(), err
}

// eachGrant calls yield with each grant and its number from 1. Not more than one is held.
func eachGrant(in io.Reader, yield func(n int, raw json.RawMessage) error) error {
	d := json.NewDecoder(in)
	refused := func(err error) error {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return &domain.Error{
				Kind: domain.Invalid, Message: fmt.Sprintf("nothing was imported: byte %d: %v", d.InputOffset(), err), Want: "give a JSON file as the 360Giving standard has it",
			}
		}
		return err
	}
	wrong := func() error {
		return &domain.Error{Kind: domain.Invalid, Message: "nothing was imported: the file has no list of grants", Want: `give a JSON object with a list "grants"`}
	}
	if open, err := d.Token(); err != nil {
		return refused(err)
	} else if open != json.Delim('{') {
		return wrong()
	}
	found := false
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return refused(err)
		}
		if name != "grants" || found {
			var skip json.RawMessage
			if err := d.Decode(&skip); err != nil {
				return refused(err)
			}
			continue
		}
		found = true
		if open, err := d.Token(); err != nil {
			return refused(err)
		} else if open != json.Delim('[') {
			return wrong()
		}
		for n := 1; d.More(); n++ {
			var raw json.RawMessage
			if err := d.Decode(&raw); err != nil {
				return refused(err)
			}
			if err := yield(n, raw); err != nil {
				return err
			}
		}
		if _, err := d.Token(); err != nil {
			return refused(err)
		}
	}
	if _, err := d.Token(); err != nil {
		return refused(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return refused(&json.SyntaxError{Offset: d.InputOffset()})
	}
	if !found {
		return wrong()
	}
	return nil
}

// grants is the import of the grants of one file.
type grants struct {
	*run
	seen   map[string]int // the number of the grant, by project
	others map[string]int // how many grants have a field that is not kept
}

// grant takes one grant, or makes it a problem.
func (r *grants) grant(ctx context.Context, n int, raw json.RawMessage) error {
	r.answer.Read++
	at := fmt.Sprintf("grants[%d]", n)
	refuse := func(what, value string) error {
		r.problem(Problem{Where: at, What: what, Value: domain.Short(value, 200), Refused: true})
		return nil
	}
	g, err := readGrant(raw)
	if err != nil {
		return refuse(sentence(err), valueOf(err))
	}
	project := tidy(g.ID)
	at += " " + project
	switch before, twice := r.seen[project]; {
	case project == "":
		return refuse("the grant has no id that can be kept", g.ID)
	case twice:
		return refuse(fmt.Sprintf("the file has this grant already, as number %d; that one was taken and this one was not", before), g.ID)
	}
	r.seen[project] = n
	for _, name := range g.others {
		r.others[name]++
	}
	for _, says := range g.warnings {
		r.problem(Problem{Where: at, What: says})
	}
	events, err := r.events(ctx, project)
	if err != nil {
		return err
	}
	stands := foldGrant(events)
	if stands.foreign {
		return refuse("there is a project with this id that did not come from grants; it stays as it is", project)
	}
	date := g.Modified.UTC()
	if !date.IsZero() && date.Before(stands.date) {
		r.problem(Problem{Where: at, Value: stamp(date),
			What: fmt.Sprintf("this grant is older (%s) than what stands (%s); nothing of it was changed", stamp(date), stamp(stands.date))})
		return nil
	}
	steps := stands.plan(g.described(project), at, domain.Write("funder's file of "+dayOf(date).Or(r.Today).String()))
	if len(steps) == 0 {
		r.answer.Unchanged++
		return nil
	}
	s := sender{run: r.run, project: project, correlation: r.answer.ID, commandID: r.NewID}
	s.last = func(appended int) *domain.Draft {
		if appended == 0 {
			return nil
		}
		return &domain.Draft{Body: r.made(formatGiving, date, appended), Happened: r.Today}
	}
	return s.send(ctx, steps)
}

// grantStands is what files of grants last said of a project.
type grantStands struct {
	exists, foreign bool
	ended           bool // by taking an import back
	date            time.Time
	said            *domain.ProjectDescribed
}

// foldGrant reads the events of a project. One that somebody began otherwise is foreign.
func foldGrant(events []domain.Event) grantStands {
	s := grantStands{exists: len(events) > 0}
	ours := map[string]bool{}
	var made []*domain.ImportMade
	for i := range events {
		switch b := events[i].Body.(type) {
		case *domain.ImportMade:
			if b.Format == formatGiving {
				ours[b.Import], made = true, append(made, b)
			}
		case *domain.ImportUndone:
			made = slices.DeleteFunc(made, func(m *domain.ImportMade) bool { return m.Import == b.Import })
		}
	}
	if len(made) > 0 {
		s.date = made[len(made)-1].Published
	}
	for i := range events {
		switch b := events[i].Body.(type) {
		case *domain.ProjectStarted:
			s.foreign = !ours[events[i].Correlation]
		case *domain.ProjectEnded:
			s.ended = ours[events[i].Correlation]
			continue
		case *domain.ProjectReopened:
			s.ended = false
			continue
		case *domain.ProjectDescribed:
			if b.Published == nil {
				continue // people may call it as they like
			}
		default:
			continue
		}
		if ours[events[i].Correlation] {
			s.said = normal(events[i].Body, s.said).(*domain.ProjectDescribed)
		}
	}
	return s
}

// plan makes the steps from what stands to what the file says.
func (s grantStands) plan(now *domain.ProjectDescribed, at string, why domain.Words) (steps []*step) {
	add := func(body domain.Body) {
		one := &step{draft: domain.Draft{Body: body}, where: at, size: len(asJSON(body))}
		if len(steps) > 0 {
			one.on = steps[len(steps)-1]
		}
		steps = append(steps, one)
	}
	if !s.exists {
		add(&domain.ProjectStarted{Name: now.Name, Published: now.Published})
		return steps
	}
	if s.ended { // the import that began it was taken back
		add(&domain.ProjectReopened{Why: why})
	}
	if s.said != nil && sameAs(s.said, now) {
		return steps
	}
	described := &domain.ProjectDescribed{Published: now.Published}
	if s.said == nil || s.said.Name != now.Name {
		described.Name = now.Name
	}
	add(described)
	return steps
}

// grantFile is a grant as the file has it, as far as it is kept.
type grantFile struct {
	ID, Title, Description, Currency string
	Amount                           json.Number
	Modified                         time.Time
	published                        domain.Published
	others, warnings                 []string
}

// described is what the file says of the project.
func (g *grantFile) described(project string) *domain.ProjectDescribed {
	name := strings.Join(strings.Fields(g.Title), " ")
	if name == "" {
		name = project
	}
	p := g.published
	if g.ID != project {
		p.Attributes[attrIdentifier] = g.ID
	}
	return &domain.ProjectDescribed{Name: cut(name, domain.MaxName), Published: &p}
}
