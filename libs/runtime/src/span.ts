import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Span,
  type SpanContext,
  type SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';

const tracer = trace.getTracer('mesh');

type SpanOptions = { kind?: SpanKind; attributes?: Attributes; parent?: Context };

/** Runs `work` inside a new span, which ends with it and records what it throws. */
export async function inSpan<T>(
  name: string,
  { kind, attributes, parent = context.active() }: SpanOptions,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const above = trace.getSpanContext(parent);
  if (above && isSpanContextValid(above) && (above.traceFlags & TraceFlags.SAMPLED) === 0)
    return unrecorded(above, parent, work);
  const options = { ...(kind === undefined ? {} : { kind }), ...(attributes ? { attributes } : {}) };
  return tracer.startActiveSpan(name, options, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'unknown' });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** An unrecorded trace is propagated without the cost of a span: under load most are unrecorded. */
function unrecorded<T>(above: SpanContext, parent: Context, work: (span: Span) => Promise<T>): Promise<T> {
  const span = trace.wrapSpanContext(above);
  return parent === context.active() ? work(span) : context.with(parent, () => work(span));
}

/** The W3C `traceparent` of the active span, to be stored with work that continues later. */
export function currentTraceparent(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  if (!span) return undefined;
  return `00-${span.traceId}-${span.spanId}-${span.traceFlags.toString(16).padStart(2, '0')}`;
}

/** The same, marked as not recorded: for work that one request starts by the hundred, whose trace nobody could read. */
export function unrecordedTraceparent(traceparent: string | undefined): string | undefined {
  return traceparent?.replace(/[0-9a-f]{2}$/, '00');
}

/** Whether the trace of a stored `traceparent` is recorded. */
export function isRecorded(traceparent: string | null | undefined): boolean {
  return traceparent?.endsWith('01') === true;
}

/** A context whose next span continues a stored `traceparent`; the root context if there is none or it is malformed. */
export function contextOf(traceparent: string | null | undefined): Context {
  const parts = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '');
  const [, traceId, spanId, flags] = parts ?? [];
  if (!traceId || !spanId || !flags) return context.active();
  return trace.setSpanContext(context.active(), {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
  });
}
