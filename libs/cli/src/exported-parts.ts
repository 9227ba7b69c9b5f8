import type { Asked } from './command.ts';

type Filter = Readonly<Record<string, string | undefined>>;

/**
 * Yields the audit part by part, up to the row that is the newest now, since each export adds a row itself. Later parts have no
 * CSV header.
 */
export async function* exportedParts(
  { mesh, signal }: Pick<Asked, 'mesh' | 'signal'>,
  format: 'csv' | 'ndjson',
  filter: Filter,
): AsyncGenerator<string> {
  const [newest] = (await mesh.credentials.listAudit({ query: { limit: 1, ...filter } }, { signal })).items;
  const end = newest?.seq ?? 0;
  for (let after = 0; after < end; ) {
    const query = { ...filter, format, after };
    const { bytes } = await mesh.credentials.exportAudit({ query }, { signal });
    const part = new TextDecoder().decode(bytes);
    const last = lastSeq(part, format);
    if (last === undefined) return;
    yield after > 0 && format === 'csv' ? part.slice(part.indexOf('\n') + 1) : part;
    after = last;
  }
}

/** The number of a part's last row. Does not look into quoted cells, which may contain line breaks. */
export function lastSeq(part: string, format: 'csv' | 'ndjson'): number | undefined {
  const lines = (format === 'csv' ? part.replace(/"(?:[^"]|"")*"/g, '') : part).trimEnd().split('\n');
  const last = lines.at(-1) ?? '';
  if (format === 'csv') return lines.length > 1 ? Number(/^[0-9]+/.exec(last)?.[0]) : undefined;
  return last === '' ? undefined : (JSON.parse(last) as { seq: number }).seq;
}
