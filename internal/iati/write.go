package iati

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Write writes activities as one file of version 2.03, with the elements in the order of its schema: the same activities give the same
// bytes. Generated is left out where it is zero; note, where there is one, stands as a comment at the beginning.
//
// Codes that version 1 writes as words come out as codes, and an ascending that version 1 leaves out as the true it means there. What
// 2.03 has no place for (a period without a day, a baseline without a year, a date that is none) is left out: a comment says so in its
// place, and so does the list that comes back, whose lines are those of the file that was read. Numbers, texts and languages are
// written as they are held. An element that 2.03 wants and the activity lacks is written empty where that is valid; [Lacks] says
// whether the activity has what it must have.
func Write(w io.Writer, generated time.Time, note string, list []*Activity) (left []Problem, err error) {
	o := &writer{w: bufio.NewWriter(w)}
	o.put(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	o.comment(note)
	o.open("iati-activities", "version", v203, "generated-datetime", stamp(generated))
	for _, a := range list {
		o.activity(a)
	}
	o.close("iati-activities")
	return o.left, o.w.Flush()
}

// Lacks names what the standard wants of every activity and this one has not got, in the order of the standard. An activity that lacks
// something cannot be written as a valid file.
func Lacks(a *Activity) []string {
	var lacks []string
	want := func(name string, has bool) {
		if !has {
			lacks = append(lacks, name)
		}
	}
	dated := false
	for _, d := range a.Dates {
		dated = dated || isoDate(d.Date) != ""
	}
	want("iati-identifier", a.Identifier != "")
	want("reporting-org", a.ReportingOrg.Ref != "" || len(a.ReportingOrg.Names) > 0)
	want("title", len(a.Titles) > 0)
	want("description", len(a.Descriptions) > 0)
	want("participating-org", len(a.Participating) > 0)
	want("activity-status", a.Status != "")
	want("activity-date", dated)
	return lacks
}

// writer writes elements one below the other. A bufio.Writer keeps its first error, so only Flush is asked for one.
type writer struct {
	w     *bufio.Writer
	depth int
	lang  string   // of narratives that state none
	path  []string // names the element in what is left out
	old   bool     // the activity was read as version 1
	left  []Problem
}

func (o *writer) put(s string) { o.w.WriteString(s) } //nolint:errcheck // Flush has it

func (o *writer) indent() { o.put(strings.Repeat("  ", o.depth)) }

// open begins an element. Attributes are names and values in turn; one without a value is left out. Where an empty value must stand,
// its name ends in an exclamation mark.
func (o *writer) open(name string, attrs ...string) {
	o.indent()
	o.start(name, attrs)
	o.put(">\n")
	o.depth++
}

func (o *writer) close(name string) {
	o.depth--
	o.indent()
	o.put("</" + name + ">\n")
}

// leaf is an element with nothing in it.
func (o *writer) leaf(name string, attrs ...string) {
	o.indent()
	o.start(name, attrs)
	o.put("/>\n")
}

// line is an element with a text in it.
func (o *writer) line(name, text string, attrs ...string) {
	o.indent()
	o.start(name, attrs)
	o.put(">" + escape(text) + "</" + name + ">\n")
}

func (o *writer) start(name string, attrs []string) {
	o.put("<" + name)
	for i := 0; i < len(attrs); i += 2 {
		attr, must := strings.CutSuffix(attrs[i], "!")
		if attrs[i+1] != "" || must {
			o.put(" " + attr + `="` + escape(attrs[i+1]) + `"`)
		}
	}
}

// comment writes a note for who reads the file itself.
func (o *writer) comment(text string) {
	if text == "" {
		return
	}
	for strings.Contains(text, "--") {
		text = strings.ReplaceAll(text, "--", "- -")
	}
	o.indent()
	o.put("<!-- " + strings.Map(allowed, strings.TrimSuffix(text, "-")) + " -->\n")
}

// leave notes what the file has no place for.
func (o *writer) leave(line int, value, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	o.left = append(o.left, Problem{Line: line, Element: strings.Join(o.path, "/"), What: what, Value: value})
	if value != "" {
		what += ": " + short(value)
	}
	o.comment("Left out: " + what)
}

func (o *writer) enter(format string, args ...any) {
	o.path = append(o.path, fmt.Sprintf(format, args...))
}
func (o *writer) leavePath() { o.path = o.path[:len(o.path)-1] }

func (o *writer) activity(a *Activity) {
	o.lang, o.old = "", strings.HasPrefix(a.Version, "1")
	lang := ""
	if isLanguage(a.Lang) {
		lang = a.Lang
		o.lang = lang
	}
	o.enter("%s", activityStep(a))
	defer o.leavePath()
	o.open("iati-activity", "xml:lang", lang, "last-updated-datetime", stamp(a.LastUpdated))
	o.line("iati-identifier", a.Identifier)
	o.org("reporting-org", a.ReportingOrg, true,
		"ref!", a.ReportingOrg.Ref, "type!", a.ReportingOrg.Type, "secondary-reporter", boolAttr(a.ReportingOrg.SecondaryReporter))
	o.texts("title", a.Titles, true)
	for _, d := range a.Descriptions {
		o.texts("description", d.Texts, true, "type", d.Type)
	}
	for _, p := range a.Participating {
		o.org("participating-org", p, false,
			"ref", p.Ref, "type", p.Type, "role!", o.code(Role, p.Role), "activity-id", p.ActivityID, "crs-channel-code", p.ChannelCode)
	}
	o.leaf("activity-status", "code!", a.Status)
	for _, d := range a.Dates {
		iso := isoDate(d.Date)
		if iso == "" {
			o.leave(a.Line, d.Date.Text, "an activity-date of type %s without a day", d.Type)
			continue
		}
		o.block("activity-date", d.Texts, "type!", o.code(DateType, d.Type), "iso-date", iso)
	}
	o.links(a.DocumentLinks)
	for i := range a.Results {
		o.enter("result[%d]", i+1)
		o.result(&a.Results[i])
		o.leavePath()
	}
	o.close("iati-activity")
}

// org writes an organisation; needed says that its name may not be missing.
func (o *writer) org(name string, org Org, needed bool, attrs ...string) {
	if needed && len(org.Names) == 0 {
		o.texts(name, nil, true, attrs...)
		return
	}
	o.block(name, org.Names, attrs...)
}

func (o *writer) result(r *Result) {
	if len(r.Indicators) == 0 {
		o.leave(r.Line, firstText(r.Titles), "a result without an indicator")
		return
	}
	o.open("result", "type!", o.code(ResultType, r.Type), "aggregation-status", boolAttr(r.AggregationStatus))
	o.texts("title", r.Titles, true)
	o.texts("description", r.Descriptions, false)
	o.links(r.DocumentLinks)
	o.references(r.References, "vocabulary-uri", r.Line)
	for i := range r.Indicators {
		o.enter("indicator[%d]", i+1)
		o.indicator(&r.Indicators[i])
		o.leavePath()
	}
	o.close("result")
}

// references writes what vocabularies call a thing; uri is the attribute that holds the address, which differs from thing to thing.
func (o *writer) references(list []Reference, uri string, line int) {
	for _, ref := range list {
		o.leaf("reference", "vocabulary!", ref.Vocabulary, "code!", ref.Code, uri, o.uri(ref.URI, line))
	}
}

func (o *writer) indicator(i *Indicator) {
	ascending := boolAttr(i.Ascending)
	if ascending == "" && o.old {
		ascending = "1"
	}
	o.open("indicator", "measure!", o.code(Measure, i.Measure), "ascending", ascending, "aggregation-status", boolAttr(i.AggregationStatus))
	o.texts("title", i.Titles, true)
	o.texts("description", i.Descriptions, false)
	o.links(i.DocumentLinks)
	o.references(i.References, "indicator-uri", i.Line)
	for n := range i.Baselines {
		o.enter("baseline[%d]", n+1)
		o.baseline(&i.Baselines[n])
		o.leavePath()
	}
	for n := range i.Periods {
		o.enter("period[%d]", n+1)
		o.period(&i.Periods[n])
		o.leavePath()
	}
	o.close("indicator")
}

// baseline has its documents before its comment, targets and actuals have them after it.
func (o *writer) baseline(b *Baseline) {
	iso, year := isoDate(b.ISODate), b.YearText
	if b.Year < 1 && iso != "" {
		year = b.ISODate.Day.Format("2006")
	} else if b.Year < 1 {
		o.leave(b.Line, b.Value, "a baseline without a year")
		return
	}
	o.open("baseline", "year", year, "iso-date", iso, valueAttr(b.HasValue), b.Value)
	o.parts(&b.Observation)
	o.links(b.DocumentLinks)
	o.texts("comment", b.Comments, false)
	o.close("baseline")
}

func (o *writer) period(p *Period) {
	start, end := isoDate(p.Start), isoDate(p.End)
	if start == "" || end == "" {
		o.leave(p.Line, p.Start.Text+" to "+p.End.Text, "a period that lacks a day it starts or ends on, with %s and %s",
			howManyOf(len(p.Targets), "target"), howManyOf(len(p.Actuals), "actual"))
		return
	}
	o.open("period")
	o.leaf("period-start", "iso-date", start)
	o.leaf("period-end", "iso-date", end)
	for i := range p.Targets {
		o.observation("target", &p.Targets[i])
	}
	for i := range p.Actuals {
		o.observation("actual", &p.Actuals[i])
	}
	o.close("period")
}

func (o *writer) observation(name string, x *Observation) {
	if len(x.Locations)+len(x.Dimensions)+len(x.Comments)+len(x.DocumentLinks) == 0 {
		o.leaf(name, valueAttr(x.HasValue), x.Value)
		return
	}
	o.open(name, valueAttr(x.HasValue), x.Value)
	o.parts(x)
	o.texts("comment", x.Comments, false)
	o.links(x.DocumentLinks)
	o.close(name)
}

func (o *writer) parts(x *Observation) {
	for _, ref := range x.Locations {
		o.leaf("location", "ref", ref)
	}
	for _, d := range x.Dimensions {
		o.leaf("dimension", "name", d.Name, "value", d.Value)
	}
}

// links writes documents. One with an address that is none is left out; one without a category has an empty one.
func (o *writer) links(list []DocumentLink) {
	for i := range list {
		l := &list[i]
		if !isAddress(l.URL) {
			o.leave(l.Line, l.URL, "a document-link with an address that is none")
			continue
		}
		o.open("document-link", "url!", l.URL, "format!", l.Format)
		o.texts("title", l.Titles, true)
		o.texts("description", l.Descriptions, false)
		for _, c := range orEmpty(l.Categories) {
			o.leaf("category", "code!", c)
		}
		for _, c := range l.Languages {
			o.leaf("language", "code!", c)
		}
		if iso := isoDate(l.Date); iso != "" {
			o.leaf("document-date", "iso-date", iso)
		} else if l.Date.Text != "" {
			o.leave(l.Line, l.Date.Text, "a document-date that is no day")
		}
		o.close("document-link")
	}
}

// texts writes an element with narratives; without any it is left out, or has an empty one where it is needed.
func (o *writer) texts(name string, list []Narrative, needed bool, attrs ...string) {
	switch {
	case len(list) > 0:
		o.block(name, list, attrs...)
	case needed:
		o.open(name, attrs...)
		o.leaf("narrative")
		o.close(name)
	}
}

// block writes an element with the narratives that there are.
func (o *writer) block(name string, list []Narrative, attrs ...string) {
	if len(list) == 0 {
		o.leaf(name, attrs...)
		return
	}
	o.open(name, attrs...)
	for _, n := range list {
		switch {
		case n.Lang == o.lang:
			o.line("narrative", n.Text)
		case n.Lang == "" || isLanguage(n.Lang):
			o.line("narrative", n.Text, "xml:lang!", n.Lang)
		default:
			o.leave(0, n.Lang, "a language that is none, of the text that follows")
			o.line("narrative", n.Text)
		}
	}
	o.close(name)
}

func (o *writer) uri(s string, line int) string {
	if isAddress(s) {
		return s
	}
	o.leave(line, s, "an address that is none, of the reference that follows")
	return ""
}

// code is a code as version 2 has it, where the activity was read as version 1.
func (o *writer) code(of func(string) string, s string) string {
	if o.old {
		return of(s)
	}
	return s
}

// isAddress says whether a text can stand where the schema wants an address; nothing can.
func isAddress(s string) bool {
	_, err := url.Parse(s)
	return err == nil
}

func valueAttr(has bool) string {
	if has {
		return "value!"
	}
	return "value"
}

// isoDate is a day as the schema wants it, as it was written where that is one; empty where the date is none.
func isoDate(d Date) string {
	switch {
	case d.Day.IsZero() || d.Day.Year() < 1 || d.Day.Year() > 9999:
		return ""
	case date.allows(d.Text):
		return strings.TrimSpace(d.Text)
	}
	return d.Day.Format(time.DateOnly)
}

// stamp is a time as 2.03 writes it; empty for the zero time.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func boolAttr(b *bool) string {
	switch {
	case b == nil:
		return ""
	case *b:
		return "1"
	}
	return "0"
}

func howManyOf(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

func firstText(list []Narrative) string {
	if len(list) == 0 {
		return ""
	}
	return list[0].Text
}

func orEmpty(list []string) []string {
	if len(list) == 0 {
		return []string{""}
	}
	return list
}

// escape writes a text for XML. A character that XML cannot hold becomes the one that says so.
func escape(s string) string {
	var b strings.Builder
	for _, r := range strings.Map(allowed, s) {
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '"':
			b.WriteString("&#34;")
		case '\r':
			b.WriteString("&#xD;")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func allowed(r rune) rune {
	if r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r != 0xFFFE && r != 0xFFFF {
		return r
	}
	return 0xFFFD
}
