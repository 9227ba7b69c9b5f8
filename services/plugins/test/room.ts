import { randomBytes, randomUUID } from 'node:crypto';
import type { HandlerOf } from '@mesh/bus/handler';
import type { Cache } from '@mesh/cache/cache';
import { openCache } from '@mesh/cache/open';
import * as functions from '@mesh/contracts/functions';
import { newId } from '@mesh/contracts/id';
import * as installations from '@mesh/contracts/installations';
import type { Operation } from '@mesh/contracts/operation';
import * as plugins from '@mesh/contracts/plugins';
import type { Database } from '@mesh/database/database';
import { openDatabase } from '@mesh/database/open';
import type { Objects } from '@mesh/objects/objects';
import { ensureBucket, openObjects } from '@mesh/objects/open';
import { outboxMigrations } from '@mesh/outbox/migrations';
import { type Log, silent } from '@mesh/runtime/log';
import { askHandler } from '@mesh/testing/ask-handler';
import { contextOf } from '@mesh/testing/context-of';
import { freshDatabase } from '@mesh/testing/database';
import { servers } from '@mesh/testing/servers';
import { Content, hashOf } from '../src/content/content.ts';
import { migrations } from '../src/db/migrations.ts';
import type { Schema } from '../src/db/schema.ts';
import { invokeFunction } from '../src/function/invoke-function.ts';
import { listFunctions } from '../src/function/list-functions.ts';
import { installPlugin } from '../src/installation/install-plugin.ts';
import { listInstallationRevisions } from '../src/installation/list-installation-revisions.ts';
import { listInstallations } from '../src/installation/list-installations.ts';
import { rollbackInstallations } from '../src/installation/rollback-installations.ts';
import { uninstallPlugin } from '../src/installation/uninstall-plugin.ts';
import { downloadPlugin } from '../src/plugin/download-plugin.ts';
import { getPlugin } from '../src/plugin/get-plugin.ts';
import { getPluginVersion } from '../src/plugin/get-plugin-version.ts';
import { getPluginVersionStatus } from '../src/plugin/get-plugin-version-status.ts';
import { listPluginFiles } from '../src/plugin/list-plugin-files.ts';
import { listPlugins } from '../src/plugin/list-plugins.ts';
import { publishPlugin } from '../src/plugin/publish-plugin.ts';
import { readPluginFile } from '../src/plugin/read-plugin-file.ts';
import { Sandbox } from '../src/sandbox/sandbox.ts';

export type Room = AsyncDisposable & {
  db: Database<Schema>;
  objects: Objects;
  cache: Cache;
  /** What was logged as a matter of security. */
  alarms: object[];
  in(workspaceId: string): Asked;
};
export type Asked = ReturnType<typeof asked>;
type Needs = { db: Database<Schema>; objects: Objects; content: Content; sandbox: Sandbox; log: Log };

/** All that the handlers need, on real servers of this file's own, asked without a bus between. */
export async function openRoom({ redis = true } = {}): Promise<Room> {
  await using opening = new AsyncDisposableStack();
  const { url } = opening.use(await freshDatabase({ folders: [outboxMigrations, migrations] }));
  const db = opening.use(openDatabase<Schema>({ url, log: silent }));
  const { s3, redis: server } = await servers();
  const bucket = { ...s3, bucket: `plugins-${randomBytes(4).toString('hex')}` };
  await ensureBucket(bucket);
  const objects = opening.use(openObjects(bucket));
  const cache = opening.use(openCache({ url: redis ? server?.url : undefined, log: silent }));
  const sandbox = opening.use(new Sandbox({ log: silent }));
  const alarms: object[] = [];
  const log: Log = { ...silent, error: (fields) => void alarms.push(fields) };
  const content = new Content({ objects, cache, ttlSeconds: 60, log });
  const opened = opening.move();
  return {
    db,
    objects,
    cache,
    alarms,
    in: (workspaceId) => asked({ db, objects, content, sandbox, log }, workspaceId),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Puts an upload into the bucket as the gateway does. */
export async function uploadOf(objects: Objects, bytes: Buffer) {
  const object = `uploads/${randomUUID()}`;
  await objects.put(object, bytes);
  return { object, bytes: bytes.length, sha256: hashOf(bytes), contentType: 'application/zip' };
}

function asked(needs: Needs, workspaceId: string) {
  const { db, objects, content } = needs;
  const ask = <O extends Operation>(operation: O, handler: HandlerOf<O>) =>
    askHandler(operation, handler, () => contextOf(workspaceId, { newId: newId('plg') }));
  const publish = ask(plugins.publishPlugin, publishPlugin(needs));
  return {
    publish: async (bytes: Buffer, query: { visibility?: 'private' | 'public' } = {}) =>
      publish({ body: await uploadOf(objects, bytes), query }),
    listPlugins: ask(plugins.listPlugins, listPlugins(db)),
    getPlugin: ask(plugins.getPlugin, getPlugin(db)),
    getPluginVersion: ask(plugins.getPluginVersion, getPluginVersion(db)),
    getPluginVersionStatus: ask(plugins.getPluginVersionStatus, getPluginVersionStatus(db)),
    listPluginFiles: ask(plugins.listPluginFiles, listPluginFiles(db)),
    readPluginFile: ask(plugins.readPluginFile, readPluginFile(db, content)),
    downloadPlugin: ask(plugins.downloadPlugin, downloadPlugin(db, content)),
    installPlugin: ask(installations.installPlugin, installPlugin(db)),
    listInstallations: ask(installations.listInstallations, listInstallations(db)),
    uninstallPlugin: ask(installations.uninstallPlugin, uninstallPlugin(db)),
    rollbackInstallations: ask(installations.rollbackInstallations, rollbackInstallations(db)),
    listInstallationRevisions: ask(installations.listInstallationRevisions, listInstallationRevisions(db)),
    listFunctions: ask(functions.listFunctions, listFunctions(db)),
    invokeFunction: ask(functions.invokeFunction, invokeFunction(needs)),
  };
}
