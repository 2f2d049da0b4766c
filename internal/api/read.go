package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/domain/aimed"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// see builds something from what may be seen of the project that is asked for, at the moment asked. build runs while rows are held, so it only
// builds.
func see[T any](q *question, build func(reports.Seen) (T, error)) (T, error) {
	return seeIn(q, q.asked[inProject.name], q.asked[atMoment.name], build)
}

func seeIn[T any](q *question, project, at string, build func(reports.Seen) (T, error)) (built T, err error) {
	ask, err := q.ask(at)
	if err != nil {
		return built, err
	}
	var heard []reports.Heard
	var viewer reports.Viewer
	built, err = reports.SeenIn(q.r.Context(), reports.Reading{
		Past: q.past, Ask: ask,
		Live: func(ctx context.Context, fn func(projections.View) error) error { return q.live(ctx, project, fn) },
		Lens: func(v projections.View) (reports.Lens, error) {
			lens, err := q.lens(v)
			viewer = lens.Viewer
			return lens, err
		},
	}, func(seen reports.Seen) (T, error) {
		built, err := build(seen)
		heard = reports.HeardIn(seen)
		return built, err
	})
	if err != nil {
		return built, err
	}
	return built, q.hearAs(viewer, project, heard)
}

func (q *question) ask(at string) (reports.Ask, error) {
	by, err := domain.ParseDate(q.asked[happenedBy.name])
	return reports.Ask{At: at, HappenedBy: by, Against: aimed.Against(q.asked[against.name]), Now: q.Now()}, err
}

// live calls fn with a project as it stands. One that nobody started, or that the token may not know of, is NotFound.
func (q *question) live(ctx context.Context, project string, fn func(projections.View) error) error {
	return q.Views.Read(ctx, func(rows projections.Reader) error {
		v := projections.Live(rows, project)
		if row, ok := v.Summary(); !ok || !row.Started {
			return noProject(project)
		}
		if _, ok, err := q.viewer(rows, project); err != nil || !ok {
			return notOpen(err, project)
		}
		return fn(v)
	})
}

func notOpen(err error, project string) error {
	if err != nil {
		return err
	}
	return noProject(project)
}

// lens is how the person of the token looks at a project: through the eyes of the audience that is asked for, else through their own.
func (q *question) lens(now projections.View) (reports.Lens, error) {
	v, ok, err := q.viewer(now, now.Project)
	if err != nil || !ok {
		return reports.Lens{}, notOpen(err, now.Project)
	}
	named := q.asked[audience.name]
	if named == "" {
		named = eyes(v.Role)
	}
	theirs := reports.AudiencesFor(v, now)
	through, err := reports.AudienceIn(now, named)
	may := slices.ContainsFunc(theirs, func(a reports.Audience) bool { return a.ID == through.ID })
	if err != nil || (through.Named || through.Circle()) && !may {
		return reports.Lens{}, at("?"+audience.name, noAudience(named, theirs)) // one that the project named is as good as none for who is not of it
	}
	return reports.Lens{Viewer: v, Audience: through, Opener: q.Opener}, nil
}

// noAudience names the audiences that somebody may look through, and no other.
func noAudience(id string, theirs []reports.Audience) error {
	want := "leave it out"
	for _, a := range theirs {
		want += ", or choose " + a.ID
	}
	return invalid(id, "there is no such audience", want)
}

// eyes is the audience through which a role looks where none is named.
func eyes(r reports.Role) string {
	switch r {
	case reports.RoleEvaluator:
		return domain.SharedEvaluators
	case reports.RoleFunder:
		return domain.SharedFunders
	case reports.RoleDecisionMaker:
		return domain.SharedDecisionMakers
	}
	return domain.SharedGroup
}

// shows answers with what build makes of what may be seen.
func shows[T any](build func(q *question, seen reports.Seen) (T, error)) func(*question) error {
	return func(q *question) error {
		if same, err := q.unchanged(); err != nil || same {
			return err
		}
		model, err := see(q, func(seen reports.Seen) (T, error) { return build(q, seen) })
		if err != nil {
			return err
		}
		return q.sendJSON(http.StatusOK, model)
	}
}

// sendJSON writes a model as the command line does. It is made whole first, so that a fault is a problem and not half an answer.
func (q *question) sendJSON(status int, model any) error {
	var b bytes.Buffer
	if err := reports.WriteJSON(&b, model); err != nil {
		return err
	}
	q.w.Header().Set("Content-Type", "application/json")
	q.w.WriteHeader(status)
	_, _ = q.w.Write(b.Bytes()) // who does not listen any more misses nothing
	return nil
}

func send(w http.ResponseWriter, r *http.Request, kind string, body []byte) {
	sum := sha256.Sum256(body)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:9])+`"`)
	w.Header().Del("Vary")
	if r.Header.Get("If-None-Match") == w.Header().Get("ETag") {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(body)
}
