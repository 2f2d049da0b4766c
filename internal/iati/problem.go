package iati

import "fmt"

// Problem is a place where a file is not as its version wants it. What could be read there was read.
type Problem struct {
	Line, Column int
	// Element is the path of the element, such as iati-activity[GB-1-P7]/result[2]/indicator[1]/period[1]. An activity without an
	// identifier is named by its place in the file.
	Element string
	// What is a sentence that names the value and what would be right.
	What string
	// Value is the value in question as written, "" where something is missing.
	Value string
}

func (p Problem) String() string {
	return fmt.Sprintf("line %d, column %d: %s: %s", p.Line, p.Column, p.Element, p.What)
}

// RefusedError says why nothing of a file was taken: it is not well-formed, not an IATI activity file, in an encoding that is not
// known, or beyond a limit.
type RefusedError struct {
	Line, Column int
	What         string
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.What)
}

// mostProblems is how many problems of one activity, or of the root, are kept.
const mostProblems = 1000

// problems gathers the problems of one activity or of the root.
type problems struct {
	list  []Problem
	count int
}

func (p *problems) add(at position, element, value, format string, args ...any) {
	p.count++
	if len(p.list) == mostProblems {
		return
	}
	p.list = append(p.list, Problem{
		Line: at.line, Column: at.column, Element: element, What: fmt.Sprintf(format, args...), Value: value,
	})
}

// short cuts a value for a sentence.
func short(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
