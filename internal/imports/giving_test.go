package imports

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/publicdatatest"
	"github.com/desirelines/desirelines/projections"
)

const someGrants = `{"version":"1.1","grants":[
 {"id":"360G-A/1","title":"Grant to The Hall","description":"Towards the kitchen.","currency":"GBP","amountAwarded":116471.50,
  "awardDate":"2017-11-21T00:00:00.000Z","dateModified":"2018-08-24T13:12:00.000Z","plannedDates":[{"startDate":"2018-01-01","endDate":"2019-12-31","duration":24}],
  "fundingOrganization":[{"id":"GB-CHC-1","name":"The Fund"}],"recipientOrganization":[{"id":"GB-CHC-2","name":"The Hall","charityNumber":"2"}],
  "additional_data":{"contact":"Jo Bloggs"}},
 {"id":"360G-A/2","title":"Support for Jane Q Doe","description":"Jane will travel.","currency":"GBP","amountAwarded":500,"awardDate":"2018-02-01",
  "fundingOrganization":[{"id":"GB-CHC-1","name":"The Fund"}],
  "recipientIndividual":{"id":"360G-A-IND-jdoe","name":"Jane Q. Doe"},"beneficiaryLocation":[{"name":"Doe Lane 3"}]},
 {"id":"360G-A/3","title":"No amount","currency":"GBP","fundingOrganization":[{"id":"F"}],"recipientOrganization":[{"id":"R"}]},
 {"id":"360G-A/4","currency":"GBP","amountAwarded":"many","fundingOrganization":[{"id":"F"}],"recipientOrganization":[{"id":"R"}]},
 {"id":"360G-A/1","title":"Again","currency":"GBP","amountAwarded":1,"fundingOrganization":[{"id":"F"}],"recipientOrganization":[{"id":"R"}]},
 {"title":"No id","currency":"GBP","amountAwarded":1,"fundingOrganization":[{"id":"F"}],"recipientOrganization":[{"id":"R"}]},
 7]}`

func (b *bench) giving(file string) Answer {
	b.t.Helper()
	a, err := b.imp.Giving(context.Background(), strings.NewReader(file))
	if err != nil {
		b.t.Fatalf("import: %v", err)
	}
	return a
}

func (b *bench) summary(project string) projections.SummaryRow {
	b.t.Helper()
	v, err := projections.ReplayEvents(project, b.events(project), projections.Cut{})
	if err != nil {
		b.t.Fatal(err)
	}
	s, _ := v.Summary()
	return s
}

// Good grants are taken, bad ones named; the same file again changes nothing, and a grant to a person names nobody.
func TestGrants(t *testing.T) {
	b := newBench(t)
	a := b.giving(someGrants)
	if a.Read != 7 || a.Appended != 2 || a.Refused != 5 {
		t.Errorf("read %d, appended %d, refused %d: %+v", a.Read, a.Appended, a.Refused, a.Problems)
	}
	for _, want := range []string{"amountAwarded is missing", "amountAwarded is no number", "this grant already, as number 1", "the grant has no id", "this is no grant",
		"went to a person", "additional_data of 1 grants is not kept"} {
		if !strings.Contains(asText(a.Problems), want) {
			t.Errorf("no problem says %q: %+v", want, a.Problems)
		}
	}
	s := b.summary("360G-A/1")
	at := s.Published.Attributes
	if s.Name != "Grant to The Hall" || at["amount"] != "116471.5" || at["currency"] != "GBP" || at["award-date"] != "2017-11-21" || at["months"] != "24" ||
		len(s.Published.Dates) != 2 || s.Published.Dates[0].Date != "2018-01-01" || s.Published.Organisations[1].Names[0].Text != "The Hall" {
		t.Errorf("the project is %+v", s)
	}
	if s := b.summary("360G-A/2"); s.Name != saysToPerson || s.Published.Attributes["recipient"] != "person" || s.Published.Attributes["amount"] != "500" {
		t.Errorf("the grant to a person is %+v", s)
	}
	all := asText(b.all()) + asText(a)
	for _, name := range []string{"Jane", "Doe", "jdoe", "Bloggs"} {
		if strings.Contains(all, name) {
			t.Errorf("%q is kept", name)
		}
	}
	if again := b.giving(someGrants); again.Appended != 0 || again.Unchanged != 2 {
		t.Errorf("again: %+v", again)
	}
}

// A newer file changes a grant, an older one does not; taking the import back ends what it began, and the file brings it back.
func TestGrantsChangeAndGo(t *testing.T) {
	b := newBench(t)
	first := b.giving(someGrants)
	b.do("360G-A/1", &domain.ProjectDescribed{Name: "Our kitchen"})
	newer := strings.NewReplacer("116471.50", "120000", "2018-08-24T13", "2019-08-24T13").Replace(someGrants)
	if a := b.giving(newer); a.Appended != 1 {
		t.Errorf("the newer file: %+v", a)
	}
	if s := b.summary("360G-A/1"); s.Name != "Our kitchen" || s.Published.Attributes["amount"] != "120000" {
		t.Errorf("the project is %+v", s)
	}
	if a := b.giving(someGrants); a.Appended != 0 || !strings.Contains(asText(a.Problems), "older") {
		t.Errorf("the older file: %+v", a)
	}
	b.do("own", &domain.ProjectStarted{Name: "Own"})
	if a := b.giving(strings.ReplaceAll(someGrants, "360G-A/1", "own")); a.Appended != 0 || !strings.Contains(asText(a.Problems), "did not come from grants") {
		t.Errorf("a project of that id: %+v", a)
	}
	if u := b.undo(first.ID); u.Refused > 0 {
		t.Errorf("taking it back: %+v", u)
	}
	if s := b.summary("360G-A/2"); !s.Ended {
		t.Errorf("it stands: %+v", s)
	}
	b.giving(newer)
	if s := b.summary("360G-A/2"); s.Ended {
		t.Errorf("it is not back: %+v", s)
	}
}

// What is no such file is refused whole.
func TestGrantsRefused(t *testing.T) {
	for _, file := range []string{
		"", "[]", "{}", `{"grants":7}`, `{"grants":[{"id":"A","currency":"GBP"`, strings.TrimSuffix(someGrants, "}"), someGrants + "x", "\x00",
	} {
		b := newBench(t)
		a, err := b.imp.Giving(context.Background(), strings.NewReader(file))
		if domain.KindOf(err) != domain.Invalid || a.Appended != 0 || len(b.all()) != 0 {
			t.Errorf("%.20q: %v, appended %d", file, err, a.Appended)
		}
	}
}

func TestRealGrants(t *testing.T) {
	path := publicdatatest.Path(t, "360giving", "grants.json")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t)
	if a := b.giving(string(raw)); a.Read != 5 || a.Appended != 5 || a.Refused != 0 || len(a.Problems) != 1 {
		t.Errorf("%+v", a)
	}
	if s := b.summary("360G-EFF-16-3353"); s.Published.Attributes["amount"] != "1000000" || s.Published.Attributes["months"] != "36" {
		t.Errorf("%+v", s)
	}
}

// The same file has the same problems in the same order.
func TestProblemsOfAGrantStandInOrder(t *testing.T) {
	raw := []byte(`{"id":"g","amountAwarded":1,"currency":"GBP","amountAppliedFor":"much","amountDisbursed":"little","plannedDates":[{"startDate":"spring","endDate":"autumn"}],
		"fundingOrganization":[{"id":"f"}],"recipientOrganization":[{"id":"r"}]}`)
	for range 20 {
		g, err := readGrant(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(g.warnings, "; "); !strings.HasPrefix(got, "amount-applied-for") || strings.Index(got, "spring") > strings.Index(got, "autumn") {
			t.Fatalf("the problems are %s", got)
		}
	}
}
