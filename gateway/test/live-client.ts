import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';

export type Told = { id?: string; event?: string; data?: string; retry?: number };

/** A reader of one stream, which keeps what it was told. */
export class LiveClient {
  readonly told: Told[] = [];
  readonly answer: IncomingMessage;
  text = '';
  /** Settles when the answer is over, however. */
  readonly ended: Promise<void>;

  constructor(answer: IncomingMessage) {
    this.answer = answer;
    this.ended = new Promise((resolve) => {
      answer.once('close', resolve);
    });
    answer.on('error', () => {}); // a cut stream
    answer.setEncoding('utf8').on('data', (chunk: string) => this.#hear(chunk));
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<LiveClient> {
    const request = get(url, { headers: { 'x-api-key': 'reader', ...headers }, agent: false });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return new LiveClient(answer);
  }

  get status(): number | undefined {
    return this.answer.statusCode;
  }

  /** `seq` of each item, in the order in which they came. */
  get seqs(): number[] {
    return this.told.filter(({ event }) => event === 'task.started').map(({ id }) => Number(id?.split(':')[1]));
  }

  get lastId(): string | undefined {
    return this.told.findLast(({ id }) => id !== undefined)?.id;
  }

  leave(): void {
    this.answer.destroy();
  }

  #hear(chunk: string): void {
    const parts = (this.text + chunk).split('\n\n');
    this.text = parts.pop() ?? '';
    for (const part of parts) this.told.push(frame(part));
  }
}

function frame(text: string): Told {
  const fields = text.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1, 3) ?? ['', line]);
  const { retry, ...told } = Object.fromEntries(fields);
  return retry === undefined ? told : { retry: Number(retry) };
}
