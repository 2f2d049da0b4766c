package web

import (
	"net/http"
	"slices"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// recordingsName is the page of what may be recorded.
const recordingsName = "recordings"

// recordingsPage asks before a voice or a picture is recorded, and shows what was answered.
type recordingsPage struct {
	shell
	Problems []problem
	Unsaved  string
	Action   string
	Command  string
	What     field
	People   []tick
	Asked    []askedRecording
}

// askedRecording is one question with its answers.
type askedRecording struct {
	reports.Recording
	Answers []recordingAnswer
	Action  string // where answers go
	Attach  string // address of the form that takes the file; empty: it may not be kept
}

// recordingAnswer is one person as the page shows them: to themself, and, as long as nobody said no, to whoever goes round and asks.
// What others answered is on no page: who said no is theirs to tell.
type recordingAnswer struct {
	ID, Name, Answer string // Answer: empty for everybody but who asks
	You, Yes, No     bool   // Yes and No: this answer may be given
}

func (s *site) recordings(w http.ResponseWriter, r *http.Request) error {
	return s.showRecordings(w, r, http.StatusOK, &answers{values: map[string]string{"command": s.NewID()}})
}

func (s *site) showRecordings(w http.ResponseWriter, r *http.Request, status int, a *answers) error {
	at := ourPlace(r)
	chosen := r.PostForm["people"]
	p, err := seeAt(s, r.Context(), at, func(seen reports.Seen) (p recordingsPage, err error) {
		p.shell = s.shellOf(at, reports.PlaceOf(seen), recordingsName, "May we record this?")
		for _, person := range reports.PeopleOf(seen) {
			if person.Here {
				p.People = append(p.People, tick{person.ID, nameOr(person), slices.Contains(chosen, person.ID)})
			}
		}
		for _, one := range reports.RecordingsOf(seen) {
			if one.What.State != reports.TextRemoved {
				p.Asked = append(p.Asked, askedRecordingOf(at, one))
			}
		}
		return p, nil
	})
	if err != nil {
		return err
	}
	a.inOrder([]string{wholeForm, "what"})
	p.Problems, p.Unsaved, p.Wrong = a.problems, a.problem(wholeForm), len(a.problems) > 0
	p.Action, p.Command = at.url(recordingsName), a.values["command"]
	p.What = a.fill(field{Name: "what", Label: "What do we want to record?", Hint: "Such as: our talk on Tuesday, sound only.", Rows: 2})
	return s.show(w, r, status, "recordings", p)
}

func askedRecordingOf(at where, one reports.Recording) askedRecording {
	asked := askedRecording{Recording: one, Action: at.url(recordingsName + "/" + escape(one.ID))}
	for _, person := range one.People {
		answer := recordingAnswer{ID: person.ID, Name: nameOr(person.Person), You: person.You, Yes: !one.No && person.Answer == "", No: !one.No}
		if person.You {
			answer.Answer = person.Answer
		}
		if person.You || at.role.facilitates() && !one.No {
			asked.Answers = append(asked.Answers, answer)
		}
	}
	if one.Kept {
		asked.Attach = at.url("write", "recording", one.ID)
	}
	return asked
}

// askRecording asks everybody who would be heard or seen.
func (s *site) askRecording(w http.ResponseWriter, r *http.Request) error {
	a, err := s.sentForm(r, domain.MaxWords)
	if err != nil {
		return err
	}
	a.most("what", domain.MaxWords)
	people := slices.Compact(slices.Sorted(slices.Values(r.PostForm["people"])))
	if a.text("what") == "" {
		a.wrong("what", "Say what would be recorded.")
	}
	if len(people) == 0 {
		a.wrong(wholeForm, "Choose everybody who would be heard or seen.")
	}
	if len(a.problems) > 0 {
		return s.showRecordings(w, r, a.status(), a)
	}
	if err := s.recordSaid(r, a, &domain.RecordingAsked{What: domain.Write(a.text("what")), People: people}); err != nil {
		return s.notSaid(w, r, a, err, s.showRecordings)
	}
	http.Redirect(w, r, ourPlace(r).url(recordingsName), http.StatusSeeOther)
	return nil
}

// answerRecording takes the answer of one person: their own, or from whoever goes round and asks. What was answered before is not
// answered twice, and a no stays a no.
func (s *site) answerRecording(w http.ResponseWriter, r *http.Request) error {
	a, err := readForm(r)
	if err != nil {
		return err
	}
	at, person, which := ourPlace(r), a.text("person"), r.PathValue("recording")
	if person != viewerOf(r.Context()).Person && !at.role.facilitates() {
		return &domain.Error{Kind: domain.Refused, Message: "this is for them to answer", Want: "let them answer for themselves"}
	}
	var body domain.Body
	switch a.values["answer"] {
	case "yes":
		body = &domain.RecordingAgreed{Recording: which, Person: person}
	case "no":
		body = &domain.RecordingRefused{Recording: which, Person: person}
	default:
		return &domain.Error{Kind: domain.Invalid, Message: "this is neither yes nor no", Value: a.values["answer"], Want: "go back and choose one"}
	}
	said, err := s.saidBefore(r, which, person)
	if err != nil {
		return err
	}
	if said != a.values["answer"] {
		if err := s.recordSaid(r, a, body); err != nil {
			return err
		}
	}
	http.Redirect(w, r, at.url(recordingsName)+"#r-"+escape(which), http.StatusSeeOther)
	return nil
}

// saidBefore is what a person answered before; empty: nothing.
func (s *site) saidBefore(r *http.Request, recording, person string) (string, error) {
	return seeAt(s, r.Context(), ourPlace(r), func(seen reports.Seen) (string, error) {
		for _, one := range reports.RecordingsOf(seen) {
			for _, p := range one.People {
				if one.ID == recording && p.ID == person {
					return p.Answer, nil
				}
			}
		}
		return "", nil
	})
}
