import type { Contract, PromisedEvent, PromisedOperation } from './contract.ts';
import { misfits } from './misfits.ts';

/** What `now` breaks of the contract `before`, one sentence each. Additions break nothing. */
export function breakingChanges(before: Contract, now: Contract): string[] {
  return [
    ...each('operation', before.operations, now.operations, brokenOperation),
    ...each('event', before.events, now.events, brokenEvent),
  ];
}

function each<T>(
  kind: string,
  before: Readonly<Record<string, T>>,
  now: Readonly<Record<string, T>>,
  broken: (before: T, now: T) => string[],
): string[] {
  return Object.entries(before).flatMap(([name, promised]) => {
    const kept = now[name];
    return kept ? broken(promised, kept).map((fault) => `${name}: ${fault}`) : [`${name}: the ${kind} is gone`];
  });
}

function brokenOperation(before: PromisedOperation, now: PromisedOperation): string[] {
  const fixed = (['http', 'bodyKind', 'answerKind', 'scope'] as const).filter(
    (part) => before[part] !== undefined && before[part] !== now[part],
  );
  const parts = ['params', 'query', 'headers', 'body'] as const;
  return [
    ...fixed.map((part) => `${part} was ${before[part]}`),
    ...parts.flatMap((part) => misfits(before.request[part], now.request[part], `/${part}`)),
    ...misfits(now.answer, before.answer, '/answer', { readerIsTolerant: true }),
  ];
}

function brokenEvent(before: PromisedEvent, now: PromisedEvent): string[] {
  return [
    ...(before.topic === now.topic ? [] : [`the topic was ${before.topic}`]),
    ...misfits(now.data, before.data, '/data', { readerIsTolerant: true }),
  ];
}
