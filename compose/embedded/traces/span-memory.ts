type KeyValue = { key: string; value: unknown };
type OtlpSpan = { traceId: string; spanId: string; name: string; [field: string]: unknown };

/** The body of an OTLP/HTTP JSON trace export, as far as it is used here. */
export type TraceExport = {
  resourceSpans?: {
    resource?: { attributes?: KeyValue[] };
    scopeSpans?: { spans?: OtlpSpan[] }[];
  }[];
};

/** An OTLP span and the name of the service that sent it. */
type RememberedSpan = OtlpSpan & { service: string };

/** The newest spans, at most `capacity`; the oldest are forgotten first. */
export class SpanMemory {
  readonly #capacity: number;
  readonly #spans: RememberedSpan[] = [];

  constructor(capacity = 20_000) {
    this.#capacity = capacity;
  }

  add({ resourceSpans = [] }: TraceExport): void {
    for (const { resource, scopeSpans = [] } of resourceSpans) {
      const service = serviceOf(resource?.attributes ?? []);
      for (const { spans = [] } of scopeSpans) for (const span of spans) this.#spans.push({ ...span, service });
    }
    const surplus = this.#spans.length - this.#capacity;
    if (surplus > 0) this.#spans.splice(0, surplus);
  }

  of(traceId: string): RememberedSpan[] {
    return this.#spans.filter((span) => span.traceId === traceId);
  }
}

function serviceOf(attributes: KeyValue[]): string {
  const value = attributes.find(({ key }) => key === 'service.name')?.value as { stringValue?: string } | undefined;
  return value?.stringValue ?? 'unknown';
}
