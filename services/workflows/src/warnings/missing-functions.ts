import type { FunctionNeed, PluginNeed } from '../definition/needs/need.ts';
import { callPluginFunction, NO_PLUGIN_FUNCTION, pluginFunctionIn } from '../effect/call-plugin-function.ts';
import { findHandler, nothingRuns } from '../effect/handlers.ts';
import { installedPlugins, lackOf, type PluginWanted } from './installed-plugins.ts';
import { type Asking, type Missing, missingOf } from './missing.ts';

/** Functions of the mesh are known here; those of plugins are looked up, once per plugin. */
export async function missingFunctions(
  needs: readonly (FunctionNeed | PluginNeed)[],
  asking: Asking,
): Promise<Missing[]> {
  const wanted = new Map(needs.map((need) => [need, need.kind === 'plugin' ? need : wantedBy(need.function)]));
  const ofPlugins = [...wanted.values()].filter((one) => typeof one === 'object');
  const plugins = await installedPlugins(ofPlugins, asking);
  return missingOf(needs, (need) => {
    const one = wanted.get(need);
    return typeof one === 'object' ? lackOf(one, plugins) : one;
  });
}

/** The plugin function that a call names, or why nothing runs it; undefined for the mesh's own. */
function wantedBy(name: string): PluginWanted | string | undefined {
  const handler = findHandler(name);
  if (handler === undefined) return nothingRuns(name);
  if (handler !== callPluginFunction) return undefined;
  const found = pluginFunctionIn(name);
  return found ? { ...found, functions: [found.function] } : `${name} ${NO_PLUGIN_FUNCTION}`;
}
