package api

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/desirelines/desirelines/domain"
)

// parameter is one question that an address may ask. It is described and read from here alone; what is not described is refused, so that a slip in
// a name never gives an answer to another question.
type parameter struct {
	name, says string
	in         string // path, query or header
	form       string // text, number or date
	most       uint64 // of a number; 0: no limit
	must       bool
	choices    []string // empty: any
	example    string   // one that is answered where the other examples were recorded; empty: there is none that stays true
}

var (
	inProject  = parameter{name: "project", in: "path", form: "text", must: true, says: "Id of the project.", example: "riverside"}
	inEntry    = parameter{name: "entry", in: "path", form: "text", must: true, says: "Number or id of an entry.", example: "7"}
	inAim      = parameter{name: "aim", in: "path", form: "text", must: true, says: "Id of the aim.", example: "warm-meals"}
	atMoment   = parameter{name: "at", in: "query", form: "text", says: "What was known at: the number of an entry, a day, a month or an RFC 3339 time. Left out: now.", example: "8"}
	happenedBy = parameter{name: "happened_by", in: "query", form: "date", says: "Only what had happened by this day or month.", example: "2026-07-31"}
	against    = parameter{name: "against", in: "query", form: "text", choices: []string{"now", "first", "then"}, says: "Hold figures against the aim as it stands (now), as it was first, or at the time (then).", example: "first"}
	audience   = parameter{name: "audience", in: "query", form: "text", says: "Id of the audience through whose eyes to look. Left out: that of the person's role.", example: "group"}
	atLeast    = parameter{name: "at_least", in: "query", form: "number", says: "Sequence of a commit, from the answer to what was recorded: the answer shows it, or is a problem (503).", example: "2"}
	after      = parameter{name: "after", in: "query", form: "number", says: "Only what comes after the entry of this number.", example: "2"}
	limit      = parameter{name: "limit", in: "query", form: "number", most: mostEntries, says: "How many at most. The header Link leads to the next ones.", example: "3"}
	format     = parameter{name: "format", in: "query", form: "text", says: "How the file is written."}
	known      = parameter{name: "If-None-Match", in: "header", form: "text", says: "ETag of an answer that is known: where it would be the same, the answer is 304 and empty."}
	expects    = parameter{name: "If-Match", in: "header", form: "text", says: "ETag of an answer about the project, or the number of its last entry in quotes: where it has another one by now, nothing is recorded, and the problem (412) has its number in position."}
	command    = parameter{name: "Idempotency-Key", in: "header", form: "text", says: "A UUID in lower case that names this undertaking for ever: sent again, it has the same answer and is recorded once. Left out: one is made, and given back."}
)

// How many entries one answer holds where nobody says, and at most.
const (
	someEntries = 100
	mostEntries = 1000
)

// moment are the questions of whatever looks at a project.
func moment(more ...parameter) []parameter {
	return append([]parameter{inProject, atMoment, happenedBy, against, audience, atLeast, known}, more...)
}

func (p parameter) described() *huma.Param {
	schema := &huma.Schema{Type: huma.TypeString}
	if p.form == "number" {
		zero := 0.0
		schema = &huma.Schema{Type: huma.TypeInteger, Minimum: &zero}
		if p.most > 0 {
			most := float64(p.most)
			schema.Maximum = &most
		}
	}
	for _, c := range p.choices {
		schema.Enum = append(schema.Enum, c)
	}
	described := &huma.Param{Name: p.name, In: p.in, Description: p.says, Required: p.must, Schema: schema}
	switch {
	case p.example == "":
	case p.form == "number":
		described.Example, _ = strconv.Atoi(p.example)
	default:
		described.Example = p.example
	}
	return described
}

// read reads what is asked, as the operation describes it.
func (q *question) read() error {
	q.asked, q.number = map[string]string{}, map[string]uint64{}
	query, err := url.ParseQuery(q.r.URL.RawQuery)
	if err != nil { // what cannot be read is not passed over: without it the answer would be to another question
		return at("?", invalid(q.r.URL.RawQuery, "the questions of this address cannot be read", "part them with &, and write % as %25"))
	}
	for name, values := range query {
		i := slices.IndexFunc(q.operation.asks, func(p parameter) bool { return p.in == "query" && p.name == name })
		switch {
		case i < 0:
			return at("?"+name, invalid(name, "there is no such question here", "ask "+q.operation.questions()))
		case len(values) > 1:
			return at("?"+name, invalid(values[1], "this question is asked twice", "ask it once"))
		}
	}
	for _, p := range q.operation.asks {
		var value string
		switch p.in {
		case "path":
			value = q.r.PathValue(p.name)
		case "query":
			value = strings.TrimSpace(query.Get(p.name))
		default:
			value = q.r.Header.Get(p.name)
		}
		if err := q.take(p, value); err != nil {
			return at("?"+p.name, err)
		}
	}
	return nil
}

func (q *question) take(p parameter, value string) error {
	q.asked[p.name] = value
	switch {
	case !utf8.ValidString(value):
		return invalid("", p.name+" holds bytes that are not text", "send UTF-8")
	case value == "" && p.must:
		return invalid("", p.name+" is missing", p.says)
	case value == "":
		return nil
	case len(p.choices) > 0 && !slices.Contains(p.choices, value):
		return invalid(value, "this cannot be chosen", "choose "+strings.Join(p.choices, ", "))
	case p.form == "date":
		_, err := domain.ParseDate(value)
		return err
	case p.form == "number":
		n, err := strconv.ParseUint(value, 10, 64)
		if err != nil || p.most > 0 && (n > p.most || n == 0) {
			want := "write digits alone"
			if p.most > 0 {
				want = fmt.Sprintf("ask for 1 to %d", p.most)
			}
			return invalid(value, "this is not a number that can be asked for", want)
		}
		q.number[p.name] = n
	}
	return nil
}

// questions names what an operation may be asked.
func (o operation) questions() string {
	var names []string
	for _, p := range o.asks {
		if p.in == "query" {
			names = append(names, p.name)
		}
	}
	if len(names) == 0 {
		return "nothing besides the address"
	}
	return strings.Join(names, ", ")
}
