package iati

// rule is what a version of the standard says about one element. A rule never changes once made.
type rule struct {
	attrs    []attribute
	children []child // in the order that the schema wants where ordered is set
	ordered  bool
	text     bool // may hold text of its own
	// unchecked is set for parts of an activity that are not read: only their place is looked at.
	unchecked bool
}

type attribute struct {
	name     string
	kind     datatype
	required bool
}

// child says how often an element may stand inside another; most 0 is any number.
type child struct {
	name        string
	least, most int
	rule        *rule
}

// The tables of schema1.go and schema2.go are written in these words.

func must(name string, kind datatype) attribute { return attribute{name, kind, true} }
func may(name string, kind datatype) attribute  { return attribute{name, kind, false} }

func one(name string, r *rule) child   { return child{name, 1, 1, r} }
func maybe(name string, r *rule) child { return child{name, 0, 1, r} }
func some(name string, r *rule) child  { return child{name, 1, 0, r} }
func many(name string, r *rule) child  { return child{name, 0, 0, r} }

func (r *rule) attr(name string) (attribute, bool) {
	for _, a := range r.attrs {
		if a.name == name {
			return a, true
		}
	}
	return attribute{}, false
}

// child finds the place of a name among the children, -1 if it has none.
func (r *rule) child(name string) int {
	for i, c := range r.children {
		if c.name == name {
			return i
		}
	}
	return -1
}

// newSchema is the rule of iati-activity in one of the four versions.
func newSchema(version string) *rule {
	if version == v105 {
		return schema1()
	}
	return schema2(version)
}

// rootRule is the rule of the attributes of iati-activities.
func rootRule(version string) *rule {
	if version == v105 {
		return &rule{attrs: []attribute{may("version", decimal), may("generated-datetime", dateTime), may("linked-data-default", anyText)}}
	}
	return &rule{attrs: []attribute{may("version", anyText), may("generated-datetime", dateTime), may("linked-data-default", anyText)}}
}
