import { bodyDigest } from './body-digest.ts';
import { bodyField } from './body-field.ts';
import { checkSignature, checkTime, headerOf, type Proof, type SignedCall } from './signed-call.ts';

/** `Stripe-Signature: t=…,v1=…` (https://docs.stripe.com/webhooks#verify-manually). Returns the id of the event in the body. */
export function verifyStripe(call: SignedCall, { secrets, now }: Proof): string {
  const items = headerOf(call, 'stripe-signature').split(',');
  const values = (name: string) =>
    items
      .map((item) => item.trim())
      .flatMap((item) => (item.startsWith(`${name}=`) ? [item.slice(name.length + 1)] : []));
  const [timestamp = ''] = values('t');
  checkTime(timestamp, now);
  const given = values('v1').map((one) => Buffer.from(one, 'hex'));
  checkSignature(given, { algorithm: 'sha256', keys: secrets }, [`${timestamp}.`, call.body]);
  return bodyField(call.body, 'id') ?? bodyDigest(call.body);
}
