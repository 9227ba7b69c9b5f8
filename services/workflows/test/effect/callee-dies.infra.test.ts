import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Bus } from '@mesh/bus/bus';
import { connectBus } from '@mesh/bus/connect';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import { services } from '@mesh/contracts/operation';
import { scopes } from '@mesh/contracts/scope';
import { silent } from '@mesh/runtime/log';
import { openGuard } from '@mesh/testing/guard';
import { freshNats } from '@mesh/testing/nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { performEffects } from '../../src/effect/perform.ts';
import type { Effect } from '../../src/interpreter/frame.ts';
import { OutcomeUnknown } from '../../src/workflow-fault.ts';
import { aboutOf, noChildren, noOutside } from '../conformance/run-document.ts';
import { openStrangers } from '../conformance/strangers.ts';

const program = new URL('../processes/brokering.ts', import.meta.url).pathname;
const keys = generatePrincipalKeys(services);
const about = { ...aboutOf(), scopes: [...scopes] };
const opened = new AsyncDisposableStack();
let url: string;
let bus: Bus;

beforeAll(async () => {
  url = opened.use(await freshNats()).url;
  const signingKey = keys.signingKeys.workflows;
  bus = opened.use(await connectBus({ url, name: 'workflows', log: silent, signingKey, publicKeys: keys.publicKeys }));
});
afterAll(() => opened.disposeAsync());

/** A process of `credentials`, once it answers, and the keys of the calls that it takes. */
async function credentials(mood: 'hangs' | 'answers') {
  const child = spawn(process.execPath, [program, url, keys.signingKeys.credentials, keys.publicKeys, mood], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.pid) opened.use(openGuard()).watch({ pid: child.pid });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const told = async () => String((await lines.next()).value);
  expect(await told()).toBe('ready');
  return { child, taken: told };
}

async function kill(child: ChildProcess): Promise<void> {
  const over = once(child, 'exit');
  child.kill('SIGKILL');
  await over;
}

const effect: Effect = {
  frame: 1,
  function: 'http',
  arguments: { method: 'post', endpoint: { uri: 'https://a.example', authentication: { bearer: { use: 'secret' } } } },
  key: `${about.id}:/do/0/ask:0`,
  pointer: '/do/0/ask',
  detached: false,
};

async function perform(one: Effect) {
  const strangers = opened.use(await openStrangers(() => ({ status: 500 })));
  const { egress } = strangers;
  return performEffects({ bus, egress, children: noChildren, outside: noOutside })(
    about,
    one,
    new AbortController().signal,
  );
}

test('a call whose service is killed in the middle waits for the next one, and is made again under its key', async () => {
  const first = await credentials('hangs');
  const answered = perform(effect);
  const key = await first.taken();
  await kill(first.child);
  const second = await credentials('answers');
  expect(await second.taken()).toBe(key);
  expect(await answered).toEqual({ by: 'answers' });
  await kill(second.child);
});

test('a call that is made at most once is not made again: its outcome is unknown', async () => {
  const first = await credentials('hangs');
  const answered = expect(perform({ ...effect, once: true })).rejects.toThrow(OutcomeUnknown);
  await first.taken();
  await kill(first.child);
  await answered;
});
