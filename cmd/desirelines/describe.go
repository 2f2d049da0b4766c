package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/iati"
	"github.com/desirelines/desirelines/projections"
)

// description is what somebody says of a project beside its entries. The fields from reporting on are what a file for publishing needs;
// they may go anywhere.
type description struct {
	name, question, what       string
	reporting, kind, reporter  string // reference, type and name of the organisation that reports
	partners                   []string
	status, language, abstract string
	dates                      [4]string // by the type of an activity date, from 1
}

// datesOf are the flags of the four types of activity date, in the order of their codes.
var datesOf = [4][2]string{
	{"planned-start", "day it was planned to start"}, {"started", "day it started"}, {"planned-end", "day it is planned to end"}, {"ended", "day it ended"},
}

func (c *cli) describeProject() *cobra.Command {
	var d description
	cmd := &cobra.Command{
		Use:   "describe ID",
		Short: "say what a project is, and what a file for publishing needs to know of it",
		Long: `Says anew what a project is called, asks and is about. The other flags are what an IATI file needs of every project; whoever reads
that file may read them, so they name organisations and no people. What is not given stays as it was; --partner names all of them anew.
Codes are those of the IATI code lists.`,
		Example: `  desirelines projects describe riverside --reporting-org GB-CHC-1234567 --reporting-type 21 --reporting-name "Riverside Trust" \
    --partner '4|21|GB-CHC-1234567|Riverside Trust' --status 2 --started 2025-01-15 --abstract "A night shelter that people trust"`,
		Args: oneArg("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withApp(cmd.Context(), func(a *app) error { return c.describe(cmd.Context(), a, args[0], d) })
		},
	}
	f := cmd.Flags()
	f.StringVar(&d.name, "name", "", "what the project is called")
	f.StringVar(&d.question, "question", "", "the question it asks")
	f.StringVar(&d.what, "what", "", "what it is about, for the group")
	f.StringVar(&d.abstract, "abstract", "", "what it is about, for everybody")
	f.StringVar(&d.language, "language", "", "language of what is published, such as en")
	f.StringVar(&d.reporting, "reporting-org", "", "reference of the organisation that reports, such as GB-CHC-1234567")
	f.StringVar(&d.kind, "reporting-type", "", "its type, such as 21")
	f.StringVar(&d.reporter, "reporting-name", "", "its name")
	f.StringArrayVar(&d.partners, "partner", nil, "an organisation that takes part, as 'ROLE|TYPE|REFERENCE|NAME'; may be repeated")
	f.StringVar(&d.status, "status", "", "status of the activity: 1 to 6")
	for i, name := range datesOf {
		f.StringVar(&d.dates[i], name[0], "", name[1])
	}
	return cmd
}

func (c *cli) describe(ctx context.Context, a *app, project string, d description) error {
	var before *domain.Published
	err := a.now(ctx, project, func(v projections.View) error {
		s, _ := v.Summary()
		before = s.Published
		return nil
	})
	if err != nil {
		return err
	}
	published, err := d.published(before)
	if err != nil {
		return err
	}
	body := &domain.ProjectDescribed{Name: d.name, Question: d.question, What: domain.Write(d.what), Published: published}
	answer, err := c.record(ctx, a, domain.Command{Project: project, Drafts: []domain.Draft{{Body: body}}})
	if err != nil {
		return err
	}
	return c.answer(answer, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "Saved as entry %d.\n", answer.Position)
		return err
	})
}

// published is what was published of a project with what is said now in its place; nil where nothing is.
func (d description) published(before *domain.Published) (*domain.Published, error) {
	p := domain.Published{}
	if before != nil {
		p = *before
	}
	p.Organisations, p.Dates = slices.Clone(p.Organisations), slices.Clone(p.Dates)
	attributes := map[string]string{}
	for name, value := range p.Attributes {
		attributes[name] = value
	}
	said := false
	say := func(value string, set func()) {
		if value != "" {
			said = true
			set()
		}
	}
	say(d.status, func() { attributes["activity-status"] = d.status })
	say(d.language, func() { attributes["xml:lang"] = d.language })
	say(d.abstract, func() {
		delete(attributes, "descriptions") // there is one now
		p.Descriptions = []domain.Narrative{{Lang: attributes["xml:lang"], Text: d.abstract}}
	})
	say(d.reporting+d.kind+d.reporter, func() { p.Organisations = d.reports(p.Organisations, attributes["xml:lang"]) })
	if len(d.partners) > 0 {
		said = true
		p.Organisations = slices.DeleteFunc(p.Organisations, func(o domain.Organisation) bool { return o.Part == "participating" })
	}
	for _, text := range d.partners {
		o, err := partner(text, attributes["xml:lang"])
		if err != nil {
			return nil, err
		}
		p.Organisations = append(p.Organisations, o)
	}
	for i, text := range d.dates {
		if text == "" {
			continue
		}
		said = true
		if day, err := domain.ParseDate(text); err != nil || !day.Whole() {
			return nil, &domain.Error{Kind: domain.Invalid, Message: "this is not a day", Value: text, Want: "write a day as 2019-03-06"}
		}
		kind := fmt.Sprint(i + 1)
		p.Dates = slices.DeleteFunc(p.Dates, func(d domain.PublishedDate) bool { return iati.DateType(d.Type) == kind })
		p.Dates = append(p.Dates, domain.PublishedDate{Type: kind, Date: text})
	}
	if !said {
		return nil, nil
	}
	p.Attributes = attributes
	return &p, nil
}

// reports puts the organisation that reports in the place of the one that did.
func (d description) reports(list []domain.Organisation, lang string) []domain.Organisation {
	i := slices.IndexFunc(list, func(o domain.Organisation) bool { return o.Part == "reporting" })
	if i < 0 {
		list, i = slices.Insert(list, 0, domain.Organisation{Part: "reporting"}), 0
	}
	o := list[i]
	kinds := map[string]string{}
	for name, value := range o.Attributes {
		kinds[name] = value
	}
	if d.kind != "" {
		kinds["type"] = d.kind
	}
	o.Attributes = kinds
	if d.reporting != "" {
		o.Ref = d.reporting
	}
	if d.reporter != "" {
		o.Names = []domain.Narrative{{Lang: lang, Text: d.reporter}}
	}
	list[i] = o
	return list
}

// partner reads an organisation that takes part.
func partner(text, lang string) (domain.Organisation, error) {
	parts := strings.SplitN(text, "|", 4)
	if len(parts) != 4 || strings.TrimSpace(parts[0]) == "" {
		return domain.Organisation{}, &domain.Error{
			Kind: domain.Invalid, Message: "this is not an organisation that takes part", Value: text, Want: "write 'ROLE|TYPE|REFERENCE|NAME'; type, reference or name may be empty",
		}
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	o := domain.Organisation{Part: "participating", Ref: parts[2], Attributes: map[string]string{"role": parts[0]}}
	if parts[1] != "" {
		o.Attributes["type"] = parts[1]
	}
	if parts[3] != "" {
		o.Names = []domain.Narrative{{Lang: lang, Text: parts[3]}}
	}
	return o, nil
}
