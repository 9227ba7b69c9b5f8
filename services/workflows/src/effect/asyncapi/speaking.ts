import type { About } from '../../execution/about.ts';
import type { Authentication } from '../authentication/policy.ts';
import type { EffectNeeds } from '../effect-handler.ts';
import type { Sending } from '../http/http-call.ts';
import type { Chosen } from './choose-server.ts';
import type { FoundChannel } from './find-channel.ts';

/** A channel of a server, with what accompanies every request to it. */
export type Speaking = {
  readonly needs: EffectNeeds;
  readonly about: About;
  readonly sending: Sending;
  readonly server: Chosen;
  readonly channel: FoundChannel;
  readonly address: string;
  readonly authentication: Authentication | undefined;
};
