package streams_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/streams"
)

func TestSubject(t *testing.T) {
	for project, want := range map[string]string{
		domain.Installation: "ev.=",
		"plain-ID_9":        "ev.plain-ID_9",
		"==":                "ev.=3D=3D",
		"GB-GOV/1 (a)":      "ev.GB-GOV=2F1=20=28a=29",
		"a.b*>":             "ev.a=2Eb=2A=3E",
		"é":                 "ev.=C3=A9",
		"\x00 and \xff":     "ev.=00=20and=20=FF",
	} {
		if got := streams.Subject(project); got != want {
			t.Errorf("Subject(%q) = %q; want %q", project, got, want)
		}
	}
	for _, bad := range []string{"", "ev", "ev.", "ex.a", "ev.a.b", "ev.a b", "ev.=4", "ev.=4g", "ev.=2f", "ev.=41", "ev.a=", "ev.=3D"} {
		if project, err := streams.ProjectOf(bad); domain.KindOf(err) != domain.Invalid {
			t.Errorf("ProjectOf(%q) = %q, %v; want Invalid, since no project has that subject", bad, project, err)
		}
	}
}

func TestSubjectBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		project := rapid.OneOf(rapid.String(), rapid.StringMatching(`[=0-9A-F./ ]*`)).Filter(func(id string) bool { return id != "" }).Draw(t, "project")
		subject := streams.Subject(project)
		back, err := streams.ProjectOf(subject)
		if err != nil || back != project {
			t.Fatalf("%q became %q became %q, %v", project, subject, back, err)
		}
		if strings.ContainsAny(subject[3:], ".*> \t") {
			t.Fatalf("the subject %q has more than one token", subject)
		}
	})
}
