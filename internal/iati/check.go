package iati

import (
	"fmt"
	"strings"
)

// checker compares one activity with the table of its version.
type checker struct {
	version string
	path    []string
	found   problems
}

func (c *checker) problem(at position, value, format string, args ...any) {
	c.found.add(at, strings.Join(c.path, "/"), value, format, args...)
}

func (c *checker) enter(step string) { c.path = append(c.path, step) }
func (c *checker) leave()            { c.path = c.path[:len(c.path)-1] }

func (c *checker) element(e *element, r *rule) {
	if r.unchecked {
		return
	}
	c.attributes(e, r)
	if e.text != "" && !r.text {
		c.problem(e.at, e.text, "the text %q stands directly in %s; %s", short(e.text), e.name, c.textPlace(r))
	}
	c.counts(e, r)
	c.order(e, r)
	seen := make(map[string]int)
	for _, child := range e.children {
		seen[child.name]++
		i := r.child(child.name)
		if i < 0 {
			c.enter(child.name)
			c.problem(child.at, "", "%s does not allow %s inside %s", c.standard(), child.name, e.name)
			c.leave()
			continue
		}
		c.enter(step(child.name, seen[child.name], r.children[i].most != 1))
		c.element(child, r.children[i].rule)
		c.leave()
	}
}

func (c *checker) attributes(e *element, r *rule) {
	for _, a := range e.attrs {
		known, ok := r.attr(a.Name.Local)
		switch {
		case !ok:
			c.problem(e.at, a.Value, "%s does not allow the attribute %s=%q on %s", c.standard(), a.Name.Local, short(a.Value), e.name)
		case !known.kind.allows(a.Value):
			c.problem(e.at, a.Value, "the attribute %s is %q; it must be %s", a.Name.Local, short(a.Value), known.kind.right())
		}
	}
	for _, a := range r.attrs {
		if _, ok := e.attr(a.name); a.required && !ok {
			c.problem(e.at, "", "the attribute %s is missing; it must be %s", a.name, a.kind.right())
		}
	}
	for _, l := range e.langs {
		if !isLanguage(strings.TrimSpace(l)) {
			c.problem(e.at, l, "the attribute xml:lang is %q; it must be a language such as en or pt-BR", short(l))
		}
	}
}

// counts finds children that are missing, at their parent, and those that are too many, at the first one too many.
func (c *checker) counts(e *element, r *rule) {
	for _, k := range r.children {
		found := e.all(k.name)
		if len(found) < k.least {
			c.problem(e.at, "", "the element %s is missing; %s needs %s", k.name, e.name, howMany(k))
		}
		if k.most > 0 && len(found) > k.most {
			c.enter(step(k.name, k.most+1, true))
			c.problem(found[k.most].at, "", "there are %d %s elements; %s allows one in %s", len(found), k.name, c.standard(), e.name)
			c.leave()
		}
	}
}

// order finds the first child that stands after one it must stand before.
func (c *checker) order(e *element, r *rule) {
	if !r.ordered {
		return
	}
	last, lastName := -1, ""
	for _, child := range e.children {
		i := r.child(child.name)
		switch {
		case i < 0:
		case i < last:
			c.enter(child.name)
			c.problem(child.at, "", "%s stands after %s; in %s it comes before", child.name, lastName, c.standard())
			c.leave()
			return
		default:
			last, lastName = i, child.name
		}
	}
}

func (c *checker) standard() string { return "IATI " + c.version }

// textPlace says where a text belongs that stands in an element that has none.
func (c *checker) textPlace(r *rule) string {
	if r.child("narrative") >= 0 {
		return "in " + c.standard() + " it belongs in a narrative inside it"
	}
	return c.standard() + " allows no text there"
}

func howMany(k child) string {
	if k.most == 1 {
		return "exactly one"
	}
	return "at least one"
}

// step is one element of a path; only elements that may stand there several times are numbered.
func step(name string, ordinal int, numbered bool) string {
	if !numbered && ordinal == 1 {
		return name
	}
	return fmt.Sprintf("%s[%d]", name, ordinal)
}
