import { createSecretKey, randomBytes } from 'node:crypto';
import { newId } from '@mesh/contracts/id';
import { openEnvelope, sealEnvelope } from '@mesh/credentials/crypto/envelope';
import { randomBytes as drawn } from '@mesh/credentials/crypto/random-bytes';
import { parseRootKeys } from '@mesh/credentials/crypto/root-keys';
import { unwrapKey, wrapKey } from '@mesh/credentials/crypto/wrapped-key';
import { report } from './report.ts';

const ENVELOPES = Number(process.env['SOAK_ENVELOPES'] ?? 1_000);
const WRAPPED = ENVELOPES / 10;
const DRAWN = Number(process.env['SOAK_DRAWN'] ?? 10_000_000);
const NONCE_AT = 32;
const STORED_BYTES = 44;

/** How many of all one-bit changes of `bytes` still decrypt, and how many changes there are. */
function flips(bytes: Buffer, open: (changed: Buffer) => unknown): { accepted: number; tried: number } {
  let accepted = 0;
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const at = bit >> 3;
    const before = bytes[at] as number;
    bytes[at] = before ^ (1 << (bit & 7));
    try {
      open(bytes);
      accepted += 1;
    } catch {}
    bytes[at] = before;
  }
  return { accepted, tried: bytes.length * 8 };
}

function sum(all: Iterable<{ accepted: number; tried: number }>) {
  let [accepted, tried] = [0, 0];
  for (const one of all) [accepted, tried] = [accepted + one.accepted, tried + one.tried];
  return { accepted, tried };
}

function* envelopes() {
  for (let made = 0; made < ENVELOPES; made++) {
    const key = createSecretKey(randomBytes(32));
    const place = { workspaceId: newId('ws'), credentialId: newId('cred'), version: 1, field: 'data', type: 'github' };
    const envelope = sealEnvelope({ version: 1, key }, place, randomBytes(40));
    yield flips(envelope, (changed) => openEnvelope(key, place, changed));
  }
}

function* wrappedKeys() {
  const { current: root } = parseRootKeys(randomBytes(32).toString('base64'));
  for (let made = 0; made < WRAPPED; made++) {
    const place = { workspaceId: newId('ws'), purpose: 'workspace', version: 1 } as const;
    const wrapped = wrapKey(root, place, randomBytes(32));
    yield flips(wrapped, (changed) => unwrapKey(root, place, changed));
  }
}

/** Stores 64 bits of each salt and nonce; a repetition would show in them. */
function repeats(): number {
  const seen = { salt: new BigUint64Array(DRAWN), nonce: new BigUint64Array(DRAWN) };
  for (let made = 0; made < DRAWN; made++) {
    const random = drawn(STORED_BYTES);
    seen.salt[made] = random.readBigUInt64LE();
    seen.nonce[made] = random.readBigUInt64LE(NONCE_AT);
  }
  const twice = (values: BigUint64Array) => values.sort().filter((value, at) => at > 0 && value === values[at - 1]);
  return Math.min(twice(seen.salt).length, twice(seen.nonce).length);
}

const [sealed, wrapped] = [sum(envelopes()), sum(wrappedKeys())];
report('Every one-bit change', [
  { what: `accepted of ${sealed.tried}, in ${ENVELOPES} envelopes`, measured: sealed.accepted, unit: '', atMost: 0 },
  { what: `accepted of ${wrapped.tried}, in ${WRAPPED} wrapped keys`, measured: wrapped.accepted, unit: '', atMost: 0 },
]);
report('Salts and nonces', [{ what: `come twice, of ${DRAWN}`, measured: repeats(), unit: '', atMost: 0 }]);
