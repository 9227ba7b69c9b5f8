import { once } from 'node:events';
import type { Bus } from '@mesh/bus/bus';
import { call } from '@mesh/bus/call';
import { connectBus } from '@mesh/bus/connect';
import { generatePrincipalKeys } from '@mesh/bus/principal-keys';
import { serve } from '@mesh/bus/serve';
import { checkCredentials } from '@mesh/contracts/credentials';
import { listFunctions } from '@mesh/contracts/functions';
import { newId } from '@mesh/contracts/id';
import { MeshError } from '@mesh/contracts/mesh-error';
import { type Service, services } from '@mesh/contracts/operation';
import type { Principal } from '@mesh/contracts/principal';
import { type Scope, scopes } from '@mesh/contracts/scope';
import { createWorkflow as operation } from '@mesh/contracts/workflows';
import { silent } from '@mesh/runtime/log';
import { freshNats } from '@mesh/testing/nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainModels } from '../../src/effect/llm/models.ts';
import { warningsOver } from '../../src/warnings/warnings-over.ts';
import { createWorkflow } from '../../src/workflow/create-workflow.ts';
import { deleteWorkflow } from '../../src/workflow/delete-workflow.ts';
import { asking } from '../asking.ts';
import { Room } from '../room.ts';

const keys = generatePrincipalKeys(services);
const opened = new AsyncDisposableStack();
let room: Room;
let gateway: Bus;
let url: string;

beforeAll(async () => {
  url = opened.use(await freshNats()).url;
  room = opened.use(await Room.open());
  const workflows = await connected('workflows');
  const warningsOf = warningsOver({ db: room.db, bus: workflows, models: plainModels });
  opened.use(serve(workflows, operation, createWorkflow(room.db, { warningsOf })));
  gateway = await connected('gateway');
});
afterAll(() => opened.disposeAsync());

async function connected(name: Service): Promise<Bus> {
  const signingKey = keys.signingKeys[name];
  return opened.use(await connectBus({ url, name, log: silent, signingKey, publicKeys: keys.publicKeys }));
}

const head = (name: string, use = '') =>
  `document: {dsl: 1.0.3, namespace: warned, name: ${name}, version: 1.0.0}\n${use}do:\n`;

/** Saves as somebody with these scopes, all by default. */
async function save(text: string, held: readonly Scope[] = scopes) {
  const { workspaceId } = room;
  const principal: Principal = { id: newId('key'), type: 'api-key', workspaceId, scopes: [...held] };
  const question = { body: { contentType: 'application/yaml' as const, text } };
  return call(gateway, operation, question, { principal, newId: newId('wf') });
}

const plugin = '  - say: {call: "kit.say:1.0.0@plugins"}\n';
const secret = 'use: {secrets: [github, slack]}\n';

test('a document that the mesh can run is saved without warnings', async () => {
  const { warnings } = await save(`${head('fine')}  - one: {call: "search:1.0.0@mesh", with: {collection: c}}\n`);
  expect(warnings).toEqual([]);
});

test('what no runner is there for is saved and told, and told again when it is saved again', async () => {
  const text = `${head('processes')}  - one: {run: {script: {language: python, code: "1"}}}\n  - two: {run: {shell: {command: ls}}}\n`;
  const made = await save(text);
  expect(made).toMatchObject({ status: 'active', created: true });
  expect(made.warnings).toEqual([
    {
      pointer: '/do/0/one/run/script/language',
      message: 'no runner is configured for scripts in python',
      line: 3,
      column: 26,
    },
    { pointer: '/do/1/two/run/shell', message: 'no runner is configured for run: shell', line: 4, column: 17 },
  ]);
  expect(await save(text)).toEqual({ ...made, created: false });
});

test('a workflow that is not there, or archived, is told until it is saved; its own is there', async () => {
  const run = (name: string, version: string) =>
    `  - one: {run: {workflow: {namespace: warned, name: ${name}, version: ${version}}}}\n`;
  const parent = head('parent') + run('child', '1.0.0');
  const latest = head('parent-of-latest') + run('child', 'latest');
  const missing = [{ pointer: '/do/0/one/run/workflow', line: 3, column: 17 }];
  expect((await save(parent)).warnings).toEqual([
    { ...missing[0], message: 'there is no active workflow warned/child 1.0.0' },
  ]);
  expect((await save(latest)).warnings).toEqual([
    { ...missing[0], message: 'there is no active workflow warned/child' },
  ]);
  const child = await save(`${head('child')}  - one: {set: {a: 1}}\n`);
  expect((await save(parent)).warnings).toEqual([]);
  expect((await save(latest)).warnings).toEqual([]);
  await asking(deleteWorkflow(room.db), room.workspaceId, { params: { workflowId: child.id } });
  expect((await save(parent)).warnings).toMatchObject(missing);
  expect((await save(latest)).warnings).toMatchObject(missing);
  expect((await save(head('itself') + run('itself', '1.0.0'))).warnings).toEqual([]);
});

test('plugins and secrets that nobody can be asked about are told as not checked, and the document is saved', async () => {
  const { created, warnings } = await save(`${head('unasked', secret)}${plugin}`);
  expect(created).toBe(true);
  expect(warnings.map(({ pointer }) => pointer)).toEqual(['/use/secrets/0', '/use/secrets/1', '/do/0/say/call']);
  expect(warnings[0]?.message).toMatch(/^whether there is a secret github could not be checked: /);
  expect(warnings[2]?.message).toMatch(/^whether the plugin kit is installed could not be checked: /);
});

test('a service that does not answer holds nobody up', async () => {
  const plugins = await connected('plugins');
  const hang = (signal: AbortSignal) => once(signal, 'abort').then(() => signal.throwIfAborted());
  await using _ = serve(plugins, listFunctions, async (_asked, { signal }) => (await hang(signal)) as never);
  await plugins.ping();
  const begun = performance.now();
  const { warnings } = await save(`${head('held')}${plugin}`);
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(warnings).toMatchObject([{ message: expect.stringMatching(/could not be checked/) }]);
});

test('plugins and functions that are not installed are told, asked for once for each plugin', async () => {
  const asked: string[] = [];
  const plugins = await connected('plugins');
  await using _ = serve(plugins, listFunctions, async ({ params: { name } }) => {
    asked.push(name);
    if (name !== 'kit') throw new MeshError('not-found', `the plugin ${name} is not installed`);
    return { version: '1.0.0', items: [{ name: 'say', description: '', input: {} }], nextCursor: null };
  });
  await plugins.ping();
  const calls = ['kit.say:1.0.0@plugins', 'kit.say:2.0.0@plugins', 'kit.sing:1.0.0@default', 'none.say:1.0.0@plugins'];
  const wrong = ['say:1.0.0@plugins', 'No_kit.say:1.0.0@plugins', 'unknown:1.0.0@mesh'];
  const tasks = [...calls, ...wrong].map((name, at) => `  - t${at}: {call: "${name}"}\n`);
  const tool = '{plugin: kit, functions: [say, dance]}';
  const agent = `  - agent: {call: agent, with: {model: m, instructions: i, tools: [${tool}]}}\n`;
  const { warnings } = await save(head('plugins') + tasks.join('') + agent);
  expect(warnings.map(({ line, message }) => [line, message])).toEqual([
    [4, 'kit 2.0.0 is not installed; 1.0.0 is'],
    [5, 'kit has no function sing'],
    [6, 'the plugin none is not installed'],
    [7, 'say:1.0.0@plugins names no function: expected plugin.function:version@plugins'],
    [8, 'No_kit is no name of a plugin'],
    [9, 'nothing here runs unknown:1.0.0@mesh'],
    [10, 'kit has no function dance'],
  ]);
  expect(asked.sort()).toEqual(['kit', 'none']);
});

test('secrets that the workspace does not have are told to whoever may read credentials', async () => {
  const credentials = await connected('credentials');
  await using _ = serve(credentials, checkCredentials, async ({ body: { credentials: named } }) => ({
    missing: named.filter((name) => name === 'slack'),
  }));
  await credentials.ping();
  const text = `${head('secrets', secret)}  - one: {set: {a: 1}}\n`;
  expect((await save(text)).warnings).toEqual([
    {
      pointer: '/use/secrets/1',
      message: 'there is no secret slack in the environment production',
      line: 2,
      column: 25,
    },
  ]);
  const { warnings } = await save(text, ['workflows:write']);
  expect(warnings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^whether there is a secret github could not be checked: .*credentials:read/),
    expect.stringMatching(/slack could not be checked/),
  ]);
});
