/** Requests of workers over NATS. */
const workVerbs = ['take', 'progress', 'complete', 'fail'] as const;
export type WorkVerb = (typeof workVerbs)[number];
export type WorkAsked = { readonly keyId: string; readonly verb: WorkVerb; readonly queue: string };

/** Subject filter for requests of all keys. */
export const WORK = 'work.>';

/** Subject filter for requests of one key, which only that key may use. */
export function keyWork(keyId: string): string {
  return `work.${keyId}.>`;
}

/** The queue comes last, since its name may have dots. */
export function workSubject({ keyId, verb, queue }: WorkAsked): string {
  return `work.${keyId}.${verb}.${queue}`;
}

/** Parses a subject; undefined if it is no request of a worker. */
export function workAsked(subject: string): WorkAsked | undefined {
  const [kind, keyId, told, ...queue] = subject.split('.');
  const verb = workVerbs.find((one) => one === told);
  return kind === 'work' && keyId && verb && queue.length > 0 ? { keyId, verb, queue: queue.join('.') } : undefined;
}

/** The key of a subject; undefined if it is no key's. The broker lets only that key use it. */
export function keyOfWork(subject: string): string | undefined {
  const [kind, keyId] = subject.split('.');
  return kind === 'work' && keyId ? keyId : undefined;
}

/** Inbox prefix of a key, to which nobody else can subscribe. */
export function keyInbox(keyId: string): string {
  return `_INBOX.${keyId}`;
}
