import type { Bus } from '@mesh/bus/bus';
import type { Egress } from '@mesh/egress/egress';
import type { Json } from '@mesh/jq/json';
import { contextOf, inSpan } from '@mesh/runtime/span';
import type { Effect } from '../interpreter/state.ts';
import { standardFault } from '../interpreter/workflow-fault.ts';
import type { Perform } from '../worker/engine.ts';
import type { About } from '../worker/loaded.ts';
import { callHttp } from './call-http.ts';
import { callPluginFunction } from './call-plugin-function.ts';
import { faultOf } from './fault-of.ts';
import { patiently } from './patiently.ts';
import { searchCollection } from './search-collection.ts';

export type EffectNeeds = { readonly bus: Bus; readonly egress: Egress };
/** Does one kind of effect. Throws `WorkflowFault`, or `MeshError` for what a service answered. */
export type EffectHandler = (needs: EffectNeeds, about: About, effect: Effect, signal: AbortSignal) => Promise<Json>;

/** `name:version@catalog` */
const catalogued = /^(?<name>[^@:]+):(?<version>[^@]+)@(?<catalog>[^@]+)$/;
/** The functions that the mesh itself brings. */
const ofMesh: Readonly<Record<string, EffectHandler>> = { search: searchCollection };

/** Does what tasks ask of the world, each in a span of the execution's trace. */
export function performEffects(needs: EffectNeeds): Perform {
  return (about, effect, signal) => {
    const { pointer, function: name, key } = effect;
    const attributes = {
      'mesh.execution.id': about.id,
      'mesh.task': pointer,
      'mesh.function': name,
      'mesh.effect.key': key,
    };
    return inSpan(`task ${pointer}`, { attributes, parent: contextOf(about.traceparent) }, () =>
      patiently(() => handlerOf(name)(needs, about, effect, signal), signal).catch((error: unknown) => {
        throw faultOf(error);
      }),
    );
  };
}

function handlerOf(name: string): EffectHandler {
  if (name === 'http') return callHttp;
  const { name: own = '', catalog } = catalogued.exec(name)?.groups ?? {};
  if (catalog === 'plugins') return callPluginFunction;
  const handler = catalog === 'mesh' && Object.hasOwn(ofMesh, own) ? ofMesh[own] : undefined;
  if (handler) return handler;
  throw standardFault('configuration', `nothing here runs ${name}`, { status: 501 });
}
