import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { advance } from '../../src/interpreter/advance.ts';
import type { Happening } from '../../src/interpreter/happening.ts';
import { newState } from '../../src/interpreter/state.ts';
import { planOf } from '../simulation.ts';

const ID = 'exe_01h455vb4pex5vsknk084sn02q';
const folder = new URL('.', import.meta.url);

/** What happened to one execution, as its journal keeps it, and a digest of what the version that ran it told of each. */
export type History = { readonly name: string; readonly text: string; readonly kept: readonly Kept[] };
export type Kept = { readonly happening: Happening; readonly at: number; readonly seq: number; readonly told: string };

export const toldOf = (entries: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(entries)).digest('base64url').slice(0, 16);

/** The histories that each version has left, by its name: one JSON object a line. */
export const recorded: readonly (readonly [string, readonly History[]])[] = readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => [
    name.replace('.jsonl', ''),
    readFileSync(new URL(name, folder), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as History),
  ]);

/** Where this version's interpreter tells something else of what happened. Nothing where it makes the same of all. */
export function divergence({ text, kept }: History): string | undefined {
  const state = newState(ID, planOf(text));
  for (const { happening, at, seq, told } of kept) {
    if (state.seq + 1 !== seq) return `before ${seq}`;
    if (toldOf(advance(state, happening, at).entries) !== told) return `${happening.kind} at ${seq}`;
  }
  return state.ended ? undefined : 'it does not end';
}
