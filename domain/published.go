package domain

import (
	"fmt"
	"strconv"
	"time"
)

// Published is what a publisher's file said beside the figures, kept whole so that it can be written
// out again without loss. What carries it came from an open file and may go anywhere.
// A nil *Published means that a person recorded the event here.
type Published struct {
	Titles        []Narrative       `json:"titles,omitempty"`
	Descriptions  []Narrative       `json:"descriptions,omitempty"`
	Comments      []Narrative       `json:"comments,omitempty"`
	References    []Reference       `json:"references,omitempty"`
	Locations     []string          `json:"locations,omitempty"`
	Documents     []Document        `json:"documents,omitempty"`
	Organisations []Organisation    `json:"organisations,omitempty"`
	Dates         []PublishedDate   `json:"dates,omitempty"`
	Attributes    map[string]string `json:"attributes,omitempty"` // other single values as read, such as type or aggregation-status
	Updated       time.Time         `json:"updated,omitzero"`     // when the publisher last changed it
}

// Narrative is a text in one language; an empty language is the file's own.
type Narrative struct {
	Lang string `json:"lang,omitempty"`
	Text string `json:"text"`
}

// Reference is a code in somebody's vocabulary.
type Reference struct {
	Vocabulary string `json:"vocabulary,omitempty"`
	Code       string `json:"code,omitempty"`
	URI        string `json:"uri,omitempty"`
}

// Document is a link to a document.
type Document struct {
	URL          string      `json:"url,omitempty"`
	Format       string      `json:"format,omitempty"`
	Titles       []Narrative `json:"titles,omitempty"`
	Descriptions []Narrative `json:"descriptions,omitempty"`
	Categories   []string    `json:"categories,omitempty"`
	Languages    []string    `json:"languages,omitempty"`
	Date         string      `json:"date,omitempty"`
}

// Organisation is one that reports or takes part.
type Organisation struct {
	Part       string            `json:"part"` // reporting or participating
	Ref        string            `json:"ref,omitempty"`
	Attributes map[string]string `json:"attributes,omitempty"`
	Names      []Narrative       `json:"names,omitempty"`
}

// PublishedDate is a dated fact of a publisher's record.
type PublishedDate struct {
	Type  string      `json:"type,omitempty"`
	Date  string      `json:"date,omitempty"`
	Names []Narrative `json:"names,omitempty"`
}

// FromPublisher says whether a body carries what a publisher's file said.
func FromPublisher(body Body) bool {
	switch b := body.(type) {
	case *ProjectStarted:
		return b.Published != nil
	case *ProjectDescribed:
		return b.Published != nil
	case *AimAgreed:
		return b.Published != nil
	case *AimRevised:
		return b.Published != nil
	case *MeasureAdded:
		return b.Published != nil
	case *MeasureRevised:
		return b.Published != nil
	case *BaselineSet:
		return b.Published != nil
	case *TargetSet:
		return b.Published != nil
	case *OutcomeRecorded:
		return b.Published != nil
	case *EvidenceAttached:
		return b.Published != nil
	}
	return false
}

func (p *Published) check() error {
	if p == nil {
		return nil
	}
	for _, list := range [][]Narrative{p.Titles, p.Descriptions, p.Comments} {
		for _, n := range list {
			if err := checkText("published text", n.Text, MaxPublished); err != nil {
				return err
			}
		}
	}
	for k, v := range p.Attributes {
		if err := checkText(fmt.Sprintf("published %s", Short(k, 40)), v, MaxPublished); err != nil {
			return err
		}
	}
	return nil
}

// MaxPublished is the largest number of characters of one published text.
const MaxPublished = 200000

// Nth tells statements of one place with the same parts apart, from 0, as the import that made them noted it. Of nil it is 0.
func (p *Published) Nth() int {
	if p == nil {
		return 0
	}
	n, _ := strconv.Atoi(p.Attributes[PublishedNth]) // not there: the first
	return n
}

// NoWhole says that a target states nothing for the whole of its period: it only says that the period is there.
func (p *Published) NoWhole() bool { return p != nil && p.Attributes[PublishedNone] != "" }

// The names of attributes that imports make up and that others need.
const (
	PublishedNth  = "n"    // which of several with the same parts in one place, from 0; left out for the first
	PublishedNone = "none" // "true": the period has no target of the whole; the event only says that it is there
)
