import type { Bus } from '@mesh/bus/bus';
import { isAtLeast } from '@mesh/bus/server-version';

/** The password of the gateway's own NATS user, from which the issuer's key is made. Undefined if it has none. */
export function gatewayPassword(natsUrl: string): string | undefined {
  const { username, password } = new URL(natsUrl.split(',')[0]?.trim() ?? '');
  return username === 'gateway' && password !== '' ? decodeURIComponent(password) : undefined;
}

/** Why API keys cannot connect to the broker; undefined where they can. */
export function whyNot(bus: Pick<Bus, 'nats'>, natsUrl: string): 'server-too-old' | 'not-configured' | undefined {
  if (!isAtLeast(bus.nats.info?.version, 2, 10)) return 'server-too-old';
  return gatewayPassword(natsUrl) === undefined ? 'not-configured' : undefined;
}
