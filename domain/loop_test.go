package domain_test

import (
	"testing"

	"github.com/desirelines/desirelines/domain"
	. "github.com/desirelines/desirelines/domain/domaintest"
)

func TestSurprisesAndFailures(t *testing.T) {
	decide(t, []ruling{
		{rule: "a surprise needs one box", when: bodies{surprise("One.")}},
		{rule: "a surprise in full", given: bodies{agreed("home")}, when: bodies{&domain.SurpriseNoticed{What: words("a"), Welcome: "both", Sure: "not_sure", Helped: words("b"), Aim: "home"}}},
		{rule: "whether it was wanted is one of the list", when: bodies{&domain.SurpriseNoticed{What: words("a"), Welcome: "nice"}}, refused: domain.Invalid, says: []string{`no choice for welcome: "nice"`, "wanted, unwanted or both"}},
		{rule: "how sure is one of the list", when: bodies{&domain.SurpriseNoticed{What: words("a"), Sure: "100"}}, refused: domain.Invalid, says: []string{`no choice for sure: "100"`, "very, quite or not_sure"}},
		{rule: "the aim of a surprise exists", when: bodies{&domain.SurpriseNoticed{What: words("a"), Aim: "home"}}, refused: domain.Invalid, says: []string{`no such aim: "home"`, "leave the aim out"}},
		{rule: "a failure needs one box", when: bodies{&domain.FailureShared{What: words("Nobody came.")}}},
		{rule: "a failure in full", given: bodies{agreed("home"), &domain.TestStarted{What: words("Chairs.")}},
			when: bodies{&domain.FailureShared{What: words("a"), Hoped: words("b"), Why: words("c"), Aim: "home", Test: ID(2)}}},
		{rule: "a failure says what happened", when: bodies{&domain.FailureShared{Hoped: words("More.")}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "the aim of a failure exists", when: bodies{&domain.FailureShared{What: words("a"), Aim: "home"}}, refused: domain.Invalid, says: []string{`"home"`}},
		{rule: "the test of a failure is a test", given: bodies{surprise("One.")}, when: bodies{&domain.FailureShared{What: words("a"), Test: ID(1)}}, refused: domain.Invalid, says: []string{"this is a surprise, not a test"}},
		{rule: "a failure of a test that ended", given: bodies{&domain.TestStarted{What: words("Chairs.")}, &domain.TestAbandoned{Test: ID(1)}}, when: bodies{&domain.FailureShared{What: words("a"), Test: ID(1)}}},
	})
}

func TestLearningsAndChanges(t *testing.T) {
	learning := &domain.LearningDrawn{What: words("Rest first.")}
	change := &domain.ChangeMade{What: words("Chairs.")}
	decide(t, []ruling{
		{rule: "a learning needs one box", when: bodies{learning}},
		{rule: "a learning from entries", given: bodies{surprise("One."), &domain.FailureShared{What: words("a")}, agreed("home")}, when: bodies{&domain.LearningDrawn{What: words("b"), From: []string{ID(1), ID(2)}, Aim: "home"}}},
		{rule: "the entries of a learning exist", given: bodies{surprise("One.")}, when: bodies{&domain.LearningDrawn{What: words("b"), From: []string{ID(1), ID(8)}}}, refused: domain.Invalid, says: []string{"no such entry", ID(8)}},
		{rule: "an entry is named once", given: bodies{surprise("One.")}, when: bodies{&domain.LearningDrawn{What: words("b"), From: []string{ID(1), ID(1)}}}, refused: domain.Invalid, says: []string{"named twice", ID(1)}},
		{rule: "nothing is learnt from a withdrawn entry", given: bodies{surprise("One."), &domain.EntryWithdrawn{Entry: ID(1)}}, when: bodies{&domain.LearningDrawn{What: words("b"), From: []string{ID(1)}}},
			refused: domain.Invalid, says: []string{"this entry was withdrawn", ID(1)}},
		{rule: "a learning has words", when: bodies{&domain.LearningDrawn{}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "a change needs one box", when: bodies{change}},
		{rule: "a change because of a learning", given: bodies{learning}, when: bodies{&domain.ChangeMade{What: words("Chairs."), Learning: ID(1)}}},
		{rule: "a change follows a learning", given: bodies{surprise("One.")}, when: bodies{&domain.ChangeMade{What: words("Chairs."), Learning: ID(1)}}, refused: domain.Invalid, says: []string{"this is a surprise, not a learning"}},
		{rule: "the aim of a change exists", when: bodies{&domain.ChangeMade{What: words("Chairs."), Aim: "home"}}, refused: domain.Invalid, says: []string{`"home"`}},
		{rule: "a change has words", when: bodies{&domain.ChangeMade{}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "a change is checked, more than once", given: bodies{change}, when: bodies{&domain.ChangeChecked{Change: ID(1), Helped: "cannot_tell"}, &domain.ChangeChecked{Change: ID(1), Helped: "yes", What: words("They stay.")}}},
		{rule: "the change of a check exists", when: bodies{&domain.ChangeChecked{Change: ID(1), Helped: "yes"}}, refused: domain.Invalid, says: []string{"no such change", ID(1)}},
		{rule: "whether it helped is said", given: bodies{change}, when: bodies{&domain.ChangeChecked{Change: ID(1)}}, refused: domain.Invalid, says: []string{"helped is missing"}},
		{rule: "whether it helped is one of the list", given: bodies{change}, when: bodies{&domain.ChangeChecked{Change: ID(1), Helped: "a bit"}}, refused: domain.Invalid, says: []string{`"a bit"`, "yes, partly, no or cannot_tell"}},
	})
}

func TestResponses(t *testing.T) {
	square := &domain.ResponseGiven{Heading: "What next?", Mark: "square", What: words("Who asked them?")}
	answer := &domain.ResponseAnswered{Response: ID(1), What: words("We did, since.")}
	decide(t, []ruling{
		{rule: "on an entry", given: bodies{surprise("One.")}, when: bodies{&domain.ResponseGiven{Entry: ID(1), Mark: "heart"}}},
		{rule: "on an aim", given: bodies{agreed("home")}, when: bodies{&domain.ResponseGiven{Aim: "home", Mark: "tick", Count: 12}}},
		{rule: "under a heading", when: bodies{square}},
		{rule: "a blank note counts", when: bodies{&domain.ResponseGiven{Heading: "What next?", Blank: true}}},
		{rule: "an illegible note counts", when: bodies{&domain.ResponseGiven{Heading: "What next?", Illegible: true}}},
		{rule: "a note is on something", when: bodies{&domain.ResponseGiven{Mark: "heart"}}, refused: domain.Invalid, says: []string{"what the note is on is missing", "an entry, an aim or a heading"}},
		{rule: "a note says something", when: bodies{&domain.ResponseGiven{Heading: "What next?"}}, refused: domain.Invalid, says: []string{"the note says nothing", "blank, illegible or untyped"}},
		{rule: "a mark is one of the list", when: bodies{&domain.ResponseGiven{Heading: "What next?", Mark: "star"}}, refused: domain.Invalid, says: []string{`"star"`, "tick, heart, bubble or square"}},
		{rule: "the entry of a note exists", when: bodies{&domain.ResponseGiven{Entry: ID(4), Mark: "tick"}}, refused: domain.Invalid, says: []string{"no such entry", ID(4)}},
		{rule: "the aim of a note exists", when: bodies{&domain.ResponseGiven{Aim: "home", Mark: "tick"}}, refused: domain.Invalid, says: []string{`"home"`}},
		{rule: "there are no fewer notes than none", when: bodies{&domain.ResponseGiven{Heading: "a", Mark: "tick", Count: -2}}, refused: domain.Invalid, says: []string{`"-2"`, "count from 1"}},
		{rule: "what could be read of a note", when: bodies{&domain.ResponseGiven{Heading: "a", What: words("Who … them?"), Gaps: true}}},
		{rule: "what nobody has typed in yet is counted", when: bodies{&domain.ResponseGiven{Heading: "a", Untyped: true, Count: 7}}},
		{rule: "what has words is typed in", when: bodies{&domain.ResponseGiven{Heading: "a", What: words("Who?"), Untyped: true}}, refused: domain.Invalid, says: []string{"words of the note are there"}},
		{rule: "gaps are in words", when: bodies{&domain.ResponseGiven{Heading: "a", Blank: true, Gaps: true}}, refused: domain.Invalid, says: []string{"no words with gaps", "illegible"}},
		{rule: "a challenge is answered", given: bodies{square}, when: bodies{answer}},
		{rule: "it is answered more than once", given: bodies{square, answer}, when: bodies{answer}},
		{rule: "what is answered exists", when: bodies{answer}, refused: domain.Invalid, says: []string{"no such response", ID(1)}},
		{rule: "what is answered is a response", given: bodies{surprise("One.")}, when: bodies{answer}, refused: domain.Invalid, says: []string{"this is a surprise, not a response"}},
		{rule: "an answer has words", given: bodies{square}, when: bodies{&domain.ResponseAnswered{Response: ID(1)}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "an answer is withdrawn and given again", given: bodies{square, answer}, when: bodies{&domain.EntryWithdrawn{Entry: ID(2)}, answer}},
	})
}

func TestEvidence(t *testing.T) {
	given := bodies{surprise("One."), agreed("home"), added("home", "m")}
	decide(t, []ruling{
		{rule: "of an entry", given: given, when: bodies{&domain.EvidenceAttached{Entry: ID(1), What: words("A picture.")}}},
		{rule: "of a measure", given: given, when: bodies{&domain.EvidenceAttached{Aim: "home", Measure: "m", URL: "https://example.org/tally.pdf"}}},
		{rule: "of the project", when: bodies{&domain.EvidenceAttached{What: words("A film.")}}},
		{rule: "a publisher's document", when: bodies{&domain.EvidenceAttached{Published: &domain.Published{}}}},
		{rule: "it says what it is", given: given, when: bodies{&domain.EvidenceAttached{Entry: ID(1)}}, refused: domain.Invalid, says: []string{"what the evidence is, is missing", "its address"}},
		{rule: "the entry exists", when: bodies{&domain.EvidenceAttached{Entry: ID(1), What: words("a")}}, refused: domain.Invalid, says: []string{"no such entry", ID(1)}},
		{rule: "the aim exists", when: bodies{&domain.EvidenceAttached{Aim: "home", What: words("a")}}, refused: domain.Invalid, says: []string{`"home"`}},
		{rule: "the measure exists", given: given, when: bodies{&domain.EvidenceAttached{Aim: "home", Measure: "n", What: words("a")}}, refused: domain.Invalid, says: []string{`"n"`}},
		{rule: "an address is text", when: bodies{&domain.EvidenceAttached{URL: "https://\x00"}}, refused: domain.Invalid, says: []string{"url", "U+0000"}},
		{rule: "an entry is checked from outside", given: given, when: bodies{&domain.CheckedOutside{Entry: ID(1), Answer: "cannot_say", Role: words("A researcher"), What: words("a")}}},
		{rule: "the entry of a check exists", when: bodies{&domain.CheckedOutside{Entry: ID(1), Answer: "agrees"}}, refused: domain.Invalid, says: []string{"no such entry"}},
		{rule: "the answer is one of the list", given: given, when: bodies{&domain.CheckedOutside{Entry: ID(1), Answer: "yes"}}, refused: domain.Invalid, says: []string{`"yes"`, "agrees, partly, no or cannot_say"}},
		{rule: "a check is corrected and stays with its entry", given: append(given, &domain.CheckedOutside{Entry: ID(1), Answer: "agrees"}),
			when: bodies{&domain.EntryCorrected{Entry: ID(4), With: &domain.CheckedOutside{Entry: ID(1), Answer: "partly"}}}},
	})
}

func TestProblems(t *testing.T) {
	mending := &domain.MendingPromised{What: words("February is missing.")}
	mended := &domain.MendingDone{Mending: ID(1)}
	decide(t, []ruling{
		{rule: "a problem is named", given: bodies{agreed("home")}, when: bodies{&domain.ProblemNamed{What: words("The lift."), Aim: "home"}}},
		{rule: "the aim of a problem exists", when: bodies{&domain.ProblemNamed{What: words("The lift."), Aim: "home"}}, refused: domain.Invalid, says: []string{`"home"`}},
		{rule: "a problem has words", when: bodies{&domain.ProblemNamed{}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "a word is asked", given: bodies{surprise("One.")}, when: bodies{&domain.WordAsked{Word: words("mulch"), Entry: ID(1)}}},
		{rule: "a word is there", when: bodies{&domain.WordAsked{}}, refused: domain.Invalid, says: []string{"word is missing"}},
		{rule: "the entry it was read in exists", when: bodies{&domain.WordAsked{Word: words("mulch"), Entry: ID(1)}}, refused: domain.Invalid, says: []string{"no such entry"}},
		{rule: "a word asked is explained", given: bodies{&domain.WordAsked{Word: words("mulch")}}, when: bodies{&domain.WordExplained{Asked: ID(1), What: words("Wet earth.")}}},
		{rule: "a word nobody asked is named", when: bodies{&domain.WordExplained{Word: words("mulch"), What: words("Wet earth.")}}},
		{rule: "without a question the word is needed", when: bodies{&domain.WordExplained{What: words("Wet earth.")}}, refused: domain.Invalid, says: []string{"word is missing"}},
		{rule: "an explanation explains", when: bodies{&domain.WordExplained{Word: words("mulch")}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "the question exists", when: bodies{&domain.WordExplained{Asked: ID(3), What: words("a")}}, refused: domain.Invalid, says: []string{"no such question", ID(3)}},
		{rule: "a mending is promised", given: bodies{surprise("One.")}, when: bodies{&domain.MendingPromised{What: words("a"), Entry: ID(1), From: words("b"), By: words("c"), Due: date(t, "2024")}}},
		{rule: "the entry of a mending exists", when: bodies{&domain.MendingPromised{What: words("a"), Entry: ID(1)}}, refused: domain.Invalid, says: []string{"no such entry"}},
		{rule: "a gap is mended", given: bodies{mending}, when: bodies{mended}},
		{rule: "a gap is mended once", given: bodies{mending, mended}, when: bodies{mended}, refused: domain.Conflict, says: []string{"mended already", ID(1)}},
		{rule: "what says so is taken back, and it is mended again", given: bodies{mending, mended, &domain.EntryWithdrawn{Entry: ID(2)}}, when: bodies{mended}},
		{rule: "what an explanation answers stays", given: bodies{&domain.WordAsked{Word: words("mulch")}, &domain.WordExplained{Asked: ID(1), What: words("a")}},
			when: bodies{&domain.EntryCorrected{Entry: ID(2), With: &domain.WordExplained{Word: words("rill"), What: words("a")}}}, refused: domain.Invalid, says: []string{"stays with the thing it is about"}},
		{rule: "an explanation is no question", given: bodies{&domain.WordAsked{Word: words("mulch")}, &domain.WordExplained{Asked: ID(1), What: words("a")}},
			when: bodies{&domain.WordExplained{Asked: ID(2), What: words("b")}}, refused: domain.Invalid, says: []string{"this is an explanation, not a word"}},
		{rule: "only what was promised is mended", when: bodies{mended}, refused: domain.Invalid, says: []string{"no such mending", ID(1)}},
	})
}

func TestCorrections(t *testing.T) {
	correct := func(id string, with domain.Body) bodies { return bodies{&domain.EntryCorrected{Entry: id, With: with}} }
	withdraw := func(id string) domain.Body { return &domain.EntryWithdrawn{Entry: id, Why: words("Twice.")} }
	one := bodies{surprise("One.")}
	year, month, unknown := date(t, "2024"), date(t, "2024-04"), domain.Date{}
	decide(t, []ruling{
		{rule: "an entry is corrected", given: one, when: correct(ID(1), surprise("Two."))},
		{rule: "a correction is corrected again", given: append(one, correct(ID(1), surprise("Two."))...), when: correct(ID(1), surprise("Three."))},
		{rule: "a correction is no entry to correct", given: append(one, correct(ID(1), surprise("Two."))...), when: correct(ID(2), surprise("Three.")),
			refused: domain.Invalid, says: []string{"no such entry", ID(2)}},
		{rule: "a correction keeps the kind", given: one, when: correct(ID(1), &domain.FailureShared{What: words("a")}),
			refused: domain.Invalid, says: []string{`one of its own kind: "failure.shared"`, "surprise.noticed"}},
		{rule: "a correction says what should stand", given: one, when: correct(ID(1), nil), refused: domain.Invalid, says: []string{"with is missing"}},
		{rule: "a correction keeps the rules", given: one, when: correct(ID(1), surprise("")), refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "a correction's references exist", given: one, when: correct(ID(1), &domain.SurpriseNoticed{What: words("a"), Aim: "home"}), refused: domain.Invalid, says: []string{`"home"`}},
		{rule: "what is corrected exists", when: correct(ID(1), surprise("Two.")), refused: domain.Invalid, says: []string{"no such entry", ID(1)}},
		{rule: "an aim is revised, not corrected", given: bodies{agreed("home")}, when: correct(ID(1), agreed("home")), refused: domain.Invalid, says: []string{"no such entry", ID(1)}},
		{rule: "the date is corrected to a month", given: one, when: bodies{&domain.EntryCorrected{Entry: ID(1), With: surprise("One."), Happened: &month}}},
		{rule: "the date is corrected to unknown", given: one, when: bodies{&domain.EntryCorrected{Entry: ID(1), With: surprise("One."), Happened: &unknown}}},
		{rule: "the date is not corrected to a year", given: one, when: bodies{&domain.EntryCorrected{Entry: ID(1), With: surprise("One."), Happened: &year}}, refused: domain.Invalid, says: []string{`"2024"`}},
		{rule: "the reason is checked", given: one, when: bodies{&domain.EntryCorrected{Entry: ID(1), With: surprise("One."), Why: words("\x00")}}, refused: domain.Invalid, says: []string{"why", "U+0000"}},
		{rule: "an entry is withdrawn", given: one, when: bodies{withdraw(ID(1))}},
		{rule: "an entry is withdrawn once", given: append(one, withdraw(ID(1))), when: bodies{withdraw(ID(1))}, refused: domain.Invalid, says: []string{"this entry was withdrawn", ID(1)}},
		{rule: "a withdrawn entry is not corrected", given: append(one, withdraw(ID(1))), when: correct(ID(1), surprise("Two.")), refused: domain.Invalid, says: []string{"this entry was withdrawn", ID(1)}},
		{rule: "what is withdrawn exists", when: bodies{withdraw(ID(1))}, refused: domain.Invalid, says: []string{"no such entry", ID(1)}},
		{rule: "nobody answers a withdrawn response", given: bodies{&domain.ResponseGiven{Heading: "a", Mark: "square"}, withdraw(ID(1))}, when: bodies{&domain.ResponseAnswered{Response: ID(1), What: words("a")}},
			refused: domain.Invalid, says: []string{"this response was withdrawn"}},
		{rule: "single texts are redacted", given: one, when: bodies{&domain.EntryRedacted{Entry: ID(1), Fields: []string{"what"}}}},
		{rule: "a withdrawn entry is redacted still", given: append(one, withdraw(ID(1))), when: bodies{&domain.EntryRedacted{Entry: ID(1)}}},
		{rule: "words of any event are redacted", given: append(one, &domain.ProjectDescribed{What: words("a")}, &domain.AimRaised{Aim: "a", Statement: "b"}, &domain.AimDropped{Aim: "a", Why: words("c")},
			withdraw(ID(1))), when: bodies{&domain.EntryRedacted{Entry: ID(2)}, &domain.EntryRedacted{Entry: ID(4)}, &domain.EntryRedacted{Entry: ID(5)}, &domain.EntryRedacted{Entry: ID(6) + ".2"}}},
		{rule: "what is redacted exists", given: one, when: bodies{&domain.EntryRedacted{Entry: ID(9)}}, refused: domain.Invalid, says: []string{"no such entry", ID(9)}},
		{rule: "what is redacted is named as it is", given: one, when: bodies{&domain.EntryRedacted{Entry: ID(1) + ".1"}}, refused: domain.Invalid, says: []string{"no such entry", ID(1) + ".1"}},
		{rule: "a redacted field has a name", given: one, when: bodies{&domain.EntryRedacted{Entry: ID(1), Fields: []string{""}}}, refused: domain.Invalid, says: []string{"no text of the entry", "helped or what"}},
		{rule: "a redacted field is one of the entry", given: one, when: bodies{&domain.EntryRedacted{Entry: ID(1), Fields: []string{"know-by"}}},
			refused: domain.Invalid, says: []string{`no text of the entry: "know-by"`, "helped or what"}},
		{rule: "a text of an event that is no entry is redacted", given: bodies{agreed("home"), &domain.AimDropped{Aim: "home", Why: words("a")}}, when: bodies{&domain.EntryRedacted{Entry: ID(2), Fields: []string{"why"}}}},
		{rule: "the words of a correction go with the entry", given: append(one, correct(ID(1), surprise("Two."))...), when: bodies{&domain.EntryRedacted{Entry: ID(2)}},
			refused: domain.Invalid, says: []string{"this is a correction", ID(1)}},
		{rule: "a text of a correction is not its entry's", given: append(one, correct(ID(1), surprise("Two."))...), when: bodies{&domain.EntryRedacted{Entry: ID(2), Fields: []string{"what"}}},
			refused: domain.Invalid, says: []string{`no text of the entry: "what"`, "choose why"}},
		{rule: "the reason of a correction is redacted", given: append(one, correct(ID(1), surprise("Two."))...), when: bodies{&domain.EntryRedacted{Entry: ID(2), Fields: []string{"why"}}}},
	})
}

// White space is no answer to "what happened?", wherever words are what an entry is made of.
func TestBlankWordsSayNothing(t *testing.T) {
	blank := words(" \n\t")
	decide(t, []ruling{
		{rule: "an outcome", when: bodies{&domain.OutcomeRecorded{What: blank}}, refused: domain.Invalid, says: []string{"what is missing"}},
		{rule: "an outcome of a measure", given: bodies{agreed("home"), &domain.MeasureAdded{Aim: "home", Measure: "m", Definition: domain.Definition{Name: "m", MeasureKind: domain.Story}}},
			when: bodies{&domain.OutcomeRecorded{Aim: "home", Measure: "m", What: blank}}, refused: domain.Invalid, says: []string{"value is missing"}},
		{rule: "a note", when: bodies{&domain.ResponseGiven{Heading: "a", What: blank}}, refused: domain.Invalid, says: []string{"says nothing"}},
		{rule: "evidence", when: bodies{&domain.EvidenceAttached{What: blank}}, refused: domain.Invalid, says: []string{"what the evidence is"}},
		{rule: "a description", when: bodies{&domain.ProjectDescribed{What: blank}}, refused: domain.Invalid, says: []string{"nothing is said"}},
	})
}

// A correction says what its entry says from then on, so nobody can be kept from it who sees the entry.
func TestACorrectionIsNotKeptFromThoseWhoSeeItsEntry(t *testing.T) {
	for _, c := range []struct {
		entry, correction []string
		missing           string
	}{
		{nil, nil, ""}, {nil, []string{"group", "funders"}, ""}, {nil, []string{"public"}, ""}, {[]string{"only-me"}, nil, ""},
		{[]string{"funders", "group"}, []string{"group", "funders"}, ""},
		{nil, []string{"only-me"}, "group"}, {[]string{"group", "funders"}, []string{"group"}, "funders"},
		{[]string{"public"}, []string{"group"}, "public"},
	} {
		s := Given(t).WhenCommand(domain.Command{Drafts: []domain.Draft{{Body: surprise("One."), Sharing: c.entry}}}).Taken()
		d := s.WhenCommand(domain.Command{Drafts: []domain.Draft{{Body: &domain.EntryCorrected{Entry: ID(1), With: surprise("Two.")}, Sharing: c.correction}}})
		if c.missing == "" {
			d.Taken()
		} else {
			d.ThenError(domain.Invalid, "seen by whoever sees the entry", "or name "+c.missing+" too")
		}
	}
}
