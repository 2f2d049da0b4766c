package html

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
)

// sections leads to sections and to nothing else.
type sections struct{ NoLinks }

func (sections) Section(project, section string) string { return "/" + project + "/" + section }

func number2(n int64) *domain.Number { v := domain.Int(n); return &v }

func samplePortfolio(t *testing.T) reports.Portfolio {
	t.Helper()
	on := func(year int16) reports.Day { return reports.Day(domain.Date{Year: year, Month: 6, Day: 30}) }
	kitchen := reports.PortfolioLine{Project: "k", Name: "Kitchen (made up)", Paths: []reports.PortfolioPath{{Name: "Meals", Unit: "meals", Points: []reports.PortfolioPoint{
		{On: on(2024), Achieved: number2(150), Target: number2(200)}, {On: on(2025), Achieved: number2(265), Target: number2(240)},
	}}}}
	kitchen.DidNotWork, kitchen.Learnt = 3, 5
	p, err := reports.PortfolioOf([]reports.PortfolioLine{kitchen, {Project: "e", Name: "Empty"}}, reports.PortfolioAsk{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The marks of a portfolio have a key; counts lead to what they count, and a 0 leads nowhere; each small picture has its numbers in a table.
func TestAPortfolioCanBeRead(t *testing.T) {
	body, err := (&Renderer{Links: sections{}}).Section(t.Context(), reports.Part{ID: "portfolio", Model: samplePortfolio(t)})
	if err != nil {
		t.Fatal(err)
	}
	page := string(body)
	for _, want := range []string{
		`<span class="mark is-met"></span> met<`, `<span class="mark is-part"></span> part of the way<`, `<span class="mark is-not"></span> not met yet<`,
		`<span class="mark is-none"></span> nobody can say yet<`, `<a href="/k/did_not_work">3</a>`, `<a href="/k/learning">5</a>`,
		"Kitchen (made\u00a0up)", ">200; 240 meals<", ">150; 265 meals<", ">30 June 2024; 30 June 2025<", "Meals: from 150 to 265 meals, aim 240.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, `href="/e/`) {
		t.Error("a count of nothing is a link")
	}
	if n := strings.Count(page, "<svg"); n != 1 {
		t.Errorf("%d small pictures, want one", n)
	}
}

// A mark of a picture can be hit at every width: where a wide picture begins to be shown, it has not shrunk below 24 pixels.
func TestMarksCanBeHitWhereWidePicturesBegin(t *testing.T) {
	css, _ := Style()
	found := regexp.MustCompile(`@media \(min-width:([0-9]+)em\)\{\.wide\{display:block\}`).FindSubmatch(css)
	if found == nil {
		t.Fatal("the style does not say where wide pictures begin")
	}
	em, err := strconv.Atoi(string(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	const hit, drawn, sides = 28.0, 720.0, 32.0 // an area as it is drawn, the width it is drawn for, what stands beside it
	if size := hit * (float64(em)*16 - sides) / drawn; size < 24 {
		t.Errorf("at %d em an area is %.1f pixels", em, size)
	}
}

// A project that came from a grant says so, in words; one that went to a person names nobody.
func TestAPortfolioTellsOfGrants(t *testing.T) {
	day := func(d uint8) reports.Day { return reports.Day(domain.Date{Year: 2018, Month: 2, Day: d}) }
	hall := reports.PortfolioLine{Project: "h", Name: "Hall", Grant: &reports.Grant{
		Amount: domain.MustNumber("116471.5"), Currency: "GBP", Awarded: day(1), Start: day(2), End: day(3), Funder: "The <Fund>", Recipient: "The Hall",
	}}
	person := reports.PortfolioLine{Project: "q", Name: "Grant to a person", Grant: &reports.Grant{Amount: domain.Int(5), Currency: "EUR", ToPerson: true}}
	p, err := reports.PortfolioOf([]reports.PortfolioLine{hall, person}, reports.PortfolioAsk{})
	if err != nil {
		t.Fatal(err)
	}
	body, err := (&Renderer{Links: sections{}}).Section(t.Context(), reports.Part{ID: "portfolio", Model: p})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"A grant of <bdi>116471.5\u00a0GBP</bdi>, awarded on 1 February 2018. From <bdi>The &lt;Fund&gt;</bdi>. It went to <bdi>The Hall</bdi>. It starts on 2 February 2018. It ends on 3 February 2018.",
		"A grant of <bdi>5\u00a0EUR</bdi>. It went to a person.",
	} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	var text, table strings.Builder
	if err := p.WriteText(&text, 0); err != nil {
		t.Fatal(err)
	}
	if err := reports.WriteCSV(&table, p); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(table.String(), ",116471.5,GBP,2018-02-01,2018-02-02,2018-02-03,The <Fund>,The Hall") || !strings.Contains(text.String(), "A grant of 116471.5 GBP from The <Fund>") {
		t.Errorf("the table is %s, the text %s", table.String(), text.String())
	}
}
