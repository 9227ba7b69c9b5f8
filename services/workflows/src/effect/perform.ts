import type { Bus } from '@mesh/bus/bus';
import type { Egress } from '@mesh/egress/egress';
import type { Json } from '@mesh/jq/json';
import { contextOf, inSpan } from '@mesh/runtime/span';
import type { Effect } from '../interpreter/state.ts';
import type { Perform } from '../worker/engine.ts';
import type { About } from '../worker/loaded.ts';
import { faultOf } from './fault-of.ts';
import { handlerOf } from './handlers.ts';
import { patiently } from './patiently.ts';

export type EffectNeeds = { readonly bus: Bus; readonly egress: Egress };
/** Does one kind of effect. Throws `WorkflowFault`, or `MeshError` for what a service answered. */
export type EffectHandler = (needs: EffectNeeds, about: About, effect: Effect, signal: AbortSignal) => Promise<Json>;

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
