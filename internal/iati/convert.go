package iati

import "strings"

// convert takes everything out of the tree of an activity, in whichever version and order it is written.
func convert(e *element) *Activity {
	a := &Activity{
		Line:          e.at.line,
		LastUpdated:   parseTime(e.get("last-updated-datetime")),
		Lang:          e.lang,
		Titles:        narratives(e.all("title")),
		DocumentLinks: documentLinks(e),
	}
	for _, c := range e.children {
		switch c.name {
		case "iati-identifier":
			if a.Identifier == "" {
				a.Identifier = c.text
			}
		case "reporting-org":
			org := organisation(c)
			if a.ReportingOrg.Ref == "" && len(a.ReportingOrg.Names) == 0 {
				a.ReportingOrg = org
			} else if org.Ref == a.ReportingOrg.Ref { // version 1: the same in another language
				a.ReportingOrg.Names = append(a.ReportingOrg.Names, org.Names...)
			}
		case "description":
			a.Descriptions = addDescription(a.Descriptions, c.get("type"), narratives([]*element{c}))
		case "participating-org":
			a.Participating = append(a.Participating, organisation(c))
		case "activity-status":
			if a.Status == "" {
				a.Status = first(c.get("code"), c.text)
			}
		case "activity-date":
			a.Dates = append(a.Dates, ActivityDate{
				Type: c.get("type"), Date: day(c), Texts: narratives([]*element{c}),
			})
		case "result":
			a.Results = append(a.Results, result(c))
		}
	}
	return a
}

// addDescription joins neighbours, which is how version 1 writes one description in several languages.
func addDescription(list []Description, kind string, texts []Narrative) []Description {
	if len(texts) == 0 {
		return list
	}
	if n := len(list) - 1; n >= 0 && list[n].Type == kind && !sameLang(list[n].Texts, texts) {
		list[n].Texts = append(list[n].Texts, texts...)
		return list
	}
	return append(list, Description{Type: kind, Texts: texts})
}

func sameLang(a, b []Narrative) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Lang == y.Lang {
				return true
			}
		}
	}
	return false
}

func organisation(e *element) Org {
	return Org{
		Ref: e.get("ref"), Type: e.get("type"), Role: e.get("role"),
		ActivityID: e.get("activity-id"), ChannelCode: e.get("crs-channel-code"),
		SecondaryReporter: parseBool(e.get("secondary-reporter")),
		Names:             narratives([]*element{e}),
	}
}

func result(e *element) Result {
	r := Result{
		Type:              e.get("type"),
		AggregationStatus: parseBool(e.get("aggregation-status")),
		Titles:            narratives(e.all("title")),
		Descriptions:      narratives(e.all("description")),
		DocumentLinks:     documentLinks(e),
		References:        references(e, "vocabulary-uri"),
		Line:              e.at.line,
	}
	for _, c := range e.all("indicator") {
		r.Indicators = append(r.Indicators, indicator(c))
	}
	return r
}

func indicator(e *element) Indicator {
	i := Indicator{
		Measure:           e.get("measure"),
		Ascending:         parseBool(e.get("ascending")),
		AggregationStatus: parseBool(e.get("aggregation-status")),
		Titles:            narratives(e.all("title")),
		Descriptions:      narratives(e.all("description")),
		DocumentLinks:     documentLinks(e),
		References:        references(e, "indicator-uri"),
		Line:              e.at.line,
	}
	for _, c := range e.all("baseline") {
		year := c.get("year")
		iso := c.get("iso-date")
		i.Baselines = append(i.Baselines, Baseline{
			YearText: year, Year: parseYear(year), ISODate: Date{iso, parseDay(iso)}, Observation: observation(c),
		})
	}
	type dates struct{ start, end string }
	same := make(map[dates]int)
	for _, c := range e.all("period") {
		p := period(c)
		d := dates{p.Start.Text, p.End.Text}
		same[d]++
		p.Ordinal = same[d]
		i.Periods = append(i.Periods, p)
	}
	return i
}

func period(e *element) Period {
	p := Period{Line: e.at.line}
	for _, c := range e.children {
		switch c.name {
		case "period-start":
			if p.Start.Text == "" {
				p.Start = day(c)
			}
		case "period-end":
			if p.End.Text == "" {
				p.End = day(c)
			}
		case "target":
			p.Targets = append(p.Targets, observation(c))
		case "actual":
			p.Actuals = append(p.Actuals, observation(c))
		}
	}
	return p
}

func observation(e *element) Observation {
	o := Observation{
		Comments: narratives(e.all("comment")), DocumentLinks: documentLinks(e), Line: e.at.line,
	}
	o.Value, o.HasValue = e.attr("value")
	for _, c := range e.all("location") {
		if ref := c.get("ref"); ref != "" {
			o.Locations = append(o.Locations, ref)
		}
	}
	for _, c := range e.all("dimension") {
		if d := (Dimension{c.get("name"), c.get("value")}); d != (Dimension{}) {
			o.Dimensions = append(o.Dimensions, d)
		}
	}
	return o
}

func documentLinks(e *element) []DocumentLink {
	var links []DocumentLink
	for _, c := range e.all("document-link") {
		l := DocumentLink{
			URL: c.get("url"), Format: c.get("format"),
			Titles: narratives(c.all("title")), Descriptions: narratives(c.all("description")),
			Line: c.at.line,
		}
		for _, g := range c.children {
			switch g.name {
			case "category":
				l.Categories = append(l.Categories, g.get("code"))
			case "language":
				l.Languages = append(l.Languages, first(g.get("code"), g.text))
			case "document-date":
				if l.Date.Text == "" {
					l.Date = day(g)
				}
			}
		}
		links = append(links, l)
	}
	return links
}

func references(e *element, uri string) []Reference {
	var list []Reference
	for _, c := range e.all("reference") {
		list = append(list, Reference{Vocabulary: c.get("vocabulary"), Code: c.get("code"), URI: c.get(uri)})
	}
	return list
}

// narratives are the texts of elements such as title: what stands in them directly, as in version 1, and in their narratives.
func narratives(elements []*element) []Narrative {
	var list []Narrative
	add := func(e *element) {
		if e.text != "" {
			list = append(list, Narrative{Lang: e.lang, Text: e.text})
		}
	}
	for _, e := range elements {
		add(e)
		for _, n := range e.all("narrative") {
			add(n)
		}
	}
	return list
}

// day is the date of an element: its iso-date, else, as version 1 allows, its text.
func day(e *element) Date {
	text := first(e.get("iso-date"), e.text)
	return Date{Text: text, Day: parseDay(text)}
}

// first is a unless it is empty, else b.
func first(a, b string) string {
	if a = strings.TrimSpace(a); a != "" {
		return a
	}
	return b
}
