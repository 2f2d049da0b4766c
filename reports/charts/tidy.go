package charts

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Words is what Tidy puts into a picture.
type Words struct {
	ID                 string // beginning of every id in the picture; letters, digits and dashes, a letter first
	Title, Description string // its name, and what it shows; the description may be empty
	Links              []Link // from its marks, by series and index of data
}

// Tidy makes raw SVG fit to stand in a page under a strict content security policy, or alone as a file:
//
//  1. style elements, classes, pointer-events, metadata and what nobody would see go;
//  2. style attributes of text become attributes;
//  3. ids begin with the id of the chart and count up from 1;
//  4. colours become tokens of the palette, in a file the light colours; text is ink;
//  5. the picture gets a role, a title and a description;
//  6. marks become links, where there are any and all of them can be hit (see linkMarks); never in a file.
//
// It fails on everything it does not know: an element, an attribute, a value or a colour that is not listed here. The
// same drawing gives the same bytes, whatever ids and classes it came with.
func Tidy(raw []byte, words Words, form Form) ([]byte, error) {
	if err := checkID(words.ID); err != nil {
		return nil, err
	}
	root, err := parse(raw)
	if err != nil {
		return nil, fmt.Errorf("tidy: %w", err)
	}
	t := &tidier{form: form, id: words.ID, ids: map[string]string{}}
	if err := t.tidy(root, false); err != nil {
		return nil, fmt.Errorf("tidy: %w", err)
	}
	linked := false
	if form == Page {
		if linked, err = linkMarks(root, words.Links); err != nil {
			return nil, fmt.Errorf("tidy: %w", err)
		}
	}
	t.name(root, words, linked)
	var out bytes.Buffer
	if form == File {
		out.WriteString(xml.Header)
	}
	root.write(&out)
	return out.Bytes(), nil
}

func checkID(id string) error {
	for i, r := range id {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r != '-' && (r < '0' || r > '9')) {
			return fmt.Errorf("%q cannot be the id of a chart: write letters, digits and dashes, a letter first", id)
		}
	}
	if id == "" {
		return errors.New("a chart needs an id: letters, digits and dashes")
	}
	return nil
}

// node is one element, or a text where name is empty.
type node struct {
	name  string
	attrs []attr
	kids  []*node
	text  string
	mark  *mark
}

type attr struct{ name, value string }

// mark says which datum an element stands for.
type mark struct{ series, data int }

func (n *node) get(name string) string {
	for _, a := range n.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// elements are those that may stand in a picture; of style nothing is kept.
var elements = map[string]bool{
	"svg": true, "g": true, "defs": true, "clipPath": true, "path": true, "rect": true, "circle": true, "text": true, "style": true,
}

const (
	spaceSVG = "http://www.w3.org/2000/svg"
	maxDepth = 20
)

// parse reads one svg element with nothing around it.
func parse(raw []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(raw))
	var root *node
	var open []*node
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: token.Name.Local}
			if token.Name.Space != spaceSVG || !elements[n.name] || (len(open) == 0) != (n.name == "svg") || len(open) > maxDepth {
				return nil, fmt.Errorf("the element %q may not stand here", token.Name.Local)
			}
			for _, a := range token.Attr {
				n.attrs = append(n.attrs, attr{attrName(a.Name), a.Value})
			}
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.kids = append(parent.kids, n)
			} else if root != nil {
				return nil, errors.New("there is more than one picture")
			} else {
				root = n
			}
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if err := addText(open, string(token)); err != nil {
				return nil, err
			}
		default:
			return nil, fmt.Errorf("a %T may not stand in a picture", token)
		}
	}
	if root == nil {
		return nil, errors.New("there is no picture")
	}
	return root, nil
}

func attrName(n xml.Name) string {
	switch n.Space {
	case "":
		return n.Local
	case "http://www.w3.org/XML/1998/namespace":
		return "xml:" + n.Local
	}
	return n.Space + ":" + n.Local
}

func addText(open []*node, s string) error {
	if len(open) > 0 {
		switch parent := open[len(open)-1]; parent.name {
		case "text":
			parent.kids = append(parent.kids, &node{text: s})
			return nil
		case "style":
			return nil
		}
	}
	if strings.TrimSpace(s) != "" {
		return fmt.Errorf("the words %.40q stand outside of a text", s)
	}
	return nil
}

// tidier rewrites the elements of one picture.
type tidier struct {
	form Form
	id   string
	ids  map[string]string // from ids in the drawing to those in the picture
}

// tidy rewrites n and what is in it.
func (t *tidier) tidy(n *node, clip bool) error {
	if err := t.attributes(n, clip); err != nil {
		return fmt.Errorf("<%s>: %w", n.name, err)
	}
	kept := n.kids[:0]
	for _, kid := range n.kids {
		if kid.name == "" {
			kept = append(kept, kid)
			continue
		}
		if kid.name == "style" {
			continue
		}
		if n.name == "text" {
			return errors.New("a text may hold nothing but words")
		}
		if err := t.tidy(kid, clip || n.name == "clipPath"); err != nil {
			return err
		}
		if clip || n.name == "clipPath" || kid.seen() {
			kept = append(kept, kid)
		}
	}
	n.kids = kept
	return nil
}

// seen says whether anybody could see an element.
func (n *node) seen() bool {
	switch n.name {
	case "g", "defs", "clipPath":
		return len(n.kids) > 0
	case "text":
		return len(n.kids) > 0 && strings.TrimSpace(n.kids[0].text) != ""
	}
	if strings.HasPrefix(n.get("transform"), "matrix(0,0,0,0,") {
		return false // a symbol of no size, which only carries a label
	}
	filled := n.get("fill") != "none" && n.get("fill-opacity") != "0" && n.get("opacity") != "0"
	stroke := n.get("stroke")
	stroked := stroke != "" && stroke != "none" && n.get("stroke-width") != "0" && n.get("stroke-opacity") != "0" && n.get("opacity") != "0"
	return filled || stroked
}

// name gives the picture its role, its words and what it needs to stand where it will.
func (t *tidier) name(root *node, words Words, linked bool) {
	title, desc := t.id+"-t", t.id+"-d"
	role, label := "img", title
	if linked {
		role = "group" // what is in an image is hidden from who cannot see it
	}
	kids := []*node{{name: "title", attrs: []attr{{"id", title}}, kids: []*node{{text: clean(words.Title)}}}}
	if words.Description != "" {
		label += " " + desc
		kids = append(kids, &node{name: "desc", attrs: []attr{{"id", desc}}, kids: []*node{{text: clean(words.Description)}}})
	}
	if t.form == File {
		root.attrs = append([]attr{{"xmlns", spaceSVG}}, root.attrs...)
		root.attrs = append(root.attrs, attr{"font-family", "Arial, Helvetica, sans-serif"})
		kids = append(kids, &node{name: "rect", attrs: []attr{{"width", root.get("width")}, {"height", root.get("height")}, {"fill", page}}})
	}
	root.attrs = append(root.attrs, attr{"role", role}, attr{"aria-labelledby", label})
	root.kids = append(kids, root.kids...)
}

// write writes n and what is in it. Everything that came from outside is escaped.
func (n *node) write(out *bytes.Buffer) {
	if n.name == "" {
		escape(out, n.text)
		return
	}
	out.WriteString("<" + n.name)
	for _, a := range n.attrs {
		out.WriteString(" " + a.name + `="`)
		escape(out, a.value)
		out.WriteByte('"')
	}
	if len(n.kids) == 0 {
		out.WriteString("/>")
		return
	}
	out.WriteByte('>')
	for _, kid := range n.kids {
		kid.write(out)
	}
	out.WriteString("</" + n.name + ">")
}

// escape writes s so that it is text in HTML and in XML. What neither can hold becomes a replacement character.
func escape(out *bytes.Buffer, s string) {
	_ = xml.EscapeText(out, []byte(s)) // a buffer takes everything
}
