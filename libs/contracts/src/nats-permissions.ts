import { partsSubject, stopSubject } from './broker-stream.ts';
import { events } from './events.ts';
import { type Operation, type Service, services } from './operation.ts';
import { operations } from './operations.ts';
import type { Principal } from './principal.ts';
import { permits } from './scope.ts';
import {
  AUTH_CALLOUT,
  answersTo,
  BUNDLES,
  bundleSubject,
  consumers,
  DEAD_LETTERS,
  durableName,
  EVENTS,
  inboxOf,
  streamOf,
  topicSubject,
  workspaceSubjects,
} from './subjects.ts';
import { keyInbox, keyWork, WORK } from './work-subjects.ts';

/** Subjects that a NATS user may publish to and subscribe to. */
export type NatsPermissions = { readonly publish: readonly string[]; readonly subscribe: readonly string[] };

/** Exactly what a service's NATS user needs: its calls, answers, events, consumers and inbox. */
export function natsPermissions(service: Service): NatsPermissions {
  const told = events.filter((event) => event.service === service);
  return {
    publish: [
      ...operations.filter((operation) => asks(service, operation)).map(({ subject }) => subject),
      ...told.map(topicSubject),
      ...told.filter(({ isBundled }) => isBundled).map((event) => bundleSubject(topicSubject(event))),
      `dead.${service}.>`,
      ...[EVENTS, BUNDLES, DEAD_LETTERS].flatMap((stream) => [
        `$JS.API.STREAM.INFO.${stream}`,
        `$JS.API.STREAM.CREATE.${stream}`,
      ]),
      // Shows whether a stream is still the same, and no more than a consumer does.
      ...[EVENTS, BUNDLES].map((stream) => `$JS.API.STREAM.MSG.GET.${stream}`),
      ...consumers[service].flatMap((name) => consumerApi(streamOf(name), durableName(service, name))),
      ...(service === 'gateway' ? ['$SRV.PING', '$SYS._INBOX.>'] : []), // discovery, and the auth callout
      ...services.filter((other) => isAnswered(other, service)).map((other) => `$SRV.PING.${other}.*`), // whether a process is still alive
      ...services.filter((caller) => isAnswered(service, caller)).map((caller) => `${answersTo(caller)}.>`),
      '_INBOX.>', // discovery by people's tools
      ...(service === 'credentials' ? [partsSubject('workflows', '*')] : []),
      ...(service === 'workflows' ? [stopSubject('*')] : []),
    ],
    subscribe: [
      `${inboxOf(service)}.>`,
      `call.${service}.*`,
      '$SRV.*',
      `$SRV.*.${service}`,
      `$SRV.*.${service}.*`,
      ...(service === 'gateway' ? [AUTH_CALLOUT, WORK] : []),
    ],
  };
}

/** Permissions of a connection with an API key: to receive its workspace's events, and to work for its queues. */
export function keyPermissions({ id, workspaceId, scopes }: Principal): NatsPermissions {
  const hears = permits('events:read', scopes);
  const works = permits('tasks:work', scopes);
  return {
    publish: works ? [keyWork(id)] : [],
    subscribe: [...(hears ? [workspaceSubjects(workspaceId)] : []), ...(works ? [`${keyInbox(id)}.>`] : [])],
  };
}

function asks(service: Service, { http, callers }: Operation): boolean {
  return callers.includes(service) || (service === 'gateway' && http !== undefined);
}

/** The gateway may ping every service. */
function isAnswered(service: Service, caller: Service): boolean {
  return caller === 'gateway' || operations.some((one) => one.service === service && asks(caller, one));
}

function consumerApi(stream: string, durable: string): string[] {
  return [
    `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
    `$JS.API.CONSUMER.CREATE.${stream}.${durable}`,
    `$JS.API.CONSUMER.CREATE.${stream}.${durable}.>`,
    `$JS.API.CONSUMER.DELETE.${stream}.${durable}`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
    `$JS.ACK.${stream}.${durable}.>`,
  ];
}
