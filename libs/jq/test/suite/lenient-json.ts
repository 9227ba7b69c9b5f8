/** JSON as jq's suite writes it: with NaN, Infinity, and numbers beyond doubles. */
export function readLenient(text: string): unknown {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|[+-]?(?:NaN|nan)\d*|[+-]?Infinity/g, (found) => {
    if (found.startsWith('"')) return found;
    if (/nan/i.test(found)) return '"\\u0000nan"';
    return found.startsWith('-') ? '-1e999' : '1e999';
  });
  return JSON.parse(marked, (_key, value: unknown) => (value === '\u0000nan' ? Number.NaN : value));
}

/** What counts as equal: as printed by jq, whatever the order of keys. */
export function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normal(inner)]));
  if (typeof value !== 'number') return value;
  if (Number.isNaN(value)) return null;
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE) + 0;
}
