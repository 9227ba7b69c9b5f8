import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { ConfigError } from '@mesh/runtime/config-error';

const KEY_BYTES = 32;

/** A root key. Its id (8 bytes) is not secret; it reveals nothing about the key. */
export type RootKey = { readonly id: Buffer; readonly key: KeyObject };
export type RootKeys = {
  /** Wraps new keys. */
  readonly current: RootKey;
  /** Every key that can unwrap, by id in hex. */
  readonly all: ReadonlyMap<string, RootKey>;
};

/** Parses keys of 32 bytes in base64, separated by commas or lines, the current one first. Throws `ConfigError`. */
export function parseRootKeys(text: string | undefined): RootKeys {
  const keys = (text ?? '')
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseRootKey);
  const [current] = keys;
  if (!current) throw new ConfigError([`ENCRYPTION_KEY: required: ${KEY_BYTES} random bytes in base64`]);
  return { current, all: new Map(keys.map((key) => [key.id.toString('hex'), key])) };
}

function parseRootKey(text: string, place: number): RootKey {
  const raw = Buffer.from(text, 'base64');
  const written = /^[A-Za-z0-9+/_-]{43}=?$/.test(text);
  if (!written || raw.length !== KEY_BYTES) {
    throw new ConfigError([`ENCRYPTION_KEY: key ${place + 1} is not ${KEY_BYTES} bytes in base64`]);
  }
  const id = createHash('sha256').update('mesh/v1/rk-id').update(raw).digest().subarray(0, 8);
  const key = createSecretKey(raw);
  raw.fill(0);
  return { id, key };
}
