import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOffSampler, BatchSpanProcessor, ParentBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions';
import { meterProvider } from './metrics.ts';
import { RateLimitedSampler } from './rate-limited-sampler.ts';

const EXPORT_EVERY_MS = 1_000;
const QUEUE_SPANS = 8_192; // beyond this spans are dropped: an unavailable collector costs nothing

/**
 * Sets the process's tracer, meter and W3C propagation; call it before anything else is opened.
 * `endpoint` is an OTLP/HTTP base URL such as `http://collector:4318`; without one nothing is recorded. Of traces that begin
 * here at most `tracesPerSecond` are.
 */
export async function startTelemetry({
  service,
  version,
  environment,
  endpoint,
  tracesPerSecond,
}: {
  service: string;
  version: string;
  environment?: string | undefined;
  endpoint?: string | undefined;
  tracesPerSecond: number;
}): Promise<AsyncDisposable> {
  const resource = resourceFromAttributes({
    [ATTR_SERVICE_NAME]: service,
    [ATTR_SERVICE_VERSION]: version,
    [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: environment,
  });
  const spanProcessors = endpoint ? [await exporting(endpoint)] : [];
  const root = endpoint ? new RateLimitedSampler(tracesPerSecond) : new AlwaysOffSampler();
  const traces = new TracerProvider({ resource, spanProcessors, sampler: new ParentBasedSampler({ root }) });

  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(traces);
  metrics.setGlobalMeterProvider(meterProvider);

  return {
    async [Symbol.asyncDispose]() {
      await traces.shutdown().catch(() => {}); // an unavailable collector must not fail the shutdown
    },
  };
}

/** Loaded only if a collector is named: the exporter is the heaviest part of telemetry. */
async function exporting(endpoint: string): Promise<BatchSpanProcessor> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: 2_000 });
  return new BatchSpanProcessor({ exporter, scheduledDelayMillis: EXPORT_EVERY_MS, maxQueueSize: QUEUE_SPANS });
}
