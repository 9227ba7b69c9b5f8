import { call } from '@mesh/bus/call';
import { listFunctions } from '@mesh/contracts/functions';
import { MeshError } from '@mesh/contracts/mesh-error';
import { pluginName } from '@mesh/contracts/plugin-shapes';
import type { PluginNeed } from '../definition/needs/need.ts';
import { type Asking, notChecked, PATIENCE_MS } from './missing.ts';

export type PluginWanted = Pick<PluginNeed, 'plugin' | 'functions' | 'version'>;
type Installed = { readonly version: string; readonly functions: readonly string[] };
/** Installed plugins, or why one is not installed or could not be looked up. */
type InstalledPlugins = ReadonlyMap<string, Installed | string>;

export async function installedPlugins(wanted: readonly PluginWanted[], asking: Asking): Promise<InstalledPlugins> {
  const names = new Set(wanted.map(({ plugin }) => plugin));
  return new Map(await Promise.all(Array.from(names, async (name) => [name, await installed(name, asking)] as const)));
}

/** What is missing; undefined if everything is installed. */
export function lackOf({ plugin, functions, version }: PluginWanted, plugins: InstalledPlugins): string | undefined {
  const found = plugins.get(plugin);
  if (found === undefined || typeof found === 'string') return found;
  if (version !== undefined && version !== found.version)
    return `${plugin} ${version} is not installed; ${found.version} is`;
  const missing = functions.find((name) => !found.functions.includes(name));
  return missing === undefined ? undefined : `${plugin} has no function ${missing}`;
}

async function installed(name: string, { bus, principal, signal }: Asking): Promise<Installed | string> {
  if (!pluginName.safeParse(name).success) return `${name} is no name of a plugin`;
  try {
    const asking = { principal, signal, deadlineMs: PATIENCE_MS };
    const { version, items } = await call(bus, listFunctions, { params: { name } }, asking);
    return { version, functions: items.map((one) => one.name) };
  } catch (error) {
    if (error instanceof MeshError && error.code === 'not-found') return error.message;
    return notChecked(`whether the plugin ${name} is installed`, error);
  }
}
