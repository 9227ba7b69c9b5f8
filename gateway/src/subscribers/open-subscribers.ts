import type { Bus } from '@mesh/bus/bus';
import { type Admit, admitSubscribers } from '@mesh/bus/subscribers/admit-subscribers';
import { issuerOf } from '@mesh/bus/subscribers/issuer';
import type { Principal } from '@mesh/contracts/principal';
import { gatewayPassword, whyNot } from './nats-access.ts';
import { serveWork } from './serve-work.ts';

type Needs = {
  readonly bus: Bus;
  readonly natsUrl: string;
  readonly admit: Admit;
  readonly whoHolds: (keyId: string) => Promise<Principal>;
};

/** Lets API keys connect to a broker that can ask about them, and answers their questions there; logs why if it cannot. */
export function openSubscribers({ bus, natsUrl, admit, whoHolds }: Needs): AsyncDisposable {
  const password = gatewayPassword(natsUrl);
  if (password !== undefined && whyNot(bus, natsUrl) === undefined) {
    const opened = new AsyncDisposableStack();
    opened.use(admitSubscribers(bus, issuerOf(password), admit));
    opened.use(serveWork({ bus, whoHolds }));
    return opened;
  }
  const { version } = bus.nats.info ?? {};
  bus.log.info({ version, reason: whyNot(bus, natsUrl) }, 'API keys cannot connect to this broker');
  return { async [Symbol.asyncDispose]() {} };
}
