import type { Log } from '@mesh/runtime/log';
import type { NatsConnection } from '@nats-io/transport-node';
import type { CallBatches } from './batch/call-batches.ts';
import type { ClaimCheck } from './claim-check.ts';
import type { DirectDoor } from './direct/direct-door.ts';
import type { PrincipalTokens } from './principal-token.ts';
import type { ServiceRegistration } from './service-protocol.ts';

/** One service's connection to the broker, and what its calls and answers share. */
export type Bus = AsyncDisposable & {
  readonly nats: NatsConnection;
  /** Prefix of the subjects that only this connection may subscribe to and only the broker publishes on. */
  readonly inboxPrefix: string;
  readonly log: Log;
  readonly tokens: PrincipalTokens;
  readonly claimCheck: ClaimCheck | undefined;
  readonly batches: CallBatches;
  readonly registration: ServiceRegistration;
  /** Where questions arrive while the broker is away. */
  readonly door: DirectDoor;
  /** Whether the broker is reachable now. */
  readonly connected: boolean;
  /** Rejects while the broker does not answer. */
  ping(): Promise<void>;
};
