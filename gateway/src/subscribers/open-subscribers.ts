import type { Bus } from '@mesh/bus/bus';
import { type Admit, admitSubscribers } from '@mesh/bus/subscribers/admit-subscribers';
import { issuerOf } from '@mesh/bus/subscribers/issuer';
import { gatewayPassword, whyNot } from './nats-access.ts';

type Needs = { readonly bus: Bus; readonly natsUrl: string; readonly admit: Admit };

/** Lets API keys connect to a broker that can ask about them; says so where it cannot. */
export function openSubscribers({ bus, natsUrl, admit }: Needs): AsyncDisposable {
  const password = gatewayPassword(natsUrl);
  if (password !== undefined && whyNot(bus, natsUrl) === undefined)
    return admitSubscribers(bus, issuerOf(password), admit);
  const { version } = bus.nats.info ?? {};
  bus.log.info({ version, reason: whyNot(bus, natsUrl) }, 'API keys cannot connect to this broker');
  return { async [Symbol.asyncDispose]() {} };
}
