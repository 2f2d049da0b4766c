package iati

import (
	"context"
	"encoding/xml"
	"io"
	"strings"
)

// element is one element of an activity, without anything of another namespace.
type element struct {
	name     string
	at       position
	attrs    []xml.Attr // those of no namespace; white space in a value is a space, as XML has it
	langs    []string   // xml:lang of its own, one or none
	lang     string     // xml:lang in force
	text     string     // its own text without white space around it
	children []*element
}

// builder makes the tree of one activity after the other.
type builder struct {
	*parser
	kept      int  // bytes of the current activity, roughly
	narrative bool // a narrative was seen in any activity
}

// stray is called with what lies in the root and is no activity; text is "" for an element.
type stray func(at position, name, text string)

// activities calls yield with each activity of the file in turn.
func (b *builder) activities(ctx context.Context, other stray, yield func(*element) error) error {
	for {
		token, err := b.next(ctx)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.CharData:
			if !blank(t) {
				other(b.at, "", string(t))
			}
		case xml.StartElement:
			switch {
			case len(b.open) == 1: // the root
			case b.foreign:
				err = b.skip(ctx)
			case t.Name.Local != "iati-activity":
				other(b.at, t.Name.Local, "")
				err = b.skip(ctx)
			default:
				b.kept = 0
				var e *element
				if e, err = b.element(ctx, t, ownLang(b.root.Attr, "")); err == nil {
					err = yield(e)
				}
			}
			if err != nil {
				return err
			}
		}
	}
}

// element reads to the end tag of start. In is the language around it.
func (b *builder) element(ctx context.Context, start xml.StartElement, in string) (*element, error) {
	e := &element{name: start.Name.Local, at: b.at, lang: ownLang(start.Attr, in)}
	b.kept += 200 // the element itself
	for _, a := range start.Attr {
		switch {
		case a.Name.Space == "xml" && a.Name.Local == "lang":
			e.langs = append(e.langs, a.Value)
		case a.Name.Space == "" && a.Name.Local != "xmlns":
			a.Value = strings.Map(spaced, a.Value)
			e.attrs = append(e.attrs, a)
			b.kept += len(a.Value)
		}
	}
	b.narrative = b.narrative || e.name == "narrative"
	var text strings.Builder
	for {
		token, err := b.next(ctx)
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			e.text = strings.TrimSpace(text.String())
			return e, nil
		case xml.CharData:
			if text.Len() > 0 || !blank(t) {
				text.Write(t)
				b.kept += len(t)
			}
		case xml.StartElement:
			if err := b.child(ctx, e, t, &text); err != nil {
				return nil, err
			}
		}
		if b.kept > b.limits.activity {
			return nil, b.refuse("the activity that holds this is larger than %d bytes", b.limits.activity)
		}
	}
}

// child adds one child to e. Text of an element that does not belong inside a text, such as <b>, stays part of the text.
func (b *builder) child(ctx context.Context, e *element, start xml.StartElement, text *strings.Builder) error {
	if b.foreign {
		return b.skip(ctx)
	}
	if e.name == "iati-activity" && !isRead(start.Name.Local) {
		if n := len(e.children); n == 0 || e.children[n-1].name != start.Name.Local {
			e.children = append(e.children, &element{name: start.Name.Local, at: b.at})
			b.kept += 200
		}
		return b.skip(ctx)
	}
	c, err := b.element(ctx, start, e.lang)
	if err != nil {
		return err
	}
	e.children = append(e.children, c)
	if isText(e.name) && c.name != "narrative" {
		text.WriteString(c.text)
		b.kept += len(c.text)
	}
	return nil
}

// skip reads to the end tag of the element just started.
func (b *builder) skip(ctx context.Context) error {
	for depth := len(b.open); len(b.open) >= depth; {
		if _, err := b.next(ctx); err != nil {
			return err
		}
	}
	return nil
}

// isRead tells which children of an activity are read; of the others only the place is kept.
func isRead(name string) bool {
	switch name {
	case "iati-identifier", "reporting-org", "title", "description", "participating-org", "activity-status", "activity-date",
		"document-link", "result":
		return true
	}
	return false
}

// isText tells which elements hold a text in some version.
func isText(name string) bool {
	switch name {
	case "narrative", "title", "description", "comment", "iati-identifier", "reporting-org", "participating-org",
		"activity-status", "activity-date", "period-start", "period-end":
		return true
	}
	return false
}

func ownLang(attrs []xml.Attr, in string) string {
	for _, a := range attrs {
		if a.Name.Space == "xml" && a.Name.Local == "lang" {
			return strings.TrimSpace(a.Value)
		}
	}
	return in
}

func spaced(r rune) rune {
	if r == '\n' || r == '\t' || r == '\r' {
		return ' '
	}
	return r
}

// attr is the value of an attribute as written and whether it is there.
func (e *element) attr(name string) (string, bool) {
	for _, a := range e.attrs {
		if a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}

// get is the value of an attribute without white space around it, "" if absent.
func (e *element) get(name string) string {
	v, _ := e.attr(name)
	return strings.TrimSpace(v)
}

// all are the children of a name, in order.
func (e *element) all(name string) []*element {
	var found []*element
	for _, c := range e.children {
		if c.name == name {
			found = append(found, c)
		}
	}
	return found
}
