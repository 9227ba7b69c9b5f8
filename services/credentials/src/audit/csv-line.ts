import type { shownEntry } from './entry.ts';

export const csvHeader =
  'seq,at,id,actor_type,actor_id,action,resource_type,resource_id,outcome,request_id,details,hash\r\n';

/** A row as CSV (RFC 4180). */
export function csvLine(row: ReturnType<typeof shownEntry>): string {
  const { seq, at, id, actor, action, resource, outcome, requestId, details, hash } = row;
  const named = [action, resource.type, resource.id, outcome, requestId, JSON.stringify(details), hash];
  return `${[String(seq), at, id, actor.type, actor.id, ...named].map(cell).join(',')}\r\n`;
}

/** Spreadsheets evaluate a cell that begins like a formula; an apostrophe keeps it text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
