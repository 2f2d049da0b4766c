package web

import (
	"html/template"
	"net/http"
	"path"
	"sync"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/projections"
	"github.com/desirelines/desirelines/reports"
)

// portfolioPage puts all projects side by side.
type portfolioPage struct {
	shell
	Body template.HTML // made by reports/html
}

// portfolioLines keeps what the portfolio says of a project until the project has another entry or the day is another.
// It holds one line for each project and audience.
type portfolioLines struct {
	mu    sync.Mutex
	lines map[[2]string]keptLine
}

type keptLine struct {
	position uint64
	day      domain.Date
	line     reports.PortfolioLine
}

func (k *portfolioLines) get(project, audience string, position uint64, day domain.Date) (reports.PortfolioLine, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	kept, ok := k.lines[[2]string{project, audience}]
	return kept.line, ok && kept.position == position && kept.day == day
}

func (k *portfolioLines) put(project, audience string, kept keptLine) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lines == nil {
		k.lines = map[[2]string]keptLine{}
	}
	k.lines[[2]string{project, audience}] = kept
}

// portfolioModel builds the portfolio that a request asks for.
func (s *site) portfolioModel(r *http.Request) (reports.Portfolio, error) {
	audience, err := reports.AudienceNamed(whereOf(r).Audience)
	if err != nil {
		return reports.Portfolio{}, err
	}
	var lines []reports.PortfolioLine
	err = s.Views.Read(r.Context(), func(rows projections.Reader) error {
		for _, row := range projections.Summaries(rows) {
			if !row.Started {
				continue
			}
			l, err := s.portfolioLine(projections.Live(rows, row.Project), audience)
			if err != nil {
				return err
			}
			lines = append(lines, l)
		}
		return nil
	})
	if err != nil {
		return reports.Portfolio{}, err
	}
	q := r.URL.Query()
	return reports.PortfolioOf(lines, reports.PortfolioAsk{Order: q.Get("order"), Show: q.Get("show"), Words: q.Get("words")})
}

func (s *site) portfolioLine(v projections.View, audience reports.Audience) (reports.PortfolioLine, error) {
	asked, err := reports.Resolve(v, reports.Ask{Now: s.Now()})
	if err != nil {
		return reports.PortfolioLine{}, err
	}
	if line, ok := s.kept.get(v.Project, audience.ID, v.Known.Position, asked.AskedOn()); ok {
		return line, nil
	}
	seen, err := reports.Lens{Audience: audience}.See(v, asked)
	if err != nil {
		return reports.PortfolioLine{}, err
	}
	line := reports.PortfolioLineOf(seen)
	s.kept.put(v.Project, audience.ID, keptLine{v.Known.Position, asked.AskedOn(), line})
	return line, nil
}

func (s *site) portfolio(w http.ResponseWriter, r *http.Request) error {
	model, err := s.portfolioModel(r)
	if err != nil {
		return err
	}
	at := whereOf(r)
	p := portfolioPage{shell: s.plainShell(at, "Projects side by side")}
	same := []string{"order", model.Order, "show", model.Show, "words", model.Words}
	p.Files = []link{{URL: at.all("/portfolio.csv", same...), Words: "Table (CSV)"}, {URL: at.all("/portfolio.json", same...), Words: "Data (JSON)"}}
	part := reports.Part{ID: "portfolio", Title: p.Title, Model: model}
	if p.Body, err = s.renderer(r, at, reports.Place{}, 2).Section(r.Context(), part); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, "portfolio", p)
}

func (s *site) portfolioData(w http.ResponseWriter, r *http.Request) error {
	model, err := s.portfolioModel(r)
	if err != nil {
		return err
	}
	return s.sendData(w, r, "portfolio", path.Ext(r.URL.Path), model)
}
