package reports

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
)

func tellingFor(t *testing.T, h *history, audience string) Telling {
	t.Helper()
	telling, err := TellingOf(h.see(audience), h.lens(audience).Audience)
	if err != nil {
		t.Fatal(err)
	}
	return telling
}

func markdown(t *testing.T, telling Telling) string {
	t.Helper()
	var b bytes.Buffer
	if err := telling.WriteMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// everything is a telling in all the forms of this package.
func everything(t *testing.T, telling Telling) map[string]string {
	return map[string]string{
		"md": markdown(t, telling), "csv": asCSV(t, telling), "json": asJSON(t, telling), "text": text(t, telling, 80),
	}
}

func TestSectionsHaveIDsAndTitles(t *testing.T) {
	var ids []string
	for _, s := range Sections() {
		if slices.Contains(ids, s.ID) || s.Title == s.ID || s.Title == "" {
			t.Errorf("%q has no id of its own or no title", s.ID)
		}
		ids = append(ids, s.ID)
	}
	if _, err := SectionNamed("nothing"); domain.KindOf(err) != domain.NotFound {
		t.Errorf("error is %v", err)
	}
}

// What went as hoped, what did not and what surprised stand side by side for everybody.
func TestNobodyIsToldOnlySuccesses(t *testing.T) {
	for _, a := range Audiences() {
		i := slices.Index(a.Sections, SectionWorked)
		if i < 0 || !slices.Equal(a.Sections[i:i+3], []string{SectionWorked, SectionDidNotWork, SectionSurprises}) {
			t.Errorf("%s is told %v", a.ID, a.Sections)
		}
	}
}

func TestEveryAudienceIsToldItsSections(t *testing.T) {
	h := story(t)
	for _, a := range Audiences() {
		var got []string
		for _, p := range tellingFor(t, h, a.ID).Parts {
			got = append(got, p.ID)
		}
		if !slices.Equal(got, a.Sections) {
			t.Errorf("%s is told %v, want %v", a.ID, got, a.Sections)
		}
	}
}

func TestAViewIsForOneAudience(t *testing.T) {
	h := story(t)
	if _, err := TellingOf(h.see("group"), h.lens("public").Audience); domain.KindOf(err) != domain.Refused {
		t.Errorf("error is %v", err)
	}
}

func TestAStoryWithNothingToTellIsLeftOut(t *testing.T) {
	h := newHistory(t)
	for _, p := range tellingFor(t, h, "public").Parts {
		if p.ID == SectionStory {
			t.Errorf("%+v", p.Model)
		}
	}
}

// Words that were not shared with an audience are in none of its forms.
func TestTellingsKeepWordsPrivate(t *testing.T) {
	h := story(t)
	for _, audience := range []string{"public", "funders", "decision-makers"} {
		for form, got := range everything(t, tellingFor(t, h, audience)) {
			for _, private := range []string{"in the rain", "roof over the roof", "A full roof", "afraid up there", "Hot soup", "One came twice"} {
				if strings.Contains(got, private) {
					t.Errorf("%s for %s says %q", form, audience, private)
				}
			}
		}
	}
	for form, got := range everything(t, tellingFor(t, h, "group")) {
		if !strings.Contains(got, "Nobody came in the rain") || strings.Contains(got, "afraid up there") {
			t.Errorf("%s for the group:\n%s", form, got)
		}
	}
}

func TestWhatDidNotWorkIsToldWhole(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.AimAgreed{Aim: "a", Statement: "A full roof"})
	failure := h.add(&domain.FailureShared{What: words("nobody came"), Hoped: words("many come"), Why: words("it rained"), Aim: "a"})
	learnt := h.add(&domain.LearningDrawn{What: words("rain matters"), From: []string{failure}})
	change := h.add(&domain.ChangeMade{What: words("we put up a tent"), Learning: learnt})
	h.add(&domain.ChangeChecked{Change: change, Helped: "yes", What: words("it held")})
	test := h.add(&domain.TestStarted{What: words("soup"), Think: words("soup brings people"), Because: words("it is cold"), KnowBy: words("we count")})
	h.add(&domain.TestNoted{Test: test, What: words("the pot is small")})
	h.add(&domain.TestConcluded{Test: test, What: words("two came"), Supported: "no", Next: "stop"})
	seen := h.see("group")
	m := DidNotWorkOf(seen)
	if len(m.Items) != 2 || m.Items[0].Aim != "A full roof" {
		t.Fatalf("%+v", m.Items)
	}
	wants := []string{
		"We hoped: many come. Why: it rained. We learnt: rain matters. We changed: we put up a tent. Did it help? Yes. It held.",
		"We thought: soup brings people. Because: it is cold. What happened: two came. Were we right? no. What comes next: we stop it.",
	}
	for i, want := range wants {
		if got := flat(m.Items[i].Said()); !strings.EqualFold(got, want) {
			t.Errorf("%s: %q, want %q", m.Items[i].Title(), got, want)
		}
	}
	want := "We thought: soup brings people. Because: it is cold. We will know by: we count. On the way: the pot is small. What came of it: two came. " +
		"Were we right? no. What comes next: we stop it."
	if got := flat(TestsOf(seen).Tests[0].Said()); !strings.EqualFold(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if worked := WorkedOf(seen).Items; len(worked) != 1 || worked[0].Title() != "we put up a tent" {
		t.Errorf("worked: %+v", worked)
	}
}

func flat(lines []SaidLine) string {
	var all []string
	for _, l := range lines {
		all = append(all, l.Label+sayAfter(l.Label)+" "+sentence(l.Text))
	}
	return strings.Join(all, " ")
}

func TestTheHeadlineCountsWhatItsSectionsHold(t *testing.T) {
	seen := story(t).see("group")
	h := HeadlineOf(seen)
	if n := len(DidNotWorkOf(seen).Items); n != h.DidNotWork {
		t.Errorf("%d things did not go as hoped, the headline says %d", n, h.DidNotWork)
	}
	if n := len(SurprisesOf(seen).Items); n != h.Surprises {
		t.Errorf("%d surprises, the headline says %d", n, h.Surprises)
	}
	if got, want := strings.Join(h.Says, " "), ComparisonOf(seen).Headline(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTellingAsMarkdownStaysAsItIs(t *testing.T) {
	golden(t, "telling-funders.golden.md", []byte(markdown(t, tellingFor(t, story(t), "funders"))))
}

func TestHostileTextIsTextInMarkdown(t *testing.T) {
	for in, want := range map[string]string{
		"# big":          `\# big`,
		"- item":         `\- item`,
		"1. one":         `1\. one`,
		"<script>":       `\<script\>`,
		"[a](http://b)":  `\[a\](http\://b)`,
		"a|b":            `a\|b`,
		"`x` *y* _z_":    "\\`x\\` \\*y\\* \\_z\\_",
		"&lt;":           `\&lt;`,
		"a\nb":           "a\\\nb",
		"a\n\n---":       "a\\\n\\---",
		"    code":       "code",
		"\x1b[31mred":    "\ufffd\\[31mred",
		"abc\u202edef":   "abcdef",
		"![x](y)":        `!\[x\](y)`,
		"@all #1":        `\@all #1`,
		"12) twelve":     `12\) twelve`,
		"plain. words -": "plain. words -",
	} {
		p := &page{markdown: true}
		p.para(in)
		var b bytes.Buffer
		if err := p.writeTo(&b); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSuffix(b.String(), "\n\n"); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestTextThatTurnsDirectionIsHarmless(t *testing.T) {
	h := newHistory(t)
	h.add(&domain.SurpriseNoticed{What: words("and \u202edetrevni")})
	for form, got := range map[string]string{"text": text(t, EntriesOf(h.see("group")), 80), "md": markdown(t, tellingFor(t, h, "group"))} {
		if strings.Contains(got, "\u202e") || !strings.Contains(got, "nd detrevni") {
			t.Errorf("%s: %q", form, got)
		}
	}
	if got := Harmless("\x1b[31m\x00\u2066a\u2069\tb\n\u0085"); got != "\ufffd[31m\ufffda\tb\n\ufffd" {
		t.Errorf("%q", got)
	}
}
