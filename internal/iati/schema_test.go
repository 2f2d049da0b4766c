package iati

import (
	"encoding/xml"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/desirelines/desirelines/internal/publicdatatest"
)

// The tables say what the published schemas say.
func TestTablesAgainstSchemas(t *testing.T) {
	for _, version := range []string{v105, v201, v202, v203} {
		t.Run(version, func(t *testing.T) {
			x := xsd{t: t, global: make(map[string]xsdNode)}
			for _, name := range []string{"iati-activities-schema.xsd", "iati-common.xsd"} {
				b, err := os.ReadFile(publicdatatest.Path(t, "iati-schema", version, name))
				if err != nil {
					t.Fatal(err)
				}
				var schema xsdNode
				if err := xml.Unmarshal(b, &schema); err != nil {
					t.Fatal(err)
				}
				for _, n := range schema.Nodes {
					x.global[n.XMLName.Local+" "+n.get("name")] = n
				}
			}
			x.compare("iati-activity", x.global["element iati-activity"], newSchema(version))
			if x.compared < 20 {
				t.Errorf("only %d elements were compared", x.compared)
			}
		})
	}
}

type xsdNode struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Nodes   []xsdNode  `xml:",any"`
}

func (n xsdNode) get(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

type xsd struct {
	t        *testing.T
	global   map[string]xsdNode
	compared int
}

// definition is what a schema says about one element.
type definition struct {
	attrs, children []string
	ordered, text   bool
	nodes           map[string]xsdNode
}

func (x *xsd) compare(path string, n xsdNode, r *rule) {
	x.compared++
	want := definition{nodes: make(map[string]xsdNode)}
	x.collect(n, false, &want)
	got := definition{ordered: r.ordered, text: r.text}
	for _, a := range r.attrs {
		got.attrs = append(got.attrs, fmt.Sprint(a.name, " ", a.required, " ", a.kind.right()))
	}
	for _, c := range r.children {
		often := fmt.Sprint(c.name, " ", c.least, " ", c.most)
		got.children = append(got.children, often)
		if i := slices.Index(want.children, c.name+" 0 1"); i >= 0 && c.rule.unchecked {
			want.children[i] = often // of what is not read only the place is looked at
		}
	}
	for _, d := range []*definition{&got, &want} {
		slices.Sort(d.attrs)
		if !want.ordered {
			slices.Sort(d.children)
		}
	}
	if !slices.Equal(got.attrs, want.attrs) {
		x.t.Errorf("%s: attributes %q, the schema has %q", path, got.attrs, want.attrs)
	}
	if !slices.Equal(got.children, want.children) {
		x.t.Errorf("%s: children %q, the schema has %q", path, got.children, want.children)
	}
	if got.text != want.text || len(want.children) > 0 && got.ordered != want.ordered {
		x.t.Errorf("%s: text %v, ordered %v; the schema has %v, %v", path, got.text, got.ordered, want.text, want.ordered)
	}
	for _, c := range r.children {
		if !c.rule.unchecked {
			x.compare(path+"/"+c.name, want.nodes[c.name], c.rule)
		}
	}
}

// collect gathers attributes and children from the definition of an element or a type. Inside a choice anything may come any number
// of times.
func (x *xsd) collect(n xsdNode, choice bool, d *definition) {
	d.text = d.text || n.get("mixed") == "true"
	switch base := n.get("type") + n.get("base"); {
	case strings.HasPrefix(base, "xsd:"):
		d.text = true
	case base != "":
		x.collect(x.global["complexType "+base], choice, d)
	}
	for _, c := range n.Nodes {
		switch c.XMLName.Local {
		case "attribute":
			x.attribute(c, d)
		case "element":
			name, node := c.get("name"), c
			if ref := c.get("ref"); ref != "" {
				name, node = ref, x.global["element "+ref]
			}
			least, most := 1, 1
			if c.get("minOccurs") == "0" || choice {
				least = 0
			}
			if c.get("maxOccurs") == "unbounded" || choice {
				most = 0
			}
			d.children = append(d.children, fmt.Sprint(name, " ", least, " ", most))
			d.nodes[name] = node
		case "sequence", "choice":
			d.ordered = c.XMLName.Local == "sequence"
			x.collect(c, c.XMLName.Local == "choice", d)
		case "complexType", "simpleContent", "complexContent", "extension":
			x.collect(c, choice, d)
		}
	}
}

func (x *xsd) attribute(c xsdNode, d *definition) {
	name, kind := c.get("name"), c.get("type")
	if ref := c.get("ref"); ref != "" {
		if strings.Contains(ref, ":") {
			return // xml:lang
		}
		name, kind = ref, x.global["attribute "+ref].get("type")
	}
	right := anyText
	switch kind {
	case "xsd:boolean":
		right = boolean
	case "xsd:date":
		right = date
	case "xsd:dateTime":
		right = dateTime
	case "xsd:positiveInteger":
		right = positiveInteger
	case "xsd:decimal":
		right = decimal
	}
	d.attrs = append(d.attrs, fmt.Sprint(name, " ", c.get("use") == "required", " ", right.right()))
}
