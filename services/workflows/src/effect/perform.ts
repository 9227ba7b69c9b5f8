import { contextOf, inSpan } from '@mesh/runtime/span';
import type { Perform } from '../engine/perform-effect.ts';
import { OutcomeUnknown } from '../workflow-fault.ts';
import { natsWays } from './asyncapi/dial-nats.ts';
import { Tokens } from './authentication/tokens.ts';
import type { EffectNeeds } from './effect-handler.ts';
import { faultOf } from './fault-of.ts';
import { handlerOf } from './handlers.ts';
import { plainModels } from './llm/models.ts';
import { once } from './once.ts';
import { patiently } from './patiently.ts';
import { Resources } from './resource/resources.ts';

type Given = Pick<EffectNeeds, 'bus' | 'egress' | 'children' | 'outside'> & Partial<Pick<EffectNeeds, 'models'>>;

/** Performs effects, each in a span of the execution's trace. Models are plain by default. */
export function performEffects(given: Given): Perform {
  const needs: EffectNeeds = {
    models: plainModels,
    ...given,
    tokens: new Tokens(given.egress),
    resources: new Resources(),
    natsWays: natsWays(),
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
