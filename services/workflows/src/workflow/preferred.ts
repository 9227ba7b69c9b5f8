import type { ContentType } from '../definition/read-document.ts';

const yaml = new Set(['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml']);
const others = { 'application/json': 'application/yaml', 'application/yaml': 'application/json' } as const;

/** The media type that fits `Accept` best: `own` unless the other one is preferred. */
export function preferred(accept: string | undefined, own: ContentType): ContentType {
  if (accept === undefined) return own;
  const wanted = accept.split(',').map(range);
  const quality = (type: ContentType) =>
    Math.max(0, ...wanted.filter(({ type: one }) => one === type).map((one) => one.q));
  const anything = Math.max(0, ...wanted.filter(({ type }) => type === 'anything').map(({ q }) => q));
  return quality(others[own]) > Math.max(quality(own), anything) ? others[own] : own;
}

function range(part: string): { type: ContentType | 'anything' | undefined; q: number } {
  const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
  const told = Number(parameters.find((text) => text.startsWith('q='))?.slice(2) ?? 1);
  const q = told >= 0 && told <= 1 ? told : 0;
  if (name === 'application/json') return { type: name, q };
  if (yaml.has(name)) return { type: 'application/yaml', q };
  return { type: name === '*/*' || name === 'application/*' ? 'anything' : undefined, q };
}
