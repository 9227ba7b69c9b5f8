import type { Bus } from '@mesh/bus/bus';
import type { Egress } from '@mesh/egress/egress';
import type { Json } from '@mesh/jq/json';
import type { Children } from '../child/children.ts';
import type { Say } from '../engine/perform-effect.ts';
import type { About } from '../execution/about.ts';
import type { Effect } from '../interpreter/frame.ts';
import type { Outside } from '../outside/outside.ts';
import type { NatsWays } from './asyncapi/dial-nats.ts';
import type { Tokens } from './authentication/tokens.ts';
import type { Models } from './llm/models.ts';
import type { Resources } from './resource/resources.ts';

/** Dependencies of effects. */
export type EffectNeeds = {
  readonly bus: Bus;
  readonly egress: Egress;
  readonly children: Children;
  readonly outside: Pick<Outside, 'result'>;
  readonly models: Models;
  readonly tokens: Tokens;
  readonly resources: Resources;
  readonly natsWays: NatsWays;
};

/** Performs one kind of effect. Throws `WorkflowFault`, or the `MeshError` of a service. */
export type EffectHandler = (
  needs: EffectNeeds,
  about: About,
  effect: Effect,
  signal: AbortSignal,
  say: Say,
) => Promise<Json>;
