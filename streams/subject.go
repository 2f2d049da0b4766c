package streams

import (
	"strings"

	"github.com/desirelines/desirelines/domain"
)

// Subject grammar: "ev." and one token a project. A token is the id of the project with every
// byte outside A–Z a–z 0–9 - _ written as = and two upper-case hexadecimal digits. Where there is
// no project (staff, the installation) the token is "=" alone, which no encoded id can be: domain.Installation.
const (
	subjectPrefix = "ev."
	subjectAll    = "ev.*"
	upperHex      = "0123456789ABCDEF"
)

// Subject returns the subject of a project, or of the installation. Every text but the empty one, which is the
// id of nothing, has exactly one subject and no two texts share one.
func Subject(project string) string {
	if project == domain.Installation {
		return subjectPrefix + domain.Installation
	}
	b := make([]byte, 0, len(subjectPrefix)+3*len(project))
	b = append(b, subjectPrefix...)
	for i := 0; i < len(project); i++ {
		if c := project[i]; plainByte(c) {
			b = append(b, c)
		} else {
			b = append(b, '=', upperHex[c>>4], upperHex[c&15])
		}
	}
	return string(b)
}

// ProjectOf returns the id of the project that a subject belongs to. A subject that Subject cannot
// have made is Invalid.
func ProjectOf(subject string) (string, error) {
	token, ok := strings.CutPrefix(subject, subjectPrefix)
	if ok && token == domain.Installation {
		return domain.Installation, nil
	}
	if !ok || token == "" {
		return "", badSubject(subject)
	}
	if !strings.Contains(token, "=") && plain(token) {
		return token, nil
	}
	b := make([]byte, 0, len(token))
	for i := 0; i < len(token); i++ {
		c := token[i]
		if plainByte(c) {
			b = append(b, c)
			continue
		}
		if c != '=' || i+2 >= len(token) {
			return "", badSubject(subject)
		}
		high, low := strings.IndexByte(upperHex, token[i+1]), strings.IndexByte(upperHex, token[i+2])
		if high < 0 || low < 0 || plainByte(byte(high<<4|low)) {
			return "", badSubject(subject)
		}
		b = append(b, byte(high<<4|low))
		i += 2
	}
	if string(b) == domain.Installation {
		return "", badSubject(subject)
	}
	return string(b), nil
}

func plain(token string) bool {
	for i := 0; i < len(token); i++ {
		if !plainByte(token[i]) {
			return false
		}
	}
	return true
}

func plainByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

func badSubject(subject string) error {
	return &domain.Error{Kind: domain.Invalid, Message: "this is not the subject of a project", Value: subject,
		Want: "a subject is ev. and the id of the project, other bytes than letters, digits, - and _ written =HH"}
}
