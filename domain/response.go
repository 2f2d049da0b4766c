package domain

import "strconv"

// Rules: a response is one sticky note, or several alike. It has a mark, words, or is counted as blank, illegible or
// untyped, so that a note nobody can read, or nobody has typed in yet, is not lost. A square is a challenge and stays open until answered.

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
	Gaps      bool   `json:"gaps,omitempty"`    // a part of its words could not be read
	Untyped   bool   `json:"untyped,omitempty"` // it was counted, and what it says is still to be typed in
	Count     int    `json:"count,omitempty"`   // how many alike; 0 means 1
}

// HeadingStated is a heading on a wall and what it says of its notes; they name it by its words. Stated again, the last one counts.
type HeadingStated struct {
	v1
	Heading string `json:"heading"`
	Wall    string `json:"wall,omitempty"`   // which wall: an occasion, a place or a day
	Stated  int    `json:"stated,omitempty"` // how many notes it says it has; 0: it does not say
	What    Words  `json:"what,omitzero"`    // what is to be said of it
}

// ResponseAnswered answers a response, above all a challenge.
type ResponseAnswered struct {
	v1
	Response string `json:"response"`
	What     Words  `json:"what"`
}

func (*ResponseGiven) Kind() string    { return "response.given" }
func (*ResponseAnswered) Kind() string { return "response.answered" }
func (*HeadingStated) Kind() string    { return "heading.stated" }

func (*ResponseGiven) about(self string) Ref { return Ref{"response", self} }
func (b *ResponseAnswered) about(string) Ref { return Ref{"response", b.Response} }
func (*HeadingStated) about(self string) Ref { return Ref{"heading", self} }

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
	if b.Mark == "" && saysNothing(b.What) && !b.Blank && !b.Illegible && !b.Untyped {
		return invalid("", "the note says nothing", "give a mark or words, or say that it is blank, illegible or untyped")
	}
	if b.Gaps && saysNothing(b.What) {
		return invalid("", "there are no words with gaps", "write what could be read, or say that it is illegible")
	}
	if b.Untyped && !saysNothing(b.What) {
		return invalid("", "the words of the note are there", "leave untyped out, or leave the words out")
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

func (b *HeadingStated) check(*Project, string) error {
	if b.Stated < 0 {
		return invalid(strconv.Itoa(b.Stated), "a heading cannot have fewer than no notes", "count from 0")
	}
	return checkFields(must("heading", plain(b.Heading)), may("wall", plain(b.Wall)), may("what", b.What))
}

func (b *HeadingStated) evolve(p *Project, self string) { p.add("heading", b.Kind(), self) }
func (b *ResponseGiven) evolve(p *Project, self string) { p.add("response", b.Kind(), self) }

func (b *ResponseAnswered) evolve(p *Project, self string) {
	p.closing("answer", b.Kind(), self, b.Response)
}
