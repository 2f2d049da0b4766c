package api

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

// everyKind is one entry of each kind that is recorded here, in an order in which they can be. {{kind}} stands for the id of the entry of that kind,
// {{me}} for who records and {{other}} for somebody else of the group.
var everyKind = []string{
	`{"kind":"describe","question":"Who eats here?","what":"We cook on Tuesdays."}`,
	`{"kind":"person.joined","person":"5ca1ab1e-0000-4000-8000-000000000007","name":"Ines","role":"member"}`,
	`{"kind":"person.renamed","person":"{{me}}","name":"Rosa"}`,
	`{"kind":"person.role_given","person":"{{other}}","role":"listener"}`,
	`{"kind":"person.contact_given","person":"{{me}}","email":"rosa@example.org"}`,
	`{"kind":"edge","what":"The kitchen closes at ten.","can_move":"not_sure"}`,
	`{"kind":"edge.moved","edge":"{{edge.stated}}","what":"It closes at eleven."}`,
	`{"kind":"stage","what":"We cook for ourselves."}`,
	`{"kind":"rule","what":"Whoever eats washes up."}`,
	`{"kind":"rule.checked","rule":"{{rule.agreed}}","kept":"partly"}`,
	`{"kind":"rule.revised","rule":"{{rule.agreed}}","what":"Whoever eats washes their own plate."}`,
	`{"kind":"rule.retired","rule":"{{rule.agreed}}"}`,
	`{"kind":"surprise","what":"People stayed for tea.","welcome":"wanted"}`,
	`{"kind":"turning-point","what":"The key was given to us.","entry":"{{surprise.noticed}}"}`,
	`{"kind":"moment","what":"The first dinner.","from":["{{surprise.noticed}}"]}`,
	`{"kind":"question","aim":"quiet","statement":"Could it be quieter?"}`,
	`{"kind":"aim","aim":"meals","statement":"Everybody has eaten.","born":"start"}`,
	`{"kind":"aim.revised","aim":"meals","statement":"Everybody has eaten well.","because":"learnt"}`,
	`{"kind":"measure","aim":"meals","measure":"m","name":"Meals","measure_kind":"increase","mode":"per_period"}`,
	`{"kind":"aim.measure_revised","aim":"meals","measure":"m","name":"Warm meals","measure_kind":"increase","mode":"per_period"}`,
	`{"kind":"baseline","aim":"meals","measure":"m","value":10}`,
	`{"kind":"target","aim":"meals","measure":"m","value":"40","period_start":"2026-01-01","period_end":"2026-12-31"}`,
	`{"kind":"outcome","aim":"meals","measure":"m","value":12,"period_start":"2026-01-01","period_end":"2026-12-31"}`,
	`{"kind":"judgement","aim":"meals","judged":"some","knowing":"lived"}`,
	`{"kind":"aim.period_retired","aim":"meals","measure":"m","period_start":"2026-01-01","period_end":"2026-12-31"}`,
	`{"kind":"aim.measure_retired","aim":"meals","measure":"m"}`,
	`{"kind":"aim.dropped","aim":"quiet"}`,
	`{"kind":"problem","what":"The stove is small."}`,
	`{"kind":"test","what":"Two sittings.","problem":"{{problem.named}}","review_on":"2026-08-01"}`,
	`{"kind":"note","test":"{{test.started}}","what":"The second was full."}`,
	`{"kind":"postpone","test":"{{test.started}}","review_on":"2026-09-01"}`,
	`{"kind":"conclusion","test":"{{test.started}}","supported":"partly","next":"keep"}`,
	`{"kind":"test","what":"A third sitting."}`,
	`{"kind":"test.abandoned","test":"{{test.started}}"}`,
	`{"kind":"failure","what":"The soup was cold."}`,
	`{"kind":"theme","what":"Being early","from":["{{failure.shared}}","{{surprise.noticed}}"]}`,
	`{"kind":"learning","what":"Cook later.","from":["{{failure.shared}}"]}`,
	`{"kind":"change","what":"We cook at eight.","learning":"{{learning.drawn}}"}`,
	`{"kind":"check","change":"{{change.made}}","helped":"yes"}`,
	`{"kind":"heading","heading":"What next?","wall":"the shed"}`,
	`{"kind":"response","entry":"{{failure.shared}}","mark":"heart","what":"I was there."}`,
	`{"kind":"answer","response":"{{response.given}}","what":"Thank you."}`,
	`{"kind":"recording","what":"A photograph of the table","people":["{{me}}"]}`,
	`{"kind":"recording.agreed","recording":"{{recording.asked}}","person":"{{me}}"}`,
	`{"kind":"recording.refused","recording":"{{recording.asked}}","person":"{{me}}"}`,
	`{"kind":"evidence","entry":"{{surprise.noticed}}","what":"The tally","url":"https://example.org/tally"}`,
	`{"kind":"entry.checked_outside","entry":"{{surprise.noticed}}","answer":"agrees"}`,
	`{"kind":"word","word":"sitting"}`,
	`{"kind":"explain","asked":"{{word.asked}}","word":"sitting","what":"One round of dinner."}`,
	`{"kind":"mending","what":"The tally of May","due":"2026-08-01"}`,
	`{"kind":"mended","mending":"{{mending.promised}}"}`,
	`{"kind":"principle","what":"Nobody pays."}`,
	`{"kind":"decision","what":"We open on Sundays."}`,
	`{"kind":"meeting","what":"We met.","lived":4,"professional":2}`,
	`{"kind":"silence","meeting":"{{meeting.held}}","said":"nothing"}`,
	`{"kind":"look-back","due":"2027-07-31","aim":"meals"}`,
	`{"kind":"look_back.answered","look_back":"{{look_back.planned}}","lasted":"yes"}`,
	`{"kind":"look-back","due":"2027-08-31"}`,
	`{"kind":"look_back.missed","look_back":"{{look_back.planned}}"}`,
	`{"kind":"audience","audience":"board","name":"The board","sections":["headline"]}`,
	`{"kind":"audience.changed","audience":"board","name":"The whole board"}`,
	`{"kind":"told","audience":"board","report":"all","position":9}`,
	`{"kind":"audience.retired","audience":"board"}`,
	`{"kind":"consent","person":"{{me}}","items":["{{surprise.noticed}}"],"audience":"funders","purpose":"The yearly report","wording":"1","language":"en","how":"written"}`,
	`{"kind":"take-back","person":"{{me}}","items":["{{surprise.noticed}}"]}`,
	`{"kind":"correction","entry":"{{surprise.noticed}}","with":{"kind":"surprise","what":"People stayed for soup."}}`,
	`{"kind":"redact","entry":"{{failure.shared}}","fields":["what"]}`,
	`{"kind":"withdraw","entry":"{{failure.shared}}"}`,
	`{"kind":"aim.retired","aim":"meals"}`,
	`{"kind":"project.ended"}`,
	`{"kind":"project.reopened"}`,
	`{"kind":"person.left","person":"{{other}}"}`,
}

var placeholder = regexp.MustCompile(`{{[a-z_.]+}}`)

// What the command line records is recorded here: every kind, as the description has it, or the answer says where it is done instead.
func TestEveryKindIsRecorded(t *testing.T) {
	p := open(t, false)
	me, other := p.joins("p", domain.RoleFacilitator), p.joins("p", domain.RoleMember)
	described := p.description()
	ids, recorded := map[string]string{"me": me.person, "other": other.person}, map[string]bool{}
	for _, line := range everyKind {
		body := placeholder.ReplaceAllStringFunc(line, func(name string) string { return ids[strings.Trim(name, "{}")] })
		var sent map[string]any
		if err := json.Unmarshal([]byte(body), &sent); err != nil {
			t.Fatal(err)
		}
		if err := described.refuses(body, "components", "schemas", entriesSchema); err != nil {
			t.Errorf("the description refuses %s: %v", body, err)
		}
		done, _ := me.records(body, http.StatusCreated)
		kind := sent["kind"].(string)
		if k, ok := domain.NewBody(kind); ok {
			kind = k.Kind()
		}
		ids[kind], recorded[kind] = done.ID, true
	}
	for _, k := range domain.Kinds() {
		why, isElsewhere := elsewhere[k.Name]
		if isElsewhere == recorded[k.Name] {
			t.Errorf("%s: recorded here %v, elsewhere %q; it is one or the other", k.Name, recorded[k.Name], why)
		}
		if !isElsewhere {
			continue
		}
		w := me.send(http.MethodPost, "/projects/p/entries", least(t, k))
		if problem := p.problem(w); w.Code != http.StatusForbidden || problem.Want != asSentence(why) {
			t.Errorf("%s: %d, %+v", k.Name, w.Code, problem)
		}
		if described.refuses(least(t, k), "components", "schemas", entriesSchema) == nil {
			t.Errorf("%s is described", k.Name)
		}
	}
}

// least is an entry of a kind with no fields.
func least(t *testing.T, k domain.KindInfo) string {
	t.Helper()
	raw, err := json.Marshal(map[string]string{"kind": k.Name})
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// A file that the pages never looked into is not attached, nor by a correction.
func TestAFileIsAttachedOnThePages(t *testing.T) {
	p := open(t, false)
	me := p.joins("p", domain.RoleMember)
	file := `"file":{"id":"` + strings.Repeat("0a", 16) + `","media_type":"text/plain","size":4,"sha256":"` + strings.Repeat("f0", 32) + `"}`
	me.records(`{"kind":"evidence","what":"x",`+file+`}`, http.StatusForbidden)
	done, _ := me.records(`{"kind":"evidence","what":"x","url":"https://example.org"}`, http.StatusCreated)
	me.records(`{"kind":"correction","entry":"`+done.ID+`","with":{"kind":"evidence","what":"x",`+file+`}}`, http.StatusForbidden)
}
