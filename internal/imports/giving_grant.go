package imports

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/iati"
)

// Roles of the IATI code list for the two sides of a grant.
const (
	roleFunding      = "1"
	roleImplementing = "4"
)

// saysToPerson is the title of a grant to a person whose own title names them.
const saysToPerson = "Grant to a person"

type grantOrg struct {
	ID, Name, URL string
	CharityNumber json.RawMessage `json:"charityNumber"`
	CompanyNumber json.RawMessage `json:"companyNumber"`
}

type grantDates struct {
	Start    string `json:"startDate"`
	End      string `json:"endDate"`
	Duration json.RawMessage
}

// readGrant reads one grant. An error says what is wrong with it; it holds nothing that could be somebody's name.
func readGrant(raw json.RawMessage) (*grantFile, error) {
	var in struct {
		ID, Title, Description, Currency, URL string
		AmountAwarded                         json.RawMessage
		AmountAppliedFor, AmountDisbursed     json.RawMessage
		AwardDate, DateModified               string
		FundingOrganization                   []grantOrg
		RecipientOrganization                 []grantOrg
		RecipientIndividual                   json.RawMessage
		PlannedDates, ActualDates             []grantDates
		GrantProgramme, Classifications       []struct{ Title, Code string }
		BeneficiaryLocation                   []struct{ Name string }
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return nil, &domain.Error{Kind: domain.Invalid, Message: "this is no grant: " + err.Error()}
	}
	amount, err := grantAmount(in.AmountAwarded)
	switch {
	case strings.TrimSpace(in.ID) == "":
		return nil, &domain.Error{Kind: domain.Invalid, Message: "the grant has no id"}
	case err != nil:
		return nil, &domain.Error{Kind: domain.Invalid, Message: "amountAwarded is no number", Value: string(in.AmountAwarded)}
	case amount == "":
		return nil, &domain.Error{Kind: domain.Invalid, Message: "amountAwarded is missing", Value: in.ID}
	case in.Currency == "":
		return nil, &domain.Error{Kind: domain.Invalid, Message: "the currency is missing", Value: in.ID}
	case len(in.FundingOrganization) == 0:
		return nil, &domain.Error{Kind: domain.Invalid, Message: "fundingOrganization is missing", Value: in.ID}
	}
	person := len(in.RecipientIndividual) > 0 && string(in.RecipientIndividual) != "null"
	if !person && len(in.RecipientOrganization) == 0 {
		return nil, &domain.Error{Kind: domain.Invalid, Message: "recipientOrganization is missing", Value: in.ID}
	}
	g := &grantFile{ID: in.ID, Title: in.Title, Description: strings.TrimSpace(in.Description), Modified: timeOf(in.DateModified)}
	at := attributes{}
	at.text("amount", amount)
	at.text("currency", in.Currency)
	g.dates(at, "award-date", in.AwardDate)
	for _, also := range [2]struct {
		name  string
		value json.RawMessage
	}{{"amount-applied-for", in.AmountAppliedFor}, {"amount-disbursed", in.AmountDisbursed}} {
		if n, err := grantAmount(also.value); err == nil {
			at.text(also.name, n)
		} else {
			g.warnings = append(g.warnings, also.name+" is no number, so it is not kept")
		}
	}
	g.run(at, in.PlannedDates, "1", "3")
	g.run(at, in.ActualDates, "2", "4")
	for _, o := range in.FundingOrganization {
		g.org(o, roleFunding)
	}
	programmes := make([]string, 0, len(in.GrantProgramme))
	for _, p := range in.GrantProgramme {
		programmes = append(programmes, orElse(p.Title, p.Code))
	}
	at.text("grant-programme", strings.Join(programmes, "; "))
	if person {
		g.ofPerson(at, in.RecipientIndividual, in.RecipientOrganization)
	} else {
		for _, o := range in.RecipientOrganization {
			g.org(o, roleImplementing)
		}
		var kinds, places []string
		for _, c := range in.Classifications {
			kinds = append(kinds, orElse(c.Title, c.Code))
		}
		for _, l := range in.BeneficiaryLocation {
			places = append(places, l.Name)
		}
		at.text("classifications", strings.Join(kinds, "; "))
		at.text("beneficiary-location", strings.Join(places, "; "))
		at.text("url", in.URL)
	}
	g.published.Attributes, g.published.Updated = at, g.Modified
	if g.Title != "" {
		g.published.Titles = []domain.Narrative{{Text: g.Title}}
	}
	if g.Description != "" {
		g.published.Descriptions = []domain.Narrative{{Text: g.Description}}
	}
	g.others = notKept(raw)
	return g, nil
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// grantAmount is an amount as it is written, a number or one in a text; empty where there is none.
func grantAmount(raw json.RawMessage) (string, error) {
	text := strings.Trim(strings.TrimSpace(string(raw)), `"`)
	if text == "" || text == "null" {
		return "", nil
	}
	n, err := domain.ParseNumber(text)
	if err != nil {
		var d json.Number
		if json.Unmarshal(raw, &d) != nil {
			return "", err
		}
		r := domain.ReadNumber(d.String(), domain.Dot)
		if !r.OK {
			return "", err
		}
		n = r.Number
	}
	return n.String(), nil
}

// dates keeps a day, as it is written where it is none.
func (g *grantFile) dates(at attributes, name, text string) {
	if day := dayOf(iati.DateOf(text).Day); day.Known() {
		text = day.String()
	} else if text != "" {
		g.warnings = append(g.warnings, fmt.Sprintf("the %s %q is no day", name, domain.Short(text, 40)))
	}
	at.text(name, text)
}

// run keeps when a grant starts and ends, as the dates of an activity.
func (g *grantFile) run(at attributes, list []grantDates, start, end string) {
	for _, d := range list {
		for _, one := range [2][2]string{{start, d.Start}, {end, d.End}} {
			kind, text := one[0], one[1]
			if text == "" {
				continue
			}
			day := dayOf(iati.DateOf(text).Day)
			if !day.Known() {
				g.warnings = append(g.warnings, fmt.Sprintf("the date %q is no day, so it is not kept", domain.Short(text, 40)))
				continue
			}
			g.published.Dates = append(g.published.Dates, domain.PublishedDate{Type: kind, Date: day.String()})
		}
		if months := strings.Trim(string(d.Duration), `"`); months != "" && months != "null" && start == "1" {
			at.text("months", months)
		}
	}
	slices.SortStableFunc(g.published.Dates, func(a, b domain.PublishedDate) int { return strings.Compare(a.Type, b.Type) })
}

func (g *grantFile) org(o grantOrg, role string) {
	at := attributes{"role": role}
	at.text("url", o.URL)
	at.text("charity-number", strings.Trim(string(o.CharityNumber), `"`))
	at.text("company-number", strings.Trim(string(o.CompanyNumber), `"`))
	org := domain.Organisation{Part: "participating", Ref: o.ID, Attributes: at}
	if o.Name != "" {
		org.Names = []domain.Narrative{{Text: o.Name}}
	}
	g.published.Organisations = append(g.published.Organisations, org)
}

// ofPerson leaves out whatever could name the person that a grant went to: their name and id, an organisation beside them, where they live,
// and a title or description that holds a part of their name.
func (g *grantFile) ofPerson(at attributes, raw json.RawMessage, beside []grantOrg) {
	at["recipient"] = "person"
	g.warnings = append(g.warnings, "this grant went to a person: their name, their id and where they live are not kept")
	var who any
	var names []string
	if json.Unmarshal(raw, &who) == nil {
		namesIn(who, &names)
	}
	for _, o := range beside {
		names = append(names, o.Name)
	}
	if holdsName(g.Title, names) {
		g.Title = saysToPerson
	}
	if holdsName(g.Description, names) {
		g.Description = ""
		g.warnings = append(g.warnings, "the description holds a name, so it is not kept")
	}
}

// namesIn gathers the texts of whatever the file says of a person.
func namesIn(v any, into *[]string) {
	switch x := v.(type) {
	case string:
		*into = append(*into, x)
	case []any:
		for _, one := range x {
			namesIn(one, into)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(x)) {
			namesIn(x[name], into)
		}
	}
}

// holdsName says whether a text holds a word of a name.
func holdsName(text string, names []string) bool {
	words := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) })
	}
	has := map[string]bool{}
	for _, w := range words(text) {
		has[w] = true
	}
	for _, name := range names {
		for _, w := range words(name) {
			if len([]rune(w)) > 1 && has[w] {
				return true
			}
		}
	}
	return false
}

// timeOf is a date and time, also a day alone; zero where it is none.
func timeOf(text string) time.Time {
	if t, err := time.Parse(time.RFC3339, strings.TrimSpace(text)); err == nil {
		return t.UTC()
	}
	return iati.DateOf(text).Day
}

// keptFields are the fields of a grant of which something is kept.
var keptFields = []string{
	"id", "title", "description", "currency", "url", "amountAwarded", "amountAppliedFor", "amountDisbursed", "awardDate", "dateModified",
	"fundingOrganization", "recipientOrganization", "recipientIndividual", "plannedDates", "actualDates", "grantProgramme", "classifications",
	"beneficiaryLocation",
}

func notKept(raw json.RawMessage) (names []string) {
	var all map[string]json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !slices.Contains(keptFields, name) {
			names = append(names, domain.Short(name, 80))
		}
	}
	return names
}
