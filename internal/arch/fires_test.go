package arch

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestEveryRuleFires shows each rule one small repository that breaks it, and one beside it that does not.
func TestEveryRuleFires(t *testing.T) {
	const own = module + "/"
	tests := []struct {
		name, path, text string
		want             string // part of the one fault; empty: none
	}{
		{"top level", "tools/x.go", "package tools", "tools: the top of the repository is fixed; put it under one of cmd, domain,"},
		{"top level, dotfile", ".ci/x.go", "package ci", ""},

		{"domain imports streams", "domain/x.go", imports("domain", own+"streams"), "domain/x.go:2 imports " + own + "streams: the domain imports nobody; declare"},
		{"domain/aimed imports domain", "domain/aimed/x.go", imports("aimed", own+"domain"), ""},
		{"domain imports domain/aimed", "domain/x.go", imports("domain", own+"domain/aimed"), ""},
		{"streams imports projections", "streams/x.go", imports("streams", own+"projections"), "projections and streams never import each other"},
		{"a streams test imports projections", "streams/x_test.go", imports("streams", own+"projections"), "projections and streams never import each other"},
		{"projections imports streams", "projections/x.go", imports("projections", own+"streams"), "projections and streams never import each other"},
		{"projections imports reports", "projections/x.go", imports("projections", own+"reports"), "declare the small interface"},
		{"reports imports streams", "reports/x.go", imports("reports", own+"streams"), "reports show rows and never ask for them"},
		{"reports imports domain and projections", "reports/x.go", imports("reports", own+"domain", own+"projections"), ""},
		{"web imports streams", "internal/web/x.go", imports("web", own+"streams"), "the web reaches the log through small interfaces"},
		{"web imports reports", "internal/web/x.go", imports("web", own+"reports"), ""},
		{"an import asks a projection", "internal/imports/x.go", imports("imports", own+"projections"), "an import records through the log"},
		{"plumbing imports projections", "internal/iati/x.go", imports("iati", own+"projections"), "plumbing knows nothing of the parts"},
		{"domain imports plumbing", "domain/x.go", imports("domain", own+"internal/iati"), "the domain imports nobody"},
		{"cmd imports all", "cmd/desirelines/x.go", imports("main", own+"streams", own+"reports", own+"internal/web"), ""},
		{"somebody imports cmd", "internal/web/x.go", imports("web", own+"cmd/desirelines"), "the web reaches the log"},

		{"test helpers in the program", "cmd/desirelines/x.go", imports("main", own+"streams/streamstest"), "test helpers are for tests; move"},
		{"samples in the program", "cmd/desirelines/x.go", imports("main", own+"domain/testdata/events"), "test helpers are for tests; move"},
		{"test helpers in a test of a sibling", "projections/x_test.go", imports("projections", own+"streams/streamstest"), ""},
		{"test helpers in test helpers", "streams/streamstest/x.go", imports("streamstest", own+"domain/domaintest", own+"streams"), ""},

		{"domain does I/O", "domain/x.go", imports("domain", "os"), "domain/x.go:2 imports os: the domain does no I/O"},
		{"domain does I/O below", "domain/aimed/x.go", imports("aimed", "net/http"), "the domain does no I/O"},
		{"domain knows chance", "domain/x.go", imports("domain", "math/rand/v2"), "neither clock nor chance"},
		{"domain logs", "domain/x.go", imports("domain", "log/slog"), "the domain does no I/O"},
		{"a domain test reads files", "domain/x_test.go", imports("domain", "os"), ""},
		{"domain uses the decimal type", "domain/x.go", imports("domain", "github.com/shopspring/decimal"), ""},
		{"domain uses another module", "domain/x.go", imports("domain", "github.com/google/uuid"), "the domain uses the standard library and a decimal type only"},
		{"domain reads the clock", "domain/x.go", imports("domain", "time") + "\nvar _ = time.Now", "domain/x.go:3: the domain has no clock, so time.Now is not for it; take the time as an argument"},
		{"domain reads the clock by another name", "domain/aimed/x.go", "package aimed\nimport clock \"time\"\nvar _ = clock.Since", "time.Since is not for it"},
		{"domain uses dates", "domain/x.go", imports("domain", "time") + "\nvar _ = time.Date", ""},
		{"streams reads the clock", "streams/x.go", imports("streams", "time") + "\nvar _ = time.Now", ""},

		{"nats in another file", "streams/codec.go", imports("streams", "github.com/nats-io/nats.go"), "other files of streams work on our own types; only streams/"},
		{"nats in its file", "streams/jetstream.go", imports("streams", "github.com/nats-io/nats.go"), ""},
		{"nats in a test", "cmd/desirelines/x_test.go", imports("main", "github.com/nats-io/nats.go"), ""},
		{"watermill in the domain", "domain/x.go", imports("domain", "github.com/ThreeDotsLabs/watermill/message"), "the domain uses the standard library"},
		{"watermill in reports", "reports/x.go", imports("reports", "github.com/ThreeDotsLabs/watermill/message"), "messages are between the log and the projections"},
		{"pgx outside its files", "projections/store.go", imports("projections", "github.com/jackc/pgx/v5"), "others know PostgreSQL as a projections.Store, or as a small database of records; only projections/postgres*.go, internal/records/postgres*.go,"},
		{"pgx in its files", "projections/postgres_schema.go", imports("projections", "github.com/jackc/pgx/v5"), ""},
		{"charts outside reports", "internal/web/x.go", imports("web", "github.com/go-echarts/go-echarts/v2/charts"), "charts are drawn in reports"},
		{"charts in reports", "reports/x.go", imports("reports", "github.com/go-echarts/go-echarts/v2/charts"), ""},
		{"figures made elsewhere", "streams/x.go", imports("streams", "github.com/prometheus/client_golang/prometheus"), "figures are made in one place"},
		{"an exporter elsewhere", "cmd/desirelines/x.go", imports("main", "go.opentelemetry.io/otel/exporters/otlp/otlptrace"), "where traces go is known in one place"},
		{"spans in reports", "reports/x.go", imports("reports", "go.opentelemetry.io/otel/trace"), "spans are made where the log and the runner do their work"},
		{"cobra outside cmd", "internal/intake/x.go", imports("intake", "github.com/spf13/cobra"), "only the command knows flags"},
		{"rapid in the program", "streams/x.go", imports("streams", "pgregory.net/rapid"), "it is for tests"},
		{"rapid in test helpers", "domain/domaintest/x.go", imports("domaintest", "pgregory.net/rapid"), ""},

		{"a name that says nothing", "internal/util/x.go", "package util", "a package named util says nothing of what it holds"},
		{"a folder that says nothing", "internal/common/x.go", "package money", "a package named common says nothing"},
		{"a test that sleeps", "streams/x_test.go", imports("streams", "time") + "\nvar _ = time.Sleep", "streams/x_test.go:3: a test that sleeps is slow and still guesses"},
		{"a test helper that sleeps", "streams/streamstest/x.go", imports("streamstest", "time") + "\nvar _ = time.Sleep", "a test that sleeps"},
		{"a program that sleeps", "streams/x.go", imports("streams", "time") + "\nvar _ = time.Sleep", ""},
		{"init", "streams/x.go", "package streams\nfunc init() {}", "streams/x.go:2: nothing happens on import"},
		{"a method named init", "streams/x.go", "package streams\ntype log struct{}\nfunc (log) init() {}", ""},
		{"a long file", "streams/x.go", "package streams" + strings.Repeat("\n", longest+1), "streams/x.go has 601 lines: split it by purpose; a file has at most 600"},
		{"a long test", "streams/x_test.go", "package streams" + strings.Repeat("\n", longest+1), ""},
		{"a folder without a rule", "tools/x.go", imports("tools", own+"domain"), "this folder has no line in mayImport"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			faults, err := check(fstest.MapFS{tt.path: {Data: []byte(tt.text)}})
			if err != nil {
				t.Fatal(err)
			}
			all := strings.Join(faults, "\n")
			if tt.want == "" && all != "" || !strings.Contains(all, tt.want) {
				t.Errorf("got  %q\nwant %q", all, tt.want)
			}
		})
	}
}

func imports(pkg string, paths ...string) string {
	return "package " + pkg + "\nimport (\"" + strings.Join(paths, "\"; \"") + "\")"
}

// TestAFileThatIsNoGoIsAnError: a file the rules cannot be held against must not pass unseen.
func TestAFileThatIsNoGoIsAnError(t *testing.T) {
	if _, err := check(fstest.MapFS{"streams/x.go": {Data: []byte("not Go")}}); err == nil {
		t.Error("it passed")
	}
}

// TestAModuleInsideIsLeftAlone: the rules are those of the product, which ends where a folder has a go.mod of its own; the one at the top
// is the product's.
func TestAModuleInsideIsLeftAlone(t *testing.T) {
	refused := &fstest.MapFile{Data: []byte(imports("peers", "github.com/spf13/cobra"))}
	for _, tt := range []struct {
		name       string
		repository fstest.MapFS
		faults     int
	}{
		{"a module of its own", fstest.MapFS{"go.mod": {}, "internal/peers/go.mod": {}, "internal/peers/x.go": refused, "internal/peers/below/x.go": refused}, 0},
		{"a folder of the product", fstest.MapFS{"go.mod": {}, "internal/peers/x.go": refused}, 1},
		{"beside a module", fstest.MapFS{"go.mod": {}, "internal/peers/go.mod": {}, "internal/x.go": refused}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			faults, err := check(tt.repository)
			if err != nil || len(faults) != tt.faults {
				t.Errorf("got %q and %v, want %d", faults, err, tt.faults)
			}
		})
	}
}
