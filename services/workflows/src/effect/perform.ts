import type { Bus } from '@mesh/bus/bus';
import type { Egress } from '@mesh/egress/egress';
import type { Json } from '@mesh/jq/json';
import { contextOf, inSpan } from '@mesh/runtime/span';
import type { Children } from '../child/children.ts';
import type { About } from '../execution/about.ts';
import type { Effect } from '../interpreter/state.ts';
import { OutcomeUnknown } from '../interpreter/workflow-fault.ts';
import type { Outside } from '../outside/outside.ts';
import type { Perform, Say } from '../worker/perform-effect.ts';
import { Tokens } from './authentication/tokens.ts';
import { faultOf } from './fault-of.ts';
import { handlerOf } from './handlers.ts';
import { type Models, plainModels } from './llm/models.ts';
import { once } from './once.ts';
import { patiently } from './patiently.ts';
import { Resources } from './resource/resources.ts';

export type PerformNeeds = {
  readonly bus: Bus;
  readonly egress: Egress;
  readonly children: Children;
  readonly outside: Pick<Outside, 'result'>;
  /** Plain ones by default. */
  readonly models?: Models;
};
export type EffectNeeds = Required<PerformNeeds> & { readonly tokens: Tokens; readonly resources: Resources };
/** Does one kind of effect. Throws `WorkflowFault`, or `MeshError` for what a service answered. */
export type EffectHandler = (
  needs: EffectNeeds,
  about: About,
  effect: Effect,
  signal: AbortSignal,
  say: Say,
) => Promise<Json>;

/** Does what tasks ask of the world, each in a span of the execution's trace. */
export function performEffects(given: PerformNeeds): Perform {
  const needs: EffectNeeds = {
    models: plainModels,
    ...given,
    tokens: new Tokens(given.egress),
    resources: new Resources(),
  };
  return (about, effect, signal, say = () => {}) => {
    const { pointer, function: name, key } = effect;
    const attributes = {
      'mesh.execution.id': about.id,
      'mesh.task': pointer,
      'mesh.function': name,
      'mesh.effect.key': key,
    };
    const work = () => handlerOf(name)(needs, about, effect, signal, say);
    return inSpan(`task ${pointer}`, { attributes, parent: contextOf(about.traceparent) }, () =>
      (effect.once ? once(work) : patiently(work, signal)).catch((error: unknown) => {
        throw error instanceof OutcomeUnknown ? error : faultOf(error);
      }),
    );
  };
}
