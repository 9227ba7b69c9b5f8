import type { Frame } from '../src/follow.ts';
import { bold, cyan, dim, green, yellow } from './terminal.ts';

const WIDTH = 44;
const marks: Record<string, (text: string) => string> = {
  started: dim,
  completed: green,
  faulted: yellow,
  retried: yellow,
};

/** A line of the live journal, as it arrives: time, kind, task. */
export function liveLine({ id, event, item }: Frame, began: number): string {
  const after = `${String(Date.parse(item.at) - began).padStart(5)} ms`;
  const mark = marks[event.split('.').at(-1) ?? ''] ?? cyan;
  return `  ${dim(after)}  ${mark(event.padEnd(22))} ${bold(item.task ?? '')}  ${dim(id)}`;
}

/** The tasks as bars over time, from the times in the journal. */
export function taskBars(frames: readonly Frame[]): string[] {
  const spans = new Map<string, { from: number; to: number }>();
  for (const { item } of frames) {
    if (!item.task) continue;
    const at = Date.parse(item.at);
    const span = spans.get(item.task) ?? { from: at, to: at };
    spans.set(item.task, { from: Math.min(span.from, at), to: Math.max(span.to, at) });
  }
  const first = Math.min(...[...spans.values()].map(({ from }) => from));
  const last = Math.max(...[...spans.values()].map(({ to }) => to));
  const column = (at: number) => Math.round(((at - first) / Math.max(1, last - first)) * (WIDTH - 1));
  const name = Math.max(...[...spans.keys()].map((task) => task.length));
  return [...spans].map(([task, { from, to }]) => {
    const bar = '█'.repeat(Math.max(1, column(to) - column(from)));
    return `  ${task.padEnd(name)}  ${' '.repeat(column(from))}${cyan(bar)}${' '.repeat(Math.max(0, WIDTH - column(from) - bar.length))} ${dim(`${to - from} ms`)}`;
  });
}
