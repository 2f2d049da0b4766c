package imports

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/iati"
)

// The functions of this file give back what was kept of a publisher's file as it was read: they are published.go and parts the other way
// round. Nil gives what says nothing.

// AsActivity is an activity without documents and results; project is the id it has here.
func AsActivity(p *domain.Published, project string) *iati.Activity {
	a := &iati.Activity{Identifier: project}
	if p == nil {
		return a
	}
	at := p.Attributes
	a.Version, a.Lang, a.Status, a.LastUpdated = at["version"], at["xml:lang"], at["activity-status"], p.Updated
	if kept := at[attrIdentifier]; kept != "" {
		a.Identifier = kept
	}
	a.Titles, a.Descriptions = asNarratives(p.Titles), asDescriptions(p.Descriptions, at[attrDescriptions])
	for _, o := range p.Organisations {
		org := iati.Org{
			Ref: o.Ref, Type: o.Attributes["type"], Role: o.Attributes["role"], ActivityID: o.Attributes["activity-id"],
			ChannelCode: o.Attributes["crs-channel-code"], SecondaryReporter: asBool(o.Attributes["secondary-reporter"]), Names: asNarratives(o.Names),
		}
		if o.Part == "reporting" {
			a.ReportingOrg = org
		} else {
			a.Participating = append(a.Participating, org)
		}
	}
	for _, d := range p.Dates {
		a.Dates = append(a.Dates, iati.ActivityDate{Type: d.Type, Date: iati.DateOf(d.Date), Texts: asNarratives(d.Names)})
	}
	return a
}

// asDescriptions parts the texts by "type:number of texts", joined by commas; without that they are one description.
func asDescriptions(texts []domain.Narrative, parts string) []iati.Description {
	all := asNarratives(texts)
	var list []iati.Description
	for part := range strings.SplitSeq(parts, ",") {
		kind, n, _ := strings.Cut(part, ":")
		count, err := strconv.Atoi(n)
		if kind, bad := url.QueryUnescape(kind); bad == nil && err == nil && count >= 0 && count <= len(all) {
			list = append(list, iati.Description{Type: kind, Texts: all[:count:count]})
			all = all[count:]
		}
	}
	if len(all) > 0 {
		list = append(list, iati.Description{Texts: all})
	}
	return list
}

// AsResult is a result without documents and indicators.
func AsResult(p *domain.Published) iati.Result {
	if p == nil {
		return iati.Result{}
	}
	return iati.Result{
		Type: p.Attributes["type"], AggregationStatus: asBool(p.Attributes["aggregation-status"]), Titles: asNarratives(p.Titles),
		Descriptions: asNarratives(p.Descriptions), References: asReferences(p.References),
	}
}

// AsIndicator is an indicator without documents, baselines and periods.
func AsIndicator(p *domain.Published) iati.Indicator {
	if p == nil {
		return iati.Indicator{}
	}
	return iati.Indicator{
		Measure: p.Attributes["measure"], Ascending: asBool(p.Attributes["ascending"]), AggregationStatus: asBool(p.Attributes["aggregation-status"]),
		Titles: asNarratives(p.Titles), Descriptions: asNarratives(p.Descriptions), References: asReferences(p.References),
	}
}

// AsBaseline is the year and the day of a baseline.
func AsBaseline(p *domain.Published, x iati.Observation) iati.Baseline {
	b := iati.Baseline{Observation: x}
	if p != nil {
		b.YearText, b.ISODate = p.Attributes["year"], iati.DateOf(p.Attributes["iso-date"])
		b.Year, _ = strconv.Atoi(b.YearText) // no number: the year is not known
	}
	return b
}

// AsPeriod is a period without its figures. Dates that no period here can have were kept as text.
func AsPeriod(p *domain.Published, start, end domain.Date) iati.Period {
	text := func(d domain.Date, kept string) iati.Date {
		if p != nil && p.Attributes[kept] != "" {
			return iati.DateOf(p.Attributes[kept])
		}
		return iati.DateOf(d.String())
	}
	return iati.Period{Start: text(start, attrStart), End: text(end, attrEnd)}
}

// AsObservation is what was said of a value; said is the value in words as it stands now, empty where nothing is stated.
func AsObservation(p *domain.Published, v domain.Value, said string, parts []domain.Part) iati.Observation {
	o := iati.Observation{Value: said, HasValue: said != ""}
	if p == nil {
		o.Dimensions = asDimensions(parts)
		return o
	}
	if kept, has := p.Attributes[attrValue]; has && (v.IsZero() || v.Form == domain.Withheld || strings.HasPrefix(kept, strings.TrimSuffix(said, "…"))) {
		o.Value, o.HasValue = kept, true
	}
	o.Comments, o.Locations = asNarratives(p.Comments), slices.Clone(p.Locations)
	if n := len(parts) - len(p.Locations); p.Attributes[attrLocation] != "" && n >= 0 {
		parts = parts[:n]
	}
	o.Dimensions = asDimensions(parts)
	for n := range strings.SplitSeq(p.Attributes[attrNameless], ",") {
		if i, err := strconv.Atoi(n); err == nil && i >= 0 && i < len(o.Dimensions) {
			o.Dimensions[i].Name = ""
		}
	}
	return o
}

func asDimensions(parts []domain.Part) []iati.Dimension {
	var list []iati.Dimension
	for _, p := range parts {
		list = append(list, iati.Dimension{Name: p.Dimension, Value: p.Value})
	}
	return list
}

// AsLink is a document.
func AsLink(d domain.Document) iati.DocumentLink {
	return iati.DocumentLink{
		URL: d.URL, Format: d.Format, Titles: asNarratives(d.Titles), Descriptions: asNarratives(d.Descriptions),
		Categories: slices.Clone(d.Categories), Languages: slices.Clone(d.Languages), Date: iati.DateOf(d.Date),
	}
}

// Named puts what something is called now in the place of its title in a language, where the title said something else. A title that there
// never was stays away where the name is only the id.
func Named(titles []iati.Narrative, lang, name, id string) []iati.Narrative {
	was := inLanguage(titles, lang)
	switch {
	case len(titles) == 0 && name == id, len(titles) > 0 && (cut(was, domain.MaxName) == name || was == ""):
		return titles
	case len(titles) == 0:
		return []iati.Narrative{{Lang: lang, Text: name}}
	}
	now := slices.Clone(titles)
	i := slices.IndexFunc(now, func(n iati.Narrative) bool { return n.Text == was && (strings.EqualFold(n.Lang, lang) || n == now[0]) })
	now[max(i, 0)].Text = name
	return now
}

func asNarratives(list []domain.Narrative) []iati.Narrative {
	var result []iati.Narrative
	for _, n := range list {
		result = append(result, iati.Narrative{Lang: n.Lang, Text: n.Text})
	}
	return result
}

func asReferences(list []domain.Reference) []iati.Reference {
	var result []iati.Reference
	for _, r := range list {
		result = append(result, iati.Reference{Vocabulary: r.Vocabulary, Code: r.Code, URI: r.URI})
	}
	return result
}

func asBool(s string) *bool {
	b, err := strconv.ParseBool(s)
	if err != nil {
		return nil
	}
	return &b
}
