import { type Service, services } from '@mesh/contracts/operation';
import type { Log } from '@mesh/runtime/log';
import { Deadline } from '../deadline.ts';
import { type Answer, answer, type Item } from '../envelope.ts';

/** Where the processes of each service are asked by HTTP: `http://workflows.railway.internal:8080`. */
export type Addresses = Readonly<Partial<Record<Service, readonly string[]>>>;

/** Asks by HTTP what the broker does not carry. */
export type DirectCalls = {
  /** The first process that can be reached answers; nothing where none is known or can be. Never rejects. */
  ask(subject: string, item: Item): Promise<Answer | undefined>;
};

/** The process has not been asked, so that the next one may be. */
const unasked = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'nobody']);

export function directCalls({ addresses, log }: { addresses: Addresses; log: Log }): DirectCalls {
  const bySubject = (subject: string) => {
    const service = services.find((name) => subject.startsWith(`call.${name}.`));
    return (service && addresses[service]) ?? [];
  };
  return {
    async ask(subject, item) {
      for (const address of shuffled(bySubject(subject))) {
        try {
          return await post(new URL(`/call/${subject}`, address), item);
        } catch (error) {
          log.debug({ err: error, subject, address }, 'a question past the broker was not answered');
          if (!unasked.has(causeOf(error))) break;
        }
      }
      return undefined;
    },
  };
}

/** Throws where there is no answer, or what is none. */
async function post(url: URL, { token, ...question }: Item): Promise<Answer> {
  using deadline = new Deadline(question.leftMs);
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(question),
    redirect: 'error',
    signal: deadline.signal,
  });
  if (response.status === 503) throw new Error('it does not answer this now', { cause: { code: 'nobody' } });
  return answer.parse(await response.json()) as Answer;
}

function shuffled(addresses: readonly string[]): readonly string[] {
  const from = Math.floor(Math.random() * addresses.length);
  return [...addresses.slice(from), ...addresses.slice(0, from)];
}

function causeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? '';
}
