import type { KeyObject } from 'node:crypto';
import { type SecretPlace, secretContext, u32be } from './context.ts';
import { keptMessageKeys } from './kept-message-keys.ts';
import { openBox, overhead, prefixOf, sealBox } from './sealed-box.ts';
import { Unreadable } from './unreadable.ts';

const BLOCK_BYTES = 256;
const LENGTH_BYTES = 4;
const SELECTOR_BYTES = 4;
const SELECTOR_AT = 8;
const ZEROS = Buffer.alloc(BLOCK_BYTES);
const prefix = prefixOf('MSC1');

/** A key of the workspace with its number. */
export type NumberedKey = { readonly version: number; readonly key: KeyObject };

/** Encrypts a secret for one place, padded to blocks of 256 bytes to hide its length. */
export function sealEnvelope({ version, key }: NumberedKey, place: SecretPlace, secret: Buffer): Buffer {
  const padded = Buffer.alloc(Math.ceil((LENGTH_BYTES + secret.length) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.writeUInt32BE(secret.length);
  secret.copy(padded, LENGTH_BYTES);
  const box = sealBox(key, { prefix, selector: u32be(version), context: secretContext(place), plaintext: padded });
  padded.fill(0);
  return box;
}

/** The number of the workspace key of an envelope. */
export function keyVersionOf(envelope: Buffer): number {
  const padded = envelope.length - overhead(SELECTOR_BYTES);
  if (padded < BLOCK_BYTES || padded % BLOCK_BYTES !== 0) throw new Unreadable();
  return envelope.readUInt32BE(SELECTOR_AT);
}

/** Decrypts the secret of an envelope, if it was encrypted for this place. Throws `Unreadable`. */
export function openEnvelope(key: KeyObject, place: SecretPlace, envelope: Buffer): Buffer {
  keyVersionOf(envelope);
  const context = secretContext(place);
  const padded = openBox(key, { prefix, selectorBytes: SELECTOR_BYTES, context, box: envelope }, keptMessageKeys);
  const end = LENGTH_BYTES + padded.readUInt32BE();
  const minimal = end > padded.length - BLOCK_BYTES && end <= padded.length;
  if (!minimal || !padded.subarray(end).equals(ZEROS.subarray(0, padded.length - end))) throw new Unreadable();
  return padded.subarray(LENGTH_BYTES, end);
}
