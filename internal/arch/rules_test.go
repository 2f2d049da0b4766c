package arch

// module is the path that our own imports begin with.
const module = "github.com/desirelines/desirelines"

// topLevel is everything that lies at the top of the repository, beside files that begin with a dot.
var topLevel = []string{
	"cmd", "domain", "internal", "projections", "reports", "streams",
	"LICENSE", "README.md", "go.mod", "go.sum",
}

// mayImport is who may import whom among our own folders: the first line whose folder holds the package
// counts. A package may always import packages below itself. Tests may import besides every *test package.
var mayImport = []struct {
	folder string
	own    []string // folders, with everything below them
	why    string
}{
	{"domain/domaintest", []string{"domain"}, "test helpers know what they help to test"},
	{"domain", nil, "the domain imports nobody"},
	{"streams", []string{"domain"}, "the log knows events, not what is made of them; projections and streams never import each other"},
	{"projections", []string{"domain"}, "projections know events, not where they are kept; projections and streams never import each other"},
	{"reports", []string{"domain", "projections"}, "reports show rows and never ask for them"},
	{"internal/web", []string{"domain", "projections", "reports", "internal"}, "the web reaches the log through small interfaces it declares"},
	{"internal/api", []string{"domain", "projections", "reports", "internal"}, "programs reach the log through small interfaces, as the web does"},
	{"internal/bench", []string{"domain", "streams", "projections", "reports", "internal"}, "a benchmark measures every part"},
	{"internal/demo", []string{"domain", "streams", "projections", "reports", "internal"}, "the example journeys are made and checked with every part"},
	{"internal/reminders", []string{"domain", "streams", "projections", "reports", "internal"}, "what is due is read from the rows, counted as each person may know of it, and recorded through the log"},
	{"internal/imports", []string{"domain", "streams", "internal"}, "an import records through the log and never asks a projection what is there"},
	{"internal/exports", []string{"domain", "streams", "reports", "internal"}, "an export is what reports let through, in the formats of others; its events are written as the log writes them"},
	{"internal/records", []string{"domain"}, "a small database knows nothing of what is kept in it"},
	{"internal", []string{"domain", "internal"}, "plumbing knows nothing of the parts it carries for"},
	{"cmd", []string{"domain", "streams", "projections", "reports", "internal"}, "the command wires everything; nobody imports it"},
}

// testsMayImport is what the tests of a folder may import besides: what came of an import is read where people read it, what was
// imported is exported, and a log is
// sealed with the keys that the program has.
var testsMayImport = map[string][]string{
	"internal/exports": {"projections"},
	"internal/imports": {"projections"},
	"internal/web":     {"streams"},
	"internal/api":     {"streams"},
	"streams":          {"internal/keys"},
}

// outside is where modules of others may be imported, besides tests: by files that match one of the patterns,
// which are those of path.Match on the whole path, or folders with everything below them.
var outside = []struct {
	module string // what the import begins with
	in     []string
	why    string
}{
	{"github.com/nats-io/", []string{
		"streams/audit.go", "streams/beside.go", "streams/blocks.go", "streams/connect.go", "streams/embedded.go", "streams/evidence.go", "streams/guard.go", "streams/jetstream.go", "streams/move.go", "streams/publisher.go", "streams/reader.go", "streams/timers.go",
		"internal/bench/", // the raw floors
	}, "other files of streams work on our own types"},
	{"github.com/ThreeDotsLabs/watermill", []string{"streams/", "projections/", "cmd/"}, "messages are between the log and the projections"},
	{"github.com/jackc/pgx/", []string{"projections/postgres*.go", "internal/records/postgres*.go", "internal/bench/"}, "others know PostgreSQL as a projections.Store, or as a small database of records"},
	{"github.com/go-echarts/", []string{"reports/"}, "charts are drawn in reports"},
	{"github.com/xuri/excelize/", []string{"internal/exports/"}, "workbooks are written in one place; internal/table reads them itself, because excelize passes over what is damaged in a sheet without a word and does not say which cells are days"},
	{"github.com/spf13/", []string{"cmd/"}, "only the command knows flags"},
	{"github.com/wneessen/go-mail", []string{"internal/reminders/"}, "one worker writes to people"},
	{"github.com/danielgtaylor/huma/", []string{"internal/api/"}, "the description of the API is made in one place"},
	{"github.com/prometheus/", []string{"internal/observe/"}, "figures are made in one place, which knows no project and no person"},
	{"go.opentelemetry.io/otel/sdk", []string{"internal/observe/"}, "where traces go is known in one place"},
	{"go.opentelemetry.io/otel/exporters", []string{"internal/observe/"}, "where traces go is known in one place"},
	{"go.opentelemetry.io/otel", []string{"internal/observe/", "streams/watch.go", "streams/owner.go", "projections/runner*.go", "cmd/"}, "spans are made where the log and the runner do their work; what is said and shown knows none"},
	{"go.etcd.io/bbolt", []string{"internal/records/file.go"}, "what must not lie in the log lies in small databases of its own; what stands on them does not know which"},
}

// onlyTests are modules that the program never uses.
var onlyTests = []string{"pgregory.net/rapid", "go.uber.org/goleak", "github.com/rogpeppe/go-internal", "github.com/chromedp/chromedp", "github.com/emersion/go-smtp", "github.com/getkin/kin-openapi", "github.com/santhosh-tekuri/jsonschema"}

// domainOutside are the only modules of others that the domain may use.
var domainOutside = []string{"github.com/shopspring/decimal"}

// domainRefuses are the packages of the standard library that the domain may not use: it does no I/O and
// knows neither clock nor chance. A line that ends in / means everything below.
var domainRefuses = []string{
	"net", "net/", "os", "os/", "io/ioutil", "database/", "log", "log/", "math/rand", "math/rand/", "crypto/rand",
	"syscall", "plugin", "testing", "html/", "text/template",
}

// clock are the functions of package time that read the clock.
var clock = []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Sleep"}

// emptyNames say nothing of what a package holds.
var emptyNames = []string{"util", "utils", "common", "helper", "helpers", "types", "models", "manager", "base", "misc", "shared"}

// longest is how many lines a file may have that is not a test.
const longest = 600
