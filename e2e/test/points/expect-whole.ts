import { expect } from 'vitest';
import type { JournalItem } from '../../src/follow.ts';
import type { Mesh } from '../../src/mesh.ts';
import { patiently } from '../../src/patiently.ts';
import type { HeardEnds } from '../work/heard-ends.ts';
import type { Ledger } from '../work/ledger.ts';
import { LOOP, LOOPS, STEPS } from './documents.ts';
import type { Ran } from './every-port.ts';

const PATIENCE = { timeout: 60_000, interval: 250 };
const ONCE = new Set(['task.completed', 'execution.started', 'execution.completed', 'execution.cancelled']);
type Seen = { mesh: Mesh; ledger: Ledger; ends: HeardEnds };

/**
 * Each ended as it should with its own output; each effect was requested under one key of its own; its history has no gaps or
 * duplicates; and its end is in the event feed once.
 */
export async function expectWhole(ran: readonly Ran[], { mesh, ledger, ends }: Seen): Promise<void> {
  const { effects } = ledger;
  const late = () => ran.filter(({ id, status }) => status === 'completed' && !effects.has(`${id} told`));
  await expect.poll(late, PATIENCE).toEqual([]); // webhooks may be late
  const faults: string[] = [];
  for (const one of ran) {
    const journal = await journalOf(mesh, one.id);
    faults.push(
      ...[...faultsOfEnd(one, ledger), ...faultsOf(journal)].map((fault) => `${one.way} ${one.id}: ${fault}`),
    );
  }
  expect(faults).toEqual([]);
  const untold = () => ran.filter(({ id, status }) => !ends.times.has(`${id} ${status}`)).map(({ id }) => id);
  await expect.poll(untold, PATIENCE).toEqual([]);
  expect([...ends.times].filter(([, times]) => times !== 1)).toEqual([]);
}

function faultsOfEnd({ id, n, way, status, output }: Ran, { effects }: Ledger): string[] {
  const wanted = way === 'cancelled' ? 'cancelled' : 'completed';
  if (status !== wanted) return [`${status}, not ${wanted}`];
  if (way === 'cancelled') return [];
  const kept = output as { n?: string; child?: string };
  const steps = [...STEPS.map((step) => `${id} ${step}`), `${kept.child} child`];
  const keys = steps.map((step) => effects.get(step)?.keys ?? new Set());
  return [
    ...(kept.n === n ? [] : [`its output is ${JSON.stringify(output)}`]),
    ...steps.filter((_, place) => keys[place]?.size !== 1).map((step) => `${step} has no single key`),
    ...(new Set(keys.flatMap((each) => [...each])).size < steps.length ? ['two effects share a key'] : []),
  ];
}

export function faultsOf(journal: readonly JournalItem[]): string[] {
  const gaps = journal.some(({ seq }, place) => seq !== place + 1) ? ['its history has a gap'] : [];
  const times = new Map<string, number>();
  for (const { type, task = '' } of journal)
    if (ONCE.has(type)) times.set(`${type} ${task}`, (times.get(`${type} ${task}`) ?? 0) + 1);
  const often = [...times].filter(([item, count]) => count > (item.includes(LOOP) ? LOOPS : 1));
  return [...gaps, ...often.map(([item, count]) => `${count} times: ${item}`)];
}

export async function journalOf(mesh: Mesh, id: string): Promise<JournalItem[]> {
  const path = `/v1/executions/${id}/journal?limit=100&large=omit`;
  return (await patiently<{ items: JournalItem[] }>(mesh, 'GET', path)).body.items;
}
