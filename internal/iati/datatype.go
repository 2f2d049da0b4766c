package iati

import (
	"strconv"
	"strings"
	"time"
)

// datatype is a type of XML Schema that an attribute may have. White space around a value is allowed in all of them.
type datatype int

const (
	anyText datatype = iota // also xsd:anyURI, which forbids next to nothing
	boolean
	date
	dateTime
	positiveInteger
	decimal
)

// allows tells whether a value is of the type as XML Schema writes it. Reading is more generous: see parseDay.
func (d datatype) allows(value string) bool {
	value = strings.TrimSpace(value)
	switch d {
	case boolean:
		return parseBool(value) != nil
	case date:
		day, zone := cutZone(value)
		_, err := time.Parse(time.DateOnly, day)
		return err == nil && zone
	case dateTime:
		moment, zone := cutZone(value)
		_, err := time.Parse("2006-01-02T15:04:05", moment)
		return err == nil && zone
	case positiveInteger:
		return parseYear(value) > 0
	case decimal:
		digits := strings.TrimLeft(value, "+-")
		return len(value)-len(digits) <= 1 && strings.Count(digits, ".") <= 1 &&
			strings.Trim(digits, "0123456789.") == "" && strings.Trim(digits, ".") != ""
	}
	return true
}

// right says what a value of the type looks like.
func (d datatype) right() string {
	switch d {
	case boolean:
		return "true, false, 1 or 0"
	case date:
		return "a date such as 2017-11-22"
	case dateTime:
		return "a date and time such as 2017-11-22T09:30:00Z"
	case positiveInteger:
		return "a year such as 2017"
	case decimal:
		return "a number such as 1.05"
	}
	return "text"
}

// cutZone takes a time zone off the end of a date or time. It is false where what stands there is no zone.
func cutZone(s string) (rest string, ok bool) {
	if r, found := strings.CutSuffix(s, "Z"); found {
		return r, true
	}
	if n := len(s) - len("+00:00"); n >= len(time.DateOnly) && (s[n] == '+' || s[n] == '-') {
		_, err := time.Parse("-07:00", s[n:])
		return s[:n], err == nil
	}
	return s, true
}

func parseBool(s string) *bool {
	var b bool
	switch strings.TrimSpace(s) {
	case "true", "1":
		b = true
	case "false", "0":
	default:
		return nil
	}
	return &b
}

// parseDay reads a day, also from a date with a time of day behind it; zero if there is none.
func parseDay(s string) time.Time {
	s = strings.TrimSpace(s)
	day, rest := s, ""
	if len(s) > len(time.DateOnly) {
		day, rest = s[:len(time.DateOnly)], s[len(time.DateOnly):]
	}
	t, err := time.Parse(time.DateOnly, day)
	if err != nil || rest != "" && !strings.ContainsAny(rest[:1], "TZ+- ") {
		return time.Time{}
	}
	return t
}

// parseTime reads a date and time, in UTC if no zone is stated, also a date alone or with a space for the T; zero if it is none.
func parseTime(s string) time.Time {
	s = strings.TrimSpace(s)
	if len(s) > len(time.DateOnly) && s[len(time.DateOnly)] == ' ' {
		s = s[:len(time.DateOnly)] + "T" + s[len(time.DateOnly)+1:]
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly, "2006-01-02Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// parseYear reads a whole number above 0; 0 if it is none.
func parseYear(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// isLanguage tells whether s has the form of xml:lang: tags of up to eight letters or digits joined by hyphens, or nothing.
func isLanguage(s string) bool {
	if s == "" {
		return true
	}
	for i, tag := range strings.Split(s, "-") {
		allowed := "abcdefghijklmnopqrstuvwxyz"
		if i > 0 {
			allowed += "0123456789"
		}
		if len(tag) < 1 || len(tag) > 8 || strings.Trim(strings.ToLower(tag), allowed) != "" {
			return false
		}
	}
	return true
}
