import type { Call } from './call.ts';

/** That the one has to have happened before the other. */
export type Edge = readonly [Call, Call];

/**
 * Calls that stand in cycles, or between two of them, of what has to have happened before what: by these edges, or because
 * it was answered before the other was asked. There are none in a history that is strictly serializable.
 */
export function inCycles(history: readonly Call[], edges: readonly Edge[]): Call[] {
  const graph = new Graph();
  for (const [from, to] of edges) graph.add(from, to);
  // Instead of an edge for each pair: what is answered leads to its moment, moments to later ones, and those to what is asked then.
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

  /** What is left when nodes that nothing leads to, or that lead to nothing, are taken out again and again. */
  withoutEnds(): ReadonlySet<object> {
    const left = new Set([...this.#after.keys(), ...this.#before.keys()]);
    peel(left, this.#before, this.#after);
    peel(left, this.#after, this.#before);
    return left;
  }
}

/** Takes out of `left` what has nothing of it in `behind`. */
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
