package domain

import "slices"

// Rules: whoever would be heard or seen in a recording is asked first. It is kept where each of them said yes; one no means
// that none is kept, and a no may come later too. A no is never turned into a yes: ask anew.

// RecordingAsked asks people whether something may be recorded. Its event's id is the recording's.
type RecordingAsked struct {
	v1
	What   Words    `json:"what"`
	People []string `json:"people"`
}

// RecordingAgreed is the yes of one of them.
type RecordingAgreed struct {
	v1
	Recording string `json:"recording"`
	Person    string `json:"person"`
}

// RecordingRefused is the no of one of them; no reason is asked.
type RecordingRefused struct {
	v1
	Recording string `json:"recording"`
	Person    string `json:"person"`
}

func (*RecordingAsked) Kind() string   { return "recording.asked" }
func (*RecordingAgreed) Kind() string  { return "recording.agreed" }
func (*RecordingRefused) Kind() string { return "recording.refused" }

func (*RecordingAsked) about(self string) Ref { return Ref{"recording", self} }
func (b *RecordingAgreed) about(string) Ref   { return Ref{"recording", b.Recording} }
func (b *RecordingRefused) about(string) Ref  { return Ref{"recording", b.Recording} }

// recordingState holds who was asked and what they said, '?', 'y' or 'n', in the same order. They are never changed in place.
type recordingState struct {
	asked   []string
	answers string
}

// answer returns what a person said, 0 where they were not asked.
func (r recordingState) answer(person string) byte {
	if i := slices.Index(r.asked, person); i >= 0 {
		return r.answers[i]
	}
	return 0
}

func (b *RecordingAsked) check(p *Project, _ string) error {
	if len(b.People) == 0 {
		return invalid("", "the people are missing", "name everybody who would be heard or seen")
	}
	if err := p.needMembers(b.People); err != nil {
		return err
	}
	return checkFields(must("what", b.What))
}

func (b *RecordingAgreed) check(p *Project, _ string) error {
	said, err := p.asked(b.Recording, b.Person)
	switch {
	case err != nil:
		return err
	case said == 'y':
		return &Error{Kind: Conflict, Message: "this person has agreed already", Value: b.Person, Want: "nothing needs doing"}
	case said == 'n':
		return &Error{Kind: Conflict, Message: "this person said no to the recording", Value: b.Person, Want: "ask anew"}
	}
	return nil
}

func (b *RecordingRefused) check(p *Project, _ string) error {
	said, err := p.asked(b.Recording, b.Person)
	if err == nil && said == 'n' {
		return &Error{Kind: Conflict, Message: "this person has said no already", Value: b.Person, Want: "nothing needs doing"}
	}
	return err
}

// asked returns what a person who was asked about a recording said.
func (p *Project) asked(recording, person string) (byte, error) {
	r, err := p.needRecording(recording)
	if err != nil {
		return 0, err
	}
	said := r.answer(person)
	if said == 0 {
		return 0, invalid(person, "this person was not asked about the recording", "give the id of somebody who was")
	}
	return said, nil
}

func (p *Project) needRecording(id string) (recordingState, error) {
	r, ok := p.recordings[id]
	if !ok {
		return r, invalid(id, "nobody was asked about such a recording", "ask those who would be in it first")
	}
	return r, nil
}

// checkRecording refuses evidence of a recording that not everybody agreed to.
func (p *Project) checkRecording(id string) error {
	if id == "" {
		return nil
	}
	r, err := p.needRecording(id)
	if err != nil {
		return err
	}
	for i, person := range r.asked {
		switch r.answers[i] {
		case 'n':
			return &Error{Kind: Refused, Message: "somebody said no to this recording, so none is kept", Value: id, Want: "leave it out"}
		case '?':
			return &Error{Kind: Refused, Message: "somebody has not said yet whether this may be recorded", Value: person, Want: "wait for their answer"}
		}
	}
	return nil
}

func (b *RecordingAsked) evolve(p *Project, self string) {
	answers := make([]byte, len(b.People))
	for i := range answers {
		answers[i] = '?'
	}
	set(p, p.recordings, self, recordingState{b.People, string(answers)})
}

func (b *RecordingAgreed) evolve(p *Project, _ string) {
	if p.recordings[b.Recording].answer(b.Person) == '?' {
		p.answer(b.Recording, b.Person, 'y')
	}
}

func (b *RecordingRefused) evolve(p *Project, _ string) { p.answer(b.Recording, b.Person, 'n') }

// answer notes what a person said; somebody who was not asked is passed over.
func (p *Project) answer(recording, person string, said byte) {
	r := p.recordings[recording]
	i := slices.Index(r.asked, person)
	if i < 0 {
		return
	}
	answers := []byte(r.answers)
	answers[i] = said
	set(p, p.recordings, recording, recordingState{r.asked, string(answers)})
}
