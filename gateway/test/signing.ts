import { createHmac } from 'node:crypto';

/** Signs as a sender of Standard Webhooks does. */
export function standardHeaders(
  secret: string,
  body: string,
  { id = 'msg_1', at = Date.now() }: { id?: string; at?: number } = {},
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1_000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

export function githubHeaders(secret: string, body: string, delivery = 'd-1'): Record<string, string> {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return { 'x-hub-signature-256': `sha256=${signature}`, 'x-github-delivery': delivery, 'x-github-event': 'push' };
}

export function stripeHeaders(secret: string, body: string, at = Date.now()): Record<string, string> {
  const timestamp = Math.floor(at / 1_000);
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'stripe-signature': `t=${timestamp},v1=${'0'.repeat(64)},v1=${signature},v0=1` };
}
