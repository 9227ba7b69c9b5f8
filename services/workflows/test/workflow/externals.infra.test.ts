import { newId } from '@mesh/contracts/id';
import { scopes } from '@mesh/contracts/scope';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fetchExternals } from '../../src/effect/resource/fetch-externals.ts';
import { planCache } from '../../src/plan/plan-cache.ts';
import { createWorkflow } from '../../src/workflow/create-workflow.ts';
import { noBus } from '../conformance/run-document.ts';
import { openStrangers, type Strangers } from '../conformance/strangers.ts';
import { Room } from '../room.ts';

/** What is at the other end, by path. */
const files = new Map<string, string>();
let strangers: Strangers;
let room: Room;
beforeAll(async () => {
  strangers = await openStrangers(({ path }) => {
    const body = files.get(path);
    return body === undefined ? undefined : { body };
  });
  room = await Room.open();
});
afterAll(async () => {
  await room[Symbol.asyncDispose]();
  await strangers[Symbol.asyncDispose]();
});
beforeEach(() => {
  files.clear();
  strangers.asked.length = 0;
});

let count = 0;
const externals = () => fetchExternals({ db: room.db, bus: noBus, egress: strangers.egress });

/** Saves a document of one task as somebody with all rights, and gives its id. */
const save = async (task: string, use?: string): Promise<string> => (await saved(task, use)).id;

async function saved(task: string, use = '') {
  const handler = createWorkflow(room.db, { externalsOf: externals() });
  const text = `document: {dsl: 1.0.3, namespace: external, name: n${++count}, version: 1.0.0}\n${use}\ndo:\n  - one: ${task}`;
  const principal = { id: newId('key'), type: 'api-key', workspaceId: room.workspaceId, scopes: [...scopes] };
  const context = { workspaceId: room.workspaceId, principal } as unknown as Parameters<typeof handler>[1];
  const request = { params: {}, query: {}, headers: {}, body: { text, contentType: 'application/yaml' } };
  return handler(request as Parameters<typeof handler>[0], context);
}
const planOf = (workflowId: string) => planCache(room.db, externals())(room.workspaceId, workflowId);
const rows = async (workflowId: string) =>
  room.db.inWorkspace(room.workspaceId, (trx) =>
    trx
      .selectFrom('externalResource')
      .select(['uri', 'digest', 'content'])
      .where('workflowId', '=', workflowId)
      .execute(),
  );

test('a schema is fetched when the workflow is saved, and kept with its digest whatever becomes of it', async () => {
  files.set('/pet.yaml', 'type: object\nrequired: [name]\n');
  const { id, warnings } = await saved(
    '{input: {schema: {resource: {endpoint: https://a.example/pet.yaml}}}, set: {a: 1}}',
  );
  expect(warnings).toEqual([]);
  files.set('/pet.yaml', 'type: string');
  expect(await rows(id)).toEqual([
    {
      uri: 'https://a.example/pet.yaml',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      content: { type: 'object', required: ['name'] },
    },
  ]);
  const { tasks } = await planOf(id);
  expect(() => tasks[0]?.input.check?.({})).toThrow(/name/);
  expect(() => tasks[0]?.input.check?.({ name: 'Rex' })).not.toThrow();
  expect(strangers.asked.length).toBe(1);
});

test('a function of a catalog is fetched with what it refers to in its turn', async () => {
  files.set('/functions/greet/1.0.0/function.yaml', 'call: say:2.0.0@own\nwith: {text: "${ .name }"}');
  files.set(
    '/functions/say/2.0.0/function.yaml',
    'input: {schema: {resource: {endpoint: https://a.example/text}}}\nset: {said: "${ .text }"}',
  );
  files.set('/text', '{"type": "object"}');
  const id = await save(
    '{call: greet:1.0.0@own, with: {name: Ada}}',
    'use: {catalogs: {own: {endpoint: https://a.example}}}',
  );
  expect((await rows(id)).length).toBe(3);
  expect((await planOf(id)).tasks[0]).toMatchObject({ kind: 'do', tasks: [{ kind: 'do' }] });
});

test('a schema is fetched with the schemas to which it refers', async () => {
  files.set('/schemas/order', '{"properties": {"pet": {"$ref": "pet"}}}');
  files.set('/schemas/pet', 'required: [name]');
  const id = await save('{input: {schema: {resource: {endpoint: https://a.example/schemas/order}}}, set: {a: 1}}');
  expect((await rows(id)).length).toBe(2);
  const [task] = (await planOf(id)).tasks;
  expect(() => task?.input.check?.({ pet: { name: 'Rex' } })).not.toThrow();
  expect(() => task?.input.check?.({ pet: {} })).toThrow('/pet must have required property');
});

test('what cannot be had when the workflow is saved is fetched when it is started, which is refused until then', async () => {
  const { id, warnings } = await saved('{call: https://a.example/later/function.yaml}');
  const why = 'https://a.example/later/function.yaml: the server answered 404: {"message":"none"}';
  expect(warnings).toEqual([
    { pointer: '/do/0/one/call', message: `what it refers to elsewhere could not be fetched: ${why}` },
  ]);
  expect(await rows(id)).toEqual([]);
  await expect(planOf(id)).rejects.toMatchObject({ code: 'unprocessable', message: expect.stringContaining('404') });
  files.set('/later/function.yaml', 'set: {a: 1}');
  expect((await planOf(id)).tasks.length).toBe(1);
});

test.each([
  ['is no task', 'hello: there', /is no field|expected one of/],
  ['is no text of ours', '{{', /no JSON and no YAML/],
  [
    'names a secret',
    'call: http\nwith: {method: get, endpoint: https://a.example, headers: {x: "${ $secrets.mine }"}}',
    /no mine/,
  ],
  [
    'uses a policy that is not its own',
    'call: http\nwith: {method: get, endpoint: {uri: https://a.example, authentication: {use: mine}}}',
    /no authentication called mine/,
  ],
  ['calls a function of its caller', 'call: mine', /no function called mine/],
  ['is no jq', 'set: {a: "${ . | }"}', /not a jq expression/],
])('a function that %s cannot be used', async (_what, text, message) => {
  files.set('/f/function.yaml', text);
  const use =
    'use: {secrets: [mine], authentications: {mine: {bearer: {use: mine}}}, functions: {mine: {set: {a: 1}}}}';
  const id = await save('{call: https://a.example/f}', use);
  await expect(planOf(id)).rejects.toMatchObject({ code: 'unprocessable', message: expect.stringMatching(message) });
});

test('an address that only an execution could tell is refused', async () => {
  const id = await save('{input: {schema: {resource: {endpoint: "https://a.example/{name}"}}}, set: {a: 1}}');
  await expect(planOf(id)).rejects.toMatchObject({ message: expect.stringContaining('spelled out') });
});

test('many that ask at once keep one answer, which no other workspace sees', async () => {
  const id = await save('{call: https://a.example/new/function.yaml}');
  let version = 0;
  const changing = await openStrangers(() => ({ body: `set: {version: ${++version}}` }));
  await using _ = changing;
  const fetched = () =>
    planCache(room.db, fetchExternals({ db: room.db, bus: noBus, egress: changing.egress }))(room.workspaceId, id);
  const plans = await Promise.all(Array.from({ length: 5 }, fetched));
  const definitions = plans.map(({ tasks: [task] }) =>
    JSON.stringify(task?.kind === 'do' && task.tasks[0]?.definition),
  );
  expect(new Set(definitions).size).toBe(1);
  const seen = await room.db.inWorkspace(newId('ws'), (trx) => sql`select 1 from external_resource`.execute(trx));
  expect(seen.rows).toEqual([]);
});
