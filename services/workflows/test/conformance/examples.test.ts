import type { Json } from '@mesh/jq/json';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examples } from '../definition/specification.ts';
import { planOf, simulate } from '../simulation.ts';
import { kitStrangers } from './kit-strangers.ts';
import { noBus, noChildren, noOutside, runDocument } from './run-document.ts';
import { openStrangers, type Strangers } from './strangers.ts';

let strangers: Strangers;
beforeAll(async () => {
  strangers = await openStrangers(kitStrangers);
});
afterAll(() => strangers[Symbol.asyncDispose]());

const patient = { id: 1, name: 'Ada', room: { number: 2 }, vitals: { bpm: 40 } };
/** What an example needs besides the id of a pet. */
const inputs: Readonly<Record<string, Json>> = {
  'conditional-task.yaml': { customer: { name: 'Ada', age: 36 } },
  'schedule-event-driven.yaml': [{ data: { patient, timestamp: 'now' } }],
  'set.yaml': [{ type: 'io.serverlessworkflow.samples.events.trigger.v1' }],
  'set-expression.yaml': [{ type: 'io.serverlessworkflow.samples.events.trigger.v1' }],
};
const usual = {
  petId: 1,
  id: 1,
  searchQuery: 'luke',
  token: 'abc',
  pet: { id: 1 },
  orderType: 'electronic',
  pets: [],
  colors: [],
};

/** Examples that raise an error on purpose. */
const raising = ['raise-inline.yaml', 'raise-reusable.yaml'];
/** What is refused by choice, each by an error of configuration with status 501. */
const refused = /^(?:run-container|run-shell|run-return|call-grpc|call-mcp)/;
/** What other tests run, since it needs a person, an event, a credential, a sandbox or another workflow. */
const elsewhere =
  /^(?:call-asyncapi-subscribe|call-custom-function-cataloged|listen|accumulate|authentication-oauth2-secret|authentication-oidc-secret|run-script|run-subflow)/;
/** Waits are run in virtual time. */
const waiting = /^wait/;
const like = (pattern: RegExp) => examples.filter(([name]) => pattern.test(name));
const running = examples.filter(
  ([name]) => ![refused, elsewhere, waiting].some((pattern) => pattern.test(name)) && !raising.includes(name),
);

const expression = (source: string) => `\${ ${source} }`;
const run = (name: string, text: string) => {
  const needs = { bus: noBus, egress: strangers.egress, children: noChildren, outside: noOutside };
  return runDocument(text, inputs[name] ?? usual, needs);
};

test.each(like(/^call-custom-function-cataloged/))('%s runs the function that was fetched', async (name, text) => {
  const url = 'https://raw.githubusercontent.com/serverlessworkflow/catalog/main/functions/log/1.0.0/function.yaml';
  const log = { set: { logged: expression('.level'), said: expression('.message') } };
  const plan = planOf(text, new Map([[url, log]]));
  const needs = { bus: noBus, egress: strangers.egress, children: noChildren, outside: noOutside };
  const { end } = await runDocument(text, inputs[name] ?? usual, needs, plan);
  expect(end).toEqual({ status: 'completed', output: { logged: 'information', said: 'Hello, world!' } });
});

test('every example is run here, refused by choice, or run elsewhere', () => {
  expect(running.length).toBeGreaterThanOrEqual(28);
});

test.each(running)('%s completes', async (name, text) => {
  expect((await run(name, text)).end).toMatchObject({ status: 'completed' });
});

test.each(like(waiting))('%s completes after its time', (_name, text) => {
  expect(simulate(planOf(text)).state.ended).toMatchObject({ status: 'completed' });
});

test.each([
  [36, { status: 'completed' }, ['/api/bet/on/football']],
  [12, { status: 'faulted', error: { title: 'Access Forbidden' } }, []],
])('conditional-task.yaml takes a bet of whoever is old enough: %i', async (age, end, asked) => {
  await using casino = await openStrangers(kitStrangers);
  const [[, text = ''] = []] = like(/^conditional-task/);
  const needs = { bus: noBus, egress: casino.egress, children: noChildren, outside: noOutside };
  expect((await runDocument(text, { customer: { age } }, needs)).end).toMatchObject(end);
  expect(casino.asked.map(({ path }) => path)).toEqual(asked);
});

test.each(examples.filter(([name]) => raising.includes(name)))('%s raises what it spells', async (name, text) => {
  expect((await run(name, text)).end).toMatchObject({ status: 'faulted', error: { title: 'Not Implemented' } });
});

test.each(like(refused))('%s is refused, and the error says why', async (name, text) => {
  const error = { type: 'https://serverlessworkflow.io/spec/1.0.0/errors/configuration', status: 501 };
  expect((await run(name, text)).end).toMatchObject({ status: 'faulted', error });
});

test.each(like(/^(?:call-asyncapi-subscribe|listen|accumulate|run-sub|run-script)/))('%s compiles', (_name, text) => {
  expect(planOf(text).tasks.length).toBeGreaterThan(0);
});
