package iati

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
)

// readText reads a file and gives its activities.
func readText(s string) (*File, []*Activity, error) {
	var list []*Activity
	file, err := Read(context.Background(), strings.NewReader(s), func(_ *File, a *Activity) error {
		list = append(list, a)
		return nil
	})
	return file, list, err
}

func TestRefusedWhole(t *testing.T) {
	const activity = "<iati-activity><iati-identifier>GB-1</iati-identifier></iati-activity>\n"
	file := func(s string) string {
		return "<iati-activities version=\"2.03\">\n" + activity + s + "</iati-activities>"
	}
	for _, c := range []struct {
		name, text string
		line       int
		what       string
	}{
		{"tags that do not match", file("<a>\n<b></a>"), 4, "</a> stands where </b> must, for the element opened on line 4"},
		{"cut off", "<iati-activities>\n" + activity + "<iati-activity>\n", 4, "the file ends inside <iati-activity>, opened on line 3"},
		{"cut off inside a tag", "<iati-activities>\n" + activity + "<iati-act", 3, "unexpected EOF"},
		{"second root", file("") + "\n<iati-activities/>", 4, "second root"},
		{"text after the root", file("") + "\nmore", 3, `text outside the root element: "\nmore"`},
		{"closing tag too many", file("") + "\n</a>", 4, "</a> closes nothing"},
		{"attribute twice", file("<a b='1' c='2' b='3'/>"), 3, "attribute b is written twice in <a>"},
		{"attribute twice among many", file("<a a='' b='' c='' d='' e='' f='' g='' h='' i='' j='' k='' l='' m='' n='' o='' p='' q='' d=''/>"), 3, "attribute d is written twice"},
		{"ampersand", file("<a>fish & chips</a>"), 3, "invalid character entity"},
		{"entity of its own", file("<a>&who;</a>"), 3, "invalid character entity &who;"},
		{"control character", file("<a>\x01</a>"), 3, "illegal character code"},
		{"less-than in an attribute", file("<a b='<'/>"), 3, "unescaped <"},
		{"no space between attributes", file("<a b='1'c='2'/>"), 3, "space between the attributes of <a>"},
		{"comment in another encoding", file("<!-- caf\xe9 -->"), 3, "not UTF-8"},
		{"control character in a comment", file("<!-- \x02 -->"), 3, "illegal character code U+0002"},
		{"reference outside the root", file("") + "&#32;", 3, "outside the root"},
		{"CDATA outside the root", file("") + "<![CDATA[ ]]>", 3, "outside the root"},
		{"XML of another version", "<?xml version='2.0'?>" + file(""), 1, "unsupported version"},
		{"no quotes", file("<a b=1/>"), 3, "unquoted"},
		{"end of CDATA in a text", file("<a>]]></a>"), 3, "]]>"},
		{"bytes of another encoding", file("<a>caf\xe9</a>"), 3, "not UTF-8"},
		{"declaration not first", "\n<?xml version='1.0'?>" + file(""), 2, "very first thing"},
		{"unknown encoding", "<?xml version='1.0' encoding='EBCDIC-DK'?>" + file(""), 1, `its encoding is "EBCDIC-DK"`},
		{"entities defined", "<!DOCTYPE a [<!ENTITY a 'b'>]>\n" + file(""), 1, "defines entities"},
		{"bomb", "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'><!ENTITY c '&b;&b;&b;'>]>" + file("<a>&c;</a>"), 1, "defines entities"},
		{"late DOCTYPE", file("<!DOCTYPE a>"), 3, "before the root"},
		{"organisation file", "<iati-organisations/>", 1, "the root element is <iati-organisations>"},
		{"HTML", "<!doctype html>\n<html></html>", 1, "is not XML"},
		{"empty", "", 1, "no element"},
		{"too deep", file(strings.Repeat("<a>", 200) + strings.Repeat("</a>", 200)), 3, "more than 100 deep"},
		{"not XML at all", "id,name\n1,a\n", 1, "outside the root"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, list, err := readText(c.text)
			var refused *RefusedError
			if !errors.As(err, &refused) {
				t.Fatalf("error %v, want a refusal", err)
			}
			if refused.Line != c.line || !strings.Contains(refused.What, c.what) {
				t.Errorf("refused with %v; want line %d and %q", refused, c.line, c.what)
			}
			if len(list) > 0 {
				t.Errorf("handed on %d activities of a refused file", len(list))
			}
		})
	}
}

func TestLimits(t *testing.T) {
	small := limits{token: 1000, activity: 4000, depth: 100}
	narrative := "<title><narrative>" + strings.Repeat("x", 500) + "</narrative></title>"
	for name, c := range map[string]struct{ inside, what string }{
		"text":             {"<title>" + strings.Repeat("x", 1001) + "</title>", "one text, tag or comment is longer than 1000 bytes"},
		"comment":          {"<!--" + strings.Repeat("x", 1001) + "-->", "one text, tag or comment is longer than 1000 bytes"},
		"attribute":        {"<title a='" + strings.Repeat("x", 1001) + "'/>", "one text, tag or comment is longer than 1000 bytes"},
		"many texts":       {strings.Repeat(narrative, 10), "larger than 4000 bytes"},
		"many elements":    {strings.Repeat("<title/>", 30), "larger than 4000 bytes"},
		"two activities":   {strings.Repeat(narrative, 4) + "</iati-activity><iati-activity>" + strings.Repeat(narrative, 4), ""},
		"other elements":   {strings.Repeat("<budget>"+strings.Repeat("x", 500)+"</budget>", 100), ""},
		"other namespaces": {strings.Repeat("<x:y>"+strings.Repeat("x", 500)+"</x:y>", 100), ""},
	} {
		t.Run(name, func(t *testing.T) {
			text := "<iati-activities version='2.03'><iati-activity/><iati-activity>" + c.inside + "</iati-activity></iati-activities>"
			handed := 0
			_, err := read(context.Background(), strings.NewReader(text), small, func(*File, *Activity) error { handed++; return nil })
			var refused *RefusedError
			switch {
			case c.what == "" && (err != nil || handed != strings.Count(text, "<iati-activity>")+1):
				t.Errorf("handed on %d activities, error %v; want all", handed, err)
			case c.what != "" && (!errors.As(err, &refused) || !strings.Contains(refused.What, c.what) || handed > 0):
				t.Errorf("handed on %d activities, error %v; want none and %q", handed, err, c.what)
			}
		})
	}
}

func TestErrorsThatAreNoRefusal(t *testing.T) {
	two := "<iati-activities version='2.03'><iati-activity/><iati-activity/></iati-activities>"
	t.Run("yield", func(t *testing.T) {
		stop, calls := errors.New("stop"), 0
		_, err := Read(context.Background(), strings.NewReader(two), func(*File, *Activity) error { calls++; return stop })
		if err != stop || calls != 1 {
			t.Errorf("error %v after %d calls; want that of yield after one", err, calls)
		}
	})
	t.Run("context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_, err := Read(ctx, strings.NewReader(two), func(*File, *Activity) error { return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want that of the context", err)
		}
	})
	t.Run("the file shrinks between the passes", func(t *testing.T) {
		_, err := Read(context.Background(), &changing{first: two, then: "<iati-activities version='2.03'><iati-activity/></iati-activities>"},
			func(*File, *Activity) error { return nil })
		if !errors.Is(err, errChanged) {
			t.Errorf("error %v, want %v", err, errChanged)
		}
	})
	t.Run("the file is cut between the passes", func(t *testing.T) {
		_, err := Read(context.Background(), &changing{first: two, then: "<iati-activities version='2.03'><iati-activity/>"},
			func(*File, *Activity) error { return nil })
		if !errors.Is(err, errChanged) {
			t.Errorf("error %v, want %v", err, errChanged)
		}
	})
	t.Run("reading fails", func(t *testing.T) {
		_, err := Read(context.Background(), &changing{broken: true}, func(*File, *Activity) error { return nil })
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("error %v, want that of the reader", err)
		}
	})
}

// changing is a file that is another one after it was sought back.
type changing struct {
	first, then string
	broken      bool
	r           *strings.Reader
}

func (c *changing) Read(p []byte) (int, error) {
	if c.broken {
		return 0, io.ErrClosedPipe
	}
	return c.r.Read(p)
}

func (c *changing) Seek(int64, int) (int64, error) {
	c.r = strings.NewReader(c.first)
	c.first = c.then
	return 0, nil
}
