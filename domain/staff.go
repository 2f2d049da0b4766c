package domain

import "slices"

// Rules: who works for the installation is said in the log of the installation, which is no project: nothing else is said there and
// it is never started. The last appointment of a person counts. Whoever looks from outside, for a funder or among those who
// decide, is appointed for projects by name; for the others no project means all of them.

// Installation stands where the id of a project stands, for what is of no project. No project can be called that.
const Installation = "="

// The roles of those who work for an installation.
const (
	StaffEvaluator     = "evaluator"
	StaffFunder        = "funder"
	StaffDecisionMaker = "decision-maker"
	StaffOperator      = "operator"
)

// StaffAppointed gives somebody a role in the installation.
type StaffAppointed struct {
	v1
	Person   string   `json:"person"`
	Role     string   `json:"role"` // evaluator, funder, decision-maker, operator
	Name     Identity `json:"name,omitzero"`
	Projects []string `json:"projects,omitempty"` // empty: all
}

// StaffDismissed takes it back.
type StaffDismissed struct {
	v1
	Person string `json:"person"`
}

func (*StaffAppointed) Kind() string { return "staff.appointed" }
func (*StaffDismissed) Kind() string { return "staff.dismissed" }

func (b *StaffAppointed) about(string) Ref { return Ref{"person", b.Person} }
func (b *StaffDismissed) about(string) Ref { return Ref{"person", b.Person} }

// ofInstallation says whether a body is said of the installation, not of a project.
func ofInstallation(b Body) bool {
	switch b.(type) {
	case *StaffAppointed, *StaffDismissed, *ProjectionSkipped:
		return true
	}
	return false
}

func (b *StaffAppointed) check(_ *Project, _ string) error {
	if err := checkPersonID(b.Person); err != nil {
		return err
	}
	if err := oneOf("role", b.Role, StaffEvaluator, StaffFunder, StaffDecisionMaker, StaffOperator); err != nil {
		return err
	}
	if len(b.Projects) == 0 && (b.Role == StaffFunder || b.Role == StaffDecisionMaker) {
		return invalid("", "the projects are missing", "name each project that the "+b.Role+" may look at")
	}
	for i, id := range b.Projects {
		if err := CheckID("project", id); err != nil {
			return err
		}
		if slices.Contains(b.Projects[:i], id) {
			return invalid(id, "this project is named twice", "name it once")
		}
	}
	return checkFields(may("name", b.Name))
}

func (b *StaffDismissed) check(p *Project, _ string) error {
	if !p.people[b.Person].here {
		return invalid(b.Person, "this person has no role in the installation", "give the id of somebody who was appointed")
	}
	return nil
}

func (b *StaffAppointed) evolve(p *Project, _ string) { p.here(b.Person, true) }
func (b *StaffDismissed) evolve(p *Project, _ string) { p.here(b.Person, false) }
