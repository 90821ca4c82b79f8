package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
)

// traces sends spans to a collector. Its zero value sends nothing.
type traces struct{ provider *trace.TracerProvider }

// startTraces does not wait for the collector: what it cannot take is dropped, and calls go on.
func (o *options) startTraces(ctx context.Context) (traces, error) {
	if o.traces == "" {
		return traces{}, nil
	}
	if u, err := url.Parse(o.traces); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return traces{}, fmt.Errorf("--traces is %q; give the URL of a collector, such as http://127.0.0.1:4317", o.traces)
	}
	exporter, err := otlptracegrpc.New(ctx, otlptracegrpc.WithEndpointURL(o.traces))
	if err != nil {
		return traces{}, fmt.Errorf("--traces: %w", err)
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter),
		trace.WithResource(resource.NewSchemaless(attribute.String("service.name", "mesogridd"))))
	o.server.Traces = provider
	return traces{provider}, nil
}

// end sends what is left.
func (t traces) end(log *slog.Logger) {
	if t.provider == nil {
		return
	}
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := t.provider.Shutdown(ctx); err != nil {
		log.Warn("traces were lost", slog.Any("cause", err))
	}
}
