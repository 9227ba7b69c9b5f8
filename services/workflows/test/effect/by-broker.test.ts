import type { Bus } from '@mesh/bus/bus';
import { brokerCall } from '@mesh/contracts/credential-use';
import type { Egress } from '@mesh/egress/egress';
import { expect, test } from 'vitest';
import { noChildren, noOutside, runDocument } from '../conformance/run-document.ts';
import { openStrangers, type Stranger } from '../conformance/strangers.ts';
import { tasks } from '../simulation.ts';
import { errorOf, outputOf } from './world.ts';

function busOf(answer: (question: { body: unknown }) => Promise<object>): Bus {
  const ask = (_: string, { question }: { question: { body: unknown } }) => answer(question);
  return { connected: true, tokens: { sign: async () => '' }, batches: { ask } } as unknown as Bus;
}

/** A bus behind which credentials make the calls that they are asked for, as their contract reads them. */
function brokerBus(egress: Egress): Bus {
  const answer = async (asked: unknown) => {
    const { body, idempotencyKey, method, url, headers, redirects } = brokerCall.body.parse(asked);
    const made = { ...headers, ...(idempotencyKey && { 'idempotency-key': idempotencyKey }) };
    const written = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const told = await egress.request({ method, url, redirects, headers: made, body: written });
    return { status: told.status, headers: told.headers, body: told.body.toString(), bodyKind: 'text' };
  };
  return busOf(async ({ body }) => ({ output: await answer(JSON.parse(JSON.stringify(body))) }));
}

/** Runs one call to a place by itself, or by the broker. */
async function run(stranger: Stranger, more: string, authentication = '', busTo = brokerBus) {
  await using strangers = await openStrangers(stranger);
  const endpoint = `{uri: https://api.example/thing${authentication}}`;
  const yaml = `\n  - call: {call: http, with: {method: post, endpoint: ${endpoint}, ${more}}}`;
  const needs = { bus: busTo(strangers.egress), egress: strangers.egress };
  const text = `use: {secrets: [key]}\n${tasks(yaml)}`;
  const ran = await runDocument(text, {}, { ...needs, children: noChildren, outside: noOutside });
  return { ...ran, asked: strangers.asked };
}
const byBroker = ', authentication: {bearer: {use: key}}';

test.each([
  'body: some text',
  'body: {a: 1}',
  'body: null',
  'body: "1", headers: {Content-Type: text/csv}',
  'body: {a: x y}, headers: {content-type: application/x-www-form-urlencoded}',
  'headers: {Idempotency-Key: my own}',
  'redirect: true',
])('a call with %s is the same, by itself and by the broker', async (more) => {
  const answer: Stranger = ({ headers }) => ({ body: headers['idempotency-key'] === 'my own' ? 'own' : 'fine' });
  const [plain, brokered] = [await run(answer, more), await run(answer, more, byBroker)];
  expect(outputOf(brokered)).toEqual(outputOf(plain));
  const [[one], [other]] = [plain.asked, brokered.asked];
  expect(other?.body).toBe(one?.body);
  expect(other?.headers['content-type']).toBe(one?.headers['content-type']);
});

test('an answer that redirects to the broker is an error too, unless redirect says that it is none', async () => {
  const moved: Stranger = ({ path }) =>
    path === '/thing' ? { status: 302, headers: { location: 'https://other.example/there' } } : { body: 'arrived' };
  const left = await run(moved, 'output: content', byBroker);
  expect(errorOf(left)).toMatchObject({ status: 302, type: /communication$/ });
  expect(left.asked).toHaveLength(1);
  expect(outputOf(await run(moved, 'redirect: true', byBroker))).toBe('arrived');
});

test('a secret that is not there is told with the environment that was looked in', async () => {
  const error = { code: 'not-found', message: 'there is no such credential' };
  const faulted = await run(
    () => ({ body: '' }),
    'output: content',
    byBroker,
    () => busOf(async () => ({ error })),
  );
  expect(errorOf(faulted)).toMatchObject({
    status: 403,
    detail: 'there is no secret key in the environment production',
  });
});
