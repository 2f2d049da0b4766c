package iati

// schema2 is 2.01, 2.02 or 2.03: texts stand in narratives, children in a fixed order. What a version added is marked with it.
func schema2(version string) *rule {
	from202 := version >= v202
	from203 := version >= v203

	narrative := &rule{text: true}
	text := sequence(nil, some("narrative", narrative))
	optionalText := []child{many("narrative", narrative)}
	code := sequence(attrs(must("code", anyText)))
	day := sequence(attrs(must("iso-date", date)))

	link := sequence(attrs(must("url", anyText), must("format", anyText)),
		one("title", text),
		from(from203, maybe("description", text)),
		some("category", code),
		many("language", code),
		from(from202, maybe("document-date", day)))
	resultLink := from(from203, many("document-link", link))
	location := from(from202, many("location", sequence(attrs(may("ref", anyText)))))
	dimension := from(from202, many("dimension", sequence(attrs(may("name", anyText), may("value", anyText)))))

	// The value became optional in 2.03, for what is not a number.
	value := attribute{"value", anyText, !from203}
	observation := sequence(attrs(value), location, dimension, maybe("comment", text), resultLink)
	baseline := sequence(attrs(must("year", positiveInteger), value),
		from(from203, location), from(from203, dimension), resultLink, maybe("comment", text))
	baselines, observed := maybe("baseline", baseline), maybe
	if from203 {
		baseline.attrs = append(baseline.attrs, may("iso-date", date))
		baselines, observed = many("baseline", baseline), many
	}
	period := sequence(nil,
		one("period-start", day), one("period-end", day), observed("target", observation), observed("actual", observation))

	indicator := sequence(attrs(must("measure", anyText), may("ascending", boolean)),
		one("title", text), maybe("description", text), resultLink,
		from(from202, many("reference", sequence(attrs(
			must("vocabulary", anyText), must("code", anyText), may("indicator-uri", anyText))))),
		baselines,
		many("period", period))
	if from203 {
		indicator.attrs = append(indicator.attrs, may("aggregation-status", boolean))
	}
	result := sequence(attrs(must("type", anyText), may("aggregation-status", boolean)),
		one("title", text), maybe("description", text), resultLink,
		from(from203, many("reference", sequence(attrs(
			must("vocabulary", anyText), must("code", anyText), may("vocabulary-uri", anyText))))),
		some("indicator", indicator))

	participating := sequence(attrs(may("ref", anyText), may("type", anyText), must("role", anyText)), optionalText...)
	if from202 {
		participating.attrs = append(participating.attrs, may("activity-id", anyText))
	}
	if from203 {
		participating.attrs = append(participating.attrs, may("crs-channel-code", anyText))
	}
	activity := sequence(attrs(may("last-updated-datetime", dateTime), may("default-currency", anyText), may("hierarchy", anyText),
		may("linked-data-uri", anyText)),
		one("iati-identifier", &rule{text: true}),
		one("reporting-org", sequence(attrs(must("ref", anyText), must("type", anyText), may("secondary-reporter", boolean)),
			some("narrative", narrative))),
		one("title", text),
		some("description", sequence(attrs(may("type", anyText)), some("narrative", narrative))),
		some("participating-org", participating),
		unread("other-identifier"),
		one("activity-status", code),
		some("activity-date", sequence(attrs(must("type", anyText), must("iso-date", date)), optionalText...)),
		unread("contact-info"), unread("activity-scope"), unread("recipient-country"), unread("recipient-region"),
		unread("location"), unread("sector"),
		from(from203, unread("tag")),
		unread("country-budget-items"),
		from(from202, unread("humanitarian-scope")),
		unread("policy-marker"), unread("collaboration-type"), unread("default-flow-type"), unread("default-finance-type"),
		unread("default-aid-type"), unread("default-tied-status"), unread("budget"), unread("planned-disbursement"),
		unread("capital-spend"), unread("transaction"),
		many("document-link", link),
		unread("related-activity"), unread("legacy-data"), unread("conditions"),
		many("result", result),
		unread("crs-add"), unread("fss"))
	if from202 {
		activity.attrs = append(activity.attrs, may("humanitarian", boolean))
	}
	if from203 {
		activity.attrs = append(activity.attrs, may("budget-not-provided", anyText))
	}
	return activity
}

func attrs(list ...attribute) []attribute { return list }

// sequence is the rule of an element with these attributes and these children in this order; children without a name are left out.
func sequence(attrs []attribute, children ...child) *rule {
	r := &rule{attrs: attrs, ordered: true}
	for _, c := range children {
		if c.name != "" {
			r.children = append(r.children, c)
		}
	}
	return r
}

// from is c where the version has it, else nothing.
func from(has bool, c child) child {
	if !has {
		return child{}
	}
	return c
}

// unread is a part of an activity of which only the place is looked at.
func unread(name string) child { return many(name, &rule{unchecked: true}) }
