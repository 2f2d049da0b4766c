package aimed

import (
	"cmp"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// Voices are the latest judgements of each way of knowing, whatever their periods; nil where none stands. The order of the list does not
// matter. It is for what is judged as a whole and has no figure, such as an aim.
func Voices(all []Judgement) *Judgements { return verdictOf(standing(all)).voices }

// sortJudgements keeps the judgements that stand, oldest first.
func (c *comparer) sortJudgements() { c.judged = standing(c.m.Judgements) }

// standing are the judgements that stand, oldest first.
func standing(all []Judgement) (judged []Judgement) {
	for _, j := range all {
		if j.LeftOut == "" && j.Judged != "" {
			judged = append(judged, j)
		}
	}
	slices.SortStableFunc(judged, func(a, b Judgement) int {
		return cmp.Or(a.Day().Compare(b.Day()), cmp.Compare(a.order(), b.order()),
			cmp.Compare(a.Position, b.Position), strings.Compare(a.ID, b.ID))
	})
	return judged
}

// judgementsOf returns the judgements about any of these periods.
func (c *comparer) judgementsOf(set ...*period) []Judgement {
	var result []Judgement
	for _, j := range c.judged {
		if slices.ContainsFunc(set, func(p *period) bool { return c.about(j, p) }) {
			result = append(result, j)
		}
	}
	return result
}

// about: a judgement stated for a period is about that one alone. Otherwise its date decides; one
// that lies in no period looks back on the last that had ended by then.
func (c *comparer) about(j Judgement, p *period) bool {
	if boundsOf(j.PeriodStart, j.PeriodEnd).known() {
		return c.find(j.PeriodStart, j.PeriodEnd) == p
	}
	day := j.Day()
	if slices.ContainsFunc(c.active, func(q *period) bool { return q.contains(day) }) {
		return p.contains(day)
	}
	var last *period
	for _, q := range c.active {
		if q.end.Known() && q.end.Before(day) && (last == nil || compareEnds(last, q) <= 0) {
			last = q
		}
	}
	return p == last
}

// verdict is the latest judgement of each way of knowing. Lived and professional are never
// averaged; somebody who said "both" speaks for both.
type verdict struct {
	voices  *Judgements
	says    []domain.Judged // the different answers that stand
	entries []Ref
}

func verdictOf(judged []Judgement) verdict {
	var lived, professional, notSaid *Judgement
	for i := range judged {
		j := &judged[i]
		switch j.Knowing {
		case domain.Lived:
			lived = j
		case domain.Professional:
			professional = j
		case domain.BothWays:
			lived, professional = j, j
		default:
			notSaid = j
		}
	}
	if len(judged) == 0 {
		return verdict{}
	}
	v := verdict{voices: &Judgements{}}
	v.hear(lived, &v.voices.Lived)
	v.hear(professional, &v.voices.Professional)
	v.hear(notSaid, &v.voices.NotSaid)
	v.count(lived)
	if professional != lived {
		v.count(professional)
	}
	v.count(notSaid)
	return v
}

// hear notes what one way of knowing says.
func (v *verdict) hear(j *Judgement, to **Voice) {
	if j == nil {
		return
	}
	*to = &Voice{Judged: j.Judged}
	v.entries = append(v.entries, j.ref())
	if !slices.Contains(v.says, j.Judged) {
		v.says = append(v.says, j.Judged)
	}
}

// count adds how many disagree with j, each under their own way of knowing.
func (v *verdict) count(j *Judgement) {
	if j == nil {
		return
	}
	for way, n := range j.Disagree {
		if n <= 0 {
			continue
		}
		to := v.place(way)
		if *to == nil {
			*to = &Voice{}
		}
		(*to).Disagree += n
	}
}

// place is where those who know in this way are counted. "both" and "not said" are counted once.
func (v *verdict) place(way domain.Knowing) **Voice {
	switch way {
	case domain.Lived:
		return &v.voices.Lived
	case domain.Professional:
		return &v.voices.Professional
	}
	return &v.voices.NotSaid
}
