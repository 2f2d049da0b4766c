package domaintest

import (
	"fmt"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
)

// peopleBody draws what is about people, consent, recordings, audiences and the installation.
func (d *dice) peopleBody(kind string) domain.Body {
	switch kind {
	case "person.joined":
		return &domain.PersonJoined{Person: d.somebody(), Name: d.identity(), Role: d.pick("", "member", "facilitator")}
	case "person.renamed":
		return &domain.PersonRenamed{Person: d.somebody(), Name: domain.Name("another name")}
	case "person.role_given":
		return &domain.PersonRoleGiven{Person: d.somebody(), Role: d.pick("member", "facilitator")}
	case "person.left":
		return &domain.PersonLeft{Person: d.somebody()}
	case "person.forgotten":
		return &domain.PersonForgotten{Person: d.somebody(), Reason: d.pick("asked", "harm", "mistake", "law"),
			Classes: rapid.SampledFrom([][]string{nil, {"identity"}, {"voice", "confidential"}}).Draw(d.t, "classes")}
	case "person.contact_given":
		return &domain.PersonContactGiven{Person: d.somebody(), Email: d.identity()}
	case "consent.given":
		b := &domain.ConsentGiven{Audience: d.audience(), Purpose: d.words(), Wording: "outside-1", Language: d.pick("en", "cy"), How: "assisted",
			ReviewBy: d.day(), Named: d.chance(3)}
		b.Person, b.Items, b.Class = d.scope()
		return b
	case "consent.withdrawn":
		b := &domain.ConsentWithdrawn{Audience: d.pick("", "group", d.audience())}
		b.Person, b.Items, b.Class = d.scope()
		return b
	case "consent.lapsed":
		return &domain.ConsentLapsed{Consent: d.oneOf(d.consents)}
	case "recording.asked":
		return &domain.RecordingAsked{What: d.words(), People: d.members()}
	case "recording.agreed":
		return &domain.RecordingAgreed{Recording: d.oneOf(d.recordings), Person: d.somebody()}
	case "recording.refused":
		return &domain.RecordingRefused{Recording: d.oneOf(d.recordings), Person: d.somebody()}
	case "theme.formed":
		return &domain.ThemeFormed{What: d.words(), From: d.several()}
	case "staff.appointed":
		return &domain.StaffAppointed{Person: d.somebody(), Role: d.pick("evaluator", "operator"), Name: d.identity()}
	case "staff.dismissed":
		return &domain.StaffDismissed{Person: d.somebody()}
	case "projection.skipped":
		return &domain.ProjectionSkipped{Projection: "entries", Fold: 1, Sequence: 7, Why: "it was made by a newer version"}
	}
	return d.audienceBody(kind)
}

func (d *dice) audienceBody(kind string) domain.Body {
	switch kind {
	case "audience.named":
		b := &domain.AudienceNamed{Audience: fmt.Sprintf("board %d", rapid.IntRange(1, 9).Draw(d.t, "audience")), AudienceDefinition: d.definedAudience()}
		if d.chance(3) {
			b.People = d.members()
		}
		return b
	case "audience.changed":
		return &domain.AudienceChanged{Audience: d.audience(), AudienceDefinition: d.definedAudience()}
	case "audience.retired":
		return &domain.AudienceRetired{Audience: d.oneOf(d.audiences)}
	case "audience.told":
		return &domain.AudienceTold{Audience: d.audience(), Report: "comparison", Position: d.position(), Why: d.maybeWords()}
	case "export.made":
		return &domain.ExportMade{Audience: d.audience(), Format: "csv", What: "all entries", Position: d.position(), People: d.members(), To: d.pick("", "the city")}
	}
	return nil
}

func (d *dice) definedAudience() domain.AudienceDefinition {
	return domain.AudienceDefinition{Name: "The board", Who: d.pick("", "seven people"), Words: d.pick("", "plain", "full"),
		Smallest: rapid.SampledFrom([]int{0, 0, 5, 10, 3}).Draw(d.t, "smallest"),
		Sections: rapid.SampledFrom([][]string{nil, {"headline"}, {"worked", "surprises"}}).Draw(d.t, "sections")}
}

// scope draws whose and what a consent is about: nearly always an entry and who wrote it.
func (d *dice) scope() (person string, items []string, class string) {
	if d.chance(3) {
		return d.somebody(), nil, d.pick("words", "name", "confidential")
	}
	id := d.one("entry")
	if d.chance(20) {
		return d.somebody(), []string{id}, ""
	}
	return d.writers[id], []string{id}, ""
}

// somebody draws a person, nearly always one who joined.
func (d *dice) somebody() string {
	if len(d.people) == 0 || d.chance(10) {
		return Person(rapid.IntRange(1, 4).Draw(d.t, "person"))
	}
	return rapid.SampledFrom(d.people).Draw(d.t, "who")
}

func (d *dice) members() []string {
	one, other := d.somebody(), d.somebody()
	if one == other || d.chance(2) {
		return []string{one}
	}
	return []string{one, other}
}

func (d *dice) audience() string {
	if len(d.audiences) > 0 && d.chance(2) {
		return d.oneOf(d.audiences)
	}
	return d.pick("group", "evaluators", "funders", "decision-makers", "public")
}

func (d *dice) oneOf(ids []string) string {
	if len(ids) == 0 || d.chance(30) {
		return "nothing of that"
	}
	return rapid.SampledFrom(ids).Draw(d.t, "id")
}

func (d *dice) position() uint64 { return uint64(rapid.IntRange(0, 9).Draw(d.t, "position")) }
