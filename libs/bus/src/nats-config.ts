import { natsPermissions } from '@mesh/contracts/nats-permissions';
import { type Service, services } from '@mesh/contracts/operation';
import { isAtLeast } from './server-version.ts';
import { issuerOf } from './subscribers/issuer.ts';

const MAX_PAYLOAD = 8 * 1_024 * 1_024;
/**
 * A connection that is silent for three of these is closed; until then the broker sends questions to a frozen or unreachable
 * process.
 */
const PING = '2s';

type NatsConfig = {
  /** As `nats-server --version` prints it. */
  serverVersion: string;
  /** `host:port`; port -1 takes any free one. */
  listen: string;
  /** Directory of JetStream. */
  storeDir: string;
  /** Password of each service's NATS user, which is named like the service. */
  passwords: Readonly<Record<Service, string>>;
  /** A user who may do everything, for people and their tools. None by default. */
  operator?: { user: string; password: string } | undefined;
  /** Whether API keys may connect, as the gateway decides. Then `passwords` must be the real ones. Needs nats-server 2.10. */
  subscribers?: boolean | undefined;
  /** `host:port` of the monitoring page. None by default. */
  monitor?: string | undefined;
};

/**
 * The configuration file of a nats-server for the mesh: one user per service, with the permissions that it needs and no others.
 */
export function natsConfig(config: NatsConfig): string {
  const { serverVersion, listen, storeDir, passwords, operator, monitor } = config;
  const users = [
    ...services.map((service) => serviceUser(service, passwords[service])),
    ...(operator ? [`{ user: ${quoted(operator.user)}, password: ${quoted(operator.password)} }`] : []),
  ];
  // A broker that loses its last second is restored from the databases, so it need not sync each message.
  const store = [`store_dir: ${quoted(storeDir)}`, ...(isAtLeast(serverVersion, 2, 10) ? ['sync_interval: "1s"'] : [])];
  return `${[
    'server_name: mesh',
    `listen: ${quoted(listen)}`,
    ...(monitor ? [`http: ${quoted(monitor)}`] : []),
    `max_payload: ${MAX_PAYLOAD}`,
    `ping_interval: ${quoted(PING)}`,
    'ping_max: 2',
    `jetstream: { ${store.join(', ')} }`,
    `authorization: { users: [\n${users.join('\n')}\n]${callout(config)} }`,
  ].join('\n')}\n`;
}

/** The gateway is asked about every login that is not among `users`. */
function callout({ serverVersion, subscribers = false, passwords, operator }: NatsConfig): string {
  if (!subscribers || !isAtLeast(serverVersion, 2, 10)) return '';
  const users = [...services, ...(operator ? [operator.user] : [])];
  const { publicKey } = issuerOf(passwords.gateway);
  return `\nauth_callout: { issuer: ${publicKey}, auth_users: [${users.map(quoted).join(', ')}] }`;
}

function serviceUser(service: Service, password: string): string {
  const { publish, subscribe } = natsPermissions(service);
  return `{ user: ${quoted(service)}, password: ${quoted(password)}, permissions: {
  publish: { allow: [${publish.map(quoted).join(', ')}] }
  subscribe: { allow: [${subscribe.map(quoted).join(', ')}] }
} }`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
