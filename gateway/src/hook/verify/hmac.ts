import type { hookVerification } from '@mesh/contracts/hooks';
import { MeshError } from '@mesh/contracts/mesh-error';
import type { z } from 'zod';
import { bodyDigest } from './body-digest.ts';
import { bodyField } from './body-field.ts';
import { checkSignature, checkTime, headerOf, type Proof, type SignedCall } from './signed-call.ts';

type Hmac = Extract<z.output<typeof hookVerification>, { scheme: 'hmac' }>;

/** GitHub signs neither time nor id (https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries). */
export const github: Hmac = {
  scheme: 'hmac',
  header: 'x-hub-signature-256',
  algorithm: 'sha256',
  encoding: 'hex',
  prefix: 'sha256=',
  signed: '{body}',
  idHeader: 'x-github-delivery',
};

/** Checks an HMAC as the hook describes it. Returns the id of the message, else a digest of what is signed. */
export function verifyHmac(how: Hmac, call: SignedCall, { secrets, now }: Proof): string {
  const signature = headerOf(call, how.header);
  if (!signature.startsWith(how.prefix)) throw new MeshError('unauthenticated', 'the signature has another prefix');
  const timestamp = how.timestampHeader === undefined ? '' : headerOf(call, how.timestampHeader);
  if (how.timestampHeader !== undefined) checkTime(timestamp, now);
  const id = how.idHeader === undefined ? undefined : headerOf(call, how.idHeader);
  const [before = '', after = ''] = how.signed
    .split('{body}')
    .map((part) => part.replaceAll(/\{(timestamp|id)\}/g, (_, name) => (name === 'id' ? (id ?? '') : timestamp)));
  const signed = [before, call.body, after];
  const given = Buffer.from(signature.slice(how.prefix.length), how.encoding);
  checkSignature([given], { algorithm: how.algorithm, keys: secrets }, signed);
  const told = how.idField === undefined ? id : bodyField(call.body, how.idField);
  return told ?? bodyDigest(...signed);
}
