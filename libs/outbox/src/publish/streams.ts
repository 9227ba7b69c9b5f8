import { BUNDLES, DEAD_LETTERS, EVENTS, streamSubjects } from '@mesh/contracts/subjects';
import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';
import type { TimeOf } from './broker-state.ts';

const HOUR_MS = 3_600_000;
/** Bundles go only to the feed, which accepts none older than a day. */
const maxAgeHours = { [EVENTS]: 72, [BUNDLES]: 25, [DEAD_LETTERS]: 30 * 24 } as const;
const REPEATS_MS = 120_000;

export const streamNames = [EVENTS, BUNDLES, DEAD_LETTERS] as const;
export type StreamName = (typeof streamNames)[number];

/** Looks up when messages of the stream arrived, by the broker's clock. */
export function timeOf(manager: JetStreamManager, name: StreamName): TimeOf {
  return async (sequence) => (await manager.streams.getMessage(name, { seq: sequence }))?.timestamp;
}

/** The state of the stream, which is created if it is missing. */
export async function ensureStream(manager: JetStreamManager, name: StreamName): Promise<StreamInfo> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound)) throw error;
    return manager.streams.add({
      name,
      subjects: [...streamSubjects[name]],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      discard: DiscardPolicy.Old,
      max_age: nanos(maxAgeHours[name] * HOUR_MS),
      duplicate_window: nanos(REPEATS_MS),
    });
  }
}
