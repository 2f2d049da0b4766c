package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// deployment is where the files lie that people are told to use.
const deployment = "../../internal/docs/deployment"

// TestDeploymentCommands: what the units and the image start is a command that this program knows, and takes with the keys it names.
func TestDeploymentCommands(t *testing.T) {
	var commands [][]string
	for _, file := range []string{"desirelines.service", "desirelines.service.d/cluster.conf"} {
		text := strings.ReplaceAll(deployed(t, file), "\\\n", " ")
		for _, line := range regexp.MustCompile(`(?m)^ExecStart=\S+ (.+)$`).FindAllStringSubmatch(text, -1) {
			commands = append(commands, strings.Fields(line[1]))
		}
	}
	var image []string
	if err := json.Unmarshal([]byte(regexp.MustCompile(`(?m)^CMD (.+)$`).FindStringSubmatch(deployed(t, "Containerfile"))[1]), &image); err != nil {
		t.Fatal(err)
	}
	commands = append(commands, image)
	if len(commands) != 3 {
		t.Fatalf("%d commands; want three", len(commands))
	}
	for _, args := range commands {
		c := new(cli)
		cmd, flags, err := c.root().Find(args)
		if err == nil {
			err = cmd.ParseFlags(flags)
		}
		if err == nil {
			_, err = c.keyring()
		}
		if err != nil || cmd.Name() != "serve" || cmd.Flags().NArg() > 0 {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// TestDeploymentUnit asks systemd whether it understands the unit, where this machine has it.
func TestDeploymentUnit(t *testing.T) {
	verify, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd here")
	}
	dir := t.TempDir()
	for _, file := range []string{"desirelines.service", "desirelines.service.d/cluster.conf"} {
		path := filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(deployed(t, file), "/usr/local/bin/desirelines", os.Args[0])), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.CommandContext(t.Context(), verify, "verify", filepath.Join(dir, "desirelines.service")).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
}

func deployed(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(deployment, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
