package identity

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/desirelines/desirelines/domain"
)

const (
	questionLife    = 60 * 24 * time.Hour  // how long a link to a question opens where nothing else is said
	questionLongest = 400 * 24 * time.Hour // the longest it may
	questionKept    = 60 * 24 * time.Hour  // how long the list still shows one that is over
	mostAnswers     = 100                  // what one link takes
)

// QuestionSpec is what a link asks and for how long.
type QuestionSpec struct {
	Project string    // required
	About   string    // id of the entry that is asked about, such as a look-back; required
	Maker   string    // person who makes it; required
	Until   time.Time // zero: 60 days from now; at most 400 days
	Through string    // audience whose eyes it is asked through; empty: it asks whether something lasted, and shows what is its maker's to show
	Once    bool      // it takes one answer
}

// Question is a link that asks one question of people without an account, as the project's list shows it.
type Question struct {
	ID       string // for Revoke; nothing can be opened with it
	Project  string
	About    string
	Maker    string
	Made     time.Time
	Until    time.Time
	Revoked  time.Time // zero: not
	Answered int       // how many answers came by it
	Through  string    // as on QuestionSpec
	Once     bool      // as on QuestionSpec
}

// question is the record. The token itself is not kept.
type question struct {
	Project  string    `json:"project"`
	About    string    `json:"about"`
	Maker    string    `json:"maker"`
	Made     time.Time `json:"made"`
	Until    time.Time `json:"until"`
	Revoked  time.Time `json:"revoked,omitzero"`
	Answered int       `json:"answered,omitempty"`
	Through  string    `json:"through,omitempty"`
	Once     bool      `json:"once,omitempty"`
	Command  string    `json:"command,omitempty"` // of one that takes one answer: hash of the command that gave it
}

func (q question) shown(key string) Question {
	return Question{
		ID: linkID(key), Project: q.Project, About: q.About, Maker: q.Maker, Made: q.Made, Until: q.Until, Revoked: q.Revoked, Answered: q.Answered,
		Through: q.Through, Once: q.Once,
	}
}

// opens is true while nothing has ended the link.
func (q question) opens(now time.Time) bool {
	most := mostAnswers
	if q.Once {
		most = 1
	}
	return q.stands(now) && q.Answered < most
}

// stands is true while nobody ended the link and its time is not over, however often it was answered.
func (q question) stands(now time.Time) bool { return q.Revoked.IsZero() && now.Before(q.Until) }

// answeredBy says whether a command gave the one answer of a link.
func (q question) answeredBy(command string) bool {
	return q.Once && q.Answered == 1 && command != "" && q.Command == fastHash(command)
}

// Questions are links that ask one question. Safe for concurrent use.
type Questions struct{ *core }

// Make makes a link. Its token, 256 bits, is shown now and is not kept.
func (q *Questions) Make(s QuestionSpec) (token string, made Question, err error) {
	now := q.now().UTC()
	if s.Until.IsZero() {
		s.Until = now.Add(questionLife)
	}
	switch {
	case s.Project == "" || s.About == "" || s.Maker == "":
		return "", Question{}, invalid("", "a link asks about one entry of a project, for one person", "give all three")
	case !now.Before(s.Until):
		return "", Question{}, invalid(s.Until.Format(time.DateOnly), "this link would never open", "give a day to come")
	case s.Until.After(now.Add(questionLongest)):
		return "", Question{}, invalid(s.Until.Format(time.DateOnly), "this link would open for too long", "give at most 400 days")
	}
	if token, err = newToken(q.random); err != nil {
		return "", Question{}, err
	}
	key, record := fastHash(token), question{
		Project: s.Project, About: s.About, Maker: s.Maker, Made: now, Until: s.Until.UTC(), Through: s.Through, Once: s.Once,
	}
	if err := q.update(func(t tx) error { return put(t, inQuestions, key, record) }); err != nil {
		return "", Question{}, err
	}
	return token, record.shown(key), nil
}

// Find returns what a link asks. A token that is unknown, over, revoked or answered often enough is answered with one same refusal;
// *Busy asks to wait.
func (q *Questions) Find(ctx context.Context, token string) (found Question, err error) {
	return q.FindFor(ctx, token, "")
}

// FindFor is Find for who sends an answer: a link that takes one opens again for the command that gave it, so that an answer whose receipt
// was lost can be sent again.
func (q *Questions) FindFor(ctx context.Context, token, command string) (found Question, err error) {
	key, err := q.paced(ctx, token)
	if err != nil {
		return Question{}, err
	}
	err = q.view(func(t tx) error {
		record, there, err := get[question](t, inQuestions, key)
		if err != nil || !there || !q.takes(record, command) {
			return orRefusedQuestion(err)
		}
		found = record.shown(key)
		return nil
	})
	return found, err
}

func (q *Questions) takes(record question, command string) bool {
	now := q.now()
	return record.opens(now) || record.stands(now) && record.answeredBy(command)
}

// Answer counts an answer, which a command is about to record; it refuses as FindFor does. The command of a link that takes one answer is
// counted once, however often it comes. Answers come as slowly as secrets of a person.
func (q *Questions) Answer(ctx context.Context, token, command string) error {
	key, err := q.paced(ctx, token)
	if err != nil {
		return err
	}
	if err := q.pace.account(ctx, "question/"+key); err != nil {
		return err
	}
	return q.update(func(t tx) error {
		record, there, err := get[question](t, inQuestions, key)
		if err != nil || !there || !q.takes(record, command) {
			return orRefusedQuestion(err)
		}
		if record.answeredBy(command) {
			return nil
		}
		record.Answered++
		if record.Once {
			record.Command = fastHash(command)
		}
		return put(t, inQuestions, key, record)
	})
}

// paced returns the key of a token once it is its turn.
func (q *Questions) paced(ctx context.Context, token string) (key string, err error) {
	if len(token) <= longestSecret {
		key = fastHash(token)
	}
	return key, q.pace.link(ctx, "question/"+key)
}

// Revoke ends a link of a project at once. One that is not there is not found; one that was revoked stays as it is.
func (q *Questions) Revoke(project, id string) error {
	return q.update(func(t tx) error {
		return revoke(t, inQuestions, id, func(r *question) (bool, *time.Time) { return r.Project == project, &r.Revoked }, q.now())
	})
}

// List returns the links of a project that ask about an entry, also those that are over, the newest first.
func (q *Questions) List(project, about string) (list []Question, err error) {
	err = q.view(func(t tx) error {
		list = nil
		return each(t, inQuestions, func(key string, r question) error {
			if r.Project == project && r.About == about {
				list = append(list, r.shown(key))
			}
			return nil
		})
	})
	slices.SortFunc(list, func(a, b Question) int { return b.Made.Compare(a.Made) })
	return list, err
}

// Address is where a link leads, below the public address of the site.
func (q *Questions) Address(token string) string { return q.site.url(fmt.Sprintf("/q/%s", token)) }

// Refused says whether an error means that a link opens nothing, whatever the reason is.
func (*Questions) Refused(err error) bool { return domain.KindOf(err) == domain.Refused }

func orRefusedQuestion(err error) error {
	if err != nil {
		return err
	}
	return refused("this link does not open anything", "ask for a new link")
}
