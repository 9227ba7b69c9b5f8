import type { Service } from './operation.ts';

/** Streams of JetStream, which can be rebuilt from the services' databases at any time. */
export const EVENTS = 'EVENTS';
export const BUNDLES = 'BUNDLES';
export const DEAD_LETTERS = 'DEAD_LETTERS';

/** Every event, and every bundle. */
export const EVERY_EVENT = 'event.>';
export const EVERY_BUNDLE = 'bundle.>';

/** Subjects of the streams. Events in bundles are published on their own subjects too, where no stream stores them. */
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

/** Durable consumers of EVENTS and BUNDLES, by service. A service may have no others. */
export const consumers = {
  gateway: ['heard', 'heard-bundles'],
  // One per service whose events it consumes: a consumer has one filter, and unwanted events cost.
  credentials: ['heard', 'heard-workflows'],
  // Events of workflows itself do not pass the broker on their way to it.
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

/** Subject filter for events of this topic in all workspaces. */
export function topicSubject({ topic }: { readonly topic: string }): string {
  return `event.*.${topic}`;
}

/**
 * Subject of bundles for events of this subject: `bundle.<workspace>.<domain>.<entity>.<verb>`, a batch of CloudEvents in JSON.
 */
export function bundleSubject(subject: string): string {
  return subject.replace(/^event/, 'bundle');
}

/** The subject of the events of a bundle; undefined if the subject is not a bundle's. */
export function bundledSubject(subject: string): string | undefined {
  return subject.startsWith('bundle.') ? subject.replace(/^bundle/, 'event') : undefined;
}

/** Subject of dead letters: the event's own subject, prefixed by the consumer that gave up. */
export function deadSubject(service: Service, name: ConsumerName, subject: string): string {
  return `dead.${service}.${name}.${subject}`;
}

/** Subject of the broker's auth callout (nats-server 2.10 or newer). */
export const AUTH_CALLOUT = '$SYS.REQ.USER.AUTH';

/** Subject filter for all events of a workspace. */
export function workspaceSubjects(workspaceId: string): string {
  return `event.${workspaceId}.>`;
}

/** The workspace in an event's subject; undefined if it is not an event's subject. */
export function workspaceOf(subject: string): string | undefined {
  const [kind, workspaceId, ...topic] = subject.split('.');
  return kind === 'event' && topic.length > 0 ? workspaceId : undefined;
}

/** `<domain>.<entity>.<verb>` of an event's subject. */
export function topicOf(subject: string): string {
  return subject.split('.').slice(2).join('.');
}

/** Inbox prefix of a service, so that none can listen to the answers of another. */
export function inboxOf(service: Service): string {
  return `_INBOX_${service}`;
}

/**
 * Subject prefix on which a service receives answers; publishers have to know the random name behind it. (With
 * `allow_responses` the server would keep, and search, a list of open answers per client.)
 */
export function answersTo(service: Service): string {
  return `${inboxOf(service)}.answers`;
}
