import { createHash, createPublicKey, hkdfSync, type KeyObject, sign, verify } from 'node:crypto';
import { privateKeyOf, publicBytesOf } from '@mesh/runtime/ed25519';

const ORIGIN = 'mesh-audit';
const ED25519 = Buffer.from([1]);

/** The head of a chain: its last row and that row's hash. `kind` distinguishes anchors from checkpoints. */
export type Head = {
  readonly kind: 'checkpoint' | 'anchor';
  readonly workspaceId: string;
  readonly seq: number;
  readonly hash: Buffer;
};

/** The key that signs heads. It is derived from the audit key, so it survives rotations and need not be stored. */
function signingKey(auditKey: KeyObject): KeyObject {
  return privateKeyOf(new Uint8Array(hkdfSync('sha512', auditKey, Buffer.alloc(0), 'mesh/v1/audit-signature', 32)));
}

/** A C2SP checkpoint: origin, number of rows, hash of the last one, an extension line with the time, and an Ed25519 signature. */
export function signNote(auditKey: KeyObject, head: Head, at: Date): string {
  const key = signingKey(auditKey);
  const name = nameOf(head);
  const text = `${name}\n${head.seq}\n${head.hash.toString('base64')}\n${at.toISOString()}\n`;
  const signature = Buffer.concat([keyHash(name, key), sign(null, Buffer.from(text), key)]);
  return `${text}\n— ${name} ${signature.toString('base64')}\n`;
}

/** The head in a note of this workspace; undefined if its key did not sign it. */
export function openNote(
  auditKey: KeyObject,
  { kind, workspaceId }: Omit<Head, 'seq' | 'hash'>,
  note: string,
): Head | undefined {
  const key = signingKey(auditKey);
  const name = nameOf({ kind, workspaceId });
  const [, text, seq, hash, signature] =
    /^((?:[^\n]+)\n([0-9]+)\n([A-Za-z0-9+/=]+)\n[^\n]+\n)\n— \S+ (\S+)\n$/.exec(note) ?? [];
  if (!text || !hash || !signature || !text.startsWith(`${name}\n`)) return undefined;
  const bytes = Buffer.from(signature, 'base64');
  const isSigned =
    bytes.subarray(0, 4).equals(keyHash(name, key)) &&
    verify(null, Buffer.from(text), createPublicKey(key), bytes.subarray(4));
  return isSigned ? { kind, workspaceId, seq: Number(seq), hash: Buffer.from(hash, 'base64') } : undefined;
}

const nameOf = ({ kind, workspaceId }: Omit<Head, 'seq' | 'hash'>) => `${ORIGIN}/${kind}/${workspaceId}`;

function keyHash(name: string, key: KeyObject): Buffer {
  const hash = createHash('sha256').update(`${name}\n`).update(ED25519).update(publicBytesOf(key));
  return hash.digest().subarray(0, 4);
}
