import { checkSignature, checkTime, headerOf, type Proof, type SignedCall } from './signed-call.ts';

const VERSION = 'v1,';

/** Standard Webhooks 1.0 (https://www.standardwebhooks.com). Returns the id of the message, which is signed. */
export function verifyStandard(call: SignedCall, { secrets, now }: Proof): string {
  const id = headerOf(call, 'webhook-id');
  const timestamp = headerOf(call, 'webhook-timestamp');
  const signatures = headerOf(call, 'webhook-signature').split(' ');
  checkTime(timestamp, now);
  const given = signatures.filter((one) => one.startsWith(VERSION));
  const keys = secrets.map((secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'));
  checkSignature(
    given.map((one) => Buffer.from(one.slice(VERSION.length), 'base64')),
    { algorithm: 'sha256', keys },
    [`${id}.${timestamp}.`, call.body],
  );
  return id;
}
