// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of the DSL stand in dollar and braces
import type { CallContext } from '@mesh/bus/handler';
import { newId } from '@mesh/contracts/id';
import { workflowEtag } from '@mesh/contracts/workflows';
import type { Database } from '@mesh/database/database';
import { openDatabase } from '@mesh/database/open';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { silent } from '@mesh/runtime/log';
import { contextOf } from '@mesh/testing/context-of';
import { freshDatabase } from '@mesh/testing/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { migrations } from '../../src/db/migrations.ts';
import type { Schema } from '../../src/db/schema.ts';
import type { ContentType } from '../../src/definition/read-document.ts';
import { startable } from '../../src/execution/startable.ts';
import { createWorkflow } from '../../src/workflow/create-workflow.ts';
import { deleteWorkflow } from '../../src/workflow/delete-workflow.ts';
import { findStartable } from '../../src/workflow/find-workflow.ts';
import { getWorkflow } from '../../src/workflow/get-workflow.ts';
import { getWorkflowDefinition } from '../../src/workflow/get-workflow-definition.ts';
import { listWorkflows } from '../../src/workflow/list-workflows.ts';
import { findDocument } from '../../src/workflow/workflow-store.ts';
import { examples } from '../definition/specification.ts';

const opened = new AsyncDisposableStack();
let db: Database<Schema>;

beforeAll(async () => {
  const { url } = opened.use(await freshDatabase({ folders: [outboxMigrations, migrations] }));
  db = opened.use(openDatabase<Schema>({ url, log: silent }));
});
afterAll(() => opened.disposeAsync());

/** Of a key that may start executions, as schedules do. */
function starter(): CallContext {
  const context = contextOf();
  return { ...context, principal: { ...context.principal, scopes: ['executions:write'] } };
}

const nothing = { params: {}, query: {}, headers: {}, body: {} };
const text = (version: string, name = 'one', more = '') => `# kept as it was written
document: { dsl: 1.0.3, namespace: test, name: ${name}, version: ${version} }
do:
  - first: { set: { a: 1${more} } }
`;
const save = (context: CallContext, body: string, contentType: ContentType = 'application/yaml') =>
  createWorkflow(db)({ ...nothing, body: { text: body, contentType } }, context);
const list = (context: CallContext, query: object = {}) => listWorkflows(db)({ ...nothing, query }, context);
const get = (context: CallContext, workflowId: string) =>
  getWorkflow(db)({ ...nothing, params: { workflowId } }, context);
const archive = (context: CallContext, workflowId: string, headers: { 'if-match'?: string } = {}) =>
  deleteWorkflow(db)({ ...nothing, params: { workflowId }, headers }, context);
const definition = async (context: CallContext, workflowId: string, accept?: string) => {
  const answer = await getWorkflowDefinition(db)({ ...nothing, params: { workflowId }, headers: { accept } }, context);
  return { ...answer, text: Buffer.from(answer.base64, 'base64').toString() };
};
const find = ({ workspaceId }: CallContext, reference: string) =>
  db.inWorkspace(workspaceId, (trx) => findStartable(trx, reference));
const told = ({ workspaceId }: CallContext) =>
  db.asSystem(async (trx) => {
    const mine = trx.selectFrom('outbox').select(['type', 'about']).where('workspaceId', '=', workspaceId);
    const rows = await mine.orderBy('id').execute();
    return rows.map(({ type, about }) => `${type.split('.').at(-2)} ${about}`);
  });

test('every example of the specification is saved, and its expressions are jq', async () => {
  const context = contextOf();
  for (const [file, source] of examples) {
    await expect(save(starter(), source), file).resolves.toMatchObject({ status: 'active', created: true });
  }
  expect((await list(context)).items).toEqual([]);
});

test('a workflow is saved, told and read', async () => {
  const context = contextOf();
  const made = await save(context, text('1.0.0'));
  expect(made).toMatchObject({ namespace: 'test', name: 'one', version: '1.0.0', status: 'active', created: true });
  const { created, warnings, ...workflow } = made;
  expect({ created, warnings }).toEqual({ created: true, warnings: [] });
  expect(await get(context, made.id)).toEqual(workflow);
  expect((await list(context)).items).toEqual([workflow]);
  expect(await told(context)).toEqual([`created ${made.id}`]);
  const found = await db.inWorkspace(context.workspaceId, (trx) => findDocument(trx, made.id));
  expect(found).toEqual({ document: parse(text('1.0.0')), digest: made.digest });
});

test('the same content again is the same workflow, in whatever spelling', async () => {
  const context = contextOf();
  const made = await save(context, text('1.0.0'));
  const again = await save(context, text('1.0.0'));
  const asJson = await save(context, JSON.stringify(parse(text('1.0.0'))), 'application/json');
  expect(again).toEqual({ ...made, created: false });
  expect(asJson).toEqual(again);
  expect(await told(context)).toHaveLength(1);
});

test('asking twice with one id makes one workflow and gives one answer', async () => {
  const context = contextOf(newId('ws'), { newId: newId('wf') });
  const answers = await Promise.all([save(context, text('1.0.0')), save(context, text('1.0.0'))]);
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]).toMatchObject({ id: context.newId, created: true });
});

test('other content under a version that is there is a conflict', async () => {
  const context = contextOf();
  await save(context, text('1.0.0'));
  await expect(save(context, text('1.0.0', 'one', ', b: 2'))).rejects.toMatchObject({ code: 'conflict' });
  await expect(save(context, text('1.0.1', 'one', ', b: 2'))).resolves.toMatchObject({ created: true });
});

test('what is wrong is refused with its places, and leaves nothing', async () => {
  const context = contextOf();
  const errors = [{ pointer: '/do/0/first/set/b', line: 4 }];
  await expect(save(context, text('1.0.0', 'one', ', b: "${ .a | }"'))).rejects.toMatchObject({
    code: 'workflow-invalid',
    errors,
  });
  expect((await list(context)).items).toEqual([]);
});

test('a large document is read beside, with the same answers', async () => {
  const context = contextOf();
  const large = (task: string) => `${text('1.0.0')}  - ${task}\n${'# large\n'.repeat(20_000)}`;
  const made = await save(context, large('second: { set: { b: "${ .a }" } }'));
  expect((await definition(context, made.id)).text.length).toBeGreaterThan(160_000);
  await expect(save(context, large('second: { set: { b: "${ .a | }" } }'))).rejects.toMatchObject({
    code: 'workflow-invalid',
    errors: [{ pointer: '/do/1/second/set/b', line: 5 }],
  });
});

test('the definition is what was sent, or the other of YAML and JSON where that is preferred', async () => {
  const context = contextOf();
  const { id, digest } = await save(context, text('1.0.0'));
  expect(await definition(context, id)).toMatchObject({
    contentType: 'application/yaml',
    text: text('1.0.0'),
    fileName: 'test.one-1.0.0.yaml',
    etag: `${digest}.yaml`,
  });
  const asJson = await definition(context, id, 'application/json');
  expect(JSON.parse(asJson.text)).toEqual(parse(text('1.0.0')));
  const sent = await save(contextOf(context.workspaceId), JSON.stringify(parse(text('2.0.0'))), 'application/json');
  const asYaml = await definition(context, sent.id, 'application/yaml');
  expect(asYaml.contentType).toBe('application/yaml');
  expect(parse(asYaml.text)).toEqual(parse(text('2.0.0')));
});

test('the latest version is the last in semantic order that is active', async () => {
  const context = contextOf();
  const ids = new Map<string, string>();
  for (const version of ['1.9.0', '1.10.0', '1.10.0-rc.1', '1.2.0']) {
    ids.set(version, (await save(context, text(version))).id);
  }
  expect((await find(context, 'test/one')).version).toBe('1.10.0');
  await archive(context, ids.get('1.10.0') ?? '');
  expect((await find(context, 'test/one')).version).toBe('1.10.0-rc.1');
  await archive(context, ids.get('1.10.0-rc.1') ?? '');
  expect((await find(context, 'test/one')).version).toBe('1.9.0');
  expect((await get(context, 'test/one')).id).toBe(ids.get('1.9.0'));
  expect((await definition(context, 'test/one')).text).toBe(text('1.9.0'));
  for (const reference of ['test/two', 'test', 'test/one/1.9.0', '', newId('wf')]) {
    await expect(get(context, reference), reference).rejects.toMatchObject({ code: 'not-found' });
    await expect(find(context, reference), reference).rejects.toMatchObject({ code: 'not-found' });
  }
});

test('an archived workflow starts no more, is listed no more, and stays readable', async () => {
  const context = contextOf();
  const { id } = await save(context, text('1.0.0'));
  await archive(context, id);
  await archive(context, id);
  expect(await get(context, id)).toMatchObject({ status: 'archived' });
  expect((await definition(context, id)).text).toBe(text('1.0.0'));
  expect((await list(context)).items).toEqual([]);
  await expect(find(context, id)).rejects.toMatchObject({ code: 'unprocessable' });
  await expect(find(context, 'test/one')).rejects.toMatchObject({ code: 'not-found' });
  expect(await told(context)).toEqual([`created ${id}`, `archived ${id}`]);
  expect(await save(context, text('1.0.0'))).toMatchObject({ id, status: 'active', created: false });
  expect(await find(context, id)).toMatchObject({ version: '1.0.0' });
});

test('archiving honours If-Match', async () => {
  const context = contextOf();
  const made = await save(context, text('1.0.0'));
  await expect(archive(context, made.id, { 'if-match': '"other"' })).rejects.toMatchObject({
    code: 'precondition-failed',
  });
  await expect(archive(context, made.id, { 'if-match': workflowEtag(made) })).resolves.toEqual({});
});

test('the list is filtered, and paged newest first', async () => {
  const context = contextOf();
  for (const name of ['alpha', 'beta', 'al-pine', 'gamma']) await save(context, text('1.0.0', name));
  const names = async (query: object) => (await list(context, query)).items.map(({ name }) => name);
  expect(await names({})).toEqual(['gamma', 'al-pine', 'beta', 'alpha']);
  expect(await names({ search: 'AL' })).toEqual(['al-pine', 'alpha']);
  expect(await names({ search: '%' })).toEqual([]);
  expect(await names({ namespace: 'test', name: 'beta' })).toEqual(['beta']);
  expect(await names({ namespace: 'other' })).toEqual([]);
  const first = await list(context, { limit: 3 });
  const second = await list(context, { limit: 3, cursor: first.nextCursor ?? '' });
  expect(first.items).toHaveLength(3);
  expect(second.items.map(({ name }) => name)).toEqual(['alpha']);
  expect(second.nextCursor).toBeNull();
  await expect(list(context, { cursor: 'x' })).rejects.toMatchObject({ code: 'invalid' });
});

test('another workspace sees nothing of it, and may have the same names', async () => {
  const [mine, theirs] = [contextOf(), contextOf()];
  const { id } = await save(mine, text('1.0.0'));
  const attempts = [
    () => get(theirs, id),
    () => definition(theirs, id),
    () => archive(theirs, id),
    () => find(theirs, id),
  ];
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not-found' });
  await expect(find(theirs, 'test/one')).rejects.toMatchObject({ code: 'not-found' });
  expect((await list(theirs)).items).toEqual([]);
  expect((await save(theirs, text('1.0.0', 'one', ', b: 2'))).id).not.toBe(id);
  expect(await get(mine, id)).toMatchObject({ status: 'active' });
});

test('what is saved or archived holds for the next start, though the one before was looked up a moment ago', async () => {
  const context = contextOf();
  const { find: started, forget } = startable(db);
  const saveAnew = (version: string) =>
    createWorkflow(db, { onSaved: forget })(
      { ...nothing, body: { text: text(version, 'anew'), contentType: 'application/yaml' } },
      context,
    );
  const version = async () => (await started(context.workspaceId, 'test/anew')).version;
  await saveAnew('1.0.0');
  expect(await version()).toBe('1.0.0');
  const { id: workflowId } = await saveAnew('2.0.0');
  expect(await version()).toBe('2.0.0');
  expect(await started(context.workspaceId, workflowId)).toMatchObject({ version: '2.0.0' });
  await deleteWorkflow(db, forget)({ ...nothing, params: { workflowId } }, context);
  expect(await version()).toBe('1.0.0');
  await expect(started(context.workspaceId, workflowId)).rejects.toMatchObject({ code: 'unprocessable' });
});
