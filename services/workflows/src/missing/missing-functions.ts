import type { FunctionNeed, PluginNeed } from '../definition/needs/need.ts';
import { callPluginFunction, NO_PLUGIN_FUNCTION, pluginFunctionIn } from '../effect/call-plugin-function.ts';
import { findHandler, nothingRuns } from '../effect/handlers.ts';
import { installedPlugins, lackOf, type PluginWanted } from './installed-plugins.ts';
import type { Asking, Missing } from './missing.ts';

/** Functions of the mesh are known here; those of plugins are asked for, once for each plugin. */
export async function missingFunctions(
  needs: readonly (FunctionNeed | PluginNeed)[],
  asking: Asking,
): Promise<Missing[]> {
  const wanted = needs.map((need) => [need, need.kind === 'plugin' ? need : wantedBy(need.function)] as const);
  const ofPlugins = wanted.flatMap(([, one]) => (typeof one === 'object' ? [one] : []));
  const plugins = await installedPlugins(ofPlugins, asking);
  return wanted.flatMap(([need, one]) => {
    const message = typeof one === 'object' ? lackOf(one, plugins) : one;
    return message === undefined ? [] : [[need, message] as const];
  });
}

/** The function of a plugin that a call names, or why nothing runs it; undefined for the mesh's own. */
function wantedBy(name: string): PluginWanted | string | undefined {
  const handler = findHandler(name);
  if (handler === undefined) return nothingRuns(name);
  if (handler !== callPluginFunction) return undefined;
  const found = pluginFunctionIn(name);
  return found ? { ...found, functions: [found.function] } : `${name} ${NO_PLUGIN_FUNCTION}`;
}
