import type { Json } from '@mesh/jq/json';
import { expect } from 'vitest';
import { parse } from 'yaml';
import type { Ran } from './run-document.ts';

/** What a scenario knows so far. */
export type World = { definition: string; input: Json; ran?: Ran; run(definition: string, input: Json): Promise<Ran> };
type Do = (world: World, found: Readonly<Record<string, string>>, block: string) => void | Promise<void>;

/** Each sentence of the conformance kit, and what it does or claims. */
const sentences: readonly (readonly [RegExp, Do])[] = [
  [
    /^a workflow with definition:$/,
    (world, _, block) => {
      world.definition = block;
    },
  ],
  [
    /^the workflow input is:$/,
    (world, _, block) => {
      world.input = parse(block) as Json;
    },
  ],
  [
    /^the workflow is executed$/,
    async (world) => {
      world.ran = await world.run(world.definition, world.input);
    },
  ],
  [/^the workflow should complete$/, (world) => void outputOf(world)],
  [/^the workflow should complete with output:$/, (world, _, block) => expect(outputOf(world)).toEqual(parse(block))],
  [/^the workflow should fault$/, ({ ran }) => expect(ran?.end.status).toBe('faulted')],
  [
    /^the workflow should fault with error:$/,
    ({ ran }, _, block) => expect(ran?.end).toMatchObject({ status: 'faulted', error: parse(block) }),
  ],
  [
    /^the workflow output should have properties (?<names>.*)$/,
    (world, { names = '' }) => {
      for (const [, path = ''] of names.matchAll(/'([^']+)'/g)) expect(outputOf(world)).toHaveProperty(path);
    },
  ],
  [
    /^the workflow output should have a '(?<path>[^']+)' property with value:$/,
    (world, { path = '' }, block) => expect(outputOf(world)).toHaveProperty(path, parse(block)),
  ],
  [
    /^the workflow output should have a '(?<path>[^']+)' property containing (?<count>\d+) items$/,
    (world, { path = '', count }) =>
      expect(outputOf(world)).toHaveProperty(path, expect.objectContaining({ length: Number(count) })),
  ],
  [/^(?<task>\w+) should run first$/, (world, { task }) => expect(order(world)[0]).toBe(task)],
  [/^(?<task>\w+) should run last$/, (world, { task }) => expect(order(world).at(-1)).toBe(task)],
  [
    /^(?<task>\w+) should run after (?<other>\w+)$/,
    (world, { task = '', other = '' }) => {
      expect(order(world)).toContain(other);
      expect(order(world).indexOf(task)).toBeGreaterThan(order(world).indexOf(other));
    },
  ],
];

/** Does one step. Throws for a sentence that nobody has taught it. */
export async function doStep(world: World, text: string, block = ''): Promise<void> {
  for (const [sentence, act] of sentences) {
    const found = sentence.exec(text);
    if (found) return act(world, found.groups ?? {}, block);
  }
  throw new Error(`no such step: ${text}`);
}

function outputOf({ ran }: World): Json {
  if (ran?.end.status !== 'completed') throw new Error(`it did not complete: ${JSON.stringify(ran?.end)}`);
  return ran.end.output;
}

/** The tasks in the order in which they ran. */
function order({ ran }: World): string[] {
  const ended = ran?.entries.filter(({ type, task }) => type === 'task.completed' && task) ?? [];
  return ended.map(({ task = '' }) => task.split('/').at(-1) ?? '');
}
