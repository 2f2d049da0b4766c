package domain_test

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

func given(change func(*domain.ConsentGiven)) *domain.ConsentGiven {
	b := &domain.ConsentGiven{Person: Person(1), Items: []string{ID(3)}, Audience: "funders", Purpose: words("For the yearly letter"),
		Wording: "outside-2", Language: "en", How: "written"}
	if change != nil {
		change(b)
	}
	return b
}

// written is a project in which the first person wrote entry 3, the second entry 4 and nobody known entry 5; entry 6 is the first's and withdrawn.
func writtenBySeveral(t *testing.T) *Scenario {
	s := Given(t, joined(1), named("c", Person(1)))
	for _, n := range []int{1, 2, 0, 1} {
		s = s.WhenCommand(by(n, surprise("One."))).Taken()
	}
	return s.When(&domain.EntryWithdrawn{Entry: ID(6)}).Taken().When(named("board")).Taken().
		When(named("old")).Taken().When(&domain.AudienceRetired{Audience: "old"}).Taken()
}

func TestConsentIsGiven(t *testing.T) {
	type b = domain.ConsentGiven
	for rule, c := range map[string]struct {
		change func(*b)
		kind   domain.ErrorKind
		says   string
	}{
		"for an entry":                 {nil, "", ""},
		"for all of their words":       {func(b *b) { b.Items, b.Class = nil, "words" }, "", ""},
		"for an audience of their own": {func(b *b) { b.Audience = "board" }, "", ""},
		"for what nobody known wrote":  {func(b *b) { b.Person, b.Items = "", []string{ID(5)} }, "", ""},
		"with a day to look at it":     {func(b *b) { b.ReviewBy = date(t, "2025-05") }, "", ""},
		"by who never joined":          {func(b *b) { b.Person, b.Items = Person(2), []string{ID(4)} }, "", ""},
		"for nothing":                  {func(b *b) { b.Items = nil }, domain.Invalid, "what it is about is missing"},
		"for both":                     {func(b *b) { b.Class = "words" }, domain.Invalid, "both given"},
		"for no such class":            {func(b *b) { b.Items, b.Class = nil, "voice" }, domain.Invalid, "words, name or confidential"},
		"for all of nobody's words":    {func(b *b) { b.Person, b.Items, b.Class = "", nil, "words" }, domain.Invalid, "the person is missing"},
		"for an entry twice":           {func(b *b) { b.Items = []string{ID(3), ID(3)} }, domain.Invalid, "named twice"},
		"by nobody who is there":       {func(b *b) { b.Person = Person(9) }, domain.Invalid, "nobody with this id"},
		"for another's entry":          {func(b *b) { b.Items = []string{ID(3), ID(4)} }, domain.Invalid, "another person wrote this entry"},
		"for nobody's entry":           {func(b *b) { b.Items = []string{ID(5)} }, domain.Invalid, "another person wrote this entry"},
		"by nobody for somebody's":     {func(b *b) { b.Person = "" }, domain.Invalid, "somebody wrote this entry"},
		"for what is not there":        {func(b *b) { b.Items = []string{ID(99)} }, domain.Invalid, "no such entry"},
		"for what was withdrawn":       {func(b *b) { b.Items = []string{ID(6)} }, domain.Invalid, "was withdrawn"},
		"for no audience":              {func(b *b) { b.Audience = "" }, domain.Invalid, "the audience is missing"},
		"for nobody known":             {func(b *b) { b.Audience = "boards" }, domain.Invalid, "no such audience"},
		"for one that was retired":     {func(b *b) { b.Audience = "old" }, domain.Invalid, "was retired"},
		"for one alone":                {func(b *b) { b.Audience = "only-me" }, domain.Invalid, "no such audience"},
		"for the listener":             {func(b *b) { b.Audience = "listener" }, domain.Invalid, "no such audience"},
		"for a circle":                 {func(b *b) { b.Audience = "c" }, domain.Invalid, "when an entry is written"},
		"without a purpose":            {func(b *b) { b.Purpose = domain.Words{} }, domain.Invalid, "purpose is missing"},
		"without the wording":          {func(b *b) { b.Wording = "" }, domain.Invalid, "wording is missing"},
		"without the language":         {func(b *b) { b.Language = "" }, domain.Invalid, "language is missing"},
		"without saying how":           {func(b *b) { b.How = "" }, domain.Invalid, "written, spoken or assisted"},
		"until some year":              {func(b *b) { b.ReviewBy = date(t, "2025") }, domain.Invalid, "only the year is known"},
	} {
		t.Run(rule, func(t *testing.T) {
			d := writtenBySeveral(t).When(given(c.change))
			if c.kind == "" {
				d.Taken()
			} else {
				d.ThenError(c.kind, c.says)
			}
		})
	}
}

func TestWhoBringsAConsent(t *testing.T) {
	assisted := func(b *domain.ConsentGiven) { b.How = "assisted" }
	writtenBySeveral(t).WhenCommand(by(1, given(nil))).Taken()
	writtenBySeveral(t).WhenCommand(by(2, given(nil))).ThenError(domain.Refused, "another person", "assisted", Person(2))
	writtenBySeveral(t).WhenCommand(by(2, given(assisted))).Taken()
}

func TestConsentIsTakenBack(t *testing.T) {
	back := func(person string, class, audience string, items ...string) domain.Body {
		return &domain.ConsentWithdrawn{Person: person, Items: items, Class: class, Audience: audience}
	}
	for rule, c := range map[string]struct {
		when domain.Body
		says string
	}{
		"without a yes before":        {back(Person(1), "", "funders", ID(3)), ""},
		"from all":                    {back(Person(1), "", "", ID(3)), ""},
		"from a circle":               {back(Person(1), "", "c", ID(3)), ""},
		"from one that was retired":   {back(Person(1), "", "old", ID(3)), ""},
		"all their words":             {back(Person(1), "words", ""), ""},
		"what was withdrawn":          {back(Person(1), "", "", ID(6)), ""},
		"what nobody known wrote":     {back("", "", "", ID(5)), ""},
		"from nobody known":           {back(Person(1), "", "boards", ID(3)), "no such audience"},
		"what is not there":           {back(Person(1), "", "", ID(99)), "no such entry"},
		"what another wrote":          {back(Person(1), "", "", ID(4)), "another person wrote this entry"},
		"what nobody wrote, by one":   {back(Person(1), "", "", ID(5)), "another person wrote this entry"},
		"nothing":                     {back(Person(1), "", ""), "what it is about is missing"},
		"all of nobody's":             {back("", "words", ""), "the person is missing"},
		"by somebody who never was":   {back(Person(9), "", "", ID(5)), "nobody with this id"},
		"twice in one":                {back(Person(1), "", "", ID(3), ID(3)), "named twice"},
		"what is no entry to respond": {back("", "", "", ID(0)), ""},
	} {
		t.Run(rule, func(t *testing.T) {
			d := writtenBySeveral(t).When(c.when)
			if c.says == "" {
				s := d.Taken()
				s.When(c.when).Taken() // always possible, so also again
			} else {
				d.ThenError(domain.Invalid, c.says)
			}
		})
	}
}

// Taken back from the group, an entry is private: what is said of it follows the rules for what is private.
func TestTakenBackFromTheGroupIsPrivate(t *testing.T) {
	theme := &domain.ThemeFormed{What: words("Hands."), From: []string{ID(3)}}
	back := &domain.ConsentWithdrawn{Person: Person(1), Items: []string{ID(3)}}
	again := given(func(b *domain.ConsentGiven) { b.Audience = "group" })
	writtenBySeveral(t).When(theme).Taken()
	s := writtenBySeveral(t).When(back).Taken()
	s.When(theme).ThenError(domain.Refused, "give its writers away")
	s.When(again).Taken().When(theme).Taken()
	writtenBySeveral(t).When(&domain.ConsentWithdrawn{Person: Person(1), Items: []string{ID(3)}, Audience: "funders"}).Taken().When(theme).Taken()
}

func TestConsentLapses(t *testing.T) {
	s := writtenBySeveral(t).When(given(nil)).Taken()
	consent := s.Events()[len(s.Events())-1].ID
	lapsed := &domain.ConsentLapsed{Consent: consent}
	s.When(&domain.ConsentLapsed{Consent: ID(3)}).ThenError(domain.Invalid, "no such consent")
	s.When(lapsed).Taken().When(lapsed).ThenError(domain.Conflict, "lapsed already")
}

// A yes is no entry: it is neither corrected nor withdrawn as one, because that would change it without saying so.
func TestAYesIsNotCorrected(t *testing.T) {
	s := writtenBySeveral(t).When(given(nil)).Taken()
	consent := s.Events()[len(s.Events())-1].ID
	s.When(&domain.EntryCorrected{Entry: consent, With: given(nil)}).ThenError(domain.Invalid, "no such entry")
	s.When(&domain.EntryWithdrawn{Entry: consent}).ThenError(domain.Invalid, "no such entry")
}
