package streams

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Watch is who is told how recording gets on. Every field may be left out; what is called must be quick, and is called by many at once.
type Watch struct {
	// Appended is told of each attempt to append a commit: how long it took until the disk had it or it was refused, what came of it
	// (one of the outcomes) and how many commands were in it.
	Appended func(took time.Duration, outcome string, commands int)
	// Sent is told how many commits left for the store together.
	Sent func(commits int)
	// Tracer makes spans of the commands whose request is traced, and of nothing else.
	Tracer trace.Tracer
}

// What comes of an attempt to append.
const (
	OutcomeSaved    = "saved"
	OutcomeConflict = "conflict" // another commit came first; it is decided anew
	OutcomeFull     = "full"     // no room
	OutcomeUnknown  = "unknown"  // no answer came
	OutcomeRefused  = "refused"
)

// Outcomes returns all of them.
func Outcomes() []string {
	return []string{OutcomeSaved, OutcomeConflict, OutcomeFull, OutcomeUnknown, OutcomeRefused}
}

func outcomeOf(err error) string {
	switch {
	case err == nil:
		return OutcomeSaved
	case errors.Is(err, ErrConflict):
		return OutcomeConflict
	case errors.Is(err, ErrFull):
		return OutcomeFull
	case errors.Is(err, ErrUnknown):
		return OutcomeUnknown
	}
	return OutcomeRefused
}

// The trace of what wrote a commit lies beside it in the store, as a header that the events know nothing of, and only where it is
// sampled. A page names those of its commits in the metadata "traces", with spaces between.
const (
	headerTrace = "traceparent"
	MetaTrace   = "traceparent" // set by the caller of a Publisher, or absent
	MetaTraces  = "traces"

	mostTraces = 128 // of one page; a fold that is linked to more says nothing
)

// LinksOf returns links to what wrote the commits of a page.
func LinksOf(m *message.Message) []trace.Link {
	var links []trace.Link
	for _, one := range strings.Fields(m.Metadata.Get(MetaTraces)) {
		if c, ok := parseTrace(one); ok {
			links = append(links, trace.Link{SpanContext: c})
		}
	}
	return links
}

// writeTrace writes a span context as W3C traceparent does; empty where it is not sampled.
func writeTrace(c trace.SpanContext) string {
	if !c.IsValid() || !c.IsSampled() {
		return ""
	}
	return "00-" + c.TraceID().String() + "-" + c.SpanID().String() + "-01"
}

// parseTrace reads what writeTrace wrote. What else lies in a header is no trace.
func parseTrace(s string) (trace.SpanContext, bool) {
	if len(s) != 55 || !strings.HasPrefix(s, "00-") || s[35] != '-' || s[52] != '-' {
		return trace.SpanContext{}, false
	}
	var c trace.SpanContextConfig
	if _, err := hex.Decode(c.TraceID[:], []byte(s[3:35])); err != nil {
		return trace.SpanContext{}, false
	}
	if _, err := hex.Decode(c.SpanID[:], []byte(s[36:52])); err != nil {
		return trace.SpanContext{}, false
	}
	c.TraceFlags, c.Remote = trace.FlagsSampled, true
	made := trace.NewSpanContext(c)
	return made, made.IsValid()
}

// asked begins the span of a command whose request is traced.
func (l *Log) asked(ctx context.Context, drafts int) (context.Context, trace.Span) {
	if t := l.options.Watch.Tracer; t != nil && trace.SpanContextFromContext(ctx).IsSampled() {
		return t.Start(ctx, "record", trace.WithAttributes(attribute.Int("events", drafts)))
	}
	return ctx, noop.Span{}
}

// span begins a span of the first of these commands whose request is traced, with links to the others; what came of it is said with
// finish. Where none is traced ctx comes back as it was, with the span that does nothing.
func (l *Log) span(ctx context.Context, name string, commands []*pending) (context.Context, trace.Span) {
	t := l.options.Watch.Tracer
	if t == nil {
		return ctx, noop.Span{}
	}
	var of []trace.SpanContext
	for _, p := range commands {
		if p.span.IsSampled() && len(of) < mostTraces {
			of = append(of, p.span)
		}
	}
	if len(of) == 0 {
		return ctx, noop.Span{}
	}
	links := make([]trace.Link, len(of)-1)
	for i, c := range of[1:] {
		links[i].SpanContext = c
	}
	return t.Start(trace.ContextWithSpanContext(ctx, of[0]), name, trace.WithLinks(links...), trace.WithAttributes(attribute.Int("commands", len(commands))))
}

// finish ends a span. An error may name what a project wrote, so the span only says that there was one.
func finish(span trace.Span, err error) {
	if err != nil {
		span.SetStatus(codes.Error, outcomeOf(err))
	}
	span.End()
}

// appendRound appends what was decided in one go.
func (l *Log) appendRound(o *owner, r *round) (uint64, error) {
	ctx, span := l.span(l.ctx, "append", r.commands)
	begun := time.Now()
	sequence, err := l.append(ctx, o.project, o.sequence, r.payload)
	if told := l.options.Watch.Appended; told != nil {
		told(time.Since(begun), outcomeOf(err), len(r.commands))
	}
	if err == nil {
		span.SetAttributes(attribute.Int64("sequence", int64(sequence)))
	}
	finish(span, err)
	return sequence, err
}

// publish is the Store's Publish as a span of its own, where the append is traced; its trace goes with the commit.
func (l *Log) publish(ctx context.Context, subject string, m *message.Message) error {
	if t := l.options.Watch.Tracer; t != nil && trace.SpanContextFromContext(ctx).IsSampled() {
		_, span := t.Start(ctx, "publish", trace.WithSpanKind(trace.SpanKindProducer))
		m.Metadata.Set(MetaTrace, writeTrace(span.SpanContext()))
		err := l.store.Publish(subject, m)
		finish(span, err)
		return err
	}
	return l.store.Publish(subject, m)
}

// addTrace notes the trace of a commit of a page, once.
func (p *page) addTrace(traced string) {
	if traced == "" || len(p.traces) >= mostTraces || slices.Contains(p.traces, traced) {
		return
	}
	if _, ok := parseTrace(traced); ok {
		p.traces = append(p.traces, traced)
	}
}
