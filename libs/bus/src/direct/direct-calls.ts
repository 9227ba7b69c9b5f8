import { type Service, services } from '@mesh/contracts/operation';
import type { Log } from '@mesh/runtime/log';
import { Deadline } from '../deadline.ts';
import { type Answer, answer, type Item } from '../envelope.ts';

/** Where the processes of each service take direct calls: `http://workflows.railway.internal:8080`. */
export type Addresses = Readonly<Partial<Record<Service, readonly string[]>>>;

/** Calls services by HTTP when the broker cannot carry the question. */
export type DirectCalls = {
  /** The answer of the first process that can be reached; undefined if none is known or reachable. Never rejects. */
  ask(subject: string, item: Item): Promise<Answer | undefined>;
};

/** Errors after which the process has not seen the question, so the next one may be asked. */
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

/** Throws if there is no answer, or a malformed one. */
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
