package charts

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dop251/goja"
	"go.uber.org/goleak"

	"github.com/desirelines/desirelines/reports/charts/bundle"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// compiled is the script, compiled once for all tests.
var compiled = sync.OnceValues(func() (*goja.Program, error) { return goja.Compile("", bundle.Script, false) })

// patient returns an engine of its own that no slow machine makes fail.
func patient(runtimes int) *Engine {
	e := NewEngine(runtimes, 5*time.Minute)
	e.compile = compiled
	return e
}

// shared is an engine for all tests that only draw.
var shared = sync.OnceValue(func() *Engine { return patient(1) })

const small = `{"animation":false,"color":["#0b0c0c"],"series":[{"type":"sankey","data":[{"name":"a"},{"name":"b"}],"links":[{"source":"a","target":"b","value":1}],"label":{"color":"#0b0c0c"}}]}`

// loop replaces the drawing function of the only runtime of e by a script, and returns that runtime.
func loop(t *testing.T, e *Engine, script string, global map[string]any) *drawer {
	t.Helper()
	program, err := e.compile()
	if err != nil {
		t.Fatal(err)
	}
	d, err := newDrawer(program)
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range global {
		if err := d.runtime.Set(name, v); err != nil {
			t.Fatal(err)
		}
	}
	v, err := d.runtime.RunString(script)
	if err != nil {
		t.Fatal(err)
	}
	d.render, _ = goja.AssertFunction(v)
	<-e.pool
	e.pool <- d
	return d
}

func TestARunawayScriptIsStopped(t *testing.T) {
	e := patient(1)
	e.limit = 20 * time.Millisecond
	loop(t, e, `(function () { for (;;) {} })`, nil)
	if svg, err := e.Render(t.Context(), []byte(small), 300, 200); err == nil || !strings.Contains(err.Error(), "longer than 20ms") {
		t.Fatalf("%s, %v", svg, err)
	}
	e.limit = 5 * time.Minute
	if _, err := e.Render(t.Context(), []byte(small), 300, 200); err != nil {
		t.Fatalf("the engine did not get over it: %v", err)
	}
}

func TestAContextThatEndsStopsTheScript(t *testing.T) {
	e := patient(1)
	ctx, cancel := context.WithCancel(t.Context())
	loop(t, e, `(function () { leave(); for (;;) {} })`, map[string]any{"leave": func() { cancel() }})
	if _, err := e.Render(ctx, []byte(small), 300, 200); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

func TestABrokenRuntimeIsThrownAway(t *testing.T) {
	for name, script := range map[string]string{
		"an exception":      `(function () { throw new Error("no"); })`,
		"endless recursion": `(function f() { return f() + 1; })`,
		"a panic":           `(function () { burst(); })`,
	} {
		e := patient(1)
		broken := loop(t, e, script, map[string]any{"burst": func() { panic("no") }})
		if _, err := e.Render(t.Context(), []byte(small), 300, 200); err == nil {
			t.Errorf("%s: no error", name)
		}
		if d := <-e.pool; d == broken {
			t.Errorf("%s: the runtime went back into the pool", name)
		}
	}
}

func TestWaitingForARuntimeEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := patient(1)
		<-e.pool // somebody else draws
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			_, err := e.Render(ctx, []byte(small), 300, 200)
			done <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestWhatCannotBeDrawnIsRefused(t *testing.T) {
	e := patient(1)
	for name, err := range map[string]error{
		"no JSON":       second(e.Render(t.Context(), []byte(`{`), 300, 200)),
		"no width":      second(e.Render(t.Context(), []byte(small), 0, 200)),
		"a large side":  second(e.Render(t.Context(), []byte(small), 300, maxSide+1)),
		"a long option": second(e.Render(t.Context(), make([]byte, maxOption+1), 300, 200)),
	} {
		if err == nil {
			t.Errorf("%s was drawn", name)
		}
	}
	if _, err := e.Render(t.Context(), []byte(`{}`), 300, 200); err != nil {
		t.Errorf("an empty option: %v", err)
	}
}

func second(_ []byte, err error) error { return err }

func TestRuntimesHoldNothingButECharts(t *testing.T) {
	names := func(rt *goja.Runtime) []string {
		v, err := rt.RunString(`Object.getOwnPropertyNames(globalThis).sort().join(" ")`)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Fields(v.String())
	}
	program, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	d, err := newDrawer(program)
	if err != nil {
		t.Fatal(err)
	}
	more := slices.DeleteFunc(names(d.runtime), func(name string) bool { return slices.Contains(names(goja.New()), name) })
	if got := strings.Join(more, " "); got != "clearInterval clearTimeout echarts setInterval setTimeout" {
		t.Errorf("globals: %s", got)
	}
	if v, _ := d.runtime.RunString(`echarts.version + " " + Date.now() + " " + Math.random()`); v.String() != bundle.Version+" 0 0.5" {
		t.Errorf("version, clock and chance are %s", v)
	}
}

// The same pictures come out of two runtimes, whoever draws them at the same time.
func TestManyDrawAtOnce(t *testing.T) {
	e, list := patient(2), samples(t)[:3]
	want := map[string]string{}
	for _, c := range list {
		want[c.ID] = mustDraw(t, shared(), c, Wide)
	}
	var wg sync.WaitGroup
	for range 2 {
		for _, c := range list {
			wg.Go(func() {
				got, err := e.Draw(context.Background(), c, Wide, Page)
				if err != nil || string(got) != want[c.ID] {
					t.Errorf("%s: %v, %d bytes and not %d", c.ID, err, len(got), len(want[c.ID]))
				}
			})
		}
	}
	wg.Wait()
	if len(e.pool) != 2 {
		t.Errorf("%d runtimes are left of 2", len(e.pool))
	}
	if len(want) != len(list) || slices.Contains(slices.Collect(maps.Values(want)), "") {
		t.Error("a picture is empty")
	}
}

func mustDraw(t *testing.T, e *Engine, c Chart, width int) string {
	t.Helper()
	svg, err := e.Draw(t.Context(), c, width, Page)
	if err != nil {
		t.Fatal(err)
	}
	return string(svg)
}

func TestTheBundleIsPlainText(t *testing.T) {
	if i := strings.IndexFunc(bundle.Script, func(r rune) bool { return r > 126 || r < ' ' && r != '\n' }); i >= 0 {
		t.Errorf("byte %d of the script is not plain ASCII", i)
	}
	for name, text := range map[string]string{"LICENSE": bundle.License, "NOTICE": bundle.Notice, "LICENSE-zrender": bundle.ZrenderLicense} {
		if !strings.Contains(text, "Apache") && !strings.Contains(text, "BSD 3-Clause") {
			t.Errorf("%s is none", name)
		}
	}
}
