package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/language"
	"github.com/desirelines/desirelines/reports"
)

// withMeasure is a group with one aim and one measure by sex and place, made through the forms.
func withMeasure(t *testing.T) (g *group, blue *somebody, measure string) {
	t.Helper()
	g = aGroup(t)
	blue = g.joins(domain.RoleMember, "Blue")
	g.record("p", blue.id, nil, &domain.AimAgreed{Aim: "tea", Statement: "Tea for everybody", Born: domain.BornFunder})
	const address = "/p/p/aim/tea/measure/new"
	if body := blue.gets(address, http.StatusOK); !strings.Contains(body, "How will we know?") || !strings.Contains(body, `name="do" value="show"`) {
		t.Fatal("it is not asked how we will know")
	}
	command := newID()
	// Nothing was chosen: said beside the questions, and what was written is still there.
	body := blue.posts(address, http.StatusOK, url.Values{"command": {command}, "do": {"show"}, "name": {"People who drink tea"}}).Body.String()
	if !strings.Contains(body, `id="kind-error"`) || !strings.Contains(body, "People who drink tea") {
		t.Error("a question that was left out is not asked again, or the words are gone")
	}
	body = blue.posts(address, http.StatusOK, url.Values{"command": {command}, "do": {"show"}, "name": {"People who drink tea"}, "kind": {"increase"}}).Body.String()
	if len(bodies[*domain.MeasureAdded](g)) != 0 || !strings.Contains(body, "How do we count it?") {
		t.Fatal("the second page does not come, or it was saved already")
	}
	second := url.Values{"command": {command}, "stage": {"2"}, "name": {"People who drink tea"}, "kind": {"increase"}, "unit": {"people"}, "start": {"24,055"},
		"start_on": {"1 January 2019"}, "by": {"sex: women, men\nplace: north, south"}, "tolerance": {"2"}, "tolerance_why": {"Some are ill."}, "agreed": {"six people"}}
	body = blue.posts(address, http.StatusUnprocessableEntity, second).Body.String()
	for _, want := range []string{`id="mode-error"`, "This can be two numbers. Write 24055 or 24.055.", "sex: women, men", "Some are ill."} {
		if !strings.Contains(body, want) {
			t.Errorf("the form does not say %q", want)
		}
	}
	second.Set("mode", "per_period")
	second.Set("start", "4")
	for range 2 { // the answer was lost once
		to := blue.posts(address, http.StatusSeeOther, second).Header().Get("Location")
		if !strings.HasSuffix(to, "/target") {
			t.Errorf("after it comes %s", to)
		}
	}
	added, starts := bodies[*domain.MeasureAdded](g), bodies[*domain.BaselineSet](g)
	if len(added) != 1 || len(starts) != 1 {
		t.Fatalf("%d measures and %d starts", len(added), len(starts))
	}
	d := added[0].Definition
	if d.Mode != domain.PerPeriod || d.Unit != "people" || strings.Join(d.Breakdowns, "|") != "sex: women, men|place: north, south" || d.Tolerance.String() != "2" || d.AgreedBy.IsZero() || d.ToleranceWhy.IsZero() {
		t.Errorf("added: %+v", d)
	}
	if starts[0].Value.Number.String() != "4" || starts[0].On.String() != "2019-01-01" {
		t.Errorf("start: %+v", starts[0])
	}
	return g, blue, added[0].Measure
}

// boxes are the names of the boxes of a form by their label, as it stands between the marks of what people wrote.
func boxes(t *testing.T, body string) map[string]string {
	t.Helper()
	names := map[string]string{}
	for _, e := range read(t, "form", strings.NewReader(body)) {
		if label := e.attr["aria-label"]; label != "" {
			names[strings.NewReplacer("\u2068", "", "\u2069", "").Replace(label)] = e.attr["name"]
		}
	}
	return names
}

func TestTargetsAndNumbersByWhomAndWhere(t *testing.T) {
	g, blue, measure := withMeasure(t)
	address := "/p/p/aim/tea/measure/" + measure
	box := boxes(t, blue.gets(address+"/target", http.StatusOK))
	blue.posts(address+"/target", http.StatusUnprocessableEntity, url.Values{"command": {newID()}})
	for _, aims := range []url.Values{
		{"period": {"other"}, "from": {"1 January 2019"}, "until": {"31 March 2019"}, box["Number: All together"]: {"60"}, box["Number: women"]: {"30"}, "there": {"six people"}},
		{"period": {"2019-01-01/2019-03-31"}, box["Number: All together"]: {"52"}, "because": {"learnt"}, "why": {"Our room is small."}},
		{"period": {"2019-01-01/2019-03-31"}, box["Number: All together"]: {"48"}, "because": {"money"}},
	} {
		aims.Set("command", newID())
		for range 2 {
			blue.posts(address+"/target", http.StatusSeeOther, aims)
		}
	}
	targets := bodies[*domain.TargetSet](g)
	if len(targets) != 4 || len(targets[1].Parts) != 1 || targets[1].Parts[0] != (domain.Part{Dimension: "sex", Value: "women"}) || targets[2].Because != domain.BecauseLearnt || targets[0].There.IsZero() {
		t.Fatalf("%d targets: %+v", len(targets), targets)
	}
	if body := blue.gets(address+"/target", http.StatusOK); !strings.Contains(body, "Now: ") {
		t.Error("what is aimed for now does not stand beside the box")
	}

	page := blue.gets(address+"/number", http.StatusOK)
	box = boxes(t, page)
	if !strings.Contains(page, "both=sex") {
		t.Error("nothing leads to both at once")
	}
	if !strings.Contains(page, `value="2019-01-01/2019-03-31"`) {
		t.Error("the period cannot be chosen")
	}
	found := url.Values{"command": {newID()}, "period": {"2019-01-01/2019-03-31"}, "source": {"our list"}, box["Number: All together"]: {"12"},
		box["Number: women"]: {"8"}, box["Number: men"]: {"5"}, box["Or say: north"]: {saidUnknown}, box["Or say: south"]: {saidPrivate}}
	body := blue.posts(address+"/number", http.StatusUnprocessableEntity, found).Body.String()
	if !strings.Contains(body, "The parts make 13.") || !strings.Contains(body, "Yes, it is right") || !strings.Contains(body, "our list") {
		t.Error("nobody asks about parts that do not make the whole, or the form is not whole")
	}
	both := url.Values{"command": {newID()}, box["Number: women"]: {"8"}, box["Or say: women"]: {saidUnknown}}
	if body := blue.posts(address+"/number", http.StatusUnprocessableEntity, both).Body.String(); !strings.Contains(body, "Not both.") {
		t.Error("a number and the words in its place are taken together")
	}
	found.Set(sureOf(box["Number: All together"]), "12")
	for range 2 {
		blue.posts(address+"/number", http.StatusSeeOther, found)
	}
	outcomes := bodies[*domain.OutcomeRecorded](g)
	if len(outcomes) != 5 || outcomes[0].Source.IsZero() || outcomes[4].Value.Form != domain.Withheld || outcomes[3].Value.Form != domain.InWords {
		t.Fatalf("%d outcomes: %+v", len(outcomes), outcomes)
	}
	// Both at once.
	cross := boxes(t, blue.gets(address+"/number?both=sex&and=place", http.StatusOK))
	blue.posts(address+"/number", http.StatusSeeOther, url.Values{"command": {newID()}, "both": {"sex"}, "and": {"place"}, "period": {"2019-01-01/2019-03-31"}, cross["Number: women, north"]: {"6"}})
	if _, b := lastOf[*domain.OutcomeRecorded](g); len(b.Parts) != 2 || b.Value.Number.String() != "6" {
		t.Errorf("both at once: %+v", b)
	}
	figure := blue.gets("/p/p/figure?aim=tea&measure="+measure+"&period=2019-01-01%2F2019-03-31", http.StatusOK)
	for _, want := range []string{"By whom and where", "By <bdi>place</bdi> and <bdi>sex</bdi>", "a part; the parts do not make the whole", "not known", "kept private", "the whole", address + "/number"} {
		if !strings.Contains(figure, want) {
			t.Errorf("the figure does not say %q", want)
		}
	}
	if body := blue.gets("/p/p/aims", http.StatusOK); !strings.Contains(body, "By <bdi>place</bdi> and <bdi>sex</bdi>") || !strings.Contains(body, "against=first") || !strings.Contains(body, "/p/p/aim/tea\"") || !strings.Contains(body, "A funder set 1 of them.") && !strings.Contains(blue.gets("/p/p", http.StatusOK), "A funder set 1 of them.") {
		t.Error("the aims do not tell the parts, the aim at first, the way to the page of the aim, or where it came from")
	}
	if csv := blue.gets("/p/p/aims.csv", http.StatusOK); !strings.Contains(csv, ",place; sex,north; women,,parts_differ,") || !strings.Contains(csv, ",sex,men,,parts_differ,") {
		t.Errorf("the table has no parts: %s", csv)
	}

	history := blue.gets("/p/p/aim/tea", http.StatusOK)
	at := 0
	for _, want := range []string{"A funder set this aim.", "1 January 2019 to 31 March 2019", "What we aim for went from 60 to 48 <bdi>people</bdi> in 2 steps.",
		"<li>1 because we learnt something</li>", "<li>1 because there was more money, or less</li>",
		"At first we aimed for 60; now we aim for 48 people.", "See the numbers as a table", "How we will know", "six people", "we learnt something", "Our room is small."} {
		i := strings.Index(history[at:], want)
		if i < 0 {
			t.Fatalf("%q is not told, or not in order:\n%s", want, history)
		}
		at += i
	}
	keys := language.Messages([]byte(history))
	for _, want := range []string{"What we aim for went from {n} to {n2} {words} in {n3} steps.", "{n} because we learnt something", "{n} because there was more money, or less", "we count:"} {
		if !slices.Contains(keys, want) {
			t.Errorf("%q is no message: its words and the group's are mixed", want)
		}
	}
	if json := blue.gets("/p/p/aim/tea.json", http.StatusOK); !strings.Contains(json, `"because": "money"`) && !strings.Contains(json, `"because":"money"`) {
		t.Error("the data has no reasons")
	}
	funder := g.works(domain.StaffFunder, "p")
	g.tells(domain.SharedFunders)
	if body := funder.gets("/p/p/aim/tea", http.StatusOK); strings.Contains(body, "52") || strings.Contains(body, "Our room is small.") {
		t.Error("a funder reads every number that was ever aimed for")
	}
}

func TestAMeasureIsChangedAndLetGo(t *testing.T) {
	g, blue, measure := withMeasure(t)
	address := "/p/p/aim/tea/measure/" + measure
	page := read(t, "change", strings.NewReader(blue.gets(address+"/change", http.StatusOK)))
	sent := url.Values{}
	for _, e := range page {
		switch {
		case e.name == "textarea":
			sent.Set(e.attr["name"], e.text)
		case e.name == "input" && e.attr["type"] == "radio":
			if _, checked := e.attr["checked"]; checked {
				sent.Set(e.attr["name"], e.attr["value"])
			}
		case e.name == "input":
			sent.Set(e.attr["name"], e.attr["value"])
		}
	}
	sent.Set("unit", "cups")
	sent.Set("people", "no")
	sent.Set("because", "mistake")
	blue.posts(address+"/change", http.StatusSeeOther, sent)
	_, b := lastOf[*domain.MeasureRevised](g)
	if b == nil || b.Unit != "cups" || b.CountsPeople() || b.Because != domain.BecauseAMistake || b.Mode != domain.PerPeriod || len(b.Breakdowns) != 2 || b.AgreedBy.IsZero() {
		t.Fatalf("changed: %+v", b)
	}
	blue.posts(address+"/start", http.StatusUnprocessableEntity, url.Values{"command": {newID()}})
	blue.posts(address+"/start", http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "known": {saidUnknown}, "start": {"4"}})
	blue.posts(address+"/start", http.StatusSeeOther, url.Values{"command": {newID()}, "known": {saidUnknown}})
	if _, b := lastOf[*domain.BaselineSet](g); b.Value.Form != domain.Nothing {
		t.Errorf("not known is kept as %+v", b.Value)
	}
	blue.posts(address+"/retire", http.StatusSeeOther, url.Values{"command": {newID()}, "why": {"Nobody counts cups."}})
	if _, b := lastOf[*domain.MeasureRetired](g); b == nil || b.Why.IsZero() {
		t.Fatal("it is not let go")
	}
	history := blue.gets("/p/p/aim/tea", http.StatusOK)
	for _, want := range []string{"we count: <bdi>cups</bdi>", "we count: <bdi>people</bdi>", "it was a mistake", "Nobody counts cups.", "not known"} {
		if !strings.Contains(history, want) {
			t.Errorf("the page of the aim does not say %q", want)
		}
	}
	blue.gets("/p/p/aim/tea/measure/none/target", http.StatusNotFound)
	blue.gets("/p/p/aim/none", http.StatusNotFound)
}

// A share is asked for as two numbers, a level by its name, and what happens or not as yes or no.
func TestNumbersOfOtherKinds(t *testing.T) {
	g := aGroup(t)
	blue := g.joins(domain.RoleMember, "Blue")
	g.record("p", blue.id, nil, &domain.AimAgreed{Aim: "tea", Statement: "Tea"},
		&domain.MeasureAdded{Aim: "tea", Measure: "share", Definition: domain.Definition{Name: "Share", MeasureKind: domain.Increase, Mode: domain.Percentage, Unit: "%"}},
		&domain.MeasureAdded{Aim: "tea", Measure: "steps", Definition: domain.Definition{Name: "Steps", MeasureKind: domain.Rubric, Levels: []string{"cold", "warm"}}},
		&domain.MeasureAdded{Aim: "tea", Measure: "open", Definition: domain.Definition{Name: "Open", MeasureKind: domain.Reach}},
		&domain.MeasureAdded{Aim: "tea", Measure: "room", Definition: domain.Definition{Name: "Room", MeasureKind: domain.InRange, Mode: domain.Snapshot}})
	const address = "/p/p/aim/tea/measure/"
	blue.posts(address+"share/number", http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "n-all": {"15"}})
	blue.posts(address+"share/number", http.StatusUnprocessableEntity, url.Values{"command": {newID()}, "n-all": {"15"}, "of-all": {"0"}})
	blue.posts(address+"share/number", http.StatusSeeOther, url.Values{"command": {newID()}, "n-all": {"15"}, "of-all": {"30"}, "happened": {"1 March 2019"}})
	if _, b := lastOf[*domain.OutcomeRecorded](g); b == nil || b.Numerator.String() != "15" || b.Denominator.String() != "30" {
		t.Errorf("share: %+v", b)
	}
	blue.posts(address+"steps/number", http.StatusSeeOther, url.Values{"command": {newID()}, "n-all": {"warm"}})
	if _, b := lastOf[*domain.OutcomeRecorded](g); b.Value.Level != "warm" {
		t.Errorf("level: %+v", b.Value)
	}
	blue.posts(address+"open/number", http.StatusSeeOther, url.Values{"command": {newID()}, "n-all": {"no"}, "happened": {"1 March 2019"}})
	if _, b := lastOf[*domain.OutcomeRecorded](g); b.Value.Form != domain.YesNo || b.Value.Yes {
		t.Errorf("yes or no: %+v", b.Value)
	}
	blue.posts(address+"room/target", http.StatusSeeOther, url.Values{"command": {newID()}, "n-all": {"30 to 40"}})
	if _, b := lastOf[*domain.TargetSet](g); b == nil || b.Value.Plain() != "30..40" {
		t.Errorf("between: %+v", b)
	}
}

// The forms with tables of parts, and the second page of a new measure, as people see them: on a phone and on a laptop.
func TestFormsOfMeasuresInABrowser(t *testing.T) {
	ctx := browser(t, 2*time.Minute)
	v := withJourneys(t)
	server := httptest.NewServer(v.handler)
	defer server.Close()
	const p = "/p/worked-example/aim/eat-together/measure/"
	command := newID()
	v.post(p+"new", http.StatusSeeOther, url.Values{"command": {command}, "stage": {"2"}, "name": {"People at the table"}, "kind": {"increase"}, "mode": {"per_period"}, "unit": {"people"}, "by": {"sex: women, men\nplace: north, south"}})
	measure := p + measureID(command)
	box := boxes(t, v.get(measure+"/number", http.StatusOK).Body.String())
	v.post(measure+"/number", http.StatusSeeOther, url.Values{"command": {newID()}, "happened": {"1 March 2019"}, box["Number: All together"]: {"12"}, box["Number: women"]: {"8"}, box["Or say: men"]: {saidUnknown}, box["Or say: north"]: {saidPrivate}})
	for _, width := range []int64{320, 1100} {
		for _, address := range []string{measure + "/number", measure + "/target", measure + "/number?both=sex&and=place", "/p/worked-example/figure?aim=eat-together&period=overall&measure=" + measureID(command)} {
			faults, err := lookAt(ctx, server.URL+address, width, "light")
			if err != nil {
				t.Fatalf("%s: %v", address, err)
			}
			for _, f := range faults {
				t.Errorf("%s at %d px: %s", address, width, f)
			}
		}
	}
	opens(t, ctx, server.URL+p+"new")
	js[bool](t, ctx, `document.querySelector("#name").value = "Cups of tea"; document.querySelector("input[value=increase]").checked = true; true`)
	if _, err := chromedp.RunResponse(ctx, chromedp.Click("#save")); err != nil {
		t.Fatal(err)
	}
	seen(t, ctx, "h1", "How do we count it?")
	js[bool](t, ctx, axe+";true")
	for _, f := range js[[]string](t, ctx, look) {
		t.Errorf("the second page: %s", f)
	}
}

// Where nothing can be asked for a moment, the form is there again with all its boxes and all that was written.
func TestNumbersStayWhereNothingCanBeAsked(t *testing.T) {
	_, blue, measure := withMeasure(t)
	address := "/p/p/aim/tea/measure/" + measure + "/number"
	page := blue.gets(address, http.StatusOK)
	box := boxes(t, page)
	sent := url.Values{"command": {newID()}, box["Number: women"]: {"8"}, "source": {"our list"}}
	for _, e := range read(t, address, strings.NewReader(page)) {
		if e.attr["name"] == measureBox {
			sent.Set(measureBox, e.attr["value"])
		}
	}
	r := newRequest(http.MethodPost, address)
	r.SetPathValue("aim", "tea")
	r.SetPathValue("measure", measure)
	a := &answers{values: map[string]string{}}
	for name := range sent {
		a.values[name] = sent.Get(name)
	}
	f, err := numberForm(nil, reports.Seen{}, where{Project: "p"}, r, a)
	if err != nil || len(f.tables) != 3 {
		t.Fatalf("%v, %d tables", err, len(f.tables))
	}
	if got := f.tables[1].filled(a).Rows[0].Number.Value; got != "8" {
		t.Errorf("the number is %q", got)
	}
}
