import type { Call } from './call.ts';

/** The first call must have happened before the second. */
export type Edge = readonly [Call, Call];

/**
 * The calls in cycles, or between two cycles, of the order given by these edges and by real time (one was answered before the
 * other was sent). A strictly serializable history has none.
 */
export function inCycles(history: readonly Call[], edges: readonly Edge[]): Call[] {
  const graph = new Graph();
  for (const [from, to] of edges) graph.add(from, to);
  // Instead of an edge for each pair: an answer leads to its moment, moments to later ones, and those to requests sent then.
  const moments = history.flatMap((call) => [
    { at: call.began, call, isEnd: false },
    ...(Number.isFinite(call.ended) ? [{ at: call.ended, call, isEnd: true }] : []),
  ]);
  moments.sort((one, other) => one.at - other.at || Number(one.isEnd) - Number(other.isEnd));
  let last: object | undefined;
  for (const moment of moments) {
    if (!moment.isEnd) {
      if (last) graph.add(last, moment.call);
      continue;
    }
    if (last) graph.add(last, moment);
    graph.add(moment.call, moment);
    last = moment;
  }
  const left = graph.withoutEnds();
  return history.filter((call) => left.has(call));
}

class Graph {
  readonly #after = new Map<object, object[]>();
  readonly #before = new Map<object, object[]>();

  add(from: object, to: object): void {
    push(this.#after, from, to);
    push(this.#before, to, from);
  }

  /** Repeatedly removes nodes that no edge enters, or that none leaves; returns the rest. */
  withoutEnds(): ReadonlySet<object> {
    const left = new Set([...this.#after.keys(), ...this.#before.keys()]);
    peel(left, this.#before, this.#after);
    peel(left, this.#after, this.#before);
    return left;
  }
}

/** Removes from `left` the nodes without a predecessor in it. */
function peel(left: Set<object>, behind: Map<object, object[]>, ahead: Map<object, object[]>): void {
  const count = new Map([...left].map((node) => [node, behind.get(node)?.filter((one) => left.has(one)).length ?? 0]));
  const free = [...left].filter((node) => count.get(node) === 0);
  for (let node = free.pop(); node; node = free.pop()) {
    left.delete(node);
    for (const next of ahead.get(node) ?? []) {
      const rest = (count.get(next) ?? 0) - 1;
      count.set(next, rest);
      if (rest === 0 && left.has(next)) free.push(next);
    }
  }
}

function push(map: Map<object, object[]>, key: object, value: object): void {
  const there = map.get(key);
  if (there) there.push(value);
  else map.set(key, [value]);
}
