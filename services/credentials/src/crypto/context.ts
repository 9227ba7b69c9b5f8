import { uuidBytesOf } from '@mesh/contracts/id';

/** Where an encrypted value belongs. The workspace is the authenticated one, never the row's. */
export type SecretPlace = {
  readonly workspaceId: string;
  readonly credentialId: string;
  readonly version: number;
  readonly field: string;
  readonly type: string;
};

/** The payload that a data key is for. The workspace is the authenticated one. */
export type PayloadPlace = { readonly workspaceId: string; readonly payloadId: string };

/** What a key of a workspace is for. */
export type Purpose = 'workspace' | 'audit' | 'payload';
export type KeyPlace = { readonly workspaceId: string; readonly purpose: Purpose; readonly version: number };

/** An unambiguous encoding of a place: each part is preceded by its length. */
export function secretContext({ workspaceId, credentialId, version, field, type }: SecretPlace): Buffer {
  const ids = [idBytes(workspaceId), idBytes(credentialId)];
  return parts('mesh/v1/credential', ...ids, u32be(version), field, type);
}

export function dataKeyContext({ workspaceId, payloadId }: PayloadPlace): Buffer {
  return parts('mesh/v1/data-key', idBytes(workspaceId), payloadId);
}

export function keyContext({ workspaceId, purpose, version }: KeyPlace): Buffer {
  return parts(`mesh/v1/${purpose}-key`, idBytes(workspaceId), u32be(version));
}

const LENGTH_BYTES = 2;
const MOST_IDS = 10_000;
const known = new Map<string, Uint8Array>();

/** Cached: parsing an id costs a tenth of encryption, and the same ones recur. */
function idBytes(id: string): Uint8Array {
  const found = known.get(id);
  if (found) return found;
  const bytes = uuidBytesOf(id);
  if (known.size >= MOST_IDS) known.clear();
  known.set(id, bytes);
  return bytes;
}

export function u32be(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function parts(...all: (string | Uint8Array)[]): Buffer {
  const bytes = Buffer.allocUnsafe(all.reduce((sum, part) => sum + LENGTH_BYTES + Buffer.byteLength(part), 0));
  let at = 0;
  for (const part of all) {
    const length = Buffer.byteLength(part);
    at = bytes.writeUInt16BE(length, at);
    if (typeof part === 'string') bytes.write(part, at);
    else bytes.set(part, at);
    at += length;
  }
  return bytes;
}
