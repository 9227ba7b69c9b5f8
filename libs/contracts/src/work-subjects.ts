/** What workers ask over NATS. */
const workVerbs = ['take', 'progress', 'complete', 'fail'] as const;
export type WorkVerb = (typeof workVerbs)[number];
export type WorkAsked = { readonly keyId: string; readonly verb: WorkVerb; readonly queue: string };

/** Where all keys ask for work. */
export const WORK = 'work.>';

/** Where a key asks for work, and nobody else may. */
export function keyWork(keyId: string): string {
  return `work.${keyId}.>`;
}

/** The queue comes last, since its name may have dots. */
export function workSubject({ keyId, verb, queue }: WorkAsked): string {
  return `work.${keyId}.${verb}.${queue}`;
}

/** What a subject asks; undefined where it asks for no work. */
export function workAsked(subject: string): WorkAsked | undefined {
  const [kind, keyId, told, ...queue] = subject.split('.');
  const verb = workVerbs.find((one) => one === told);
  return kind === 'work' && keyId && verb && queue.length > 0 ? { keyId, verb, queue: queue.join('.') } : undefined;
}

/** Whose subject this is; undefined where it is no key's. The broker lets nobody but that key say it. */
export function keyOfWork(subject: string): string | undefined {
  const [kind, keyId] = subject.split('.');
  return kind === 'work' && keyId ? keyId : undefined;
}

/** Where answers to a key's questions come, and nobody else may listen: the prefix of its inboxes. */
export function keyInbox(keyId: string): string {
  return `_INBOX.${keyId}`;
}
