package iati

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// limits bound what one file may ask for.
type limits struct {
	token    int // bytes of one text, tag or comment
	activity int // bytes kept of one activity
	depth    int // elements inside each other
}

// usualLimits are far beyond any published file: the longest text seen has some 20 kB, the deepest element lies at 9.
func usualLimits() limits { return limits{token: 8 << 20, activity: 32 << 20, depth: 100} }

type position struct{ line, column int }

// parser gives the tokens of a file and ends with a *RefusedError where the file is not well-formed. encoding/xml checks the
// form of each token; the parser adds what it leaves open: matching tags, one root, no attribute twice, space between attributes,
// nothing but white space outside the root. Entities that a file defines for itself are refused, so none is ever expanded.
type parser struct {
	dec    *xml.Decoder
	src    *source
	limits limits

	at      position // where the last token starts
	open    []openElement
	root    xml.StartElement
	rootAt  position
	space   string // default namespace of the root: the one IATI elements are in
	tokens  int
	foreign bool // the last start tag is of an element of another namespace
}

type openElement struct {
	name  xml.Name
	at    position
	space string // default namespace inside
}

func newParser(r io.Reader, l limits) (*parser, error) {
	src, err := newSource(r, l.token)
	if err != nil {
		return nil, err
	}
	p := &parser{dec: xml.NewDecoder(src), src: src, limits: l}
	// The source has decoded already.
	p.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return p, nil
}

// next gives the next start tag, end tag or text inside the root; io.EOF after the end of a well-formed file. What it gives is
// valid until the next call.
func (p *parser) next(ctx context.Context) (xml.Token, error) {
	for {
		if p.tokens%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		p.tokens++
		p.src.mark()
		p.at.line, p.at.column = p.dec.InputPos()
		token, err := p.dec.RawToken()
		if err == io.EOF {
			return nil, p.end()
		}
		if err != nil {
			return nil, p.explain(err)
		}
		inside := false
		switch t := token.(type) {
		case xml.StartElement:
			inside, err = true, p.start(t)
		case xml.EndElement:
			inside, err = true, p.close(t.Name)
		case xml.CharData:
			inside = len(p.open) > 0
			// The decoder looks one byte ahead, at the next tag.
			if as := bytes.TrimSuffix(p.src.handed, []byte("<")); !inside && !blank(as) {
				err = p.refuse("there is text outside the root element: %q", short(string(as)))
			}
		case xml.Comment:
			err = p.readable(t)
		case xml.ProcInst:
			err = p.readable(t.Inst)
			if strings.EqualFold(t.Target, "xml") && p.tokens > 1 {
				err = p.refuse("the XML declaration <?xml …?> must be the very first thing in the file")
			}
		case xml.Directive:
			err = p.directive(string(t))
		}
		if err != nil {
			return nil, err
		}
		if inside {
			return token, nil
		}
	}
}

func (p *parser) start(t xml.StartElement) error {
	if name, twice := repeated(t.Attr); twice {
		return p.refuse("the attribute %s is written twice in <%s>", name, written(t.Name))
	}
	if glued(p.src.handed) {
		return p.refuse("there must be a space between the attributes of <%s>", written(t.Name))
	}
	if len(p.open) == p.limits.depth {
		return p.refuse("elements lie more than %d deep inside each other", p.limits.depth)
	}
	e := openElement{name: t.Name, at: p.at}
	if len(p.open) > 0 {
		e.space = p.open[len(p.open)-1].space
	}
	for _, a := range t.Attr {
		if a.Name.Space == "" && a.Name.Local == "xmlns" {
			e.space = a.Value
		}
	}
	if len(p.open) == 0 {
		if p.root.Name.Local != "" {
			return p.refuse("there is a second root element <%s>; a file has one", written(t.Name))
		}
		if t.Name.Space != "" || t.Name.Local != "iati-activities" {
			return p.refuse("the root element is <%s>; that of an IATI activity file is <iati-activities>", written(t.Name))
		}
		p.root, p.rootAt, p.space = t.Copy(), p.at, e.space
	}
	p.foreign = t.Name.Space != "" || e.space != p.space
	p.open = append(p.open, e)
	return nil
}

func (p *parser) close(name xml.Name) error {
	if len(p.open) == 0 {
		return p.refuse("</%s> closes nothing", written(name))
	}
	last := p.open[len(p.open)-1]
	if last.name != name {
		return p.refuse("</%s> stands where </%s> must, for the element opened on line %d", written(name), written(last.name), last.at.line)
	}
	p.open = p.open[:len(p.open)-1]
	return nil
}

// directive lets a plain document type pass, which says nothing, and refuses one that defines something.
func (p *parser) directive(text string) error {
	switch {
	case !strings.HasPrefix(text, "DOCTYPE"):
		return p.refuse("<!%s> is not XML", short(text))
	case p.root.Name.Local != "":
		return p.refuse("a DOCTYPE must stand before the root element")
	case strings.ContainsAny(text, "[]"):
		return p.refuse("the DOCTYPE defines entities or elements of its own; take the part in [ ] out")
	}
	return nil
}

// end is what the end of the input means.
func (p *parser) end() error {
	p.at.line, p.at.column = p.dec.InputPos()
	if len(p.open) > 0 {
		last := p.open[len(p.open)-1]
		return p.refuse("the file ends inside <%s>, opened on line %d", written(last.name), last.at.line)
	}
	if p.root.Name.Local == "" {
		return p.refuse("the file has no element; that of an IATI activity file is <iati-activities>")
	}
	return io.EOF
}

// explain turns an error of the decoder into a refusal; an error of reading stays what it is.
func (p *parser) explain(err error) error {
	switch {
	case p.src.err != nil:
		return fmt.Errorf("read the file: %w", p.src.err)
	case errors.Is(err, errTokenTooLarge):
		return p.refuse("one text, tag or comment is longer than %d bytes", p.limits.token)
	}
	p.at.line, p.at.column = p.dec.InputPos()
	var syntax *xml.SyntaxError
	if !errors.As(err, &syntax) {
		return p.refuse("the file cannot be read as XML: %v", err)
	}
	if syntax.Msg == "invalid UTF-8" {
		return p.refuse(notUTF8)
	}
	return p.refuse("the file is not well-formed XML: %s", syntax.Msg)
}

const notUTF8 = "the bytes here are not UTF-8; save the file as UTF-8, or name its encoding in the first line"

// readable refuses what may not stand in a comment or instruction, which the decoder does not look at.
func (p *parser) readable(text []byte) error {
	if !utf8.Valid(text) {
		return p.refuse(notUTF8)
	}
	if i := bytes.IndexFunc(text, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' }); i >= 0 {
		return p.refuse("the file is not well-formed XML: illegal character code U+%04X", text[i])
	}
	return nil
}

func (p *parser) refuse(format string, args ...any) error {
	return &RefusedError{Line: p.at.line, Column: p.at.column, What: fmt.Sprintf(format, args...)}
}

// repeated finds a name that two attributes have.
func repeated(attrs []xml.Attr) (string, bool) {
	if len(attrs) < 2 {
		return "", false
	}
	if len(attrs) > 16 {
		seen := make(map[xml.Name]bool, len(attrs))
		for _, a := range attrs {
			if seen[a.Name] {
				return written(a.Name), true
			}
			seen[a.Name] = true
		}
		return "", false
	}
	for i, a := range attrs {
		for _, b := range attrs[:i] {
			if a.Name == b.Name {
				return written(a.Name), true
			}
		}
	}
	return "", false
}

// glued tells whether an attribute of a tag, as written, follows another without a space.
func glued(tag []byte) bool {
	var quote byte
	closed := false // the last byte closed an attribute
	for _, b := range tag {
		if closed && !blank([]byte{b}) && b != '/' && b != '>' {
			return true
		}
		closed = false
		switch {
		case quote == 0 && (b == '"' || b == '\''):
			quote = b
		case b == quote && quote != 0:
			quote, closed = 0, true
		}
	}
	return false
}

// written is a raw name as it stands in the file.
func written(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

func blank(text []byte) bool {
	for _, b := range text {
		if b != ' ' && b != '\n' && b != '\t' && b != '\r' {
			return false
		}
	}
	return true
}
