package domain

import "strconv"

// Rules: a response is one sticky note, or several alike. It has a mark, words, or is counted as blank or
// illegible, so that a note nobody can read is not lost. A square is a challenge and stays open until answered.

// ResponseGiven is a sticky note on something.
type ResponseGiven struct {
	v1
	Entry     string `json:"entry,omitempty"`   // the entry it is on, or
	Aim       string `json:"aim,omitempty"`     // the aim it is on, or
	Heading   string `json:"heading,omitempty"` // the heading on a wall it stood under
	Mark      string `json:"mark,omitempty"`    // tick, heart, bubble, square
	What      Words  `json:"what,omitzero"`
	Blank     bool   `json:"blank,omitempty"`
	Illegible bool   `json:"illegible,omitempty"`
	Count     int    `json:"count,omitempty"` // how many alike; 0 means 1
}

// ResponseAnswered answers a response, above all a challenge.
type ResponseAnswered struct {
	v1
	Response string `json:"response"`
	What     Words  `json:"what"`
}

func (*ResponseGiven) Kind() string    { return "response.given" }
func (*ResponseAnswered) Kind() string { return "response.answered" }

func (*ResponseGiven) about(self string) Ref { return Ref{"response", self} }
func (b *ResponseAnswered) about(string) Ref { return Ref{"response", b.Response} }

func (b *ResponseGiven) check(p *Project, _ string) error {
	if err := p.maybe("entry", b.Entry); err != nil {
		return err
	}
	if err := p.maybeAim(b.Aim); err != nil {
		return err
	}
	if b.Entry == "" && b.Aim == "" && b.Heading == "" {
		return invalid("", "what the note is on is missing", "name an entry, an aim or a heading")
	}
	if err := oneOf("mark", b.Mark, "tick", "heart", "bubble", "square", ""); err != nil {
		return err
	}
	if b.Mark == "" && saysNothing(b.What) && !b.Blank && !b.Illegible {
		return invalid("", "the note says nothing", "give a mark or words, or say that it is blank or illegible")
	}
	if b.Count < 0 {
		return invalid(strconv.Itoa(b.Count), "there cannot be fewer than no notes", "count from 1")
	}
	return checkFields(may("heading", plain(b.Heading)), may("what", b.What))
}

func (b *ResponseAnswered) check(p *Project, _ string) error {
	if _, err := p.need("response", b.Response, "response"); err != nil {
		return err
	}
	return checkFields(must("what", b.What))
}

func (b *ResponseGiven) evolve(p *Project, self string) { p.add("response", b.Kind(), self) }

func (b *ResponseAnswered) evolve(p *Project, self string) {
	p.reply("answer", b.Kind(), self, b.Response)
	p.setClosed(b.Response, true)
}
