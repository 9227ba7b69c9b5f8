import type { Bus } from '@mesh/bus/bus';
import { serve } from '@mesh/bus/serve';
import * as functions from '@mesh/contracts/functions';
import * as installations from '@mesh/contracts/installations';
import * as plugins from '@mesh/contracts/plugins';
import type { Database } from '@mesh/database/database';
import type { Objects } from '@mesh/objects/objects';
import type { Log } from '@mesh/runtime/log';
import type { Content } from './content/content.ts';
import type { Schema } from './db/schema.ts';
import { invokeFunction } from './function/invoke-function.ts';
import { listFunctions } from './function/list-functions.ts';
import { runScript } from './function/run-script.ts';
import { installPlugin } from './installation/install-plugin.ts';
import { listInstallationRevisions } from './installation/list-installation-revisions.ts';
import { listInstallations } from './installation/list-installations.ts';
import { rollbackInstallations } from './installation/rollback-installations.ts';
import { uninstallPlugin } from './installation/uninstall-plugin.ts';
import { downloadPlugin } from './plugin/download-plugin.ts';
import { getPlugin } from './plugin/get-plugin.ts';
import { getPluginVersion } from './plugin/get-plugin-version.ts';
import { getPluginVersionStatus } from './plugin/get-plugin-version-status.ts';
import { listPluginFiles } from './plugin/list-plugin-files.ts';
import { listPlugins } from './plugin/list-plugins.ts';
import { publishPlugin } from './plugin/publish-plugin.ts';
import { readPluginFile } from './plugin/read-plugin-file.ts';
import type { Sandbox } from './sandbox/sandbox.ts';

export type Needs = { db: Database<Schema>; objects: Objects; content: Content; sandbox: Sandbox; log: Log };

/** Answers every operation of plugins until disposed. */
export function servePlugins(bus: Bus, needs: Needs): AsyncDisposable {
  const { db, content } = needs;
  const serving = new AsyncDisposableStack();
  serving.use(serve(bus, plugins.publishPlugin, publishPlugin(needs)));
  serving.use(serve(bus, plugins.listPlugins, listPlugins(db)));
  serving.use(serve(bus, plugins.getPlugin, getPlugin(db)));
  serving.use(serve(bus, plugins.getPluginVersion, getPluginVersion(db)));
  serving.use(serve(bus, plugins.getPluginVersionStatus, getPluginVersionStatus(db)));
  serving.use(serve(bus, plugins.listPluginFiles, listPluginFiles(db)));
  serving.use(serve(bus, plugins.readPluginFile, readPluginFile(db, content)));
  serving.use(serve(bus, plugins.downloadPlugin, downloadPlugin(db, content)));
  serving.use(serve(bus, installations.installPlugin, installPlugin(db)));
  serving.use(serve(bus, installations.listInstallations, listInstallations(db)));
  serving.use(serve(bus, installations.uninstallPlugin, uninstallPlugin(db)));
  serving.use(serve(bus, installations.rollbackInstallations, rollbackInstallations(db)));
  serving.use(serve(bus, installations.listInstallationRevisions, listInstallationRevisions(db)));
  serving.use(serve(bus, functions.listFunctions, listFunctions(db)));
  serving.use(serve(bus, functions.invokeFunction, invokeFunction(needs)));
  serving.use(serve(bus, functions.runScript, runScript(needs.sandbox)));
  return serving;
}
