package language

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// node is a piece of a page: an element with what it holds, or anything else as it stands. All pieces in order are the page.
type node struct {
	name     string // of an element; empty: text or anything else
	open     string // its tag, or the piece as it stands
	close    string // its end tag; may be empty
	text     bool   // the piece is text
	attrs    []attr
	children []*node
}

// attr is an attribute of a tag; value is where it stands in the tag, quotes left out.
type attr struct {
	name       string
	start, end int
}

// get is the value of an attribute as it is meant; empty where there is none.
func (n *node) get(name string) string {
	for _, a := range n.attrs {
		if a.name == name {
			return html.UnescapeString(n.open[a.start:a.end])
		}
	}
	return ""
}

func (n *node) has(name string) bool {
	for _, a := range n.attrs {
		if a.name == name {
			return true
		}
	}
	return false
}

// void elements have no end tag.
func void(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr":
		return true
	}
	return false
}

// parse reads a page. Tags that do not match are taken as they come: written out again, the tree is the page to the byte.
func parse(page []byte) *node {
	root := &node{}
	open := []*node{root}
	top := func() *node { return open[len(open)-1] }
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		raw := string(z.Raw())
		if kind == html.ErrorToken {
			if raw != "" {
				top().children = append(top().children, &node{open: raw})
			}
			return root
		}
		n := &node{open: raw}
		switch kind {
		case html.TextToken:
			n.text = true
		case html.StartTagToken, html.SelfClosingTagToken:
			n.name, n.attrs = tagOf(raw)
			top().children = append(top().children, n)
			if kind == html.StartTagToken && !void(n.name) {
				open = append(open, n)
			}
			continue
		case html.EndTagToken:
			if name, _ := tagOf(raw); closes(open, name) {
				for top().name != name {
					open = open[:len(open)-1]
				}
				top().close = raw
				open = open[:len(open)-1]
				continue
			}
		}
		top().children = append(top().children, n)
	}
}

func closes(open []*node, name string) bool {
	for _, n := range open[1:] {
		if n.name == name {
			return true
		}
	}
	return false
}

// tagOf reads a tag: its name, in small letters, and where the values of its attributes stand.
func tagOf(raw string) (name string, attrs []attr) {
	i := strings.IndexFunc(raw, func(r rune) bool { return r != '<' && r != '/' })
	if i < 0 {
		return "", nil
	}
	end := i + strings.IndexAny(raw[i:]+">", " \t\r\n\f/>")
	name = strings.ToLower(raw[i:end])
	for i = end; i < len(raw); {
		if strings.IndexByte(" \t\r\n\f/>", raw[i]) >= 0 {
			i++
			continue
		}
		end = i + 1 + strings.IndexAny(raw[i+1:]+">", " \t\r\n\f/>=")
		a := attr{name: strings.ToLower(raw[i:end]), start: end, end: end}
		for i = end; i < len(raw) && strings.IndexByte(" \t\r\n\f", raw[i]) >= 0; i++ {
		}
		if i < len(raw) && raw[i] == '=' {
			for i++; i < len(raw) && strings.IndexByte(" \t\r\n\f", raw[i]) >= 0; i++ {
			}
			switch {
			case i < len(raw) && (raw[i] == '"' || raw[i] == '\''):
				length := strings.IndexByte(raw[i+1:], raw[i])
				if length < 0 {
					return name, attrs
				}
				a.start, a.end = i+1, i+1+length
				i = a.end + 1
			default:
				a.start, a.end = i, i+strings.IndexAny(raw[i:]+">", " \t\r\n\f>")
				i = a.end
			}
		}
		attrs = append(attrs, a)
	}
	return name, attrs
}
