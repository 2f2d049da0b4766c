package imports

import (
	"encoding/json"

	"github.com/desirelines/desirelines/domain"
)

// thing is what a statement is about.
type thing uint8

const (
	ofProject thing = iota
	ofAim
	ofMeasure
	ofPeriod // no statement of its own: its first target says that it is there
	ofBaseline
	ofTarget
	ofOutcome
	ofEvidence
)

// place is where in an activity something stands.
type place struct {
	aim, measure string
	start, end   domain.Date
	ordinal      int    // of periods with the same dates, or of baselines with the same parts
	parts        string // of a breakdown, as JSON; empty for the whole
	n            int    // of targets or outcomes of one period with the same parts
}

// key is how a statement is known from one file to the next.
type key struct {
	thing thing
	place        // its own, or that of what the evidence belongs to
	owner thing  // of evidence: what it belongs to
	url   string // of evidence
	link  int    // of evidence: which of those with this address, from 0
}

var projectKey = key{thing: ofProject}

func aimKey(aim string) key { return key{thing: ofAim, place: place{aim: aim}} }

func measureKey(aim, measure string) key {
	return key{thing: ofMeasure, place: place{aim: aim, measure: measure}}
}

func (k key) ofAim() key     { return aimKey(k.aim) }
func (k key) ofMeasure() key { return measureKey(k.aim, k.measure) }

func (k key) ofPeriod() key {
	return key{thing: ofPeriod, place: place{aim: k.aim, measure: k.measure, start: k.start, end: k.end, ordinal: k.ordinal}}
}

// ofOwner is what evidence belongs to.
func (k key) ofOwner() key { return key{thing: k.owner, place: k.place} }

// within is the thing that k is gone with: a period, a measure, an aim or the project.
func (k key) within() key {
	kind := k.thing
	if kind == ofEvidence {
		kind = k.owner
	}
	switch kind {
	case ofTarget, ofOutcome:
		return k.ofPeriod()
	case ofBaseline:
		return k.ofMeasure()
	case ofMeasure:
		if k.thing == ofEvidence {
			return k.ofMeasure()
		}
		return k.ofAim()
	case ofAim:
		if k.thing == ofEvidence {
			return k.ofAim()
		}
	case ofPeriod:
		return k.ofMeasure()
	}
	return projectKey
}

// series is the same for statements of which the last in the file counts.
func (k key) series() key {
	k.n = 0
	if k.thing == ofBaseline {
		k.ordinal = 0
	}
	return k
}

func partsKey(parts []domain.Part) string {
	if len(parts) == 0 {
		return ""
	}
	b, _ := json.Marshal(parts) // two strings a part: cannot fail
	return string(b)
}

// nOf is the number that tells statements of one place apart, as an import noted it.
func nOf(p *domain.Published) int { return p.Nth() }

// keyOf is the key of a body in its normal form; ok is false for what no file states. Evidence is placed by its entry.
func keyOf(body domain.Body, entries map[string]key) (k key, ok bool) {
	switch b := body.(type) {
	case *domain.ProjectDescribed:
		return projectKey, true
	case *domain.AimAgreed:
		return aimKey(b.Aim), true
	case *domain.MeasureAdded:
		return measureKey(b.Aim, b.Measure), true
	case *domain.BaselineSet:
		return key{thing: ofBaseline, place: place{
			aim: b.Aim, measure: b.Measure, ordinal: b.Ordinal, parts: partsKey(b.Parts),
		}}, b.Site == ""
	case *domain.TargetSet:
		return key{thing: ofTarget, place: place{
			b.Aim, b.Measure, b.PeriodStart, b.PeriodEnd, b.Ordinal, partsKey(b.Parts), nOf(b.Published),
		}}, b.Site == ""
	case *domain.OutcomeRecorded:
		return key{thing: ofOutcome, place: place{
			b.Aim, b.Measure, b.PeriodStart, b.PeriodEnd, b.Ordinal, partsKey(b.Parts), nOf(b.Published),
		}}, b.Measure != "" && b.Site == ""
	case *domain.EvidenceAttached:
		owner := projectKey
		switch {
		case b.Entry != "":
			if owner, ok = entries[b.Entry]; !ok {
				return key{}, false
			}
		case b.Measure != "":
			owner = measureKey(b.Aim, b.Measure)
		case b.Aim != "":
			owner = aimKey(b.Aim)
		}
		return evidenceKey(owner, addressOf(b.Published), nOf(b.Published)), true
	}
	return key{}, false
}

func evidenceKey(owner key, url string, link int) key {
	return key{thing: ofEvidence, place: owner.place, owner: owner.thing, url: url, link: link}
}

func addressOf(p *domain.Published) string {
	if p == nil || len(p.Documents) == 0 {
		return ""
	}
	return p.Documents[0].URL
}
