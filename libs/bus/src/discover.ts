import { jsonOf } from '@mesh/contracts/json-of';
import { services } from '@mesh/contracts/operation';
import { errors } from '@nats-io/transport-node';
import { z } from 'zod';
import type { Bus } from './bus.ts';

const LONGEST_MS = 1_000;
const QUIET_MS = 150;
const pong = z.object({
  name: z.enum(services),
  id: z.string(),
  version: z.string(),
  metadata: z.object({ commit: z.string(), contract: z.string() }),
});

/** A process that answers for a service. `contract` is its `contractDigest`. */
export type Discovered = { service: string; id: string; version: string; commit: string; contract: string };

/** Every process of the mesh that answers now. Takes until 0.15 s after the last answer, 1 s at most. */
export async function discover({ nats }: Pick<Bus, 'nats'>): Promise<Discovered[]> {
  const found: Discovered[] = [];
  const asked = { strategy: 'stall', maxWait: LONGEST_MS, stall: QUIET_MS } as const;
  try {
    for await (const message of await nats.requestMany('$SRV.PING', '', asked)) {
      const told = pong.safeParse(jsonOf(message.string()));
      if (!told.success) continue;
      const { name, id, version, metadata } = told.data;
      found.push({ service: name, id, version, ...metadata });
    }
  } catch (error) {
    if (!(error instanceof errors.NoRespondersError)) throw error;
  }
  return found;
}
