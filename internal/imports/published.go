package imports

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/iati"
)

// The names of the attributes that an IATI file's own do not give. The others are those of the standard, with the
// value as read: type, aggregation-status, measure, ascending, year, iso-date, activity-status, version, xml:lang.
const (
	attrN            = domain.PublishedNth
	attrIdentifier   = "identifier"     // of the activity, where the project's id is another
	attrDescriptions = "descriptions"   // type and number of texts of each description: "1:2,2:1"
	attrStart        = "period-start"   // the text of a date that is no day, or that no period can have
	attrEnd          = "period-end"     //
	attrValue        = "value"          // the value as written, where the stated one does not say it
	attrLocation     = "location-parts" // "true": parts named location are the locations, not dimensions
	attrNone         = domain.PublishedNone
	attrNameless     = "nameless" // numbers of the parts whose dimension has no name, from 0, joined by ","
)

// attributes are the single values that are there.
type attributes map[string]string

func (a attributes) text(name, value string) {
	if value != "" {
		a[name] = value
	}
}

func (a attributes) boolean(name string, value *bool) {
	if value != nil {
		a[name] = strconv.FormatBool(*value)
	}
}

func (a attributes) number(name string, n int) {
	if n > 0 {
		a[name] = strconv.Itoa(n)
	}
}

// orNil leaves an empty map out, as reading it back does.
func (a attributes) orNil() map[string]string {
	if len(a) == 0 {
		return nil
	}
	return a
}

func publishedProject(a *iati.Activity, id string) *domain.Published {
	p := &domain.Published{Titles: narratives(a.Titles), Updated: a.LastUpdated.UTC()}
	var types []string
	for _, d := range a.Descriptions {
		p.Descriptions = append(p.Descriptions, narratives(d.Texts)...)
		types = append(types, fmt.Sprintf("%s:%d", url.QueryEscape(d.Type), len(d.Texts)))
	}
	if org := organisation("reporting", a.ReportingOrg); org.Ref != "" || len(org.Names) > 0 || org.Attributes != nil {
		p.Organisations = append(p.Organisations, org)
	}
	for _, o := range a.Participating {
		p.Organisations = append(p.Organisations, organisation("participating", o))
	}
	for _, d := range a.Dates {
		p.Dates = append(p.Dates, domain.PublishedDate{Type: d.Type, Date: d.Date.Text, Names: narratives(d.Texts)})
	}
	at := attributes{}
	at.text("activity-status", a.Status)
	at.text("version", a.Version)
	at.text("xml:lang", a.Lang)
	at.text(attrDescriptions, strings.Join(types, ","))
	if a.Identifier != id {
		at.text(attrIdentifier, a.Identifier)
	}
	p.Attributes = at.orNil()
	return p
}

func organisation(part string, o iati.Org) domain.Organisation {
	at := attributes{}
	at.text("type", o.Type)
	at.text("role", o.Role)
	at.text("activity-id", o.ActivityID)
	at.text("crs-channel-code", o.ChannelCode)
	at.boolean("secondary-reporter", o.SecondaryReporter)
	return domain.Organisation{Part: part, Ref: o.Ref, Attributes: at.orNil(), Names: narratives(o.Names)}
}

func publishedResult(r *iati.Result) *domain.Published {
	at := attributes{}
	at.text("type", r.Type)
	at.boolean("aggregation-status", r.AggregationStatus)
	return &domain.Published{
		Titles: narratives(r.Titles), Descriptions: narratives(r.Descriptions),
		References: references(r.References), Attributes: at.orNil(),
	}
}

func publishedIndicator(i *iati.Indicator) *domain.Published {
	at := attributes{}
	at.text("measure", i.Measure)
	at.boolean("ascending", i.Ascending)
	at.boolean("aggregation-status", i.AggregationStatus)
	return &domain.Published{
		Titles: narratives(i.Titles), Descriptions: narratives(i.Descriptions),
		References: references(i.References), Attributes: at.orNil(),
	}
}

func publishedLink(l *iati.DocumentLink, n int) *domain.Published {
	at := attributes{}
	at.number(attrN, n)
	return &domain.Published{
		Documents: []domain.Document{{
			URL: l.URL, Format: l.Format, Titles: narratives(l.Titles), Descriptions: narratives(l.Descriptions),
			Categories: l.Categories, Languages: l.Languages, Date: l.Date.Text,
		}},
		Attributes: at.orNil(),
	}
}

func narratives(list []iati.Narrative) []domain.Narrative {
	var result []domain.Narrative
	for _, n := range list {
		result = append(result, domain.Narrative{Lang: n.Lang, Text: n.Text})
	}
	return result
}

func references(list []iati.Reference) []domain.Reference {
	var result []domain.Reference
	for _, r := range list {
		result = append(result, domain.Reference{Vocabulary: r.Vocabulary, Code: r.Code, URI: r.URI})
	}
	return result
}
