import { hash } from 'node:crypto';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { RequestOf } from '@mesh/contracts/operation';
import { NO_PLAIN_TEXT } from '@mesh/contracts/text';
import type * as vectors from '@mesh/contracts/vectors';
import { refuseVector, type Space } from './refuse-vector.ts';

export type GivenPoint = RequestOf<typeof vectors.upsertPoints>['body']['points'][number];

/** A point ready to be stored, except for a vector that its text determines. */
export type PreparedPoint = {
  id: string;
  vector: readonly number[] | undefined;
  text: string | null;
  /** SHA-256 of a text that still needs its vector. */
  textDigest: Buffer | null;
  /** As JSON. */
  metadata: string;
};

const MOST_METADATA_BYTES = 64 * 1024;
/** NUL and lone surrogates in JSON, which `jsonb` cannot hold. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/**
 * Checks points and sorts them by id, so that all writers lock rows in the same order. Of points with the same id the last one
 * counts.
 */
export function preparePoints(points: readonly GivenPoint[], space: Space): PreparedPoint[] {
  const prepared = points.map(({ id, vector, text = null, metadata = {} }, index): PreparedPoint => {
    const pointer = `/body/points/${index}`;
    if (vector) refuseVector(vector, space, `${pointer}/vector`);
    return {
      id,
      vector,
      text,
      textDigest: text !== null && !vector ? digestOf(text) : null,
      metadata: metadataOf(metadata, `${pointer}/metadata`),
    };
  });
  const last = new Map(prepared.map((point) => [point.id, point]));
  return [...last.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

function metadataOf(metadata: Record<string, unknown>, pointer: string): string {
  const json = JSON.stringify(metadata);
  if (Buffer.byteLength(json) > MOST_METADATA_BYTES) {
    const message = `expected at most ${MOST_METADATA_BYTES} bytes of metadata`;
    throw new MeshError('payload-too-large', message, { errors: [{ pointer, message }] });
  }
  if (unstorable.test(json)) {
    throw new MeshError('invalid', `the metadata is not valid: ${NO_PLAIN_TEXT}`, {
      errors: [{ pointer, message: NO_PLAIN_TEXT }],
    });
  }
  return json;
}
