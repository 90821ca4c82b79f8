package server

import (
	"context"
	"strings"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc/filters"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
)

// traceContext is how callers name the trace that their calls belong to.
var traceContext = propagation.TraceContext{}

// traceOption has grpc-go make a span for each call of the services; net/http has its own.
func traceOption(provider trace.TracerProvider) grpc.ServerOption {
	return grpc.StatsHandler(otelgrpc.NewServerHandler(otelgrpc.WithTracerProvider(provider), otelgrpc.WithPropagators(traceContext),
		otelgrpc.WithFilter(filters.ServicePrefix(strings.TrimPrefix(ours, "/")))))
}

// traced adds what is known of a call to its span, if it has one: nothing of the plan, which is about a patient.
func traced(ctx context.Context, c *call, reason string) {
	span := trace.SpanFromContext(ctx)
	if !span.IsRecording() {
		return
	}
	span.SetAttributes(attribute.Int64("mesogrid.points", int64(c.points)),
		attribute.Int64("mesogrid.computing_us", c.turn.computed.Microseconds()))
	if reason != "" {
		span.SetAttributes(attribute.String("mesogrid.reason", reason))
	}
}
