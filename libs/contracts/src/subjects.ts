import type { Service } from './operation.ts';

/** Streams of JetStream. All can be made again from the services' databases at any time. */
export const EVENTS = 'EVENTS';
export const BUNDLES = 'BUNDLES';
export const DEAD_LETTERS = 'DEAD_LETTERS';

/** Every event, and every bundle. */
export const EVERY_EVENT = 'event.>';
export const EVERY_BUNDLE = 'bundle.>';

/** What the streams hold. Events that travel in bundles are told on their own subjects too, where nobody keeps them. */
export const streamSubjects = {
  [EVENTS]: [
    'event.*.gateway.>',
    'event.*.credentials.>',
    'event.*.plugins.>',
    'event.*.vectors.>',
    'event.*.workflows.workflow.*',
    'event.*.workflows.event.received',
  ],
  [BUNDLES]: [EVERY_BUNDLE],
  [DEAD_LETTERS]: ['dead.>'],
} as const satisfies Record<string, readonly string[]>;

/** Durable consumers of EVENTS and BUNDLES, by the service that they feed. A service may have no other. */
export const consumers = {
  gateway: ['heard', 'heard-bundles'],
  // One for each service that it hears: a consumer has one filter, and pays for what it hears in vain.
  credentials: ['heard', 'heard-workflows'],
  // What workflows itself tells it hears without the broker.
  workflows: ['heard', 'listen-gateway', 'listen-credentials', 'listen-plugins', 'listen-vectors'],
  plugins: ['heard'],
  vectors: ['heard'],
} as const satisfies Record<Service, readonly string[]>;
export type ConsumerName = (typeof consumers)[Service][number];

/** The stream that a consumer reads. */
export function streamOf(name: ConsumerName): typeof EVENTS | typeof BUNDLES {
  return name === 'heard-bundles' ? BUNDLES : EVENTS;
}

/** The durable name of a consumer on the broker, one token. */
export function durableName(service: Service, name: ConsumerName): string {
  return `${service}-${name}`;
}

/** Where all workspaces tell events of this topic. */
export function topicSubject({ topic }: { readonly topic: string }): string {
  return `event.*.${topic}`;
}

/** Where events of this subject travel together: `bundle.<workspace>.<domain>.<entity>.<verb>`, a batch of CloudEvents in JSON. */
export function bundleSubject(subject: string): string {
  return subject.replace(/^event/, 'bundle');
}

/** The subject of the events of a bundle; undefined where it is none. */
export function bundledSubject(subject: string): string | undefined {
  return subject.startsWith('bundle.') ? subject.replace(/^bundle/, 'event') : undefined;
}

/** Where an event goes that `consumer` could not handle: the event's own subject, behind who gave up. */
export function deadSubject(service: Service, name: ConsumerName, subject: string): string {
  return `dead.${service}.${name}.${subject}`;
}

/** Where the broker asks who connects, of nats-server 2.10 on. */
export const AUTH_CALLOUT = '$SYS.REQ.USER.AUTH';

/** Where all events of a workspace are told. */
export function workspaceSubjects(workspaceId: string): string {
  return `event.${workspaceId}.>`;
}

/** The workspace that an event's subject names; undefined where it is not the subject of an event. */
export function workspaceOf(subject: string): string | undefined {
  const [kind, workspaceId, ...topic] = subject.split('.');
  return kind === 'event' && topic.length > 0 ? workspaceId : undefined;
}

/** `<domain>.<entity>.<verb>` of an event's subject. */
export function topicOf(subject: string): string {
  return subject.split('.').slice(2).join('.');
}

/** Begins what a service hears as its own, so that none can listen to the answers of another. */
export function inboxOf(service: Service): string {
  return `_INBOX_${service}`;
}

/**
 * Where a service awaits what others answer it. Whoever may publish here has to know the random name behind it. (A server
 * that is told to allow answers alone keeps a list of them for each client, and goes through all of it for each.)
 */
export function answersTo(service: Service): string {
  return `${inboxOf(service)}.answers`;
}
