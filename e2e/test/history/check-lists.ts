import { type Call, type CallOf, isBefore, of } from './call.ts';
import { type Edge, inCycles } from './cycles.ts';

type Append = CallOf<'append'>;
type Read = CallOf<'read'>;

const MOST_TOLD = 8;

/** The errors in a history of lists that clients append to and read as a whole; none if it is as if one client did everything. */
export function checkLists(history: readonly Call[]): string[] {
  const appends = Map.groupBy(of(history, 'append'), ({ list }) => list);
  const reads = Map.groupBy(
    of(history, 'read').filter(({ outcome }) => outcome === 'done'),
    ({ list }) => list,
  );
  const wrong: string[] = [];
  const edges: Edge[] = [];
  const seen: Call[] = [];
  for (const list of new Set([...appends.keys(), ...reads.keys()])) {
    const one = { list, appends: appends.get(list) ?? [], reads: reads.get(list) ?? [] };
    wrong.push(...checkReads(one));
    const order = orderOf(one);
    edges.push(...edgesOf(one, order));
    seen.push(...one.reads, ...one.appends.filter(({ value }) => order.includes(value)));
  }
  const cycle = inCycles(seen, edges);
  if (cycle.length > 0) wrong.push(`in cycles: ${cycle.slice(0, MOST_TOLD).map(wordsOf).join(', ')}`);
  return wrong;
}

type List = { readonly list: string; readonly appends: readonly Append[]; readonly reads: readonly Read[] };

function checkReads({ list, appends, reads }: List): string[] {
  const order = orderOf({ reads });
  const byValue = Map.groupBy(appends, ({ value }) => value);
  const wrong = reads.flatMap(({ values }) => [
    ...(new Set(values).size < values.length ? [`${list} has a value twice: ${values}`] : []),
    ...(values.some((value, place) => value !== order[place]) ? [`${list} was read as ${values} and as ${order}`] : []),
    ...values.flatMap((value) => {
      const appended = byValue.get(value)?.[0];
      if (!appended) return [`${list} has ${value}, which nobody has appended`];
      return appended.outcome === 'refused' ? [`${list} has ${value}, which was refused`] : [];
    }),
  ]);
  const lost = appends.filter(
    (append) =>
      append.outcome === 'done' && !order.includes(append.value) && reads.some((read) => isBefore(append, read)),
  );
  return [...new Set([...wrong, ...lost.map(({ value }) => `${list} has lost ${value}`)])];
}

/** The longest version of it that was read. */
function orderOf({ reads }: Pick<List, 'reads'>): readonly string[] {
  return reads.reduce<readonly string[]>(
    (longest, { values }) => (values.length > longest.length ? values : longest),
    [],
  );
}

/** Each value precedes the next one; a read follows the last value that it has, and precedes the next one. */
function edgesOf({ appends, reads }: List, order: readonly string[]): Edge[] {
  const byValue = new Map(appends.map((append) => [append.value, append]));
  const at = (place: number) => byValue.get(order[place] ?? '');
  const between = (from: Call | undefined, to: Call | undefined): Edge[] => (from && to ? [[from, to]] : []);
  return [
    ...order.flatMap((_, place) => between(at(place), at(place + 1))),
    ...reads.flatMap((read) => [
      ...between(at(read.values.length - 1), read),
      ...between(read, at(read.values.length)),
    ]),
  ];
}

function wordsOf(call: Call): string {
  const when = `${Math.round(call.began)}–${Math.round(call.ended)} ms`;
  if (call.kind === 'append') return `append ${call.value} to ${call.list} (${when})`;
  return call.kind === 'read' ? `read ${call.values.length} of ${call.list} (${when})` : call.kind;
}
