import { cyan, dim } from './terminal.ts';

/** A span from the start program's trace sink; times are Unix nanoseconds as text. */
export type SinkSpan = {
  spanId: string;
  parentSpanId?: string;
  name: string;
  service: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
};

const DEEPEST = 12;

/** The spans of a trace as an indented tree, each with its service and its duration in ms. */
export function traceTree(spans: readonly SinkSpan[]): string[] {
  const known = new Set(spans.map(({ spanId }) => spanId));
  const roots = spans.filter(({ parentSpanId }) => !parentSpanId || !known.has(parentSpanId));
  return roots.toSorted(byStart).flatMap((root) => branch(root, spans, 0));
}

function branch(span: SinkSpan, spans: readonly SinkSpan[], depth: number): string[] {
  const ms = Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6;
  const line = `  ${'  '.repeat(depth)}${cyan(span.service)} ${span.name} ${dim(`${ms.toFixed(1)} ms`)}`;
  if (depth === DEEPEST) return [line];
  const children = spans.filter(({ parentSpanId }) => parentSpanId === span.spanId).toSorted(byStart);
  return [line, ...children.flatMap((child) => branch(child, spans, depth + 1))];
}

function byStart(a: SinkSpan, b: SinkSpan): number {
  return BigInt(a.startTimeUnixNano) < BigInt(b.startTimeUnixNano) ? -1 : 1;
}
