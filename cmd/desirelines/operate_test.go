package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/desirelines/desirelines/domain"
	"github.com/desirelines/desirelines/internal/observe"
	"github.com/desirelines/desirelines/internal/postgrestest"
	"github.com/desirelines/desirelines/projections"
)

// operated is an open program and what it answers on the command line.
type operated struct {
	t *testing.T
	c *cli
	a *app
}

func newOperated(t *testing.T, postgres string, watch watching) *operated {
	t.Helper()
	c := &cli{session: session{Stdin: strings.NewReader(""), Stdout: new(bytes.Buffer), Stderr: new(bytes.Buffer), Dir: t.TempDir()}, flags: globals{data: "data", postgres: postgres}, watch: watch}
	a, err := c.openApp(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return &operated{t, c, a}
}

// says runs a command and returns what it answered, with its exit code.
func (o *operated) says(args ...string) (answer string, exit int) {
	o.t.Helper()
	var out, said bytes.Buffer
	exit = run(o.t.Context(), args, session{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &said, Dir: o.c.Dir, Host: o.a})
	return out.String() + said.String(), exit
}

// does is says that wants an exit code and some words.
func (o *operated) does(exit int, args []string, want ...string) string {
	o.t.Helper()
	answer, got := o.says(args...)
	if got != exit {
		o.t.Errorf("desirelines %s: exit %d, want %d\n%s", strings.Join(args, " "), got, exit, answer)
	}
	for _, one := range want {
		if !strings.Contains(answer, one) {
			o.t.Errorf("desirelines %s does not say %q:\n%s", strings.Join(args, " "), one, answer)
		}
	}
	return answer
}

func (o *operated) record(project string, body domain.Body) uint64 {
	o.t.Helper()
	r, err := o.a.log.Do(o.t.Context(), domain.Command{ID: newID(), Project: project, Drafts: []domain.Draft{{Body: body}}})
	if err != nil {
		o.t.Fatal(err)
	}
	return r.Sequence
}

// A view that met an event of an unknown kind stands there, whatever is written afterwards. An operator's recorded skip leads past it, view by
// view, is refused anywhere else, and is named for ever; what is folded afresh leaves out the same.
func TestAnOperatorLetsAViewGoOn(t *testing.T) {
	for name, postgres := range map[string]func(*testing.T) string{
		"memory": func(*testing.T) string { return "" }, "PostgreSQL": func(t *testing.T) string { return postgrestest.Database(t) },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOperated(t, postgres(t), watching{})
			first := o.record("garden", &domain.ProjectStarted{Name: "The garden"})
			poison := domain.Event{ID: uuid.NewString(), Project: "garden", Position: 2, Recorded: time.Unix(1_800_000_000, 0).UTC(), Command: uuid.NewString(),
				Body: &domain.Unreadable{KindName: "mood.felt", Ver: 1, Raw: json.RawMessage(`{}`)}}
			at, err := o.a.log.Append(t.Context(), "garden", first, []domain.Event{poison})
			if err != nil {
				t.Fatal(err)
			}
			o.record("meadow", &domain.ProjectStarted{Name: "The meadow"})
			here := fmt.Sprint(at)

			o.does(0, []string{"projections", "list"}, "stopped at commit "+here, "mood.felt")
			o.does(9, []string{"doctor"}, "WRONG  view aims: it stopped at commit "+here, "projections skip aims --at "+here)
			if err := o.a.isReady(t.Context()); domain.KindOf(err) != domain.Unavailable {
				t.Errorf("it is ready: %v", err)
			}
			o.does(5, []string{"projections", "skip", "aims", "--at", "1", "--why", "it was a slip"}, "it stopped at commit "+here)
			o.does(4, []string{"projections", "skip", "moods", "--at", here, "--why", "it was a slip"}, "no such view")
			o.does(3, []string{"projections", "skip", "aims", "--at", here}, "why is missing")
			o.does(6, []string{"projections", "skip", "aims", "--at", here, "--why", "it was a slip", "--as", uuid.NewString()}, "only an operator")
			o.does(6, []string{"record", "projection.skipped", "--project", "=", "--projection", "aims", "--fold", "2", "--sequence", here, "--why", "x"}, "projections skip")
			if found, err := o.a.log.ProjectExists(t.Context(), domain.Installation); found || err != nil {
				t.Fatal("a refused skip is in the log")
			}

			o.does(0, []string{"projections", "skip", "aims", "--at", here, "--why", "it was a slip"}, "aims goes on")
			o.does(5, []string{"projections", "skip", "aims", "--at", here, "--why", "it was a slip"}, "has not stopped")
			o.does(0, []string{"projections", "list"}, "runs (leaves out: 1)", "stopped at commit "+here)
			for _, p := range projections.All() {
				if p.Name != "aims" {
					o.does(0, []string{"projections", "skip", p.Name, "--at", here, "--why", "it was a slip"})
				}
			}
			if err := o.a.isReady(t.Context()); err != nil {
				t.Errorf("it is not ready: %v", err)
			}
			all := fmt.Sprint(len(projections.All()))
			o.does(0, []string{"projections", "verify"}, "operators recorded: "+all)
			o.does(0, []string{"projections", "rebuild", "aims"}, "operators recorded: 1")
			o.does(0, []string{"projections", "verify", "--json"}, `"agrees":true`, `"skipped":`+all)
			o.does(9, []string{"doctor"}, "WRONG  every entry can be read", "well   left out for good: aims (version 2) leaves out entry "+poison.ID, "it was a slip")
			for _, moment := range []string{"replay", "compare"} {
				o.does(0, []string{moment, "--project", "garden", "--at", "1"})
			}
			o.does(0, []string{"replay", "--project", "garden"})
			if got := o.does(0, []string{"projections", "list"}); strings.Contains(got, "stopped") {
				t.Error(got)
			}
		})
	}
}

// While the database is away the program is not ready, though nothing is written, and says why; it is ready again by itself.
func TestTheDatabaseGoesAndComes(t *testing.T) {
	o := newOperated(t, postgrestest.Database(t), watching{})
	o.record("garden", &domain.ProjectStarted{Name: "The garden"})
	ready := func(want domain.ErrorKind) {
		t.Helper()
		deadline, look := time.Now().Add(time.Minute), time.NewTicker(50*time.Millisecond)
		defer look.Stop()
		for err := o.a.isReady(t.Context()); domain.KindOf(err) != want; err = o.a.isReady(t.Context()) {
			if time.Now().After(deadline) {
				t.Fatalf("it says %v, want %q", err, want)
			}
			<-look.C
		}
	}
	ready("")
	start := postgrestest.Halt(t)
	ready(domain.Unavailable)
	o.does(9, []string{"doctor"}, "WRONG  view aims: waiting for the database since 20", "see that the database runs and can be reached; the view goes on by itself then")
	o.does(7, []string{"find", "rain", "--project", "garden"}, "the views wait for the database")
	o.record("garden", &domain.SurpriseNoticed{What: domain.Write("It rained.")}) // the log takes it all the same
	start()
	ready("")
	o.does(0, []string{"doctor"}, "well   view aims: it has taken in everything up to commit 2")
}

// planted are names that may be in no figure and no trace.
const (
	plantedProject = "canary-project-7391"
	plantedWords   = "canary words 8812"
)

// visited is a server where nobody signs in, after somebody started a project and looked at it.
func visited(t *testing.T, watch watching) (*operated, http.Handler) {
	t.Helper()
	o := newOperated(t, "", watch)
	if err := o.a.startOnce(); err != nil {
		t.Fatal(err)
	}
	o.a.watch.ask(o.a)
	server, err := o.c.pages(o.a, serving{}, origin)
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"command": {newID()}, "id": {plantedProject}, "name": {plantedWords}, "question": {plantedWords}}
	w := ask(server.Handler, http.MethodPost, "/projects", form, "")
	if w.Code != http.StatusSeeOther {
		t.Fatalf("POST /projects: %d\n%s", w.Code, w.Body)
	}
	form = url.Values{"command": {newID()}, "kind": {"outcome"}, "what": {plantedWords}}
	place := strings.TrimSuffix(w.Header().Get("Location"), "/")
	if i := strings.Index(place, "/p/"); i >= 0 {
		place = strings.Join(strings.SplitN(place[i:], "/", 4)[:3], "/")
	}
	for _, address := range []string{place, place + "/entries", "/p/" + plantedProject + "-other/aims", "/" + plantedWords[:6], "/healthz", "/readyz"} {
		ask(server.Handler, http.MethodGet, address, nil, "")
	}
	last := o.record(strings.TrimPrefix(place, "/p/"), &domain.SurpriseNoticed{What: domain.Write(plantedWords)})
	if err := o.a.runner.Wait(t.Context(), last); err != nil {
		t.Fatal(err)
	}
	return o, server.Handler
}

func ask(h http.Handler, method, address string, form url.Values, token string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://localhost:8080"+address, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestFiguresAskForATokenAndNameNobody(t *testing.T) {
	const token = "0123456789abcdef0123456789abcdef"
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	watch, err := (&cli{session: session{Stderr: new(bytes.Buffer)}}).openWatching(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	_, h := visited(t, watch)
	for _, bad := range []string{"", "wrong", token[1:], token + "0"} {
		if w := ask(h, http.MethodGet, "/metrics", nil, bad); w.Code != http.StatusUnauthorized || w.Body.Len() > 0 {
			t.Errorf("with %q: %d, %q", bad, w.Code, w.Body)
		}
	}
	w := ask(h, http.MethodGet, "/metrics", nil, token)
	if w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	text := w.Body.String()
	for _, want := range []string{
		`desirelines_view_position{version="2",view="aims"} 2`, `desirelines_view_lag_commits{version="2",view="aims"} 0`, `desirelines_view_stopped{version="2",view="aims"} 0`,
		`desirelines_view_waiting{version="2",view="aims"} 0`, `desirelines_view_turned_seconds{version="2",view="aims"} `, "desirelines_view_skips 0",
		`desirelines_append_total{outcome="saved"} 2`, `desirelines_append_total{outcome="conflict"} 0`, "desirelines_append_seconds_count 2", "desirelines_append_group_commits_count 2",
		"desirelines_append_commands_sum 2", "desirelines_fold_commits_sum 2", "desirelines_fold_seconds_count ", "desirelines_fold_commit_seconds_count ",
		"desirelines_log_last_sequence 2", "desirelines_log_free_bytes ", "desirelines_log_quota_bytes 0", "desirelines_log_replicas 1", "desirelines_log_up 1",
		`desirelines_http_requests_total{route="POST /projects",status="3xx"} 1`, `desirelines_http_requests_total{route="GET /p/{project}/entries",status="2xx"} 1`,
		`desirelines_http_requests_total{route="other",status="4xx"} 1`, "go_goroutines ", "process_resident_memory_bytes ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %s", want)
		}
	}
	for _, secret := range []string{"canary", plantedProject, plantedWords, "garden"} {
		if strings.Contains(text, secret) {
			t.Errorf("the figures hold %q", secret)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
	_, h = visited(t, watching{})
	if w := ask(h, http.MethodGet, "/metrics", nil, token); w.Code != http.StatusNotFound {
		t.Errorf("without --metrics-token there is something: %d", w.Code)
	}
}

func TestATokenThatCanBeGuessedIsRefused(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"short": "secret", "empty": "", "two words": "0123456789abcdef 0123456789abcdef"} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := (&cli{}).metricsToken(file); domain.KindOf(err) != domain.Usage {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (&cli{}).metricsToken(filepath.Join(dir, "none")); domain.KindOf(err) != domain.Usage {
		t.Errorf("a file that is not there: %v", err)
	}
}

// The trace of one request reaches the fold of what it wrote by a link, and says nothing of who or what.
func TestATraceReachesTheFold(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	provider := sdk.NewTracerProvider(sdk.WithSpanProcessor(spans))
	visited(t, watching{tracer: provider.Tracer("test")})
	find := func(name string) []sdk.ReadOnlySpan {
		var list []sdk.ReadOnlySpan
		for _, s := range spans.Ended() {
			if s.Name() == name {
				list = append(list, s)
			}
		}
		return list
	}
	requests := find("POST /projects")
	if len(requests) != 1 {
		t.Fatalf("%d spans of the request", len(requests))
	}
	of := requests[0].SpanContext().TraceID()
	names := []string{}
	for _, s := range spans.Ended() {
		if s.SpanContext().TraceID() == of {
			names = append(names, s.Name())
		}
	}
	slices.Sort(names)
	if got := strings.Join(names, ", "); got != "POST /projects, append, decide, publish, record" {
		t.Errorf("the spans of the request are %s", got)
	}
	linked := false
	deadline := time.Now().Add(30 * time.Second)
	for !linked && time.Now().Before(deadline) { // the span ends a moment after the page is shown
		for _, fold := range find("fold") {
			for _, l := range fold.Links() {
				linked = linked || l.SpanContext.TraceID() == of
			}
		}
	}
	if !linked {
		t.Error("no fold is linked to the request")
	}
	for _, s := range spans.Ended() {
		said := []string{s.Name(), s.Status().Description}
		for _, a := range s.Attributes() {
			said = append(said, string(a.Key), a.Value.String())
		}
		for _, e := range s.Events() {
			said = append(said, e.Name, fmt.Sprint(e.Attributes))
		}
		if text := strings.Join(said, " "); strings.Contains(text, "canary") || strings.Contains(text, "localhost") {
			t.Errorf("a span says %s", text)
		}
	}
	// What the program records by itself, and what nobody samples, leaves no trace.
	for _, s := range find("append") {
		if s.SpanContext().TraceID() != of {
			t.Error("a command without a request is traced")
		}
	}
	never := tracetest.NewSpanRecorder()
	provider = sdk.NewTracerProvider(sdk.WithSpanProcessor(never), sdk.WithSampler(sdk.NeverSample()))
	visited(t, watching{tracer: provider.Tracer("test")})
	if n := len(never.Ended()); n != 0 {
		t.Errorf("%d spans were made", n)
	}
}

// What the environment does not ask for is not made, and what cannot be done is refused.
func TestTracesByTheEnvironment(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		on   bool
		kind domain.ErrorKind
	}{
		"nothing":            {nil, false, ""},
		"an endpoint":        {map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}, true, ""},
		"one for traces":     {map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:9/v1/traces"}, true, ""},
		"an exporter":        {map[string]string{"OTEL_TRACES_EXPORTER": "otlp"}, true, ""},
		"none":               {map[string]string{"OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}, false, ""},
		"turned off":         {map[string]string{"OTEL_SDK_DISABLED": "true", "OTEL_TRACES_EXPORTER": "otlp"}, false, ""},
		"one that is not in": {map[string]string{"OTEL_TRACES_EXPORTER": "zipkin"}, false, domain.Usage},
		"another protocol":   {map[string]string{"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, false, domain.Usage},
	} {
		t.Run(name, func(t *testing.T) {
			for k, v := range c.env {
				t.Setenv(k, v)
			}
			tracer, end, err := observe.OpenTracing(t.Context(), os.Getenv, (&cli{session: session{Stderr: new(bytes.Buffer)}}).logger(0))
			if domain.KindOf(err) != c.kind || (tracer != nil) != c.on {
				t.Errorf("tracer %v, %v", tracer, err)
			}
			if err := end(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// A database that takes a commit and never answers leaves views that neither move nor say why. Whoever asks how they stand is told, and does not
// wait with them.
func TestViewsThatHangAreSeen(t *testing.T) {
	t.Parallel()
	o := newOperated(t, "", watching{})
	o.a.store = hung{projections.NewMemory()}
	at := o.record("garden", &domain.ProjectStarted{Name: "The garden"})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for name, ask := range map[string]func(context.Context) (observe.Standing, error){"the page": operating{o.a}.Standing, "the command line": o.a.standing} {
		s, err := ask(ctx)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(s.Views) == 0 || s.Views[0].Lag != at {
			t.Errorf("%s shows %+v", name, s.Views)
		}
	}
}

// hung is a store whose commits are never answered.
type hung struct{ *projections.Memory }

func (hung) Commit(ctx context.Context, _ ...projections.Batch) error {
	<-ctx.Done()
	return ctx.Err()
}
