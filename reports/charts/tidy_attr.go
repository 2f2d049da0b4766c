package charts

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// kind is what an attribute may hold.
type kind uint8

const (
	unknown kind = iota
	gone         // is left out
	numeric
	path   // commands and numbers
	moved  // matrix or translate
	colour // one of the palette, or none
	word   // one of keywords
	fonts  // style of a text
	named  // an id
	refers // url(#id)
	series
	datum
	drawn // what an element of a chart is: chart or legend
)

// attributes is what every attribute may hold; what is not here may not be there.
var attributes = map[string]kind{
	"class": gone, "pointer-events": gone, "xml:space": gone, "xmlns": gone, "xmlns:xlink": gone, "version": gone, "baseProfile": gone,
	"ecmeta_silent": gone,
	"width":         numeric, "height": numeric, "x": numeric, "y": numeric, "cx": numeric, "cy": numeric, "r": numeric, "rx": numeric, "ry": numeric,
	"viewBox": numeric, "opacity": numeric, "fill-opacity": numeric, "stroke-opacity": numeric, "stroke-width": numeric,
	"stroke-miterlimit": numeric, "stroke-dasharray": numeric, "stroke-dashoffset": numeric, "font-size": numeric,
	"d": path, "transform": moved, "fill": colour, "stroke": colour,
	"stroke-linecap": word, "stroke-linejoin": word, "paint-order": word, "dominant-baseline": word, "text-anchor": word, "font-weight": word,
	"style": fonts, "id": named, "clip-path": refers,
	"ecmeta_series_index": series, "ecmeta_data_index": datum, "ecmeta_ssr_type": drawn,
}

var keywords = map[string]bool{
	"butt": true, "round": true, "square": true, "bevel": true, "miter": true, "stroke": true,
	"central": true, "middle": true, "hanging": true, "auto": true, "alphabetic": true,
	"start": true, "end": true, "bold": true, "normal": true, "bolder": true, "600": true, "700": true,
}

var (
	numbersOnly = regexp.MustCompile(`^-?[0-9.]+(e-?[0-9]+)?([ ,]+-?[0-9.]+(e-?[0-9]+)?)*$`)
	pathOnly    = regexp.MustCompile(`^[MmLlHhVvCcSsQqTtAaZz0-9., e-]*$`)
	movedOnly   = regexp.MustCompile(`^(matrix|translate)\([0-9., e-]+\)$`)
	wordOnly    = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	refersOnly  = regexp.MustCompile(`^url\(#([A-Za-z0-9_-]+)\)$`)
	sizeOnly    = regexp.MustCompile(`^[0-9.]+px$`)
)

// attributes rewrites the attributes of n. In a clip path only the shape counts.
func (t *tidier) attributes(n *node, clip bool) error {
	var kept []attr
	drawing := mark{-1, -1}
	isChart := false
	for _, a := range n.attrs {
		if clip && attributes[a.name] == colour {
			continue
		}
		if a.name == "fill" && n.get("fill-opacity") == "0" || a.name == "stroke" && n.get("stroke-width") == "0" {
			a.value = "none" // whatever colour it is, nobody sees it
		}
		more, err := t.attribute(n, a)
		if err != nil {
			return err
		}
		switch attributes[a.name] {
		case series:
			drawing.series, _ = strconv.Atoi(a.value)
		case datum:
			drawing.data, _ = strconv.Atoi(a.value)
		case drawn:
			isChart = a.value == "chart"
		}
		kept = append(kept, more...)
	}
	n.attrs = kept
	if isChart && drawing.series >= 0 && drawing.data >= 0 {
		n.mark = &drawing
	}
	return t.painted(n, clip)
}

// painted fails where an element would take a colour that nobody gave it, and where a text is not ink.
func (t *tidier) painted(n *node, clip bool) error {
	switch n.name {
	case "path", "rect", "circle", "text":
		if fill := n.get("fill"); fill == "" && !clip {
			return fmt.Errorf("it has no fill")
		} else if n.name == "text" && fill != t.paint(palette[0]) {
			return fmt.Errorf("a text is %s and not ink", fill)
		} else if n.name == "text" && n.get("opacity")+n.get("fill-opacity") != "" {
			return fmt.Errorf("a text is not solid")
		}
	}
	return nil
}

// attribute returns what becomes of one attribute.
func (t *tidier) attribute(n *node, a attr) ([]attr, error) {
	refuse := fmt.Errorf("the attribute %s may not be %.60q", a.name, a.value)
	ok := false
	switch attributes[a.name] {
	case gone:
		return nil, nil
	case numeric:
		ok = numbersOnly.MatchString(a.value)
	case path:
		ok = pathOnly.MatchString(a.value)
	case moved:
		ok = movedOnly.MatchString(a.value)
	case word:
		ok = keywords[a.value]
	case series, datum:
		_, err := strconv.ParseUint(a.value, 10, 31)
		if err != nil {
			return nil, refuse
		}
		return nil, nil
	case drawn:
		if a.value != "chart" && a.value != "legend" {
			return nil, refuse
		}
		return nil, nil
	case colour:
		if a.value == "none" || a.value == "transparent" {
			return []attr{{a.name, "none"}}, nil
		}
		c, err := colourOf(a.value)
		return []attr{{a.name, t.paint(c)}}, err
	case fonts:
		if n.name != "text" {
			return nil, refuse
		}
		return fontOf(a.value)
	case named:
		return []attr{{a.name, t.rename(a.value)}}, requireWord(a.value)
	case refers:
		m := refersOnly.FindStringSubmatch(a.value)
		if m == nil {
			return nil, refuse
		}
		return []attr{{a.name, "url(#" + t.rename(m[1]) + ")"}}, nil
	default:
		return nil, fmt.Errorf("the attribute %s may not stand here", a.name)
	}
	if !ok {
		return nil, refuse
	}
	return []attr{a}, nil
}

// paint is how a colour stands in the picture.
func (t *tidier) paint(c Colour) string {
	if t.form == File {
		return c.Light
	}
	return c.CSS
}

// rename returns the id that stands for one of the drawing, counted in the order they are met.
func (t *tidier) rename(id string) string {
	if t.ids[id] == "" {
		t.ids[id] = fmt.Sprintf("%s-%d", t.id, len(t.ids)+1)
	}
	return t.ids[id]
}

func requireWord(id string) error {
	if !wordOnly.MatchString(id) {
		return fmt.Errorf("%.60q may not be an id", id)
	}
	return nil
}

// fontOf reads the style of a text: declarations one by one, or the shorthand "font: normal bold 14px Arial". The family
// is left to the page.
func fontOf(style string) ([]attr, error) {
	var attrs []attr
	size := func(v string) error {
		if !sizeOnly.MatchString(v) {
			return fmt.Errorf("%.40q is no size of a font in px", v)
		}
		attrs = append(attrs, attr{"font-size", strings.TrimSuffix(v, "px")})
		return nil
	}
	weight := func(v string) error {
		if v == "normal" {
			return nil
		}
		if !keywords[v] {
			return fmt.Errorf("%.40q is no weight of a font", v)
		}
		attrs = append(attrs, attr{"font-weight", v})
		return nil
	}
	for declaration := range strings.SplitSeq(style, ";") {
		name, value, _ := strings.Cut(declaration, ":")
		value = strings.TrimSpace(value)
		var err error
		switch name = strings.TrimSpace(name); name {
		case "", "font-family":
		case "font-size":
			err = size(value)
		case "font-weight":
			err = weight(value)
		case "font":
			parts := strings.Fields(value)
			if len(parts) < 4 || parts[0] != "normal" {
				return nil, fmt.Errorf("the font %.60q is not style, weight, size and family", value)
			}
			if err = size(parts[2]); err == nil {
				err = weight(parts[1])
			}
		default:
			err = fmt.Errorf("the style %.60q may not stand here", name)
		}
		if err != nil {
			return nil, err
		}
	}
	return attrs, nil
}
