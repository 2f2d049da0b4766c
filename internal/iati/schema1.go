package iati

// schema1 is version 1.05: text stands in the elements themselves, one element per language; anything may be absent, repeated and
// in any order.
func schema1() *rule {
	text := &rule{text: true}
	code := &rule{text: true, attrs: []attribute{must("code", anyText)}}
	optionalCode := &rule{text: true, attrs: []attribute{may("code", anyText)}}
	description := &rule{text: true, attrs: []attribute{may("type", anyText)}}
	day := &rule{text: true, attrs: []attribute{may("iso-date", date)}}

	comments := []child{many("comment", text)}
	observation := &rule{attrs: []attribute{must("value", anyText)}, children: comments}
	baseline := &rule{attrs: []attribute{must("year", positiveInteger), must("value", anyText)}, children: comments}
	period := &rule{children: []child{
		many("period-start", day), many("period-end", day), many("target", observation), many("actual", observation),
	}}
	indicator := &rule{
		attrs: []attribute{must("measure", anyText), may("ascending", boolean)},
		children: []child{
			many("title", text), many("description", description), many("baseline", baseline), many("period", period),
		},
	}
	result := &rule{
		attrs: []attribute{must("type", anyText), may("aggregation-status", boolean)},
		children: []child{
			many("title", text), many("description", description), many("indicator", indicator),
		},
	}
	link := &rule{
		attrs:    []attribute{must("url", anyText), may("format", anyText)},
		children: []child{many("title", text), many("category", code), many("language", optionalCode)},
	}
	activity := &rule{
		attrs: []attribute{
			may("version", decimal), may("last-updated-datetime", dateTime), may("default-currency", anyText), may("hierarchy", anyText),
			may("linked-data-uri", anyText),
		},
		children: []child{
			many("reporting-org", &rule{text: true, attrs: []attribute{
				must("ref", anyText), may("type", anyText), may("secondary-reporter", boolean)}}),
			many("iati-identifier", text),
			many("title", text),
			many("description", description),
			many("activity-status", optionalCode),
			many("activity-date", &rule{text: true, attrs: []attribute{must("type", anyText), may("iso-date", date)}}),
			many("participating-org", &rule{text: true, attrs: []attribute{
				may("ref", anyText), may("type", anyText), must("role", anyText)}}),
			many("document-link", link),
			many("result", result),
		},
	}
	for _, name := range []string{
		"other-identifier", "contact-info", "activity-scope", "recipient-country", "recipient-region", "location", "sector",
		"country-budget-items", "policy-marker", "collaboration-type", "default-flow-type", "default-finance-type",
		"default-aid-type", "default-tied-status", "budget", "planned-disbursement", "capital-spend", "transaction",
		"activity-website", "related-activity", "conditions", "legacy-data", "crs-add", "fss",
	} {
		activity.children = append(activity.children, many(name, &rule{unchecked: true}))
	}
	return activity
}
