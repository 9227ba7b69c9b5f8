import { Frames, type Sent, type Wire } from './wire.ts';

const typed = (bytes: Buffer) => {
  const end = bytes.length < 5 ? -1 : 1 + bytes.readInt32BE(1);
  return end <= bytes.length ? end : -1;
};
const TYPE_AND_LENGTH = 5;
const changes = /^\s*(?:insert|update|delete|merge|with|truncate)\b/i;

/**
 * PostgreSQL's protocol 3. A statement is named by its prepared name, else by its first word and its tables; a commit also by
 * the last writing statement of its transaction.
 */
export class PgWire implements Wire {
  readonly #out = new Frames(typed);
  readonly #in = new Frames(typed);
  readonly #prepared = new Map<string, Statement>();
  readonly #asked: string[] = [];
  #isOpen = false;
  #said: Statement = { name: 'nothing', changes: false };
  #changed = '';

  sent(bytes: Buffer): Sent[] {
    if (this.#isOpen) return this.#out.cut(bytes).flatMap((frame) => this.#begun(frame));
    this.#isOpen = true;
    return [this.#ask('connect'), ...this.sent(bytes.subarray(bytes.readInt32BE(0)))];
  }

  got(bytes: Buffer): string[] {
    return this.#in.cut(bytes).flatMap((frame) => {
      const type = String.fromCharCode(frame[0] ?? 0);
      if (type === 'A') return [`pg hears ${textAt(frame, TYPE_AND_LENGTH + 4)}`]; // after the pid of the notifier
      const answered = type === 'Z' ? this.#asked.shift() : undefined;
      return answered === undefined ? [] : [answered];
    });
  }

  #begun(frame: Buffer): Sent[] {
    const first = textAt(frame, TYPE_AND_LENGTH);
    const second = () => textAt(frame, TYPE_AND_LENGTH + Buffer.byteLength(first) + 1);
    switch (String.fromCharCode(frame[0] ?? 0)) {
      case 'P':
        this.#said = statementOf(second(), first);
        if (first) this.#prepared.set(first, this.#said);
        return [];
      case 'B':
        this.#said = this.#prepared.get(second()) ?? this.#said;
        return [];
      case 'Q':
        return [this.#askFor(statementOf(first))];
      case 'S':
        return [this.#askFor(this.#said)];
      default:
        return [];
    }
  }

  #askFor(statement: Statement): Sent {
    if (statement.changes) this.#changed = statement.name;
    if (statement.name !== 'commit') return this.#ask(statement.name);
    const after = this.#changed;
    this.#changed = '';
    return this.#ask(`commit ${after}`.trim());
  }

  #ask(what: string): Sent {
    const name = `pg ${what}`;
    this.#asked.push(name);
    return { name, isAnswered: true };
  }
}

type Statement = { readonly name: string; readonly changes: boolean };

function statementOf(text: string, prepared = ''): Statement {
  return { name: prepared || nameOf(text), changes: changes.test(text) };
}

function nameOf(text: string): string {
  if (text.startsWith('--')) return 'schema step'; // migrations begin with a comment
  const [verb = ''] = /\w+/.exec(text)?.[0].toLowerCase().split(' ') ?? [];
  if (verb === 'begin') return verb;
  const tables = [...text.matchAll(/\b(?:from|into|update|join)\s+"?([a-z_]+)"?/gi)].map(([, table]) => table);
  if (tables.length > 0) return [verb, ...new Set(tables)].slice(0, 4).join(' ');
  return (text.split(/[;('"]/)[0] ?? '').trim().toLowerCase().split(/\s+/).slice(0, 4).join(' ');
}

const textAt = (frame: Buffer, from: number) => frame.toString('utf8', from, frame.indexOf(0, from));
