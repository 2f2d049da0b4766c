package table

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// shown says what a number in a cell is shown as.
type shown uint8

const (
	asNumber shown = iota
	asDate
	asShare // of a hundred
)

// readStyles returns what numbers are shown as, by the number of a cell's style.
func readStyles(r io.Reader) ([]shown, error) {
	formats := map[string]shown{}
	var styles []shown
	inside := false
	d := xml.NewDecoder(r)
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return styles, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "numFmt":
				formats[attribute(t, "numFmtId")] = shownBy(attribute(t, "formatCode"))
			case "cellXfs":
				inside = true
			case "xf":
				if !inside {
					break
				}
				id := attribute(t, "numFmtId")
				if _, own := formats[id]; !own {
					formats[id] = builtIn(id)
				}
				styles = append(styles, formats[id])
			}
		case xml.EndElement:
			inside = inside && t.Name.Local != "cellXfs"
		}
		if len(styles) > maxStyles {
			return nil, invalid("", "this workbook has too many styles", "save the sheet alone in a new workbook")
		}
	}
}

const maxStyles = 100_000

// builtIn is what the formats are that every workbook has without saying so.
func builtIn(id string) shown {
	n, err := strconv.Atoi(id)
	switch {
	case err != nil:
		return asNumber
	case n == 9 || n == 10:
		return asShare
	case n >= 14 && n <= 22, n >= 27 && n <= 36, n >= 45 && n <= 47, n >= 50 && n <= 58:
		return asDate
	}
	return asNumber
}

// shownBy reads the code of a format: what stands in quotation marks, in brackets or behind a backslash is shown as it is.
func shownBy(code string) shown {
	quoted := false
	for i := 0; i < len(code); i++ {
		switch ch := code[i]; {
		case ch == '"':
			quoted = !quoted
		case quoted:
		case ch == '\\' || ch == '_' || ch == '*':
			i++
		case ch == '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return asNumber
			}
			if inside := strings.ToLower(code[i+1 : i+end]); inside != "" && strings.Trim(inside, "hms") == "" {
				return asDate
			}
			i += end
		case ch == '%':
			return asShare
		case strings.HasPrefix(strings.ToLower(code[i:]), "general"):
			i += len("general") - 1
		case strings.IndexByte("ymdhsYMDHS", ch) >= 0:
			return asDate
		}
	}
	return asNumber
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
