package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/reports"
	"github.com/desirelines/desirelines/reports/charts"
	"github.com/desirelines/desirelines/reports/html"
)

// withCharts are the sections that hold charts.
var withCharts = [...]string{reports.SectionAims, reports.SectionLearning, reports.SectionJourney, reports.SectionJudged}

// finder is an html.Drawer that draws nothing and keeps the chart it looks for.
type finder struct {
	id    string
	chart *charts.Chart
}

// Draw implements html.Drawer.
func (f *finder) Draw(_ context.Context, key string, c charts.Chart, _ int) ([]byte, error) {
	if key == f.id {
		f.chart = &c
	}
	return nil, nil
}

// chart sends one chart by itself: the picture as .svg, its numbers as .csv or .json.
func (s *site) chart(w http.ResponseWriter, r *http.Request) error {
	ext := path.Ext(r.PathValue("chart"))
	id := strings.TrimSuffix(r.PathValue("chart"), ext)
	var place reports.Place
	parts, err := see(s, r, func(seen reports.Seen) (list []reports.Part, err error) {
		place = reports.PlaceOf(seen)
		for _, name := range withCharts {
			if whereOf(r).stays() && !slices.Contains(place.Audience.Sections, name) {
				continue // they were told one report, and this is not in it
			}
			section, err := reports.SectionNamed(name)
			if err != nil {
				return nil, err
			}
			model, err := section.Build(seen)
			if err != nil {
				return nil, err
			}
			list = append(list, reports.Part{ID: name, Title: section.Title, Model: model})
		}
		return list, nil
	})
	if err != nil {
		return err
	}
	find := &finder{id: id}
	for _, part := range parts {
		if _, err := (&html.Renderer{Charts: find}).Section(r.Context(), part); err != nil {
			return err
		}
	}
	if find.chart == nil {
		return &domain.Error{Kind: domain.NotFound, Message: "there is no such picture", Value: id, Want: "choose one on the page of the aims"}
	}
	at := whereOf(r)
	name := at.Project + "-" + id + ext
	switch ext {
	case ".svg":
		svg, err := s.drawer(r, at, place).picture(r.Context(), id, *find.chart, charts.Wide, charts.File)
		switch {
		case errors.Is(err, charts.ErrBusy):
			return &domain.Error{Kind: domain.Unavailable, Message: "many pictures are being drawn", Want: "try again in a moment"}
		case err != nil:
			return err
		case svg == nil:
			return &domain.Error{Kind: domain.NotFound, Message: "there is nothing to draw here yet", Value: id, Want: "look at its table"}
		}
		sendFile(w, r, name, "image/svg+xml", svg)
		return nil
	case ".csv":
		var b bytes.Buffer
		if err := (reports.Table{Columns: find.chart.Table.Head, Rows: cells(find.chart.Table)}).WriteCSV(&b); err != nil {
			return err
		}
		sendFile(w, r, name, "text/csv; charset=utf-8", b.Bytes())
		return nil
	case ".json":
		return sendJSON(w, r, chartData{find.chart.Title, find.chart.Description, find.chart.Table.Head, cells(find.chart.Table)})
	}
	return s.nowhere(w, r)
}

// chartData is a chart as data: the same numbers in the same words.
type chartData struct {
	Title       string     `json:"title"`
	Description string     `json:"description"`
	Columns     []string   `json:"columns"`
	Rows        [][]string `json:"rows"`
}

func cells(t charts.Table) [][]string {
	rows := [][]string{}
	for _, row := range t.Rows {
		var texts []string
		for _, c := range row {
			texts = append(texts, c.Text)
		}
		rows = append(rows, texts)
	}
	return rows
}
