import type { HandlerOf } from '@mesh/bus/handler';
import type * as audit from '@mesh/contracts/audit';
import { type Audited, audited } from './audited.ts';
import { csvHeader, csvLine } from './csv-line.ts';
import { shownEntry } from './entry.ts';
import { auditAfter } from './find-audit.ts';

const MOST_ROWS = 5_000;
/** Limit of a part: in base64 it fits into a message of every broker. */
const MOST_BYTES = 512 * 1024;

/** The export has an audit row of its own, which it does not contain. */
export function exportAudit(needs: Audited): HandlerOf<typeof audit.exportAudit> {
  return async ({ query: { format, after = 0, ...filter } }, context) => {
    const act = { action: 'audit.export', resource: { type: 'audit' as const, id: '*' }, details: { format, after } };
    return audited(needs, context, act, async (trx) => {
      const rows = await auditAfter(trx, after, { ...filter, limit: MOST_ROWS });
      const line = format === 'csv' ? csvLine : (row: ReturnType<typeof shownEntry>) => `${JSON.stringify(row)}\n`;
      const text = firstLines(
        format === 'csv' ? csvHeader : '',
        rows.map((row) => line(shownEntry(row))),
      );
      return {
        contentType: format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson',
        base64: Buffer.from(text).toString('base64'),
        fileName: `audit-${context.workspaceId}-after-${after}.${format}`,
      };
    });
  };
}

function firstLines(header: string, lines: readonly string[]): string {
  let bytes = Buffer.byteLength(header);
  const kept = [header];
  for (const line of lines) {
    bytes += Buffer.byteLength(line);
    if (bytes > MOST_BYTES && kept.length > 1) break;
    kept.push(line);
  }
  return kept.join('');
}
