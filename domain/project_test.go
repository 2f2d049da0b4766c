package domain_test

import (
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

func TestProjectStarted(t *testing.T) {
	start := func(b domain.ProjectStarted, facts domain.Facts) *Decision {
		return GivenNothing(t).WhenCommand(domain.Command{Drafts: []domain.Draft{{Body: &b}}, Facts: facts})
	}
	start(domain.ProjectStarted{Name: "The garden", Zone: "America/Argentina/Buenos_Aires"}, domain.Facts{}).Taken()
	start(domain.ProjectStarted{Name: "The garden", Zone: "Etc/GMT+5"}, domain.Facts{}).Taken()
	start(domain.ProjectStarted{Name: "The garden", PartOf: "town/1 (a)"}, Known("town/1 (a)")).Taken()

	start(domain.ProjectStarted{}, domain.Facts{}).ThenError(domain.Invalid, "name is missing")
	start(domain.ProjectStarted{Name: " \t"}, domain.Facts{}).ThenError(domain.Invalid, "name is missing")
	start(domain.ProjectStarted{Name: "a", Question: "\x00"}, domain.Facts{}).ThenError(domain.Invalid, "question", "U+0000")
	start(domain.ProjectStarted{Name: "a", Zone: "over there!"}, domain.Facts{}).ThenError(domain.Invalid, `not a time zone: "over there!"`, "Europe/London")
	start(domain.ProjectStarted{Name: "a", Zone: "Local"}, domain.Facts{}).ThenError(domain.Invalid, `not a time zone: "Local"`)
	start(domain.ProjectStarted{Name: "a", Zone: strings.Repeat("z", 61)}, domain.Facts{}).ThenError(domain.Invalid, "not a time zone")
	start(domain.ProjectStarted{Name: "a", PartOf: "town"}, Known("city")).ThenError(domain.Invalid, `no project for this to be part of: "town"`, "start that one first")
	start(domain.ProjectStarted{Name: "a", PartOf: Project}, Known(Project)).ThenError(domain.Invalid, "part of itself", Project)
	start(domain.ProjectStarted{Name: "a", PartOf: ".."}, Known("..")).ThenError(domain.Invalid, `".."`)
	start(domain.ProjectStarted{Name: "a", Published: &domain.Published{Titles: []domain.Narrative{{Text: "\x01"}}}}, domain.Facts{}).
		ThenError(domain.Invalid, "published text", "U+0001")
	start(domain.ProjectStarted{Name: "a", Published: &domain.Published{Attributes: map[string]string{"type": strings.Repeat("t", domain.MaxPublished+1)}}}, domain.Facts{}).
		ThenError(domain.Invalid, "published type is too long: 200001")
}

func TestProject(t *testing.T) {
	decide(t, []ruling{
		{rule: "it is described", when: bodies{&domain.ProjectDescribed{What: words("A garden.")}}},
		{rule: "a new name alone describes it", when: bodies{&domain.ProjectDescribed{Name: "The roof"}}},
		{rule: "a description says something", when: bodies{&domain.ProjectDescribed{}}, refused: domain.Invalid, says: []string{"nothing is said", "give a name"}},
		{rule: "a name is short", when: bodies{&domain.ProjectDescribed{Name: strings.Repeat("n", 2001)}}, refused: domain.Invalid, says: []string{"name is too long"}},
		{rule: "it ends", when: bodies{&domain.ProjectEnded{What: words("Over.")}}},
		{rule: "it ends once", given: bodies{&domain.ProjectEnded{}}, when: bodies{&domain.ProjectEnded{}},
			refused: domain.Conflict, says: []string{"has ended already", Project, "open it again"}},
		{rule: "it is opened again", given: bodies{&domain.ProjectEnded{}}, when: bodies{&domain.ProjectReopened{Why: words("There is more.")}}},
		{rule: "what has not ended is not opened again", when: bodies{&domain.ProjectReopened{}}, refused: domain.Conflict, says: []string{"has not ended", Project}},
		{rule: "it ends again after it was opened again", given: bodies{&domain.ProjectEnded{}, &domain.ProjectReopened{}}, when: bodies{&domain.ProjectEnded{}}},
		{rule: "learning goes on after the end", given: bodies{&domain.ProjectEnded{}},
			when: bodies{surprise("Later."), &domain.LearningDrawn{What: words("Much later.")}, &domain.AimAgreed{Aim: "more", Statement: "More."}}},
	})
}

func TestCourse(t *testing.T) {
	edge := &domain.EdgeStated{What: words("2,000 a year")}
	rule := &domain.RuleAgreed{What: words("Ask first.")}
	decide(t, []ruling{
		{rule: "an edge is stated", when: bodies{&domain.EdgeStated{What: words("A law."), SetBy: words("The town"), CanMove: "no"}}},
		{rule: "an edge says what it is", when: bodies{&domain.EdgeStated{}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "whether it moves is one of the list", when: bodies{&domain.EdgeStated{What: words("A law."), CanMove: "perhaps"}},
			refused: domain.Invalid, says: []string{`no choice for can_move: "perhaps"`, "yes, no or not_sure"}},
		{rule: "an edge moves", given: bodies{edge}, when: bodies{&domain.EdgeMoved{Edge: ID(1), What: words("2,500"), Why: words("More came.")}}},
		{rule: "an edge was stated before it moves", when: bodies{&domain.EdgeMoved{Edge: ID(1), What: words("2,500")}}, refused: domain.Invalid, says: []string{"no such edge", ID(1)}},
		{rule: "a rule is no edge", given: bodies{rule}, when: bodies{&domain.EdgeMoved{Edge: ID(1), What: words("2,500")}},
			refused: domain.Invalid, says: []string{"this is a rule, not an edge", ID(1), "the id of an edge"}},
		{rule: "an edge must be named", given: bodies{edge}, when: bodies{&domain.EdgeMoved{What: words("2,500")}}, refused: domain.Invalid, says: []string{"the edge is missing"}},
		{rule: "a withdrawn edge does not move", given: bodies{edge, &domain.EntryWithdrawn{Entry: ID(1)}}, when: bodies{&domain.EdgeMoved{Edge: ID(1), What: words("2,500")}},
			refused: domain.Invalid, says: []string{"this edge was withdrawn", ID(1)}},
		{rule: "a stage is reached", when: bodies{&domain.StageReached{What: words("Planted.")}}},
		{rule: "a stage has words", when: bodies{&domain.StageReached{}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "a rule is agreed", when: bodies{rule}},
		{rule: "a rule has words", when: bodies{&domain.RuleAgreed{What: words(" ")}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "a rule is revised, checked and retired", given: bodies{rule}, when: bodies{
			&domain.RuleRevised{Rule: ID(1), What: words("Ask twice.")}, &domain.RuleChecked{Rule: ID(1), Kept: "partly"}, &domain.RuleRetired{Rule: ID(1)}}},
		{rule: "a rule was agreed before it is revised", when: bodies{&domain.RuleRevised{Rule: ID(9), What: words("Ask.")}}, refused: domain.Invalid, says: []string{"no such rule", ID(9)}},
		{rule: "how far it was kept is one of the list", given: bodies{rule}, when: bodies{&domain.RuleChecked{Rule: ID(1), Kept: "often"}},
			refused: domain.Invalid, says: []string{`"often"`, "yes, partly or no"}},
		{rule: "how far it was kept is said", given: bodies{rule}, when: bodies{&domain.RuleChecked{Rule: ID(1)}}, refused: domain.Invalid, says: []string{"kept is missing", "yes, partly or no"}},
		{rule: "a retired rule is not revised", given: bodies{rule, &domain.RuleRetired{Rule: ID(1)}}, when: bodies{&domain.RuleRevised{Rule: ID(1), What: words("Ask.")}},
			refused: domain.Conflict, says: []string{"this rule was retired", ID(1), "agree on a new one"}},
		{rule: "a retired rule is not checked", given: bodies{rule, &domain.RuleRetired{Rule: ID(1)}}, when: bodies{&domain.RuleChecked{Rule: ID(1), Kept: "yes"}},
			refused: domain.Conflict, says: []string{"this rule was retired"}},
		{rule: "a rule is retired once", given: bodies{rule, &domain.RuleRetired{Rule: ID(1)}}, when: bodies{&domain.RuleRetired{Rule: ID(1)}},
			refused: domain.Conflict, says: []string{"this rule was retired"}},
		{rule: "a turning point may be about an entry", given: bodies{surprise("One.")}, when: bodies{&domain.TurningPointChosen{What: words("Here."), Entry: ID(1)}, &domain.TurningPointChosen{What: words("There.")}}},
		{rule: "the entry of a turning point exists", when: bodies{&domain.TurningPointChosen{What: words("Here."), Entry: ID(5)}}, refused: domain.Invalid, says: []string{"no such entry", ID(5)}},
		{rule: "a moment is celebrated", given: bodies{surprise("One.")}, when: bodies{&domain.MomentCelebrated{What: words("Cake."), From: []string{ID(1)}}}},
		{rule: "what is celebrated is named once", given: bodies{surprise("One.")}, when: bodies{&domain.MomentCelebrated{What: words("Cake."), From: []string{ID(1), ID(1)}}},
			refused: domain.Invalid, says: []string{"this entry is named twice", ID(1)}},
		{rule: "what is celebrated exists", when: bodies{&domain.MomentCelebrated{What: words("Cake."), From: []string{ID(7)}}}, refused: domain.Invalid, says: []string{"no such entry", ID(7)}},
	})
}

func TestPeople(t *testing.T) {
	joined := &domain.PersonJoined{Person: Person(1), Name: domain.Name("a neighbour")}
	decide(t, []ruling{
		{rule: "somebody joins", when: bodies{joined}},
		{rule: "a person's id is random", when: bodies{&domain.PersonJoined{Person: ID(1)}}, refused: domain.Invalid, says: []string{"not a person's id", ID(1), "version 4"}},
		{rule: "a person's id is no name", when: bodies{&domain.PersonJoined{Person: "the gardener"}}, refused: domain.Invalid, says: []string{`"the gardener"`}},
		{rule: "nobody joins twice", given: bodies{joined}, when: bodies{&domain.PersonJoined{Person: Person(1)}}, refused: domain.Conflict, says: []string{"joined already", Person(1)}},
		{rule: "somebody leaves", given: bodies{joined}, when: bodies{&domain.PersonLeft{Person: Person(1)}}},
		{rule: "nobody leaves who is not there", given: bodies{joined}, when: bodies{&domain.PersonLeft{Person: Person(2)}}, refused: domain.Invalid, says: []string{"not part of the project", Person(2)}},
		{rule: "nobody leaves twice", given: bodies{joined, &domain.PersonLeft{Person: Person(1)}}, when: bodies{&domain.PersonLeft{Person: Person(1)}}, refused: domain.Invalid, says: []string{"not part of the project", Person(1)}},
		{rule: "who left may join again", given: bodies{joined, &domain.PersonLeft{Person: Person(1)}}, when: bodies{&domain.PersonJoined{Person: Person(1)}}},
	})
	Given(t).When(&domain.PersonJoined{Person: Person(1), Name: domain.Name("a\x00b")}).ThenError(domain.Invalid, "name holds a control character")
}

func TestImports(t *testing.T) {
	made := &domain.ImportMade{Import: ID(70), Format: "csv", Appended: 3}
	decide(t, []ruling{
		{rule: "an import notes itself", when: bodies{made}},
		{rule: "a map is for headings that are known by a hash", when: bodies{&domain.ImportMapped{Headings: "aim"}}, refused: domain.Invalid, says: []string{`"aim"`, "64"}},
		{rule: "a map knows two orders of dates", when: bodies{&domain.ImportMapped{Headings: strings.Repeat("0a", 32), SheetMap: domain.SheetMap{Dates: "ymd"}}}, refused: domain.Invalid, says: []string{`"ymd"`, "dmy"}},
		{rule: "a map may be given again", given: bodies{&domain.ImportMapped{Headings: strings.Repeat("0a", 32)}}, when: bodies{&domain.ImportMapped{Headings: strings.Repeat("0a", 32)}}},
		{rule: "an import has an id of its own", when: bodies{&domain.ImportMade{Import: "spring", Format: "csv"}}, refused: domain.Invalid, says: []string{`"spring"`, "UUID"}},
		{rule: "the format is one of the list", when: bodies{&domain.ImportMade{Import: ID(70), Format: "pdf"}}, refused: domain.Invalid, says: []string{`"pdf"`, "iati, csv, xlsx"}},
		{rule: "an import is noted once", given: bodies{made}, when: bodies{&domain.ImportMade{Import: ID(70), Format: "csv"}}, refused: domain.Conflict, says: []string{"noted already", ID(70)}},
		{rule: "an import is undone", given: bodies{made}, when: bodies{&domain.ImportUndone{Import: ID(70), Why: words("Another garden's.")}}},
		{rule: "only what was made is undone", when: bodies{&domain.ImportUndone{Import: ID(70)}}, refused: domain.Invalid, says: []string{"no such import", ID(70)}},
		{rule: "an import is undone once", given: bodies{made, &domain.ImportUndone{Import: ID(70)}}, when: bodies{&domain.ImportUndone{Import: ID(70)}}, refused: domain.Conflict, says: []string{"undone already", ID(70)}},
		{rule: "an undone import's id stays taken", given: bodies{made, &domain.ImportUndone{Import: ID(70)}}, when: bodies{&domain.ImportMade{Import: ID(70), Format: "csv"}}, refused: domain.Conflict, says: []string{"noted already", ID(70)}},
	})
}

// A project's name shows in lists, so it cannot be kept from the group.
func TestWhatIsSaidOfTheProjectIsForTheGroup(t *testing.T) {
	private := domain.Draft{Body: &domain.ProjectDescribed{Name: "Secret"}, Sharing: []string{"only-me"}}
	p := GivenNothing(t).When(&domain.ProjectStarted{Name: "P"}).Taken().State()
	_, err := domain.Decide(p, domain.Command{ID: ID(99), Project: p.ID(), Drafts: []domain.Draft{private}}, Now())
	if domain.KindOf(err) != domain.Invalid {
		t.Errorf("got %v, want it refused", err)
	}
}
