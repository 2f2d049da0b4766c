package observe

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/desirelines/desirelines/domain"
)

// scope is what spans say they are made by.
const scope = "github.com/desirelines/desirelines"

// OpenTracing begins to send traces where the environment asks for them, by the variables that OpenTelemetry names: OTEL_TRACES_EXPORTER
// (otlp or none), OTEL_EXPORTER_OTLP_ENDPOINT or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT with what belongs to them, OTEL_SERVICE_NAME,
// OTEL_RESOURCE_ATTRIBUTES, OTEL_TRACES_SAMPLER, OTEL_BSP_… and OTEL_SDK_DISABLED. Where it does not, the tracer is nil and nothing is
// made at all. Call end before the program ends: it sends what waits. What it cannot do is refused (Usage).
func OpenTracing(ctx context.Context, env func(string) string, log *slog.Logger) (t trace.Tracer, end func(context.Context) error, err error) {
	end = func(context.Context) error { return nil }
	on, err := asksForTraces(env)
	if !on || err != nil {
		return nil, end, err
	}
	exporter, err := otlptracehttp.New(ctx) // reads the variables about where to
	if err != nil {
		return nil, end, fmt.Errorf("where traces go: %w", err)
	}
	otel.SetErrorHandler(saidOnce(log))
	p, err := provider(ctx, sdk.WithBatcher(exporter))
	if err != nil {
		return nil, end, err
	}
	return p.Tracer(scope), p.Shutdown, nil
}

// saidOnce says what keeps traces from being sent, and not again until it is something else: each try would say it.
func saidOnce(log *slog.Logger) otel.ErrorHandler {
	var said atomic.Pointer[string]
	return otel.ErrorHandlerFunc(func(err error) {
		why := err.Error()
		if before := said.Swap(&why); before == nil || *before != why {
			log.Warn("traces could not be sent", "why", why)
		}
	})
}

// provider makes spans that say of this machine only what the environment says.
func provider(ctx context.Context, to ...sdk.TracerProviderOption) (*sdk.TracerProvider, error) {
	about, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "desirelines")), resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, &domain.Error{Kind: domain.Usage, Message: "OTEL_RESOURCE_ATTRIBUTES cannot be read: " + err.Error(), Want: "write it as name=value,name=value"}
	}
	return sdk.NewTracerProvider(append(to, sdk.WithResource(about))...), nil
}

func asksForTraces(env func(string) string) (bool, error) {
	if strings.EqualFold(env("OTEL_SDK_DISABLED"), "true") {
		return false, nil
	}
	switch exporter := env("OTEL_TRACES_EXPORTER"); exporter {
	case "otlp":
	case "none":
		return false, nil
	case "":
		if env("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "" {
			return false, nil
		}
	default:
		return false, &domain.Error{Kind: domain.Usage, Message: "traces cannot be sent like this (OTEL_TRACES_EXPORTER)", Value: exporter, Want: "say otlp or none"}
	}
	protocol := env("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL")
	if protocol == "" {
		protocol = env("OTEL_EXPORTER_OTLP_PROTOCOL")
	}
	if protocol != "" && protocol != "http/protobuf" {
		return false, &domain.Error{Kind: domain.Usage, Message: "traces cannot be sent over this protocol (OTEL_EXPORTER_OTLP_PROTOCOL)", Value: protocol, Want: "say http/protobuf"}
	}
	return true, nil
}
