package domain_test

import (
	"testing"
	"time"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

type definition = domain.AudienceDefinition

func named(id string, people ...string) domain.Body {
	return &domain.AudienceNamed{Audience: id, AudienceDefinition: definition{Name: "The board", People: people}}
}

func changed(id string, d definition) domain.Body {
	if d.Name == "" {
		d.Name = "The board"
	}
	return &domain.AudienceChanged{Audience: id, AudienceDefinition: d}
}

func TestAudiences(t *testing.T) {
	of := func(d definition) bodies {
		d.Name = "The board"
		return bodies{&domain.AudienceNamed{Audience: "board", AudienceDefinition: d}}
	}
	retired := func(id string) domain.Body { return &domain.AudienceRetired{Audience: id} }
	told := func(id string, at uint64) domain.Body {
		return &domain.AudienceTold{Audience: id, Report: "comparison", Position: at}
	}
	circle := bodies{joined(1), named("c", Person(1))}
	decide(t, []ruling{
		{rule: "an audience is named", when: of(definition{Who: "seven", Sections: []string{"headline", "worked"}, Words: "full", Smallest: 5})},
		{rule: "it has an id", when: bodies{named("")}, refused: domain.Invalid, says: []string{"the audience is missing"}},
		{rule: "its id can stand in an address", when: bodies{named("..")}, refused: domain.Invalid, says: []string{`".."`}},
		{rule: "its id is none of the five", when: bodies{named("public")}, refused: domain.Conflict, says: []string{"this id already", `"public"`}},
		{rule: "its id is no private word", when: bodies{named("only-me")}, refused: domain.Invalid, says: []string{"kept private", `"only-me"`}},
		{rule: "an id is used once", given: bodies{named("board")}, when: bodies{named("board")}, refused: domain.Conflict, says: []string{"this id already"}},
		{rule: "a retired id too", given: bodies{named("board"), retired("board")}, when: bodies{named("board")}, refused: domain.Conflict, says: []string{"this id already"}},
		{rule: "it has a name", when: bodies{&domain.AudienceNamed{Audience: "board"}}, refused: domain.Invalid, says: []string{"name is missing"}},
		{rule: "a section has an id", when: of(definition{Sections: []string{""}}), refused: domain.Invalid, says: []string{"a section is missing"}},
		{rule: "a section once", when: of(definition{Sections: []string{"worked", "worked"}}), refused: domain.Invalid, says: []string{"named twice", `"worked"`}},
		{rule: "words are plain or full", when: of(definition{Words: "many"}), refused: domain.Invalid, says: []string{"plain or full"}},
		{rule: "no small numbers outside", when: of(definition{Smallest: 4}), refused: domain.Invalid, says: []string{`"4"`, "5 or more"}},
		{rule: "no number below none", when: of(definition{Smallest: -1}), refused: domain.Invalid, says: []string{`"-1"`}},
		{rule: "a circle's people are there", when: bodies{named("c", Person(1))}, refused: domain.Invalid, says: []string{"not part of the project", Person(1)}},
		{rule: "a circle's people are named once", given: bodies{joined(1)}, when: bodies{named("c", Person(1), Person(1))}, refused: domain.Invalid, says: []string{"named twice"}},

		{rule: "an audience is changed", given: bodies{named("board")}, when: bodies{changed("board", definition{Smallest: 12})}},
		{rule: "one of the five is changed", when: bodies{changed("evaluators", definition{Name: "Our evaluator", Smallest: 1})}},
		{rule: "funders see five and more", when: bodies{changed("funders", definition{Smallest: 5})}},
		{rule: "funders see no fewer", when: bodies{changed("funders", definition{Smallest: 4})}, refused: domain.Invalid, says: []string{"5 or more"}},
		{rule: "nor who decides", when: bodies{changed("decision-makers", definition{Smallest: 4})}, refused: domain.Invalid, says: []string{"5 or more"}},
		{rule: "everybody sees ten and more", when: bodies{changed("public", definition{Smallest: 10})}},
		{rule: "everybody sees no fewer", when: bodies{changed("public", definition{Smallest: 9})}, refused: domain.Invalid, says: []string{"10 or more"}},
		{rule: "the five are no circles", given: bodies{joined(1)}, when: bodies{changed("group", definition{People: []string{Person(1)}})}, refused: domain.Invalid, says: []string{"no circle"}},
		{rule: "an audience becomes no circle", given: bodies{joined(1), named("board")}, when: bodies{changed("board", definition{People: []string{Person(1)}})}, refused: domain.Invalid, says: []string{"no circle"}},
		{rule: "a circle stays one", given: circle, when: bodies{changed("c", definition{})}, refused: domain.Invalid, says: []string{"a circle stays a circle"}},
		{rule: "a circle has other people", given: append(circle, joined(2)), when: bodies{changed("c", definition{People: []string{Person(2)}})}},
		{rule: "what nobody named is not changed", when: bodies{changed("board", definition{})}, refused: domain.Invalid, says: []string{"no such audience", "funders"}},
		{rule: "what was retired is not changed", given: bodies{named("board"), retired("board")}, when: bodies{changed("board", definition{})}, refused: domain.Invalid, says: []string{"was retired"}},

		{rule: "the five are not retired", when: bodies{retired("funders")}, refused: domain.Invalid, says: []string{"always there"}},
		{rule: "what nobody named is not retired", when: bodies{retired("board")}, refused: domain.Invalid, says: []string{"no such audience"}},
		{rule: "retired once", given: bodies{named("board"), retired("board")}, when: bodies{retired("board")}, refused: domain.Conflict, says: []string{"retired already"}},

		{rule: "an audience is told", given: bodies{named("board")}, when: bodies{told("board", 2)}},
		{rule: "the public is told", when: bodies{told("public", 1)}},
		{rule: "what is to come is not told", when: bodies{told("public", 2)}, refused: domain.Invalid, says: []string{"no entry with this number", `"2"`, "1 to 1"}},
		{rule: "something is told", when: bodies{told("public", 0)}, refused: domain.Invalid, says: []string{`"0"`}},
		{rule: "a report is told", when: bodies{&domain.AudienceTold{Audience: "public", Position: 1}}, refused: domain.Invalid, says: []string{"report is missing"}},
		{rule: "nobody unknown is told", when: bodies{told("board", 1)}, refused: domain.Invalid, says: []string{"no such audience"}},
		{rule: "nobody retired is told", given: bodies{named("board"), retired("board")}, when: bodies{told("board", 1)}, refused: domain.Invalid, says: []string{"was retired"}},
	})
}

func TestExports(t *testing.T) {
	made := func(change func(*domain.ExportMade)) bodies {
		b := &domain.ExportMade{Audience: "evaluators", Format: "csv", What: "all entries", Position: 1, People: []string{Person(1)}}
		change(b)
		return bodies{b}
	}
	for rule, c := range map[string]struct {
		change func(*domain.ExportMade)
		says   string
	}{
		"whole":                {func(*domain.ExportMade) {}, ""},
		"a known audience":     {func(b *domain.ExportMade) { b.Audience = "board" }, "no such audience"},
		"an audience":          {func(b *domain.ExportMade) { b.Audience = "" }, "the audience is missing"},
		"a format":             {func(b *domain.ExportMade) { b.Format = "" }, "format is missing"},
		"what is in it":        {func(b *domain.ExportMade) { b.What = " " }, "what is missing"},
		"what has happened":    {func(b *domain.ExportMade) { b.Position = 9 }, "no entry with this number"},
		"people who are known": {func(b *domain.ExportMade) { b.People[0] = Person(2) }, "nobody with this id"},
		"people once":          {func(b *domain.ExportMade) { b.People = []string{Person(1), Person(1)} }, "named twice"},
		"nobody's words":       {func(b *domain.ExportMade) { b.People = nil }, ""},
	} {
		t.Run(rule, func(t *testing.T) {
			d := Given(t, joined(1)).When(made(c.change)...)
			if c.says == "" {
				d.Taken()
			} else {
				d.ThenError(domain.Invalid, c.says)
			}
		})
	}
}

func TestSharingWithWhomTheProjectNamed(t *testing.T) {
	for rule, c := range map[string]struct {
		sharing []string
		says    string
	}{
		"an audience of its own":         {[]string{"group", "board"}, ""},
		"and the group":                  {[]string{"board"}, "name the group too"},
		"a circle alone":                 {[]string{"c"}, ""},
		"a circle and the group":         {[]string{"group", "c"}, "its people alone"},
		"a circle before somebody else":  {[]string{"c", "funders"}, "its people alone"},
		"a circle and one alone":         {[]string{"only-me", "c"}, "its people alone"},
		"two circles":                    {[]string{"c", "d"}, "its people alone"},
		"an audience that was retired":   {[]string{"group", "old"}, "was retired"},
		"a circle that was retired":      {[]string{"gone"}, "was retired"},
		"an audience that nobody named":  {[]string{"group", "boards"}, "only-me, listener, group, evaluators, funders, decision-makers, public or board"},
		"circles are not given away":     {[]string{"cc"}, "public or board"},
		"what is never an audience's id": {[]string{"="}, "no choice for sharing"},
	} {
		t.Run(rule, func(t *testing.T) {
			d := Given(t, joined(1), named("board"), named("c", Person(1)), named("d", Person(1)), named("old"), named("gone", Person(1)),
				&domain.AudienceRetired{Audience: "old"}, &domain.AudienceRetired{Audience: "gone"}).
				WhenCommand(sharedWith(1, c.sharing, surprise("One.")))
			if c.says == "" {
				d.Taken()
			} else {
				d.ThenError(domain.Invalid, c.says)
			}
		})
	}
	for _, b := range []domain.Body{named("x"), changed("funders", definition{}), &domain.AudienceRetired{Audience: "board"},
		&domain.AudienceTold{Audience: "public", Report: "comparison", Position: 1}, &domain.ExportMade{Audience: "group", Format: "csv", What: "all", Position: 1}} {
		Given(t, named("board")).WhenCommand(sharedWith(0, []string{"only-me"}, b)).ThenError(domain.Invalid, "cannot be kept from the group")
	}
}

func TestThemes(t *testing.T) {
	circle := []string{"c"}
	for rule, c := range map[string]struct {
		writers []int
		sharing [][]string
		refused string
	}{
		"of one person for the group":        {[]int{1, 1}, [][]string{nil, nil}, ""},
		"of one person in a circle":          {[]int{1}, [][]string{circle}, "give its writers away"},
		"of two people, one in a circle":     {[]int{1, 2}, [][]string{nil, circle}, "give its writers away"},
		"of three people, one in a circle":   {[]int{1, 2, 3}, [][]string{nil, circle, nil}, ""},
		"of two people, one of them twice":   {[]int{1, 2, 1}, [][]string{circle, circle, nil}, "give its writers away"},
		"nobody known is no person":          {[]int{1, 2, 0, 0}, [][]string{circle, nil, nil, nil}, "give its writers away"},
		"what is more private than a circle": {[]int{1}, [][]string{{"only-me"}}, "give its writers away"},
	} {
		t.Run(rule, func(t *testing.T) {
			s := Given(t, joined(1), named("c", Person(1)))
			b := &domain.ThemeFormed{What: words("Hands.")}
			for i, n := range c.writers {
				b.From = append(b.From, ID(3+i))
				s = s.WhenCommand(sharedWith(n, c.sharing[i], surprise("One."))).Taken()
			}
			d := s.When(b)
			if c.refused == "" {
				d.Taken()
			} else {
				d.ThenError(domain.Refused, c.refused, "three people")
			}
		})
	}
	decide(t, []ruling{
		{rule: "a theme of nothing in particular", when: bodies{&domain.ThemeFormed{What: words("Hands.")}}},
		{rule: "a theme says something", when: bodies{&domain.ThemeFormed{}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "its entries are there", when: bodies{&domain.ThemeFormed{What: words("Hands."), From: []string{ID(9)}}}, refused: domain.Invalid, says: []string{"no such entry"}},
		{rule: "a theme can be taken back", given: bodies{&domain.ThemeFormed{What: words("Hands.")}}, when: bodies{&domain.EntryWithdrawn{Entry: ID(1)}}},
	})
}

// TestTheInstallation tells who may be appointed there, and that nothing else is said there, nor this anywhere else.
func TestTheInstallation(t *testing.T) {
	appointed := func(role string, projects ...string) *domain.StaffAppointed {
		return &domain.StaffAppointed{Person: Person(1), Role: role, Projects: projects}
	}
	dismissed := &domain.StaffDismissed{Person: Person(1)}
	for rule, c := range map[string]struct {
		given, when domain.Body
		kind        domain.ErrorKind
		says        string
	}{
		"an evaluator of all":          {nil, appointed("evaluator"), "", ""},
		"a funder of one":              {nil, appointed("funder", "garden"), "", ""},
		"a funder of all":              {nil, appointed("funder"), domain.Invalid, "the projects are missing"},
		"who decides on all":           {nil, appointed("decision-maker"), domain.Invalid, "the projects are missing"},
		"another role":                 {appointed("evaluator"), appointed("operator"), "", ""},
		"no such role":                 {nil, appointed("facilitator"), domain.Invalid, "evaluator, funder, decision-maker or operator"},
		"no such project":              {nil, appointed("funder", "nowhere"), domain.Invalid, `"nowhere"`},
		"a project twice":              {nil, appointed("funder", "garden", "garden"), domain.Invalid, "named twice"},
		"an id that is not random":     {nil, &domain.StaffAppointed{Person: "Ada", Role: "operator"}, domain.Invalid, `"Ada"`},
		"dismissed":                    {appointed("operator"), dismissed, "", ""},
		"a view goes on":               {nil, &domain.ProjectionSkipped{Projection: "look_backs", Fold: 1, Sequence: 9, Why: "it was taken back"}, "", ""},
		"past what, it does not say":   {nil, &domain.ProjectionSkipped{Projection: "aims", Fold: 1, Why: "it was taken back"}, domain.Invalid, "sequence of the commit is missing"},
		"in no fold":                   {nil, &domain.ProjectionSkipped{Projection: "aims", Sequence: 9, Why: "it was taken back"}, domain.Invalid, "version of the projection is missing"},
		"and does not say why":         {nil, &domain.ProjectionSkipped{Projection: "aims", Fold: 1, Sequence: 9, Why: " "}, domain.Invalid, "why is missing"},
		"no such name of a view":       {nil, &domain.ProjectionSkipped{Projection: "A view", Fold: 1, Sequence: 9, Why: "x"}, domain.Invalid, `"A view"`},
		"dismissed without a role":     {nil, dismissed, domain.Invalid, "no role in the installation"},
		"nothing starts there":         {nil, started(), domain.Invalid, "said of a project, not of the installation"},
		"nobody writes there":          {nil, surprise("One."), domain.Invalid, "said of a project"},
		"nobody joins there":           {nil, joined(1), domain.Invalid, "said of a project"},
		"the projects can be part too": {nil, appointed("evaluator", "garden"), "", ""},
	} {
		t.Run(rule, func(t *testing.T) {
			p := domain.NewProject(domain.Installation)
			for i, b := range []domain.Body{c.given, c.when} {
				if b == nil {
					continue
				}
				command := domain.Command{ID: ID(i + 1), Project: domain.Installation, Drafts: []domain.Draft{{Body: b}}, Facts: Known("garden")}
				_, err := domain.Decide(p, command, time.Now())
				switch {
				case i == 1 && c.kind != "":
					CheckError(t, err, c.kind, c.says)
				case err != nil:
					t.Fatal(err)
				}
			}
		})
	}
	Given(t).When(appointed("operator")).ThenError(domain.Invalid, "said of the installation, not of a project")
	GivenNothing(t).When(dismissed).ThenError(domain.Invalid, "said of the installation")
	_, err := domain.Decide(domain.NewProject(domain.Installation), sharedInstallation(appointed("operator")), Now())
	CheckError(t, err, domain.Invalid, "leave the sharing out")
	CheckError(t, domain.CheckID("project", domain.Installation), domain.Invalid, `"="`)
	if got := (domain.Command{Drafts: []domain.Draft{{Body: appointed("funder", "garden")}}}).Needs(); len(got) != 1 || got[0] != "garden" {
		t.Errorf("it needs %v", got)
	}
}

func sharedInstallation(b domain.Body) domain.Command {
	c := sharedWith(0, []string{"group"}, b)
	c.ID, c.Project = ID(1), domain.Installation
	return c
}
