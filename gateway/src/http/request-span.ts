import { meter } from '@mesh/runtime/metrics';
import { contextOf } from '@mesh/runtime/span';
import { context, isSpanContextValid, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import { addressPath } from './address-path.ts';
import { ownTraceId } from './own-trace-id.ts';
import { templatePath } from './template-path.ts';

const tracer = trace.getTracer('mesh');
const duration = meter.createHistogram('http.server.request.duration', {
  unit: 's',
  description: 'Time to answer a request, by route and status',
  advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
});

/**
 * Runs every request in a span, child of its `traceparent`; a malformed one is ignored. `x-trace-id` tells the caller the
 * trace.
 */
export function traceRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { method } = request;
    const route = request.routeOptions.url && templatePath(request.routeOptions.url);
    const began = performance.now();
    const parent = contextOf(singleHeader(request.headers['traceparent']));
    const about = { 'http.request.method': method, ...(route && { 'http.route': route }) };
    const attributes = { ...about, 'url.path': addressPath(request.url), 'url.scheme': 'http' };
    const span = tracer.startSpan(
      route ? `HTTP ${method} ${route}` : `HTTP ${method}`,
      {
        kind: SpanKind.SERVER,
        attributes,
      },
      parent,
    );
    const told = span.spanContext();
    reply.header('x-trace-id', isSpanContextValid(told) ? told.traceId : ownTraceId(request.id));
    reply.raw.once('close', () => {
      const { statusCode } = reply.raw;
      const status = { 'http.response.status_code': statusCode };
      span.setAttributes(status);
      if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      duration.record((performance.now() - began) / 1_000, { ...about, ...status });
    });
    context.with(trace.setSpan(parent, span), done);
  });
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
