package web

import (
	"context"
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
// It holds one line for each project, audience and role, and for each person of a group: what they wrote for themself is there for them.
type portfolioLines struct {
	mu    sync.Mutex
	lines map[portfolioKey]keptLine
}

type portfolioKey struct{ project, audience, who string }

type keptLine struct {
	position uint64
	day      domain.Date
	line     reports.PortfolioLine
}

func (k *portfolioLines) get(key portfolioKey, position uint64, day domain.Date) (reports.PortfolioLine, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	kept, ok := k.lines[key]
	return kept.line, ok && kept.position == position && kept.day == day
}

func (k *portfolioLines) put(key portfolioKey, kept keptLine) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lines == nil {
		k.lines = map[portfolioKey]keptLine{}
	}
	k.lines[key] = kept
}

// portfolioModel builds the portfolio that a request asks for.
func (s *site) portfolioModel(r *http.Request) (reports.Portfolio, error) {
	named := whereOf(r).Audience
	if _, err := reports.AudienceNamed(named); err != nil {
		return reports.Portfolio{}, err
	}
	theirs, err := s.portfolioProjects(r, named)
	if err != nil {
		return reports.Portfolio{}, err
	}
	var lines []reports.PortfolioLine
	untold := 0
	for _, who := range theirs {
		l, err := s.portfolioLine(asViewer(r.Context(), who), named)
		switch {
		case reports.IsNotTold(err):
			untold++
		case err != nil:
			return reports.Portfolio{}, err
		default:
			lines = append(lines, l)
		}
	}
	q := r.URL.Query()
	p, err := reports.PortfolioOf(lines, reports.PortfolioAsk{Order: q.Get("order"), Show: q.Get("show"), Words: q.Get("words")})
	p.Untold = untold
	return p, err
}

// portfolioProjects are who asks at each project that they may look at through an audience (empty: their own), in order of its id.
func (s *site) portfolioProjects(r *http.Request, audience string) (theirs []viewer, err error) {
	who := viewerOf(r.Context())
	err = s.Views.Read(r.Context(), func(rows projections.Reader) error {
		for _, row := range projections.Summaries(rows) {
			if here := who.in(rows, row.Project); here.Role.inside() && (audience == "" || here.Role.looksThrough(audience)) {
				theirs = append(theirs, here)
			}
		}
		return nil
	})
	return theirs, err
}

// portfolioLine is what the portfolio says of the project at which ctx has its viewer.
func (s *site) portfolioLine(ctx context.Context, audience string) (reports.PortfolioLine, error) {
	who := viewerOf(ctx)
	key := portfolioKey{project: who.Project, who: string(who.Role)}
	if who.Role.writes() {
		key.who += " " + who.Person
	}
	at, now := where{Project: who.Project, Audience: audience}, keptLine{}
	err := s.live(ctx, who.Project, func(v projections.View) error {
		lens, err := s.lens(ctx, v, at)
		key.audience, now.position, now.day = lens.Audience.ID, v.Known.Position, domain.DateOf(s.Now().In(v.Zone()))
		return err
	})
	if err != nil {
		return reports.PortfolioLine{}, err
	}
	if line, ok := s.kept.get(key, now.position, now.day); ok {
		return line, nil
	}
	now.line, err = seeAt(s, ctx, at, func(seen reports.Seen) (reports.PortfolioLine, error) { return reports.PortfolioLineOf(seen), nil })
	if err == nil {
		s.kept.put(key, now)
	}
	return now.line, err
}

func (s *site) portfolio(w http.ResponseWriter, r *http.Request) error {
	model, err := s.portfolioModel(r)
	if err != nil {
		return err
	}
	at := whereOf(r)
	same := []string{"order", model.Order, "show", model.Show, "words", model.Words}
	p := portfolioPage{shell: s.plainShell(at, "Projects side by side")}
	if at.Audience != "" {
		if p.Place.Audience, err = reports.AudienceNamed(at.Audience); err != nil {
			return err
		}
	}
	p.Now = where{}.all("/portfolio", same...)
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
