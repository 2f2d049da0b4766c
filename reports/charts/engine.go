package charts

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/dop251/goja"

	"github.com/desirelines/desirelines/reports/charts/bundle"
)

// DefaultLimit is how long one script may run. A chart takes about 50 ms.
const DefaultLimit = 2 * time.Second

// What a script may take in and give back, so that no option can fill the memory.
const (
	maxOption = 4 << 20
	maxSVG    = 8 << 20
	maxCalls  = 2000 // depth of calls inside a script
	maxSide   = 4000 // pixels
)

// An Engine draws options of ECharts as SVG, without a browser. It is safe for concurrent use: each of its runtimes works
// for one caller at a time, and a caller waits for one as long as its context lives. It starts no goroutine, needs no
// closing, reads no clock, file or network, and knows no chance: the same option gives the same picture, except for the ids
// and classes in it, which count up.
type Engine struct {
	limit   time.Duration
	compile func() (*goja.Program, error)
	pool    chan *drawer // nil stands for one that has not been made yet
}

// NewEngine returns an engine of so many runtimes (0: GOMAXPROCS) whose scripts may run so long (0: DefaultLimit). The
// script is compiled and runtimes are made when they are first needed: about 150 ms once, then 10 ms and 2.5 MB each.
func NewEngine(runtimes int, limit time.Duration) *Engine {
	if runtimes <= 0 {
		runtimes = runtime.GOMAXPROCS(0)
	}
	if limit <= 0 {
		limit = DefaultLimit
	}
	e := &Engine{limit: limit, pool: make(chan *drawer, runtimes), compile: sync.OnceValues(func() (*goja.Program, error) {
		return goja.Compile("echarts.min.js", bundle.Script, false)
	})}
	for range runtimes {
		e.pool <- nil
	}
	return e
}

// Render draws an option, which is JSON, on so many pixels. What comes back is raw: Tidy makes it fit for a page. It fails
// where the context ends, the script runs too long, or the option is none; a runtime in which anything failed is thrown away.
func (e *Engine) Render(ctx context.Context, option []byte, width, height int) ([]byte, error) {
	if width < 1 || height < 1 || width > maxSide || height > maxSide {
		return nil, fmt.Errorf("cannot draw %d × %d pixels: give 1 to %d each way", width, height, maxSide)
	}
	if len(option) > maxOption {
		return nil, fmt.Errorf("an option of %d bytes is too long to draw: give %d at most", len(option), maxOption)
	}
	program, err := e.compile()
	if err != nil {
		return nil, fmt.Errorf("compile ECharts: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var d *drawer
	select {
	case d = <-e.pool:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	whole := false
	defer func() {
		if !whole {
			d = nil
		}
		e.pool <- d
	}()
	if d == nil {
		if d, err = newDrawer(program); err != nil {
			return nil, fmt.Errorf("start ECharts: %w", err)
		}
	}
	svg, err := d.draw(ctx, e.limit, string(option), width, height)
	whole = err == nil
	return svg, err
}

// drawer is one runtime with ECharts in it. It serves one goroutine at a time.
type drawer struct {
	runtime *goja.Runtime
	render  goja.Callable
}

// shim is all that the bundle misses: it sets timers that nobody waits for.
const shim = `(function (g) {
	var none = function () { return 0; };
	g.setTimeout = g.clearTimeout = g.setInterval = g.clearInterval = none;
})(globalThis)`

const render = `(function (option, width, height) {
	var chart = echarts.init(null, null, {renderer: "svg", ssr: true, width: width, height: height});
	try {
		chart.setOption(JSON.parse(option));
		return chart.renderToSVGString();
	} finally {
		chart.dispose();
	}
})`

func newDrawer(program *goja.Program) (*drawer, error) {
	rt := goja.New()
	rt.SetMaxCallStackSize(maxCalls)
	rt.SetRandSource(func() float64 { return 0.5 })
	rt.SetTimeSource(func() time.Time { return time.Unix(0, 0).UTC() })
	if _, err := rt.RunString(shim); err != nil {
		return nil, err
	}
	if _, err := rt.RunProgram(program); err != nil {
		return nil, err
	}
	v, err := rt.RunString(render)
	if err != nil {
		return nil, err
	}
	fn, ok := goja.AssertFunction(v)
	if !ok {
		return nil, errors.New("the drawing function is none")
	}
	return &drawer{rt, fn}, nil
}

// draw runs the script for at most limit. After an error the drawer is not to be used again.
func (d *drawer) draw(ctx context.Context, limit time.Duration, option string, width, height int) (svg []byte, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("drawing took longer than %s", limit))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { d.runtime.Interrupt(context.Cause(ctx)) })
	defer func() {
		if p := recover(); p != nil {
			svg, err = nil, fmt.Errorf("the script broke its runtime: %v", p)
		}
		if !stop() && err == nil { // the interrupt may still strike: this runtime is done for
			svg, err = nil, context.Cause(ctx)
		}
	}()
	v, err := d.render(goja.Undefined(), d.runtime.ToValue(option), d.runtime.ToValue(width), d.runtime.ToValue(height))
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return nil, cause
		}
		return nil, fmt.Errorf("draw: %w", err)
	}
	text := v.String()
	if len(text) > maxSVG {
		return nil, fmt.Errorf("a picture of %d bytes is too large: %d at most", len(text), maxSVG)
	}
	return []byte(text), nil
}
