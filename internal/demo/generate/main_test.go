package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestCommittedFilesAreTheGeneratedOnes(t *testing.T) {
	for _, j := range journeys() {
		source, err := os.ReadFile("../source/" + j.file)
		if err != nil {
			t.Fatal(err)
		}
		want, err := j.generate(source)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile("../" + j.file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what its source says: run go generate ./internal/demo", j.file)
		}
	}
}

func TestSourceThatIsRefused(t *testing.T) {
	start := `{"kind":"project.started","project":"p","name":"P","command":"0192a000-0000-7000-8000-000000000001"}` + "\n"
	for _, c := range []struct{ name, line, want string }{
		{"another project", `{"kind":"surprise","project":"q","what":"x","command":"0192a000-0000-7000-8000-000000000002"}`, `the project is "q"`},
		{"no command id", `{"kind":"surprise","project":"p","what":"x"}`, "command id"},
		{"an unknown entry", `{"kind":"note","project":"p","test":"t","what":"x","command":"0192a000-0000-7000-8000-000000000002"}`, "no such test"},
		{"no JSON", `surprise`, "not JSON"},
	} {
		_, err := journey{file: "p.jsonl", project: "p"}.generate([]byte(start + "\n" + c.line))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "p.jsonl, entry 2") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
