import { createWriteStream } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Asked, Command } from '../command.ts';
import { GOOD } from '../exit-codes.ts';
import { exportedParts } from '../exported-parts.ts';
import { UsageError } from '../usage-error.ts';

const text = { type: 'string' } as const;

export const auditExport: Command = {
  name: 'audit export',
  usage: '[--format csv|ndjson] [--out FILE] [--from TIME] [--to TIME] [--actor ID] [--action NAME] [--resource ID]',
  summary: 'Export the audit, oldest row first.',
  options: {
    format: { type: 'string', default: 'ndjson' },
    out: text,
    from: text,
    to: text,
    actor: text,
    action: text,
    resource: text,
  },
  mostWords: 0,
  async run(asked) {
    const { format, out, ...filter } = asked.values as Record<string, string | undefined>;
    if (format !== 'csv' && format !== 'ndjson') throw new UsageError('--format is csv or ndjson');
    const target = out === undefined ? linesTo(asked.say) : createWriteStream(out, { mode: 0o600 });
    await pipeline(Readable.from(exportedParts(asked, format, filter)), target, { signal: asked.signal });
    return GOOD;
  },
};

/** Prints the bytes as they are on standard output, without the last line break, which `say` adds. */
function linesTo(say: Asked['say']): Writable {
  return new Writable({
    decodeStrings: false,
    write(part: string, _encoding, done) {
      say(part.replace(/\r?\n$/, ''));
      done();
    },
  });
}
