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
  /** Begins every subject that this connection may listen to as its own; the broker alone publishes there. */
  readonly inboxPrefix: string;
  readonly log: Log;
  readonly tokens: PrincipalTokens;
  readonly claimCheck: ClaimCheck | undefined;
  readonly batches: CallBatches;
  readonly registration: ServiceRegistration;
  /** Where questions come while the broker is away. */
  readonly door: DirectDoor;
  /** Whether the broker answers now. */
  readonly connected: boolean;
  /** Rejects while the broker does not answer. */
  ping(): Promise<void>;
};
