import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readScenarios } from './gherkin.ts';
import { doStep, type World } from './kit-steps.ts';
import { kitStrangers } from './kit-strangers.ts';
import { noBus, noChildren, noOutside, runDocument } from './run-document.ts';
import { openStrangers, type Strangers } from './strangers.ts';

const folder = new URL('../specification/features/', import.meta.url);
const scenarios = readdirSync(folder).flatMap((file) =>
  readScenarios(readFileSync(new URL(file, folder), 'utf8')).map((one) => [`${file}: ${one.name}`, one.steps] as const),
);

let strangers: Strangers;
beforeAll(async () => {
  strangers = await openStrangers(kitStrangers);
});
afterAll(() => strangers[Symbol.asyncDispose]());

test('the kit is read whole', () => {
  expect(scenarios).toHaveLength(21);
});

test.each(scenarios)('%s', async (_name, steps) => {
  const { egress } = strangers;
  const world: World = {
    definition: '',
    input: {},
    run: (definition, input) =>
      runDocument(definition, input, { bus: noBus, egress, children: noChildren, outside: noOutside }),
  };
  for (const { text, block } of steps) await doStep(world, text, block);
});
