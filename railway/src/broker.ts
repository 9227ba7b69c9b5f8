import { natsConfig } from '@mesh/bus/nats-config';
import { type Service, services } from '@mesh/contracts/operation';

const passwordVariable = (service: Service) => `\${{shared.NATS_PASSWORD_${service.toUpperCase()}}}`;

/** The broker's configuration. Railway inserts the passwords when it starts the broker. */
export const brokerConfig = natsConfig({
  serverVersion: '2.10',
  listen: '[::]:4222',
  storeDir: '/data',
  passwords: Object.fromEntries(services.map((service) => [service, passwordVariable(service)])) as Record<
    Service,
    string
  >,
  monitor: '[::]:8222',
});

/** The broker's URL in Railway's private network, with the NATS user of this service. */
export function brokerUrl(service: Service): string {
  return `nats://${service}:${passwordVariable(service)}@\${{nats.RAILWAY_PRIVATE_DOMAIN}}:4222`;
}
