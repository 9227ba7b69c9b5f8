import { expect, test } from 'vitest';
import { SpanMemory } from './span-memory.ts';

const traceId = 'a'.repeat(32);
const batch = (service: string, ...spanIds: string[]) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeSpans: [{ spans: spanIds.map((spanId) => ({ traceId, spanId, name: 'work' })) }],
    },
  ],
});

test('spans of one trace come together from several services', () => {
  const memory = new SpanMemory();
  memory.add(batch('gateway', '1'));
  memory.add(batch('workflows', '2'));
  expect(memory.of(traceId).map(({ service, spanId }) => [service, spanId])).toEqual([
    ['gateway', '1'],
    ['workflows', '2'],
  ]);
  expect(memory.of('b'.repeat(32))).toEqual([]);
});

test('the oldest spans are forgotten first', () => {
  const memory = new SpanMemory(2);
  memory.add(batch('gateway', '1', '2', '3'));
  expect(memory.of(traceId).map(({ spanId }) => spanId)).toEqual(['2', '3']);
});

test('an empty export is taken', () => {
  expect(() => new SpanMemory().add({})).not.toThrow();
});
