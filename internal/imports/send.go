package imports

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/desirelines/desirelines/domain"
)

// One command becomes one commit or a part of one, and a commit holds at most 1 MiB.
const (
	mostDrafts = 200
	mostBytes  = 400_000
	envelope   = 700 // bytes of an event beside its body, about
)

// step is one draft to be recorded.
type step struct {
	draft domain.Draft
	size  int    // bytes of the body as JSON, about
	where string // for a problem
	on    *step  // what it relies on in the same import; nil: nothing
	bind  func() // completes the body with the ids of other steps, just before sending; nil: it is complete

	id      string // of the event, known when it is sent
	refused bool
}

// sender records the steps of one project. A command that is refused is halved until the step that is at fault stands
// alone and becomes a problem; what relies on it falls with it, the rest goes on.
type sender struct {
	*run
	project     string
	correlation string
	commandID   func() string                    // of the next command
	last        func(appended int) *domain.Draft // closes the work, in its last command; nil: nothing does
	appended    int                              // events recorded, without the last one
	fallen      int                              // steps not taken because what they rely on was refused
}

// send records steps in order, in as many commands as their size asks for. An error is one that is no refusal: the log
// cannot be reached, or the context ended. What was recorded before it stays.
func (s *sender) send(ctx context.Context, steps []*step) error {
	defer func() {
		if s.fallen > 0 {
			s.problem(Problem{Where: "project " + s.project, Value: number(s.fallen), Refused: true,
				What: "statements that belong to what was refused were not taken either"})
		}
	}()
	for len(steps) > 0 {
		n, size := 0, 0
		for n < len(steps) && n < mostDrafts && (n == 0 || size+steps[n].size+envelope <= mostBytes) {
			size += steps[n].size + envelope
			n++
		}
		if err := s.part(ctx, steps[:n], n == len(steps)); err != nil {
			return err
		}
		steps = steps[n:]
	}
	return nil
}

// part records steps as one command if it can; final says that nothing comes after them.
func (s *sender) part(ctx context.Context, steps []*step, final bool) error {
	steps = s.withoutFallen(steps)
	command := domain.Command{ID: s.commandID(), Project: s.project, Actor: s.Actor, Correlation: s.correlation}
	for n, one := range steps {
		one.id = domain.EventID(command.ID, n)
	}
	for _, one := range steps {
		if one.bind != nil {
			one.bind()
		}
		command.Drafts = append(command.Drafts, one.draft)
	}
	if final && s.last != nil {
		if d := s.last(s.appended + len(steps)); d != nil {
			command.Drafts = append(command.Drafts, *d)
		}
	}
	if len(command.Drafts) == 0 {
		return nil
	}
	_, err := s.Recorder.Do(ctx, command)
	switch {
	case err == nil:
		s.appended += len(steps)
		s.answer.Appended += len(steps)
		return nil
	case !isRefusal(err):
		return err
	case len(steps) > 1:
		middle := len(steps) / 2
		if err := s.part(ctx, steps[:middle], false); err != nil {
			return err
		}
		return s.part(ctx, steps[middle:], final)
	case len(steps) == 1:
		steps[0].refused = true
		s.problem(Problem{Where: steps[0].where, What: err.Error(), Value: valueOf(err), Refused: true})
		return s.part(ctx, nil, final)
	}
	s.problem(Problem{Where: "project " + s.project, What: err.Error(), Value: valueOf(err), Refused: true})
	return nil
}

// withoutFallen leaves out the steps that rely on a refused one.
func (s *sender) withoutFallen(steps []*step) []*step {
	kept := make([]*step, 0, len(steps))
	for _, one := range steps {
		if one.on != nil && one.on.refused {
			if !one.refused {
				one.refused = true
				s.fallen++
			}
			continue
		}
		kept = append(kept, one)
	}
	return kept
}

// isRefusal says whether an error is about what was sent, so that sending something else may succeed.
func isRefusal(err error) bool {
	switch domain.KindOf(err) {
	case domain.Invalid, domain.NotFound, domain.Conflict, domain.Refused:
		return true
	}
	return false
}

func valueOf(err error) string {
	if e, ok := err.(*domain.Error); ok { //nolint:errorlint // Decide's errors come as they are; a wrapped one has no value to show
		return domain.Short(e.Value, 200)
	}
	return ""
}

// derivedID is a UUID (version 8) made from texts: the same texts give the same id.
func derivedID(texts ...string) string {
	h := sha256.New()
	for _, t := range texts {
		fmt.Fprintf(h, "%d:%s", len(t), t)
	}
	b := h.Sum(nil)[:16]
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// asJSON is the canonical text of a body: the keys of its maps are in order.
func asJSON(body domain.Body) string {
	b, err := json.Marshal(body)
	if err != nil {
		return err.Error() // no body of ours fails; sending it would say so in a sentence
	}
	return string(b)
}

func number(n int) string { return strconv.Itoa(n) }
